//! Rows in groups, each below a heading that cannot be selected.
//!
//! Belongs here: which line is a heading and which a row, moving between groups, the window of lines. Does
//! not belong here: the text of a heading.

use super::motion::Motion;

/// The positions of the headings in a list. Without groups, every line is a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// The first row of each group, and the line of its heading.
    starts: Vec<(usize, usize)>,
}

/// The kind of a line in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListLine {
    /// The heading of the group that begins with this row.
    Heading(usize),
    Row(usize),
}

impl Groups {
    /// Creates groups that begin with these rows, in order. The first one is row 0.
    #[must_use]
    pub fn new(first_rows: impl IntoIterator<Item = usize>) -> Self {
        let starts = first_rows.into_iter().enumerate();
        Self {
            starts: starts.map(|(at, row)| (row, row + at)).collect(),
        }
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Returns how many lines this many rows take.
    #[must_use]
    pub const fn lines(&self, rows: usize) -> usize {
        rows + self.starts.len()
    }

    /// Returns the line of a row.
    #[must_use]
    pub fn line_of(&self, row: usize) -> usize {
        row + self.starts.partition_point(|(first, _)| *first <= row)
    }

    /// Returns the first row of the group that contains a row.
    #[must_use]
    pub fn first_of(&self, row: usize) -> usize {
        let above = self.starts.partition_point(|(first, _)| *first <= row);
        let group = above.checked_sub(1).and_then(|at| self.starts.get(at));
        group.map_or(0, |(first, _)| *first)
    }

    /// Returns the kind of a line, counted from the first line of the list.
    #[must_use]
    pub fn at(&self, line: usize) -> ListLine {
        let above = self.starts.partition_point(|(_, heading)| *heading <= line);
        match above.checked_sub(1).and_then(|at| self.starts.get(at)) {
            Some((first, heading)) if *heading == line => ListLine::Heading(*first),
            _ => ListLine::Row(line - above),
        }
    }

    /// Returns the kind of a line in the window. The first line names the group of the rows below it, even
    /// if the heading itself is scrolled out of view.
    #[must_use]
    pub fn shown(&self, offset: usize, line: usize) -> ListLine {
        match self.at(offset + line) {
            ListLine::Row(row) if line == 0 && !self.is_empty() && !self.is_heading(offset + 1) => {
                ListLine::Heading(self.first_of(row))
            }
            other => other,
        }
    }

    fn is_heading(&self, line: usize) -> bool {
        matches!(self.at(line), ListLine::Heading(_))
    }

    /// Returns where a motion leads from row `at`, where `height` lines are visible. Pages are counted in
    /// lines.
    #[must_use]
    pub fn moved(&self, motion: Motion, at: usize, last: usize, height: usize) -> usize {
        if self.is_empty() || matches!(motion, Motion::Up | Motion::Down) {
            return motion.from(at, last, height);
        }
        let line = self.line_of(at);
        let to = motion.from(line, self.line_of(last), height);
        match self.at(to) {
            ListLine::Row(row) => row,
            ListLine::Heading(first) if to > line => first,
            ListLine::Heading(first) => first.saturating_sub(1),
        }
    }

    /// Returns the first row of the next group or, backwards, of this group or else the previous one.
    #[must_use]
    pub fn jump(&self, forward: bool, at: usize) -> Option<usize> {
        let mut starts = self.starts.iter().map(|(first, _)| *first);
        if forward {
            starts.find(|first| *first > at)
        } else {
            starts.rfind(|first| *first < at)
        }
    }

    /// Returns the first line of the window of `height` lines, chosen to show row `selected` of `rows`: the
    /// previous first line if possible, or else a line half a window away.
    #[must_use]
    pub fn window(&self, offset: usize, selected: usize, rows: usize, height: usize) -> usize {
        let height = height.max(1);
        let line = self.line_of(selected);
        let fullest = self.lines(rows).saturating_sub(height);
        // The first line is a heading.
        let top = usize::from(!self.is_empty() && height > 1);
        let mut offset = offset;
        if !(offset + top..offset + height).contains(&line) {
            offset = line.saturating_sub((height / 2).max(top));
        }
        offset = offset.min(fullest);
        // Do not show a heading directly above the next one, with no rows in between.
        if top == 1 && offset < fullest && !self.is_heading(offset) && self.is_heading(offset + 1) {
            offset += 1;
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_stand_between_the_rows() {
        use ListLine::{Heading, Row};
        let groups = Groups::new([0, 3, 4]);
        let lines: Vec<ListLine> = (0..groups.lines(6)).map(|line| groups.at(line)).collect();
        assert_eq!(
            lines,
            [
                Heading(0),
                Row(0),
                Row(1),
                Row(2),
                Heading(3),
                Row(3),
                Heading(4),
                Row(4),
                Row(5)
            ]
        );
        assert_eq!(groups.shown(2, 0), Heading(0), "it stays in sight");
        assert_eq!(groups.shown(2, 1), Row(2));
        assert_eq!(groups.shown(3, 0), Row(2), "it would head nothing");
    }

    #[test]
    fn one_jumps_from_group_to_group() {
        let groups = Groups::new([0, 3, 4]);
        let jumps = |forward| {
            (0..6)
                .map(|at| groups.jump(forward, at))
                .collect::<Vec<_>>()
        };
        let (three, four) = (Some(3), Some(4));
        assert_eq!(jumps(true), [three, three, three, four, None, None]);
        assert_eq!(jumps(false), [None, Some(0), Some(0), Some(0), three, four]);
        assert_eq!(Groups::default().jump(true, 2), None);
    }
}
