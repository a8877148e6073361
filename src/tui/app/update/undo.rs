//! Undo: reverting a verified change is a separate change, based on the current state.

use super::{review, stack};
use crate::domain::{ChangeId, Entry, Observed, Outcome, Refusal, Step, Via};
use crate::tui::app::model::{ChangeState, Model};
use crate::tui::keys::command::{Command, Scope};
use crate::tui::store::action::Open;
use crate::tui::store::msg::Effect;

/// Opens the review of the reverse change, or shows how the service has changed since.
pub(in crate::tui) fn take_back(model: &mut Model, entry: &Entry, effects: &mut Vec<Effect>) {
    let row = model.store.row_of(&entry.change.configuration);
    let reverse = row.map_or(Err(Refusal::Gone), |row| {
        entry.taken_back(&row.configuration, &row.assignments)
    });
    match reverse {
        Ok(reverse) => {
            review::open(model, reverse, effects);
            note_plan(model, entry);
        }
        Err(Refusal::SameTarget | Refusal::SamePriority | Refusal::Duplicate | Refusal::Gone) => {
            moved_on(model, entry, effects);
        }
        Err(refusal) => model.notice = Some(refusal.to_string().into()),
    }
}

/// Tells the admin that the whole plan can be undone as well, if this is one row of a plan that is still
/// there.
fn note_plan(model: &mut Model, entry: &Entry) {
    let store = &model.store;
    let (Some(place), Some(plan)) = (&entry.plan, store.plan.as_deref()) else {
        return;
    };
    if place.id == store.name_in_journal(&plan.plan.id) && plan.verified().len() > 1 {
        let shown = format!(
            "This undoes one row of the plan. To undo all of it: `{}` in the palette, then {}.",
            Command::Plan.record().name,
            store.key(Scope::Plan, Command::Undo)
        );
        model.notice = Some(shown.into());
    }
}

/// Handles a change whose result is no longer there: nothing is offered, and a table shows why.
fn moved_on(model: &mut Model, entry: &Entry, effects: &mut Vec<Effect>) {
    let change = &entry.change;
    let row = model.store.row_of(&change.configuration);
    let order = change.order_after();
    let observed = row.and_then(|row| match order {
        None => Some(Observed::List(row.assignments.clone())),
        Some(_) => model.store.priorities_around(row).ok().map(Observed::Order),
    });
    let outcome = Outcome::moved_on(observed);
    let id = ChangeId(model.number());
    let state = ChangeState {
        name: entry.change_id.clone(),
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
