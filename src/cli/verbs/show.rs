//! `enlist show`: one configuration with its assignments.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::args::Global;
use crate::cli::lookup::named;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::table::{Column, Table};
use crate::cli::print::{documents, table};
use crate::cli::session::waiting::Reading;
use crate::cli::verbs::list;
use crate::domain::Assignment;
use crate::graph::Row;
use crate::text;
use crate::words;
use crate::words::Names;

pub(in crate::cli) fn run(global: &Global, typed: &str, as_json: bool) -> Result<Exit, Failure> {
    let runtime = crate::cli::plain_runtime()?;
    let opened = crate::cli::session::open::open_signed_in(global, &runtime)?;
    let client = &opened.session.client;
    let reading = Reading::new(global);
    let read = runtime.block_on(reading.during(async {
        let listing = list::bare_rows(client, &reading).await?;
        let row = listing.naming(typed)?.clone();
        reading.turn_to("Looking up the names");
        let mut names = named::names(client, &row).await?;
        let has_filter = |row: &Assignment| row.target.filter().is_some();
        if !as_json && row.assignments.iter().any(has_filter) {
            // Where they may not be read, the ids stand in.
            names.extend(named::filter_names(client).await.unwrap_or_default());
        }
        Ok::<_, Failure>((row, names, listing))
    }));
    drop(opened);
    crate::cli::end(runtime);
    let (row, names, listing) = read?;
    listing.note_of(std::slice::from_ref(&row), as_json);
    // Whoever closed the pipe has read enough.
    let _ = if as_json {
        print::json(&Document {
            completeness: listing.completeness(),
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

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    completeness: list::Completeness,
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
            named::filter_cell(&assignment.target, names),
            assignment.source.word().unwrap_or_default().to_owned(),
            text::clean(assignment.given_id().unwrap_or("–")).into_owned(),
        ]);
    }
    page.push('\n');
    page.push_str(&table.text(table::width()));
    page
}
