//! `enlist snapshot`, `enlist diff` and `enlist restore`: the state of a tenant as a file.
//!
//! Belongs here: which states are read, and what is printed. Does not belong here: the form of the file,
//! what differs, what leads back (`crate::plan`).

use std::path::Path;

use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::cli::args::Global;
use crate::cli::args::plan::{DiffArgs, RestoreArgs, SnapshotArgs};
use crate::cli::change::workspace::Workspace;
use crate::cli::lookup::named;
use crate::cli::print;
use crate::cli::print::documents;
use crate::cli::print::documents::TargetJson;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::files;
use crate::cli::verbs::list::Listing;
use crate::cli::verbs::{list, plan};
use crate::domain::ApiVersion;
use crate::domain::ConfigurationId;
use crate::domain::Place;
use crate::domain::Target;
use crate::plan::AssignmentDifference;
use crate::plan::Difference;
use crate::plan::Differs;
use crate::plan::Snapshot;
use crate::session::Session;
use crate::text;
use crate::words;
use crate::words::Names;

/// Writes the state of the tenant to a file.
pub(in crate::cli) fn run(global: &Global, args: &SnapshotArgs) -> Result<Exit, Failure> {
    #[derive(Serialize)]
    struct Document<'a> {
        file: &'a str,
        configurations: usize,
        assignments: usize,
        complete: bool,
        /// How many of them could not be read; the file has them as they came.
        unreadable: usize,
    }
    let runtime = crate::cli::plain_runtime()?;
    let opened = crate::cli::session::open::open_signed_in(global, &runtime)?;
    let read = runtime.block_on(read_now(&opened.session));
    drop(opened);
    crate::cli::end(runtime);
    let (place, listing) = read?;
    let missing = listing.missing.as_ref().map(Failure::incomplete);
    if let Some(failure) = missing.filter(|_| !args.partial) {
        return Err(
            failure.with_hint("--partial writes what could be read, marked as not complete")
        );
    }
    listing.note_missing(args.json);
    let unreadable = listing.unreadable();
    let state = snapshot(place, listing);
    if state.read_from == ApiVersion::V1 {
        let _ = print::error(
            "note: this was read from v1.0, which hides filters and more: it can be compared, and not restored\n",
        );
    }
    files::replace(&args.file, &state.to_json())?;
    let file = files::name(&args.file);
    let configurations = state.rows.len();
    let assignments = state.rows.iter().map(|row| row.assignments.len()).sum();
    if args.json && args.file.as_os_str() != "-" {
        // Whoever closed the pipe has read enough.
        let _ = print::json(&Document {
            file: &file,
            configurations,
            assignments,
            complete: state.complete,
            unreadable,
        });
    } else if args.file.as_os_str() != "-" {
        let unreadable = match unreadable {
            0 => String::new(),
            count => format!(", {count} of them unreadable and kept as they came,"),
        };
        let part = if state.complete { "" } else { ": not complete" };
        let _ = print::text(&format!(
            "{configurations} configurations, {assignments} assignments{unreadable} in {file}{part}\n"
        ));
    }
    Ok(Exit::Done)
}

/// The state of the tenant, whole.
async fn now(session: &Session) -> Result<Snapshot, Failure> {
    let (place, listing) = read_now(session).await?;
    match &listing.missing {
        Some(error) => Err(Failure::incomplete(error)),
        None => Ok(snapshot(place, listing)),
    }
}

/// What can be read of the tenant. The account is left out, so that nothing depends on who reads.
async fn read_now(session: &Session) -> Result<(Place, Listing), Failure> {
    let client = &session.client;
    let (tenant, listing) = tokio::join!(client.tenant(), list::rows(client));
    let tenant = tenant.ok().flatten();
    Ok((
        session.write_context_in(tenant.as_ref(), None).place,
        listing?,
    ))
}

fn snapshot(place: Place, listing: Listing) -> Snapshot {
    Snapshot {
        place,
        read_from: listing.version,
        complete: listing.missing.is_none(),
        rows: listing.rows,
    }
}

fn read(path: &Path) -> Result<Snapshot, Failure> {
    Snapshot::read(&files::read(path)?).map_err(|error| {
        let what = format!("{}: {}", files::name(path), text::clean(&error));
        Failure::naming("snapshot-file", what, None)
    })
}

/// Prints what differs between two states.
pub(in crate::cli) fn diff(global: &Global, args: &DiffArgs) -> Result<Exit, Failure> {
    let old = read(&args.old)?;
    let (new, names) = if let Some(path) = &args.new {
        // Two files need neither network nor token; the ids stand in for names.
        (read(path)?, Names::new())
    } else {
        let runtime = crate::cli::plain_runtime()?;
        let opened = crate::cli::session::open::open_signed_in(global, &runtime)?;
        let read = runtime.block_on(now_named(&opened.session, &old));
        drop(opened);
        crate::cli::end(runtime);
        read?
    };
    if old.place.is_apart(&new.place) {
        let (old, new) = (plan::named(&old.place), plan::named(&new.place));
        let _ = print::error(&format!("note: this compares {old} with {new}\n"));
    }
    if old.read_from != new.read_from {
        let (old, new) = (old.read_from, new.read_from);
        let _ = print::error(&format!(
            "note: one was read from {old} and the other from {new}, and v1.0 hides filters and more\n"
        ));
    }
    let differences = crate::plan::diff(&old.rows, &new.rows);
    // Whoever closed the pipe has read enough.
    let _ = if args.json {
        print::json(&document(&differences, &names))
    } else if differences.is_empty() {
        print::text("nothing differs\n")
    } else {
        let lines = words::diff(&differences, &names, &TimeZone::system());
        print::text(&print::lines(&lines))
    };
    Ok(Exit::Done)
}

/// The state of the tenant, and the names of what differs in it.
async fn now_named(session: &Session, old: &Snapshot) -> Result<(Snapshot, Names), Failure> {
    let new = now(session).await?;
    let differences = crate::plan::diff(&old.rows, &new.rows);
    let ids = list::ids(differences.iter().flat_map(targets));
    // The ids stand in.
    let names = session.client.names(&ids).await.unwrap_or_default();
    Ok((new, names))
}

/// The targets that differences are about.
fn targets(difference: &Difference) -> Vec<&Target> {
    match &difference.differs {
        Differs::Added(targets) | Differs::Removed(targets) => targets.iter().collect(),
        Differs::Changed(changed) => {
            let both = changed.assignments.iter().map(sides);
            both.flat_map(|(from, to, _)| [from, to])
                .flatten()
                .collect()
        }
    }
}

/// The older and the newer target of a difference, and its word.
fn sides(difference: &AssignmentDifference) -> (Option<&Target>, Option<&Target>, &'static str) {
    match difference {
        AssignmentDifference::Added(to) => (None, Some(to), "added"),
        AssignmentDifference::Removed(from) => (Some(from), None, "removed"),
        AssignmentDifference::Retargeted { from, to } => (Some(from), Some(to), "retargeted"),
        AssignmentDifference::Filter { from, to } => (Some(from), Some(to), "filter"),
    }
}

#[derive(Serialize)]
struct DiffJson<'a> {
    changes: Vec<ChangeJson<'a>>,
}

/// A configuration that differs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChangeJson<'a> {
    configuration_id: &'a str,
    configuration_name: &'a str,
    /// added, removed or changed
    change: &'static str,
    name: Option<Sides<&'a str>>,
    priority: Option<Sides<Option<i64>>>,
    properties: Vec<PropertyJson<'a>>,
    assignments: Vec<AssignmentJson<'a>>,
}

#[derive(Serialize)]
struct Sides<T> {
    from: T,
    to: T,
}

#[derive(Serialize)]
struct PropertyJson<'a> {
    property: &'a str,
    from: Option<Box<RawValue>>,
    to: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct AssignmentJson<'a> {
    /// added, removed, retargeted or filter
    change: &'static str,
    from: Option<TargetJson<'a>>,
    to: Option<TargetJson<'a>>,
}

fn document<'a>(differences: &'a [Difference], names: &'a Names) -> DiffJson<'a> {
    let changes = differences.iter().map(|difference| {
        let base = ChangeJson {
            configuration_id: difference.configuration.as_str(),
            configuration_name: &difference.name,
            change: "changed",
            name: None,
            priority: None,
            properties: Vec::new(),
            assignments: Vec::new(),
        };
        match &difference.differs {
            Differs::Added(targets) => ChangeJson {
                change: "added",
                assignments: targets
                    .iter()
                    .map(|to| assignment((None, Some(to), "added"), names))
                    .collect(),
                ..base
            },
            Differs::Removed(targets) => ChangeJson {
                change: "removed",
                assignments: targets
                    .iter()
                    .map(|from| assignment((Some(from), None, "removed"), names))
                    .collect(),
                ..base
            },
            Differs::Changed(changed) => ChangeJson {
                name: changed.name.as_ref().map(|(from, to)| Sides {
                    from: from.as_str(),
                    to: to.as_str(),
                }),
                priority: changed.priority.map(|(from, to)| Sides { from, to }),
                properties: changed
                    .properties
                    .iter()
                    .map(|one| PropertyJson {
                        property: &one.name,
                        from: raw(one.old.as_deref()),
                        to: raw(one.new.as_deref()),
                    })
                    .collect(),
                assignments: changed
                    .assignments
                    .iter()
                    .map(|one| assignment(sides(one), names))
                    .collect(),
                ..base
            },
        }
    });
    DiffJson {
        changes: changes.collect(),
    }
}

fn raw(json: Option<&str>) -> Option<Box<RawValue>> {
    RawValue::from_string(json?.to_owned()).ok()
}

fn assignment<'a>(
    (from, to, change): (Option<&'a Target>, Option<&'a Target>, &'static str),
    names: &'a Names,
) -> AssignmentJson<'a> {
    AssignmentJson {
        change,
        from: from.map(|target| documents::target(target, names)),
        to: to.map(|target| documents::target(target, names)),
    }
}

/// Writes the plan that brings the assignments of a snapshot back.
pub(in crate::cli) fn restore(global: &Global, args: &RestoreArgs) -> Result<Exit, Failure> {
    let snapshot = read(&args.file)?;
    let meant: Vec<ConfigurationId> = args
        .configurations
        .iter()
        .map(|typed| {
            let row = named::configuration(&snapshot.rows, typed)?;
            Ok(row.configuration.id.clone())
        })
        .collect::<Result<_, Failure>>()?;
    let runtime = crate::cli::plain_runtime()?;
    let opened = crate::cli::session::open::open_signed_in(global, &runtime)?;
    let ended = runtime.block_on(lead_back(&opened.session, args, &snapshot, &meant));
    drop(opened);
    crate::cli::end(runtime);
    ended
}

async fn lead_back(
    session: &Session,
    args: &RestoreArgs,
    snapshot: &Snapshot,
    meant: &[ConfigurationId],
) -> Result<Exit, Failure> {
    let workspace = Workspace::open_whole(session).await?;
    plan::elsewhere("the snapshot is of", &snapshot.place, &workspace)?;
    let then = snapshot.rows.iter().flat_map(|row| &row.assignments);
    if then.into_iter().any(|row| row.target.filter().is_some()) {
        // Where they cannot be read it is left to the service which of them go where.
        drop(workspace.filters().await);
    }
    let draft = crate::plan::restore(
        snapshot,
        &workspace.rows,
        |configuration| meant.is_empty() || meant.contains(&configuration.id),
        workspace.limits(session.write_mode),
    );
    plan::deliver(&workspace, draft, &args.output).await
}
