//! Whether a command can be given now, and if not, why.

pub use super::action::Availability;
use super::command::{Command, Scope};
use super::form::Editor;
use super::latest::latest;
use super::model::{Model, Overlay, Pane};
use super::planned::Stand;
use crate::domain::{
    Assignment, Change, Refusal, WriteMode, refuse_configuration, refuse_edit, refuse_replace,
};
use crate::graph::Row;

/// Whether `command` can be given in this state.
#[must_use]
pub fn availability(model: &Model, command: Command) -> Availability {
    if has_nothing_to_do(model, command) {
        return Availability::Hidden;
    }
    let own = match top(model) {
        Some(Overlay::Component(component)) => component.availability(command, model),
        _ => Availability::Available,
    };
    if matches!(own, Availability::Hidden | Availability::Always) {
        return own;
    }
    if let Some(reason) = barred(model, command) {
        return Availability::Disabled(reason);
    }
    if own != Availability::Available {
        return own;
    }
    match command {
        Command::Edit => on_assignment(model, |_, row, assignment| {
            refuse_edit(&row.configuration, assignment)
        }),
        // What a rule forbids of them is left out of the plan, with the reason.
        Command::Remove if !model.marked.is_empty() => of(may_replace(model)),
        Command::Remove => on_assignment(model, |model, row, assignment| {
            let change = Change::remove(&row.configuration, &row.assignments, assignment)?;
            model.proposal(change).map(drop)
        }),
        Command::Bulk if model.marked.is_empty() && model.selected_object().is_none() => {
            Availability::disabled("mark assignments with Space, or select one that names a group")
        }
        Command::Unmark if model.marked.is_empty() => Availability::disabled("nothing is marked"),
        Command::Add => on_configuration(model, |model, row| {
            refuse_configuration(&row.configuration)?;
            refuse_replace(&row.assignments, model.read_from)?;
            may_replace(model)
        }),
        Command::RaisePriority => on_configuration(model, |model, row| priority(model, row, -1)),
        Command::LowerPriority => on_configuration(model, |model, row| priority(model, row, 1)),
        Command::Review => match model.overlays.last() {
            Some(Overlay::Editor(editor)) => review(model, editor),
            _ => Availability::Hidden,
        },
        Command::Submit => match model.overlays.last() {
            Some(Overlay::Plan) => plan(model),
            _ => Availability::Available,
        },
        Command::Plan if model.plan.is_none() => {
            Availability::disabled("no plan was made in this session")
        }
        Command::Pause
            if model
                .plan
                .as_ref()
                .is_some_and(|view| view.stand == Stand::Stopping) =>
        {
            Availability::disabled("the plan is about to stop")
        }
        Command::ShowCopy if model.copied.is_none() => {
            Availability::disabled("nothing was copied yet")
        }
        Command::Undo => undo(model),
        Command::Raw
            if model
                .selected_row()
                .is_some_and(|row| row.configuration.given_id().is_none()) =>
        {
            Availability::disabled(
                "this configuration has no id, so it cannot be asked for by itself",
            )
        }
        Command::Profile if model.start.profiles.is_empty() => {
            Availability::disabled("the config file has no profiles")
        }
        Command::WriteAnyway if !model.lacks_write() => Availability::Hidden,
        Command::Open if model.pane == Pane::Configurations && model.selected_row().is_none() => {
            Availability::disabled("no configuration is selected")
        }
        Command::Outcome | Command::CopyError if latest(model).is_none() => {
            Availability::disabled("nothing was changed in this session, and nothing failed")
        }
        Command::Suspend | Command::Profile
            if model.in_flight().is_some() || model.plan_running() =>
        {
            Availability::disabled("a change is under way: wait for its outcome")
        }
        Command::Suspend if !cfg!(unix) => Availability::disabled("this system has no job control"),
        _ => Availability::Available,
    }
}

/// Why nothing can be sent now, whatever it is.
fn barred(model: &Model, command: Command) -> Option<String> {
    let writes = command.record().writes;
    if writes && model.start.read_only {
        return Some(Refusal::ReadOnly.to_string());
    }
    if writes && model.lacks_write() {
        return Some("the token lacks DeviceManagementServiceConfig.ReadWrite.All; the palette has `write-anyway`".to_owned());
    }
    if writes && model.plan_running() {
        return Some("a plan runs: wait for its end".to_owned());
    }
    if writes && model.in_flight().is_some() {
        return Some("one change at a time: wait for the one under way".to_owned());
    }
    if matches!(command, Command::Submit | Command::GoOn) && !model.settled {
        return Some(match &model.unlooked {
            None => "the changes of earlier runs are looked at first: a moment".to_owned(),
            Some(reason) => format!(
                "what earlier runs left open is not known ({reason}): {} looks again",
                model.key(Scope::List, Command::RefreshAll)
            ),
        });
    }
    None
}

/// Whether there is nothing here that the command could act on.
fn has_nothing_to_do(model: &Model, command: Command) -> bool {
    match command {
        Command::GoOn => !matches!(top(model), Some(Overlay::Component(_))),
        Command::AskGranted => !matches!(model.overlays.last(),
            Some(Overlay::SignIn(sign_in)) if sign_in.offers_granted()),
        Command::NextMatch | Command::PreviousMatch => !matches!(top(model),
            Some(Overlay::Component(component)) if component.cursor().search.is_some()),
        // Help has no help.
        Command::Help => model.overlays.iter().any(Overlay::is_help),
        Command::Pause | Command::Stop => !model.plan_running(),
        Command::Undo => !matches!(top(model), None | Some(Overlay::Component(_))),
        _ => false,
    }
}

/// Whether a plan can be run: something has to be left of it, and the list has to be there.
fn plan(model: &Model) -> Availability {
    match &model.plan {
        _ if model.list.is_loading() => {
            Availability::disabled("the list is being read, which the checks need: a moment")
        }
        Some(view) if view.left() > 0 => Availability::Available,
        _ => Availability::disabled("no row of this plan can be run: each says why"),
    }
}

/// Whether a change that goes by the whole list only may be made at all.
fn may_replace(model: &Model) -> Result<(), Refusal> {
    match model.start.write_mode {
        WriteMode::Patch => Err(Refusal::PatchOnly),
        _ => Ok(()),
    }
}

fn of(outcome: Result<(), Refusal>) -> Availability {
    match outcome {
        Ok(()) => Availability::Available,
        Err(refusal) => Availability::disabled(refusal.to_string()),
    }
}

fn on_configuration(
    model: &Model,
    check: impl FnOnce(&Model, &Row) -> Result<(), Refusal>,
) -> Availability {
    match model.selected_row() {
        None => Availability::disabled("no configuration is selected"),
        Some(row) if model.unsettled.contains(&row.configuration.id) => of(Err(Refusal::Unsettled)),
        Some(row) => of(check(model, row)),
    }
}

fn on_assignment(
    model: &Model,
    check: impl FnOnce(&Model, &Row, &Assignment) -> Result<(), Refusal>,
) -> Availability {
    let Some(assignment) = model.selected_assignment() else {
        return Availability::disabled("no assignment is selected");
    };
    on_configuration(model, |model, row| check(model, row, assignment))
}

fn priority(model: &Model, row: &Row, step: i64) -> Result<(), Refusal> {
    model.proposal(move_by(model, row, step)?).map(drop)
}

/// The change that moves a configuration by some priorities.
pub(super) fn move_by(model: &Model, row: &Row, step: i64) -> Result<Change, Refusal> {
    let to = row.configuration.priority.unwrap_or_default() + step;
    let order = model.priorities_around(row)?;
    Change::set_priority(&row.configuration, &row.assignments, order, to)
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

/// What has the keyboard once a command was chosen: the palette gives way to what it chooses.
fn top(model: &Model) -> Option<&Overlay> {
    let top = model.overlays.last();
    top.filter(|overlay| !matches!(overlay, Overlay::Palette(_)))
}

/// Whether the last verified change can be taken back, or the one that a component says it can.
fn undo(model: &Model) -> Availability {
    match (model.last_verified(), top(model)) {
        (_, Some(_)) | (None, None) => Availability::Available,
        // The journal of earlier runs is asked then.
        (Some(change), None) => match model.row_of(&change.configuration) {
            None => Availability::disabled("the configuration is not in the list any more"),
            Some(_) => Availability::Available,
        },
    }
}
