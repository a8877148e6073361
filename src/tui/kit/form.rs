//! A form to fill in, as a value.
//!
//! Belongs here: the lines of a form, its area, which field is at a position. Does not belong here: the
//! contents of the fields and movement between them (`components`).

use std::ops::Range;

use ratatui::layout::Rect;

use super::typed::Typed;
use crate::text;
use crate::tui::kit::layout::Layout;
use crate::tui::kit::symbols::TAKEN;
use crate::words::{Line, Phrase, Role};

/// The first column of the text of a line; the mark of the selected line comes before it.
pub const FIRST: u16 = 1;

/// A form to fill in. It handles its own motions.
pub struct Form<'a> {
    /// All lines, from top to bottom.
    pub rows: Vec<FormRow<'a>>,
    /// The field that has the keyboard.
    pub focus: usize,
    /// Whether the next character replaces the text of that field.
    pub fresh: bool,
    /// The maximum columns and rows, including the border. The form is placed as if all of its rows were
    /// shown, so it grows only downwards.
    pub size: (u16, u16),
    /// The column where the text of a field begins.
    pub input: u16,
    pub spoken: SpokenForm,
}

#[derive(Default)]
pub struct FormRow<'a> {
    pub line: Line,
    /// Whether the line cannot be chosen, or only explains.
    pub is_quiet: bool,
    pub field: Option<usize>,
    /// The text of the field, if it is in this line.
    pub typed: Option<&'a Typed>,
    /// The text at the end of the line, shown if there is room for it.
    pub hint: String,
    /// Whether this line of its field is the marked one while the field has the keyboard.
    pub is_chosen: bool,
    pub choices: Vec<Choice>,
}

/// A choice of a field, with its place in the line.
pub struct Choice {
    pub columns: Range<u16>,
    /// The index among the choices of the field.
    pub at: usize,
    /// Whether it is emphasized as the current choice.
    pub is_taken: bool,
}

impl FormRow<'_> {
    /// Creates a line that belongs to no field.
    #[must_use]
    pub fn new(line: Line) -> Self {
        Self {
            line,
            ..Self::default()
        }
    }

    /// Breaks a line behind a label into rows of `room` columns, as many as it needs.
    #[must_use]
    pub fn wrapped(label: &str, line: &Line, (input, room): (u16, u16)) -> Vec<Self> {
        let lines = text::wrap(&line.text, room.into());
        let rows = lines.into_iter().enumerate().map(|(at, part)| {
            let label = if at == 0 { label } else { "" };
            Self::new(Line::new(line.role, behind(label, input, &part)))
        });
        rows.collect()
    }

    /// Arranges the choices of a field side by side, on as many rows as they need.
    #[must_use]
    pub fn choices(
        field: usize,
        label: &str,
        titles: &[String],
        taken: usize,
        (input, room): (u16, u16),
    ) -> Vec<Self> {
        // The sign of the current choice is before the column where other fields have their text.
        let first = input - 1;
        let mut rows = vec![(behind(label, first, ""), Vec::new())];
        let mut column = first;
        for (at, title) in titles.iter().enumerate() {
            let title = text::truncate(title, usize::from(room.saturating_sub(1)));
            let is_taken = at == taken;
            let (before, after) = if is_taken { TAKEN } else { (" ", " ") };
            let shown = format!("{before}{title}{after}");
            let wide = u16::try_from(text::width(&shown)).unwrap_or(u16::MAX);
            if column > first && column.saturating_add(wide) > input + room {
                rows.push((behind("", first, ""), Vec::new()));
                column = first;
            }
            if let Some((line, choices)) = rows.last_mut() {
                line.push_str(&shown);
                let columns = column..column.saturating_add(wide);
                choices.push(Choice {
                    columns,
                    at,
                    is_taken,
                });
            }
            column = column.saturating_add(wide);
        }
        let rows = rows.into_iter().enumerate();
        rows.map(|(at, (line, choices))| Self {
            field: Some(field),
            is_chosen: at == 0,
            choices,
            ..Self::new(Line::new(Role::Text, line))
        })
        .collect()
    }

    /// Returns the width of the text in columns, including typed text.
    #[must_use]
    pub fn width(&self, input: u16) -> u16 {
        let wide = |message: &str| u16::try_from(text::width(message)).unwrap_or(u16::MAX);
        match self.typed {
            // The cursor needs one column too.
            Some(typed) => input.saturating_add(wide(typed.value())).saturating_add(1),
            None => FIRST.saturating_add(wide(&self.line.text)),
        }
    }
}

/// Joins a label and a text that begins in this column.
fn behind(label: &str, column: u16, message: &str) -> String {
    format!("{}{message}", text::fit(label, usize::from(column - FIRST)))
}

/// What is read out of a form: only the field with the keyboard.
pub struct SpokenForm {
    /// What is read out when the form opens.
    pub lines: Vec<Line>,
    /// The name of the field.
    pub label: &'static str,
    pub value: String,
    /// Whether it takes text: then only new text is read out.
    pub is_text: bool,
    /// Whether the value is valid, and why not.
    pub check: Line,
    /// The selected name below the field, and the number of names.
    pub selected: usize,
    pub count: usize,
    pub item: Option<Phrase>,
}

impl Form<'_> {
    /// Returns the area of the form, including the border.
    #[must_use]
    pub fn area(&self, layout: &Layout) -> Rect {
        let height = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        let height = height.saturating_add(2);
        let area = layout.overlay(self.size.0, self.size.1.max(height));
        Rect {
            height: height.min(area.height),
            ..area
        }
    }

    /// Returns the first visible line. If not everything fits, the end of the field being typed in stays
    /// visible, together with the message about it.
    #[must_use]
    pub fn first(&self, layout: &Layout) -> usize {
        let height = usize::from(self.area(layout).height.saturating_sub(2));
        let of_focus = |row: &FormRow<'_>| row.field == Some(self.focus);
        let focus = self.rows.iter().rposition(of_focus).unwrap_or(0);
        (focus + 2)
            .saturating_sub(height)
            .min(self.rows.len().saturating_sub(height))
    }

    /// Returns the field at a position inside the border, and its choice there.
    #[must_use]
    pub fn field_at(
        &self,
        line: usize,
        column: u16,
        layout: &Layout,
    ) -> Option<(usize, Option<usize>)> {
        let row = self.rows.get(self.first(layout) + line)?;
        let mut choices = row.choices.iter();
        let choice = choices.find(|choice| choice.columns.contains(&column));
        Some((row.field?, choice.map(|choice| choice.at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(titles: &[&str], taken: usize, room: u16) -> Vec<String> {
        let titles: Vec<String> = titles.iter().map(|&title| title.to_owned()).collect();
        let rows = FormRow::choices(0, "To", &titles, taken, (5, room));
        rows.iter().map(|row| row.line.text.to_string()).collect()
    }

    #[test]
    fn choices_stand_side_by_side_and_move_to_the_next_row_as_a_whole() {
        let titles = ["group", "all users", "営業"];
        assert_eq!(shown(&titles, 0, 30), ["To ‹group› all users  営業 "]);
        assert_eq!(shown(&titles, 1, 30), ["To  group ‹all users› 営業 "]);
        assert_eq!(
            shown(&titles, 1, 18),
            ["To  group ‹all users›", "    営業 "]
        );
        assert_eq!(
            shown(&titles, 1, 6),
            ["To  group ", "   ‹all …›", "    営業 "]
        );
    }

    #[test]
    fn a_choice_is_found_where_it_stands() {
        let titles = ["a".to_owned(), "営".to_owned()];
        let rows = FormRow::choices(3, "To", &titles, 0, (5, 20));
        let columns: Vec<_> = rows[0]
            .choices
            .iter()
            .map(|it| it.columns.clone())
            .collect();
        assert_eq!(columns, [4..7, 7..11]);
    }
}
