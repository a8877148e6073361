//! What is offered while a name is typed into the form: groups of the tenant, or its assignment filters.
//!
//! Belongs here: state of a search, and what it offers in which order. Does not belong here: keys and
//! answers (`update`), drawing (`view`).

use super::find::Finder;
use super::form::{Editor, Field};
use super::model::Model;
use super::offer::Offer;
use super::parts::group_search::GroupSearch;
use crate::domain::AssignmentFilter;

/// What is offered, and which of it is selected.
#[derive(Debug, Clone, Default)]
pub struct Picker {
    /// The search for groups.
    pub search: GroupSearch,
    /// The selected one of what is offered.
    pub selected: usize,
    /// Whether the admin put the list away.
    pub(super) closed: bool,
}

impl Picker {
    /// Begins at the top, as after every key that changes the text.
    pub(super) const fn open(&mut self) {
        self.selected = 0;
        self.closed = false;
    }
}

/// The groups that are offered below the field of a form; none where its list is not open.
#[must_use]
pub fn groups_in(model: &Model, form: &Editor) -> Vec<Offer> {
    if form.picking() != Some(Field::ObjectId) {
        return Vec::new();
    }
    let typed = form.text(Field::ObjectId).map_or("", |text| text.value());
    form.picker.search.offers(model, typed)
}

/// The assignment filters that fit the configuration of a form and what is typed into it.
#[must_use]
pub fn filters_in<'a>(model: &'a Model, form: &Editor) -> Vec<&'a AssignmentFilter> {
    let Some(row) = model.row_of(&form.configuration) else {
        return Vec::new();
    };
    let typed = form.text(Field::Filter).map_or("", |text| text.value());
    let mut finder = Finder::new(typed);
    let mut matches = |filter: &&AssignmentFilter| match &mut finder {
        Some(finder) => finder.finds(&[&filter.name], &[&filter.id]),
        None => true,
    };
    let filters = model.filters.known.iter();
    filters
        .filter(|filter| {
            filter.fits(
                &row.configuration.kind,
                row.configuration.platform.as_deref(),
            )
        })
        .filter(|filter| matches(filter))
        .collect()
}
