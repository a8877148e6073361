//! What can be done about an outcome, or about a list that was refused.

use std::time::Duration;

use super::action::Availability;
use super::store::Store;
use crate::domain::{Cause, Change, ChangeId, Name, ObjectId, Target, Verdict, Via, WriteMode};

/// What can be done about an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// The same change through the whole list.
    ReplaceList,
    /// The same change, made anew on what is there now.
    Rebase,
    /// A justification for another admin.
    Justify,
    /// The same change with the code of its approval.
    Resume(String),
    /// The list without the groups that were deleted.
    LeaveOutDeleted,
    /// The same change after the time that the service wants.
    Wait(Duration),
    /// A new token, then the review again.
    SignIn,
}

impl NextStep {
    /// Whether it can be taken. A new token writes nothing, and is what helps where the rights are missing.
    #[must_use]
    pub const fn availability(&self) -> Availability {
        match self {
            Self::SignIn => Availability::Always,
            _ => Availability::Available,
        }
    }

    /// What the screen says about it.
    #[must_use]
    pub fn title(&self) -> String {
        if let Self::Wait(wait) = self {
            return format!(
                "wait the {} s that the service wants, then send the same",
                wait.as_secs()
            );
        }
        match self {
            Self::ReplaceList => "make the same change by replacing the whole list, after a review",
            Self::Rebase => "make the change anew on what is there now, after a review",
            Self::Justify => "type the reason that another admin will read",
            Self::Resume(_) => "send the same change again with the code, once it is approved",
            Self::LeaveOutDeleted => "review the same list without the groups that were deleted",
            Self::SignIn => "sign in anew, as after rights were granted, then go on here",
            Self::Wait(_) => "",
        }
        .to_owned()
    }
}

/// A list that was refused for want of rights is worth another token.
#[must_use]
pub fn after_refused_read(store: &Store) -> Option<NextStep> {
    store
        .list
        .error()?
        .needs_access()
        .then_some(NextStep::SignIn)
}

/// The step that the outcome of a change offers.
#[must_use]
pub fn after_outcome(store: &Store, id: ChangeId) -> Option<NextStep> {
    let state = store.changes.get(&id)?;
    let outcome = state.outcome.as_ref()?;
    let error = outcome.error.as_ref();
    match outcome.verdict {
        Verdict::NoRoute
            if state.via == Via::Patch && store.start.write_mode == WriteMode::Auto =>
        {
            Some(NextStep::ReplaceList)
        }
        Verdict::NotSent if outcome.no_token => Some(NextStep::SignIn),
        // Some services ask for it with a 403.
        Verdict::Rejected if error?.wants_justification() => Some(NextStep::Justify),
        Verdict::Rejected if matches!(error?.facts.status, Some(401 | 403)) => {
            Some(NextStep::SignIn)
        }
        // An undo that has lost its ground is not made anew.
        Verdict::Conflict if outcome.cause == Some(Cause::MovedOn) => None,
        Verdict::Conflict => Some(NextStep::Rebase),
        Verdict::PendingApproval => error?.approval_code.clone().map(NextStep::Resume),
        Verdict::Rejected | Verdict::Unknown if error?.retry_after.is_some() => {
            error?.retry_after.map(NextStep::Wait)
        }
        Verdict::Rejected if state.via == Via::Assign && has_deleted(store, &state.change) => {
            Some(NextStep::LeaveOutDeleted)
        }
        _ => None,
    }
}

/// Whether a target names a group that the directory says is deleted.
pub(super) fn is_deleted(store: &Store, target: &Target) -> bool {
    let id = target.object_id().and_then(|id| ObjectId::parse(id).ok());
    id.is_some_and(|id| store.names.get(&id) == Some(&Name::Deleted))
}

fn has_deleted(store: &Store, change: &Change) -> bool {
    change
        .after(&change.before)
        .iter()
        .any(|target| is_deleted(store, target))
}
