//! Whether a command can be given now, and if not, why.

pub use super::action::Availability;
use super::command::Command;
use super::form::Editor;
use super::model::{Model, Overlay};
use super::panes::availability::{anywhere, availability as in_panes, barred, of};
use crate::domain::Assignment;

/// Whether `command` can be given in this state.
#[must_use]
pub fn availability(model: &Model, command: Command) -> Availability {
    let Some(top) = model.overlays.last() else {
        return in_panes(model, command);
    };
    if has_nothing_to_do(model, top, command) {
        return Availability::Hidden;
    }
    let own = match top {
        Overlay::Component(component) => component.availability(command, model),
        Overlay::Editor(editor) if command == Command::Review => review(model, editor),
        _ if command == Command::Review => Availability::Hidden,
        _ => Availability::Available,
    };
    if matches!(own, Availability::Hidden | Availability::Always) {
        return own;
    }
    match barred(model, command) {
        Some(reason) => Availability::Disabled(reason),
        None if own != Availability::Available => own,
        None => anywhere(model, command),
    }
}

/// Whether there is nothing here that the command could act on.
fn has_nothing_to_do(model: &Model, top: &Overlay, command: Command) -> bool {
    match command {
        Command::GoOn | Command::Undo => !matches!(top, Overlay::Component(_)),
        Command::NextMatch | Command::PreviousMatch => !matches!(top,
            Overlay::Component(component) if component.cursor().search.is_some()),
        // Help has no help.
        Command::Help => model.overlays.iter().any(Overlay::is_help),
        Command::Pause | Command::Stop => !model.plan_running(),
        _ => false,
    }
}

fn review(model: &Model, editor: &Editor) -> Availability {
    let Some(row) = model.row_of(&editor.configuration) else {
        return Availability::disabled("the configuration is not in the list any more");
    };
    let unchanged = |seen: &Assignment| {
        let same = |now: &&Assignment| now.id == seen.id && now.target.same_as(&seen.target);
        row.assignments.iter().any(|now| same(&now))
    };
    if editor.row.as_ref().is_some_and(|seen| !unchanged(seen)) {
        return Availability::disabled(
            "the assignment is not as it was when the form opened: close the form and open it again",
        );
    }
    match editor.change(&row.configuration, &row.assignments) {
        Err(problem) => Availability::disabled(problem.text),
        Ok(change) => of(model.proposal(change).map(drop)),
    }
}
