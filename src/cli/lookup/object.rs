//! Finds the object that `find` looks for: everyone, a group, a filter, a collection or any other ID.

use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::{named, near};
use crate::cli::print::exit::Failure;
use crate::domain::{Assignment, IdProblem, ObjectId, RequestError, Row, TargetKind, Use};
use crate::graph::Client;

/// The object that `find` looks for.
pub(in crate::cli) enum Query {
    /// Every target of a kind that names no object.
    Kind(TargetKind),
    /// An ID, and what it identifies, as far as that is known.
    Id { id: String, is_filter: bool },
}

/// Reads the typed text: everyone, an assigned collection, any ID, or the name of a group or a filter.
pub(in crate::cli) async fn query(
    client: &Client,
    lookup: &NameLookup,
    rows: &[Row],
    typed: &str,
) -> Result<Query, Failure> {
    let typed = typed.trim();
    let id = |id: String, is_filter| Query::Id { id, is_filter };
    match ObjectId::parse(typed) {
        Ok(found) => return Ok(id(found.as_str().to_owned(), false)),
        Err(IdProblem::AllUsers) => return Ok(Query::Kind(TargetKind::AllUsers)),
        Err(IdProblem::AllDevices) => return Ok(Query::Kind(TargetKind::AllDevices)),
        Err(_) => {}
    }
    for kind in [TargetKind::AllUsers, TargetKind::AllDevices] {
        if typed.eq_ignore_ascii_case(kind.word()) {
            return Ok(Query::Kind(kind));
        }
    }
    let is_collection =
        |row: &Assignment| matches!(row.target.use_of(typed), Some(Use::Collection));
    if rows
        .iter()
        .flat_map(|row| &row.assignments)
        .any(is_collection)
    {
        return Ok(id(typed.to_owned(), false));
    }
    named_so(client, lookup, rows, typed).await
}

/// A group or a filter that has a name.
struct Candidate {
    id: String,
    name: String,
    is_filter: bool,
}

/// Returns the group or filter with this name, or else the only group whose ID starts with the text, or else
/// the only group or filter whose name contains it. A failed request matters only if the others find nothing.
async fn named_so(
    client: &Client,
    lookup: &NameLookup,
    rows: &[Row],
    typed: &str,
) -> Result<Query, Failure> {
    let assigned = named::assigned(rows);
    let (all, unsearched) = Box::pin(candidates(client, lookup, &assigned, typed)).await;
    let name = |one: &Candidate| one.name.clone();
    let is_called = |is_filter: bool| {
        named::matching(&all, |one| {
            !typed.is_empty() && one.is_filter == is_filter && one.name == typed
        })
    };
    let by_id: Vec<Candidate> = named::matching(&assigned, |id| named::begins(id.as_str(), typed))
        .into_iter()
        .map(|id| Candidate {
            id: id.as_str().to_owned(),
            name: String::new(),
            is_filter: false,
        })
        .collect();
    let found = named::first_of([
        is_called(false),
        is_called(true),
        by_id.iter().collect(),
        named::matching(&all, |one| near::holds(&one.name, typed)),
    ]);
    let describe = |one: &Candidate| {
        let kind = if one.is_filter {
            "assignment filter"
        } else {
            "group"
        };
        format!("{}  {kind}  {}", one.id, one.name)
    };
    if found.is_empty() {
        if let Some(error) = unsearched {
            return Err(error.into());
        }
        let kinds =
            [TargetKind::AllUsers, TargetKind::AllDevices].map(|kind| kind.word().to_owned());
        let everybody = near::near(&kinds, typed, String::clone).into_iter();
        let everybody = everybody.map(|(word, _)| (word.clone(), word.clone()));
        let near = near::near(&all, typed, name).into_iter();
        let near = everybody.chain(near.map(|(one, _)| (one.name.clone(), describe(one))));
        let more = "to find any other group or filter, enter its whole ID";
        let what = "group or assignment filter";
        let failure = near::not_found(what, typed, near.collect(), more);
        return Err(match lookup.failure() {
            Some(unread) => failure.with_more(&unread.to_string()),
            None => failure,
        });
    }
    let found = named::only("group or assignment filter", typed, found, |one| {
        describe(one)
    })?;
    Ok(Query::Id {
        id: found.id.clone(),
        is_filter: found.is_filter,
    })
}

/// Returns all groups that may match and all filters, and the reason if the directory could not be searched
/// for groups.
async fn candidates(
    client: &Client,
    lookup: &NameLookup,
    assigned: &[ObjectId],
    typed: &str,
) -> (Vec<Candidate>, Option<RequestError>) {
    let (exact, alike, names, filters) = tokio::join!(
        client.groups_named(typed),
        named::groups_like(client, typed),
        lookup.names(assigned),
        client.filters()
    );
    let unsearched = exact.as_ref().err().cloned();
    let exact = exact.unwrap_or_else(|error| {
        lookup.blame(error);
        Vec::new()
    });
    let filters = filters.unwrap_or_else(|error| {
        lookup.blame(error);
        Vec::new()
    });
    let mut groups = Vec::new();
    for found in [exact, alike, named::known(names)] {
        named::add_new(&mut groups, found);
    }
    groups.sort_by(|(id, name), (other_id, other)| name.cmp(other).then_with(|| id.cmp(other_id)));
    let mut all: Vec<Candidate> = groups
        .into_iter()
        .map(|(id, name)| Candidate {
            id: id.as_str().to_owned(),
            name,
            is_filter: false,
        })
        .collect();
    all.extend(filters.into_iter().map(|filter| Candidate {
        id: filter.id,
        name: filter.name,
        is_filter: true,
    }));
    (all, unsearched)
}
