//! Rows in groups, each with a heading above it that cannot be selected.
//!
//! Belongs here: which line is a heading and which a row, moving from group to group, the window of lines.
//! Does not belong here: what a heading says.

use super::motion::Motion;

/// Where the headings of a list stand. Without groups every line is a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// The first row of each group, and the line of its heading.
    starts: Vec<(usize, usize)>,
}

/// What stands in a line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListLine {
    /// The heading of the group that begins with this row.
    Heading(usize),
    Row(usize),
}

impl Groups {
    /// Groups that begin with these rows, in their order. The first one is row 0.
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

    /// How many lines so many rows take.
    #[must_use]
    pub const fn lines(&self, rows: usize) -> usize {
        rows + self.starts.len()
    }

    /// The line of a row.
    #[must_use]
    pub fn line_of(&self, row: usize) -> usize {
        row + self.starts.partition_point(|(first, _)| *first <= row)
    }

    /// The first row of the group of a row.
    #[must_use]
    pub fn first_of(&self, row: usize) -> usize {
        let above = self.starts.partition_point(|(first, _)| *first <= row);
        let group = above.checked_sub(1).and_then(|at| self.starts.get(at));
        group.map_or(0, |(first, _)| *first)
    }

    /// What a line is, counted from the first one of the list.
    #[must_use]
    pub fn at(&self, line: usize) -> ListLine {
        let above = self.starts.partition_point(|(_, heading)| *heading <= line);
        match above.checked_sub(1).and_then(|at| self.starts.get(at)) {
            Some((first, heading)) if *heading == line => ListLine::Heading(*first),
            _ => ListLine::Row(line - above),
        }
    }

    /// What a line of the window is. The first one says which group the rows below it are of, also where
    /// the heading itself is out of sight.
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

    /// Where a motion leads from row `at`, where `height` lines show at once. Pages are counted in lines.
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

    /// The first row of the next group; of this one, or else of the one before.
    #[must_use]
    pub fn jump(&self, forward: bool, at: usize) -> Option<usize> {
        let mut starts = self.starts.iter().map(|(first, _)| *first);
        if forward {
            starts.find(|first| *first > at)
        } else {
            starts.rfind(|first| *first < at)
        }
    }

    /// The first line of the window of `height` lines, so that row `selected` of `rows` is in sight: the one
    /// that was the first as long as it can stay, else half a window away.
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
        // A heading with nothing below it but the next one would say nothing.
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
