//! Many at once: the group they go to.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;

use super::lists::{listed, typed};
use super::overlay::frame;
use super::put_at;
use crate::tui::bulk::{self, BulkForm};
use crate::tui::find::Finder;
use crate::tui::model::Model;
use crate::tui::theme::Theme;

/// The question which group they go to.
pub(super) fn draw_bulk(
    model: &Model,
    theme: Theme,
    form: &BulkForm,
    buffer: &mut Buffer,
) -> Position {
    let offered = form.offered(model);
    let inside = frame(theme, bulk::area(model), &form.title(model), buffer);
    let lines: Vec<(String, Style)> = offered
        .iter()
        .map(|(name, id)| {
            (
                format!("{}  {id}", crate::text::fit(name, 30)),
                Style::new(),
            )
        })
        .collect();
    let mut finder = Finder::new(form.input.value());
    listed(theme, &lines, form.selected, &mut finder, inside, buffer);
    if offered.is_empty() {
        let said = match (form.input.value().trim(), form.group(model)) {
            ("", _) => bulk::WHAT_TO_TYPE,
            (_, Some(_)) => "a whole id: Enter goes on to the plan",
            (_, None) => "no group of this tenant's assignments matches; a whole id goes as well",
        };
        put_at(buffer, inside, 2, 1, said, theme.quiet());
    }
    typed(theme, "→", &form.input, inside, buffer)
}
