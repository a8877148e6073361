//! What a component shows, as a value. The screen, the spoken form and the pointer all read it, so that a
//! component needs a line for none of them.
//!
//! Belongs here: texts and lists, where they stand, how they are broken and moved in. Does not belong
//! here: drawing them (`paint`), where one stands in them (`cursor`).

use ratatui::layout::Rect;

use super::form::Form;
use super::page::Page;
use super::sections::Sections;
use crate::tui::kit::layout::Layout;
use crate::words::{Line, Phrase};

/// What a component shows. It is built once after each message, and once to be drawn.
pub enum Content<'a> {
    /// Lines to read.
    Text(Text),
    /// Rows, one of them selected.
    List(List<'a>),
    /// Lines of which some belong together, and are selected as one.
    Sections(Sections),
    /// Fields to fill in.
    Form(Form<'a>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextStyle {
    /// As a page: wide, with the position in the title where it is longer than its place.
    #[default]
    Page,
    /// Drawn selected over the whole width, to be taken with the mouse.
    Selected,
    /// As a small box of at most this width.
    Box(u16),
}

/// Lines to read.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The lines, not broken.
    pub lines: Vec<Line>,
    pub style: TextStyle,
    /// It is at least as high as this many lines.
    pub least: usize,
    /// What stands in front of the line that is typed below it, where one is.
    pub typed: Option<Line>,
    /// How many of its last lines need not have been on the screen for a yes.
    pub optional: usize,
    /// What a search leaves of it, where it leaves only a part.
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

    /// The same text with its first lines only.
    pub(super) fn first(&self, count: usize) -> Self {
        Self {
            lines: self.lines.iter().take(count).cloned().collect(),
            optional: 0,
            ..self.clone()
        }
    }

    /// How many lines a yes rests on.
    #[must_use]
    pub fn needed(&self) -> usize {
        self.lines.len().saturating_sub(self.optional)
    }
}

/// Rows, one of them selected. They come by index, so that a long list costs what is in sight.
pub struct List<'a> {
    /// The sign in front of the line that is typed above the rows; none where nothing is typed.
    pub sign: Option<&'static str>,
    /// Whether that line has the keyboard, and not the rows.
    pub typing: bool,
    /// How many rows there are.
    pub count: usize,
    /// What stands behind the title: a count, a state.
    pub counted: String,
    /// A row, by its place and the cells that it has.
    pub row: Box<dyn Fn(usize, usize) -> Row + 'a>,
    /// What stands in the place of the rows where there are none; it is read out as long as nothing is typed.
    pub empty: Phrase,
    /// A line below the rows.
    pub note: Option<Line>,
    /// Whether what was typed is marked in the rows.
    pub marks: bool,
    /// The most columns and rows that it takes, border included.
    pub size: (u16, u16),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    pub text: Phrase,
    /// Whether it cannot be used, or matters less.
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
    /// Where it stands, border included.
    #[must_use]
    pub fn area(&self, layout: &Layout) -> Rect {
        layout.overlay(self.size.0, self.size.1)
    }

    /// How many rows show at once.
    #[must_use]
    pub fn height(&self, layout: &Layout) -> usize {
        let around = 2 + usize::from(self.sign.is_some()) + usize::from(self.note.is_some());
        usize::from(self.area(layout).height).saturating_sub(around)
    }
}

impl Content<'_> {
    /// Where it stands, border included.
    #[must_use]
    pub fn area(&self, layout: &Layout) -> Rect {
        match self {
            Self::Text(text) => text.place("", layout).area,
            Self::List(list) => list.area(layout),
            Self::Sections(sections) => sections.area(layout),
            Self::Form(form) => form.area(layout),
        }
    }

    /// The row in a line inside the border, counted from the first line, where `selected` is the row that
    /// stands selected now.
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

    /// The field at a place inside the border, and the choice of it that stands there.
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

    /// What is copied of it: a text as it is, not broken.
    #[must_use]
    pub fn copied(&self) -> Option<String> {
        let Self::Text(text) = self else { return None };
        let lines: Vec<&str> = text.lines.iter().map(|line| line.text.as_str()).collect();
        Some(lines.join("\n"))
    }
}

/// The first row in sight, so that the selected one is as well.
#[must_use]
pub const fn first_row(selected: usize, height: usize) -> usize {
    (selected + 1).saturating_sub(height)
}
