//! The review of a change: which request would make it now, or which rule forbids it.
//!
//! Belongs here: questions about a change that is not sent yet. Does not belong here: what a review says
//! (`words`, `reading`), sending it (`update`).

use std::time::Duration;

use super::model::Model;
use super::overlay::Reviewed;
use crate::domain::{Change, ConfigurationId, Refusal, Via};
use crate::graph::Row;
use crate::write::Approval;

impl Model {
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
            shown_before: None,
            request,
            approval: Approval::None,
            name: None,
            wait: Duration::ZERO,
            named: false,
            scroll: 0,
            // Lines are said all at once.
            seen: self.start.looks.linear,
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
}
