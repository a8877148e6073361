//! The matching assignment filters, their rows, and the message below them.

use super::form::{EditorForm, Field};
use crate::domain::AssignmentFilter;
use crate::text;
use crate::tui::kit::finder::Finder;
use crate::tui::parts::offers::ID;
use crate::tui::store::Store;
use crate::words::{Line, Phrase, Role};

/// Width of the platform column.
const PLATFORM: usize = 17;

/// The assignment filters that match the configuration of a form and what is typed into it.
pub(super) fn fitting(store: &Store, form: &EditorForm) -> Vec<AssignmentFilter> {
    let Some(row) = store.row_of(&form.configuration) else {
        return Vec::new();
    };
    let typed = form.text(Field::Filter).map_or("", |text| text.value());
    let mut finder = Finder::new(typed);
    let mut matches = |filter: &&AssignmentFilter| match &mut finder {
        Some(finder) => finder.finds(&[&filter.name], &[&filter.id]),
        None => true,
    };
    let (kind, platform) = (
        &row.configuration.kind,
        row.configuration.platform.as_deref(),
    );
    let filters = store.filters.known.iter();
    let filters = filters.filter(|filter| filter.fits(kind, platform));
    filters.filter(|filter| matches(filter)).cloned().collect()
}

pub(super) fn line(filter: &AssignmentFilter, width: usize) -> Phrase {
    let id = text::clean(&filter.id);
    let id = id.get(..ID).unwrap_or_default();
    let rest = PLATFORM + 2 + ID + 2;
    let name = text::fit(&filter.name, width.saturating_sub(rest).max(8));
    Phrase::new(
        format!("{name}  {}  {id}", text::fit(&filter.platform, PLATFORM)),
        format!("{}, {}", text::spoken_name(&filter.name), filter.platform),
    )
}

/// Shown below the filters: the selected one in full, or why there is none.
pub(super) fn note(store: &Store, selected: Option<&AssignmentFilter>) -> Line {
    if let Some(filter) = selected {
        return Line::new(Role::Text, text::clean(&filter.id).into_owned());
    }
    match &store.filters.problem {
        Some(problem) => {
            let shown = format!("Cannot read the filters: {problem}. Paste the filter's ID.");
            Line::new(Role::Bad, shown)
        }
        None if !store.filters.came => {
            let shown = Phrase::from("Reading the filters");
            Line::new(Role::Text, shown.going_on())
        }
        None => {
            let shown = "No filter for this platform has a name like this.";
            Line::new(Role::Text, shown)
        }
    }
}
