//! The changes of the session: how far each is.
//!
//! Belongs here: their state, and questions about it that need nothing else. Does not belong here: how
//! it changes (`update`), what a change is (`domain`), what a new one would be (`reviews`).

use std::time::Duration;

use crate::domain::{Change, ChangeId, Outcome, Step, Via};
use crate::tui::store::Store;

/// A change from its yes on. It stays for the session.
#[derive(Debug, Clone)]
pub struct ChangeState {
    /// Its name in the journal; where an undo was not begun, that of the change to be taken back.
    pub name: String,
    pub change: Change,
    /// The request that makes it.
    pub via: Via,
    /// When it was sent, since the start of the program.
    pub since: Duration,
    pub step: Step,
    /// Since when, since the start of the program; once it has ended, when it did.
    pub step_since: Duration,
    /// What became of it; none while it is under way.
    pub outcome: Option<Outcome>,
}

impl Store {
    /// The change that is under way.
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
