//! The life of a change on screen, from its yes to its verdict. Steps and verdicts are never dropped.

use super::{components, data, pick, refresh};
use crate::domain::{Change, ChangeId, ChangeKind, Observed, Outcome, Step, Verdict, Via};
use crate::tui::action::Open;
use crate::tui::form::Editor;
use crate::tui::model::{ChangeState, Model, Overlay};
use crate::tui::msg::{Effect, Submission};

/// Sends a change with its yes. One that is sent again keeps its name in the session.
pub(super) fn submit(
    model: &mut Model,
    again: Option<ChangeId>,
    submission: Submission,
    effects: &mut Vec<Effect>,
) {
    let id = again.unwrap_or_else(|| ChangeId(model.number()));
    let state = ChangeState {
        change: submission.change.clone(),
        via: submission.via,
        since: model.now,
        step: Step::Rereading,
        step_since: model.now,
        outcome: None,
    };
    model.changes.insert(id, state);
    components::open(model, Open::InFlight(id), effects);
    effects.push(Effect::Write(id, Box::new(submission)));
}

/// Keeps the form on top with the change under way that it made.
pub(super) fn put_aside(model: &mut Model, id: ChangeId) {
    let form = match model.overlays.pop() {
        Some(Overlay::Editor(editor)) => Some(editor),
        other => {
            model.overlays.extend(other);
            None
        }
    };
    model.aside = form.map(|form| (id, form));
}

/// Stops the change under way where nothing is on its way; says whether it could be stopped.
pub(super) fn stop(model: &Model, effects: &mut Vec<Effect>) -> bool {
    let stopped = model
        .in_flight()
        .filter(|(_, state)| state.step.can_be_stopped());
    effects.extend(stopped.map(|(id, _)| Effect::StopWaiting(id)));
    stopped.is_some()
}

/// Brings a change under way that was put aside back to the top, with its form below.
pub(super) fn reopen(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some((id, _)) = model.in_flight() else {
        return;
    };
    let form = form_of(model, id);
    model.overlays.extend(form.map(Overlay::Editor));
    components::open(model, Open::InFlight(id), effects);
}

/// The form of a change, where it was put aside with it.
fn form_of(model: &mut Model, id: ChangeId) -> Option<Box<Editor>> {
    let own = model.aside.take_if(|(of, _)| *of == id);
    own.map(|(_, form)| form)
}

pub(super) fn step(model: &mut Model, id: ChangeId, step: Step) {
    let now = model.now;
    if let Some(state) = model.changes.get_mut(&id) {
        state.step = step;
        state.step_since = now;
    }
}

pub(super) fn ended(model: &mut Model, id: ChangeId, outcome: Outcome, effects: &mut Vec<Effect>) {
    let now = model.now;
    let aside = form_of(model, id);
    let Some(state) = model.changes.get_mut(&id) else {
        return;
    };
    let change = state.change.clone();
    let via = state.via;
    let verified = outcome.verdict() == Verdict::Verified;
    state.outcome = Some(outcome.clone());
    state.step_since = now;
    model.no_patch |= outcome.verdict() == Verdict::NoRoute && via == Via::Patch;
    show_observed(model, &change, outcome, effects);

    // The form of what was made is done with.
    let mut overlays = model.overlays.iter();
    let shown = overlays.position(|overlay| overlay.is_in_flight(id));
    let form = shown.and_then(|at| at.checked_sub(1)).filter(|_| verified);
    if let Some(at) = form.filter(|at| matches!(model.overlays[*at], Overlay::Editor(_))) {
        model.overlays.remove(at);
    }
    if !verified {
        if let Some(form) = aside {
            model.overlays.push(Overlay::Editor(form));
        }
        components::open_unasked(model, Open::Outcome(id), effects);
    }
    let state = model.changes.get(&id);
    let outcome = state.and_then(|state| state.outcome.clone());
    if let Some(outcome) = outcome.filter(|end| end.verdict() == Verdict::Conflict) {
        renew_form(model, &change, &outcome);
    }
}

/// The form on an assignment that somebody else changed shows what is there now, with what was typed kept.
fn renew_form(model: &mut Model, change: &Change, outcome: &Outcome) {
    let Some(row) = model.row_of(&change.configuration) else {
        return;
    };
    let made = model.rebased(change, outcome);
    let now = match made.as_ref().map(|made| &made.kind) {
        Ok(ChangeKind::Retarget { assignment, .. }) => {
            row.assignments.iter().find(|row| row.id == *assignment)
        }
        Ok(_) => None,
        Err(_) => change.row_now(&row.assignments),
    };
    let form = pick::editor(model, row, now);
    let own = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Editor(editor) if editor.configuration == change.configuration => Some(editor),
        _ => None,
    });
    if let Some(editor) = own {
        **editor = editor.renewed(form);
    }
}

/// Takes what was read back into the list.
pub(super) fn show_observed(
    model: &mut Model,
    change: &Change,
    outcome: Outcome,
    effects: &mut Vec<Effect>,
) {
    let verified = outcome.verdict() == Verdict::Verified;
    // Priorities of several configurations have moved, and a list that was asked for before the change
    // may still show the old state.
    if outcome.observed_order().is_some() || (outcome.observed.is_some() && model.list.is_loading())
    {
        data::load(model, effects);
    }
    if outcome.is_gone() {
        return data::load(model, effects);
    }
    let Some(Observed::List(observed)) = outcome.observed else {
        return;
    };
    // What was asked for before the change may still show the old state.
    if model
        .again
        .pane
        .as_ref()
        .is_some_and(|read| read.configuration == change.configuration)
    {
        refresh::stop(model, effects);
    }
    let row = model.list.value_mut().and_then(|rows| {
        rows.iter_mut()
            .find(|row| row.configuration.id == change.configuration)
    });
    let Some(row) = row else { return };
    // The service gave the assignment a new id: only its target tells which one it is.
    let new = change.new_target().and_then(|target| {
        observed
            .iter()
            .find(|row| row.target.same_as(target))
            .map(|row| row.id.clone())
    });
    row.assignments = observed;
    if verified
        && model.configuration.key() == Some(&change.configuration)
        && let Some(new) = new
    {
        model.assignment.select(new);
    }
    data::resolve_names(model, effects);
}
