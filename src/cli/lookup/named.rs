//! From typed text to a configuration, an assignment, a group or a filter.

use std::collections::BTreeSet;

use crate::cli::lookup::near::{near, not_found};
use crate::cli::print::documents::known_name;
use crate::cli::print::exit::{Exit, Failure};
use crate::domain::{
    Assignment, AssignmentFilter, Group, Name, ObjectId, ObjectKind, Row, Target, TargetKind, User,
};
use crate::graph::Client;
use crate::text;
use crate::words::{self, Names};

/// How many assignments are listed if none is similar to the typed text.
const MOST_CANDIDATES: usize = 8;

/// The configuration with this ID or name, or whose ID starts like this.
pub(in crate::cli) fn configuration<'a>(rows: &'a [Row], typed: &str) -> Result<&'a Row, Failure> {
    let id = |row: &Row| row.configuration.id.as_str().to_owned();
    let name = |row: &Row| row.configuration.name.clone();
    let found = first_of([
        matching(rows, |row| id(row) == typed),
        named(rows, typed, name),
        matching(rows, |row| begins(&id(row), typed)),
    ]);
    let describe = |row: &&Row| format!("{}  {}", row.configuration.id, row.configuration.name);
    if !found.is_empty() {
        return only("configuration", typed, found, describe);
    }
    let near = near(rows, typed, name)
        .into_iter()
        .chain(near(rows, typed, id));
    let near = described(near, name, |row| describe(&row));
    let all = "`enlist list` shows the names";
    Err(not_found("configuration", typed, near, all))
}

/// Whether [`configuration`] may find this one.
pub(in crate::cli) fn can_be(row: &Row, typed: &str) -> bool {
    let id = row.configuration.id.as_str();
    id == typed || row.configuration.name == typed || begins(id, typed)
}

/// The assignment with this ID, of this group, to everyone, or whose ID starts like this.
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
    if !found.is_empty() {
        return only("assignment", typed, found, describe);
    }
    let near = near(rows, typed, |row| name_of(row, names))
        .into_iter()
        .chain(near(rows, typed, |row| row.id.as_str().to_owned()))
        .chain(near_everybody(rows, typed));
    let title = |row: &Assignment| match name_of(row, names) {
        name if name.is_empty() => row.target.kind().word().to_owned(),
        name => name,
    };
    let near = described(near, title, |row| describe(&row));
    if near.is_empty() && !rows.is_empty() && rows.len() <= MOST_CANDIDATES {
        let all: Vec<String> = rows.iter().map(|row| describe(&row)).collect();
        return Err(not_found("assignment", typed, near, &all.join("\n")));
    }
    let all = "`enlist show CONFIG` lists its assignments";
    Err(not_found("assignment", typed, near, all))
}

/// The group with this ID or name, or an assigned one whose ID starts like this.
pub(in crate::cli) async fn group(
    client: &Client,
    rows: &[Row],
    typed: &str,
) -> Result<ObjectId, Failure> {
    Ok(group_with_name(client, rows, typed).await?.0)
}

/// Like `group`, with its name, which is empty if it is not known.
pub(in crate::cli) async fn group_with_name(
    client: &Client,
    rows: &[Row],
    typed: &str,
) -> Result<(ObjectId, String), Failure> {
    match object_id(typed) {
        Some(Ok(id)) => return Ok((id, String::new())),
        Some(Err(failure)) => return Err(failure),
        None => {}
    }
    let by_name = client.groups_named(typed).await;
    let by_name = by_name.map_err(|error| {
        Failure::from(error).with_more("use the ID of the group instead of its name")
    })?;
    let assigned = assigned(rows);
    let by_id: Vec<(ObjectId, String)> = assigned
        .iter()
        .map(|id| (id.clone(), String::new()))
        .collect();
    let name = |(_, name): &(ObjectId, String)| name.clone();
    let found = first_of([
        named(&by_name, typed, name),
        matching(&by_id, |(id, _)| begins(id.as_str(), typed)),
    ]);
    let describe = |(id, name): &&(ObjectId, String)| format!("{id}  {name}");
    if !found.is_empty() {
        return only("group", typed, found, describe).cloned();
    }
    // The directory treats names as equal that differ in case or spaces.
    let mut alike = by_name;
    add_new(&mut alike, groups_like(client, typed).await);
    add_new(&mut alike, names_of(client, &assigned).await);
    let near = near(&alike, typed, name);
    let near = described(near, name, |group| describe(&group));
    Err(not_found("group", typed, near, ""))
}

/// The groups that are assigned somewhere.
pub(in crate::cli) fn assigned(rows: &[Row]) -> Vec<ObjectId> {
    let rows = rows.iter().flat_map(|row| &row.assignments);
    ids(rows.map(|row| &row.target))
}

/// Groups that the directory finds by a name, or by the start of a misspelled one; nothing if it cannot be
/// searched.
pub(in crate::cli) async fn groups_like(client: &Client, typed: &str) -> Vec<(ObjectId, String)> {
    let (typed, start) = (typed.trim(), beginning(typed.trim()));
    let (whole, start) = tokio::join!(client.groups_like(typed), client.groups_like(&start));
    let found = whole.into_iter().chain(start).flatten();
    found.map(|group: Group| (group.id, group.name)).collect()
}

/// Returns the names of these groups; none if they cannot be looked up.
async fn names_of(client: &Client, ids: &[ObjectId]) -> Vec<(ObjectId, String)> {
    known(client.names(ids).await.unwrap_or_default())
}

/// Keeps only the objects whose name is known.
pub(in crate::cli) fn known(names: Names) -> Vec<(ObjectId, String)> {
    let known = names.into_iter().filter_map(|(id, name)| match name {
        Name::Known { name, .. } => Some((id, name)),
        _ => None,
    });
    known.collect()
}

/// Adds the objects whose IDs are not in the list yet.
pub(in crate::cli) fn add_new(all: &mut Vec<(ObjectId, String)>, more: Vec<(ObjectId, String)>) {
    for one in more {
        if all.iter().all(|(id, _)| *id != one.0) {
            all.push(one);
        }
    }
}

/// The half of a name that is searched for if the whole finds nothing: the typo may be in the other half.
fn beginning(typed: &str) -> String {
    let count = typed.chars().count();
    typed.chars().take((count / 2).max(3)).collect()
}

/// Returns the failure that no user has this name, with the most similar names.
pub(in crate::cli) async fn no_user(client: &Client, typed: &str) -> Failure {
    // The domain would take up most of the half.
    let start = beginning(typed.split('@').next().unwrap_or(typed));
    let (whole, start, tenant) = tokio::join!(
        client.users_like(typed),
        client.users_like(&start),
        client.tenant()
    );
    let mut users: Vec<User> = Vec::new();
    for user in whole.into_iter().chain(start).flatten() {
        if users.iter().all(|known| known.id != user.id) {
            users.push(user);
        }
    }
    let name = |user: &User| user.principal_name.clone();
    let near = near(&users, typed, name)
        .into_iter()
        .chain(near(&users, typed, |user| user.name.clone()));
    let near = described(near, name, |user| {
        format!("{}  {}", user.principal_name, user.name)
    });
    let tenant = tenant.ok().flatten();
    let searched = words::looked_up(typed, tenant.as_ref());
    let all = format!("{searched}\nenter a user principal name or object ID");
    not_found("user", typed, near, &all).with_exit(Exit::Failed)
}

/// Returns the ID of the assignment filter with this ID or name, out of all filters of the tenant.
pub(in crate::cli) fn filter(all: &[AssignmentFilter], typed: &str) -> Result<String, Failure> {
    if let Ok(id) = ObjectId::parse(typed) {
        return Ok(id.as_str().to_owned());
    }
    let name = |filter: &AssignmentFilter| filter.name.clone();
    let found = named(all, typed, name);
    let describe =
        |filter: &&AssignmentFilter| format!("{}  {}", text::clean(&filter.id), filter.name);
    if !found.is_empty() {
        return only("assignment filter", typed, found, describe).map(|found| found.id.clone());
    }
    let near = described(near(all, typed, name), name, |filter| describe(&filter));
    Err(not_found("assignment filter", typed, near, ""))
}

/// Parses the typed text if it is as long as an ID. Returns the ID, or the reason why it is not valid.
pub(in crate::cli) fn object_id(typed: &str) -> Option<Result<ObjectId, Failure>> {
    match ObjectId::parse(typed) {
        Ok(id) => Some(Ok(id)),
        // An ID of the right form that is not a group.
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

pub(in crate::cli) fn matching<T>(all: &[T], is_meant: impl Fn(&T) -> bool) -> Vec<&T> {
    all.iter().filter(|one| is_meant(one)).collect()
}

/// Returns the objects with exactly this name. Spaces and case matter.
fn named<'a, T>(all: &'a [T], typed: &str, name: impl Fn(&T) -> String) -> Vec<&'a T> {
    matching(all, |one| !typed.is_empty() && name(one) == typed)
}

/// Returns the rows for all users or all devices, if the typed text is similar to that.
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
    meant.map(|row| (row, Some("spelled differently")))
}

/// Describes near matches for the reader: a name, and a line with the difference.
fn described<'a, T: 'a>(
    near: impl IntoIterator<Item = (&'a T, Option<&'static str>)>,
    name: impl Fn(&T) -> String,
    describe: impl Fn(&'a T) -> String,
) -> Vec<(String, String)> {
    let one = |(one, differs): (&'a T, Option<&'static str>)| {
        let differs = differs.map_or_else(String::new, |differs| format!("  ({differs})"));
        (name(one), format!("{}{differs}", describe(one)))
    };
    near.into_iter().map(one).collect()
}

pub(in crate::cli) fn begins(id: &str, typed: &str) -> bool {
    !typed.is_empty()
        && id
            .get(..typed.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

pub(in crate::cli) fn first_of<T, const N: usize>(lists: [Vec<T>; N]) -> Vec<T> {
    let mut lists = lists.into_iter();
    lists.find(|list| !list.is_empty()).unwrap_or_default()
}

pub(in crate::cli) fn only<T>(
    what: &str,
    typed: &str,
    mut found: Vec<T>,
    describe: impl Fn(&T) -> String,
) -> Result<T, Failure> {
    let typed = text::clean(typed);
    match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (None, _) => Err(not_found(what, &typed, Vec::new(), "")),
        (Some(last), _) => {
            found.push(last);
            let candidates: Vec<String> = found.iter().map(describe).collect();
            Err(Failure::naming(
                "ambiguous",
                format!("\"{typed}\" is ambiguous; {} match:", found.len()),
                Some(candidates.join("\n")),
            ))
        }
    }
}

#[cfg(test)]
#[path = "named_tests.rs"]
mod tests;
