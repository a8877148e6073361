//! A change before it is sent: its request, or the rule that forbids it.
//!
//! Belongs here: questions about a change that is not sent yet. Does not belong here: the text of a review
//! (`words`, `reading`), sending it (`update`).

use super::next_step::is_deleted;
use crate::domain::{
    Change, ChangeKind, ConfigurationId, Outcome, Refusal, Row, Via, WriteRequest,
};
use crate::tui::store::Store;
use crate::words;

/// A change that can be sent, with its request.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub change: Change,
    /// What would be sent.
    pub request: WriteRequest,
    /// The original change, if this one was rebuilt on the current list.
    pub earlier: Option<Box<Change>>,
}

impl Proposal {
    /// Whether the list would be empty.
    #[must_use]
    pub fn empties_list(&self) -> bool {
        self.request.via == Via::Assign
            && !self.change.before.is_empty()
            && self.change.after(&self.change.before).is_empty()
    }
}

impl Store {
    /// A change with its current request.
    pub fn proposal(&self, change: Change) -> Result<Proposal, Refusal> {
        if self.unsettled.contains(&change.configuration) {
            return Err(Refusal::Unsettled);
        }
        if matches!(change.kind, ChangeKind::SetPriority { .. }) {
            self.whole_list()?;
        }
        let via = change.first_via(self.settings().write, self.no_patch)?;
        self.proposal_via(change, via)
    }

    pub fn proposal_via(&self, change: Change, via: Via) -> Result<Proposal, Refusal> {
        let rows = self
            .row_of(&change.configuration)
            .map_or(&[][..], |row| &row.assignments);
        let request = change.request(self.settings().api, via, rows, self.read_from)?;
        Ok(Proposal {
            change,
            request,
            earlier: None,
        })
    }

    /// A change in conflict, rebuilt on the current list.
    ///
    /// # Errors
    /// The rule that forbids it, or why there is nothing left to make.
    pub fn rebased(&self, change: &Change, outcome: &Outcome) -> Result<Change, Refusal> {
        let row = self.row_of(&change.configuration).ok_or(Refusal::Gone)?;
        // The order that was read last, if the list is not loaded yet.
        let order = match outcome.observed_order() {
            Some(order) if self.list.is_loading() => order.to_vec(),
            _ if matches!(change.kind, ChangeKind::SetPriority { .. }) => {
                self.priorities_around(row)?
            }
            _ => Vec::new(),
        };
        change.rebased(&row.configuration, &row.assignments, order)
    }

    /// The review of a rebuilt change. It includes what others changed in the meantime.
    ///
    /// # Errors
    /// The rule that forbids it, or why there is nothing left to make.
    pub fn made_again(
        &self,
        earlier: &Change,
        outcome: &Outcome,
        via: Via,
    ) -> Result<Proposal, Refusal> {
        let change = self.rebased(earlier, outcome)?;
        // Another kind of change starts with its own request.
        let is_alike =
            std::mem::discriminant(&change.kind) == std::mem::discriminant(&earlier.kind);
        let proposal = if is_alike {
            self.proposal_via(change, via)?
        } else {
            self.proposal(change)?
        };
        Ok(Proposal {
            earlier: Some(Box::new(earlier.clone())),
            ..proposal
        })
    }

    /// The list after the change, without the deleted groups.
    pub fn without_deleted(&self, change: &Change) -> Result<Proposal, Refusal> {
        let row = self.row_of(&change.configuration).ok_or(Refusal::Gone)?;
        let mut targets = change.after(&change.before);
        targets.retain(|target| !is_deleted(self, target));
        let reverses = change.reverses.clone();
        let change = Change::replace(&row.configuration, &row.assignments, targets)?;
        self.proposal_via(Change { reverses, ..change }, Via::Assign)
    }

    /// Whether all configurations were read, as a move among them requires.
    fn whole_list(&self) -> Result<(), Refusal> {
        if self.list.is_loading() {
            return Err(Refusal::ListLoading);
        }
        if self.list.is_incomplete() {
            let failed = self.list.error().map(words::failed);
            let failed = failed.unwrap_or_else(|| "reading them was stopped".to_owned());
            return Err(Refusal::UnreadList(failed));
        }
        Ok(())
    }

    /// The configurations that the selected one is ranked with, the first one first.
    ///
    /// # Errors
    /// The order is not known, as far as all configurations were not read.
    pub fn priorities_around(&self, row: &Row) -> Result<Vec<ConfigurationId>, Refusal> {
        self.whole_list()?;
        let configuration = &row.configuration;
        Row::priorities(
            self.rows(),
            &configuration.kind,
            configuration.platform.as_deref(),
        )
    }
}
