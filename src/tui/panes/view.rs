//! Draws the panes, and the bars above and below them.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::frame::View;
use super::{assignments, configurations, details, header, status};

/// Draws all of them; gives the place of the cursor where a filter is typed.
pub fn draw(view: View<'_>, buffer: &mut Buffer) -> Option<Position> {
    let layout = view.store.layout();
    header::header(view, layout.header, buffer);
    let in_left = configurations::configurations(view, layout.configurations, buffer);
    let in_right = assignments::assignments(view, layout.assignments, buffer);
    details::details(view, layout.details, buffer);
    status::status(view, layout.activity, buffer);
    in_left.or(in_right)
}
