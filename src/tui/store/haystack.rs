//! What the rows of a list are found by, worked out once: in a large tenant it takes longer than a key
//! may.
//!
//! Belongs here: the texts and ids of a row, ready to be searched. Does not belong here: what a match is
//! (`find`), when they are worked out anew (`update`).

use std::borrow::Cow;

use crate::domain::{Assignment, Row, TargetKind};
use crate::tui::kit::finder::{Finder, Haystack};
use crate::words::{self, Names, Naming};

impl Finder {
    /// Whether an assignment is found: by what it points at, by its filter, or by any id that it has.
    pub fn finds_assignment(&mut self, assignment: &Assignment, names: &Names) -> bool {
        let text = message(assignment, names);
        let filter = assignment.target.filter();
        let filter = filter.map_or_else(String::new, |filter| words::filter(filter, names));
        if !self.looks_for_ids() {
            return self.finds(&[&text, &filter], &[]);
        }
        let ids = ids(assignment);
        let ids: Vec<&str> = ids.iter().map(|(_, id)| id.as_ref()).collect();
        self.finds(&[&text, &filter], &ids)
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
            let ids: Vec<&str> = ids.iter().map(|(_, id)| id.as_ref()).collect();
            haystack.assignments.push(&message(assignment, names), &ids);
        }
        haystack
    }
}

/// Every id that an assignment has, and what each is of: what it points at, its filter, the assignment
/// itself, the policy set that made it.
#[must_use]
pub fn ids(assignment: &Assignment) -> Vec<(&'static str, Cow<'_, str>)> {
    let target = &assignment.target;
    let object = match target.kind() {
        TargetKind::CmCollection => "collection ID",
        _ => "group ID",
    };
    let filter = target.filter().map(|filter| filter.id.as_str());
    let known = [
        (object, target.id()),
        ("filter ID", filter),
        ("assignment ID", Some(assignment.id.as_str())),
    ];
    let known = known.into_iter();
    let known = known.filter_map(|(what, id)| Some((what, Cow::Borrowed(id?))));
    let source = assignment.raw.text("sourceId").map(Cow::Owned);
    known
        .chain(source.map(|id| ("policy set ID", id)))
        .collect()
}

/// What an assignment is called.
fn message(assignment: &Assignment, names: &Names) -> String {
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
    let filter = target.filter().map(|filter| words::filter(filter, names));
    let filter = filter.unwrap_or_default();
    format!("{} {shown} {filter}", target.kind().title())
}
