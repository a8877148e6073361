//! Lines of which some belong together: they are selected as one, and shown whole where there is room.
//!
//! Belongs here: where they stand, how one moves from one to the next. Does not belong here: which lines
//! there are (`components`).

use std::ops::Range;

use ratatui::layout::Rect;

use crate::tui::kit::layout::Layout;
use crate::tui::kit::list::Motion;
use crate::words::Line;

/// Lines in sections, one of them selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sections {
    /// What stands directly behind the title: a state, a position.
    pub state: String,
    /// Lines that stay in sight while the others scroll.
    pub top: Vec<Line>,
    /// The lines that scroll, broken to the place.
    pub lines: Vec<Line>,
    /// Which of them belong together, from the first line to the last.
    pub sections: Vec<Section>,
    /// What is said of it where it is read out.
    pub spoken: Vec<Line>,
    /// The selected row: its place, of how many, and what is said of it; none where it is said already.
    pub spoken_row: Option<(usize, usize, String)>,
    /// What stands in front of the line that is typed below it, where one is.
    pub typed: Option<Line>,
    /// The most columns and rows that it takes, border included.
    pub size: (u16, u16),
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub lines: Range<usize>,
    /// Whether the selection is marked in front of it.
    pub is_row: bool,
}

impl Sections {
    /// Where it stands, border included.
    #[must_use]
    pub fn area(&self, layout: &Layout) -> Rect {
        layout.overlay(self.size.0, self.size.1)
    }

    /// How many of the lines that scroll show at once.
    #[must_use]
    pub fn height(&self, layout: &Layout) -> usize {
        usize::from(self.area(layout).height)
            .saturating_sub(2 + self.top.len() + usize::from(self.typed.is_some()))
            .max(1)
    }

    /// The first line in sight: what is selected is shown whole, or from its beginning where there is no
    /// room for that.
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

    /// The section in a line inside the border, counted from the first line.
    #[must_use]
    pub fn at_line(&self, selected: usize, line: usize, layout: &Layout) -> Option<usize> {
        let line = line.checked_sub(self.top.len())?;
        let line = self.scroll(selected, layout) + line;
        let holds = |section: &Section| section.lines.contains(&line);
        self.sections.iter().position(holds)
    }

    /// The first line of each section.
    pub(super) fn starts(&self) -> Vec<usize> {
        let starts = self.sections.iter().map(|section| section.lines.start);
        starts.collect()
    }
}

/// Where a motion leads from a section, where `starts` are the first lines of all of them and `height`
/// lines show at once. A page goes to the section that begins a page further on, and at least to the next.
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
