//! Whether a command is available in the panes, and if not, why.
//!
//! Belongs here: rules that only need the store; the palette and the overlays use them as well. Does not
//! belong here: rules of one component (`components`).

use crate::domain::{
    Assignment, Change, Refusal, Row, WriteMode, refuse_configuration, refuse_edit, refuse_replace,
};
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::layout::Pane;
use crate::tui::store::Store;
use crate::tui::store::action::Availability;
use crate::tui::store::last_event::last_event;
use crate::tui::store::session_plan::PlanState;

/// Whether `command` is available while the panes have the keyboard.
#[must_use]
pub fn availability(store: &Store, command: Command) -> Availability {
    if has_nothing_to_do(store, command) {
        return Availability::Hidden;
    }
    // There it edits, and so does the key of its own.
    if command == Command::Open && !store.is_on(Pane::Configurations) {
        return availability(store, Command::Edit);
    }
    match barred(store, command) {
        Some(reason) => Availability::Disabled(reason),
        None => anywhere(store, command),
    }
}

/// Whether there is nothing in the panes that the command could act on.
fn has_nothing_to_do(store: &Store, command: Command) -> bool {
    match command {
        Command::GoOn
        | Command::Review
        | Command::AskGranted
        | Command::NextMatch
        | Command::PreviousMatch => true,
        Command::Pause | Command::Stop => !store.plan_running(),
        _ => false,
    }
}

/// Whether the state of the tenant and of the session allows a command, wherever it is given.
#[must_use]
pub fn anywhere(store: &Store, command: Command) -> Availability {
    match command {
        // It would change one row although several are marked.
        Command::Edit if marks_others(store) => {
            let key = |command| store.key(Scope::List, command);
            let count = store.marked.len();
            let rows = if count == 1 { "row is" } else { "rows are" };
            Availability::disabled(format!(
                "{count} {rows} marked: {} retargets, {} removes, {} clears the marks.",
                key(Command::Bulk),
                key(Command::Remove),
                key(Command::Unmark)
            ))
        }
        Command::Edit => on_assignment(store, |_, row, assignment| {
            refuse_edit(&row.configuration, assignment)
        }),
        // Rows that a rule forbids are skipped in the plan, with the reason.
        Command::Remove if !store.marked.is_empty() => of(may_replace(store)),
        Command::Remove => on_assignment(store, |store, row, assignment| {
            let change = Change::remove(&row.configuration, &row.assignments, assignment)?;
            store.proposal(change).map(drop)
        }),
        Command::Bulk if store.marked.is_empty() && store.selected_object().is_none() => {
            Availability::disabled("Mark assignments first, or select a group.")
        }
        Command::Unmark if store.marked.is_empty() => Availability::disabled("Nothing is marked."),
        Command::Add => on_configuration(store, |store, row| {
            refuse_configuration(&row.configuration)?;
            refuse_replace(&row.assignments, store.read_from)?;
            may_replace(store)
        }),
        Command::Undo | Command::Redo if store.is_unloaded() => {
            Availability::disabled("The list is not loaded.")
        }
        Command::RaisePriority => on_configuration(store, |store, row| priority(store, row, -1)),
        Command::LowerPriority => on_configuration(store, |store, row| priority(store, row, 1)),
        Command::Plan if store.plan.is_none() => Availability::disabled("No plan in this session."),
        Command::Pause
            if store
                .plan
                .as_ref()
                .is_some_and(|view| view.state == PlanState::Stopping) =>
        {
            Availability::disabled("The plan is stopping.")
        }
        Command::ShowCopy if store.copied.is_none() => {
            Availability::disabled("Nothing copied yet.")
        }
        Command::Raw
            if store
                .selected_row()
                .is_some_and(|row| row.configuration.given_id().is_none()) =>
        {
            Availability::disabled("This configuration has no ID, so it can't be read by itself.")
        }
        Command::Profile if store.settings().profiles.is_empty() => {
            Availability::disabled("No profiles in config.toml.")
        }
        Command::WriteAnyway if !store.lacks_write() => Availability::Hidden,
        Command::Open if store.pane == Pane::Configurations && store.selected_row().is_none() => {
            Availability::disabled("No configuration is selected.")
        }
        Command::Outcome | Command::CopyError if last_event(store).is_none() => {
            Availability::disabled("Nothing has happened yet.")
        }
        Command::Suspend | Command::Profile
            if store.in_flight().is_some() || store.plan_running() =>
        {
            Availability::disabled("A change is in flight. Wait for its outcome.")
        }
        Command::Suspend if !cfg!(unix) => {
            Availability::disabled("This system has no job control.")
        }
        _ => Availability::Available,
    }
}

/// Whether rows other than the selected one are marked.
fn marks_others(store: &Store) -> bool {
    let selected = store.configuration.key().zip(store.assignment.key());
    let is_selected = |(configuration, assignment): &(_, _)| {
        selected.is_some_and(|(of, one)| of == configuration && one == assignment)
    };
    !store.marked.iter().all(is_selected)
}

/// Why nothing can be sent now, whatever it is.
#[must_use]
pub fn barred(store: &Store, command: Command) -> Option<String> {
    let writes = command.record().writes;
    if writes && store.settings().read_only {
        return Some(Refusal::ReadOnly.to_string());
    }
    if writes && store.lacks_write() {
        return Some(format!(
            "The token lacks DeviceManagementServiceConfig.ReadWrite.All. Press {} and type {} to try.",
            store.key(Scope::List, Command::Palette),
            Command::WriteAnyway.record().name
        ));
    }
    if writes && store.plan_running() {
        return Some("A plan is running. Wait for it to finish.".to_owned());
    }
    if writes && store.in_flight().is_some() {
        return Some("One change at a time. Wait for the one in flight.".to_owned());
    }
    if matches!(command, Command::Submit | Command::GoOn) && !store.settled {
        return Some(match &store.unlooked {
            None => "Checking the changes of earlier sessions first. One moment.".to_owned(),
            Some(reason) => format!(
                "The changes of earlier sessions could not be checked ({reason}). {} tries again.",
                store.key(Scope::List, Command::RefreshAll)
            ),
        });
    }
    None
}

/// Whether a change that replaces the whole list is allowed at all.
fn may_replace(store: &Store) -> Result<(), Refusal> {
    match store.settings().write {
        WriteMode::Patch => Err(Refusal::PatchOnly),
        _ => Ok(()),
    }
}

/// What a rule that refuses says.
pub fn of(outcome: Result<(), Refusal>) -> Availability {
    match outcome {
        Ok(()) => Availability::Available,
        Err(refusal) => Availability::disabled(refusal.to_string()),
    }
}

fn on_configuration(
    store: &Store,
    check: impl FnOnce(&Store, &Row) -> Result<(), Refusal>,
) -> Availability {
    match store.selected_row() {
        None => Availability::disabled("No configuration is selected."),
        Some(row) if store.unsettled.contains(&row.configuration.id) => of(Err(Refusal::Unsettled)),
        Some(row) => of(check(store, row)),
    }
}

fn on_assignment(
    store: &Store,
    check: impl FnOnce(&Store, &Row, &Assignment) -> Result<(), Refusal>,
) -> Availability {
    let Some(assignment) = store.selected_assignment() else {
        let nothing = format!(
            "Nothing assigned here. Press {} to add a target.",
            store.key(Scope::List, Command::Add)
        );
        // If no target can be added, that is the reason.
        return match on_configuration(store, |_, row| refuse_configuration(&row.configuration)) {
            Availability::Available => Availability::disabled(nothing),
            refused => refused,
        };
    };
    on_configuration(store, |store, row| check(store, row, assignment))
}

fn priority(store: &Store, row: &Row, step: i64) -> Result<(), Refusal> {
    store.proposal(move_by(store, row, step)?).map(drop)
}

/// The change that moves a configuration by some priorities.
pub(in crate::tui) fn move_by(store: &Store, row: &Row, step: i64) -> Result<Change, Refusal> {
    let to = row.configuration.priority.unwrap_or_default() + step;
    let order = store.priorities_around(row)?;
    Change::set_priority(&row.configuration, &row.assignments, order, to)
}
