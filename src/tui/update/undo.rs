//! Taking back a verified change: a change of its own, on what is there now.

use super::editor::review;
use crate::domain::{Change, ChangeId, Outcome, Refusal, Step, Via};
use crate::tui::availability::to_undo;
use crate::tui::model::{ChangeState, Model, Overlay, Reading};
use crate::tui::msg::Effect;

/// Offers to take back the change that is shown, else the last one of this run, else the last one in
/// the journal.
pub(super) fn run(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(change) = to_undo(model).cloned() {
        take_back(model, &change);
    } else {
        model.undo_wanted = true;
        effects.push(Effect::ReadJournal);
    }
}

/// Opens the review of the reverse, or shows how the service has moved on since.
pub(super) fn take_back(model: &mut Model, change: &Change) {
    let Some(row) = model.row_of(&change.configuration) else {
        model.notice = Some(Refusal::Gone.to_string());
        return;
    };
    match change.reverse(&row.configuration, &row.assignments) {
        Ok(reverse) => review(model, reverse),
        Err(Refusal::SameTarget | Refusal::SamePriority | Refusal::Duplicate) => {
            moved_on(model, change);
        }
        Err(refusal) => model.notice = Some(refusal.to_string()),
    }
}

/// What the change made is not there any more: nothing is offered, three columns show why.
fn moved_on(model: &mut Model, change: &Change) {
    let row = model.row_of(&change.configuration);
    let order = change.order_after();
    let outcome = Outcome::moved_on(
        row.filter(|_| order.is_none())
            .map(|row| row.assignments.clone()),
        row.filter(|_| order.is_some())
            .map(|row| model.priorities_around(row)),
    );
    let id = ChangeId(model.number());
    let state = ChangeState {
        change: change.mirrored(),
        via: Via::Patch,
        since: model.now,
        step: Step::Rereading,
        step_since: model.now,
        outcome: Some(outcome),
    };
    model.changes.insert(id, state);
    let reading = Reading::Outcome(id);
    model.overlays.push(Overlay::Text { reading, scroll: 0 });
}
