//! `enlist show`: one configuration with its assignments.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::lookup::listing;
use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::table::{self, Column, Table};
use crate::cli::print::{self, cells, documents};
use crate::cli::session::waiting;
use crate::domain::{Assignment, Row};
use crate::text;
use crate::words::{self, Names};

#[derive(Debug, Args)]
pub(in crate::cli) struct ShowArgs {
    /// Id, unique beginning of one, or name
    #[arg(value_name = "CONFIG")]
    configuration: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(global: &Global, args: &ShowArgs) -> Result<Exit, Failure> {
    let (row, names, lookup, listing, open) = waiting::read(global, async |session, progress| {
        let client = &session.client;
        let listing = listing::bare_rows(client, progress).await?;
        let row = listing.naming(&args.configuration)?.clone();
        progress.turn_to("Looking up the names");
        let lookup = NameLookup::new(client);
        let mut names = lookup.of_row(&row).await;
        let has_filter = |row: &Assignment| row.target.filter().is_some();
        if !args.json && row.assignments.iter().any(has_filter) {
            names.extend(lookup.filters().await);
        }
        Ok((row, names, lookup, listing, OpenChanges::of(session).await))
    })?;
    listing.note_of(std::slice::from_ref(&row), args.json);
    lookup.warn(args.json);
    open.note(args.json);
    // Whoever closed the pipe has read enough.
    let _ = if args.json {
        print::json(&Document {
            completeness: listing.completeness(&lookup, open),
            configuration: documents::configuration(&row.configuration),
            assignments: row
                .assignments
                .iter()
                .map(|row| documents::assignment(row, &names))
                .collect(),
        })
    } else {
        print::text(&page(&row, &names))
    };
    Ok(Exit::Done)
}

/// A configuration and its assignments.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "show"))]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    completeness: listing::Completeness,
    configuration: documents::ConfigurationJson<'a>,
    assignments: Vec<documents::AssignmentJson<'a>>,
}

fn page(row: &Row, names: &Names) -> String {
    let configuration = &row.configuration;
    let mut page = format!("{}\n", configuration.name);
    let label = if configuration.given_id().is_some() {
        "id"
    } else {
        "raw"
    };
    let _ = writeln!(page, "  {label:<8}  {}", configuration.id);
    let _ = writeln!(page, "  type      {}", configuration.kind.title());
    if let Some(platform) = &configuration.platform {
        let _ = writeln!(page, "  platform  {platform}");
    }
    let _ = writeln!(page, "  priority  {}", words::priority(configuration));
    let unreadable = match words::unreadable_assignments(row) {
        0 => String::new(),
        count => format!(", {count} unreadable"),
    };
    let _ = writeln!(page, "  assigned  {}{unreadable}", row.assignments.len());
    if row.assignments.is_empty() {
        return page;
    }
    let mut table = Table::new([
        Column::text("Target", 16),
        Column::text("Filter", 8),
        Column::text("From", 6),
        Column::spare("Id"),
    ]);
    for assignment in &row.assignments {
        table.push([
            words::target(&assignment.target, names).to_string(),
            cells::filter_cell(&assignment.target, names),
            assignment.source.word().unwrap_or_default().to_owned(),
            text::clean(assignment.given_id().unwrap_or("–")).into_owned(),
        ]);
    }
    page.push('\n');
    page.push_str(&table.text(table::width()));
    page
}
