//! Many changes as one: drafted from a list, checked for drift, run row by row.
//!
//! Belongs here: the changes of a plan, plan files, which rows remain, running a plan; the state of a tenant
//! as a file, comparing it, and the plan that restores it. Does not belong here: what one change is
//! (`domain`), sending one (`write`), asking and printing (`cli`, `tui`).
//! Everything except [`run`](mod@run) is pure. `docs/design/plans.md` explains why plans are files.
//!
//! | file | what is in it |
//! |---|---|
//! | `make`, `rank` | from wishes to changes; priorities |
//! | `reversed` | the plan that undoes changes |
//! | `check`, `rebase` | drift against a list just read; rows rebuilt on it |
//! | `run`, `attempt`, `events` | running a plan; one row of it; how it is run and what it reports |
//! | `file` | a plan as a file |
//! | `snapshot`, `diff`, `restore` | the state of a tenant as a file; what differs; the plan that restores it |

mod attempt;
pub mod check;
pub mod diff;
pub mod events;
pub mod file;
pub mod make;
mod rank;
pub mod rebase;
pub mod restore;
pub mod reversed;
pub mod run;
pub mod snapshot;

pub use self::check::{Check, Known, check, requests, shows, verified};
pub use self::diff::{AssignmentDifference, Difference, Differs, diff};
pub use self::events::{
    CheckedRows, Control, End, Ended, Event, MOST_PARALLEL, Options, Summary, USUAL_PARALLEL,
};
pub use self::make::{Draft, Limits, Skipped, Wish, Wished, draft, marked, uses};
pub use self::rebase::{Progress, Rebased, rebase};
pub use self::restore::restore;
pub use self::reversed::reversed;
pub use self::run::run;
pub use self::snapshot::Snapshot;

use crate::domain::{Change, Place};

/// Changes that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The ID of the plan in the journal.
    pub id: String,
    /// When it was created (RFC 3339).
    pub created: String,
    /// Where it is meant to be run.
    pub place: Place,
    /// The changes, in the order in which they are made.
    pub rows: Vec<PlanRow>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PlanRow {
    /// The number of the row in its plan. It stays the same when other rows are deleted.
    pub number: u32,
    /// The change. Its list is the one from when the plan was created, the same for each row of a
    /// configuration; likewise the order of priorities for configurations that are ranked together.
    pub change: Change,
    /// A note for the reader of the plan.
    pub note: String,
}

impl Plan {
    /// The ID of the row in the journal.
    #[must_use]
    pub fn change_id(&self, number: u32) -> String {
        format!("plan-{}-{number}", self.id)
    }
}

#[cfg(test)]
mod tests;
