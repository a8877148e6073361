//! Lines in sections: each section is selected as a whole, and shown whole if there is room.
//!
//! Belongs here: the area of the lines, moving between sections. Does not belong here: which lines there are
//! (`components`).

use std::ops::Range;

use ratatui::layout::Rect;

use crate::tui::kit::layout::Layout;
use crate::tui::kit::list::Motion;
use crate::words::Line;

/// Lines in sections, with one selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sections {
    /// The text directly behind the title: a state, a position.
    pub state: String,
    /// Lines that stay visible while the others scroll.
    pub top: Vec<Line>,
    /// The lines that scroll, broken to the width.
    pub lines: Vec<Line>,
    /// The sections, from the first line to the last.
    pub sections: Vec<Section>,
    /// The lines to read out.
    pub spoken: Vec<Line>,
    /// The selected row to read out: its position, the number of rows, and its text; `None` if it is read
    /// out already.
    pub spoken_row: Option<(usize, usize, String)>,
    /// The label in front of the typed line below the sections, if there is one.
    pub typed: Option<Line>,
    /// The maximum columns and rows, including the border.
    pub size: (u16, u16),
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub lines: Range<usize>,
    /// Whether the selection mark is shown in front of it.
    pub is_row: bool,
}

impl Sections {
    /// Returns the area of the sections, including the border.
    #[must_use]
    pub fn area(&self, layout: &Layout) -> Rect {
        layout.overlay(self.size.0, self.size.1)
    }

    /// Returns how many of the scrolling lines are visible at once.
    #[must_use]
    pub fn height(&self, layout: &Layout) -> usize {
        usize::from(self.area(layout).height)
            .saturating_sub(2 + self.top.len() + usize::from(self.typed.is_some()))
            .max(1)
    }

    /// Returns the first visible line: the selection is shown whole, or from its beginning if there is no
    /// room for all of it.
    #[must_use]
    pub fn scroll(&self, selected: usize, layout: &Layout) -> usize {
        match self.sections.get(selected) {
            Some(Section { lines, is_row }) if *is_row => {
                let least = lines.end.saturating_sub(self.height(layout));
                least.min(lines.start)
            }
            Some(section) => section.lines.start,
            None => 0,
        }
    }

    /// Returns the section in a line inside the border, counted from the first line.
    #[must_use]
    pub fn at_line(&self, selected: usize, line: usize, layout: &Layout) -> Option<usize> {
        let line = line.checked_sub(self.top.len())?;
        let line = self.scroll(selected, layout) + line;
        let holds = |section: &Section| section.lines.contains(&line);
        self.sections.iter().position(holds)
    }

    /// Returns the first line of each section.
    pub(super) fn starts(&self) -> Vec<usize> {
        let starts = self.sections.iter().map(|section| section.lines.start);
        starts.collect()
    }
}

/// Returns where a motion leads from a section, where `starts` are the first lines of all sections and
/// `height` lines are visible. A page moves to the section that begins a page further on, and at least to
/// the next.
pub(super) fn moved(motion: Motion, at: usize, starts: &[usize], height: usize) -> usize {
    let last = starts.len().saturating_sub(1);
    let start = starts.get(at).copied().unwrap_or(0);
    let down = |lines: usize| {
        let reached = starts.iter().rposition(|one| *one <= start + lines);
        reached.unwrap_or(at).max(at + 1).min(last)
    };
    let up = |lines: usize| {
        let line = start.saturating_sub(lines);
        let reached = starts.iter().rposition(|one| *one <= line);
        reached.unwrap_or(0).min(at.saturating_sub(1))
    };
    let half = (height / 2).max(1);
    match motion {
        Motion::Up => at.saturating_sub(1),
        Motion::Down => (at + 1).min(last),
        Motion::PageUp => up(height),
        Motion::PageDown => down(height),
        Motion::HalfPageUp => up(half),
        Motion::HalfPageDown => down(half),
        Motion::First => 0,
        Motion::Last => last,
    }
}
