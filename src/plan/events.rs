//! How a plan is run, what it reports, and its outcome: plain data.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Check, Limits};
use crate::domain::{Change, Outcome, Row, Step, Verdict, Via};

/// The default number of configurations that are changed at the same time.
pub const USUAL_PARALLEL: u8 = 4;
/// The most configurations that are changed at the same time.
pub const MOST_PARALLEL: u8 = 8;

/// A request from the caller that watches the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    Go,
    /// Start no further row for now.
    Pause,
    /// Start no further row, and end a wait between two sends.
    Stop,
    /// The row with this number waits as long as the service asks, and runs again; no other row starts before that.
    Wait(u32),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What may be used, and what was read.
    pub limits: Limits<'static>,
    /// Whether the whole list may be replaced if the service has no route for PATCH.
    pub replaces: bool,
    /// The most configurations that are changed at the same time.
    pub parallel: u8,
    /// Whether to continue after a failed row.
    pub keep_going: bool,
    /// The reason for the admin who approves, sent if the service asks for it.
    pub justification: Option<String>,
    /// Whether someone can be asked if the service wants a wait that is too long to start without asking.
    pub asks: bool,
}

/// The state that a plan starts from.
#[derive(Debug, Clone)]
pub struct CheckedRows {
    /// The list that was read for the checks.
    pub rows: Vec<Row>,
    pub checks: Vec<Check>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A row starts.
    Began(u32),
    /// A row continues.
    Stepped(u32, Step),
    /// The service has no route for PATCH: this row and those after it start again as replacements.
    Replaces(u32, Box<Outcome>),
    /// The service wants a long wait before a row is sent again. No row starts before [`Control::Wait`] or
    /// [`Control::Stop`]. The answer also applies to the other rows in flight that need no longer wait.
    Asks {
        number: u32,
        wait: Duration,
        /// The result so far.
        outcome: Box<Outcome>,
    },
    /// A row has ended.
    Ended(Box<Ended>),
    /// A row is not run, for the reason given by its check.
    Skipped(u32, Check),
    /// No further row starts until [`Control::Go`].
    Paused,
    Resumed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    pub number: u32,
    /// The request that was used last; none if there was none.
    pub via: Option<Via>,
    pub change: Change,
    pub outcome: Outcome,
}

/// Why no further row was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    Through,
    /// This row failed.
    AtRow(u32),
    /// The run was stopped on request.
    Stopped,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The rows that were run.
    pub ended: Vec<Ended>,
    /// The rows that were already made.
    pub done: Vec<u32>,
    /// The rows whose list someone else changed.
    pub drifted: Vec<u32>,
    /// The rows that a rule forbids.
    pub refused: Vec<u32>,
    /// The rows that were not checked.
    pub left: Vec<u32>,
    /// Why the run ended.
    pub end: End,
}

impl Summary {
    /// How often each verdict occurred, in the order of the first occurrence.
    #[must_use]
    pub fn counts(&self) -> Vec<(Verdict, usize)> {
        let mut counts: Vec<(Verdict, usize)> = Vec::new();
        for Ended { outcome, .. } in &self.ended {
            match counts
                .iter_mut()
                .find(|(known, _)| *known == outcome.verdict())
            {
                Some((_, count)) => *count += 1,
                None => counts.push((outcome.verdict(), 1)),
            }
        }
        counts
    }
}
