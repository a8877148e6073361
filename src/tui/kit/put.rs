//! Writes into a buffer: a line, a frame, search matches.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;

use super::typed::Typed;
use crate::text;
use crate::tui::kit::finder::Finder;
use crate::tui::kit::theme::Theme;

/// Writes one line of text into row `row` of `area`, cut to its width.
pub fn put(buffer: &mut Buffer, area: Rect, row: u16, message: &str, style: Style) {
    put_at(buffer, area, 0, row, message, style);
}

/// Writes text from column `column` of row `row` of `area`, cut to the remaining width.
pub fn put_at(buffer: &mut Buffer, area: Rect, column: u16, row: u16, message: &str, style: Style) {
    if row >= area.height || column >= area.width {
        return;
    }
    let (x, y) = (area.x + column, area.y + row);
    let room = usize::from(area.width - column);
    let in_buffer = usize::from(buffer.area.right().saturating_sub(x));
    if text::simple_width(message).is_some_and(|wide| wide <= room.min(in_buffer))
        && buffer.area.contains((x, y).into())
    {
        // One character for each cell: there is nothing to measure.
        let first = buffer.index_of(x, y);
        let cells = buffer.content.iter_mut().skip(first);
        for (cell, c) in cells.zip(message.chars()) {
            cell.set_char(c).set_style(style);
        }
        return;
    }
    // Text from a tenant is clean already; this is the last check before the terminal.
    let clean = text::clean(message);
    buffer.set_string(x, y, text::truncate(&clean, room), style);
}

/// Clears an area, draws a frame with a title, and returns the area inside.
pub fn frame(theme: Theme, area: Rect, title: &str, buffer: &mut Buffer) -> Rect {
    let block = Block::bordered()
        .title(format!(" {title} "))
        .border_style(theme.border(true));
    let inside = block.inner(area);
    Clear.render(area, buffer);
    block.render(area, buffer);
    Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(2),
        ..inside
    }
}

/// Marks the search matches in a row that is already written.
pub fn put_marks(
    theme: Theme,
    buffer: &mut Buffer,
    area: Rect,
    (column, row): (u16, u16),
    line: &str,
    finder: &mut Option<Finder>,
) {
    let Some(finder) = finder else { return };
    let marks = finder.marks(line);
    let room = usize::from(area.width.saturating_sub(column));
    let mut at = 0;
    for (index, grapheme) in line.graphemes(true).enumerate() {
        let width = text::width(grapheme);
        // The last cell may show the sign for cut text.
        if at + width >= room {
            return;
        }
        if marks.contains(&index) {
            let from = column + u16::try_from(at).unwrap_or(u16::MAX);
            put_at(buffer, area, from, row, grapheme, theme.found());
        }
        at += width;
    }
}

/// Draws a line to type in, with the sign in front of it, in the first row; returns the position of the
/// cursor.
pub fn put_typed(
    theme: Theme,
    sign: &str,
    typed: &Typed,
    inside: Rect,
    buffer: &mut Buffer,
) -> Position {
    put(buffer, inside, 0, sign, theme.marker());
    let shown = text::clean(typed.value());
    put_at(buffer, inside, 2, 0, &shown, Style::new());
    let column = typed.column().saturating_add(2);
    Position {
        x: inside.x + column.min(inside.width.saturating_sub(1)),
        y: inside.y,
    }
}

/// Draws the part of a typed line around the cursor, from column `from` of a row; returns the position of
/// the cursor.
pub fn put_input(
    typed: &Typed,
    inside: Rect,
    (from, row): (u16, u16),
    style: Style,
    buffer: &mut Buffer,
) -> Position {
    let width = usize::from(inside.width.saturating_sub(from + 1));
    let scroll = typed.scroll(width);
    let mut skipped = 0;
    let shown: String = typed
        .value()
        .chars()
        .skip_while(|c| {
            let here = skipped < scroll;
            skipped += text::width(c.encode_utf8(&mut [0; 4]));
            here
        })
        .collect();
    put_at(buffer, inside, from, row, &text::clean(&shown), style);
    let column = usize::from(typed.column()).saturating_sub(scroll);
    Position {
        x: inside.x + from + u16::try_from(column.min(width)).unwrap_or(0),
        y: inside.y + row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_the_buffer_is_not_on_the_next_line() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 2));
        put(&mut buffer, Rect::new(2, 0, 10, 1), 0, "abcd", Style::new());
        let symbols = buffer.content.iter().map(ratatui::buffer::Cell::symbol);
        assert_eq!(symbols.collect::<String>(), "  ab    ");
    }
}
