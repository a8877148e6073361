//! Whether a target may be put where it is not yet. Every way to make up a change asks this.

use super::filter::refuse_new_filter;
use super::refusal::refuse_new;
use super::{Assignment, Configuration, IdProblem, ObjectId, Refusal, Target, TargetShape};

/// Whether a target may be put beside or in the place of these rows. What they hold already may stay.
pub(super) fn refuse_new_target(
    configuration: &Configuration,
    rows: &[Assignment],
    target: &Target,
) -> Result<(), Refusal> {
    if rows.iter().any(|row| row.target.same_as(target)) {
        return Ok(());
    }
    refuse_new(target.kind())?;
    match target.shape() {
        TargetShape::Group { id } | TargetShape::ScopeTagGroup { id, .. } => {
            // The shape of an id is checked where one is typed; these are well-formed and no group.
            if let Err(problem @ (IdProblem::AllUsers | IdProblem::AllDevices | IdProblem::Zero)) =
                ObjectId::parse(id)
            {
                return Err(Refusal::NoGroup(problem));
            }
        }
        TargetShape::CmCollection { id } => refuse_collection_id(id)?,
        _ => {}
    }
    refuse_new_filter(configuration, rows, target)
}

/// Whether this can be the id of a collection of Configuration Manager.
///
/// # Errors
/// [`Refusal::NoCollectionId`], [`Refusal::ObjectIdOfCollection`].
pub fn refuse_collection_id(id: &str) -> Result<(), Refusal> {
    if id.trim().is_empty() {
        return Err(Refusal::NoCollectionId);
    }
    if ObjectId::parse(id.trim()).is_ok() {
        return Err(Refusal::ObjectIdOfCollection);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Change;

    const GROUP: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";

    fn configuration(kind: &str) -> Configuration {
        let json =
            format!(r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"c","priority":1}}"##);
        let read = Configuration::from_raw(serde_json::from_str(&json).unwrap());
        read.unwrap().0
    }

    fn row(id: &str, target: &str) -> Assignment {
        let json =
            format!(r##"{{"id":"{id}","target":{{"@odata.type":"#microsoft.graph.{target}}}}}"##);
        Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
    }

    #[test]
    fn every_change_meets_the_rules_of_a_new_target() {
        let esp = configuration("windows10EnrollmentCompletionPageConfiguration");
        let co_management = configuration("deviceComanagementAuthorityConfiguration");
        let limit = configuration("deviceEnrollmentLimitConfiguration");
        let group = format!(r#"groupAssignmentTarget","groupId":"{GROUP}""#);
        let tag = format!(
            r#"scopeTagGroupAssignmentTarget","targetType":"user","entraObjectId":"{GROUP}""#
        );
        let collection =
            format!(r#"configurationManagerCollectionAssignmentTarget","collectionId":"{GROUP}""#);
        let filtered = format!(
            r#"allDevicesAssignmentTarget","deviceAndAppManagementAssignmentFilterId":"{GROUP}","deviceAndAppManagementAssignmentFilterType":"include""#
        );
        for (configuration, target, refusal) in [
            (&esp, "futureTarget\"", Refusal::UnknownKind),
            (
                &esp,
                r#"exclusionGroupAssignmentTarget","groupId":"x""#,
                Refusal::Exclusion,
            ),
            (
                &esp,
                r#"groupAssignmentTarget","groupId":"acacacac-9df4-4c7d-9d50-4ef0226f57a9""#,
                Refusal::NoGroup(IdProblem::AllUsers),
            ),
            (
                &esp,
                r#"groupAssignmentTarget","groupId":"ADADADAD-808e-44e2-905a-0b7873a8a531""#,
                Refusal::NoGroup(IdProblem::AllDevices),
            ),
            (&co_management, &collection, Refusal::ObjectIdOfCollection),
            (
                &co_management,
                r#"configurationManagerCollectionAssignmentTarget","collectionId":" ""#,
                Refusal::NoCollectionId,
            ),
            (
                &limit,
                &filtered,
                Refusal::FilterOfSubtype("a device limit".into()),
            ),
            (&esp, &tag, Refusal::SharedId),
        ] {
            let rows = [
                row("a", &group),
                row("b", "allLicensedUsersAssignmentTarget\""),
            ];
            let new = row("n", target).target;
            let all = vec![rows[0].target.clone(), new.clone()];
            let retarget = Change::retarget(configuration, &rows, &rows[1], new.clone());
            assert_eq!(retarget, Err(refusal.clone()), "{target}");
            assert_eq!(
                Change::add(configuration, &rows, new),
                Err(refusal.clone()),
                "{target}"
            );
            if refusal != Refusal::SharedId {
                let replace = Change::replace(configuration, &rows, all);
                assert!(replace.is_err(), "{target}");
            }
        }
    }
}
