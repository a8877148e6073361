//! `enlist list`: every configuration with its assignments.
//!
//! Belongs here: reading the list, for this verb and for others, and printing it. Does not belong
//! here: which rows are meant (`select`), other forms than text and JSON (`list_csv`).

use std::collections::BTreeSet;

use serde::Serialize;

use crate::cli::args::{Global, ListArgs};
use crate::cli::lookup::named;
use crate::cli::lookup::selection::Selection;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::print::table::{Column, Table};
use crate::cli::print::{documents, table};
use crate::cli::session::waiting::Reading;
use crate::cli::verbs::list_csv;
use crate::domain::ApiVersion;
use crate::domain::Configuration;
use crate::domain::ConfigurationType;
use crate::domain::ObjectId;
use crate::domain::RequestError;
use crate::domain::Target;
use crate::graph::Client;
use crate::graph::Row;
use crate::words;
use crate::words::Names;

/// The configurations, as far as they could be read.
pub(in crate::cli) struct Listing {
    /// In the order of the list.
    pub(in crate::cli) rows: Vec<Row>,
    pub(in crate::cli) version: ApiVersion,
    /// The request that failed, where they are not all there.
    pub(in crate::cli) missing: Option<RequestError>,
}

/// In a JSON document, whether it rests on the whole list.
#[derive(Serialize)]
pub(in crate::cli) struct Completeness {
    complete: bool,
    /// The request that failed, in the form of a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Failure>,
}

pub(in crate::cli) fn run(global: &Global, args: &ListArgs) -> Result<Exit, Failure> {
    let runtime = crate::cli::plain_runtime()?;
    let opened = crate::cli::session::open::open_signed_in(global, &runtime)?;
    let reading = Reading::new(global);
    let read = read(&opened.session.client, args, &reading);
    let (listing, names) = runtime.block_on(reading.during(read))?;
    drop(opened);
    crate::cli::end(runtime);
    listing.note(args.json);
    let rows = &listing.rows;
    // Whoever closed the pipe has read enough.
    let _ = if args.json {
        print::json(&document(&listing, &names))
    } else if args.csv {
        list_csv::print(rows, &names)
    } else {
        print::text(&text(rows, &names, table::width()))
    };
    Ok(Exit::Done)
}

impl Listing {
    /// The whole list, or why it is not whole: nothing that rests on all of it is done with a part.
    pub(in crate::cli) fn whole(self) -> Result<(Vec<Row>, ApiVersion), RequestError> {
        match self.missing {
            Some(error) => Err(error),
            None => Ok((self.rows, self.version)),
        }
    }

    /// Says on stderr what is missing from the list, and what of it could not be read. A JSON document
    /// says the one itself and shows the other.
    pub(in crate::cli) fn note(&self, in_json: bool) {
        self.note_of(&self.rows, in_json);
    }

    /// The same where only these rows are shown.
    pub(in crate::cli) fn note_of(&self, rows: &[Row], in_json: bool) {
        note(self.version);
        self.note_missing(in_json);
        if in_json {
            return;
        }
        if let Some(said) = words::unreadable(rows) {
            let _ = print::error(&format!("warning: {said}\n"));
        }
    }

    /// Says on stderr which request failed, where the list is not whole.
    pub(in crate::cli) fn note_missing(&self, in_json: bool) {
        if let Some(error) = self.missing.as_ref().filter(|_| !in_json) {
            // Whoever closed stderr does not want to know.
            let _ = print::error(&format!("warning: {}\n", Failure::incomplete(error)));
        }
    }

    /// How many configurations, and assignments of the others, could not be read.
    pub(in crate::cli) fn unreadable(&self) -> usize {
        let of = |row: &Row| match row.configuration.unreadable {
            Some(_) => 1,
            None => words::unreadable_assignments(row),
        };
        self.rows.iter().map(of).sum()
    }

    /// The configuration that was typed. Where there is none, it may be what is missing.
    pub(in crate::cli) fn naming(&self, typed: &str) -> Result<&Row, Failure> {
        named::configuration(&self.rows, typed).map_err(|failure| match &self.missing {
            Some(error) if failure.is_not_found() => {
                failure.with_hint(&Failure::incomplete(error).to_string())
            }
            _ => failure,
        })
    }

    pub(in crate::cli) fn completeness(&self) -> Completeness {
        Completeness {
            complete: self.missing.is_none(),
            missing: self.missing.as_ref().map(Failure::incomplete),
        }
    }
}

/// Every configuration, as far as they can be read.
pub(in crate::cli) async fn rows(client: &Client) -> Result<Listing, RequestError> {
    collect(client, Vec::extend).await
}

/// The same without what only the screen shows: of the answers no more than one page is held beside
/// what is kept of them.
pub(in crate::cli) async fn bare_rows(
    client: &Client,
    reading: &Reading,
) -> Result<Listing, RequestError> {
    collect(client, |rows, page| {
        reading.add(page.len());
        rows.extend(page.into_iter().map(Row::bare));
    })
    .await
}

async fn collect(
    client: &Client,
    mut keep: impl FnMut(&mut Vec<Row>, Vec<Row>),
) -> Result<Listing, RequestError> {
    let mut rows = Vec::new();
    let listed = client
        .configurations_or_part(|page| keep(&mut rows, page))
        .await?;
    rows.sort_by(|a, b| a.configuration.order(&b.configuration));
    Ok(Listing {
        rows,
        version: listed.version,
        missing: listed.incomplete,
    })
}

async fn read(
    client: &Client,
    args: &ListArgs,
    reading: &Reading,
) -> Result<(Listing, Names), Failure> {
    let mut listing = bare_rows(client, reading).await?;
    let rows = &mut listing.rows;
    let mut selection = Selection::new(args, rows)?;
    let names = if args.names || args.search.is_some() {
        reading.turn_to("Looking up the names");
        let targets = rows.iter().flat_map(|row| &row.assignments);
        let targets: Vec<&Target> = targets.map(|row| &row.target).collect();
        let has_filter = targets.iter().any(|target| target.filter().is_some());
        let mut names = client.names(&ids(targets)).await?;
        if has_filter && !args.json && !args.csv {
            // Where they may not be read, the ids stand in.
            names.extend(named::filter_names(client).await.unwrap_or_default());
        }
        names
    } else {
        Names::new()
    };
    rows.retain(|row| selection.takes(row, &names));
    // Searched by or not: names are told to whoever asked for them.
    let names = if args.names { names } else { Names::new() };
    Ok((listing, names))
}

/// Says on stderr what a version hid, so that its silence is not taken for an answer.
pub(in crate::cli) fn note(version: ApiVersion) {
    if let Some(said) = words::hidden(version) {
        // Whoever closed stderr does not want to know.
        let _ = print::error(&format!("note: {said}\n"));
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

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    completeness: Completeness,
    configurations: Vec<documents::RowJson<'a>>,
}

fn document<'a>(listing: &'a Listing, names: &'a Names) -> Document<'a> {
    let rows = listing.rows.iter();
    Document {
        completeness: listing.completeness(),
        configurations: rows.map(|row| documents::row(row, names)).collect(),
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
                named::filter_cell(&assignment.target, names),
            ]);
        }
    }
    table.text(width)
}

/// Priority, type and name of a configuration, as a table shows them.
pub(in crate::cli) fn head(configuration: &Configuration) -> [String; 3] {
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
