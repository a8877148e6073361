//! Which rows the panes show, and in which order: what was filtered and sorted.
//!
//! Belongs here: filters and sorting as state, and the rows that result. Does not belong here: what a
//! match is (`find`), keys (`commands`), drawing (`view`).

use std::cmp::Reverse;

use crate::domain::{Assignment, Row};
use crate::tui::kit::finder::Finder;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::typed::Typed;
use crate::tui::store::Store;
use crate::words::{self, Names};

/// The order of the configurations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By type and platform, and within them as the service applies them.
    #[default]
    Applied,
    Name,
    /// By the last change, the newest first.
    Changed,
    /// By the number of assignments, the most first.
    Assignments,
}

impl Sort {
    /// The next order, from the last to the first.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Applied => Self::Name,
            Self::Name => Self::Changed,
            Self::Changed => Self::Assignments,
            Self::Assignments => Self::Applied,
        }
    }

    /// What it is called; none for the usual order.
    #[must_use]
    pub const fn title(self) -> Option<&'static str> {
        match self {
            Self::Applied => None,
            Self::Name => Some("by name"),
            Self::Changed => Some("by last change"),
            Self::Assignments => Some("by assignments"),
        }
    }

    fn apply(self, rows: &[Row], order: &mut [usize]) {
        match self {
            // The list comes in this order.
            Self::Applied => {}
            Self::Name => {
                order.sort_by_cached_key(|at| rows[*at].configuration.name.to_lowercase());
            }
            Self::Changed => {
                order.sort_by_cached_key(|at| Reverse(rows[*at].configuration.last_modified()));
            }
            Self::Assignments => order.sort_by_key(|at| Reverse(rows[*at].assignments.len())),
        }
    }
}

/// The order of the assignments of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AssignmentSort {
    /// As the service gives them.
    #[default]
    Given,
    Name,
    /// By kind, and within a kind by name.
    Kind,
}

impl AssignmentSort {
    /// The next order, from the last to the first.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Given => Self::Name,
            Self::Name => Self::Kind,
            Self::Kind => Self::Given,
        }
    }

    /// What the border of the pane says; none for the usual order.
    #[must_use]
    pub const fn title(self) -> Option<&'static str> {
        match self {
            Self::Given => None,
            Self::Name => Some("by name"),
            Self::Kind => Some("by kind"),
        }
    }

    fn apply(self, rows: &[Assignment], names: &Names, order: &mut [usize]) {
        // What names nothing, as all users, is called by its kind and stands first.
        let name = |at: usize| words::target(&rows[at].target, names).what().to_lowercase();
        match self {
            Self::Given => {}
            Self::Name => order.sort_by_cached_key(|at| name(*at)),
            Self::Kind => {
                order.sort_by_cached_key(|at| (rows[*at].target.kind().title(), name(*at)));
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Typing {
    pub pane: Pane,
    pub before: Typed,
}

#[derive(Debug, Clone, Default)]
pub struct Filtered {
    pub configuration_filter: Typed,
    pub assignment_filter: Typed,
    /// The filter that is typed now.
    pub typing: Option<Typing>,
    /// The order of the configurations.
    pub sort: Sort,
    pub assignment_sort: AssignmentSort,
    /// The configurations shown, by their place in the list.
    pub configurations: Vec<usize>,
    /// The assignments shown, by their place in the configuration.
    pub assignments: Vec<usize>,
    /// What the configurations shown were worked out from.
    made_from: Option<(String, Sort, u64)>,
}

impl Filtered {
    /// Whether filter, order or rows have changed since the configurations shown were worked out.
    #[must_use]
    pub fn is_stale(&self, rows_version: u64) -> bool {
        self.made_from
            .as_ref()
            .is_none_or(|(typed, sort, version)| {
                typed != self.configuration_filter.value()
                    || *sort != self.sort
                    || *version != rows_version
            })
    }

    /// Takes filter, order and rows as those of the configurations shown.
    pub fn remember(&mut self, rows_version: u64) {
        let typed = self.configuration_filter.value().to_owned();
        self.made_from = Some((typed, self.sort, rows_version));
    }

    /// What the border of a pane says of its order; none for the usual one.
    #[must_use]
    pub const fn sort_title(&self, pane: Pane) -> Option<&'static str> {
        match pane {
            Pane::Configurations => self.sort.title(),
            Pane::Assignments => self.assignment_sort.title(),
        }
    }

    /// Takes the next order of a pane.
    pub const fn sort_next(&mut self, pane: Pane) {
        match pane {
            Pane::Configurations => self.sort = self.sort.next(),
            Pane::Assignments => self.assignment_sort = self.assignment_sort.next(),
        }
    }

    /// Whether the filter of a pane is typed now.
    #[must_use]
    pub fn is_typing(&self, pane: Pane) -> bool {
        self.typing.as_ref().is_some_and(|it| it.pane == pane)
    }

    /// Whether a filter of a pane is typed now, or was kept.
    #[must_use]
    pub fn is_filtered(&self, pane: Pane) -> bool {
        self.is_typing(pane) || !self.filter(pane).value().is_empty()
    }

    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.is_filtered(Pane::Configurations) || self.is_filtered(Pane::Assignments)
    }

    #[must_use]
    pub const fn filter(&self, pane: Pane) -> &Typed {
        match pane {
            Pane::Configurations => &self.configuration_filter,
            Pane::Assignments => &self.assignment_filter,
        }
    }

    pub const fn filter_mut(&mut self, pane: Pane) -> &mut Typed {
        match pane {
            Pane::Configurations => &mut self.configuration_filter,
            Pane::Assignments => &mut self.assignment_filter,
        }
    }
}

/// The configurations that the filter leaves, in the order of the sort.
#[must_use]
pub fn configurations(shown: &Filtered, store: &Store) -> Vec<usize> {
    let rows = store.rows();
    let mut finder = Finder::new(shown.configuration_filter.value());
    let mut order: Vec<usize> = match &mut finder {
        None => (0..rows.len()).collect(),
        Some(finder) => (store.haystacks.iter().enumerate())
            .filter(|(_, row)| finder.finds_row(row))
            .map(|(at, _)| at)
            .collect(),
    };
    shown.sort.apply(rows, &mut order);
    order
}

/// The assignments of the selected configuration that the filter leaves.
#[must_use]
pub fn assignments(shown: &Filtered, store: &Store) -> Vec<usize> {
    let rows = store
        .selected_row()
        .map_or(&[][..], |row| row.assignments.as_slice());
    let mut finder = Finder::new(shown.assignment_filter.value());
    let mut order: Vec<usize> = (0..rows.len())
        .filter(|at| {
            finder
                .as_mut()
                .is_none_or(|finder| finder.finds_assignment(&rows[*at], &store.names))
        })
        .collect();
    shown.assignment_sort.apply(rows, &store.names, &mut order);
    order
}
