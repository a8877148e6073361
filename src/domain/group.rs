//! A group of the directory, with what is needed to choose between groups.

use serde::{Deserialize, Serialize};

use super::{ObjectId, RawObject};
use crate::text;

/// The purpose of a group (<https://learn.microsoft.com/graph/api/resources/groups-overview>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupPurpose {
    /// For permissions and policies; the usual target of an assignment.
    Security,
    /// A Microsoft 365 group, with a mailbox.
    Microsoft365,
    /// For mail only; assignments do not reach it.
    Distribution,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupKind {
    pub purpose: GroupPurpose,
    /// Whether a rule determines its members.
    pub is_dynamic: bool,
}

impl GroupKind {
    /// The kind in two words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match (self.purpose, self.is_dynamic) {
            (GroupPurpose::Security, false) => "security assigned",
            (GroupPurpose::Security, true) => "security dynamic",
            (GroupPurpose::Microsoft365, false) => "M365 assigned",
            (GroupPurpose::Microsoft365, true) => "M365 dynamic",
            (GroupPurpose::Distribution, _) => "mail list",
        }
    }

    /// The kind for a narrow column, where a security group with assigned members is the usual one.
    #[must_use]
    pub const fn short_title(self) -> &'static str {
        match (self.purpose, self.is_dynamic) {
            (GroupPurpose::Security, false) => "security",
            (GroupPurpose::Security, true) => "dynamic",
            (GroupPurpose::Microsoft365, false) => "M365",
            (GroupPurpose::Microsoft365, true) => "M365 dynamic",
            (GroupPurpose::Distribution, _) => "mail list",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub id: ObjectId,
    /// Display name, cleaned of anything hostile.
    pub name: String,
    pub kind: GroupKind,
}

impl Group {
    pub const PROPERTIES: &str = "id,displayName,groupTypes,securityEnabled";

    /// Reads a group; none if it has no ID.
    #[must_use]
    pub fn from_raw(raw: &RawObject) -> Option<Self> {
        let types: Vec<String> = raw.read("groupTypes").unwrap_or_default();
        let has = |wanted: &str| types.iter().any(|kind| kind.eq_ignore_ascii_case(wanted));
        let purpose = if has("Unified") {
            GroupPurpose::Microsoft365
        } else if raw.read("securityEnabled").unwrap_or(true) {
            GroupPurpose::Security
        } else {
            GroupPurpose::Distribution
        };
        let name = raw.text("displayName").unwrap_or_default();
        Some(Self {
            id: ObjectId::parse(&raw.text("id")?).ok()?,
            name: text::clean(&name).into_owned(),
            kind: GroupKind {
                purpose,
                is_dynamic: has("DynamicMembership"),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_told_from_types_and_purpose() {
        let kind = |properties: &str| {
            let json = format!(r#"{{"id":"6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50",{properties}}}"#);
            let group = Group::from_raw(&serde_json::from_str(&json).unwrap()).unwrap();
            group.kind.title()
        };
        assert_eq!(
            kind(r#""groupTypes":[],"securityEnabled":true"#),
            "security assigned"
        );
        assert_eq!(
            kind(r#""groupTypes":["DynamicMembership"],"securityEnabled":true"#),
            "security dynamic"
        );
        assert_eq!(
            kind(r#""groupTypes":["DynamicMembership","Unified"],"securityEnabled":false"#),
            "M365 dynamic"
        );
        assert_eq!(
            kind(r#""groupTypes":[],"securityEnabled":false"#),
            "mail list"
        );
    }
}
