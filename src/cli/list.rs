//! `enlist list`: every configuration with its assignments.
//!
//! Belongs here: reading the list, for this verb and for others, and printing it. Does not belong
//! here: which rows are meant (`select`), other forms than text and JSON (`list_csv`).

use std::collections::BTreeSet;

use serde::Serialize;

use super::args::{Global, ListArgs};
use super::exit::{Exit, Failure};
use super::reading::Reading;
use super::select::Selection;
use super::table::{Column, Table};
use super::{find, json, list_csv, print, table};
use crate::domain::{ApiVersion, Configuration, ConfigurationType, ObjectId, RequestError, Target};
use crate::graph::{Client, Row};
use crate::words::{self, Names};

pub(super) fn run(global: &Global, args: &ListArgs) -> Result<Exit, Failure> {
    let runtime = super::plain_runtime()?;
    let opened = super::open::open_signed_in(global, &runtime)?;
    let reading = Reading::new(global);
    let read = read(&opened.session.client, args, &reading);
    let (rows, names, version) = runtime.block_on(reading.during(read))?;
    drop(opened);
    super::end(runtime);
    note(version);
    // Whoever closed the pipe has read enough.
    let _ = if args.json {
        print::json(&document(&rows, &names))
    } else if args.csv {
        list_csv::print(&rows, &names)
    } else {
        print::text(&text(&rows, &names, table::width()))
    };
    Ok(Exit::Done)
}

/// Every configuration in the order of the list, and the version that was read.
pub(super) async fn rows(client: &Client) -> Result<(Vec<Row>, ApiVersion), RequestError> {
    collect(client, Vec::extend).await
}

/// The same without what only the screen shows: of the answers no more than one page is held beside
/// what is kept of them.
pub(super) async fn bare_rows(
    client: &Client,
    reading: &Reading,
) -> Result<(Vec<Row>, ApiVersion), RequestError> {
    collect(client, |rows, page| {
        reading.add(page.len());
        rows.extend(page.into_iter().map(Row::bare));
    })
    .await
}

async fn collect(
    client: &Client,
    mut keep: impl FnMut(&mut Vec<Row>, Vec<Row>),
) -> Result<(Vec<Row>, ApiVersion), RequestError> {
    let mut rows = Vec::new();
    let listed = client.configurations(|page| keep(&mut rows, page)).await?;
    // Half a list with exit code 0 would mislead a script.
    if let Some(error) = listed.incomplete {
        return Err(error);
    }
    rows.sort_by(|a, b| a.configuration.order(&b.configuration));
    Ok((rows, listed.version))
}

async fn read(
    client: &Client,
    args: &ListArgs,
    reading: &Reading,
) -> Result<(Vec<Row>, Names, ApiVersion), Failure> {
    let (mut rows, version) = bare_rows(client, reading).await?;
    let mut selection = Selection::new(args, &rows)?;
    let names = if args.names || args.search.is_some() {
        reading.turn_to("Looking up the names");
        let targets = rows.iter().flat_map(|row| &row.assignments);
        let targets: Vec<&Target> = targets.map(|row| &row.target).collect();
        let has_filter = targets.iter().any(|target| target.filter().is_some());
        let mut names = client.names(&ids(targets)).await?;
        if has_filter && !args.json && !args.csv {
            // Where they may not be read, the ids stand in.
            names.extend(find::filter_names(client).await.unwrap_or_default());
        }
        names
    } else {
        Names::new()
    };
    rows.retain(|row| selection.takes(row, &names));
    // Searched by or not: names are told to whoever asked for them.
    let names = if args.names { names } else { Names::new() };
    Ok((rows, names, version))
}

/// Says on stderr what a version hid, so that its silence is not taken for an answer.
pub(super) fn note(version: ApiVersion) {
    if let Some(said) = words::hidden(version) {
        // Whoever closed stderr does not want to know.
        let _ = print::error(&format!("note: {said}\n"));
    }
}

/// The directory objects that targets name, each once.
pub(super) fn ids<'a>(targets: impl IntoIterator<Item = &'a Target>) -> Vec<ObjectId> {
    let ids: BTreeSet<ObjectId> = targets
        .into_iter()
        .filter_map(|target| ObjectId::parse(target.object_id()?).ok())
        .collect();
    ids.into_iter().collect()
}

#[derive(Serialize)]
struct Document<'a> {
    configurations: Vec<json::RowJson<'a>>,
}

fn document<'a>(rows: &'a [Row], names: &'a Names) -> Document<'a> {
    Document {
        configurations: rows.iter().map(|row| json::row(row, names)).collect(),
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
        let [priority, kind, name] = head(&row.configuration);
        if row.assignments.is_empty() {
            let target = "not assigned".to_owned();
            table.push([priority, kind, name, target, String::new()]);
            continue;
        }
        for (at, assignment) in row.assignments.iter().enumerate() {
            let said = |cell: &String| match width {
                Some(_) if at > 0 => String::new(),
                _ => cell.clone(),
            };
            table.push([
                said(&priority),
                said(&kind),
                said(&name),
                words::target(&assignment.target, names).to_string(),
                find::filter_cell(&assignment.target, names),
            ]);
        }
    }
    table.text(width)
}

/// Priority, type and name of a configuration, as a table shows them.
pub(super) fn head(configuration: &Configuration) -> [String; 3] {
    let kind = match (&configuration.kind, words::platform_of(configuration)) {
        // Of a restriction the platform is what tells it from others.
        (ConfigurationType::PlatformRestriction, Some(platform)) => platform.to_owned(),
        (kind, Some(platform)) => format!("{} {platform}", words::kind_label(kind)),
        (kind, None) => words::kind_label(kind).to_owned(),
    };
    [
        words::priority(configuration),
        kind,
        configuration.name.clone(),
    ]
}
