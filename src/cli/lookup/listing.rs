//! The configurations as they are read, and what is said of those that could not be.

use serde::Serialize;

use crate::cli::lookup::named;
use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::waiting::ReadProgress;
use crate::domain::{ApiVersion, RequestError, Row};
use crate::graph::Client;
use crate::words;

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
    progress: &ReadProgress,
) -> Result<Listing, RequestError> {
    collect(client, |rows, page| {
        progress.add(page.len());
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

/// Says on stderr what a version hid, so that its silence is not taken for an answer.
pub(in crate::cli) fn note(version: ApiVersion) {
    if let Some(said) = words::hidden(version) {
        // Whoever closed stderr does not want to know.
        let _ = print::error(&format!("note: {said}\n"));
    }
}
