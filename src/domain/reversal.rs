//! Undo and redo: which change of the journal a change takes back, and which one is next.
//!
//! Belongs here: what the journal says about reversals. Does not belong here: what the reverse of a change is
//! (`derived_changes`), reading the journal (`journal`).
//!
//! Why an undo is a change like any other: `docs/design/journal.md#undo`.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Assignment, Change, Configuration, Entry, Half, Place, Refusal, Sameness, Verdict};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "reversalKind"))]
pub enum ReversalKind {
    Undo,
    /// Undoes an undo.
    Redo,
}

/// The earlier change that a change undoes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "reversal"))]
pub struct Reversal {
    pub kind: ReversalKind,
    /// ID of the earlier change in the journal.
    pub change_id: String,
    /// When the verdict of the earlier change was written (RFC 3339, UTC).
    pub time: String,
}

impl Entry {
    /// Returns the change that takes this one back, for the current state of a configuration.
    ///
    /// # Errors
    /// The rule that forbids it, or that nothing is left to take back; see [`Change::reverse`].
    pub fn taken_back(
        &self,
        configuration: &Configuration,
        rows: &[Assignment],
    ) -> Result<Change, Refusal> {
        let change = self.change.reverse(configuration, rows)?;
        Ok(Change {
            reverses: Some(self.reversal()),
            ..change
        })
    }

    /// How a change that takes this one back refers to it.
    #[must_use]
    pub fn reversal(&self) -> Reversal {
        Reversal {
            kind: match self.kind() {
                Some(ReversalKind::Undo) => ReversalKind::Redo,
                _ => ReversalKind::Undo,
            },
            change_id: self.change_id.clone(),
            time: self.time.clone(),
        }
    }

    fn kind(&self) -> Option<ReversalKind> {
        self.change.reverses.as_ref().map(|reversal| reversal.kind)
    }
}

/// Which changes to find in the journal, to take them back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UndoOf {
    /// The newest change that was not taken back and does not take back another.
    Newest,
    /// The same among those that are older than this one.
    Before(String),
    /// This one, by its ID in the journal.
    This(String),
    /// The newest undo that was not taken back.
    Undo,
    /// Every change of this plan that was not taken back.
    Plan(String),
}

/// A walk through the verified changes of one tenant, newest first. The lines after a change say whether it was
/// taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoSearch {
    what: UndoOf,
    /// The changes that were taken back, as far as the walk has read.
    taken_back: HashSet<String>,
    /// Whether the walk has passed the change that limits it.
    is_past: bool,
}

impl UndoSearch {
    #[must_use]
    pub fn new(what: UndoOf) -> Self {
        Self {
            what,
            taken_back: HashSet::new(),
            is_past: false,
        }
    }

    #[must_use]
    pub const fn what(&self) -> &UndoOf {
        &self.what
    }

    /// Reads the next older line, and returns whether it is one to find.
    pub fn is_meant(&mut self, entry: &Entry, here: &Place) -> bool {
        let is_verified = entry.row == Half::Verdict && entry.verdict == Some(Verdict::Verified);
        if !is_verified || entry.place.sameness(here) == Sameness::Other {
            return false;
        }
        let is_in_force = !self.taken_back.contains(&entry.change_id);
        let kind = entry.kind();
        // An undo that was itself taken back has no effect.
        if let Some(reversal) = entry.change.reverses.as_ref().filter(|_| is_in_force) {
            self.taken_back.insert(reversal.change_id.clone());
        }
        match &self.what {
            UndoOf::Newest => is_in_force && kind.is_none(),
            UndoOf::Before(id) if entry.change_id == *id => {
                self.is_past = true;
                false
            }
            UndoOf::Before(_) => self.is_past && is_in_force && kind.is_none(),
            UndoOf::This(id) => entry.change_id == *id,
            UndoOf::Undo => is_in_force && kind == Some(ReversalKind::Undo),
            UndoOf::Plan(id) => {
                is_in_force && entry.plan.as_ref().is_some_and(|plan| plan.id == *id)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PlanPlace;

    /// A verified change, which may take back another.
    fn line(id: &str, reverses: Option<(ReversalKind, &str)>) -> Entry {
        let line = r#"{"row":"verdict","changeId":"","time":"2026-03-01T10:00:00Z","verdict":"verified",
            "place":{"graphUrl":"g","cloud":"c","tenant":"T","account":null},
            "change":{"configuration":"c","configurationName":"C","configurationType":"limit","platform":null,
                "kind":{"replace":{"targets":[]}},"before":[]},
            "via":"assign","method":"POST","path":"/x","before":[],"after":[],"clientRequestId":"r"}"#;
        let mut entry: Entry = serde_json::from_str(line).unwrap();
        id.clone_into(&mut entry.change_id);
        entry.change.reverses = reverses.map(|(kind, id)| Reversal {
            kind,
            change_id: id.to_owned(),
            time: String::new(),
        });
        entry
    }

    fn undo(id: &str, of: &str) -> Entry {
        line(id, Some((ReversalKind::Undo, of)))
    }

    fn redo(id: &str, of: &str) -> Entry {
        line(id, Some((ReversalKind::Redo, of)))
    }

    /// The first match in these lines, which are in order from oldest to newest.
    fn found(lines: &[Entry], what: UndoOf) -> Option<&str> {
        let mut search = UndoSearch::new(what);
        let here = lines[0].place.clone();
        let mut newest = lines.iter().rev();
        let entry = newest.find(|entry| search.is_meant(entry, &here));
        entry.map(|entry| entry.change_id.as_str())
    }

    #[test]
    fn undo_walks_back_change_by_change_and_redo_forward_again() {
        let mut lines = vec![line("a", None), line("b", None), line("c", None)];
        for (next, undone, redone) in [
            (undo("u1", "c"), "c", None),
            (undo("u2", "b"), "b", Some("u1")),
            (redo("r1", "u2"), "a", Some("u2")),
            (redo("r2", "u1"), "b", Some("u1")),
            (undo("u3", "c"), "c", None),
        ] {
            assert_eq!(found(&lines, UndoOf::Newest), Some(undone));
            assert_eq!(found(&lines, UndoOf::Undo), redone);
            lines.push(next);
        }
        assert_eq!(found(&lines, UndoOf::Newest), Some("b"));
        assert_eq!(found(&lines, UndoOf::Undo), Some("u3"));
        lines.extend([undo("u4", "b"), undo("u5", "a")]);
        assert_eq!(found(&lines, UndoOf::Newest), None);
    }

    #[test]
    fn what_cannot_be_taken_back_is_stepped_over() {
        let lines = [line("a", None), line("b", None), undo("u", "a")];
        let before = |id: &str| found(&lines, UndoOf::Before(id.to_owned()));
        assert_eq!(before("b"), None, "the older one was taken back already");
        assert_eq!(
            found(&lines[..2], UndoOf::Before("b".to_owned())),
            Some("a")
        );
        assert_eq!(before("a"), None);
        assert_eq!(found(&lines, UndoOf::This("a".to_owned())), Some("a"));
    }

    #[test]
    fn only_verified_changes_of_this_tenant_count() {
        let mut elsewhere = line("b", None);
        elsewhere.place.tenant = Some("Other".to_owned());
        let mut unknown = undo("u", "a");
        unknown.verdict = Some(Verdict::Unknown);
        let lines = [line("a", None), elsewhere, unknown];
        assert_eq!(found(&lines, UndoOf::Newest), Some("a"));
    }

    #[test]
    fn the_rows_of_a_plan_come_newest_first_without_those_taken_back() {
        let row = |id: &str, plan: &str| Entry {
            plan: Some(PlanPlace {
                id: plan.to_owned(),
                row: 1,
            }),
            ..line(id, None)
        };
        let lines = [row("1", "p"), row("2", "p"), row("3", "q"), row("4", "p")];
        let lines = [&lines[..], &[undo("u", "2")]].concat();
        let mut search = UndoSearch::new(UndoOf::Plan("p".to_owned()));
        let here = lines[0].place.clone();
        let meant = lines.iter().rev().filter(|it| search.is_meant(it, &here));
        let meant: Vec<&str> = meant.map(|entry| entry.change_id.as_str()).collect();
        assert_eq!(meant, ["4", "1"]);
    }

    #[test]
    fn an_undo_is_taken_back_by_a_redo() {
        let kind = |entry: &Entry| entry.reversal().kind;
        assert_eq!(kind(&line("a", None)), ReversalKind::Undo);
        assert_eq!(kind(&undo("u", "a")), ReversalKind::Redo);
        assert_eq!(kind(&redo("r", "u")), ReversalKind::Undo);
    }
}
