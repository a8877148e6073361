//! The kinds of target, with their words in Graph, on the command line and on screen.

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
    /// The kinds that may be written, in the order in which a form offers them.
    pub const WRITABLE: [Self; 5] = [
        Self::Group,
        Self::AllUsers,
        Self::AllDevices,
        Self::ScopeTagGroup,
        Self::CmCollection,
    ];

    /// The word of the command line and of JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::AllUsers => "all-users",
            Self::AllDevices => "all-devices",
            Self::ScopeTagGroup => "scope-tag",
            Self::CmCollection => "cm-collection",
            Self::Exclusion => "exclusion",
            Self::Unknown => "unknown",
            Self::Unreadable => "unreadable",
            Self::NotRead => "not-read",
        }
    }

    /// The name shown to people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::AllUsers => "all users",
            Self::AllDevices => "all devices",
            Self::ScopeTagGroup => "scope-tag group",
            Self::CmCollection => "Configuration Manager collection",
            Self::Exclusion => "excluded group",
            Self::Unknown => "unknown kind",
            Self::Unreadable => "unreadable",
            Self::NotRead => "not read",
        }
    }

    /// Whether it stands for something that could not be read: what it points at is not known.
    #[must_use]
    pub const fn is_unreadable(self) -> bool {
        matches!(self, Self::Unreadable | Self::NotRead)
    }

    /// The `@odata.type` without `#`; none for an unknown kind.
    #[must_use]
    pub const fn odata_type(self) -> Option<&'static str> {
        match self {
            Self::Group => Some("microsoft.graph.groupAssignmentTarget"),
            Self::AllUsers => Some("microsoft.graph.allLicensedUsersAssignmentTarget"),
            Self::AllDevices => Some("microsoft.graph.allDevicesAssignmentTarget"),
            Self::ScopeTagGroup => Some("microsoft.graph.scopeTagGroupAssignmentTarget"),
            Self::CmCollection => {
                Some("microsoft.graph.configurationManagerCollectionAssignmentTarget")
            }
            Self::Exclusion => Some("microsoft.graph.exclusionGroupAssignmentTarget"),
            Self::Unknown | Self::Unreadable | Self::NotRead => None,
        }
    }

    /// The properties, beside type and filter pair, that v1.0 knows for this kind.
    pub(super) const fn own_properties(self) -> &'static [&'static str] {
        match self {
            Self::Group | Self::Exclusion => &["groupId"],
            Self::ScopeTagGroup => &["targetType", "entraObjectId"],
            Self::CmCollection => &["collectionId"],
            Self::AllUsers
            | Self::AllDevices
            | Self::Unknown
            | Self::Unreadable
            | Self::NotRead => &[],
        }
    }
}

/// scopeTagTargetType, the values that may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetType {
    /// The users of the group.
    User,
    /// The devices of the group.
    Device,
}

impl TargetType {
    /// Graph's value.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Device => "device",
        }
    }
}
