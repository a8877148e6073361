//! A selection in a list: kept by identity, shown in a window of rows.
//!
//! Belongs here: moving, finding again after a reload, the first line shown. Does not belong here:
//! what a row is, or how it looks; where headings stand between the rows (`groups`).

use super::groups::Groups;
use crate::tui::keys::command::Command;

/// A selection by identity, so that it stays on its row when rows come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection<K> {
    key: Option<K>,
    /// Where the row was last, for when it is gone.
    index: usize,
    /// The first line shown: a row, or the heading of a group.
    offset: usize,
}

impl<K> Default for Selection<K> {
    fn default() -> Self {
        Self {
            key: None,
            index: 0,
            offset: 0,
        }
    }
}

/// A way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Up,
    Down,
    PageUp,
    PageDown,
    HalfPageUp,
    HalfPageDown,
    First,
    Last,
}

impl Motion {
    /// The way that a command moves; none where it does not move.
    #[must_use]
    pub const fn of(command: Command) -> Option<Self> {
        Some(match command {
            Command::Up => Self::Up,
            Command::Down => Self::Down,
            Command::PageUp => Self::PageUp,
            Command::PageDown => Self::PageDown,
            Command::HalfPageUp => Self::HalfPageUp,
            Command::HalfPageDown => Self::HalfPageDown,
            Command::First => Self::First,
            Command::Last => Self::Last,
            _ => return None,
        })
    }

    /// Where it leads from row `at`, where `last` is the last one and `height` rows show at once.
    #[must_use]
    pub fn from(self, at: usize, last: usize, height: usize) -> usize {
        let page = height.saturating_sub(1).max(1);
        let half = (height / 2).max(1);
        let to = match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => at + 1,
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => at + page,
            Self::HalfPageUp => at.saturating_sub(half),
            Self::HalfPageDown => at + half,
            Self::First => 0,
            Self::Last => last,
        };
        to.min(last)
    }
}

impl<K: Clone + PartialEq> Selection<K> {
    /// The selected row's index.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// The first line shown: a row, or the heading of a group.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    #[must_use]
    pub const fn key(&self) -> Option<&K> {
        self.key.as_ref()
    }

    /// Selects a row by its identity; [`Self::settle`] finds where it is.
    pub fn select(&mut self, key: K) {
        self.key = Some(key);
    }

    /// Moves in a list of `keys` of which `height` lines are shown.
    pub fn step(&mut self, motion: Motion, keys: &[&K], groups: &Groups, height: usize) {
        let last = keys.len().saturating_sub(1);
        self.go_to_row(groups.moved(motion, self.index, last, height), keys);
        self.settle(keys, groups, height);
    }

    /// Goes to a row by its place; [`Self::settle`] brings it into sight.
    pub fn go_to_row(&mut self, index: usize, keys: &[&K]) {
        self.index = index;
        self.key = keys.get(index).map(|key| (*key).clone());
    }

    /// Finds the selection in the list as it is now, or the row that took its place, and moves the
    /// window by half its height where it does not show: on a slow line one large frame now and then is
    /// better than one for every key.
    pub fn settle(&mut self, keys: &[&K], groups: &Groups, height: usize) {
        // Nearly always nothing has moved, and a long list need not be searched.
        let place = self.key.as_ref().and_then(|key| {
            if keys.get(self.index).is_some_and(|other| *other == key) {
                return Some(self.index);
            }
            keys.iter().position(|other| *other == key)
        });
        if let Some(index) = place {
            self.index = index;
        } else {
            self.index = self.index.min(keys.len().saturating_sub(1));
            self.key = keys.get(self.index).map(|key| (*key).clone());
        }
        self.offset = groups.window(self.offset, self.index, keys.len(), height);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_selection_stays_on_its_row_when_rows_come_in_above() {
        let mut selection = Selection::default();
        selection.settle(&[&"b", &"c"], &Groups::default(), 5);
        selection.step(Motion::Down, &[&"b", &"c"], &Groups::default(), 5);
        selection.settle(&[&"a", &"b", &"c"], &Groups::default(), 5);
        assert_eq!((selection.key(), selection.index()), (Some(&"c"), 2));
    }

    #[test]
    fn the_row_that_took_the_place_is_selected_when_the_row_is_gone() {
        let mut selection = Selection::default();
        selection.select("b");
        selection.settle(&[&"a", &"b", &"c"], &Groups::default(), 5);
        selection.settle(&[&"a", &"c"], &Groups::default(), 5);
        assert_eq!(selection.key(), Some(&"c"));
        selection.settle(&[&"a"], &Groups::default(), 5);
        assert_eq!(selection.key(), Some(&"a"));
        selection.settle(&[], &Groups::default(), 5);
        assert_eq!(selection.key(), None);
    }

    #[test]
    fn at_the_edge_the_window_moves_by_half_and_then_rests() {
        let all: Vec<usize> = (0..40).collect();
        let keys: Vec<&usize> = all.iter().collect();
        let mut selection = Selection::default();
        let mut moved = 0;
        for motion in [Motion::Down; 39].into_iter().chain([Motion::Up; 39]) {
            let before = selection.offset();
            selection.step(motion, &keys, &Groups::default(), 10);
            moved += usize::from(selection.offset() != before);
        }
        assert_eq!((selection.index(), selection.offset()), (0, 0));
        assert!(moved <= 12, "{moved} of 78 keys moved the window");
    }

    proptest! {
        #[test]
        fn the_selected_row_is_always_in_the_window(
            rows in 0_usize..60,
            height in 1_usize..20,
            moves in prop::collection::vec(0_u8..8, 0..40),
        ) {
            let all: Vec<usize> = (0..rows).collect();
            let keys: Vec<&usize> = all.iter().collect();
            let mut selection = Selection::default();
            selection.settle(&keys, &Groups::default(), height);
            for motion in moves {
                let motion = match motion {
                    0 => Motion::Up,
                    1 => Motion::Down,
                    2 => Motion::PageUp,
                    3 => Motion::PageDown,
                    4 => Motion::First,
                    5 => Motion::HalfPageUp,
                    6 => Motion::HalfPageDown,
                    _ => Motion::Last,
                };
                selection.step(motion, &keys, &Groups::default(), height);
                prop_assert!(selection.offset() <= selection.index());
                prop_assert!(selection.index() < selection.offset() + height);
                prop_assert!(selection.index() < rows.max(1));
                // No empty rows at the end while there are rows above to fill them.
                prop_assert!(selection.offset() + height <= rows.max(height));
            }
        }
    }
}
