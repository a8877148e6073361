//! Draws the model. Never changes it.
//!
//! Belongs here: what stands where in a rectangle. Does not belong here: the rectangles (`layout`),
//! the styles (`theme`), sentences that the command line shares (`words`).

pub(super) mod bars;
mod configurations;
pub(super) mod editor;
mod offers;
mod overlay;
mod panes;
mod plan;

pub(super) use self::editor::place as form_place;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::command::{Command, Scope};
use super::kit::put::{put, put_at};
use super::layout::SMALLEST;
use super::model::{Model, Overlay};
use super::symbols;
use super::theme::Theme;
use super::{pointer, trail};
use crate::text;

/// Draws everything.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let theme = Theme::new(model.start.looks);
    draw(model, theme, frame);
    let buffer = frame.buffer_mut();
    symbols::mend(buffer);
    symbols::level(buffer);
    theme.symbols().apply(buffer);
}

fn draw(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let layout = model.layout();
    if layout.too_small {
        let (width, height) = SMALLEST;
        let said = format!(
            "enlist needs {width}×{height}; {} quits",
            model.key(Scope::Global, Command::Quit)
        );
        let lines = text::wrap(&said, usize::from(layout.area.width));
        for (row, line) in (0..).zip(&lines) {
            put(frame.buffer_mut(), layout.area, row, line, Style::new());
        }
        return;
    }
    let buffer = frame.buffer_mut();
    bars::header(model, theme, layout.header, buffer);
    configurations::configurations(model, theme, layout.configurations, buffer);
    panes::assignments(model, theme, layout.assignments, buffer);
    panes::details(model, theme, layout.details, buffer);
    bars::activity(model, theme, layout.activity, buffer);
    bars::footer(model, theme, layout.footer, buffer);
    // A filter is typed in the border of its pane.
    let typing = model.shown.typing.as_ref();
    let mut cursor = typing.map(|it| panes::filter_cursor(model, it.pane));
    for (depth, overlay) in model.overlays.iter().enumerate() {
        cursor = match overlay {
            Overlay::Editor(form) => editor::form(model, theme, form, buffer),
            other => overlay::draw(model, theme, other, buffer),
        };
        way_to(model, theme, depth, buffer);
    }
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
}

/// The way to an overlay, in the border below it, where a search needs no room there.
fn way_to(model: &Model, theme: Theme, depth: usize, buffer: &mut Buffer) {
    let Some(overlay) = model.overlays.get(depth) else {
        return;
    };
    let searched = matches!(overlay,
        Overlay::Component(component) if component.cursor().search.is_some());
    let Some(area) = pointer::overlay_area(model, overlay).filter(|_| !searched) else {
        return;
    };
    let width = usize::from(area.width.saturating_sub(6));
    let said = format!(" {} ", trail::trail(model, depth, width));
    let last = area.height.saturating_sub(1);
    put_at(buffer, area, 2, last, &said, theme.border(true));
}
