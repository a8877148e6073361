//! Rows of a list of names below a field, and what is said of it.
//!
//! Belongs here: how a group or a filter that is offered is told from another. Does not belong here:
//! which are offered (`picker`), where they stand (`editor`, `plans`).

use crate::domain::AssignmentFilter;
use crate::text;
use crate::tui::model::{Count, Model};
use crate::tui::picker::{NOT_ALL, Offer, Picker, is_name};
use crate::words::{self, Phrase, Role};

/// Cells of the columns behind the name: kind, members, beginning of the id.
const KIND: usize = 17;
const MEMBERS: usize = 8;
const ID: usize = 8;

/// A group in one line of `width` cells: name, kind, number of members, beginning of its id.
pub(super) fn line(model: &Model, offer: &Offer, width: usize) -> String {
    let members = match model.counts.get(&offer.id) {
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
    if width < rest + 16 {
        return format!("{} {id}", text::fit(name, width.saturating_sub(ID + 1)));
    }
    format!(
        "{} {} {members:>MEMBERS$} {id}",
        text::fit(name, width - rest),
        text::fit(kind, KIND),
    )
}

/// A filter in one line.
pub(super) fn filter_line(filter: &AssignmentFilter, width: usize) -> String {
    let id = text::clean(&filter.id);
    let id = id.get(..ID).unwrap_or_default();
    let rest = KIND + 1 + ID + 1;
    let name = text::fit(&filter.name, width.saturating_sub(rest).max(8));
    format!("{name} {} {id}", text::fit(&filter.platform, KIND))
}

/// What is said of a list of groups: the selected one at length, or why there is none.
pub(in crate::tui) fn said(
    model: &Model,
    picker: &Picker,
    typed: &str,
    offered: &[Offer],
) -> (Phrase, Role) {
    if let Some(offer) = offered.get(picker.selected) {
        let id = Phrase::from(offer.id.as_str());
        if picker.problem().is_some() {
            return (id.dot(NOT_ALL), Role::Warn);
        }
        let more = match model.counts.get(&offer.id) {
            Some(Count::Known(count)) => words::members(Some(*count)),
            _ if picker.is_waiting() => Phrase::from("searching").going_on(),
            _ => Phrase::default(),
        };
        return (id.dot(more), Role::Text);
    }
    if let Some(problem) = picker.problem() {
        return (
            format!("no search by name: {problem}; paste the id").into(),
            Role::Bad,
        );
    }
    if picker.is_waiting() {
        return (
            Phrase::from("searching the directory").going_on(),
            Role::Text,
        );
    }
    let typed = typed.trim();
    if typed.is_empty() {
        let said = "type a part of the group's name, or paste its id";
        (said.into(), Role::Text)
    } else if is_name(typed) {
        ("no group has a name like this".into(), Role::Warn)
    } else {
        let typed = typed.chars().count();
        let said = format!("{typed:>2} of 36 characters of an id");
        (said.into(), Role::Text)
    }
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
