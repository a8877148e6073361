//! Fields to fill in, as a value.
//!
//! Belongs here: the lines of a form, where it stands, which field a line belongs to. Does not belong here:
//! what the fields hold and how one moves between them (`components`).

use ratatui::layout::Rect;

use super::typed::Typed;
use crate::tui::kit::layout::Layout;
use crate::words::{Line, Phrase, Role};

/// Fields to fill in. A form takes its own motions.
pub struct Form<'a> {
    /// All lines, from top to bottom.
    pub rows: Vec<FormRow<'a>>,
    /// The field that has the keyboard.
    pub focus: usize,
    /// Whether the text of that field gives way to the next character.
    pub fresh: bool,
    /// The most columns that it takes, border included.
    pub width: u16,
    /// The column in which the text of a field begins.
    pub input: u16,
    pub spoken: SpokenForm,
}

pub struct FormRow<'a> {
    pub line: Line,
    /// Whether it cannot be chosen.
    pub is_quiet: bool,
    pub field: Option<usize>,
    /// The text of the field, where it stands in this line.
    pub typed: Option<&'a Typed>,
    /// Whether it is the one of the lines of its field that is marked while the field has the keyboard.
    pub is_chosen: bool,
}

impl FormRow<'_> {
    /// A line that belongs to no field.
    #[must_use]
    pub const fn new(line: Line) -> Self {
        Self {
            line,
            is_quiet: false,
            field: None,
            typed: None,
            is_chosen: false,
        }
    }
}

impl Default for FormRow<'_> {
    fn default() -> Self {
        Self::new(Line::new(Role::Text, ""))
    }
}

/// What is read out of a form: not all of it, but the field that has the keyboard.
pub struct SpokenForm {
    /// What is read out when the form opens.
    pub lines: Vec<Line>,
    /// What the field is called.
    pub label: &'static str,
    pub value: String,
    /// Whether it takes text: then only what is new in it is read out.
    pub is_text: bool,
    /// What is right or wrong about it.
    pub check: Line,
    /// Which of the names below the field is selected, and how many there are.
    pub selected: usize,
    pub count: usize,
    pub item: Option<Phrase>,
}

impl Form<'_> {
    /// Where it stands, border included.
    #[must_use]
    pub fn area(&self, layout: &Layout) -> Rect {
        let height = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        layout.overlay(self.width, height.saturating_add(2))
    }

    /// The first line in sight. Where not all fits, the end of the field that is typed into stays in sight,
    /// and what is said of it.
    #[must_use]
    pub fn first(&self, layout: &Layout) -> usize {
        let height = usize::from(self.area(layout).height.saturating_sub(2));
        let of_focus = |row: &FormRow<'_>| row.field == Some(self.focus);
        let focus = self.rows.iter().rposition(of_focus).unwrap_or(0);
        (focus + 2)
            .saturating_sub(height)
            .min(self.rows.len().saturating_sub(height))
    }

    /// The field in a line inside the border, and the place of the line among those of the field.
    #[must_use]
    pub fn field_at(&self, line: usize, layout: &Layout) -> Option<(usize, usize)> {
        let at = self.first(layout) + line;
        let field = self.rows.get(at)?.field?;
        let before = self.rows.iter().take(at);
        let before = before.filter(|row| row.field == Some(field)).count();
        Some((field, before))
    }
}
