//! What the rows of both lists have in common: the signs in front, what was searched for, the bar of the
//! selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::changed::RowChange;
use crate::text;
use crate::tui::kit::finder::Finder;
use crate::tui::kit::put::{put_at, put_marks};
use crate::tui::kit::symbols::{MARKED, RANGE, SELECTED};
use crate::tui::kit::theme::Theme;

/// What a row is besides its text.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a row can be any of these together with any other"
)]
pub(super) struct RowState {
    pub(super) selected: bool,
    /// Whether its list has the keyboard.
    pub(super) focused: bool,
    /// Whether it is marked for many at once.
    pub(super) marked: bool,
    /// Whether a range of marks begins here.
    pub(super) begins: bool,
    pub(super) news: Option<RowChange>,
}

/// A row that is being drawn.
pub(super) struct RowPainter<'a> {
    pub(super) theme: Theme,
    pub(super) buffer: &'a mut Buffer,
    /// The room of the rows.
    pub(super) area: Rect,
    /// The line in it.
    pub(super) y: u16,
    pub(super) finder: &'a mut Option<Finder>,
}

impl RowPainter<'_> {
    pub(super) fn put(&mut self, column: usize, shown: &str, style: Style) {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        put_at(self.buffer, self.area, column, self.y, shown, style);
    }

    /// Writes a text that ends before a column.
    pub(super) fn put_right(&mut self, end: usize, shown: &str, style: Style) {
        self.put(end.saturating_sub(text::width(shown)), shown, style);
    }

    /// Writes what a filter looks at, with what it found underlined.
    pub(super) fn searched(&mut self, column: usize, shown: &str, style: Style) {
        self.put(column, shown, style);
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        put_marks(
            self.theme,
            self.buffer,
            self.area,
            (column, self.y),
            shown,
            self.finder,
        );
    }

    /// The signs of the row, and the bar where it is selected. The signs say the same as the bar, for who
    /// sees neither colours nor attributes.
    pub(super) fn finish(&mut self, row: RowState) {
        let sign = match (row.selected, row.focused) {
            (true, true) => SELECTED,
            (true, false) => self.theme.symbols().beside(),
            (false, _) => "",
        };
        let mark = match (row.begins, row.marked) {
            (true, _) => RANGE,
            (false, true) => MARKED,
            (false, false) => "",
        };
        // A blank has no style, which would cost bytes.
        let marker = self.theme.marker();
        self.put(0, sign, marker);
        self.put(1, mark, marker);
        if let Some(news) = row.news {
            let last = usize::from(self.area.width.saturating_sub(1));
            self.put(last, news.sign(), self.theme.news());
        }
        if row.selected {
            let bar = Rect {
                y: self.area.y.saturating_add(self.y),
                height: 1,
                ..self.area
            };
            let style = self.theme.selected_row(row.focused);
            self.buffer.set_style(bar, style);
        }
    }
}
