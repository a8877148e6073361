//! The names behind ids. Nothing rests on them: where they cannot be looked up the ids stand in, and the
//! request that failed is kept, to be named once.

use std::sync::OnceLock;

use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::domain::{ObjectId, RequestError, Row, Target};
use crate::graph::Client;
use crate::words::{self, Names, ScopeTags};

use super::named;

/// What looks up the names for a command.
pub(in crate::cli) struct NameLookup {
    client: Client,
    /// The first request that failed.
    failed: OnceLock<RequestError>,
}

impl NameLookup {
    pub(in crate::cli) fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            failed: OnceLock::new(),
        }
    }

    /// What the directory says of these ids; nothing where it cannot be asked.
    pub(in crate::cli) async fn names(&self, ids: &[ObjectId]) -> Names {
        if ids.is_empty() {
            return Names::new();
        }
        self.or_none(self.client.names(ids).await)
    }

    pub(in crate::cli) async fn of_targets(
        &self,
        targets: impl IntoIterator<Item = &Target>,
    ) -> Names {
        self.names(&named::ids(targets)).await
    }

    /// The names of what the assignments of a configuration point at.
    pub(in crate::cli) async fn of_row(&self, row: &Row) -> Names {
        let targets = row.assignments.iter().map(|row| &row.target);
        self.of_targets(targets).await
    }

    /// The assignment filters of the tenant by id, as names; nothing where they cannot be read.
    pub(in crate::cli) async fn filters(&self) -> Names {
        let read = self.client.filters().await;
        self.or_none(read.map(|filters| words::filter_names(&filters)))
    }

    /// The scope tags of the tenant; nothing where they cannot be read.
    pub(in crate::cli) async fn scope_tags(&self) -> ScopeTags {
        match self.client.scope_tags().await {
            Ok(tags) => tags.into_iter().collect(),
            Err(error) => {
                self.blame(error);
                ScopeTags::new()
            }
        }
    }

    /// Keeps a request that failed, to be named.
    pub(in crate::cli) fn blame(&self, error: RequestError) {
        self.failed.get_or_init(|| error);
    }

    fn or_none(&self, read: Result<Names, RequestError>) -> Names {
        read.unwrap_or_else(|error| {
            self.blame(error);
            Names::new()
        })
    }

    /// The request that failed, in the form of a failure.
    pub(in crate::cli) fn failure(&self) -> Option<Failure> {
        self.failed.get().map(Failure::without_names)
    }

    /// Names the request that failed on stderr. A JSON document does so itself.
    pub(in crate::cli) fn warn(&self, in_json: bool) {
        if let Some(failure) = self.failure().filter(|_| !in_json) {
            // Whoever closed stderr does not want to know.
            let _ = print::error(&format!("warning: {failure}\n"));
        }
    }

    /// A name that was not found, where the look-up itself may be to blame.
    pub(in crate::cli) fn explained(&self, failure: Failure) -> Failure {
        match self.failure().filter(|_| failure.is_not_found()) {
            Some(without) => failure
                .with_more(&without.to_string())
                .with_more("use the ID instead of the name"),
            None => failure,
        }
    }
}
