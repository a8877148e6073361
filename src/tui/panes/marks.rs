//! Marking assignments: one by one, by configuration, in ranges.

use std::collections::HashSet;

use super::state::{Panes, PanesContext};
use crate::domain::{AssignmentId, ConfigurationId, Row};
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::layout::Pane;
use crate::tui::kit::list::Motion;
use crate::tui::store::Store;
use crate::tui::store::action::RowKey;

type Key = (ConfigurationId, AssignmentId);

impl Panes {
    /// Marks the selected assignment, or removes its mark; in the left pane, all of a configuration.
    pub(super) fn mark(&mut self, cx: &mut PanesContext<'_>) {
        let store = &mut *cx.store;
        let Some(row) = store.selected_row() else {
            return;
        };
        let keys: Vec<Key> = match store.pane {
            Pane::Configurations => keys_of(row),
            Pane::Assignments => {
                let selected = store.assignment.key().cloned();
                let key = selected.map(|id| (row.configuration.id.clone(), id));
                key.into_iter().collect()
            }
        };
        if keys.iter().all(|key| store.marked.contains(key)) {
            store.marked.retain(|key| !keys.contains(key));
        } else {
            store.marked.extend(keys.iter().cloned());
        }
        self.step(Motion::Down, store.pane, store);
        if keys.is_empty() {
            cx.notice("Nothing to mark here.");
        }
    }

    /// Starts a range at the selected row, or marks everything from its start to the selected row. Both
    /// ends are found by their IDs, wherever filter and sort order have moved them.
    pub(super) fn mark_range(&mut self, cx: &mut PanesContext<'_>) {
        let store = &mut *cx.store;
        let Some(row) = store.selected_row() else {
            return;
        };
        let configuration = row.configuration.id.clone();
        let (here, at) = match store.pane {
            Pane::Configurations => ((configuration, None), store.configuration.index()),
            Pane::Assignments => match store.assignment.key().cloned() {
                Some(id) => ((configuration, Some(id)), store.assignment.index()),
                None => return,
            },
        };
        let begun = self
            .mark_from
            .take()
            .filter(|(_, assignment)| assignment.is_some() == here.1.is_some());
        let Some(begun) = begun else {
            return self.begin_range(here, "Range started", cx);
        };
        let from = match &begun.1 {
            None => self
                .configurations(store)
                .position(|row| row.configuration.id == begun.0),
            Some(id) => self.assignments(store).position(|row| row.id == *id),
        };
        let Some(from) = from else {
            let message = "The row where the range started is not shown, so it starts here";
            return self.begin_range(here, message, cx);
        };
        let (first, count) = (from.min(at), from.abs_diff(at) + 1);
        let keys: Vec<Key> = if here.1.is_none() {
            let rows = self.configurations(store).skip(first).take(count);
            rows.flat_map(keys_of).collect()
        } else {
            let rows = self.assignments(store).skip(first).take(count);
            rows.map(|row| (here.0.clone(), row.id.clone())).collect()
        };
        store.marked.extend(keys);
    }

    fn begin_range(&mut self, here: RowKey, message: &str, cx: &mut PanesContext<'_>) {
        self.mark_from = Some(here);
        let key = cx.store.key(Scope::List, Command::MarkRange);
        cx.notice(format!("{message}: move to the end and press {key} again."));
    }

    /// Cancels a range that was started; returns whether there was one.
    pub(super) fn drop_range(&mut self, cx: &mut PanesContext<'_>) -> bool {
        let was_begun = self.mark_from.take().is_some();
        if was_begun {
            cx.notice("Range cancelled. Earlier marks stay.");
        }
        was_begun
    }

    /// A range ends when another configuration is selected, and the mark of a removed assignment would only
    /// be counted.
    pub(super) fn settle_marks(&mut self, store: &mut Store, rows_changed: bool) {
        let elsewhere = |(configuration, assignment): &RowKey| {
            assignment.is_some() && store.configuration.key() != Some(configuration)
        };
        if self.mark_from.as_ref().is_some_and(elsewhere) {
            self.mark_from = None;
        }
        if !rows_changed || store.marked.is_empty() || store.list.is_loading() {
            return;
        }
        let there: HashSet<Key> = store.rows().iter().flat_map(keys_of).collect();
        store.marked.retain(|key| there.contains(key));
    }
}

fn keys_of(row: &Row) -> Vec<Key> {
    let id = &row.configuration.id;
    row.assignments
        .iter()
        .map(|assignment| (id.clone(), assignment.id.clone()))
        .collect()
}
