//! The assignment filters of the tenant: read when the admin is about to choose one, or their names are
//! needed.

use crate::domain::{AssignmentFilter, RequestError};
use crate::tui::app::model::Model;
use crate::tui::store::msg::Effect;
use crate::words;

/// Reads the filters if the top component needs them.
pub(in crate::tui) fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    let top = model.overlays.last();
    if !model.store.filters.asked && top.is_some_and(|component| component.needs_filters()) {
        read(model, effects);
    }
}

pub(in crate::tui) fn read(model: &mut Model, effects: &mut Vec<Effect>) {
    model.store.filters.asked = true;
    effects.push(Effect::ReadFilters);
}

/// Handles the filters of the tenant.
pub(in crate::tui) fn on_filters(
    model: &mut Model,
    answer: Result<Vec<AssignmentFilter>, RequestError>,
) {
    match answer {
        Ok(filters) => {
            let names = words::filter_names(&filters);
            model.store.learn_names(names);
            model.store.filters.known = filters;
            model.store.filters.came = true;
            model.store.filters.problem = None;
        }
        Err(error) => {
            let why = match error.status() {
                Some(403) => "the token lacks DeviceManagementConfiguration.Read.All".to_owned(),
                _ => error.reason(),
            };
            if model.store.filters.problem.is_none() && model.notice.is_none() {
                model.notice = Some(format!("Showing IDs instead of filter names: {why}").into());
            }
            model.store.filters.problem = Some(why);
        }
    }
}
