//! A line of the journal as bytes: one that this program understands, one that only a newer one does, or one
//! that is incomplete.

use serde::{Deserialize, Serialize};

use serde_json::Value;

use crate::domain::{Entry, JOURNAL_VERSION};
use crate::text;

/// The result of reading a line, or the file of an open change.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    /// This program understands all of it.
    Entry(Box<Entry>),
    /// A newer enlist wrote it.
    Newer(Box<Newer>),
    /// It is incomplete, for example after a power loss.
    Torn,
    /// It is complete, but no enlist wrote it.
    Foreign,
}

/// A line that a newer enlist wrote, as far as it can be read. It is kept, and it decides nothing that would
/// need the rest of the line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newer {
    /// The version of its format; none if it is the version of this program, but contains a word that this
    /// program does not know.
    pub version: Option<u64>,
    /// `intent` or `verdict`.
    pub row: Option<String>,
    pub change_id: Option<String>,
    /// When it was written.
    pub time: Option<String>,
    pub graph_url: Option<String>,
    pub configuration: Option<String>,
    pub configuration_name: Option<String>,
    /// The verdict, in the word of the newer program.
    pub verdict: Option<String>,
    /// The `client-request-id` of the request.
    pub client_request_id: Option<String>,
}

impl Line {
    /// Reads a line, without its end.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let entry: Result<Entry, _> = serde_json::from_slice(bytes);
        match entry {
            Ok(entry) if entry.version <= JOURNAL_VERSION => Self::Entry(Box::new(entry)),
            _ => Self::without_entry(bytes),
        }
    }

    fn without_entry(bytes: &[u8]) -> Self {
        let value: Value = match serde_json::from_slice(bytes) {
            Ok(value) => value,
            Err(error) if error.is_eof() => return Self::Torn,
            // A power loss leaves zeros in place of the bytes that were not written.
            Err(_) if bytes.contains(&0) => return Self::Torn,
            Err(_) => return Self::Foreign,
        };
        let text = |value: &Value| value.as_str().map(|text| text::clean(text).into_owned());
        let of = |name: &str| value.get(name).and_then(text);
        let change = |name: &str| value.get("change")?.get(name).and_then(text);
        let newer = Newer {
            version: value
                .get("version")
                .and_then(Value::as_u64)
                .filter(|version| *version > u64::from(JOURNAL_VERSION)),
            row: of("row"),
            change_id: of("changeId"),
            time: of("time"),
            graph_url: value
                .get("place")
                .and_then(|place| place.get("graphUrl"))
                .and_then(text),
            configuration: change("configuration"),
            configuration_name: change("configurationName"),
            verdict: of("verdict"),
            client_request_id: of("clientRequestId"),
        };
        if newer.version.is_some() || (newer.row.is_some() && newer.change_id.is_some()) {
            Self::Newer(Box::new(newer))
        } else {
            Self::Foreign
        }
    }

    /// If it is one half of a change, returns which half, the name of the change, and the name of the request.
    pub(super) fn half(&self) -> Option<(&str, &str, &str)> {
        match self {
            Self::Entry(entry) => Some((
                match entry.row {
                    crate::domain::Half::Intent => "intent",
                    crate::domain::Half::Verdict => "verdict",
                },
                &entry.change_id,
                &entry.client_request_id,
            )),
            Self::Newer(newer) => Some((
                newer.row.as_deref()?,
                newer.change_id.as_deref()?,
                newer.client_request_id.as_deref().unwrap_or_default(),
            )),
            Self::Torn | Self::Foreign => None,
        }
    }

    /// When it was written, if it says so.
    pub(super) fn time(&self) -> Option<jiff::Timestamp> {
        let time = match self {
            Self::Entry(entry) => Some(&entry.time),
            Self::Newer(newer) => newer.time.as_ref(),
            Self::Torn | Self::Foreign => None,
        };
        time?.parse().ok()
    }
}

impl std::fmt::Display for Newer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("written by a newer enlist")?;
        match self.version {
            Some(version) => write!(f, " (journal version {version})"),
            None => Ok(()),
        }
    }
}
