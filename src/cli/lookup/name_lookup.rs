//! Names by ID. Nothing depends on them: if they cannot be looked up, the IDs are shown, and the failed
//! request is kept to be mentioned once.

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::domain::{ObjectId, RequestError, Row, Target};
use crate::graph::Client;
use crate::words::{self, Names, ScopeTags};

use super::named;

/// Looks up the names for a command.
pub(in crate::cli) struct NameLookup {
    client: Client,
    /// The names read so far. Each ID is requested only once.
    names: Mutex<Names>,
    /// The first request that failed.
    failed: OnceLock<RequestError>,
}

impl NameLookup {
    pub(in crate::cli) fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            names: Mutex::default(),
            failed: OnceLock::new(),
        }
    }

    /// Returns the names of these IDs in the directory; none if it cannot be read.
    pub(in crate::cli) async fn names(&self, ids: &[ObjectId]) -> Names {
        let mut names = self.known(ids);
        let mut missing = ids.to_vec();
        missing.retain(|id| !names.contains_key(id));
        if missing.is_empty() {
            return names;
        }
        let read = self.or_none(self.client.names(&missing).await);
        self.learn(&read);
        names.extend(read);
        names
    }

    /// Returns the names of these IDs that are known without a request.
    pub(in crate::cli) fn known(&self, ids: &[ObjectId]) -> Names {
        let known = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let known = ids
            .iter()
            .filter_map(|id| Some((id.clone(), known.get(id)?.clone())));
        known.collect()
    }

    /// Keeps names that were read in another way, so that they are not asked for again.
    pub(in crate::cli) fn learn(&self, names: &Names) {
        let mut known = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(names.iter().map(|(id, name)| (id.clone(), name.clone())));
    }

    pub(in crate::cli) async fn of_targets(
        &self,
        targets: impl IntoIterator<Item = &Target>,
    ) -> Names {
        self.names(&named::ids(targets)).await
    }

    /// The names of the targets of a configuration.
    pub(in crate::cli) async fn of_row(&self, row: &Row) -> Names {
        let targets = row.assignments.iter().map(|row| &row.target);
        self.of_targets(targets).await
    }

    /// Returns the names of the tenant's assignment filters by ID; none if they cannot be read.
    pub(in crate::cli) async fn filters(&self) -> Names {
        let read = self.client.filters().await;
        self.or_none(read.map(|filters| words::filter_names(&filters)))
    }

    /// Returns the scope tags of the tenant; none if they cannot be read.
    pub(in crate::cli) async fn scope_tags(&self) -> ScopeTags {
        match self.client.scope_tags().await {
            Ok(tags) => tags.into_iter().collect(),
            Err(error) => {
                self.blame(error);
                ScopeTags::new()
            }
        }
    }

    /// Keeps a failed request, to be mentioned.
    pub(in crate::cli) fn blame(&self, error: RequestError) {
        self.failed.get_or_init(|| error);
    }

    fn or_none(&self, read: Result<Names, RequestError>) -> Names {
        read.unwrap_or_else(|error| {
            self.blame(error);
            Names::new()
        })
    }

    /// The failed request, as a failure.
    pub(in crate::cli) fn failure(&self) -> Option<Failure> {
        self.failed.get().map(Failure::without_names)
    }

    /// Names the failed request on stderr. A JSON document contains it.
    pub(in crate::cli) fn warn(&self, in_json: bool) {
        if let Some(failure) = self.failure().filter(|_| !in_json) {
            // A closed stderr is not an error.
            let _ = print::error(&format!("warning: {failure}\n"));
        }
    }

    /// Explains that a name was not found, possibly because the lookup failed.
    pub(in crate::cli) fn explained(&self, failure: Failure) -> Failure {
        match self.failure().filter(|_| failure.is_not_found()) {
            Some(without) => failure
                .with_more(&without.to_string())
                .with_more("use the ID instead of the name"),
            None => failure,
        }
    }
}
