//! What happened last: a change, a plan, or an answer that failed.
//!
//! Belongs here: which of them it is. Does not belong here: their lines (`reading`, `plan_lines`), keys
//! (`update`).

use super::command::{Command, Scope};
use super::model::Model;
use super::planned::Stand;
use super::remote::Remote;
use crate::domain::{ApiVersion, ChangeId, RequestError};

/// What happened last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Latest {
    /// The list is not there, or not whole.
    List,
    /// A change.
    Change(ChangeId),
    /// The plan.
    Plan,
    /// A read that failed; the list may have been read again since.
    Error,
    /// Nothing but what the token seems not to allow.
    Rights,
}

/// What happened last; none where nothing was changed and nothing failed. A list that is not whole goes
/// before everything but a plan that runs, a plan that was not sent behind it.
#[must_use]
pub fn latest(model: &Model) -> Option<Latest> {
    if model.plan_running() {
        return Some(Latest::Plan);
    }
    if list_failed(model) {
        return Some(Latest::List);
    }
    let change = model
        .last_change()
        .map(|(id, _)| (id.0, Latest::Change(id)));
    let plan = model.plan.as_ref().map(|view| match view.stand {
        Stand::Unsent => (0, Latest::Plan),
        _ => (view.id.0, Latest::Plan),
    });
    let error = model.last_error.as_ref();
    let error = error.map(|(number, _)| (*number, Latest::Error));
    let all = [change, plan, error].into_iter().flatten();
    let last = all.max_by_key(|(number, _)| *number).map(|(_, what)| what);
    // What v1.0 hides is worth saying as long as nothing else is.
    last.or((model.read_from == ApiVersion::V1).then_some(Latest::List))
        .or((!model.missing_rights().is_empty()).then_some(Latest::Rights))
}

/// How to come back to the plan, in the words of a hint.
#[must_use]
pub fn way_to_plan(model: &Model) -> String {
    match latest(model) {
        Some(Latest::Plan) => model.key(Scope::List, Command::Outcome),
        _ => format!("`{}` in the palette", Command::Plan.record().name),
    }
}

/// Whether the list is not whole and there is a reason to show for it.
fn list_failed(model: &Model) -> bool {
    matches!(
        &model.list,
        Remote::Failed { error: Some(_), .. }
            | Remote::Ready {
                incomplete: Some(_),
                ..
            }
    )
}

impl Model {
    /// Keeps an answer that failed, so that it can be shown and copied after the next reading.
    pub(super) fn remember(&mut self, error: &RequestError) {
        let number = self.number();
        self.last_error = Some((number, error.clone()));
    }
}
