//! The changes of the session: how far each is, and what a new one would be.
//!
//! Belongs here: their state, and questions about it that need nothing else. Does not belong here: how
//! it changes (`update`), what a change is (`domain`).

use std::time::Duration;

use super::form::Editor;
use super::model::Model;
use super::overlay::{Overlay, Reviewed};
use crate::domain::{Change, ChangeId, ConfigurationId, Outcome, Refusal, Step, Verdict, Via};
use crate::graph::Row;
use crate::write::Approval;

/// A change from its yes on. It stays for the session.
#[derive(Debug, Clone)]
pub struct ChangeState {
    /// The change.
    pub change: Change,
    /// The request that makes it.
    pub via: Via,
    /// When it was sent, since the start of the program.
    pub since: Duration,
    /// How far it is.
    pub step: Step,
    /// Since when, since the start of the program; once it has ended, when it did.
    pub step_since: Duration,
    /// What became of it; none while it is under way.
    pub outcome: Option<Outcome>,
    /// The form as typed, put aside while the admin looks at other things.
    pub aside: Option<Box<Editor>>,
}

impl Model {
    /// The change that is under way.
    #[must_use]
    pub fn in_flight(&self) -> Option<(ChangeId, &ChangeState)> {
        self.changes
            .iter()
            .find(|(_, state)| state.outcome.is_none())
            .map(|(id, state)| (*id, state))
    }

    /// Whether a plan runs.
    #[must_use]
    pub fn plan_running(&self) -> bool {
        self.overlays
            .iter()
            .any(|overlay| matches!(overlay, Overlay::Plan(view) if view.running))
    }

    /// The change that was sent last.
    #[must_use]
    pub fn last_change(&self) -> Option<(ChangeId, &ChangeState)> {
        self.changes
            .last_key_value()
            .map(|(id, state)| (*id, state))
    }

    /// The review of a change, with the request that would make it now.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn review_of(&self, change: Change) -> Result<Reviewed, Refusal> {
        if self.unsettled.contains(&change.configuration) {
            return Err(Refusal::Unsettled);
        }
        let via = change.first_via(self.start.write_mode, self.no_patch)?;
        self.review_via(change, via)
    }

    /// The review of a change by this request.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn review_via(&self, change: Change, via: Via) -> Result<Reviewed, Refusal> {
        let rows = self
            .row_of(&change.configuration)
            .map_or(&[][..], |row| &row.assignments);
        let request = change.request(self.start.api, via, rows, self.read_from)?;
        Ok(Reviewed {
            change,
            request,
            approval: Approval::None,
            name: None,
            wait: Duration::ZERO,
            named: false,
            scroll: 0,
            // Lines are said all at once.
            seen: self.start.looks.linear,
            opened: self.now,
        })
    }

    /// The configurations among which the selected one has its priority, the first one first.
    #[must_use]
    pub fn priorities_around(&self, row: &Row) -> Vec<ConfigurationId> {
        let configuration = &row.configuration;
        Row::priorities(
            self.rows(),
            &configuration.kind,
            configuration.platform.as_deref(),
        )
    }

    /// The change that was verified last in this run.
    #[must_use]
    pub fn last_verified(&self) -> Option<&Change> {
        self.changes
            .values()
            .rev()
            .find(|state| {
                state
                    .outcome
                    .as_ref()
                    .is_some_and(|end| end.verdict == Verdict::Verified)
            })
            .map(|state| &state.change)
    }
}
