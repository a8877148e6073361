//! Filtering a pane, which takes the keys while a filter is typed.

use crate::tui::kit::typed::Typed;
use tui_input::InputRequest;

use super::panes;
use crate::tui::command::Command;
use crate::tui::model::Model;
use crate::tui::shown::Typing;

/// Types into the filter that is open. Says whether the key was taken.
pub(super) fn edit_filter(model: &mut Model, request: InputRequest) -> bool {
    let typing = model.shown.typing.as_ref().map(|it| it.pane);
    typing.is_some_and(|pane| model.shown.filter_mut(pane).edit(request))
}

/// Pastes into the filter that is open.
pub(super) fn paste_filter(model: &mut Model, pasted: &str) {
    if let Some(pane) = model.shown.typing.as_ref().map(|it| it.pane) {
        model.shown.filter_mut(pane).paste(pasted);
    }
}

/// Opens the filter of the focused pane.
pub(super) fn open_filter(model: &mut Model) {
    let pane = model.pane;
    let before = model.shown.filter(pane).clone();
    model.shown.typing = Some(Typing { pane, before });
}

/// A command while a filter is typed.
pub(super) fn run_in_filter(model: &mut Model, command: Command) {
    match command {
        Command::Keep => model.shown.typing = None,
        Command::Back => {
            if let Some(Typing { pane, before }) = model.shown.typing.take() {
                *model.shown.filter_mut(pane) = before;
            }
        }
        _ => panes::move_in_list(model, command),
    }
}

/// Takes the filter of the focused pane away; says whether there was one.
pub(super) fn clear_filter(model: &mut Model) -> bool {
    let filter = model.shown.filter_mut(model.store.pane);
    let had_one = !filter.value().is_empty();
    *filter = Typed::default();
    had_one
}
