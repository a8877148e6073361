//! The life of a change on screen, from its approval to its verdict. Steps and verdicts are never dropped.

use super::{data, refresh, stack};
use crate::domain::{Change, ChangeId, ConfigurationId, Observed, Outcome, Step, Verdict, Via};
use crate::tui::app::model::{ChangeState, Model};
use crate::tui::components::AnyComponent;
use crate::tui::store::action::Open;
use crate::tui::store::msg::{Effect, Submission};

/// Sends a change with its approval. A change that is sent again keeps its name in the session.
pub(in crate::tui) fn submit(
    model: &mut Model,
    again: Option<ChangeId>,
    submission: Submission,
    effects: &mut Vec<Effect>,
) {
    let id = again.unwrap_or_else(|| ChangeId(model.number()));
    let name = submission.name.clone();
    let state = ChangeState {
        name: name.unwrap_or_else(|| model.store.name_in_journal(id.0)),
        change: submission.change.clone(),
        via: submission.via,
        since: model.store.now,
        step: Step::Rereading,
        step_since: model.store.now,
        outcome: None,
    };
    model.store.changes.insert(id, state);
    stack::open(model, Open::InFlight(id), effects);
    effects.push(Effect::Write(id, Box::new(submission)));
}

/// Puts the form on top aside, with the change in progress that it made.
pub(in crate::tui) fn put_aside(model: &mut Model, id: ChangeId) {
    let Some(of) = configuration(model, id) else {
        return;
    };
    let form = stack::take_editor(model, &of);
    model.aside = form.map(|form| (id, form));
}

fn configuration(model: &Model, id: ChangeId) -> Option<ConfigurationId> {
    let state = model.store.changes.get(&id)?;
    Some(state.change.configuration.clone())
}

/// Stops the change in progress if no request has been sent; returns whether it could be stopped.
pub(in crate::tui) fn stop(model: &Model, effects: &mut Vec<Effect>) -> bool {
    let stopped = model
        .store
        .in_flight()
        .filter(|(_, state)| state.step.can_be_stopped());
    effects.extend(stopped.map(|(id, _)| Effect::StopWaiting(id)));
    stopped.is_some()
}

/// Brings a change in progress that was put aside back to the top, with its form below.
pub(in crate::tui) fn reopen(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some((id, _)) = model.store.in_flight() else {
        return;
    };
    if let Some(form) = form_of(model, id) {
        stack::bring_back(model, form, effects);
    }
    stack::open(model, Open::InFlight(id), effects);
}

/// Returns the form of a change, if it was put aside with it.
fn form_of(model: &mut Model, id: ChangeId) -> Option<AnyComponent> {
    let own = model.aside.take_if(|(of, _)| *of == id);
    own.map(|(_, form)| form)
}

pub(in crate::tui) fn on_step(model: &mut Model, id: ChangeId, step: Step) {
    let now = model.store.now;
    if let Some(state) = model.store.changes.get_mut(&id) {
        state.step = step;
        state.step_since = now;
    }
}

/// Handles the outcome of a change.
pub(in crate::tui) fn on_ended(
    model: &mut Model,
    id: ChangeId,
    outcome: Outcome,
    effects: &mut Vec<Effect>,
) {
    let now = model.store.now;
    let aside = form_of(model, id);
    let Some(state) = model.store.changes.get_mut(&id) else {
        return;
    };
    let change = state.change.clone();
    let via = state.via;
    let done = outcome.verdict().is_done();
    state.outcome = Some(outcome.clone());
    state.step_since = now;
    model.store.no_patch |= outcome.verdict() == Verdict::NoRoute && via == Via::Patch;
    show_observed(model, &change, outcome, effects);

    // The form is no longer needed for a change that was made.
    let mut overlays = model.overlays.iter();
    let shown = overlays.position(|overlay| overlay.is_in_flight(id));
    let form = shown.and_then(|at| at.checked_sub(1)).filter(|_| done);
    if let Some(at) = form.filter(|at| model.overlays[*at].edits() == Some(&change.configuration)) {
        model.overlays.remove(at);
    }
    if !done {
        if let Some(form) = aside {
            stack::bring_back(model, form, effects);
        }
        stack::open_unasked(model, Open::Outcome(id), effects);
    }
    stack::on_ended(model, id, effects);
}

/// Updates the list with what was read back.
pub(in crate::tui) fn show_observed(
    model: &mut Model,
    change: &Change,
    outcome: Outcome,
    effects: &mut Vec<Effect>,
) {
    let done = outcome.verdict().is_done();
    // Priorities of several configurations have changed, and a list requested before the change may still
    // show the old state.
    if outcome.observed_order().is_some()
        || (outcome.observed.is_some() && model.store.list.is_loading())
    {
        data::load(model, effects);
    }
    if outcome.is_gone() {
        return data::load(model, effects);
    }
    let Some(Observed::List(observed)) = outcome.observed else {
        return;
    };
    // A read requested before the change may still show the old state.
    if model
        .store
        .refreshing
        .pane
        .as_ref()
        .is_some_and(|read| read.configuration == change.configuration)
    {
        refresh::stop(model, effects);
    }
    let row = model.store.list.value_mut().and_then(|rows| {
        rows.iter_mut()
            .find(|row| row.configuration.id == change.configuration)
    });
    let Some(row) = row else { return };
    // The service gave the assignment a new id, so only its target identifies it.
    let new = change.new_target().and_then(|target| {
        observed
            .iter()
            .find(|row| row.target.same_as(target))
            .map(|row| row.id.clone())
    });
    row.assignments = observed;
    if done
        && model.store.configuration.key() == Some(&change.configuration)
        && let Some(new) = new
    {
        model.store.assignment.select(new);
    }
    data::resolve_names(model, effects);
}
