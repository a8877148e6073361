//! Everything that lies over the panes, except the editor form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::plan::draw_plan;
use crate::tui::boxes;
use crate::tui::command::Command;
use crate::tui::components::AnyComponent;
use crate::tui::kit::paint::Paint;
use crate::tui::kit::put::{frame, put, put_input};
use crate::tui::model::{Model, Overlay};
use crate::tui::theme::Theme;

/// Draws an overlay; gives the place of the cursor where it takes text.
pub(super) fn draw(
    model: &Model,
    theme: Theme,
    overlay: &Overlay,
    buffer: &mut Buffer,
) -> Option<Position> {
    match overlay {
        Overlay::Editor(_) => {}
        Overlay::Component(component) => return draw_component(model, theme, component, buffer),
        Overlay::Plan => draw_plan(model, theme, buffer),
        Overlay::InFlight(_) | Overlay::SignIn(_) | Overlay::Confirm(_) => {
            small(model, theme, overlay, buffer);
        }
        Overlay::Prompt { input, .. } => {
            let (row, inside) = small(model, theme, overlay, buffer)?;
            let row = row.min(inside.height.saturating_sub(1));
            return Some(put_input(input, inside, (0, row), Style::new(), buffer));
        }
    }
    None
}

fn draw_component(
    model: &Model,
    theme: Theme,
    component: &AnyComponent,
    buffer: &mut Buffer,
) -> Option<Position> {
    let paint = Paint {
        title: &component.title(model),
        more_key: &model.key(component.scope(), Command::Down),
        cursor: component.cursor(),
        layout: &model.layout(),
        theme,
    };
    paint.draw(&component.content(model), buffer).1
}

/// A small overlay; gives the row below its lines, and the room that it has.
fn small(
    model: &Model,
    theme: Theme,
    overlay: &Overlay,
    buffer: &mut Buffer,
) -> Option<(u16, Rect)> {
    let page = boxes::page(model, overlay)?;
    let inside = frame(theme, page.area, &page.title, buffer);
    for (row, line) in (0..).zip(&page.lines) {
        put(buffer, inside, row, &line.text, theme.role(line.role));
    }
    let below = u16::try_from(page.lines.len()).unwrap_or(u16::MAX);
    Some((below, inside))
}
