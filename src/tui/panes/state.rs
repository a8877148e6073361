//! The state of the panes.
//!
//! Belongs here: state, and which rows result from it. Does not belong here: selection and marks, which are
//! in the store.

use super::changed::Marks;
use super::columns::Table;
use super::filtered::{self, Filtered};
use crate::domain::{Assignment, AssignmentId, ConfigurationId, Row, UndoSearch};
use crate::tui::kit::groups::Groups;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::list::Selection;
use crate::tui::kit::remote::RequestId;
use crate::tui::kit::typed::Typed;
use crate::tui::store::Store;
use crate::tui::store::action::{Context, RowKey};
use crate::tui::store::saved_view::SavedView;

/// What a handler of the panes works with. Unlike a component, it may move the selection.
pub type PanesContext<'a> = Context<'a, &'a mut Store>;

/// What they go back to once nothing above points at a row any more.
#[derive(Debug, Clone)]
pub(super) struct Before {
    pub(super) pane: Pane,
    pub(super) on_details: bool,
    pub(super) configuration: Selection<ConfigurationId>,
    pub(super) assignment: Selection<AssignmentId>,
    pub(super) filters: (Typed, Typed),
}

/// The read of the journal for a change to undo.
#[derive(Debug, Clone)]
pub(super) struct UndoRead {
    pub(super) id: RequestId,
    pub(super) search: UndoSearch,
}

/// A row that the details are about.
type DetailsOf = (Pane, ConfigurationId, Option<AssignmentId>);

#[derive(Debug, Clone, Default)]
pub struct Panes {
    /// Filters, orders, and the rows that they leave.
    pub filtered: Filtered,
    /// The configurations shown, as a table of the width that it has now.
    pub(super) table: Table,
    /// The first line of the details that is in sight.
    pub(super) details_scroll: usize,
    /// What the details were about when they were scrolled.
    details_of: Option<DetailsOf>,
    /// What is not as it was at the last reading.
    pub changed: Marks,
    /// The row where a range of marks begins.
    pub mark_from: Option<RowKey>,
    /// Orders and selections of earlier runs, until that of this tenant is taken up.
    pub(super) saved: Vec<SavedView>,
    /// Whether the admin has done anything in them yet.
    pub(super) is_touched: bool,
    /// What they showed before they followed something that lies over them.
    pub(super) before: Option<Box<Before>>,
    /// The reading of the journal for an undo or a redo.
    pub(super) undo: Option<UndoRead>,
}

impl Panes {
    /// The configurations shown, in their order.
    pub fn configurations<'a>(&self, store: &'a Store) -> impl Iterator<Item = &'a Row> {
        let rows = store.rows();
        self.filtered
            .configurations
            .iter()
            .filter_map(|at| rows.get(*at))
    }

    /// The assignments shown, in their order.
    pub fn assignments<'a>(&self, store: &'a Store) -> impl Iterator<Item = &'a Assignment> {
        let rows = store
            .selected_row()
            .map_or(&[][..], |row| row.assignments.as_slice());
        self.filtered
            .assignments
            .iter()
            .filter_map(|at| rows.get(*at))
    }

    /// How many rows of a pane are shown, and how many there are.
    #[must_use]
    pub fn counts(&self, store: &Store, pane: Pane) -> (usize, usize) {
        match pane {
            Pane::Configurations => (self.filtered.configurations.len(), store.rows().len()),
            Pane::Assignments => (
                self.filtered.assignments.len(),
                store.selected_row().map_or(0, |row| row.assignments.len()),
            ),
        }
    }

    /// Whether a range of marks begins at this configuration, or at this assignment of it.
    #[must_use]
    pub fn range_begins(
        &self,
        configuration: &ConfigurationId,
        assignment: Option<&AssignmentId>,
    ) -> bool {
        self.mark_from
            .as_ref()
            .is_some_and(|(of, at)| of == configuration && at.as_ref() == assignment)
    }

    /// The requests whose answers they wait for.
    #[must_use]
    pub fn awaits(&self) -> Option<RequestId> {
        self.undo.as_ref().map(|read| read.id)
    }

    /// Finds the selections in the current rows. The rows to show are computed again only after something
    /// that they depend on has changed: in a large tenant this takes longer than a key may.
    pub fn settle(&mut self, store: &mut Store, rows_changed: bool) {
        self.restore(store);
        let layout = store.layout();
        let width = match layout.configurations.width {
            // Out of sight: it may be the next to be shown.
            0 => layout.area.width,
            width => width,
        };
        let width = usize::from(width.saturating_sub(2));
        let is_stale = self.filtered.is_stale(store.rows_version);
        if is_stale {
            self.filtered.configurations = filtered::configurations(&self.filtered, store);
            self.filtered.remember(store.rows_version);
        }
        if is_stale || !self.table.fits(width) {
            let in_ascii = store.start.capabilities.ascii;
            self.table = Table::of(&self.filtered, store.rows(), width, in_ascii);
        }
        let mut selection = std::mem::take(&mut store.configuration);
        let rows = self.configurations(store);
        let keys: Vec<_> = rows.map(|row| &row.configuration.id).collect();
        let height = layout.rows_in(Pane::Configurations);
        selection.settle(&keys, &self.table.groups, height);
        store.configuration = selection;
        self.filtered.assignments = filtered::assignments(&self.filtered, store);
        let mut selection = std::mem::take(&mut store.assignment);
        let keys: Vec<_> = self.assignments(store).map(|row| &row.id).collect();
        let height = layout.rows_in(Pane::Assignments);
        selection.settle(&keys, &Groups::default(), height);
        store.assignment = selection;
        self.settle_details(store);
        self.settle_marks(store, rows_changed);
    }

    /// The details of another row are seen from their first line.
    fn settle_details(&mut self, store: &Store) {
        let configuration = store.configuration.key().cloned();
        let now = configuration.map(|id| (store.pane, id, store.assignment.key().cloned()));
        if self.details_of != now {
            self.details_of = now;
            self.details_scroll = 0;
        }
    }
}
