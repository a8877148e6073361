//! `enlist diff`: compares two states of a tenant.

use std::path::PathBuf;

use clap::Args;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::cli::args::Global;
use crate::cli::lookup::listing::NamesMissing;
use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::lookup::workspace::place_in_words;
use crate::cli::lookup::{named, tenant_state};
use crate::cli::print::documents::{self, TargetJson};
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::{self};
use crate::cli::session::with_session;
use crate::domain::Target;
use crate::plan::{AssignmentDifference, Difference, Differs, Snapshot};
use crate::session::Session;
use crate::words::{self, Names};

#[derive(Debug, Args)]
pub(in crate::cli) struct DiffArgs {
    /// The older snapshot file; - reads standard input
    #[arg(value_name = "FILE")]
    old: PathBuf,
    /// The newer snapshot file; the tenant as it is now if omitted
    #[arg(value_name = "FILE")]
    new: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// Prints the differences between two states.
pub(in crate::cli) fn run(global: &Global, args: &DiffArgs) -> Result<Exit, Failure> {
    let old = tenant_state::read(&args.old)?;
    let (new, differences, names, lookup) = if let Some(path) = &args.new {
        // Comparing two files needs neither network nor token. IDs are shown instead of names.
        let new = tenant_state::read(path)?;
        let differences = crate::plan::diff(&old.rows, &new.rows);
        (new, differences, Names::new(), None)
    } else {
        with_session(global, async |session| {
            OpenChanges::of(session).await.note(args.json);
            now_named(session, &old).await
        })?
    };
    let notes = notes(&old, &new);
    for note in &notes {
        global.printing().note(&format!("note: {note}\n"));
    }
    if let Some(lookup) = &lookup {
        lookup.warn(args.json);
    }
    // A closed pipe is not an error.
    let _ = if args.json {
        let not_read = lookup.as_ref().map(NamesMissing::of);
        print::json(&document(&differences, &names, notes, not_read))
    } else if differences.is_empty() {
        print::text("No differences.\n")
    } else {
        let lines = words::diff(&differences, &names, &TimeZone::system());
        print::text(&global.stdout().lines(&lines))
    };
    Ok(Exit::Done)
}

/// Returns the reasons other than a change why two states may differ.
fn notes(old: &Snapshot, new: &Snapshot) -> Vec<String> {
    let mut notes = Vec::new();
    if old.place.is_apart(&new.place) {
        let (old, new) = (place_in_words(&old.place), place_in_words(&new.place));
        notes.push(format!("this compares {old} with {new}"));
    }
    if old.read_from != new.read_from {
        let (old, new) = (old.read_from, new.read_from);
        notes.push(format!(
            "one was read from {old} and the other from {new}; v1.0 hides filters and more"
        ));
    }
    notes
}

/// Reads the current state of the tenant, and returns it with the differences and the names they need.
async fn now_named(
    session: &Session,
    old: &Snapshot,
) -> Result<(Snapshot, Vec<Difference>, Names, Option<NameLookup>), Failure> {
    let new = tenant_state::now(session).await?;
    let differences = crate::plan::diff(&old.rows, &new.rows);
    let ids = named::ids(differences.iter().flat_map(targets));
    let lookup = NameLookup::new(&session.client);
    let names = lookup.names(&ids).await;
    Ok((new, differences, names, Some(lookup)))
}

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

/// Returns the old and the new target of a difference, and the word for its kind.
fn sides(difference: &AssignmentDifference) -> (Option<&Target>, Option<&Target>, &'static str) {
    match difference {
        AssignmentDifference::Added(to) => (None, Some(to), "added"),
        AssignmentDifference::Removed(from) => (Some(from), None, "removed"),
        AssignmentDifference::Retargeted { from, to } => (Some(from), Some(to), "retargeted"),
        AssignmentDifference::Filter { from, to } => (Some(from), Some(to), "filter"),
    }
}

/// What differs between two states.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "diff"))]
pub(super) struct DiffJson<'a> {
    changes: Vec<ChangeJson<'a>>,
    /// What to know about the two states: that they are of different tenants, or were read from different versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    #[serde(flatten)]
    not_read: Option<NamesMissing>,
}

/// A configuration that differs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "difference"))]
struct ChangeJson<'a> {
    configuration_id: &'a str,
    configuration_name: &'a str,
    /// added, removed or changed
    #[cfg_attr(test, schemars(extend("enum" = ["added", "removed", "changed"])))]
    change: &'static str,
    name: Option<Sides<&'a str>>,
    priority: Option<Sides<Option<i64>>>,
    properties: Vec<PropertyJson<'a>>,
    assignments: Vec<AssignmentJson<'a>>,
}

/// Before and after.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
struct Sides<T> {
    from: T,
    to: T,
}

/// A property that differs.
#[derive(Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "propertyDifference")
)]
struct PropertyJson<'a> {
    property: &'a str,
    /// Its JSON; null if it was not there.
    #[cfg_attr(test, schemars(with = "serde_json::Value"))]
    from: Option<Box<RawValue>>,
    /// Its JSON; null if it is not there.
    #[cfg_attr(test, schemars(with = "serde_json::Value"))]
    to: Option<Box<RawValue>>,
}

/// An assignment that differs.
#[derive(Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "assignmentDifference")
)]
struct AssignmentJson<'a> {
    /// added, removed, retargeted or filter
    #[cfg_attr(test, schemars(extend("enum" = ["added", "removed", "retargeted", "filter"])))]
    change: &'static str,
    from: Option<TargetJson<'a>>,
    to: Option<TargetJson<'a>>,
}

fn document<'a>(
    differences: &'a [Difference],
    names: &'a Names,
    notes: Vec<String>,
    not_read: Option<NamesMissing>,
) -> DiffJson<'a> {
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
        notes,
        not_read,
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
