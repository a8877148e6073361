//! The next step after an outcome, or after a list that was refused.

use crate::domain::{Change, ChangeId, ChangeKind, Name, ObjectId, Target, Via, WriteMode};
use crate::tui::store::Store;
use crate::write::{NextStep, NextStepOptions, next_step};

/// The text of a step on the screen.
#[must_use]
pub fn title(step: &NextStep) -> String {
    if let NextStep::Wait(wait) = step {
        return format!(
            "wait the {} s that the service asks for, then send it again",
            wait.as_secs()
        );
    }
    match step {
        NextStep::ReplaceList => "try again by replacing the whole list (you review it first)",
        NextStep::Rebase => "redo the change on the current list (you review it first)",
        NextStep::Justify => "enter the reason for the admin who approves",
        NextStep::Resume(_) => "send it again with the code, once it is approved",
        NextStep::LeaveOutDeleted => "review the same list without the deleted groups",
        NextStep::SignIn => "sign in again (after a role was granted), then continue",
        NextStep::Wait(_) => "",
    }
    .to_owned()
}

/// A list that was refused for missing permissions is worth another token.
#[must_use]
pub fn after_refused_read(store: &Store) -> Option<NextStep> {
    store
        .list
        .error()?
        .needs_access()
        .then_some(NextStep::SignIn)
}

#[must_use]
pub fn after_outcome(store: &Store, id: ChangeId) -> Option<NextStep> {
    let state = store.changes.get(&id)?;
    let outcome = state.outcome.as_ref()?;
    let options = NextStepOptions {
        replaces: state.via == Via::Patch && store.settings().write == WriteMode::Auto,
        names_deleted: state.via == Via::Assign && has_deleted(store, &state.change),
    };
    let step = next_step(outcome, options)?;
    // A step that leads nowhere is not offered: the text says why.
    let leads_on = step != NextStep::Rebase || store.rebased(&state.change, outcome).is_ok();
    leads_on.then_some(step)
}

/// Whether the assignment of a change is gone, so that only adding its new target is possible.
#[must_use]
pub fn adds_again(store: &Store, id: ChangeId) -> bool {
    let made = store.changes.get(&id).and_then(|state| {
        let is_retarget = matches!(state.change.kind, ChangeKind::Retarget { .. });
        let outcome = state.outcome.as_ref().filter(|_| is_retarget)?;
        store.rebased(&state.change, outcome).ok()
    });
    made.is_some_and(|made| matches!(made.kind, ChangeKind::Add { .. }))
}

/// Whether a target names a group that is deleted according to the directory.
pub(in crate::tui) fn is_deleted(store: &Store, target: &Target) -> bool {
    let id = target.object_id().and_then(|id| ObjectId::parse(id).ok());
    id.is_some_and(|id| store.names.get(&id) == Some(&Name::Deleted))
}

fn has_deleted(store: &Store, change: &Change) -> bool {
    change
        .after(&change.before)
        .iter()
        .any(|target| is_deleted(store, target))
}
