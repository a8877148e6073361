//! Taking back a verified change: a change of its own, on what is there now.

use super::components;
use super::editor::review;
use crate::domain::{Change, ChangeId, Entry, Outcome, Refusal, Sameness, Step, Verdict, Via};
use crate::journal::Contents;
use crate::tui::action::Open;
use crate::tui::model::{ChangeState, Model};
use crate::tui::msg::Effect;
use crate::tui::remote::RequestId;
use crate::tui::store::Store;

/// Offers to take back the last change of this run, else the last one in the journal.
pub(super) fn run(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(change) = model.last_verified().cloned() {
        take_back(model, &change, effects);
    } else {
        let id = model.new_request();
        model.undo_awaits = Some(id);
        effects.push(Effect::ReadJournal(id, None));
    }
}

/// The journal was read for the sake of its last verified change. Once something else is open, that is not
/// offered any more.
pub(super) fn journal_came(
    model: &mut Model,
    id: RequestId,
    contents: Result<Contents, String>,
    effects: &mut Vec<Effect>,
) {
    if model
        .undo_awaits
        .take_if(|awaited| *awaited == id)
        .is_none()
    {
        return;
    }
    let contents = match contents {
        Ok(contents) => contents,
        Err(reason) => {
            model.notice = Some(format!("the journal cannot be read: {reason}").into());
            return;
        }
    };
    if !model.is_on_rows() {
        return;
    }
    match (last_verified(model, &contents), contents.older) {
        (Some(entry), _) => take_back(model, &entry.change, effects),
        (None, Some(mark)) => {
            // It may stand further back.
            let id = model.new_request();
            model.undo_awaits = Some(id);
            effects.push(Effect::ReadJournal(id, Some(mark)));
        }
        (None, None) => {
            model.notice = Some("the journal has no verified change of this tenant".into());
        }
    }
}

/// The change of this Graph and tenant that was verified last.
fn last_verified<'a>(store: &Store, contents: &'a Contents) -> Option<&'a Entry> {
    let here = store.place();
    contents.entries.iter().rev().find(|entry| {
        entry.verdict == Some(Verdict::Verified) && entry.place.sameness(&here) != Sameness::Other
    })
}

/// Opens the review of the reverse, or shows how the service has moved on since.
pub(super) fn take_back(model: &mut Model, change: &Change, effects: &mut Vec<Effect>) {
    let Some(row) = model.row_of(&change.configuration) else {
        model.notice = Some(Refusal::Gone.to_string().into());
        return;
    };
    match change.reverse(&row.configuration, &row.assignments) {
        Ok(reverse) => review(model, reverse, effects),
        Err(Refusal::SameTarget | Refusal::SamePriority | Refusal::Duplicate) => {
            moved_on(model, change, effects);
        }
        Err(refusal) => model.notice = Some(refusal.to_string().into()),
    }
}

/// What the change made is not there any more: nothing is offered, three columns show why.
fn moved_on(model: &mut Model, change: &Change, effects: &mut Vec<Effect>) {
    let row = model.row_of(&change.configuration);
    let order = change.order_after();
    let outcome = Outcome::moved_on(
        row.filter(|_| order.is_none())
            .map(|row| row.assignments.clone()),
        row.filter(|_| order.is_some())
            .and_then(|row| model.priorities_around(row).ok()),
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
    components::open(model, Open::Outcome(id), effects);
}
