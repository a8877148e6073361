//! What the rows of a list are found by, worked out once: in a large tenant it takes longer than a key
//! may.
//!
//! Belongs here: the texts and ids of a row, ready to be searched. Does not belong here: what a match is
//! (`find`), when they are worked out anew (`update`).

use std::borrow::Cow;

use crate::domain::{Assignment, Row};
use crate::tui::kit::finder::{Finder, Haystack};
use crate::words::{self, Names, Naming};

impl Finder {
    /// Whether an assignment is found: by what it points at, or by any id that it has.
    pub fn finds_assignment(&mut self, assignment: &Assignment, names: &Names) -> bool {
        let text = said(assignment, names);
        if !self.looks_for_ids() {
            return self.finds(&[&text], &[]);
        }
        let ids = ids(assignment);
        let ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
        self.finds(&[&text], &ids)
    }
}

impl Haystack {
    /// What a row is found by, with the names that are known now.
    #[must_use]
    pub fn of(row: &Row, names: &Names) -> Self {
        let configuration = &row.configuration;
        let mut haystack = Self::default();
        let whole = &mut haystack.whole;
        whole.push(&configuration.name, &[configuration.id.as_str()]);
        whole.push(&words::type_label(configuration), &[]);
        whole.push(configuration.kind.title(), &[]);
        if let Some(platform) = &configuration.platform {
            whole.push(platform, &[]);
        }
        for (_, id) in configuration.ids_in_properties() {
            haystack.properties.push("", &[&id]);
        }
        for assignment in &row.assignments {
            let ids = ids(assignment);
            let ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
            haystack.assignments.push(&said(assignment, names), &ids);
        }
        haystack
    }
}

/// Every id that an assignment has: what it points at, its filter, its own, the policy set that made it.
fn ids(assignment: &Assignment) -> Vec<Cow<'_, str>> {
    let target = &assignment.target;
    let filter = target.filter().map(|filter| filter.id.as_str());
    let known = target.id().into_iter().chain(filter);
    let known = known.chain([assignment.id.as_str()]).map(Cow::Borrowed);
    let source = assignment.raw.text("sourceId").map(Cow::Owned);
    known.chain(source).collect()
}

/// What an assignment is called.
fn said(assignment: &Assignment, names: &Names) -> String {
    let target = &assignment.target;
    let id = target.id();
    let shown = id.map_or_else(String::new, |id| {
        match words::name_of(id, names).naming {
            Naming::Known(name) => name.to_owned(),
            // An id that stands for its own name is found as an id.
            Naming::Unknown => String::new(),
            fate => format!("({})", fate.word()),
        }
    });
    format!("{} {shown}", target.kind().title())
}
