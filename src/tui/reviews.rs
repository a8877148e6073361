//! A change that is not sent yet: which request would make it now, or which rule forbids it.
//!
//! Belongs here: questions about a change that is not sent yet. Does not belong here: what a review says
//! (`words`, `reading`), sending it (`update`).

use super::store::Store;
use crate::domain::{Change, ConfigurationId, Refusal, Target, Via, WriteRequest};
use crate::graph::Row;

/// A change that could be sent, with the request that would make it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The change.
    pub change: Change,
    /// What would be sent.
    pub request: WriteRequest,
    /// The list as it was shown when the change was made up, where it was read again since.
    pub shown_before: Option<Vec<Target>>,
}

impl Proposal {
    /// Whether nothing is left of the list.
    #[must_use]
    pub fn empties_list(&self) -> bool {
        self.request.via == Via::Assign
            && !self.change.before.is_empty()
            && self.change.after(&self.change.before).is_empty()
    }
}

impl Store {
    /// A change with the request that would make it now.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn proposal(&self, change: Change) -> Result<Proposal, Refusal> {
        if self.unsettled.contains(&change.configuration) {
            return Err(Refusal::Unsettled);
        }
        let via = change.first_via(self.start.write_mode, self.no_patch)?;
        self.proposal_via(change, via)
    }

    /// A change with this request.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn proposal_via(&self, change: Change, via: Via) -> Result<Proposal, Refusal> {
        let rows = self
            .row_of(&change.configuration)
            .map_or(&[][..], |row| &row.assignments);
        let request = change.request(self.start.api, via, rows, self.read_from)?;
        Ok(Proposal {
            change,
            request,
            shown_before: None,
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
