//! What has changed since the last read.
//!
//! Belongs here: comparing two reads, and how changes are described and marked. Does not belong here: when
//! to read again (`update`).

use std::collections::HashMap;
use std::time::Duration;

use crate::domain::{Assignment, AssignmentId, ConfigurationId, Row};
use crate::tui::store::msg::TimerId;

/// How long the marks stay.
pub const SHOWN_FOR: Duration = Duration::from_secs(8);

/// How a row changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowChange {
    New,
    Changed,
}

impl RowChange {
    /// What stands in the row.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::New => "+",
            Self::Changed => "~",
        }
    }
}

/// How many rows were added, removed and changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub new: usize,
    /// Rows that are there no more.
    pub gone: usize,
    /// Rows that are different.
    pub changed: usize,
}

impl Tally {
    /// In words, with the signs that mark the rows.
    #[must_use]
    pub fn shown(self) -> String {
        let count = |count: usize, shown: &str| (count > 0).then(|| format!("{count} {shown}"));
        let parts: Vec<String> = [
            count(self.new, "new (+)"),
            count(self.gone, "gone"),
            count(self.changed, "changed (~)"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() {
            "Nothing has changed since the last refresh.".to_owned()
        } else {
            format!("{} since the last refresh", parts.join(", "))
        }
    }

    fn take(&mut self, mark: Option<RowChange>) {
        match mark {
            Some(RowChange::New) => self.new += 1,
            Some(RowChange::Changed) => self.changed += 1,
            None => {}
        }
    }
}

/// The marks of changed rows, while they are shown.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    configurations: HashMap<ConfigurationId, RowChange>,
    assignments: HashMap<(ConfigurationId, AssignmentId), RowChange>,
    /// The timer that removes them.
    pub timer: Option<TimerId>,
}

impl Marks {
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.configurations.is_empty() && self.assignments.is_empty()
    }

    #[must_use]
    pub fn of(&self, id: &ConfigurationId) -> Option<RowChange> {
        self.configurations.get(id).copied()
    }

    #[must_use]
    pub fn of_assignment(
        &self,
        id: &ConfigurationId,
        assignment: &AssignmentId,
    ) -> Option<RowChange> {
        if self.assignments.is_empty() {
            return None;
        }
        let key = (id.clone(), assignment.clone());
        self.assignments.get(&key).copied()
    }

    /// Compares two readings of the whole list.
    pub fn compare(&mut self, before: &[Row], after: &[Row]) -> Tally {
        let mut tally = Tally::default();
        let mut known: HashMap<&ConfigurationId, &Row> = before
            .iter()
            .map(|row| (&row.configuration.id, row))
            .collect();
        for row in after {
            let id = &row.configuration.id;
            let mark = match known.remove(id) {
                None => Some(RowChange::New),
                Some(old) => {
                    let within = self.compare_assignments(id, &old.assignments, &row.assignments);
                    let same = within == Tally::default()
                        && old.configuration.raw == row.configuration.raw;
                    (!same).then_some(RowChange::Changed)
                }
            };
            tally.take(mark);
            if let Some(mark) = mark {
                self.configurations.insert(id.clone(), mark);
            }
        }
        tally.gone = known.len();
        tally
    }

    /// Compares two readings of the assignments of a configuration.
    pub fn compare_assignments(
        &mut self,
        configuration: &ConfigurationId,
        before: &[Assignment],
        after: &[Assignment],
    ) -> Tally {
        let mut tally = Tally::default();
        for row in after {
            let mark = match before.iter().find(|old| old.id == row.id) {
                None => Some(RowChange::New),
                Some(old) => (!is_same(old, row)).then_some(RowChange::Changed),
            };
            tally.take(mark);
            if let Some(mark) = mark {
                let key = (configuration.clone(), row.id.clone());
                self.assignments.insert(key, mark);
            }
        }
        let is_gone = |old: &&Assignment| after.iter().all(|row| row.id != old.id);
        tally.gone = before.iter().filter(is_gone).count();
        tally
    }
}

/// Two requests write the same row in different ways: its meaning is compared, not its text.
fn is_same(one: &Assignment, other: &Assignment) -> bool {
    let same_target = one.target == other.target || one.target.same_as(&other.target);
    one.source == other.source && same_target
}
