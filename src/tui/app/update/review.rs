//! Opens the review of a change that starts in the panes, an undo or a sign-in.

use super::stack;
use crate::domain::{Change, Refusal};
use crate::tui::app::model::Model;
use crate::tui::store::action::Open;
use crate::tui::store::msg::Effect;
use crate::tui::store::reviews::Proposal;

/// Opens the review of a change, or says why there is none.
pub(in crate::tui) fn open(model: &mut Model, change: Change, effects: &mut Vec<Effect>) {
    let proposal = model.store.proposal(change);
    open_proposal(model, proposal, effects);
}

/// Opens the review of a proposal, or says why it cannot be sent.
pub(in crate::tui) fn open_proposal(
    model: &mut Model,
    proposal: Result<Proposal, Refusal>,
    effects: &mut Vec<Effect>,
) {
    match proposal {
        Ok(proposal) => stack::open(model, Open::Review(Box::new(proposal)), effects),
        Err(refusal) => model.notice = Some(refusal.to_string().into()),
    }
}
