//! The columns of the configurations, and how each of them is called there: worked out once for a list and
//! a width.
//!
//! Belongs here: which columns a width has room for, groups, names that can be told apart. Does not belong
//! here: which rows are shown (`filtered`), drawing them (`configurations`).

use std::borrow::Cow;
use std::collections::HashMap;

use super::filtered::{Filtered, Sort};
use crate::domain::Row;
use crate::text;
use crate::tui::kit::cut::distinct;
use crate::tui::kit::groups::Groups;
use crate::words;

/// Width of the type, where it has a column of its own.
pub(super) const KIND: usize = 9;
/// Width of the day of the last change.
pub(super) const DAY: usize = 10;
/// The sign of the selected row, and the mark.
pub(super) const SIGNS: usize = 2;
/// What the sign of a row that is not as it was takes.
pub(super) const NEWS: usize = 2;
/// From this width on the day of the last change is shown in every order.
const WIDE: usize = 54;
/// From this width on the type has a column where no headings tell it.
const ROOM_FOR_KIND: usize = 46;

/// What there is room for inside a width. The names get the rest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// Digits of the highest priority; 0 where it is not shown.
    pub(super) priority: usize,
    pub(super) kind: bool,
    /// Digits of the highest number of assignments.
    pub(super) count: usize,
    pub(super) day: bool,
    pub(super) name: usize,
}

impl Columns {
    fn of(rows: &[Row], sort: Sort, width: usize) -> Self {
        let priorities = rows.iter().filter_map(|row| row.configuration.priority);
        let most = rows.iter().map(|row| row.assignments.len()).max();
        let digits = |number: usize| number.to_string().len();
        let day = width >= WIDE || sort == Sort::Changed;
        let kind = sort != Sort::Applied && width >= ROOM_FOR_KIND;
        // Without the others of its type beside it, a priority says little.
        let priority = if sort == Sort::Changed && width < ROOM_FOR_KIND {
            0
        } else {
            let highest = usize::try_from(priorities.max().unwrap_or(0));
            digits(highest.unwrap_or(0)).clamp(2, 6)
        };
        let count = digits(most.unwrap_or(0)).max(2);
        let taken = |cells: usize, is_there: bool| if is_there { cells + 1 } else { 0 };
        let around = SIGNS
            + taken(priority, priority > 0)
            + taken(KIND, kind)
            + taken(count, true)
            + taken(DAY, day)
            + NEWS;
        Self {
            priority,
            kind,
            count,
            day,
            name: width.saturating_sub(around),
        }
    }
}

/// The configurations as a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) columns: Columns,
    pub(super) groups: Groups,
    /// How those are called that are not shown by their whole name, by their place in the list.
    names: HashMap<usize, String>,
    width: usize,
}

impl Table {
    /// The table of the rows that are shown, inside a width. `in_ascii` says that they are shown in ASCII.
    pub(super) fn of(filtered: &Filtered, rows: &[Row], width: usize, in_ascii: bool) -> Self {
        let columns = Columns::of(rows, filtered.sort, width);
        let places = &filtered.configurations;
        let starts = match filtered.sort {
            Sort::Applied => group_starts(places, rows),
            _ => Vec::new(),
        };
        let mut names = HashMap::new();
        let ends = starts.iter().skip(1).copied().chain([places.len()]);
        let firsts = std::iter::once(0).chain(starts.iter().skip(1).copied());
        for (first, end) in firsts.zip(ends) {
            let group = places.get(first..end).unwrap_or_default();
            let has_type = columns.kind || !starts.is_empty();
            let apart = Apart { has_type, in_ascii };
            name_apart(group, rows, &columns, apart, &mut names);
        }
        Self {
            columns,
            groups: Groups::new(starts),
            names,
            width,
        }
    }

    /// Whether it is one of this width.
    pub(super) const fn fits(&self, width: usize) -> bool {
        self.width == width
    }

    /// How a configuration is called in its column.
    pub(super) fn name<'a>(&'a self, place: usize, row: &'a Row) -> &'a str {
        let name = self.names.get(&place).map(String::as_str);
        name.unwrap_or(&row.configuration.name)
    }
}

/// The first row of each group: configurations that are ranked against each other.
fn group_starts(places: &[usize], rows: &[Row]) -> Vec<usize> {
    let mut before: Option<&Row> = None;
    let mut starts = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let Some(row) = rows.get(*place) else {
            continue;
        };
        let (one, other) = (&row.configuration, before.map(|row| &row.configuration));
        if other.is_none_or(|other| one.kind != other.kind || one.platform != other.platform) {
            starts.push(at);
        }
        before = Some(row);
    }
    starts
}

/// How a configuration is called where there is room for all of it.
pub(super) fn label(row: &Row) -> Cow<'_, str> {
    let configuration = &row.configuration;
    if configuration.is_default() {
        // All defaults have the same name.
        let kind = words::type_label(configuration);
        return Cow::Owned(format!("Default {kind} · {}", configuration.name));
    }
    if configuration.name.trim().is_empty() {
        return Cow::Owned(format!("no name · {}", configuration.id));
    }
    Cow::Borrowed(&configuration.name)
}

/// How names are shown that have to differ.
#[derive(Clone, Copy)]
struct Apart {
    /// Whether their type is shown anyway.
    has_type: bool,
    in_ascii: bool,
}

/// Gives each of some configurations a name that fits, and that no other one of them has.
fn name_apart(
    places: &[usize],
    rows: &[Row],
    columns: &Columns,
    apart: Apart,
    names: &mut HashMap<usize, String>,
) {
    let shown: Vec<(usize, &Row)> = places
        .iter()
        .filter_map(|place| Some((*place, rows.get(*place)?)))
        .collect();
    let mut labels: Vec<Cow<'_, str>> = shown.iter().map(|(_, row)| label(row)).collect();
    // Some are called the same: their type tells them apart, or else only their id.
    let mut types = vec![String::new(); shown.len()];
    if !apart.has_type {
        for at in called_alike(&labels, &types, &shown, columns, apart) {
            types[at] = words::type_label(&shown[at].1.configuration);
        }
    }
    for at in called_alike(&labels, &types, &shown, columns, apart) {
        let id = &shown[at].1.configuration.id;
        labels[at] = Cow::Owned(format!("{} · {id}", labels[at]));
    }
    // The names beside a type are all cut to the same width.
    let widest = types.iter().map(|kind| text::width(kind)).max();
    let beside_type = columns.name.saturating_sub(widest.unwrap_or(0) + 1);
    for (has_type, room) in [(false, columns.name), (true, beside_type)] {
        let mut long: Vec<usize> = Vec::new();
        for at in (0..shown.len()).filter(|at| types[*at].is_empty() != has_type) {
            if text::width(&labels[at]) <= room {
                continue;
            }
            if shown[at].1.configuration.is_default() {
                // There is one of a type, which stands at the beginning.
                labels[at] = Cow::Owned(text::truncate(&labels[at], room).into_owned());
            } else {
                long.push(at);
            }
        }
        let wholes: Vec<&str> = long.iter().map(|at| &*labels[*at]).collect();
        for (at, cut) in long.into_iter().zip(distinct(&wholes, room)) {
            labels[at] = Cow::Owned(cut);
        }
    }
    for ((place, _), (label, kind)) in shown.into_iter().zip(labels.into_iter().zip(types)) {
        if !kind.is_empty() {
            names.insert(place, format!("{} {kind}", text::fit(&label, beside_type)));
        } else if let Cow::Owned(label) = label {
            names.insert(place, label);
        }
    }
}

/// Which of the names, with type and priority beside them, look like another one.
fn called_alike(
    labels: &[Cow<'_, str>],
    types: &[String],
    shown: &[(usize, &Row)],
    columns: &Columns,
    apart: Apart,
) -> Vec<usize> {
    let key = |at: usize| {
        let priority = shown[at].1.configuration.priority;
        let priority = priority.filter(|_| columns.priority > 0);
        let label: &str = &labels[at];
        let seen = if apart.in_ascii {
            text::ascii(label)
        } else {
            Cow::Borrowed(label)
        };
        (seen, types[at].as_str(), priority)
    };
    let mut counts = HashMap::new();
    for at in 0..shown.len() {
        *counts.entry(key(at)).or_insert(0) += 1;
    }
    let is_twice = |at: &usize| counts.get(&key(*at)).is_some_and(|count| *count > 1);
    (0..shown.len()).filter(is_twice).collect()
}
