//! Tables: columns that line up, as wide as the terminal allows.
//!
//! Belongs here: widths. Does not belong here: what a cell says (`words`).

use std::io::{self, IsTerminal};

use crate::text;

/// Between two columns.
const GAP: &str = "  ";

#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Column {
    title: &'static str,
    /// The fewest cells that it is cut to.
    least: usize,
    /// Numbers stand at the right.
    is_number: bool,
    /// Whether it is left out where the table is too wide.
    is_spare: bool,
}

impl Column {
    /// A column of text that may be cut to so many cells.
    pub(in crate::cli) const fn text(title: &'static str, least: usize) -> Self {
        Self {
            title,
            least,
            is_number: false,
            is_spare: false,
        }
    }

    /// A column of text that is worth nothing when it is cut: it is there whole, or not at all.
    pub(in crate::cli) const fn spare(title: &'static str) -> Self {
        Self {
            is_spare: true,
            ..Self::text(title, usize::MAX)
        }
    }

    /// A column of numbers, never cut.
    pub(in crate::cli) const fn number(title: &'static str) -> Self {
        Self {
            title,
            is_number: true,
            ..Self::text(title, usize::MAX)
        }
    }
}

/// A table under construction.
pub(in crate::cli) struct Table<const N: usize> {
    columns: [Column; N],
    rows: Vec<[String; N]>,
}

/// The columns of the terminal that stdout is; none where it is no terminal, and nothing is cut.
pub(in crate::cli) fn width() -> Option<usize> {
    // A terminal that does not know its size has the usual one.
    io::stdout().is_terminal().then(|| {
        crossterm::terminal::size()
            .ok()
            .map(|(columns, _)| usize::from(columns))
            .filter(|columns| *columns > 0)
            .unwrap_or(80)
    })
}

impl<const N: usize> Table<N> {
    pub(in crate::cli) const fn new(columns: [Column; N]) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// One more row. What a terminal would obey is taken out of it.
    pub(in crate::cli) fn push(&mut self, row: [String; N]) {
        self.rows
            .push(row.map(|cell| text::clean(&cell).into_owned()));
    }

    /// The table as text with a line of titles, each line as wide as `width` cells at most.
    pub(in crate::cli) fn text(&self, width: Option<usize>) -> String {
        let titles = self.columns.map(|column| column.title.to_owned());
        let widths = self.widths(width);
        let mut text = String::new();
        for row in std::iter::once(&titles).chain(&self.rows) {
            let cells = row.iter().zip(&self.columns).zip(widths);
            let cells: Vec<String> = cells
                .filter_map(|((cell, column), width)| Some((cell, column, width?)))
                .map(|(cell, column, width)| {
                    if column.is_number {
                        let blanks = width.saturating_sub(text::width(cell));
                        format!("{}{cell}", " ".repeat(blanks))
                    } else {
                        text::fit(cell, width)
                    }
                })
                .collect();
            let line = cells.join(GAP);
            let line = width.map_or_else(
                || line.as_str().into(),
                |width| text::truncate(&line, width),
            );
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// The width of each column, none for one that is left out: what it holds, and where that is too
    /// much, the widest give way.
    fn widths(&self, width: Option<usize>) -> [Option<usize>; N] {
        let mut widths = self.columns.map(|column| Some(text::width(column.title)));
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(Some(text::width(cell)));
            }
        }
        let Some(most) = width else {
            return widths;
        };
        let total = |widths: &[Option<usize>; N]| {
            let shown = widths.iter().flatten();
            shown.clone().sum::<usize>() + GAP.len() * shown.count().saturating_sub(1)
        };
        for (at, column) in self.columns.iter().enumerate() {
            if column.is_spare && total(&widths) > most {
                widths[at] = None;
            }
        }
        while total(&widths) > most {
            let can_give = widths
                .iter_mut()
                .zip(&self.columns)
                .filter_map(|(width, column)| Some((width.as_mut()?, column)))
                .filter(|(width, column)| **width > column.least.max(text::width(column.title)))
                .map(|(width, _)| width);
            match can_give.max_by_key(|width| **width) {
                Some(widest) => *widest -= 1,
                None => break,
            }
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table<3> {
        let mut table = Table::new([
            Column::number("#"),
            Column::text("Name", 6),
            Column::text("Target", 8),
        ]);
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        table.push(row(["1", "Corp ESP", "group · 営業部 東京"]));
        table.push(row(["12", "a\u{1b}[31m", ""]));
        table
    }

    #[test]
    fn columns_line_up_and_nothing_is_cut_in_a_pipe() {
        let message = " #  Name      Target\n 1  Corp ESP  group · 営業部 東京\n12  a[31m\n";
        assert_eq!(table().text(None), message);
        assert_eq!(table().text(Some(80)), message);
    }

    #[test]
    fn the_widest_gives_way_down_to_its_least_and_no_line_is_longer() {
        let message = table().text(Some(24));
        assert_eq!(
            message,
            " #  Name      Target\n 1  Corp ESP  group · …\n12  a[31m\n"
        );
        for width in 1..40 {
            let message = table().text(Some(width));
            assert!(
                message.lines().all(|line| text::width(line) <= width),
                "{message}"
            );
        }
    }
    #[test]
    fn a_spare_column_is_there_whole_or_not_at_all() {
        let mut table = Table::new([Column::text("Name", 4), Column::spare("Id")]);
        table.push(["Corp".to_owned(), "0123456789".to_owned()]);
        assert_eq!(table.text(Some(16)), "Name  Id\nCorp  0123456789\n");
        assert_eq!(table.text(Some(15)), "Name\nCorp\n");
    }
}
