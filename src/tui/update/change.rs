//! The life of a change on screen, from its yes to its verdict. Steps and verdicts are never dropped.

use std::time::Duration;

use super::editor::open_review;
use super::{data, open_unasked, refresh, sign_in};
use crate::domain::{Change, ChangeId, Outcome, Refusal, Step, Verdict, Via};
use crate::tui::availability::{NextStep, is_deleted, next_step};
use crate::tui::form::Editor;
use crate::tui::journal;
use crate::tui::kit::typed::Typed;
use crate::tui::model::{ChangeState, Model, Overlay, Question, Reading, Wanted};
use crate::tui::msg::{Effect, Submission};
use crate::tui::reviews::Proposal;
use crate::write::Approval;

/// Sends a change that was confirmed. The form stays below the overlay.
pub(super) fn send(model: &mut Model, proposal: Proposal, effects: &mut Vec<Effect>) {
    let id = ChangeId(model.number());
    let submission = Submission {
        change: proposal.change,
        via: proposal.request.via,
        approval: Approval::None,
        name: None,
        wait: Duration::ZERO,
    };
    submit(model, id, submission, effects);
}

fn submit(model: &mut Model, id: ChangeId, submission: Submission, effects: &mut Vec<Effect>) {
    let state = ChangeState {
        change: submission.change.clone(),
        via: submission.via,
        since: model.now,
        step: Step::Rereading,
        step_since: model.now,
        outcome: None,
    };
    model.changes.insert(id, state);
    model.overlays.push(Overlay::InFlight(id));
    effects.push(Effect::Write(id, Box::new(submission)));
}

/// Esc on a change under way: stops it where nothing is on its way, else puts it and its form aside.
pub(super) fn put_aside(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Overlay::InFlight(id)) = model.overlays.last() else {
        return;
    };
    let id = *id;
    if stop(model, effects) {
        return;
    }
    model.overlays.pop();
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
pub(super) fn reopen(model: &mut Model) {
    let Some((id, _)) = model.in_flight() else {
        return;
    };
    let form = form_of(model, id);
    model.overlays.extend(form.map(Overlay::Editor));
    model.overlays.push(Overlay::InFlight(id));
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
    let verified = outcome.verdict == Verdict::Verified;
    state.outcome = Some(outcome.clone());
    state.step_since = now;
    model.no_patch |= outcome.verdict == Verdict::NoRoute && via == Via::Patch;
    show_observed(model, &change, outcome, effects);

    let was_shown = model
        .overlays
        .iter()
        .position(|overlay| matches!(overlay, Overlay::InFlight(shown) if *shown == id));
    if let Some(at) = was_shown {
        model.overlays.remove(at);
        if verified && at > 0 && matches!(model.overlays[at - 1], Overlay::Editor(_)) {
            model.overlays.remove(at - 1);
        }
    }
    // A question about a change under way has lost its ground.
    model
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Confirm(Question::QuitInFlight)));
    if !verified {
        if let Some(form) = aside {
            open_unasked(model, Overlay::Editor(form));
        }
        let reading = Reading::Outcome(id);
        open_unasked(model, Overlay::Text { reading, scroll: 0 });
    }
}

/// Takes what was read back into the list.
pub(super) fn show_observed(
    model: &mut Model,
    change: &Change,
    outcome: Outcome,
    effects: &mut Vec<Effect>,
) {
    let verified = outcome.verdict == Verdict::Verified;
    // Priorities of several configurations have moved, and a list that was asked for before the change
    // may still show the old state.
    if outcome.observed_order.is_some() || (outcome.observed.is_some() && model.list.is_loading()) {
        data::load(model, effects);
    }
    let Some(observed) = outcome.observed else {
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

/// Takes the step that the text on top offers.
pub(super) fn go_on(model: &mut Model, effects: &mut Vec<Effect>) {
    let (Some(step), Some(Overlay::Text { reading, .. })) =
        (next_step(model), model.overlays.last())
    else {
        return;
    };
    let configuration = match *reading {
        Reading::Outcome(id) => model.changes.get(&id).map(|state| &state.change),
        Reading::Journal(at) => journal::entry(model, at).map(|entry| &entry.change),
        _ => None,
    }
    .map(|change| &change.configuration);
    // As long as it is not known what is there, nothing goes on.
    if configuration.is_some_and(|id| model.unsettled.contains(id)) {
        model.notice = Some(Refusal::Unsettled.to_string());
        return;
    }
    match *reading {
        Reading::Outcome(id) => after_outcome(model, id, step, effects),
        Reading::Journal(at) => resume(model, at, step, effects),
        Reading::ListError if step == NextStep::SignIn => {
            model.overlays.pop();
            sign_in::open(model, None, None, false, effects);
        }
        _ => {}
    }
}

/// Sends a change of an earlier run again, with the code of its approval and under its name.
fn resume(model: &mut Model, at: usize, step: NextStep, effects: &mut Vec<Effect>) {
    let (Some(entry), NextStep::Resume(code)) = (journal::entry(model, at), step) else {
        return;
    };
    let submission = Submission {
        change: entry.change.clone(),
        via: entry.via,
        approval: Approval::Code(code),
        name: Some(entry.change_id.clone()),
        wait: Duration::ZERO,
    };
    model.overlays.pop();
    let id = ChangeId(model.number());
    submit(model, id, submission, effects);
}

fn after_outcome(model: &mut Model, id: ChangeId, step: NextStep, effects: &mut Vec<Effect>) {
    let Some(state) = model.changes.get(&id) else {
        return;
    };
    let change = state.change.clone();
    let via = state.via;
    let review = match step {
        NextStep::ReplaceList => rebased(model, &change, Via::Assign),
        NextStep::Rebase => rebased(model, &change, via),
        NextStep::LeaveOutDeleted => without_deleted(model, &change)
            .and_then(|change| model.proposal_via(change, Via::Assign)),
        NextStep::Justify => {
            let wanted = Wanted::Justification(id);
            let input = Typed::default();
            return model.overlays.push(Overlay::Prompt { wanted, input });
        }
        NextStep::Resume(code) => {
            return again(model, id, Approval::Code(code), Duration::ZERO, effects);
        }
        NextStep::SignIn => {
            model.overlays.pop();
            return sign_in::open(model, None, Some(id), false, effects);
        }
        NextStep::Wait(wait) => return again(model, id, Approval::None, wait, effects),
    };
    if review.is_ok() {
        model.overlays.pop();
    }
    open_review(model, review);
}

/// Sends a change again, as the admin's answer to its outcome.
pub(super) fn again(
    model: &mut Model,
    id: ChangeId,
    approval: Approval,
    wait: Duration,
    effects: &mut Vec<Effect>,
) {
    let Some(state) = model.changes.get(&id) else {
        return;
    };
    let submission = Submission {
        change: state.change.clone(),
        via: state.via,
        approval,
        name: None,
        wait,
    };
    // The outcome that asked for it is answered.
    let asked = |overlay: &Overlay| overlay.reading() == Some(Reading::Outcome(id));
    if model.overlays.last().is_some_and(asked) {
        model.overlays.pop();
    }
    submit(model, id, submission, effects);
}

/// The review of the same change, made anew on what is there now. What others did since it was made up
/// is part of it.
fn rebased(model: &Model, change: &Change, via: Via) -> Result<Proposal, Refusal> {
    let row = model.row_of(&change.configuration).ok_or(Refusal::Gone)?;
    let order = model.priorities_around(row);
    let made = change.rebased(&row.configuration, &row.assignments, order)?;
    Ok(Proposal {
        shown_before: Some(change.before.clone()),
        ..model.proposal_via(made, via)?
    })
}

/// The list that the change leads to, without the groups that were deleted.
fn without_deleted(model: &Model, change: &Change) -> Result<Change, Refusal> {
    let row = model.row_of(&change.configuration).ok_or(Refusal::Gone)?;
    let mut targets = change.after(&change.before);
    targets.retain(|target| !is_deleted(model, target));
    Change::replace(&row.configuration, &row.assignments, targets)
}
