//! Moving the selection: by keys, by the wheel, by a click, to a row that was found.

use ratatui::layout::{Position, Rect};

use super::details;
use super::state::{Before, Panes};
use crate::domain::{AssignmentId, ConfigurationId};
use crate::tui::keys::command::Command;
use crate::tui::kit::groups::{Groups, ListLine};
use crate::tui::kit::layout::Pane;
use crate::tui::kit::list::{Motion, Selection};
use crate::tui::kit::typed::Typed;
use crate::tui::store::Store;
use crate::tui::store::action::RowKey;

/// Something in the panes that can be pointed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointed {
    /// A list, and the row in it.
    List(Pane, Option<usize>),
    Details,
}

impl Panes {
    /// Moves the selection of the focused pane, where the command moves.
    pub(super) fn on_motion(&mut self, command: Command, store: &mut Store) {
        match Motion::of(command) {
            Some(motion) if store.on_details => self.scroll_details(motion, store),
            Some(motion) => self.step(motion, store.pane, store),
            None => {}
        }
    }

    /// Scrolls the details.
    pub fn scroll_details(&mut self, motion: Motion, store: &Store) {
        let (height, furthest) = details::extent(store);
        self.details_scroll = motion.from(self.details_scroll, furthest, height);
    }

    pub fn step(&mut self, motion: Motion, pane: Pane, store: &mut Store) {
        self.is_touched = true;
        let height = store.layout().rows_in(pane);
        match pane {
            Pane::Configurations => self.move_configuration(store, |selection, keys, groups| {
                selection.step(motion, keys, groups, height);
            }),
            Pane::Assignments => {
                let mut selection = std::mem::take(&mut store.assignment);
                let keys: Vec<_> = self.assignments(store).map(|row| &row.id).collect();
                selection.step(motion, &keys, &Groups::default(), height);
                store.assignment = selection;
            }
        }
    }

    /// Goes to the next group of configurations, or to the one before; says whether there is one.
    pub(super) fn jump(&mut self, forward: bool, store: &mut Store) -> bool {
        let to = self.table.groups.jump(forward, store.configuration.index());
        if let Some(to) = to {
            self.move_configuration(store, |selection, keys, _| selection.go_to_row(to, keys));
        }
        to.is_some()
    }

    /// Moves the selection of the configurations.
    fn move_configuration(
        &mut self,
        store: &mut Store,
        to: impl FnOnce(&mut Selection<ConfigurationId>, &[&ConfigurationId], &Groups),
    ) {
        let mut selection = std::mem::take(&mut store.configuration);
        let before = selection.key().cloned();
        let rows = self.configurations(store);
        let keys: Vec<_> = rows.map(|row| &row.configuration.id).collect();
        to(&mut selection, &keys, &self.table.groups);
        if selection.key() != before.as_ref() {
            self.leave_configuration(store);
        }
        store.configuration = selection;
    }

    /// What was selected and searched for in one configuration is not in the next.
    fn leave_configuration(&mut self, store: &mut Store) {
        store.assignment = Selection::default();
        self.filtered.assignment_filter = Typed::default();
    }

    /// What stands at a place of the screen.
    #[must_use]
    pub fn pointed(&self, store: &Store, at: Position) -> Option<Pointed> {
        let layout = store.layout();
        if layout.details.contains(at) {
            return Some(Pointed::Details);
        }
        let lists = [Pane::Configurations, Pane::Assignments];
        let pane = lists
            .into_iter()
            .find(|pane| layout.list(*pane).contains(at))?;
        let (count, _) = self.counts(store, pane);
        // The heads of the columns stand above the rows.
        let line = line(layout.list(pane), at).and_then(|line| line.checked_sub(1));
        let row = line.and_then(|line| match pane {
            Pane::Configurations => {
                match self.table.groups.shown(store.configuration.offset(), line) {
                    ListLine::Row(row) => Some(row),
                    ListLine::Heading(_) => None,
                }
            }
            Pane::Assignments => Some(line + store.assignment.offset()),
        });
        Some(Pointed::List(pane, row.filter(|row| *row < count)))
    }

    /// The details were clicked.
    pub fn on_click_details(&mut self, store: &mut Store) {
        self.filtered.typing = None;
        store.on_details = true;
    }

    /// A pane was clicked, or a row of it. A filter that is typed is kept, as Enter keeps it.
    pub fn on_click(&mut self, pane: Pane, row: Option<usize>, store: &mut Store) {
        self.is_touched = true;
        self.filtered.typing = None;
        store.focus(pane);
        let Some(row) = row else { return };
        match pane {
            Pane::Configurations => {
                let clicked = self.configurations(store).nth(row);
                let id = clicked.map(|row| row.configuration.id.clone());
                if let Some(id) = id.filter(|id| store.configuration.key() != Some(id)) {
                    store.configuration.select(id);
                    self.leave_configuration(store);
                }
            }
            Pane::Assignments => {
                let clicked = self.assignments(store).nth(row);
                if let Some(id) = clicked.map(|row| row.id.clone()) {
                    store.assignment.select(id);
                }
            }
        }
    }

    /// Selects a row wherever it is, and stays there.
    pub fn go_to(
        &mut self,
        configuration: ConfigurationId,
        assignment: Option<AssignmentId>,
        store: &mut Store,
    ) {
        self.before = None;
        self.select((configuration, assignment), store);
    }

    /// Selects the row that an overlay points at, so that commands act on it; returns to the previous
    /// selection and filter when the overlay no longer points at one.
    pub fn follow(&mut self, row: Option<RowKey>, store: &mut Store) {
        let Some((configuration, assignment)) = row else {
            if let Some(before) = self.before.take() {
                store.pane = before.pane;
                store.on_details = before.on_details;
                store.configuration = before.configuration;
                store.assignment = before.assignment;
                let filters = (
                    &mut self.filtered.configuration_filter,
                    &mut self.filtered.assignment_filter,
                );
                (*filters.0, *filters.1) = before.filters;
            }
            return;
        };
        if self.before.is_none() {
            let filtered = &mut self.filtered;
            self.before = Some(Box::new(Before {
                pane: store.pane,
                on_details: store.on_details,
                configuration: store.configuration.clone(),
                assignment: store.assignment.clone(),
                filters: (
                    filtered.configuration_filter.clone(),
                    filtered.assignment_filter.clone(),
                ),
            }));
        } else if store.configuration.key() == Some(&configuration)
            && match &assignment {
                None => store.is_on(Pane::Configurations),
                Some(_) => store.assignment.key() == assignment.as_ref(),
            }
        {
            return;
        }
        self.select((configuration, assignment), store);
    }

    /// A filter must not hide the row.
    fn select(&mut self, (configuration, assignment): RowKey, store: &mut Store) {
        self.filtered.configuration_filter = Typed::default();
        self.leave_configuration(store);
        store.configuration.select(configuration);
        let Some(assignment) = assignment else {
            return store.focus(Pane::Configurations);
        };
        store.assignment.select(assignment);
        store.focus(Pane::Assignments);
    }
}

/// The line inside a border.
#[must_use]
pub fn line(area: Rect, at: Position) -> Option<usize> {
    let inside =
        at.y > area.y && at.y + 1 < area.bottom() && at.x > area.x && at.x + 1 < area.right();
    inside.then(|| usize::from(at.y - area.y - 1))
}
