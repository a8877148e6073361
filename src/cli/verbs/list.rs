//! `enlist list`: every configuration with its assignments.

use clap::Args;
use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::lookup::listing::{self, Listing};
use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::lookup::selection::Selection;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::list_csv;
use crate::cli::print::table::{self, Column, Table};
use crate::cli::print::{self, cells, documents};
use crate::cli::session::waiting::{self, ReadProgress};
use crate::domain::{Row, Target};
use crate::graph::Client;
use crate::words::{self, Names};

#[derive(Debug, Args)]
pub(in crate::cli) struct ListArgs {
    /// Only this type: a beginning of its short name, its name, or its @odata.type
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Only this platform: windows, ios, mac, android, androidForWork, …
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,
    /// Only what `/` on the screen would find: each word in a name, type, platform, id or target
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Look up the names of groups
    #[arg(long)]
    names: bool,
    /// Print one JSON document
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print comma-separated values, a line for each assignment
    #[arg(long)]
    csv: bool,
}

pub(in crate::cli) fn run(global: &Global, args: &ListArgs) -> Result<Exit, Failure> {
    let ((listing, names, lookup), open) = waiting::read(global, async |session, progress| {
        let read = read(&session.client, args, progress).await?;
        Ok((read, OpenChanges::of(session).await))
    })?;
    listing.note(args.json);
    lookup.warn(args.json);
    open.note(args.json);
    let rows = &listing.rows;
    // Whoever closed the pipe has read enough.
    let _ = if args.json {
        print::json(&document(listing.completeness(&lookup, open), rows, &names))
    } else if args.csv {
        list_csv::print(rows, &names)
    } else {
        print::text(&text(rows, &names, table::width()))
    };
    Ok(Exit::Done)
}

async fn read(
    client: &Client,
    args: &ListArgs,
    progress: &ReadProgress,
) -> Result<(Listing, Names, NameLookup), Failure> {
    let mut listing = listing::bare_rows(client, progress).await?;
    let rows = &mut listing.rows;
    let mut selection = Selection::new(
        args.kind.as_deref(),
        args.platform.as_deref(),
        args.search.as_deref(),
        rows,
    )?;
    let lookup = NameLookup::new(client);
    let names = if args.names || args.search.is_some() {
        progress.turn_to("Looking up the names");
        let targets = rows.iter().flat_map(|row| &row.assignments);
        let targets: Vec<&Target> = targets.map(|row| &row.target).collect();
        let has_filter = targets.iter().any(|target| target.filter().is_some());
        let mut names = lookup.of_targets(targets).await;
        if has_filter && !args.json && !args.csv {
            names.extend(lookup.filters().await);
        }
        names
    } else {
        Names::new()
    };
    rows.retain(|row| selection.takes(row, &names));
    // Searched by or not: names are told to whoever asked for them.
    let names = if args.names { names } else { Names::new() };
    Ok((listing, names, lookup))
}

/// The configurations with their assignments.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "list"))]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    completeness: listing::Completeness,
    configurations: Vec<documents::RowJson<'a>>,
}

fn document<'a>(
    completeness: listing::Completeness,
    rows: &'a [Row],
    names: &'a Names,
) -> Document<'a> {
    Document {
        completeness,
        configurations: rows.iter().map(|row| documents::row(row, names)).collect(),
    }
}

/// A line for each assignment. On a terminal the configuration stands beside its first one only; in a
/// pipe beside each, so that a line says all when it is taken out.
fn text(rows: &[Row], names: &Names, width: Option<usize>) -> String {
    let mut table = Table::new([
        Column::number("#"),
        Column::text("Type", 6),
        Column::text("Configuration", 16),
        Column::text("Target", 16),
        Column::text("Filter", 8),
    ]);
    for row in rows {
        let [priority, kind, name] = cells::head(&row.configuration);
        if row.assignments.is_empty() {
            let target = "not assigned".to_owned();
            table.push([priority, kind, name, target, String::new()]);
            continue;
        }
        for (at, assignment) in row.assignments.iter().enumerate() {
            let message = |cell: &String| match width {
                Some(_) if at > 0 => String::new(),
                _ => cell.clone(),
            };
            table.push([
                message(&priority),
                message(&kind),
                message(&name),
                words::target(&assignment.target, names).to_string(),
                cells::filter_cell(&assignment.target, names),
            ]);
        }
    }
    table.text(width)
}
