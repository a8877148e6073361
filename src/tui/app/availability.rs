//! Whether a command is available now, and if not, why.

use super::model::Model;
use crate::tui::components::AnyComponent;
use crate::tui::keys::command::Command;
use crate::tui::panes::availability::anywhere;
use crate::tui::panes::availability::availability as in_panes;
use crate::tui::panes::availability::barred;
pub use crate::tui::store::action::Availability;

/// Returns whether `command` is available in this state.
#[must_use]
pub fn availability(model: &Model, command: Command) -> Availability {
    let Some(top) = model.overlays.last() else {
        return in_panes(&model.store, command);
    };
    if has_nothing_to_do(model, top, command) {
        return Availability::Hidden;
    }
    let own = top.availability(command, &model.store);
    if matches!(own, Availability::Hidden | Availability::Always) {
        return own;
    }
    // It acts on a row as the panes do, by the same rules.
    if own == Availability::Available && top.points_at(&model.store).is_some() {
        return in_panes(&model.store, command);
    }
    match barred(&model.store, command) {
        Some(reason) => Availability::Disabled(reason),
        None if own != Availability::Available => own,
        None => anywhere(&model.store, command),
    }
}

/// Whether there is nothing here for the command to act on.
fn has_nothing_to_do(model: &Model, top: &AnyComponent, command: Command) -> bool {
    match command {
        Command::NextMatch | Command::PreviousMatch => top.cursor().search.is_none(),
        // Help itself has no help.
        Command::Help => model.overlays.iter().any(AnyComponent::is_help),
        Command::Pause | Command::Stop => !model.store.plan_running(),
        // A component says whether it can be read again.
        Command::Refresh => !top.rereads(&model.store),
        _ => false,
    }
}
