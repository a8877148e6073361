//! What this program refuses to do to a tenant, and why. Each refusal is a sentence.
//! The source of each is in `docs/design/write.md#what-is-never-written`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    ApiVersion, Assignment, Configuration, ConfigurationType, IdProblem, Source, Target, TargetKind,
};

/// Why a change is not made, as a sentence to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    #[error("Read-only session: changes are disabled.")]
    ReadOnly,
    #[error("The default applies to everyone and can't be reassigned.")]
    DefaultConfiguration,
    /// The row belongs to a policy set.
    #[error("This target comes from a policy set. Change it there.")]
    PolicySets,
    /// The row excludes a group.
    #[error(
        "Excluded groups can't be changed here: the service can turn exclusions into inclusions."
    )]
    Exclusion,
    /// The new target is of a kind that this program does not know.
    #[error("A target of an unknown kind is kept as it is and can't be chosen.")]
    UnknownKind,
    /// The old and the new target are the same.
    #[error("This configuration already has this target.")]
    SameTarget,
    /// Another row has the new target.
    #[error("Another assignment of this configuration already has this target.")]
    Duplicate,
    /// Another row names the same directory object.
    #[error(
        "Another assignment of this configuration uses this group. The service allows each group once."
    )]
    SharedId,
    /// The subtype does not support this kind of target.
    #[error("Not available for {0}: {1}")]
    KindOfSubtype(Cow<'static, str>, Cow<'static, str>),
    #[error("Not available for {0}: an assignment filter")]
    FilterOfSubtype(Cow<'static, str>),
    /// The ID is not that of a group.
    #[error("{0}")]
    NoGroup(IdProblem),
    #[error("Enter a collection ID, e.g. SMS00001.")]
    NoCollectionId,
    /// The ID is an Entra object ID instead of a collection ID.
    #[error("This is an Entra object ID. A collection ID looks like SMS00001.")]
    ObjectIdOfCollection,
    /// The filter is for devices of another platform. Contains its name and its platform.
    #[error("The filter “{0}” is for {1}, but this configuration is for another platform.")]
    FilterOfPlatform(String, String),
    /// Only v1.0 is allowed, but it does not support the change.
    #[error("v1.0 does not have {0}, and only v1.0 is allowed (api = \"v1.0\").")]
    NeedsBeta(String),
    /// The list contains a row of a policy set, so it is not replaced.
    #[error(
        "The list has a target from a policy set, which might not survive. It is not replaced."
    )]
    PolicySetInList,
    /// The list contains an exclusion, so it is not replaced.
    #[error(
        "The list has an excluded group, which the service can turn into an inclusion. It is not replaced."
    )]
    ExclusionInList,
    /// The row could not be read.
    #[error("This target could not be read, so it is left as it is.")]
    UnreadableRow,
    /// The list contains a row that could not be read, so it is not replaced.
    #[error("A target in the list could not be read and would be lost. The list is not replaced.")]
    UnreadableInList,
    /// The configuration could not be read.
    #[error("This configuration could not be read, so it is left as it is.")]
    UnreadableConfiguration,
    /// The order of priorities is not known.
    #[error(
        "The priority of another configuration could not be read, so the order is unknown and stays as it is."
    )]
    UnreadableOrder,
    /// The list is incomplete; says which request failed. A missing configuration may be in the same order.
    #[error("not every configuration could be read: {0}")]
    UnreadList(String),
    #[error("The list is still loading. One moment.")]
    ListLoading,
    /// The list was read from v1.0, so it is not replaced.
    #[error("The list was read from v1.0, which hides filters. Replacing it could lose them.")]
    ReadFromV1,
    #[error("Only PATCH is allowed (write = \"patch\"), and it can neither add nor remove.")]
    PatchOnly,
    /// The priority stays the same.
    #[error("The configuration already has this priority.")]
    SamePriority,
    /// The priority is higher than the number of configurations.
    #[error("That is beyond the last priority of this type and platform.")]
    LastPriority,
    /// The priority is below the first.
    #[error("The first priority is 1.")]
    FirstPriority,
    /// The order of priorities cannot be restored from a snapshot.
    #[error(
        "Priorities can be restored only if the ranked configurations are still the same. Use \
         `enlist priority`."
    )]
    RankedOtherwise,
    #[error("What you were changing is gone.")]
    Gone,
    /// An intent of an earlier run has no verdict yet.
    #[error("An earlier change of this configuration is not settled yet, so its state is unknown.")]
    Unsettled,
}

impl Refusal {
    /// Whether nothing has to be changed, because the wanted state is already there.
    #[must_use]
    pub const fn is_already(&self) -> bool {
        matches!(self, Self::SameTarget | Self::SamePriority)
    }
}

/// Checks that the assignments of a configuration may be changed at all.
pub fn refuse_configuration(configuration: &Configuration) -> Result<(), Refusal> {
    if configuration.unreadable.is_some() {
        Err(Refusal::UnreadableConfiguration)
    } else if configuration.is_default() {
        Err(Refusal::DefaultConfiguration)
    } else {
        Ok(())
    }
}

/// Checks that this row may be edited at all.
pub fn refuse_edit(configuration: &Configuration, row: &Assignment) -> Result<(), Refusal> {
    refuse_configuration(configuration)?;
    if row.is_unreadable() {
        Err(Refusal::UnreadableRow)
    } else if row.source == Source::PolicySets {
        Err(Refusal::PolicySets)
    } else if row.target.kind() == TargetKind::Exclusion {
        Err(Refusal::Exclusion)
    } else {
        Ok(())
    }
}

/// Checks that a subtype supports a kind of target. If this is not known, the service decides.
///
/// # Errors
/// [`Refusal::KindOfSubtype`].
pub fn refuse_kind(kind: &ConfigurationType, target: TargetKind) -> Result<(), Refusal> {
    if !target.record().refused_by.contains(kind) {
        return Ok(());
    }
    let subtype = match kind {
        ConfigurationType::Notification => "an enrollment notification",
        ConfigurationType::Limit => "a device limit",
        ConfigurationType::Esp => "an ESP",
        _ => "a platform restriction",
    };
    Err(Refusal::KindOfSubtype(
        subtype.into(),
        target.title().into(),
    ))
}

/// Checks that a target of this kind may be added where it is not yet.
pub const fn refuse_new(kind: TargetKind) -> Result<(), Refusal> {
    match kind {
        TargetKind::Exclusion => Err(Refusal::Exclusion),
        TargetKind::Unknown => Err(Refusal::UnknownKind),
        TargetKind::Unreadable | TargetKind::NotRead => Err(Refusal::UnreadableRow),
        _ => Ok(()),
    }
}

/// Checks that a target may be added to these. The service derives the ID of an assignment from the
/// configuration and the object, whatever the kind of target, so an object can be named only once.
///
/// # Errors
/// [`Refusal::SharedId`].
pub fn refuse_shared_id<'a>(
    others: impl IntoIterator<Item = &'a Target>,
    target: &Target,
) -> Result<(), Refusal> {
    let Some(id) = target.object_id() else {
        return Ok(());
    };
    let names_it = |other: &Target| {
        other
            .object_id()
            .is_some_and(|other| other.eq_ignore_ascii_case(id))
    };
    if others.into_iter().any(names_it) {
        return Err(Refusal::SharedId);
    }
    Ok(())
}

/// Checks that a list may be replaced as a whole.
pub fn refuse_replace(rows: &[Assignment], read_from: ApiVersion) -> Result<(), Refusal> {
    if read_from == ApiVersion::V1 {
        return Err(Refusal::ReadFromV1);
    }
    if rows.iter().any(|row| row.source == Source::PolicySets) {
        return Err(Refusal::PolicySetInList);
    }
    refuse_targets(rows.iter().map(|row| &row.target))
}

/// Checks that none of these targets prevents sending a list.
pub(super) fn refuse_targets<'a>(
    targets: impl IntoIterator<Item = &'a Target>,
) -> Result<(), Refusal> {
    let mut targets = targets.into_iter().map(Target::kind);
    targets.try_for_each(|kind| match kind {
        kind if kind.is_unreadable() => Err(Refusal::UnreadableInList),
        TargetKind::Exclusion => Err(Refusal::ExclusionInList),
        _ => Ok(()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(kind: &str, rest: &str) -> Target {
        let json = format!(r##"{{"@odata.type":"#microsoft.graph.{kind}"{rest}}}"##);
        Target::from_raw(serde_json::from_str(&json).unwrap())
    }

    #[test]
    fn an_object_is_named_once_whatever_the_kind_and_the_case() {
        let group = target("groupAssignmentTarget", r#","groupId":"AB12""#);
        let tag = target(
            "scopeTagGroupAssignmentTarget",
            r#","targetType":"user","entraObjectId":"ab12""#,
        );
        let other = target("groupAssignmentTarget", r#","groupId":"cd34""#);
        let all = target("allDevicesAssignmentTarget", "");
        assert_eq!(
            refuse_shared_id([&other, &group], &tag),
            Err(Refusal::SharedId)
        );
        assert_eq!(refuse_shared_id([&other, &all], &tag), Ok(()));
        assert_eq!(refuse_shared_id([&all], &all), Ok(()), "it names no object");
    }
}
