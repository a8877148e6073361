//! Many at once: the group they go to.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::editor::who;
use super::lists::listed;
use super::offers;
use crate::tui::bulk::{self, BulkForm};
use crate::tui::find::Finder;
use crate::tui::kit::put::{frame, put, put_typed};
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::words::Role;

/// The question which group they go to.
pub(super) fn draw_bulk(
    model: &Model,
    theme: Theme,
    form: &BulkForm,
    buffer: &mut Buffer,
) -> Position {
    let offered = form.offered(model);
    let inside = frame(theme, bulk::area(model), &form.title(model), buffer);
    let width = usize::from(inside.width.saturating_sub(2));
    let lines: Vec<(String, Style)> = offered
        .iter()
        .map(|offer| (offers::line(model, offer, width), Style::new()))
        .collect();
    let mut finder = Finder::new(form.input.value());
    let list = Rect {
        height: inside.height.saturating_sub(1),
        ..inside
    };
    listed(
        theme,
        &lines,
        form.picker.selected,
        &mut finder,
        list,
        buffer,
    );
    let (said, role) = match (form.input.value().trim(), form.group(&offered)) {
        ("", None) => (bulk::WHAT_TO_TYPE.into(), Role::Text),
        (_, Some(id)) if offered.is_empty() => {
            (who(model, &id).dot("Enter goes on to the plan"), Role::Good)
        }
        (typed, _) => offers::said(model, &form.picker, typed, &offered),
    };
    let bottom = inside.height.saturating_sub(1);
    put(buffer, inside, bottom, &said, theme.role(role));
    put_typed(theme, "→", &form.input, inside, buffer)
}
