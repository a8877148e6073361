//! The life of a change on screen, from its yes to its verdict. Steps and verdicts are never dropped.

use super::{data, open_unasked};
use crate::domain::{Change, ChangeId, Outcome, Step, Verdict};
use crate::tui::model::{ChangeState, Model, Overlay, Question, Reading};
use crate::tui::msg::Effect;

/// Sends a change that was confirmed. The form stays below the overlay.
pub(super) fn send(model: &mut Model, change: Change, effects: &mut Vec<Effect>) {
    let id = ChangeId(model.number());
    effects.push(Effect::Write(id, Box::new(change.clone())));
    let state = ChangeState {
        change,
        since: model.now,
        step: Step::Sending,
        outcome: None,
        aside: None,
    };
    model.changes.insert(id, state);
    model.overlays.push(Overlay::InFlight(id));
}

/// Puts the change under way and its form aside; it goes on.
pub(super) fn put_aside(model: &mut Model) {
    let Some(Overlay::InFlight(id)) = model.overlays.pop() else {
        return;
    };
    let form = match model.overlays.pop() {
        Some(Overlay::Editor(editor)) => Some(editor),
        other => {
            model.overlays.extend(other);
            None
        }
    };
    if let Some(state) = model.changes.get_mut(&id) {
        state.aside = form;
    }
}

pub(super) fn step(model: &mut Model, id: ChangeId, step: Step) {
    if let Some(state) = model.changes.get_mut(&id) {
        state.step = step;
    }
}

pub(super) fn ended(model: &mut Model, id: ChangeId, outcome: Outcome, effects: &mut Vec<Effect>) {
    let Some(state) = model.changes.get_mut(&id) else {
        return;
    };
    let aside = state.aside.take();
    let configuration = state.change.configuration.clone();
    let after = state.change.after.clone();
    let verified = outcome.verdict == Verdict::Verified;
    state.outcome = Some(outcome.clone());

    if let Some(observed) = outcome.observed {
        let row = model.list.value_mut().and_then(|rows| {
            rows.iter_mut()
                .find(|row| row.configuration.id == configuration)
        });
        if let Some(row) = row {
            // The service gave the assignment a new id: only its target tells which one it is.
            let new = observed
                .iter()
                .find(|row| row.target.same_as(&after))
                .map(|row| row.id.clone());
            row.assignments = observed;
            if verified
                && model.configuration.key() == Some(&configuration)
                && let Some(new) = new
            {
                model.assignment.select(new);
            }
        }
        // A list that was asked for before the change may still show the old state.
        if model.list.is_loading() {
            data::load(model, effects);
        } else {
            data::resolve_names(model, effects);
        }
    }

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
