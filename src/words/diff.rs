//! What differs between two states of a tenant.

use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use super::target::target_line;
use super::{Line, Names, Role, ScopeTags, properties};
use crate::domain::{RawObject, Target};
use crate::plan::{AssignmentDifference, Difference, Differs};
use crate::text;

/// The differences, configuration by configuration.
#[must_use]
pub fn diff(differences: &[Difference], names: &Names, zone: &TimeZone) -> Vec<Line> {
    let mut lines = Vec::new();
    for difference in differences {
        let name = &difference.name;
        let id = &difference.configuration;
        let head = |what: &str| Line::new(Role::Title, format!("{name}{what}  {id}"));
        match &difference.differs {
            Differs::Added(targets) => {
                lines.push(head(" (new)"));
                lines.extend(targets.iter().map(|target| added(target, names)));
            }
            Differs::Removed(targets) => {
                lines.push(head(" (gone)"));
                lines.extend(targets.iter().map(|target| removed(target, names)));
            }
            Differs::Changed(changed) => {
                lines.push(head(""));
                if let Some((old, new)) = &changed.name {
                    lines.push(new_line(&format!("renamed: {old} → {new}")));
                }
                if let Some((old, new)) = &changed.priority {
                    let word = |one: &Option<i64>| {
                        one.map_or_else(|| "–".to_owned(), |one| one.to_string())
                    };
                    lines.push(new_line(&format!(
                        "priority: {} → {}",
                        word(old),
                        word(new)
                    )));
                }
                for property in &changed.properties {
                    let of = |json: &Option<String>, mark, role| {
                        value(&property.name, json.as_deref(), zone)
                            .into_iter()
                            .map(move |text| Line::new(role, format!("  {mark} {text}")))
                    };
                    lines.extend(of(&property.old, '-', Role::Old));
                    lines.extend(of(&property.new, '+', Role::New));
                }
                let assignments = changed.assignments.iter();
                lines.extend(assignments.map(|one| assignment(one, names)));
            }
        }
    }
    lines
}

fn new_line(text: &str) -> Line {
    Line::new(Role::New, format!("  {text}"))
}

fn added(target: &Target, names: &Names) -> Line {
    new_line(&format!("assigned: {}", target_line(target, names)))
}

fn removed(target: &Target, names: &Names) -> Line {
    let text = format!("  no longer assigned: {}", target_line(target, names));
    Line::new(Role::Old, text)
}

fn assignment(difference: &AssignmentDifference, names: &Names) -> Line {
    match difference {
        AssignmentDifference::Added(target) => added(target, names),
        AssignmentDifference::Removed(target) => removed(target, names),
        AssignmentDifference::Retargeted { from, to } => {
            let (from, to) = (target_line(from, names), target_line(to, names));
            new_line(&format!("retargeted: {from} → {to}"))
        }
        AssignmentDifference::Filter { from, to } => {
            let filter = |target: &Target| {
                let filter = target.filter();
                filter.map_or("none".to_owned(), |filter| super::filter(filter, names))
            };
            new_line(&format!(
                "filter: {}: {} → {}",
                super::target(to, names),
                filter(from),
                filter(to)
            ))
        }
    }
}

/// A property as it is shown elsewhere; nothing if there is none.
fn value(name: &str, json: Option<&str>, zone: &TimeZone) -> Vec<String> {
    let read = json.and_then(|json| RawValue::from_string(json.to_owned()).ok());
    let Some(value) = read else {
        return Vec::new();
    };
    let mut object = RawObject::new();
    object.push(name, value);
    properties(&object, zone, &ScopeTags::new())
        .into_iter()
        .map(|line| text::clean(&line.text).into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{self, Snapshot};

    fn row(id: &str, more: &str, targets: &[&str]) -> String {
        let assignment = |target: &&str| {
            format!(
                r##"{{"id":"x","target":{{"@odata.type":"#microsoft.graph.{target}AssignmentTarget"}}}}"##
            )
        };
        let assignments: Vec<String> = targets.iter().map(assignment).collect();
        let assignments = assignments.join(",");
        format!(r#"{{"id":"{id}"{more},"assignments":[{assignments}]}}"#)
    }

    fn state(rows: &[String]) -> Snapshot {
        let rows = rows.join(",");
        let head = r#""format":1,"graph":"","cloud":"","readFrom":"beta""#;
        Snapshot::read(&format!(r#"{{{head},"configurations":[{rows}]}}"#)).unwrap()
    }

    #[test]
    fn what_differs_is_said_in_words() {
        let filtered = r#"allDevicesAssignmentTarget","deviceAndAppManagementAssignmentFilterId":"f1","deviceAndAppManagementAssignmentFilterType":"include","x":""#;
        let old = [
            row(
                "a",
                r#","displayName":"A","priority":1,"limit":5"#,
                &["allDevices"],
            ),
            row("b", r#","displayName":"B""#, &["allDevices"]),
        ];
        let new = [
            row(
                "a",
                r#","displayName":"A\u001b2","priority":2,"limit":15"#,
                &["allLicensedUsers"],
            ),
            row("c", r#","displayName":"C""#, &["future", filtered]),
        ];
        let differences = plan::diff(&state(&old).rows, &state(&new).rows);
        let text: Vec<String> = diff(&differences, &Names::new(), &TimeZone::UTC)
            .into_iter()
            .map(|line| line.text.into())
            .collect();
        assert_eq!(
            text,
            [
                "A2  a",
                "  renamed: A → A2",
                "  priority: 1 → 2",
                "  - Limit: 5",
                "  + Limit: 15",
                "  retargeted: all devices → all users",
                "C (new)  c",
                "  assigned: unknown kind · futureAssignmentTarget",
                "  assigned: all devices · filter include f1",
                "B (gone)  b",
                "  no longer assigned: all devices",
            ]
        );
    }
}
