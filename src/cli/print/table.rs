//! Tables with aligned columns that fit into the terminal.
//!
//! Belongs here: widths, and what is shortened or moved if there is too little room. Does not belong here: the
//! text of a cell (`words`).

use super::style::OutputStyle;
use crate::text;
use crate::words::Role;

/// The space between two columns.
const GAP: &str = "  ";

/// Columns wider than this are cut before a whole column is removed.
const LONGEST_KEPT: usize = 48;

/// The indent of values that are shown below their row.
const BELOW: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Cut if there is too little room, but never to fewer cells than this.
    Text(usize),
    /// Never cut, and aligned to the right.
    Number,
    /// Shown in full or not at all.
    Spare,
    /// If there is too little room, each value is a line above the rows that share it.
    Heading,
    /// If there is too little room, each value is a line below its row.
    Below,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Column {
    title: &'static str,
    kind: Kind,
}

impl Column {
    /// Creates a column of text that may be cut to `least` cells.
    pub(in crate::cli) const fn text(title: &'static str, least: usize) -> Self {
        let kind = Kind::Text(least);
        Self { title, kind }
    }

    /// Creates a column of text that is useless if it is cut.
    pub(in crate::cli) const fn spare(title: &'static str) -> Self {
        let kind = Kind::Spare;
        Self { title, kind }
    }

    pub(in crate::cli) const fn number(title: &'static str) -> Self {
        let kind = Kind::Number;
        Self { title, kind }
    }

    /// Creates a column whose values repeat from row to row.
    pub(in crate::cli) const fn heading(title: &'static str) -> Self {
        let kind = Kind::Heading;
        Self { title, kind }
    }

    /// Creates a column that adds details to the one before it.
    pub(in crate::cli) const fn below(title: &'static str) -> Self {
        let kind = Kind::Below;
        Self { title, kind }
    }
}

#[derive(Debug, Clone)]
pub(in crate::cli) struct Cell {
    text: String,
    /// The text of the cell as a heading, if it is longer there.
    heading: Option<String>,
    role: Role,
}

impl Cell {
    pub(in crate::cli) fn new(role: Role, text: impl Into<String>) -> Self {
        Self {
            role,
            ..text.into().into()
        }
    }

    pub(in crate::cli) fn with_heading(self, heading: String) -> Self {
        Self {
            heading: Some(heading),
            ..self
        }
    }

    /// Returns the cell without control characters, and with only the characters that can be shown.
    fn shown(&self, style: OutputStyle) -> Self {
        let shown = |text: &String| style.characters(&text::clean(text)).into_owned();
        Self {
            text: shown(&self.text),
            heading: self.heading.as_ref().map(shown),
            role: self.role,
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            text,
            heading: None,
            role: Role::Text,
        }
    }
}

/// Where the values of a column are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a column of this width.
    Column(usize),
    Nowhere,
    Above,
    Below,
}

/// A table under construction.
pub(in crate::cli) struct Table<const N: usize> {
    columns: [Column; N],
    rows: Vec<[Cell; N]>,
}

impl<const N: usize> Table<N> {
    pub(in crate::cli) const fn new(columns: [Column; N]) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row. Control characters are removed from it.
    pub(in crate::cli) fn push(&mut self, row: [impl Into<Cell>; N]) {
        self.rows.push(row.map(Into::into));
    }

    /// Returns the table as text with a line of titles. No line is wider than the terminal.
    pub(in crate::cli) fn text(&self, style: OutputStyle) -> String {
        let rows: Vec<[Cell; N]> = self
            .rows
            .iter()
            .map(|row| row.each_ref().map(|cell| cell.shown(style)))
            .collect();
        let places = self.places(&rows, style.width);
        let mut printed = String::new();
        let titles = self
            .columns
            .map(|column| Cell::new(Role::Title, column.title));
        self.print_row(&titles, &places, style, &mut printed);
        let mut heading = String::new();
        for row in &rows {
            let above = row.iter().zip(&places);
            for (cell, _) in above.filter(|(_, place)| **place == Place::Above) {
                let text = cell.heading.as_ref().unwrap_or(&cell.text);
                if !text.is_empty() && *text != heading {
                    heading.clone_from(text);
                    push_line(Role::Title, text, 0, style, &mut printed);
                }
            }
            self.print_row(row, &places, style, &mut printed);
            for (at, cell) in row.iter().enumerate() {
                if places[at] == Place::Below && !cell.text.is_empty() {
                    let indent = indent_of(at, &places) + BELOW;
                    push_line(cell.role, &cell.text, indent, style, &mut printed);
                }
            }
        }
        printed
    }

    fn print_row(
        &self,
        row: &[Cell; N],
        places: &[Place; N],
        style: OutputStyle,
        printed: &mut String,
    ) {
        let mut line = String::new();
        // The last cell is not padded.
        let last = places
            .iter()
            .zip(row)
            .rposition(|(place, cell)| matches!(place, Place::Column(_)) && !cell.text.is_empty());
        let mut is_first = true;
        for (at, (cell, column)) in row.iter().zip(&self.columns).enumerate() {
            let Place::Column(width) = places[at] else {
                continue;
            };
            if last.is_none_or(|last| at > last) {
                break;
            }
            if !is_first {
                line.push_str(GAP);
            }
            is_first = false;
            let text = style
                .characters(&text::truncate(&cell.text, width))
                .into_owned();
            let blanks = " ".repeat(width.saturating_sub(text::width(&text)));
            let coloured = style.paint(cell.role, &text);
            match column.kind {
                Kind::Number => line = line + &blanks + &coloured,
                _ if last == Some(at) => line.push_str(&coloured),
                _ => line = line + &coloured + &blanks,
            }
        }
        printed.push_str(line.trim_end());
        printed.push('\n');
    }

    /// Decides where the values of each column are shown. If there is too little room, whole columns are
    /// removed first: spare ones, then those that can be shown above the rows, then those that can be shown
    /// below. After that, the widest columns are cut.
    fn places(&self, rows: &[[Cell; N]], width: Option<usize>) -> [Place; N] {
        let mut widths = self.columns.map(|column| text::width(column.title));
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(text::width(&cell.text));
            }
        }
        let mut places = widths.map(Place::Column);
        let Some(most) = width else {
            return places;
        };
        let kept = |places: &[Place; N]| {
            let shown = places.iter().zip(&self.columns);
            total(
                shown.filter_map(|(place, column)| match (place, column.kind) {
                    (Place::Column(width), Kind::Text(_)) => Some((*width).min(LONGEST_KEPT)),
                    (Place::Column(width), _) => Some(*width),
                    _ => None,
                }),
            )
        };
        for (kind, elsewhere) in [
            (Kind::Spare, Place::Nowhere),
            (Kind::Heading, Place::Above),
            (Kind::Below, Place::Below),
        ] {
            for at in (0..N).rev() {
                if self.columns[at].kind == kind && kept(&places) > most {
                    places[at] = elsewhere;
                }
            }
        }
        loop {
            let shown = places.iter().filter_map(|place| match place {
                Place::Column(width) => Some(*width),
                _ => None,
            });
            if total(shown) <= most {
                return places;
            }
            let can_give = places.iter_mut().zip(&self.columns);
            let can_give = can_give.filter_map(|(place, column)| match (place, column.kind) {
                (Place::Column(width), Kind::Text(least)) => {
                    (*width > least.max(text::width(column.title))).then_some(width)
                }
                _ => None,
            });
            match can_give.max_by_key(|width| **width) {
                Some(widest) => *widest -= 1,
                // Such a narrow terminal wraps the lines itself.
                None => return places,
            }
        }
    }
}

/// Returns the total width of columns next to each other.
fn total(widths: impl Iterator<Item = usize>) -> usize {
    let (sum, count) = widths.fold((0, 0_usize), |(sum, count), width| (sum + width, count + 1));
    sum + GAP.len() * count.saturating_sub(1)
}

/// Returns the position at which the column before this one starts.
fn indent_of<const N: usize>(at: usize, places: &[Place; N]) -> usize {
    let before = places[..at].iter().filter_map(|place| match place {
        Place::Column(width) => Some(width + GAP.len()),
        _ => None,
    });
    let before: Vec<usize> = before.collect();
    before
        .split_last()
        .map_or(0, |(_, others)| others.iter().sum())
}

fn push_line(role: Role, text: &str, indent: usize, style: OutputStyle, printed: &mut String) {
    let room = style.width.unwrap_or(usize::MAX).saturating_sub(indent);
    let text = text::truncate(text, room);
    printed.push_str(&" ".repeat(indent));
    printed.push_str(&style.paint(role, &style.characters(&text)));
    printed.push('\n');
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
        assert_eq!(table().text(OutputStyle::PLAIN), message);
        assert_eq!(table().text(OutputStyle::on_terminal(80)), message);
    }

    #[test]
    fn the_widest_gives_way_down_to_its_least_and_no_line_is_longer() {
        let message = table().text(OutputStyle::on_terminal(24));
        assert_eq!(
            message,
            " #  Name      Target\n 1  Corp ESP  group · …\n12  a[31m\n"
        );
        for width in 20..40 {
            let message = table().text(OutputStyle::on_terminal(width));
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
        assert_eq!(
            table.text(OutputStyle::on_terminal(16)),
            "Name  Id\nCorp  0123456789\n"
        );
        assert_eq!(table.text(OutputStyle::on_terminal(15)), "Name\nCorp\n");
    }

    #[test]
    fn whole_columns_go_above_and_below_before_a_cell_is_cut() {
        let mut table = Table::new([
            Column::number("#"),
            Column::heading("Type"),
            Column::text("Target", 8),
            Column::below("Filter"),
        ]);
        let kind =
            |text: &str, long: &str| Cell::from(text.to_owned()).with_heading(long.to_owned());
        let text = |text: &str| Cell::from(text.to_owned());
        let esp = || kind("ESP", "Enrollment Status Page");
        table.push([text("1"), esp(), text("Sales EMEA"), text("include Corp")]);
        table.push([text(""), text(""), text("all devices"), text("")]);
        table.push([text("2"), esp(), text("Board"), text("exclude Lab")]);
        table.push([text("1"), kind("Limit", "Limit"), text("Legal"), text("")]);
        let wide = "#  Type   Target       Filter\n\
             1  ESP    Sales EMEA   include Corp\n          all devices\n\
             2  ESP    Board        exclude Lab\n1  Limit  Legal\n";
        assert_eq!(table.text(OutputStyle::PLAIN), wide);
        assert_eq!(table.text(OutputStyle::on_terminal(40)), wide);
        let above = "#  Target       Filter\nEnrollment Status Page\n\
             1  Sales EMEA   include Corp\n   all devices\n2  Board        exclude Lab\n\
             Limit\n1  Legal\n";
        assert_eq!(table.text(OutputStyle::on_terminal(30)), above);
        let below = "#  Target\nEnrollment Status Page\n1  Sales EMEA\n     include Corp\n   \
             all devices\n2  Board\n     exclude Lab\nLimit\n1  Legal\n";
        assert_eq!(table.text(OutputStyle::on_terminal(22)), below);
    }

    #[test]
    fn a_name_without_end_is_cut_and_takes_no_column_with_it() {
        let mut table = Table::new([Column::text("Name", 8), Column::below("Filter")]);
        table.push(["x".repeat(250), "include Corp".to_owned()]);
        let message = table.text(OutputStyle::on_terminal(70));
        assert!(message.ends_with("…  include Corp\n"), "{message}");
    }

    #[test]
    fn colours_and_ascii_leave_the_columns_where_they_are() {
        let mut table = Table::new([Column::text("Name", 4), Column::text("Target", 4)]);
        table.push([
            Cell::from("営業".to_owned()),
            Cell::new(Role::Good, "groupe é"),
        ]);
        let style = OutputStyle {
            width: Some(15),
            has_colour: true,
            in_ascii: true,
        };
        let printed = table.text(style);
        assert_eq!(
            printed,
            "\u{1b}[1mName\u{1b}[0m    \u{1b}[1mTarget\u{1b}[0m\nYingYe  \u{1b}[32mgroupe~\u{1b}[0m\n"
        );
    }
}
