//! Marking assignments for many at once: one by one, by configuration, in ranges.

use std::collections::HashSet;

use super::panes;
use crate::domain::{AssignmentId, ConfigurationId};
use crate::graph::Row;
use crate::tui::command::Command;
use crate::tui::model::{Model, Pane};

type Key = (ConfigurationId, AssignmentId);

/// Marks the selected assignment, or takes its mark away; in the left pane all of a configuration.
pub(super) fn toggle(model: &mut Model) {
    let Some(row) = model.selected_row() else {
        return;
    };
    let keys: Vec<Key> = match model.pane {
        Pane::Configurations => keys_of(row),
        Pane::Assignments => {
            let selected = model.assignment.key().cloned();
            let key = selected.map(|id| (row.configuration.id.clone(), id));
            key.into_iter().collect()
        }
    };
    if keys.is_empty() {
        model.notice = Some("there is no assignment to mark".into());
    } else if keys.iter().all(|key| model.marked.contains(key)) {
        for key in &keys {
            model.marked.remove(key);
        }
    } else {
        model.marked.extend(keys);
    }
    panes::move_in_list(model, Command::Down);
}

/// Begins a range at the selected row, or marks everything from there to the selected row. Both ends
/// are found again by what they are, wherever filter and order have put them meanwhile.
pub(super) fn range(model: &mut Model) {
    let Some(row) = model.selected_row() else {
        return;
    };
    let configuration = row.configuration.id.clone();
    let (here, at) = match model.pane {
        Pane::Configurations => ((configuration, None), model.configuration.index()),
        Pane::Assignments => match model.assignment.key().cloned() {
            Some(id) => ((configuration, Some(id)), model.assignment.index()),
            None => return,
        },
    };
    let begun = model
        .mark_from
        .take()
        .filter(|(_, assignment)| assignment.is_some() == here.1.is_some());
    let Some(begun) = begun else {
        return begin(model, here, "a range begins here");
    };
    let from = match &begun.1 {
        None => model
            .shown_rows()
            .position(|row| row.configuration.id == begun.0),
        Some(id) => model.shown_assignments().position(|row| row.id == *id),
    };
    let Some(from) = from else {
        return begin(
            model,
            here,
            "the row where the range began is not shown now, so it begins here",
        );
    };
    let (first, count) = (from.min(at), from.abs_diff(at) + 1);
    let keys: Vec<Key> = if here.1.is_none() {
        let rows = model.shown_rows().skip(first).take(count);
        rows.flat_map(keys_of).collect()
    } else {
        let rows = model.shown_assignments().skip(first).take(count);
        rows.map(|row| (here.0.clone(), row.id.clone())).collect()
    };
    model.marked.extend(keys);
}

fn begin(model: &mut Model, here: (ConfigurationId, Option<AssignmentId>), said: &str) {
    model.mark_from = Some(here);
    model.notice = Some(format!("{said}: go to its end and press the key again").into());
}

/// Gives up a range that has begun; says whether there was one.
pub(super) fn drop_range(model: &mut Model) -> bool {
    let was_begun = model.mark_from.take().is_some();
    if was_begun {
        model.notice = Some("the range is given up; what was marked before stays marked".into());
    }
    was_begun
}

/// A range within a configuration ends where another one is looked at, and the mark of an assignment
/// that is not there any more would only be counted.
pub(super) fn settle(model: &mut Model, rows_changed: bool) {
    let elsewhere = |(configuration, assignment): &(ConfigurationId, Option<AssignmentId>)| {
        assignment.is_some() && model.configuration.key() != Some(configuration)
    };
    if model.mark_from.as_ref().is_some_and(elsewhere) {
        model.mark_from = None;
    }
    if !rows_changed || model.marked.is_empty() || model.list.is_loading() {
        return;
    }
    let there: HashSet<Key> = model.rows().iter().flat_map(keys_of).collect();
    model.marked.retain(|key| there.contains(key));
}

fn keys_of(row: &Row) -> Vec<Key> {
    let id = &row.configuration.id;
    row.assignments
        .iter()
        .map(|assignment| (id.clone(), assignment.id.clone()))
        .collect()
}
