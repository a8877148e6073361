//! `enlist list`: lists every configuration with its assignments.

use clap::Args;
use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::lookup::listing::{self, Listing};
use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::lookup::selection::Selection;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::list_csv;
use crate::cli::print::shown_names::ShownNames;
use crate::cli::print::table::{Cell, Column, Table};
use crate::cli::print::{self, OutputStyle, cells, documents};
use crate::cli::session::waiting::{self, ReadProgress};
use crate::domain::{Row, Target};
use crate::graph::Client;
use crate::words::Names;

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own, and any of them can be given"
)]
pub(in crate::cli) struct ListArgs {
    /// Only this type, such as esp, limit, hello, notification, or its @odata.type
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Only this platform, such as windows, ios, mac, android or androidForWork
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<String>,
    /// Only what has each of these words in a name, type, platform, ID or target
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Show names instead of IDs; the default on a terminal
    #[arg(long)]
    names: bool,
    /// Show IDs, without looking up names
    #[arg(long, conflicts_with = "names")]
    no_names: bool,
    /// Print one JSON document
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print comma-separated values with a line for each assignment
    #[arg(long)]
    csv: bool,
}

pub(in crate::cli) fn run(global: &Global, args: &ListArgs) -> Result<Exit, Failure> {
    let style = global.stdout();
    let is_table = !args.json && !args.csv;
    let wants_names = args.names || (is_table && style.is_terminal() && !args.no_names);
    let ((listing, names, lookup), open) = waiting::read(global, async |session, progress| {
        let read = read(&session.client, args, wants_names, progress).await?;
        Ok((read, OpenChanges::of(session).await))
    })?;
    listing.note(args.json);
    lookup.warn(args.json);
    open.note(args.json);
    let rows = &listing.rows;
    // A closed pipe is not an error.
    let _ = if args.json {
        print::json(&document(listing.completeness(&lookup, open), rows, &names))
    } else if args.csv {
        list_csv::print(rows, &names)
    } else {
        print::text(&text(rows, &names, style))
    };
    Ok(Exit::Done)
}

async fn read(
    client: &Client,
    args: &ListArgs,
    wants_names: bool,
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
    let names = if wants_names || args.search.is_some() {
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
    // Names may have been looked up only for the search: show them only if requested.
    let names = if wants_names { names } else { Names::new() };
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

/// Returns a line for each assignment. On a terminal, only the first assignment of a configuration shows its
/// name. In a pipe every line does, so each line is complete on its own.
fn text(rows: &[Row], names: &Names, style: OutputStyle) -> String {
    let shown = ShownNames::new(names, rows, style);
    let mut table = Table::new([
        Column::number("#"),
        Column::heading("Type"),
        Column::text("Configuration", 16),
        Column::text("Target", 16),
        Column::below("Filter"),
    ]);
    for row in rows {
        let [priority, kind, name] = cells::head(&row.configuration);
        let head = [
            priority.into(),
            cells::type_cell(&row.configuration, kind),
            name.into(),
        ];
        if row.assignments.is_empty() {
            let [priority, kind, name] = head;
            let target = Cell::from("not assigned".to_owned());
            table.push([priority, kind, name, target, String::new().into()]);
            continue;
        }
        for (at, assignment) in row.assignments.iter().enumerate() {
            let [priority, kind, name] = if style.is_terminal() && at > 0 {
                std::array::from_fn(|_| Cell::from(String::new()))
            } else {
                head.clone()
            };
            let target = &assignment.target;
            table.push([
                priority,
                kind,
                name,
                Cell::new(cells::target_role(target, names), shown.target(target)),
                cells::filter_cell(target, shown.names()).into(),
            ]);
        }
    }
    table.text(style)
}
