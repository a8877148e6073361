//! The kinds of target, with one record each: names, properties and the subtypes that do not support it.
//!
//! A new kind needs a variant and a record here, and a shape in `target`. What it does in an enrollment is in
//! `reach`.

use super::ConfigurationType;

/// The kinds of target that this program knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TargetKind {
    /// groupAssignmentTarget
    Group,
    /// allLicensedUsersAssignmentTarget
    AllUsers,
    /// allDevicesAssignmentTarget
    AllDevices,
    /// scopeTagGroupAssignmentTarget: documented, not seen in the service's metadata.
    ScopeTagGroup,
    /// configurationManagerCollectionAssignmentTarget
    CmCollection,
    /// exclusionGroupAssignmentTarget: shown, never written on these entities.
    Exclusion,
    /// Any other type.
    Unknown,
    /// A row that could not be read.
    Unreadable,
    /// A list that could not be read.
    NotRead,
}

impl TargetKind {
    /// The kinds that may be written, in the order in which forms offer them.
    pub const WRITABLE: [Self; 5] = [
        Self::Group,
        Self::AllUsers,
        Self::AllDevices,
        Self::ScopeTagGroup,
        Self::CmCollection,
    ];

    #[must_use]
    pub const fn record(self) -> &'static TargetKindRecord {
        &RECORDS[self as usize]
    }

    /// Returns the kind of an `@odata.type` without `#`.
    pub(super) fn of_type(odata_type: &str) -> Self {
        let is_it = |record: &&TargetKindRecord| record.odata_type == Some(odata_type);
        let found = RECORDS.iter().find(is_it);
        found.map_or(Self::Unknown, |record| record.kind)
    }

    /// The word on the command line and in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.record().word
    }

    /// The name shown to people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.record().title
    }

    /// Whether it stands in for something that could not be read, so it is not known what it points to.
    #[must_use]
    pub const fn is_unreadable(self) -> bool {
        matches!(self, Self::Unreadable | Self::NotRead)
    }

    /// Whether it may be added where it is not yet.
    #[must_use]
    pub fn is_writable(self) -> bool {
        Self::WRITABLE.contains(&self)
    }

    /// The `@odata.type` without `#`; none for an unknown kind.
    #[must_use]
    pub const fn odata_type(self) -> Option<&'static str> {
        self.record().odata_type
    }

    /// The contents of its own properties, in the order in which forms ask for them.
    pub fn fields(self) -> impl Iterator<Item = TargetField> {
        self.record().properties.iter().map(|(_, field)| *field)
    }

    /// Whether one of its own properties contains this.
    #[must_use]
    pub fn has(self, field: TargetField) -> bool {
        self.fields().any(|own| own == field)
    }
}

/// The contents of a property of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetField {
    /// Whether the users or the devices of a group are meant.
    TargetType,
    ObjectId,
    /// The ID of a Configuration Manager collection.
    CollectionId,
}

#[derive(Debug)]
pub struct TargetKindRecord {
    pub kind: TargetKind,
    /// The word on the command line and in JSON output.
    pub word: &'static str,
    /// The name shown to people.
    pub title: &'static str,
    /// The name in a narrow column.
    pub short_title: &'static str,
    /// The `@odata.type` without `#`.
    pub odata_type: Option<&'static str>,
    /// The properties of this kind in v1.0, besides the type and the two of the filter.
    pub properties: &'static [(&'static str, TargetField)],
    /// What to tell an admin before choosing it.
    pub note: Option<&'static str>,
    /// The subtypes that are known not to support it.
    pub refused_by: &'static [ConfigurationType],
}

/// One record for each kind, in the order of [`TargetKind`].
static RECORDS: [TargetKindRecord; 9] = [
    TargetKindRecord {
        odata_type: Some("microsoft.graph.groupAssignmentTarget"),
        properties: &[("groupId", TargetField::ObjectId)],
        ..named(TargetKind::Group, "group", "group")
    },
    TargetKindRecord {
        odata_type: Some("microsoft.graph.allLicensedUsersAssignmentTarget"),
        ..named(TargetKind::AllUsers, "all-users", "all users")
    },
    TargetKindRecord {
        odata_type: Some("microsoft.graph.allDevicesAssignmentTarget"),
        refused_by: &[ConfigurationType::Notification],
        ..named(TargetKind::AllDevices, "all-devices", "all devices")
    },
    TargetKindRecord {
        short_title: "scope-tag",
        odata_type: Some("microsoft.graph.scopeTagGroupAssignmentTarget"),
        properties: &[
            ("targetType", TargetField::TargetType),
            ("entraObjectId", TargetField::ObjectId),
        ],
        note: Some("Documented by Microsoft; the live service may not accept it."),
        refused_by: &[ConfigurationType::Notification],
        ..named(TargetKind::ScopeTagGroup, "scope-tag", "scope-tag group")
    },
    TargetKindRecord {
        short_title: "CM collect.",
        odata_type: Some("microsoft.graph.configurationManagerCollectionAssignmentTarget"),
        properties: &[("collectionId", TargetField::CollectionId)],
        refused_by: &[
            ConfigurationType::Notification,
            ConfigurationType::Esp,
            ConfigurationType::PlatformRestriction,
            ConfigurationType::PlatformRestrictions,
            ConfigurationType::Limit,
        ],
        ..named(
            TargetKind::CmCollection,
            "cm-collection",
            "Configuration Manager collection",
        )
    },
    TargetKindRecord {
        short_title: "excluded",
        odata_type: Some("microsoft.graph.exclusionGroupAssignmentTarget"),
        properties: &[("groupId", TargetField::ObjectId)],
        ..named(TargetKind::Exclusion, "exclusion", "excluded group")
    },
    TargetKindRecord {
        short_title: "unknown",
        ..named(TargetKind::Unknown, "unknown", "unknown kind")
    },
    named(TargetKind::Unreadable, "unreadable", "unreadable"),
    named(TargetKind::NotRead, "not-read", "not read"),
];

/// A record with only its names.
const fn named(kind: TargetKind, word: &'static str, title: &'static str) -> TargetKindRecord {
    TargetKindRecord {
        kind,
        word,
        title,
        short_title: title,
        odata_type: None,
        properties: &[],
        note: None,
        refused_by: &[],
    }
}

/// scopeTagTargetType, the values that may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetType {
    User,
    Device,
}

impl TargetType {
    pub const ALL: [Self; 2] = [Self::User, Self::Device];

    /// Graph's value.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Device => "device",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_finds_its_own_record() {
        for (at, record) in RECORDS.iter().enumerate() {
            assert_eq!(record.kind as usize, at, "{record:?}");
            assert_eq!(record.kind.word(), record.word);
        }
        assert!(
            TargetKind::WRITABLE
                .iter()
                .all(|kind| kind.odata_type().is_some())
        );
    }
}
