//! A selection in a list: kept by identity, shown in a window of rows.
//!
//! Belongs here: moving, finding the row again after a reload, the first line shown. Does not belong here:
//! what a row is or how it looks; the headings between the rows (`groups`).

use super::groups::Groups;
pub use super::motion::Motion;

/// A selection by identity, which stays on its row when rows are added or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection<K> {
    key: Option<K>,
    /// The last index of the row, for when the row is gone.
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

impl<K: Clone + PartialEq> Selection<K> {
    /// Returns the index of the selected row.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Returns the first line shown: a row, or the heading of a group.
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

    /// Moves in a list of `keys` of which `height` lines are visible.
    pub fn step(&mut self, motion: Motion, keys: &[&K], groups: &Groups, height: usize) {
        let last = keys.len().saturating_sub(1);
        self.go_to_row(groups.moved(motion, self.index, last, height), keys);
        self.settle(keys, groups, height);
    }

    /// Selects a row by its index; [`Self::settle`] scrolls it into view.
    pub fn go_to_row(&mut self, index: usize, keys: &[&K]) {
        self.index = index;
        self.key = keys.get(index).map(|key| (*key).clone());
    }

    /// Finds the selection in the current list, or the row that replaced it. If the row is not visible,
    /// scrolls the window by half its height: on a slow line, one large frame now and then is better than
    /// one for every key.
    pub fn settle(&mut self, keys: &[&K], groups: &Groups, height: usize) {
        // Nearly always nothing has moved, so a long list need not be searched.
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
    use crate::tui::kit::groups::ListLine;

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
                // No empty rows at the end while rows above could fill them.
                prop_assert!(selection.offset() + height <= rows.max(height));
            }
        }
    }

    proptest! {
        #[test]
        fn the_selected_row_is_in_sight_below_a_heading(
            sizes in prop::collection::vec(1_usize..9, 1..9),
            height in 2_usize..14,
            moves in prop::collection::vec(0_u8..10, 0..40),
        ) {
            let rows: usize = sizes.iter().sum();
            let mut first = 0;
            let starts: Vec<usize> = sizes.iter().map(|size| {
                first += size;
                first - size
            }).collect();
            let groups = Groups::new(starts);
            let all: Vec<usize> = (0..rows).collect();
            let keys: Vec<&usize> = all.iter().collect();
            let mut selection = Selection::default();
            selection.settle(&keys, &groups, height);
            for one in moves {
                let before = selection.index();
                let motion = match one {
                    0 => Motion::Up,
                    1 => Motion::Down,
                    2 => Motion::PageUp,
                    3 => Motion::PageDown,
                    4 => Motion::HalfPageUp,
                    5 => Motion::HalfPageDown,
                    6 => Motion::First,
                    7 => Motion::Last,
                    _ => {
                        if let Some(to) = groups.jump(one == 8, before) {
                            selection.go_to_row(to, &keys);
                            selection.settle(&keys, &groups, height);
                        }
                        continue;
                    }
                };
                selection.step(motion, &keys, &groups, height);
                let is_back = matches!(motion, Motion::Up | Motion::PageUp | Motion::HalfPageUp);
                let is_on = matches!(motion, Motion::Down | Motion::PageDown | Motion::HalfPageDown);
                prop_assert!(!is_back || selection.index() < before || before == 0);
                prop_assert!(!is_on || selection.index() > before || before + 1 == rows);
                let shown: Vec<ListLine> = (0..height)
                    .take_while(|line| selection.offset() + line < groups.lines(rows))
                    .map(|line| groups.shown(selection.offset(), line))
                    .collect();
                prop_assert!(shown.contains(&ListLine::Row(selection.index())));
                let heading = ListLine::Heading(groups.first_of(selection.index()));
                prop_assert!(height < 3 || shown.contains(&heading));
                prop_assert!(shown.len() == height.min(groups.lines(rows)));
            }
        }
    }
}
