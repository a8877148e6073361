//! How a target uses an ID: as that of a group, a filter, a collection, or something else.

use super::{FilterMode, Target, TargetKind, TargetShape};

/// How a target uses an ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// The group is included.
    Included,
    /// The group is excluded.
    Excluded,
    /// The users or devices of the group get scope tags.
    ScopeTag,
    /// The Configuration Manager collection is included.
    Collection,
    /// The assignment filter decides about each device.
    Filter(FilterMode),
    /// A kind of target that this program does not know, or a row that could not be read, contains it.
    Named,
}

impl Use {
    /// The word in JSON output.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::Excluded => "excluded",
            Self::ScopeTag => "scope-tag",
            Self::Collection => "collection",
            Self::Filter(FilterMode::Include) => "filter-include",
            Self::Filter(FilterMode::Exclude) => "filter-exclude",
            Self::Filter(FilterMode::Other(_)) => "filter",
            Self::Named => "named",
        }
    }
}

impl Use {
    /// The kind of object with the ID, as a word in JSON output.
    #[must_use]
    pub const fn used(&self) -> &'static str {
        match self {
            Self::Included | Self::Excluded | Self::ScopeTag => "group",
            Self::Collection => TargetKind::CmCollection.word(),
            Self::Filter(_) => "filter",
            Self::Named => "unknown",
        }
    }
}

impl Target {
    /// Returns how this target uses an ID; none if it does not. The case of a GUID does not matter.
    #[must_use]
    pub fn use_of(&self, id: &str) -> Option<Use> {
        let is_it = |other: &str| !id.is_empty() && other.eq_ignore_ascii_case(id);
        match self.shape() {
            TargetShape::Group { id } if is_it(id) => return Some(Use::Included),
            TargetShape::Exclusion { id } if is_it(id) => return Some(Use::Excluded),
            TargetShape::ScopeTagGroup { id, .. } if is_it(id) => return Some(Use::ScopeTag),
            TargetShape::CmCollection { id } if is_it(id) => return Some(Use::Collection),
            _ => {}
        }
        if let Some(filter) = self.filter().filter(|filter| is_it(&filter.id)) {
            return Some(Use::Filter(filter.mode.clone()));
        }
        if let TargetShape::Unreadable { row } = self.shape() {
            let row = row.to_ascii_lowercase();
            let names_it = !id.is_empty() && row.contains(&id.to_ascii_lowercase());
            return names_it.then_some(Use::Named);
        }
        let is_unknown = matches!(self.shape(), TargetShape::Unknown { .. });
        let mut members = self.raw().members();
        let names_it = members
            .any(|(_, value)| serde_json::from_str(value).is_ok_and(|value: String| is_it(&value)));
        (is_unknown && names_it).then_some(Use::Named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6F1D0C52-0A4E-4D0B-9A55-7D2B1C3E4F50";

    #[test]
    fn each_kind_says_how_it_uses_an_id() {
        let id = ID.to_lowercase();
        let filter = |mode: &str| {
            format!(
                r#","deviceAndAppManagementAssignmentFilterId":"{id}","deviceAndAppManagementAssignmentFilterType":"{mode}""#
            )
        };
        for (kind, members, word) in [
            ("group", format!(r#","groupId":"{id}""#), Some("included")),
            (
                "exclusionGroup",
                format!(r#","groupId":"{id}""#),
                Some("excluded"),
            ),
            (
                "scopeTagGroup",
                format!(r#","targetType":"user","entraObjectId":"{id}""#),
                Some("scope-tag"),
            ),
            (
                "configurationManagerCollection",
                format!(r#","collectionId":"{id}""#),
                Some("collection"),
            ),
            ("allDevices", filter("include"), Some("filter-include")),
            (
                "allLicensedUsers",
                filter("exclude"),
                Some("filter-exclude"),
            ),
            ("allDevices", filter("future"), Some("filter")),
            ("dynamicRing", format!(r#","ringId":"{id}""#), Some("named")),
            // A member that the service adds to a known kind does not count as a use.
            ("allDevices", format!(r#","x":"{id}""#), None),
            ("group", r#","groupId":"other""#.to_owned(), None),
        ] {
            let json = format!(
                r##"{{"@odata.type":"#microsoft.graph.{kind}AssignmentTarget"{members}}}"##
            );
            let target = Target::from_raw(serde_json::from_str(&json).unwrap());
            let found = target.use_of(ID).map(|found| found.word());
            assert_eq!(found, word, "{json}");
            assert_eq!(target.use_of(""), None);
        }
    }
}
