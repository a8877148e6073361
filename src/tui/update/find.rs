//! Filtering a pane.

use crate::tui::kit::typed::Typed;
use tui_input::InputRequest;

use super::panes;
use crate::tui::command::Command;
use crate::tui::model::{Model, Overlay, Pane};

/// Types into the filter that is open.
pub(super) fn edit_filter(model: &mut Model, pane: Pane, request: InputRequest) -> bool {
    model.shown.filter_mut(pane).edit(request)
}

/// Pastes into the filter that is open.
pub(super) fn paste_filter(model: &mut Model, pane: Pane, pasted: &str) {
    model.shown.filter_mut(pane).paste(pasted);
}

pub(super) fn open_filter(model: &mut Model) {
    let pane = model.pane;
    let before = model.shown.filter(pane).clone();
    model.overlays.push(Overlay::Filter { pane, before });
}

pub(super) fn run_in_filter(model: &mut Model, command: Command) {
    let Some(Overlay::Filter { pane, before }) = model.overlays.last() else {
        return;
    };
    match command {
        Command::Keep => drop(model.overlays.pop()),
        Command::Back => {
            *model.shown.filter_mut(*pane) = before.clone();
            model.overlays.pop();
        }
        _ => panes::move_in_list(model, command),
    }
}

/// Takes the filter of the focused pane away; says whether there was one.
pub(super) fn clear_filter(model: &mut Model) -> bool {
    let filter = model.shown.filter_mut(model.pane);
    let had_one = !filter.value().is_empty();
    *filter = Typed::default();
    had_one
}
