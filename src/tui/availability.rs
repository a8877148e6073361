//! Whether a command can be given now, and if not, why.

use super::command::Command;
use super::form::Editor;
use super::model::{Model, Overlay, Pane};
use crate::domain::{Assignment, Refusal, refuse_edit};

/// Whether a command can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// Yes.
    Available,
    /// No, for this reason.
    Disabled(String),
    /// It makes no sense here.
    Hidden,
}

impl Availability {
    fn disabled(reason: impl Into<String>) -> Self {
        Self::Disabled(reason.into())
    }
}

/// Whether `command` can be given in this state.
#[must_use]
pub fn availability(model: &Model, command: Command) -> Availability {
    if command.record().writes && model.start.read_only {
        return Availability::disabled(Refusal::ReadOnly.to_string());
    }
    match command {
        Command::Edit => edit(model),
        Command::Submit if model.in_flight().is_some() => one_at_a_time(),
        Command::Review => match model.overlays.last() {
            Some(Overlay::Editor(editor)) => review(model, editor),
            _ => Availability::Hidden,
        },
        Command::Open if model.pane == Pane::Configurations && model.selected_row().is_none() => {
            Availability::disabled("no configuration is selected")
        }
        Command::Outcome if model.last_change().is_none() && !model.list.is_incomplete() => {
            Availability::disabled("nothing was changed in this session, and nothing failed")
        }
        Command::Suspend if model.in_flight().is_some() => {
            Availability::disabled("a change is under way: wait for its outcome")
        }
        Command::Suspend if !cfg!(unix) => Availability::disabled("this system has no job control"),
        _ => Availability::Available,
    }
}

fn one_at_a_time() -> Availability {
    Availability::disabled("one change at a time: wait for the one under way")
}

fn edit(model: &Model) -> Availability {
    let Some(row) = model.selected_row() else {
        return Availability::disabled("no configuration is selected");
    };
    if model.in_flight().is_some() {
        return one_at_a_time();
    }
    let Some(assignment) = model.selected_assignment() else {
        return Availability::disabled("this configuration has no assignment to edit");
    };
    match refuse_edit(&row.configuration, assignment) {
        Ok(()) => Availability::Available,
        Err(refusal) => Availability::disabled(refusal.to_string()),
    }
}

fn review(model: &Model, editor: &Editor) -> Availability {
    if model.in_flight().is_some() {
        return one_at_a_time();
    }
    let Some(row) = model.row_of(&editor.configuration) else {
        return Availability::disabled("the configuration is not in the list any more");
    };
    let unchanged =
        |now: &Assignment| now.id == editor.row.id && now.target.same_as(&editor.row.target);
    if !row.assignments.iter().any(unchanged) {
        return Availability::disabled(
            "the assignment is not as it was when the form opened: close the form and open it again",
        );
    }
    match editor.change(&row.configuration, &row.assignments) {
        Err(problem) => Availability::disabled(problem.text),
        Ok(change) => match change.request(model.start.api) {
            Ok(_) => Availability::Available,
            Err(refusal) => Availability::disabled(refusal.to_string()),
        },
    }
}
