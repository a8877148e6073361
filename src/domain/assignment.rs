//! An assignment (enrollmentConfigurationAssignment): a target with an ID and a source.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{RawObject, Target, TargetShape, canonical};
use crate::text;

/// The ID of an assignment, opaque text. The service derives it from the target, so it changes with the
/// target: never keep it across a write.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AssignmentId(String);

impl AssignmentId {
    /// Takes the ID as the service returned it.
    #[must_use]
    pub const fn new(id: String) -> Self {
        Self(id)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AssignmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::clean(&self.0))
    }
}

/// Who made the assignment (deviceAndAppManagementAssignmentSource, beta).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// An admin, on the configuration itself.
    Direct,
    /// A policy set; such a row is read-only here.
    PolicySets,
    /// v1.0 does not say.
    NotSaid,
    /// A value this program does not know.
    Other(String),
}

impl Source {
    /// Graph's value; none if it was missing.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Direct => Some("direct"),
            Self::PolicySets => Some("policySets"),
            Self::NotSaid => None,
            Self::Other(word) => Some(word),
        }
    }
}

/// An assignment of an enrollment configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its ID when it was read; made up for a row without one, see [`Self::given_id`].
    pub id: AssignmentId,
    /// Who made it.
    pub source: Source,
    pub target: Target,
    /// All properties as they were read.
    pub raw: RawObject,
}

impl Assignment {
    /// Reads an assignment; none if it has no ID, or no target that can be understood.
    #[must_use]
    pub fn from_raw(raw: &RawObject) -> Option<Self> {
        Some(Self {
            id: given_id(raw)?,
            source: source(raw),
            target: Target::understood(raw.read("target")?)?,
            raw: raw.clone(),
        })
    }

    /// Reads the rows of a list. The result contains every row: one that cannot be understood is kept unchanged
    /// and shown as unreadable, because replacing the list without it would remove it.
    #[must_use]
    pub fn list(rows: &[Box<RawValue>]) -> Vec<Self> {
        let mut list: Vec<Self> = Vec::with_capacity(rows.len());
        for row in rows {
            let read = serde_json::from_str(row.get()).unwrap_or_default();
            let known = Self::from_raw(&read);
            let next = known.unwrap_or_else(|| Self::unreadable(row, read, &list));
            list.push(next);
        }
        list
    }

    fn unreadable(row: &RawValue, raw: RawObject, before: &[Self]) -> Self {
        // Derived from the row itself, so that it is found again when the list is refreshed.
        let made_up = || {
            let id = canonical(row.get());
            let same = before.iter().filter(|other| other.id.0.starts_with(&id));
            match same.count() {
                0 => AssignmentId(id),
                count => AssignmentId(format!("{id} {}", count + 1)),
            }
        };
        Self {
            id: given_id(&raw).unwrap_or_else(made_up),
            source: source(&raw),
            target: Target::unreadable(row),
            raw,
        }
    }

    /// Stands in for all rows of a list that could not be read.
    #[must_use]
    pub fn not_read(reason: &str) -> Self {
        Self {
            id: AssignmentId("not read".to_owned()),
            source: Source::NotSaid,
            target: Target::not_read(reason),
            raw: RawObject::new(),
        }
    }

    /// Whether it stands for something that could not be read.
    #[must_use]
    pub const fn is_unreadable(&self) -> bool {
        self.target.kind().is_unreadable()
    }

    /// The ID that the service returned; none for an unreadable row without one.
    #[must_use]
    pub fn given_id(&self) -> Option<&str> {
        let given = match self.target.shape() {
            TargetShape::Unreadable { row } => {
                serde_json::from_str(row).is_ok_and(|row| given_id(&row).is_some())
            }
            TargetShape::NotRead { .. } => false,
            _ => true,
        };
        given.then_some(self.id.as_str())
    }
}

fn given_id(raw: &RawObject) -> Option<AssignmentId> {
    let id = raw.text("id").filter(|id| !id.is_empty());
    id.map(AssignmentId)
}

fn source(raw: &RawObject) -> Source {
    match (raw.text("source").as_deref(), raw.get("source")) {
        (Some("direct"), _) => Source::Direct,
        (Some("policySets"), _) => Source::PolicySets,
        (None, None | Some("null")) => Source::NotSaid,
        (Some(other), _) | (None, Some(other)) => Source::Other(text::clean(other).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = r##""target":{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50"}"##;

    fn list(rows: &[&str]) -> Vec<Assignment> {
        let rows = rows
            .iter()
            .map(|row| RawValue::from_string((*row).to_owned()).unwrap());
        Assignment::list(&rows.collect::<Vec<_>>())
    }

    #[test]
    fn a_row_that_is_not_understood_is_kept_to_the_letter() {
        let typed = |members: &str| {
            format!(r##"{{"id":"x","target":{{"@odata.type":"#microsoft.graph.{members}}}}}"##)
        };
        let no_id = format!("{{{GROUP}}}");
        let rows = [
            "null".to_owned(),
            "\"x\"".to_owned(),
            "[ 1.10 ]".to_owned(),
            "{ }".to_owned(),
            no_id.clone(),
            format!(r#"{{"id":null,{GROUP}}}"#),
            format!(r#"{{"id":7,{GROUP}}}"#),
            format!(r#"{{"id":"",{GROUP}}}"#),
            r#"{"id":"x"}"#.to_owned(),
            r#"{"id":"x","target":null}"#.to_owned(),
            r#"{"id":"x","target":"all"}"#.to_owned(),
            r#"{"id":"x","target":[{}]}"#.to_owned(),
            r#"{"id":"x","target":{}}"#.to_owned(),
            r#"{"id":"x","target":{"@odata.type":7,"groupId":"g"}}"#.to_owned(),
            typed(r#"groupAssignmentTarget","groupId":null"#),
            typed(r#"groupAssignmentTarget","groupId":77"#),
            typed(r#"exclusionGroupAssignmentTarget""#),
            typed(r#"configurationManagerCollectionAssignmentTarget","collectionId":"""#),
            typed(r#"allDevicesAssignmentTarget","deviceAndAppManagementAssignmentFilterId":5"#),
        ];
        for row in &rows {
            let read = list(&[row]);
            assert!(read[0].is_unreadable(), "{row}");
            assert_eq!(
                read[0].target.shape(),
                &TargetShape::Unreadable { row: row.clone() }
            );
            // In a file, it takes the place of a target, and is read back unchanged.
            let file = serde_json::to_string(&read[0].target).unwrap();
            let back: Target = serde_json::from_str(&file).unwrap();
            assert_eq!(back, read[0].target);
        }
        let ids: Vec<Option<String>> = list(&[&no_id, &rows[9]])
            .iter()
            .map(|row| row.given_id().map(str::to_owned))
            .collect();
        assert_eq!(ids, [None, Some("x".to_owned())]);
    }

    #[test]
    fn rows_without_an_id_are_told_apart_and_found_again() {
        let read = list(&["null", "{}", "null", "null"]);
        let ids: std::collections::BTreeSet<_> = read.iter().map(|row| &row.id).collect();
        assert_eq!(ids.len(), 4);
        assert_eq!(list(&["{ }"])[0].id, read[1].id);
    }

    #[test]
    fn a_kind_that_is_not_known_is_not_unreadable() {
        let rows = [
            r##"{"id":"x","target":{"@odata.type":"#microsoft.graph.newThing","z":[1]}}"##
                .to_owned(),
            format!(r#"{{"id":"x","source":7,{GROUP}}}"#),
        ];
        for row in &rows {
            assert!(!list(&[row])[0].is_unreadable(), "{row}");
        }
        assert_eq!(list(&[&rows[1]])[0].source, Source::Other("7".to_owned()));
    }
}
