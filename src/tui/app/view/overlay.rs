//! Draws the overlays above the panes.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::tui::app::model::Model;
use crate::tui::components::AnyComponent;
use crate::tui::keys::command::Command;
use crate::tui::kit::paint::Paint;
use crate::tui::kit::theme::Theme;

/// Draws an overlay; returns the position of the cursor if the overlay takes text.
pub(in crate::tui) fn draw(
    model: &Model,
    theme: Theme,
    component: &AnyComponent,
    buffer: &mut Buffer,
) -> Option<Position> {
    let paint = Paint {
        title: &component.title(&model.store),
        more_key: &model.store.key(component.scope(), Command::Down),
        cursor: component.cursor(),
        layout: &model.store.layout(),
        theme,
    };
    paint.draw(&component.content(&model.store), buffer).1
}
