//! What is under the pointer, computed from the model and the layout, never from the drawn screen.
//!
//! Belongs here: positions. Does not belong here: what a click or a turn of the wheel does (`update`).

use ratatui::layout::{Position, Rect};

use super::footer;
use super::model::{Model, Pane};
use crate::tui::components::AnyComponent;
use crate::tui::keys::command::Command;
use crate::tui::panes::{Pointed, line};

/// A target of the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A key in the last line.
    Key(Command),
    /// A list of the panes, and the row in the list.
    List(Pane, Option<usize>),
    /// The details of the panes.
    Details,
    /// The top overlay, and the line and column inside its border.
    Overlay(Option<(usize, u16)>),
    /// Nothing that can be clicked.
    Nothing,
}

/// Returns the target at a position of the screen.
#[must_use]
pub fn spot(model: &Model, at: Position) -> Spot {
    let layout = model.store.layout();
    if layout.too_small {
        return Spot::Nothing;
    }
    if layout.footer.contains(at) {
        let here = |entry: &footer::Entry| {
            (entry.column..entry.column + entry.width).contains(&(at.x - layout.footer.x))
        };
        let entries = footer::entries(model);
        let found = entries.iter().find(|entry| here(entry));
        return found.map_or(Spot::Nothing, |entry| Spot::Key(entry.command));
    }
    match model.overlays.last() {
        None => {
            let pointed = model.panes.pointed(&model.store, at);
            match pointed {
                None => Spot::Nothing,
                Some(Pointed::Details) => Spot::Details,
                Some(Pointed::List(pane, row)) => Spot::List(pane, row),
            }
        }
        Some(overlay) => {
            let area = overlay_area(model, overlay);
            if area.contains(at) {
                Spot::Overlay(line(area, at).map(|line| (line, at.x - area.x - 1)))
            } else {
                Spot::Nothing
            }
        }
    }
}

#[must_use]
pub fn overlay_area(model: &Model, overlay: &AnyComponent) -> Rect {
    overlay.content(&model.store).area(&model.store.layout())
}
