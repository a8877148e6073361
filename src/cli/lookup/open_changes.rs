//! Changes whose result is not known yet: data may have been read before or after them.
//!
//! Belongs here: what a reading command says about them. Does not belong here: settling them
//! (`crate::write`), which the screen and the writing commands do.

use std::time::Duration;

use serde::Serialize;

use crate::cli::print;
use crate::domain::{Place, Sameness};
use crate::journal::Journal;
use crate::session::Session;

/// How many changes of this tenant are open in the journal.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::cli) struct OpenChanges {
    /// How many changes of this tenant have no known outcome yet. Left out if there are none.
    #[serde(rename = "openChanges", skip_serializing_if = "is_none")]
    count: usize,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the serializer hands over a reference"
)]
const fn is_none(count: &usize) -> bool {
    *count == 0
}

impl OpenChanges {
    /// Checks without waiting. Reports nothing if the journal cannot be read, because reading commands do not
    /// need it.
    pub(in crate::cli) async fn of(session: &Session) -> Self {
        let place = session.write_context(None, None).place;
        let journal =
            Journal::new(session.journal.folder().map(ToOwned::to_owned)).patient(Duration::ZERO);
        let read = tokio::task::spawn_blocking(move || Self::in_journal(&journal, &place));
        read.await.unwrap_or_default()
    }

    fn in_journal(journal: &Journal, place: &Place) -> Self {
        let left = journal.open_changes().unwrap_or_default();
        let open = left.open.iter().map(|(_, intent)| &intent.place);
        let is_here = |other: &&Place| other.sameness(place) != Sameness::Other;
        let kept = left.kept.iter().filter(|kept| {
            let url = kept.graph_url.as_ref();
            url.is_none_or(|url| *url == place.graph_url)
        });
        Self {
            count: open.filter(is_here).count() + kept.count(),
        }
    }

    /// Says on stderr how many are open and how to check them; a JSON document contains the number.
    pub(in crate::cli) fn note(self, in_json: bool) {
        if let Some(text) = self.message().filter(|_| !in_json) {
            // A closed stderr is not an error.
            let _ = print::error(&format!("note: {text}\n"));
        }
    }

    fn message(self) -> Option<String> {
        let (changes, them) = match self.count {
            0 => return None,
            1 => (
                "1 change is open: its result is not known yet".to_owned(),
                "it",
            ),
            count => (
                format!("{count} changes are open: their results are not known yet"),
                "them",
            ),
        };
        Some(format!(
            "{changes}. Open the screen or make a change to check {them}; see `enlist journal`."
        ))
    }
}
