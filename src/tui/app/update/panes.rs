//! Pane commands that affect more than the panes: reading again, the mouse, a change in progress, plans.

use super::{change, components, data, mouse, plan, refresh};
use crate::tui::app::model::Model;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::store::msg::Effect;

/// Runs a command while no overlay is open.
pub(in crate::tui) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let is_typing = model.scope() == Scope::Filter;
    match command {
        _ if is_typing => on_command(model, command, effects),
        Command::Refresh => refresh::pane(model, effects),
        Command::RefreshAll => refresh::all(model, effects),
        Command::Outcome if model.store.in_flight().is_some() => change::reopen(model, effects),
        Command::Plan => plan::show(model, effects),
        Command::Mouse => mouse::toggle(model, effects),
        // First give up a range that was begun.
        Command::Back if model.panes.mark_from.is_none() && stop(model, effects) => {}
        _ => on_command(model, command, effects),
    }
}

fn on_command(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    components::tell_panes(model, effects, |panes, cx| panes.on_command(command, cx));
}

/// Stops a change if no request has been sent, or else the current load; returns whether anything was
/// stopped.
fn stop(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    let shown = if change::stop(model, effects) {
        "Stopped. Nothing more is sent.".to_owned()
    } else if let Some(request) = model.store.list.stop() {
        effects.push(Effect::Cancel(request));
        data::resolve_names(model, effects);
        format!(
            "Stopped loading. {} tries again.",
            model.store.key(Scope::List, Command::RefreshAll)
        )
    } else if refresh::stop(model, effects) {
        "Stopped refreshing the assignments.".to_owned()
    } else {
        return false;
    };
    model.notice = Some(shown.into());
    true
}
