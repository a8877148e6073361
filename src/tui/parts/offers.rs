//! A group that is offered in words: its row, and what is said below the rows.
//!
//! Belongs here: how one group is told from another. Does not belong here: which are offered
//! (`group_search`).

use super::group_search::{GroupSearch, is_name};
use crate::domain::ObjectId;
use crate::text;
use crate::tui::kit::content::first_row;
use crate::tui::store::offer::Offer;
use crate::tui::store::{Count, Store};
use crate::words::{self, Line, Naming, Phrase, Role};

/// How many rows are in sight at once: so many are counted.
pub const ROWS: usize = 8;
/// What is said beside rows that are there although the directory was not heard: who sees rows takes
/// them for all there are.
const NOT_ALL: &str = "not all: the search failed";
/// Cells of the columns behind the name: kind, members, beginning of the id.
pub const KIND: usize = 17;
const MEMBERS: usize = 8;
/// Cells of the beginning of an id.
pub const ID: usize = 8;

/// A group in one line of `width` cells: name, kind, number of members, beginning of its id.
#[must_use]
pub fn line(store: &Store, search: &GroupSearch, offer: &Offer, width: usize) -> Phrase {
    let members = match store.counts.get(&offer.id) {
        Some(Count::Known(count)) => words::group_digits(count.users + count.devices),
        Some(Count::Asked) => "…".to_owned(),
        Some(Count::Failed) | None => String::new(),
    };
    let kind = match (offer.is_recent, offer.kind) {
        (true, _) => "chosen before",
        (false, Some(kind)) => kind.title(),
        (false, None) => "",
    };
    let id = offer.id.as_str().get(..ID).unwrap_or_default();
    let rest = KIND + 1 + MEMBERS + 1 + ID + 1;
    let name = if offer.name.trim().is_empty() {
        "(no name)"
    } else {
        &offer.name
    };
    let shown = if width < rest + 16 {
        format!("{} {id}", text::fit(name, width.saturating_sub(ID + 1)))
    } else {
        format!(
            "{} {} {members:>MEMBERS$} {id}",
            text::fit(name, width - rest),
            text::fit(kind, KIND),
        )
    };
    let name = text::spoken_name(&offer.name);
    let not_all = search.problem().map_or("", |_| NOT_ALL);
    let spoken = [&name, kind, offer.id.as_str(), not_all];
    let spoken: Vec<&str> = spoken.into_iter().filter(|it| !it.is_empty()).collect();
    Phrase::new(shown, spoken.join(", "))
}

/// What stands below the groups: the selected one at length, or why there is none.
#[must_use]
pub fn note(store: &Store, search: &GroupSearch, typed: &str, selected: Option<&Offer>) -> Line {
    let (role, said) = if let Some(offer) = selected {
        let id = Phrase::from(offer.id.as_str());
        let (role, more) = match store.counts.get(&offer.id) {
            _ if search.problem().is_some() => (Role::Warn, NOT_ALL.into()),
            Some(Count::Known(count)) => (Role::Text, words::members(Some(*count))),
            _ if search.is_waiting() => (Role::Text, Phrase::from("searching").going_on()),
            _ => (Role::Text, Phrase::default()),
        };
        // Its row is read out, with all of it.
        let shown = id.dot(more).as_str().to_owned();
        (role, Phrase::new(shown, ""))
    } else if let Some(problem) = search.problem() {
        let said = format!("no search by name: {problem}; paste the id");
        (Role::Bad, said.into())
    } else if search.is_waiting() {
        let said = Phrase::from("searching the directory").going_on();
        (Role::Text, said)
    } else if typed.trim().is_empty() {
        let said = "type a part of the group's name, or paste its id";
        (Role::Text, said.into())
    } else if is_name(typed) {
        (
            Role::Warn,
            "no group was found whose name has words that begin like this".into(),
        )
    } else {
        let typed = typed.trim().chars().count();
        let said = format!("{typed:>2} of 36 characters of an id");
        (Role::Text, said.into())
    };
    Line::new(role, said)
}

/// The groups whose rows are in sight.
#[must_use]
pub fn in_sight(offered: &[Offer], selected: usize) -> Vec<ObjectId> {
    let rows = offered.iter().skip(first_row(selected, ROWS)).take(ROWS);
    rows.map(|offer| offer.id.clone()).collect()
}

/// Whom an id stands for, as far as that is known.
#[must_use]
pub fn who(store: &Store, id: &ObjectId) -> Phrase {
    let named = words::name_of(id.as_str(), &store.names);
    let name = match named.naming {
        Naming::Unknown => "a whole id".to_owned(),
        _ => named.to_string(),
    };
    Phrase::from(name).dot(words::members(store.count_of(Some(id.as_str()))))
}
