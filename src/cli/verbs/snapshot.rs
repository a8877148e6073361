//! `enlist snapshot`: saves the state of a tenant to a file.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::lookup::tenant_state::{read_now, snapshot};
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::{files, with_session};
use crate::domain::ApiVersion;

#[derive(Debug, Args)]
pub(in crate::cli) struct SnapshotArgs {
    /// File for the snapshot, replaced if it exists; - writes to stdout
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// If a request fails, save what could be read, marked as incomplete; `diff` and `restore` refuse such a file
    #[arg(long)]
    partial: bool,
    /// Print what was saved as one JSON document
    #[arg(long)]
    json: bool,
}

/// What was written to the file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "snapshot"))]
pub(super) struct Document<'a> {
    file: &'a str,
    configurations: usize,
    assignments: usize,
    /// The version that was read. From v1.0, which hides filters and more, nothing can be restored.
    #[serde(rename = "readFrom")]
    #[cfg_attr(test, schemars(extend("enum" = ["v1.0", "beta"])))]
    read_from: &'static str,
    /// Whether all configurations are in the file.
    complete: bool,
    /// How many configurations, and assignments of the other ones, could not be read; the file has them as they came.
    unreadable: usize,
}

/// Writes the state of the tenant to a file.
pub(in crate::cli) fn run(global: &Global, args: &SnapshotArgs) -> Result<Exit, Failure> {
    let ((place, listing), open) = with_session(global, async |session| {
        Ok((read_now(session).await?, OpenChanges::of(session).await))
    })?;
    open.note(args.json);
    let missing = listing.missing.as_ref().map(Failure::incomplete);
    if let Some(failure) = missing.filter(|_| !args.partial) {
        return Err(failure.with_hint("--partial saves what could be read, marked as incomplete"));
    }
    listing.note_missing(args.json);
    let unreadable = listing.unreadable();
    let state = snapshot(place, listing);
    if state.read_from == ApiVersion::V1 && !args.json {
        let _ = print::error(
            "note: read from v1.0, which hides filters and more: the snapshot can be compared but not restored\n",
        );
    }
    files::replace(&args.file, &state.to_json())?;
    let file = files::name(&args.file);
    let configurations = state.rows.len();
    let assignments = state.rows.iter().map(|row| row.assignments.len()).sum();
    if args.json && args.file.as_os_str() != "-" {
        // A closed pipe is not an error.
        let _ = print::json(&Document {
            file: &file,
            configurations,
            assignments,
            read_from: state.read_from.segment(),
            complete: state.complete,
            unreadable,
        });
    } else if args.file.as_os_str() != "-" {
        let unreadable = match unreadable {
            0 => String::new(),
            count => format!(", {count} of them unreadable and kept as received,"),
        };
        let part = if state.complete { "" } else { " (incomplete)" };
        let _ = print::text(&format!(
            "{configurations} configurations, {assignments} assignments{unreadable} in {file}{part}\n"
        ));
    }
    Ok(Exit::Done)
}
