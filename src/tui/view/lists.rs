//! Lines below the line to type in, of an overlay that is no component yet.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::find::Finder;
use crate::tui::kit::put::{put, put_at, put_marks};
use crate::tui::symbols::SELECTED;
use crate::tui::theme::Theme;

/// Lines below the line to type in, the selected one always in sight.
pub(super) fn listed(
    theme: Theme,
    lines: &[(String, Style)],
    selected: usize,
    finder: &mut Option<Finder>,
    inside: Rect,
    buffer: &mut Buffer,
) {
    let height = usize::from(inside.height.saturating_sub(1));
    let first = (selected + 1).saturating_sub(height);
    for (row, (at, (line, style))) in (1..).zip(lines.iter().enumerate().skip(first).take(height)) {
        let mark = if at == selected { SELECTED } else { " " };
        put(buffer, inside, row, mark, theme.marker());
        put_at(buffer, inside, 2, row, line, *style);
        put_marks(theme, buffer, inside, (2, row), line, finder);
    }
}
