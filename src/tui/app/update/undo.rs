//! Taking back a verified change: a change of its own, on what is there now.

use super::{review, stack};
use crate::domain::{Change, ChangeId, Observed, Outcome, Refusal, Step, Via};
use crate::tui::app::model::{ChangeState, Model};
use crate::tui::store::action::Open;
use crate::tui::store::msg::Effect;

/// Opens the review of the reverse, or shows how the service has moved on since.
pub(in crate::tui) fn take_back(model: &mut Model, change: &Change, effects: &mut Vec<Effect>) {
    let Some(row) = model.store.row_of(&change.configuration) else {
        model.notice = Some(Refusal::Gone.to_string().into());
        return;
    };
    match change.reverse(&row.configuration, &row.assignments) {
        Ok(reverse) => review::open(model, reverse, effects),
        Err(Refusal::SameTarget | Refusal::SamePriority | Refusal::Duplicate) => {
            moved_on(model, change, effects);
        }
        Err(refusal) => model.notice = Some(refusal.to_string().into()),
    }
}

/// What the change made is not there any more: nothing is offered, three columns show why.
fn moved_on(model: &mut Model, change: &Change, effects: &mut Vec<Effect>) {
    let row = model.store.row_of(&change.configuration);
    let order = change.order_after();
    let observed = row.and_then(|row| match order {
        None => Some(Observed::List(row.assignments.clone())),
        Some(_) => model.store.priorities_around(row).ok().map(Observed::Order),
    });
    let outcome = Outcome::moved_on(observed);
    let id = ChangeId(model.number());
    let state = ChangeState {
        change: change.mirrored(),
        via: Via::Patch,
        since: model.store.now,
        step: Step::Rereading,
        step_since: model.store.now,
        outcome: Some(outcome),
    };
    model.store.changes.insert(id, state);
    stack::open(model, Open::Outcome(id), effects);
}
