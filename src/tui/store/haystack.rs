//! The searchable texts of the rows, computed once: in a large tenant this takes longer than a key may.
//!
//! Belongs here: the texts and IDs of a row, ready to be searched. Does not belong here: what a match is
//! (`find`), when to compute them again (`update`).

use std::borrow::Cow;

use crate::domain::{Assignment, Row, TargetKind};
use crate::tui::kit::finder::{Finder, Haystack};
use crate::words::{self, Names, Naming};

impl Finder {
    /// Whether an assignment matches: by its target, its filter, or any of its IDs.
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
    /// The texts of a row, with the names known now.
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

/// Every ID of an assignment and what it identifies: its target, its filter, the assignment itself, the
/// policy set that created it.
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
            // An ID that is shown instead of a name is found as an ID.
            Naming::Unknown => String::new(),
            fate => format!("({})", fate.word()),
        }
    });
    let filter = target.filter().map(|filter| words::filter(filter, names));
    let filter = filter.unwrap_or_default();
    format!("{} {shown} {filter}", target.kind().title())
}
