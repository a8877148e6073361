//! Reads the configurations, and reports those that could not be read.

use serde::Serialize;

use crate::cli::lookup::name_lookup::NameLookup;
use crate::cli::lookup::named;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::waiting::ReadProgress;
use crate::domain::{ApiVersion, RequestError, Row};
use crate::graph::Client;
use crate::words;

/// The configurations, as far as they could be read.
pub(in crate::cli) struct Listing {
    pub(in crate::cli) rows: Vec<Row>,
    pub(in crate::cli) version: ApiVersion,
    pub(in crate::cli) missing: Option<RequestError>,
}

/// In a JSON document, whether it rests on the whole list.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::cli) struct Completeness {
    /// Whether the whole list was read.
    complete: bool,
    /// The request that failed, if the list is not complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Failure"))]
    missing: Option<Failure>,
    /// The version that was read: v1.0 hides assignment filters and several types.
    #[serde(rename = "readFrom")]
    #[cfg_attr(test, schemars(extend("enum" = ["v1.0", "beta"])))]
    read_from: &'static str,
    #[serde(flatten)]
    names: NamesMissing,
    #[serde(flatten)]
    open: OpenChanges,
}

/// In a JSON document, the request because of which names are not known.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::cli) struct NamesMissing {
    /// The request that failed, if names could not be looked up and ids stand in for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Failure"))]
    names_missing: Option<Failure>,
}

impl NamesMissing {
    pub(in crate::cli) fn of(names: &NameLookup) -> Self {
        Self {
            names_missing: names.failure(),
        }
    }
}

/// What could not be read beside what a change is about: left out of a JSON document where nothing is
/// missing.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::cli) struct NotRead {
    /// The request that failed, if not every configuration was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Failure"))]
    missing: Option<Failure>,
    #[serde(flatten)]
    names: NamesMissing,
}

impl NotRead {
    pub(in crate::cli) fn of(missing: Option<&RequestError>, names: &NameLookup) -> Self {
        Self {
            missing: missing.map(Failure::incomplete),
            names: NamesMissing::of(names),
        }
    }
}

/// Names the failed request on stderr if the list is incomplete.
pub(in crate::cli) fn note_missing(missing: Option<&RequestError>, in_json: bool) {
    if let Some(error) = missing.filter(|_| !in_json) {
        // A closed stderr is not an error.
        let _ = print::error(&format!("warning: {}\n", Failure::incomplete(error)));
    }
}

/// The typed configuration. If it is not found, it may be one of the missing ones.
pub(in crate::cli) fn naming<'a>(
    rows: &'a [Row],
    missing: Option<&RequestError>,
    typed: &str,
) -> Result<&'a Row, Failure> {
    named::configuration(rows, typed).map_err(|failure| match missing {
        Some(error) if failure.is_not_found() => {
            failure.with_more(&Failure::incomplete(error).to_string())
        }
        _ => failure,
    })
}

impl Listing {
    /// Says on stderr what is missing from the list, and what could not be read. A JSON document contains
    /// both itself.
    pub(in crate::cli) fn note(&self, in_json: bool) {
        self.note_of(&self.rows, in_json);
    }

    /// The same if only these rows are shown.
    pub(in crate::cli) fn note_of(&self, rows: &[Row], in_json: bool) {
        if in_json {
            return;
        }
        note(self.version);
        self.note_missing(false);
        if let Some(text) = words::unreadable(rows) {
            let _ = print::error(&format!("warning: {text}\n"));
        }
    }

    /// Names the failed request on stderr if the list is incomplete.
    pub(in crate::cli) fn note_missing(&self, in_json: bool) {
        note_missing(self.missing.as_ref(), in_json);
    }

    /// How many configurations, and assignments of the others, could not be read.
    pub(in crate::cli) fn unreadable(&self) -> usize {
        let of = |row: &Row| match row.configuration.unreadable {
            Some(_) => 1,
            None => words::unreadable_assignments(row),
        };
        self.rows.iter().map(of).sum()
    }

    /// The typed configuration. If it is not found, it may be one of the missing ones.
    pub(in crate::cli) fn naming(&self, typed: &str) -> Result<&Row, Failure> {
        naming(&self.rows, self.missing.as_ref(), typed)
    }

    pub(in crate::cli) fn completeness(
        &self,
        names: &NameLookup,
        open: OpenChanges,
    ) -> Completeness {
        Completeness {
            complete: self.missing.is_none(),
            missing: self.missing.as_ref().map(Failure::incomplete),
            read_from: self.version.segment(),
            names: NamesMissing::of(names),
            open,
        }
    }
}

/// Every configuration, as far as they can be read.
pub(in crate::cli) async fn rows(client: &Client) -> Result<Listing, RequestError> {
    collect(client, Vec::extend).await
}

/// Like `rows`, with progress.
pub(in crate::cli) async fn rows_counted(
    client: &Client,
    progress: &ReadProgress,
) -> Result<Listing, RequestError> {
    collect_counted(client, progress, |row| row).await
}

/// Like `rows_counted`, without the properties that only the screen shows. Besides the result, at most one
/// page of the answers is in memory.
pub(in crate::cli) async fn bare_rows(
    client: &Client,
    progress: &ReadProgress,
) -> Result<Listing, RequestError> {
    collect_counted(client, progress, Row::bare).await
}

/// Like `bare_rows`, with the settings of the selected configurations.
pub(in crate::cli) async fn rows_with_settings_of(
    client: &Client,
    progress: &ReadProgress,
    is_meant: impl Fn(&Row) -> bool,
) -> Result<Listing, RequestError> {
    collect_counted(client, progress, |row| {
        if is_meant(&row) { row } else { row.bare() }
    })
    .await
}

async fn collect_counted(
    client: &Client,
    progress: &ReadProgress,
    keep: impl Fn(Row) -> Row,
) -> Result<Listing, RequestError> {
    collect(client, |rows, page| {
        progress.add(page.len());
        rows.extend(page.into_iter().map(&keep));
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

/// Says on stderr what a version hides, so that missing rows are not misunderstood.
pub(in crate::cli) fn note(version: ApiVersion) {
    if let Some(text) = words::hidden(version) {
        // A closed stderr is not an error.
        let _ = print::error(&format!("note: {text}\n"));
    }
}
