//! What a component shows, as a value. The screen, the spoken form and the pointer all read it, so a
//! component needs no code of its own for any of them.
//!
//! Belongs here: texts and lists, their places, their line breaks and movement in them. Does not belong
//! here: drawing them (`paint`), the position in them (`cursor`).

use ratatui::layout::Rect;

use super::form::Form;
use super::page::Page;
use super::sections::Sections;
use crate::tui::kit::layout::Layout;
use crate::words::{Line, Phrase};

/// What a component shows. It is built once after each message, and once for drawing.
pub enum Content<'a> {
    /// Lines to read.
    Text(Text),
    /// Rows, with one selected.
    List(List<'a>),
    /// Lines in sections; each section is selected as a whole.
    Sections(Sections),
    /// Fields to fill in.
    Form(Form<'a>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextStyle {
    /// As a page: wide, with the position in the title if the text is longer than its area.
    #[default]
    Page,
    /// Drawn as selected over the whole width, for copying with the mouse.
    Selected,
    /// As a small box of at most this width.
    Box(u16),
}

/// Lines to read.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The lines, before line breaking.
    pub lines: Vec<Line>,
    pub style: TextStyle,
    /// The minimum height, in lines.
    pub least: usize,
    /// The label in front of the typed line below the text, if there is one.
    pub typed: Option<Line>,
    /// How many of the last lines need not have been on the screen before a yes is accepted.
    pub optional: usize,
    /// What a filter keeps of the text, if it keeps only a part.
    pub matched: Option<Phrase>,
}

impl Text {
    #[must_use]
    pub fn page(lines: Vec<Line>) -> Self {
        Self {
            lines,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn place(&self, title: &str, layout: &Layout) -> Page {
        let title = match &self.matched {
            Some(matched) => format!("{title} · {}", matched.as_str()),
            None => title.to_owned(),
        };
        let foot = u16::from(self.typed.is_some());
        match self.style {
            TextStyle::Page => Page::new(layout, &title, &self.lines, self.least, foot),
            TextStyle::Selected => Page::chosen(layout, &title, &self.lines),
            TextStyle::Box(width) => Page::small(layout, width, &title, &self.lines, foot),
        }
    }

    /// Returns the same text with only its first lines.
    pub(super) fn first(&self, count: usize) -> Self {
        Self {
            lines: self.lines.iter().take(count).cloned().collect(),
            optional: 0,
            ..self.clone()
        }
    }

    /// Returns how many lines must have been shown before a yes is accepted.
    #[must_use]
    pub fn needed(&self) -> usize {
        self.lines.len().saturating_sub(self.optional)
    }
}

/// Rows, with one selected. They are read by index, so a long list costs only the visible rows.
pub struct List<'a> {
    /// The sign in front of the typed line above the rows; `None` if nothing is typed.
    pub sign: Option<&'static str>,
    /// Whether that line has the keyboard instead of the rows.
    pub typing: bool,
    /// The number of rows.
    pub count: usize,
    /// The text behind the title: a count, a state.
    pub counted: String,
    /// Returns a row, from its index and the cells available.
    pub row: Box<dyn Fn(usize, usize) -> Row + 'a>,
    /// The text to show if there are no rows; it is read out while nothing is typed.
    pub empty: Phrase,
    /// A line below the rows.
    pub note: Option<Line>,
    /// Whether the typed text is marked in the rows.
    pub marks: bool,
    /// The maximum columns and rows, including the border.
    pub size: (u16, u16),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    pub text: Phrase,
    /// Whether the row cannot be used, or matters less.
    pub quiet: bool,
}

impl Row {
    pub fn new(text: impl Into<Phrase>) -> Self {
        Self {
            text: text.into(),
            quiet: false,
        }
    }
}

impl List<'_> {
    /// Returns the area of the text, including the border.
    #[must_use]
    pub fn area(&self, layout: &Layout) -> Rect {
        layout.overlay(self.size.0, self.size.1)
    }

    /// Returns how many rows are visible at once.
    #[must_use]
    pub fn height(&self, layout: &Layout) -> usize {
        let around = 2 + usize::from(self.sign.is_some()) + usize::from(self.note.is_some());
        usize::from(self.area(layout).height).saturating_sub(around)
    }
}

impl Content<'_> {
    /// Returns the area of the list, including the border.
    #[must_use]
    pub fn area(&self, layout: &Layout) -> Rect {
        match self {
            Self::Text(text) => text.place("", layout).area,
            Self::List(list) => list.area(layout),
            Self::Sections(sections) => sections.area(layout),
            Self::Form(form) => form.area(layout),
        }
    }

    /// Returns the row in a line inside the border, counted from the first line, where `selected` is the row
    /// that is selected now.
    #[must_use]
    pub fn row_at(&self, selected: usize, line: usize, layout: &Layout) -> Option<usize> {
        let list = match self {
            Self::Text(_) | Self::Form(_) => return None,
            Self::List(list) => list,
            Self::Sections(sections) => return sections.at_line(selected, line, layout),
        };
        let line = line.checked_sub(usize::from(list.sign.is_some()))?;
        let height = list.height(layout);
        let row = first_row(selected, height) + line;
        (line < height && row < list.count).then_some(row)
    }

    /// Returns the field at a position inside the border, and its choice there.
    #[must_use]
    pub fn field_at(
        &self,
        line: usize,
        column: u16,
        layout: &Layout,
    ) -> Option<(usize, Option<usize>)> {
        let Self::Form(form) = self else { return None };
        form.field_at(line, column, layout)
    }

    /// Returns what is copied from the content: a text is copied without line breaking.
    #[must_use]
    pub fn copied(&self) -> Option<String> {
        let Self::Text(text) = self else { return None };
        let lines: Vec<&str> = text.lines.iter().map(|line| line.text.as_str()).collect();
        Some(lines.join("\n"))
    }
}

/// Returns the first visible row, chosen to keep the selected row visible.
#[must_use]
pub const fn first_row(selected: usize, height: usize) -> usize {
    (selected + 1).saturating_sub(height)
}
