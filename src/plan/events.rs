//! What a plan is run with, what happens meanwhile, and the outcome: plain data.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Check, Limits};
use crate::domain::{Change, Outcome, Row, Step, Verdict, Via};

/// What whoever watches wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    Go,
    /// Begin no other row for now.
    Pause,
    /// Begin no other row, and end a wait between two sends.
    Stop,
    /// The row of this number waits as long as the service wants, and runs again; the others follow.
    Wait(u32),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What may be used, and what was read.
    pub limits: Limits<'static>,
    /// Whether the whole list may be replaced where the PATCH has no route.
    pub replaces: bool,
    /// Whether the rows after a bad one are made.
    pub keep_going: bool,
    /// The reason for the admin who has to approve, given where the service asks for it.
    pub justification: Option<String>,
    /// Whether somebody is there to be asked where the service wants a longer wait than is kept unasked.
    pub asks: bool,
}

/// Where a plan starts from.
#[derive(Debug, Clone)]
pub struct CheckedRows {
    /// The list as it was read for the checks.
    pub rows: Vec<Row>,
    pub checks: Vec<Check>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A row begins.
    Began(u32),
    /// A row goes on.
    Stepped(u32, Step),
    /// The PATCH has no route: the row begins again as a replacement, and so do those after it.
    Replaces(u32, Box<Outcome>),
    /// The service wants a row to be sent again after a long time. No row begins or ends before
    /// [`Control::Wait`] or [`Control::Stop`].
    Asks {
        number: u32,
        wait: Duration,
        /// What it came to so far.
        outcome: Box<Outcome>,
    },
    /// A row is over.
    Ended(Box<Ended>),
    /// A row is not run, as its check says.
    Skipped(u32, Check),
    /// No other row begins until [`Control::Go`].
    Paused,
    Resumed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    pub number: u32,
    /// The request that was used last; none if there was none to use.
    pub via: Option<Via>,
    pub change: Change,
    pub outcome: Outcome,
}

/// Why no other row was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    Through,
    /// This one went wrong.
    AtRow(u32),
    /// Whoever watched stopped it.
    Stopped,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The rows that were run.
    pub ended: Vec<Ended>,
    /// The rows that were made already.
    pub done: Vec<u32>,
    /// The rows whose list somebody else changed.
    pub drifted: Vec<u32>,
    /// The rows that a rule forbids.
    pub refused: Vec<u32>,
    /// The rows that were not looked at.
    pub left: Vec<u32>,
    /// Why it is over.
    pub end: End,
}

impl Summary {
    /// How often each verdict was given, in the order in which they came first.
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
