//! A line of the journal as bytes: what this program understands, what only a newer one does, and what
//! never was whole.

use serde::{Deserialize, Serialize};

use serde_json::Value;

use crate::domain::{Entry, JOURNAL_VERSION};
use crate::text;

/// What a line, or the file of an open change, turns out to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    /// This program understands all of it.
    Entry(Box<Entry>),
    /// A newer enlist wrote it.
    Newer(Box<Newer>),
    /// It breaks off, as after a loss of power.
    Torn,
    /// It is whole, and nothing that any enlist wrote.
    Foreign,
}

/// A line that a newer enlist wrote: as much of it as can be made out. It is kept, and nothing is
/// decided by it that would need the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newer {
    /// The version of its format; none if it says the one of this program, with a word in it that
    /// this program does not know.
    pub version: Option<u64>,
    /// `intent` or `verdict`.
    pub row: Option<String>,
    pub change_id: Option<String>,
    /// When it was written.
    pub time: Option<String>,
    pub graph_url: Option<String>,
    pub configuration: Option<String>,
    pub configuration_name: Option<String>,
    /// The verdict, in the words of the newer program.
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
            // A loss of power leaves zeros where the bytes did not arrive.
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

    /// Whether it is one half of a change: which, the name of the change, and of the request.
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

    /// When it was written, as far as it says so.
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
