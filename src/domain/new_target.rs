//! What an admin chose as a target, and whether it may be added where it is not yet. Everything that creates
//! a change checks this.

use super::filter::refuse_new_filter;
use super::refusal::refuse_new;
use super::target::TYPE;
use super::{
    Assignment, Configuration, IdProblem, ObjectId, RawObject, Refusal, Target, TargetField,
    TargetKind, TargetType,
};

/// What an admin chose in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewTarget {
    Group(ObjectId),
    /// Every licensed user.
    AllUsers,
    AllDevices,
    /// The users or devices of a group.
    ScopeTagGroup(TargetType, ObjectId),
    /// A collection of Configuration Manager, by its ID.
    CmCollection(String),
}

impl NewTarget {
    /// Returns the choice of a kind with the values of its fields; none if one is missing, or the kind cannot
    /// be chosen.
    #[must_use]
    pub fn of(
        kind: TargetKind,
        target_type: Option<TargetType>,
        object: Option<ObjectId>,
        collection: Option<String>,
    ) -> Option<Self> {
        match kind {
            TargetKind::Group => object.map(Self::Group),
            TargetKind::AllUsers => Some(Self::AllUsers),
            TargetKind::AllDevices => Some(Self::AllDevices),
            TargetKind::ScopeTagGroup => Some(Self::ScopeTagGroup(target_type?, object?)),
            TargetKind::CmCollection => collection.map(Self::CmCollection),
            TargetKind::Exclusion
            | TargetKind::Unknown
            | TargetKind::Unreadable
            | TargetKind::NotRead => None,
        }
    }

    #[must_use]
    pub const fn kind(&self) -> TargetKind {
        match self {
            Self::Group(_) => TargetKind::Group,
            Self::AllUsers => TargetKind::AllUsers,
            Self::AllDevices => TargetKind::AllDevices,
            Self::ScopeTagGroup(..) => TargetKind::ScopeTagGroup,
            Self::CmCollection(_) => TargetKind::CmCollection,
        }
    }

    /// Returns the choice as a new target.
    #[must_use]
    pub fn into_target(self) -> Target {
        let mut raw = RawObject::new();
        raw.set_text(
            TYPE,
            &format!("#{}", self.kind().odata_type().unwrap_or_default()),
        );
        self.write_into(&mut raw);
        Target::from_raw(raw)
    }

    /// Sets the members of the kind.
    pub(super) fn write_into(&self, object: &mut RawObject) {
        match self {
            Self::Group(id) => object.set_text("groupId", id.as_str()),
            Self::AllUsers | Self::AllDevices => {}
            Self::ScopeTagGroup(target_type, id) => {
                object.set_text("targetType", target_type.word());
                object.set_text("entraObjectId", id.as_str());
            }
            Self::CmCollection(id) => object.set_text("collectionId", id),
        }
    }
}

/// Checks that a target may be added to these rows or replace one. Targets that they already have may stay.
pub(super) fn refuse_new_target(
    configuration: &Configuration,
    rows: &[Assignment],
    target: &Target,
) -> Result<(), Refusal> {
    if rows.iter().any(|row| row.target.same_as(target)) {
        return Ok(());
    }
    refuse_new(target.kind())?;
    let id = target.id().unwrap_or_default();
    for field in target.kind().fields() {
        match (field, ObjectId::parse(id)) {
            // The form of an ID is checked when it is typed. These are well-formed, but not groups.
            (
                TargetField::ObjectId,
                Err(problem @ (IdProblem::AllUsers | IdProblem::AllDevices | IdProblem::Zero)),
            ) => return Err(Refusal::NoGroup(problem)),
            (TargetField::CollectionId, _) => refuse_collection_id(id)?,
            _ => {}
        }
    }
    refuse_new_filter(configuration, rows, target)
}

/// Checks that this can be the ID of a Configuration Manager collection.
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
