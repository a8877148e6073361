//! What a typed text names: a configuration, an assignment, a group, a filter.

use std::collections::BTreeSet;

use crate::cli::lookup::near::near;
use crate::cli::print::documents::known_name;
use crate::cli::print::exit::Failure;
use crate::domain::{
    Assignment, AssignmentFilter, Group, Name, ObjectId, ObjectKind, Row, Target, TargetKind,
};
use crate::graph::Client;
use crate::text;
use crate::words::{self, Names};

/// The configuration with this id or name, or whose id begins like this.
pub(in crate::cli) fn configuration<'a>(rows: &'a [Row], typed: &str) -> Result<&'a Row, Failure> {
    let id = |row: &Row| row.configuration.id.as_str().to_owned();
    let name = |row: &Row| row.configuration.name.clone();
    let found = first_of([
        matching(rows, |row| id(row) == typed),
        named(rows, typed, name),
        matching(rows, |row| begins(&id(row), typed)),
    ]);
    let describe = |row: &&Row| format!("{}  {}", row.configuration.id, row.configuration.name);
    or_near(
        "configuration",
        typed,
        found,
        || {
            let near = near(rows, typed, name)
                .into_iter()
                .chain(near(rows, typed, id));
            listed(near, |row| describe(&row))
        },
        describe,
    )
}

/// The assignment with this id, of this group, to everybody, or whose id begins like this.
pub(in crate::cli) fn assignment<'a>(
    row: &'a Row,
    typed: &str,
    names: &Names,
) -> Result<&'a Assignment, Failure> {
    let rows = &row.assignments[..];
    let is_group = |row: &Assignment| {
        let id = row.target.object_id();
        id.is_some_and(|id| id.eq_ignore_ascii_case(typed))
    };
    let found = first_of([
        matching(rows, |row| row.id.as_str() == typed),
        matching(rows, |row| {
            ["all-users", "all-devices"].contains(&typed) && row.target.kind().word() == typed
        }),
        matching(rows, is_group),
        named(rows, typed, |row| name_of(row, names)),
        matching(rows, |row| begins(row.id.as_str(), typed)),
        matching(rows, |row| {
            let id = row.target.object_id();
            id.is_some_and(|id| begins(id, typed))
        }),
    ]);
    let describe = |row: &&Assignment| format!("{}  {}", row.id, words::target(&row.target, names));
    or_near(
        "assignment",
        typed,
        found,
        || {
            let by_name = near(rows, typed, |row| name_of(row, names));
            let near = by_name
                .into_iter()
                .chain(near(rows, typed, |row| row.id.as_str().to_owned()));
            let everybody = near_everybody(rows, typed);
            listed(near.chain(everybody), |row| describe(&row))
        },
        describe,
    )
}

/// The group with this id or name, or one that is assigned somewhere and whose id begins like this.
pub(in crate::cli) async fn group(
    client: &Client,
    rows: &[Row],
    typed: &str,
) -> Result<ObjectId, Failure> {
    match object_id(typed) {
        Some(Ok(id)) => return Ok(id),
        Some(Err(failure)) => return Err(failure),
        None => {}
    }
    let by_name = client.groups_named(typed).await?;
    let assigned = rows.iter().flat_map(|row| &row.assignments);
    let by_id: Vec<(ObjectId, String)> = ids(assigned.map(|row| &row.target))
        .into_iter()
        .map(|id| (id, String::new()))
        .collect();
    let name = |(_, name): &(ObjectId, String)| name.clone();
    let found = first_of([
        named(&by_name, typed, name),
        matching(&by_id, |(id, _)| begins(id.as_str(), typed)),
    ]);
    // To the directory names are equal that differ in capitals or blanks.
    let mut alike = by_name.clone();
    if found.is_empty() {
        let more = client.groups_like(typed.trim()).await.unwrap_or_default();
        let is_new = |group: &Group| by_name.iter().all(|(id, _)| *id != group.id);
        let more = more.into_iter().filter(is_new);
        alike.extend(more.map(|group| (group.id, group.name)));
    }
    let describe = |(id, name): &&(ObjectId, String)| format!("{id}  {name}");
    let found = or_near(
        "group",
        typed,
        found,
        || listed(near(&alike, typed, name), |group| describe(&group)),
        describe,
    )?;
    Ok(found.0.clone())
}

/// The id of the assignment filter with this id or name, among all of the tenant.
pub(in crate::cli) fn filter(all: &[AssignmentFilter], typed: &str) -> Result<String, Failure> {
    if let Ok(id) = ObjectId::parse(typed) {
        return Ok(id.as_str().to_owned());
    }
    let name = |filter: &AssignmentFilter| filter.name.clone();
    let found = named(all, typed, name);
    let describe =
        |filter: &&AssignmentFilter| format!("{}  {}", text::clean(&filter.id), filter.name);
    let found = or_near(
        "assignment filter",
        typed,
        found,
        || listed(near(all, typed, name), |filter| describe(&filter)),
        describe,
    )?;
    Ok(found.id.clone())
}

/// What was typed, where it has the length of an id: as one, or what is wrong with it.
pub(in crate::cli) fn object_id(typed: &str) -> Option<Result<ObjectId, Failure>> {
    match ObjectId::parse(typed) {
        Ok(id) => Some(Ok(id)),
        // An id of the right shape that stands for no group.
        Err(problem) if uuid::Uuid::parse_str(typed).is_ok() => {
            Some(Err(Failure::usage(problem.to_string())))
        }
        Err(_) => None,
    }
}

/// The directory objects that targets name, each once.
pub(in crate::cli) fn ids<'a>(targets: impl IntoIterator<Item = &'a Target>) -> Vec<ObjectId> {
    let ids: BTreeSet<ObjectId> = targets
        .into_iter()
        .filter_map(|target| ObjectId::parse(target.object_id()?).ok())
        .collect();
    ids.into_iter().collect()
}

/// Whether the directory says that this is a group.
pub(in crate::cli) fn is_group(id: &str, names: &Names) -> bool {
    let name = ObjectId::parse(id).ok().and_then(|id| names.get(&id));
    matches!(
        name,
        Some(Name::Known {
            kind: ObjectKind::Group,
            ..
        })
    )
}

fn name_of(row: &Assignment, names: &Names) -> String {
    let id = row.target.object_id();
    let name = id.and_then(|id| known_name(id, names));
    name.unwrap_or_default().to_owned()
}

/// Those that are meant.
pub(in crate::cli) fn matching<T>(all: &[T], is_meant: impl Fn(&T) -> bool) -> Vec<&T> {
    all.iter().filter(|one| is_meant(one)).collect()
}

/// Those of exactly this name: a blank or a capital more is another name.
fn named<'a, T>(all: &'a [T], typed: &str, name: impl Fn(&T) -> String) -> Vec<&'a T> {
    matching(all, |one| !typed.is_empty() && name(one) == typed)
}

/// The rows to all users or all devices, where that is nearly what was typed.
fn near_everybody<'a>(
    rows: &'a [Assignment],
    typed: &str,
) -> impl Iterator<Item = (&'a Assignment, Option<&'static str>)> {
    let kinds = [TargetKind::AllUsers, TargetKind::AllDevices];
    let of_kind = rows
        .iter()
        .filter(move |row| kinds.contains(&row.target.kind()));
    let typed = typed.trim().to_lowercase().replace(' ', "-");
    let meant = of_kind.filter(move |row| row.target.kind().word() == typed);
    meant.map(|row| (row, Some("written in another way")))
}

/// Near matches for people, one a line, each with what differs.
fn listed<'a, T: 'a>(
    near: impl IntoIterator<Item = (&'a T, Option<&'static str>)>,
    describe: impl Fn(&'a T) -> String,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (one, differs) in near {
        let differs = differs.map_or_else(String::new, |differs| format!("  ({differs})"));
        let line = format!("{}{differs}", describe(one));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// The one that was found; where nothing was, what comes near it is named.
fn or_near<T>(
    what: &str,
    typed: &str,
    found: Vec<T>,
    near: impl FnOnce() -> Vec<String>,
    describe: impl Fn(&T) -> String,
) -> Result<T, Failure> {
    let near = if found.is_empty() { near() } else { Vec::new() };
    let found = only(what, typed, found, describe);
    if near.is_empty() {
        return found;
    }
    found.map_err(|_| {
        let said = format!(
            "no {what} is called `{}`; near matches:",
            text::clean(typed)
        );
        Failure::naming("not-found", said, Some(near.join("\n")))
    })
}

fn begins(id: &str, typed: &str) -> bool {
    !typed.is_empty()
        && id
            .get(..typed.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

/// The first list with something in it.
pub(in crate::cli) fn first_of<T, const N: usize>(lists: [Vec<T>; N]) -> Vec<T> {
    let mut lists = lists.into_iter();
    lists.find(|list| !list.is_empty()).unwrap_or_default()
}

/// The one that was found.
pub(in crate::cli) fn only<T>(
    what: &str,
    typed: &str,
    mut found: Vec<T>,
    describe: impl Fn(&T) -> String,
) -> Result<T, Failure> {
    let typed = text::clean(typed);
    match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (None, _) => Err(Failure::naming(
            "not-found",
            format!("no {what} is called `{typed}`"),
            None,
        )),
        (Some(last), _) => {
            found.push(last);
            let candidates: Vec<String> = found.iter().map(describe).collect();
            Err(Failure::naming(
                "ambiguous",
                format!("`{typed}` can be {} of these:", found.len()),
                Some(candidates.join("\n")),
            ))
        }
    }
}

#[cfg(test)]
#[path = "named_tests.rs"]
mod tests;
