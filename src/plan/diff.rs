//! What differs between two states of a tenant.
//!
//! Belongs here: which configurations, properties and assignments differ, and how. Does not belong here:
//! the wording (`words`), restoring something (`restore`).

use std::collections::{BTreeSet, HashMap};

use crate::domain::{ConfigurationId, Row, Target, canonical};

/// What differs between two states of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub configuration: ConfigurationId,
    /// Its display name; the newer one if it changed.
    pub name: String,
    pub differs: Differs,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differs {
    /// It is only in the newer state, with these targets.
    Added(Vec<Target>),
    /// It is only in the older state, with these targets.
    Removed(Vec<Target>),
    Changed(Box<Changed>),
}

/// What differs between a configuration and an earlier state of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// The display name, old and new.
    pub name: Option<(String, String)>,
    /// The priority, old and new.
    pub priority: Option<(Option<i64>, Option<i64>)>,
    pub properties: Vec<PropertyDifference>,
    pub assignments: Vec<AssignmentDifference>,
}

/// A property that differs, with its exact JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyDifference {
    pub name: String,
    /// The older value, if there was one.
    pub old: Option<String>,
    /// The newer value, if there is one.
    pub new: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignmentDifference {
    Added(Target),
    Removed(Target),
    /// One was probably retargeted: no other one of its kind was added or removed.
    Retargeted {
        from: Target,
        to: Target,
    },
    Filter {
        /// With the older filter.
        from: Target,
        /// With the newer filter.
        to: Target,
    },
}

/// Properties that are reported separately, or that change with each write.
const APART: [&str; 5] = [
    "id",
    "displayName",
    "priority",
    "lastModifiedDateTime",
    "version",
];

/// What differs between an older and a newer state, in the order of the newer one; removed configurations
/// come last.
#[must_use]
pub fn diff(old: &[Row], new: &[Row]) -> Vec<Difference> {
    let by_id = |rows: &'_ [Row]| -> HashMap<ConfigurationId, usize> {
        let rows = rows.iter().enumerate();
        rows.map(|(at, row)| (row.configuration.id.clone(), at))
            .collect()
    };
    let (in_old, in_new) = (by_id(old), by_id(new));
    let of = |row: &Row, differs| Difference {
        configuration: row.configuration.id.clone(),
        name: row.configuration.name.clone(),
        differs,
    };
    let mut differences = Vec::new();
    for row in new {
        match in_old.get(&row.configuration.id) {
            None => differences.push(of(row, Differs::Added(targets(row)))),
            Some(at) => {
                let changed = changed(&old[*at], row);
                if changed != Changed::default() {
                    differences.push(of(row, Differs::Changed(Box::new(changed))));
                }
            }
        }
    }
    let gone = old
        .iter()
        .filter(|row| !in_new.contains_key(&row.configuration.id));
    differences.extend(gone.map(|row| of(row, Differs::Removed(targets(row)))));
    differences
}

fn targets(row: &Row) -> Vec<Target> {
    row.assignments
        .iter()
        .map(|row| row.target.clone())
        .collect()
}

fn changed(old: &Row, new: &Row) -> Changed {
    let (a, b) = (&old.configuration, &new.configuration);
    let names: BTreeSet<&str> = [a, b]
        .into_iter()
        .flat_map(|one| one.raw.members().map(|(name, _)| name))
        .filter(|name| !APART.contains(name))
        .collect();
    let properties = names.into_iter().filter_map(|name| {
        let value = |json: Option<&str>| json.map(canonical);
        let (old, new) = (value(a.raw.get(name)), value(b.raw.get(name)));
        (old != new).then(|| PropertyDifference {
            name: name.to_owned(),
            old,
            new,
        })
    });
    Changed {
        name: (a.name != b.name).then(|| (a.name.clone(), b.name.clone())),
        priority: (a.priority != b.priority).then_some((a.priority, b.priority)),
        properties: properties.collect(),
        assignments: pairs(&targets(old), &targets(new)),
    }
}

/// What differs between two lists: filters first, targets without a counterpart last.
pub(super) fn pairs(old: &[Target], new: &[Target]) -> Vec<AssignmentDifference> {
    let mut gone = without(old, new);
    let mut come = without(new, old);
    let mut found = Vec::new();
    let mut pair = |from: Target, to: Target, is_filter| {
        found.push(if is_filter {
            AssignmentDifference::Filter { from, to }
        } else {
            AssignmentDifference::Retargeted { from, to }
        });
    };
    let mut at = 0;
    while let Some(from) = gone.get(at) {
        match come.iter().position(|to| to.points_where(from)) {
            Some(to) => pair(gone.remove(at), come.remove(to), true),
            None => at += 1,
        }
    }
    let is_read = |one: &Target| !one.kind().is_unreadable();
    if let ([from], [to]) = (&gone[..], &come[..])
        && is_read(from)
        && is_read(to)
    {
        pair(gone.remove(0), come.remove(0), false);
    }
    let mut at = 0;
    while let Some(from) = gone.get(at) {
        let is_alike = |other: &Target| other.kind() == from.kind() && is_read(from);
        let of_kind = |list: &[Target]| list.iter().filter(|other| is_alike(other)).count();
        match come.iter().position(is_alike) {
            Some(to) if of_kind(&gone) == 1 && of_kind(&come) == 1 => {
                pair(gone.remove(at), come.remove(to), false);
            }
            _ => at += 1,
        }
    }
    found.extend(come.into_iter().map(AssignmentDifference::Added));
    found.extend(gone.into_iter().map(AssignmentDifference::Removed));
    found
}

/// The targets that another list lacks, each as often as it is missing there.
pub(super) fn without(list: &[Target], other: &[Target]) -> Vec<Target> {
    let mut left: Vec<&Target> = other.iter().collect();
    let mut rest = Vec::new();
    for target in list {
        match left.iter().position(|known| known.same_as(target)) {
            Some(at) => drop(left.remove(at)),
            None => rest.push(target.clone()),
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Assignment, Configuration};

    fn target(json: &str) -> Target {
        serde_json::from_str(json).unwrap()
    }

    fn group(id: &str, filter: &str) -> Target {
        let filter = match filter {
            "" => String::new(),
            id => format!(
                r#","deviceAndAppManagementAssignmentFilterId":"{id}","deviceAndAppManagementAssignmentFilterType":"include""#
            ),
        };
        target(&format!(
            r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{id}"{filter}}}"##
        ))
    }

    fn all() -> Target {
        target(r##"{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}"##)
    }

    fn row(id: &str, more: &str, list: &[Target]) -> Row {
        let json = format!(r#"{{"id":"{id}","displayName":"{id}"{more}}}"#);
        let (configuration, _) =
            Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap();
        let assignment = |(at, target): (usize, &Target)| {
            let target = target.raw().to_json();
            let json = format!(r#"{{"id":"{at}","target":{target}}}"#);
            Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
        };
        Row {
            configuration,
            assignments: list.iter().enumerate().map(assignment).collect(),
        }
    }

    #[test]
    fn order_spelling_and_the_marks_of_a_write_do_not_count() {
        let old = [
            row(
                "a",
                r#","version":1,"x":{"k":1.10,"l":"é"}"#,
                &[group("1", ""), all()],
            ),
            row("b", "", &[]),
        ];
        let new = [
            row("b", r#","lastModifiedDateTime":"2026""#, &[]),
            row(
                "a",
                r#","x":{"l":"\u00e9","k":1.10},"version":2"#,
                &[all(), group("1", "")],
            ),
        ];
        assert_eq!(diff(&old, &new), []);
    }

    #[test]
    fn every_kind_of_difference_is_told() {
        let old = [
            row(
                "a",
                r#","priority":1,"x":1,"y":1"#,
                &[group("1", "f"), group("2", "")],
            ),
            row("gone", "", &[all()]),
        ];
        let mut new = [
            row("new", "", &[]),
            row(
                "a",
                r#","priority":2,"x":2,"z":1"#,
                &[group("3", ""), group("1", "")],
            ),
        ];
        new[1].configuration.name = "b".to_owned();
        let found = diff(&old, &new);
        let kinds: Vec<&str> = found
            .iter()
            .map(|one| match one.differs {
                Differs::Added(_) => "added",
                Differs::Removed(_) => "removed",
                Differs::Changed(_) => "changed",
            })
            .collect();
        assert_eq!(kinds, ["added", "changed", "removed"]);
        let Differs::Changed(changed) = &found[1].differs else {
            unreachable!()
        };
        assert_eq!(changed.name, Some(("a".to_owned(), "b".to_owned())));
        assert_eq!(changed.priority, Some((Some(1), Some(2))));
        let names: Vec<&str> = changed
            .properties
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!(names, ["x", "y", "z"]);
        assert_eq!(
            changed.assignments,
            [
                AssignmentDifference::Filter {
                    from: group("1", "f"),
                    to: group("1", "")
                },
                AssignmentDifference::Retargeted {
                    from: group("2", ""),
                    to: group("3", "")
                }
            ]
        );
    }

    #[test]
    fn only_what_has_one_counterpart_is_called_retargeted() {
        let old = [group("1", ""), group("2", ""), all()];
        let new = [
            group("3", ""),
            group("4", ""),
            target(r##"{"@odata.type":"#microsoft.graph.allLicensedUsersAssignmentTarget"}"##),
        ];
        let found = pairs(&old, &new);
        assert_eq!(found.len(), 6);
        assert!(found.iter().all(|one| matches!(
            one,
            AssignmentDifference::Added(_) | AssignmentDifference::Removed(_)
        )));
        let twice = pairs(&[all(), all()], &[all()]);
        assert_eq!(twice, [AssignmentDifference::Removed(all())]);
    }
}
