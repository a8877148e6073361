//! When two targets are the same, regardless of spelling.
//!
//! Belongs here: what counts when targets are compared. Does not belong here: what a target is
//! (`target`), what follows from a difference (`write`). The spellings that were seen are listed in
//! `docs/design/reading.md#what-is-known-of-the-rows`.

use std::collections::BTreeMap;

use super::target::{FILTER_ID, FILTER_TYPE, TYPE};
use super::{Target, canonical};

impl Target {
    /// Whether both point to the same object in the same way. The order of members, `#`, the case of GUIDs,
    /// escapes within a string and the spellings of "no filter" do not matter.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }

    /// Whether both point to the same object, whatever their filters. The service accepts each object once.
    #[must_use]
    pub fn points_where(&self, other: &Self) -> bool {
        let bare = |target: &Self| {
            let mut members = target.canonical();
            members.remove(FILTER_ID);
            members.remove(FILTER_TYPE);
            members
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<BTreeMap<String, String>>()
        };
        bare(self) == bare(other)
    }

    /// The members by name, in a form that is the same for equal targets.
    fn canonical(&self) -> BTreeMap<&str, String> {
        let mut members: BTreeMap<&str, String> = self
            .raw()
            .members()
            .filter(|(key, _)| !matches!(*key, FILTER_ID | FILTER_TYPE))
            .map(|(key, value)| {
                let value = match key {
                    TYPE => value.replacen("\"#", "\"", 1),
                    "groupId" | "entraObjectId" => value.to_ascii_lowercase(),
                    _ => canonical(value),
                };
                (key, value)
            })
            .collect();
        if let Some(filter) = self.filter() {
            members.insert(FILTER_ID, filter.id.to_ascii_lowercase());
            members.insert(FILTER_TYPE, filter.mode.word().to_ascii_lowercase());
        }
        members
    }
}

/// Whether two lists contain the same targets, each the same number of times, in any order.
#[must_use]
pub fn same_targets<'a>(
    left: impl IntoIterator<Item = &'a Target>,
    right: impl IntoIterator<Item = &'a Target>,
) -> bool {
    let sorted = |targets: &mut Vec<BTreeMap<&str, String>>| targets.sort();
    let mut left: Vec<_> = left.into_iter().map(Target::canonical).collect();
    let mut right: Vec<_> = right.into_iter().map(Target::canonical).collect();
    sorted(&mut left);
    sorted(&mut right);
    left == right
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{NewTarget, ObjectId};

    const ID: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
    const OTHER: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";

    fn target(json: &str) -> Target {
        Target::from_raw(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn spelling_does_not_make_targets_differ_but_meaning_does() {
        let left = target(&format!(
            r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{}","{FILTER_ID}":null,"{FILTER_TYPE}":"none","x":{{ "a": [1, "b\u0020\"c"] }}}}"##,
            ID.to_ascii_uppercase()
        ));
        let right = target(&format!(
            r#"{{"x":{{"a":[1,"b \"c"]}},"groupId":"{ID}","@odata.type":"microsoft.graph.groupAssignmentTarget"}}"#
        ));
        assert!(left.same_as(&right));
        assert!(same_targets([&left, &right], [&right, &right]));
        let moved = right.retarget(&NewTarget::Group(ObjectId::parse(OTHER).unwrap()));
        assert!(!right.same_as(&moved));
        assert!(!same_targets([&left, &moved], [&left, &right]));
    }
}
