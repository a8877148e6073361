//! Reading again: one configuration's assignments, the list, or everything; also automatically after a
//! while.

use super::{data, sign_in};
use crate::domain::{ApiVersion, Assignment, ConfigurationId, RequestError};
use crate::tui::app::model::{Model, Pane};
use crate::tui::kit::remote::RequestId;
use crate::tui::panes::changed::Marks;
use crate::tui::store::msg::{Effect, TimerId};
use crate::tui::store::refreshing::PaneRead;

/// Reads the content of the focused pane again.
pub(in crate::tui) fn pane(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.store.pane {
        Pane::Configurations => data::load(model, effects),
        Pane::Assignments => {
            stop(model, effects);
            let Some(row) = model.store.selected_row() else {
                return;
            };
            let configuration = row.configuration.id.clone();
            if row.configuration.given_id().is_none() {
                // The assignments cannot be requested separately.
                return data::load(model, effects);
            }
            let id = model.new_request();
            effects.push(Effect::Assignments(id, configuration.clone()));
            // Open changes that could not be settled before may be settled now.
            if model.store.unsettled.contains(&configuration) || model.store.unlooked.is_some() {
                effects.push(Effect::Settle);
            }
            model.store.refreshing.pane = Some(PaneRead { id, configuration });
        }
    }
}

/// Reads everything again, including names and member counts. Old data stays until the new data arrives.
pub(in crate::tui) fn all(model: &mut Model, effects: &mut Vec<Effect>) {
    data::load(model, effects);
    model.store.names_asked.clear();
    model.store.counts.clear();
    effects.push(Effect::Identify);
}

/// Stops reading one configuration's assignments; returns whether a read was in progress.
pub(in crate::tui) fn stop(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    let stopped = model.store.refreshing.pane.take();
    effects.extend(stopped.as_ref().map(|read| Effect::Cancel(read.id)));
    stopped.is_some()
}

/// Handles the answer, or the failure, for one configuration's assignments.
pub(in crate::tui) fn on_assignments(
    model: &mut Model,
    id: RequestId,
    answer: Result<(Vec<Assignment>, ApiVersion), RequestError>,
    effects: &mut Vec<Effect>,
) {
    let Some(read) = model.store.refreshing.pane.take_if(|read| read.id == id) else {
        return;
    };
    let refused = match answer {
        Ok((rows, version)) if version == model.store.read_from => {
            return take(model, &read.configuration, rows, effects);
        }
        Ok((_, version)) => {
            format!("Only {version} answered, which shows less. These are the earlier rows.")
        }
        Err(error) => {
            sign_in::wanted(model, &error, effects);
            let reason = error.reason();
            model.store.fail(error, false);
            format!("Could not refresh the assignments: {reason}")
        }
    };
    model.notice = Some(refused.into());
}

fn take(
    model: &mut Model,
    configuration: &ConfigurationId,
    rows: Vec<Assignment>,
    effects: &mut Vec<Effect>,
) {
    let mut marks = Marks::default();
    let found = model.store.list.value_mut().and_then(|list| {
        list.iter_mut()
            .find(|row| row.configuration.id == *configuration)
    });
    let Some(row) = found else { return };
    let tally = marks.compare_assignments(configuration, &row.assignments, &rows);
    row.assignments = rows;
    model.notice = Some(tally.shown().into());
    data::mark_changes(model, marks, effects);
    data::resolve_names(model, effects);
}

/// Handles the timers of this file.
pub(in crate::tui) fn on_due(model: &mut Model, timer: TimerId, effects: &mut Vec<Effect>) {
    if model.panes.changed.timer == Some(timer) {
        model.panes.changed = Marks::default();
    } else if model.store.refreshing.timer == Some(timer) {
        model.store.refreshing.timer = None;
        if is_at_rest(model) {
            data::load(model, effects);
            model.store.refreshing.quiet = true;
        }
    }
}

/// Whether rows may move: no form, review, change or text is open.
fn is_at_rest(model: &Model) -> bool {
    model.is_on_rows()
        && model.store.in_flight().is_none()
        && model.requests_awaited() == 0
        && model.aside.is_none()
}

/// Starts the timer for the next automatic read, if one is wanted and no timer is running.
pub(in crate::tui) fn arm(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(wait) = model.store.settings().refresh.0 else {
        return;
    };
    if model.store.refreshing.timer.is_none() && !model.store.list.is_loading() {
        let timer = model.new_timer();
        model.store.refreshing.timer = Some(timer);
        effects.push(Effect::After(timer, wait));
    }
}
