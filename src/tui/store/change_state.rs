//! The changes of the session and their progress.
//!
//! Belongs here: their state, and questions about it that need nothing else. Does not belong here: updating
//! it (`update`), what a change is (`domain`), preparing a new one (`reviews`).

use std::time::Duration;

use crate::domain::{Change, ChangeId, Outcome, Step, Via};
use crate::tui::store::Store;

/// A change after its yes. It stays for the session.
#[derive(Debug, Clone)]
pub struct ChangeState {
    /// Its ID in the journal; for an undo that was not started, that of the change to undo.
    pub name: String,
    pub change: Change,
    /// The request that makes it.
    pub via: Via,
    /// When it was sent, since the start of the program.
    pub since: Duration,
    pub step: Step,
    /// When it reached the current step, since the start of the program; after the end, when it ended.
    pub step_since: Duration,
    /// Its outcome; none while it is in flight.
    pub outcome: Option<Outcome>,
}

impl Store {
    /// The change in flight.
    #[must_use]
    pub fn in_flight(&self) -> Option<(ChangeId, &ChangeState)> {
        self.changes
            .iter()
            .find(|(_, state)| state.outcome.is_none())
            .map(|(id, state)| (*id, state))
    }

    #[must_use]
    pub fn last_change(&self) -> Option<(ChangeId, &ChangeState)> {
        self.changes
            .last_key_value()
            .map(|(id, state)| (*id, state))
    }
}
