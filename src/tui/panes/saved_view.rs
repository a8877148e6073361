//! Sort orders and selection of the last run: applied once the tenant is known, saved when it is left.

use super::filtered::{AssignmentSort, Sort};
use super::state::Panes;
use crate::tui::kit::list::Selection;
use crate::tui::kit::remote::Remote;
use crate::tui::store::Store;
use crate::tui::store::saved_view::SavedView;

/// The names of orders in the file.
const SORTS: [(Sort, &str); 4] = [
    (Sort::Applied, "applied"),
    (Sort::Name, "name"),
    (Sort::Changed, "changed"),
    (Sort::Assignments, "assignments"),
];
const ASSIGNMENT_SORTS: [(AssignmentSort, &str); 3] = [
    (AssignmentSort::Given, "given"),
    (AssignmentSort::Name, "name"),
    (AssignmentSort::Kind, "kind"),
];

/// The name of an order.
fn name_of<T: PartialEq>(sorts: &[(T, &'static str)], sort: &T) -> &'static str {
    let found = sorts.iter().find(|(one, _)| one == sort);
    found.map_or("", |(_, name)| *name)
}

/// The order of this name; the usual one where there is none.
fn named<T: Copy + Default>(sorts: &[(T, &str)], name: &str) -> T {
    let found = sorts.iter().find(|(_, one)| *one == name);
    found.map(|(sort, _)| *sort).unwrap_or_default()
}

impl Panes {
    /// The saved views of all tenants. If the admin has already done something, nothing moves any more.
    pub fn take_saved(&mut self, views: Vec<SavedView>) {
        self.saved = if self.is_touched { Vec::new() } else { views };
    }

    /// Takes up the view of this tenant, once the tenant is known and its row has come.
    pub(super) fn restore(&mut self, store: &mut Store) {
        if self.is_touched {
            self.saved.clear();
        }
        let Some(tenant) = store.tenant_id.clone().filter(|_| !self.saved.is_empty()) else {
            return;
        };
        let graph_url = store.settings().graph_url.to_string();
        let mut views = self.saved.iter();
        let Some(view) = views.find(|view| view.is_of(&graph_url, &tenant)) else {
            // The name of the tenant may still come.
            return;
        };
        self.filtered.sort = named(&SORTS, &view.sort);
        self.filtered.assignment_sort = named(&ASSIGNMENT_SORTS, &view.assignment_sort);
        let is_there = store.row_of(&view.configuration).is_some();
        if is_there {
            store.configuration.select(view.configuration.clone());
            store.assignment = Selection::default();
            if let Some(assignment) = &view.assignment {
                store.assignment.select(assignment.clone());
            }
        }
        let may_come = matches!(store.list, Remote::NotAsked) || store.list.is_loading();
        if is_there || !may_come {
            self.saved.clear();
        }
    }

    /// The view to be kept; none where the tenant or its rows never came, so that the one before stays.
    #[must_use]
    pub fn view_to_save(&self, store: &Store) -> Option<SavedView> {
        // While they follow something above, what they go back to counts.
        let (configuration, assignment) = match &self.before {
            Some(before) => (&before.configuration, &before.assignment),
            None => (&store.configuration, &store.assignment),
        };
        Some(SavedView {
            graph_url: store.settings().graph_url.to_string(),
            tenant: store.tenant_id.clone()?,
            sort: name_of(&SORTS, &self.filtered.sort).to_owned(),
            assignment_sort: name_of(&ASSIGNMENT_SORTS, &self.filtered.assignment_sort).to_owned(),
            configuration: configuration.key()?.clone(),
            assignment: assignment.key().cloned(),
        })
    }
}
