//! Filtering a pane, and searching the whole tenant.

use crate::tui::kit::typed::Typed;
use tui_input::InputRequest;

use super::panes;
use crate::tui::command::Command;
use crate::tui::list::Selection;
use crate::tui::model::{Model, Overlay, Pane, SearchView};
use crate::tui::shown::uses;

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

/// Searches, if something has changed since it was done last.
pub(super) fn settle(model: &mut Model, rows_changed: bool) {
    let Some(Overlay::Search(view)) = model.overlays.last() else {
        return;
    };
    let typed = view.filter.value().to_owned();
    if !rows_changed && typed == view.made_from {
        return;
    }
    let found = uses(model, &typed);
    if let Some(Overlay::Search(view)) = model.overlays.last_mut() {
        view.selected = view.selected.min(found.len().saturating_sub(1));
        view.found = found;
        view.made_from = typed;
    }
}

pub(super) fn edit_search(view: &mut SearchView, request: InputRequest) -> bool {
    let taken = view.filter.edit(request);
    if taken {
        view.selected = 0;
    }
    taken
}

pub(super) fn paste_search(view: &mut SearchView, pasted: &str) {
    view.filter.paste(pasted);
    view.selected = 0;
}

pub(super) fn run_in_search(model: &mut Model, command: Command) {
    let Some(Overlay::Search(view)) = model.overlays.last() else {
        return;
    };
    let found = &view.found;
    let (at, last) = (view.selected, found.len().saturating_sub(1));
    let page = usize::from(
        model
            .layout()
            .overlay(100, 40)
            .height
            .saturating_sub(4)
            .max(1),
    );
    let to = match command {
        Command::Down => (at + 1).min(last),
        Command::Up => at.saturating_sub(1),
        Command::PageDown => (at + page).min(last),
        Command::PageUp => at.saturating_sub(page),
        Command::Go => {
            let target = found.get(at).and_then(|found| {
                let row = model.rows().get(found.configuration)?;
                let assignment = found.assignment.and_then(|at| row.assignments.get(at));
                let assignment = assignment.map(|assignment| assignment.id.clone());
                Some((row.configuration.id.clone(), assignment))
            });
            if let Some((configuration, assignment)) = target {
                // A filter must not hide what was just found.
                model.shown.configuration_filter = Typed::default();
                model.shown.assignment_filter = Typed::default();
                model.configuration.select(configuration);
                model.assignment = Selection::default();
                model.pane = match assignment {
                    Some(assignment) => {
                        model.assignment.select(assignment);
                        Pane::Assignments
                    }
                    None => Pane::Configurations,
                };
                model.overlays.pop();
            }
            return;
        }
        Command::Back => return drop(model.overlays.pop()),
        _ => at,
    };
    if let Some(Overlay::Search(view)) = model.overlays.last_mut() {
        view.selected = to;
    }
}
