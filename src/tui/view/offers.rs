//! Rows of the list of filters, and what is said of it.

use crate::domain::AssignmentFilter;
use crate::text;
use crate::tui::model::Model;
use crate::tui::parts::offers::{ID, KIND};
use crate::tui::picker::Picker;
use crate::words::{Phrase, Role};

/// A filter in one line.
pub(super) fn filter_line(filter: &AssignmentFilter, width: usize) -> String {
    let id = text::clean(&filter.id);
    let id = id.get(..ID).unwrap_or_default();
    let rest = KIND + 1 + ID + 1;
    let name = text::fit(&filter.name, width.saturating_sub(rest).max(8));
    format!("{name} {} {id}", text::fit(&filter.platform, KIND))
}

/// What is said of a list of filters.
pub(in crate::tui) fn said_of_filters(
    model: &Model,
    picker: &Picker,
    offered: &[&AssignmentFilter],
) -> (Phrase, Role) {
    if let Some(filter) = offered.get(picker.selected) {
        return (text::clean(&filter.id).into(), Role::Text);
    }
    match &model.filters.problem {
        Some(problem) => (
            format!("filters cannot be read: {problem}; paste the id").into(),
            Role::Bad,
        ),
        None if !model.filters.came => {
            let said = Phrase::from("reading the filters of the tenant");
            (said.going_on(), Role::Text)
        }
        None => (
            "no filter of this platform has a name like this".into(),
            Role::Text,
        ),
    }
}
