//! Draws the panes, and the bars above and below them.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::frame::{View, counted};
use super::{assignments, configurations, details, header, status};
use crate::text;
use crate::tui::kit::layout::Pane;

/// Draws all of them; gives the place of the cursor where a filter is typed.
pub fn draw(view: View<'_>, buffer: &mut Buffer) -> Option<Position> {
    let layout = view.store.layout();
    header::header(view, layout.header, buffer);
    configurations::configurations(view, layout.configurations, buffer);
    assignments::assignments(view, layout.assignments, buffer);
    details::details(view, layout.details, buffer);
    status::status(view, layout.activity, buffer);
    let typing = view.panes.filtered.typing.as_ref();
    typing.map(|it| filter_cursor(view, it.pane))
}

/// Where the cursor of a filter that is typed stands: in the title of its pane.
fn filter_cursor(view: View<'_>, pane: Pane) -> Position {
    let store = view.store;
    let layout = store.layout();
    let (area, before) = match pane {
        Pane::Configurations => {
            let count = counted(view, pane, store.rows().len());
            (layout.configurations, configurations::head(store, &count))
        }
        Pane::Assignments => (
            layout.assignments,
            match store.selected_row() {
                Some(row) => assignments::head(&counted(view, pane, row.assignments.len())),
                None => String::new(),
            },
        ),
    };
    // What is typed stands behind a blank and a slash.
    let before = match before.as_str() {
        "" => 0,
        before => text::width(before) + 2,
    };
    let column = before + usize::from(view.panes.filtered.filter(pane).column()) + 2;
    let furthest = area.width.saturating_sub(3);
    Position {
        x: area.x + u16::try_from(column).unwrap_or(u16::MAX).min(furthest),
        y: area.y,
    }
}
