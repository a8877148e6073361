//! What is kept of one answer.
//!
//! Belongs here: status, code, whether an option took effect, and where the next page is. Does not belong
//! here: the requests (`facts`), and shapes (`shape`).

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::shape::{Known, Shape, is_schema_word, pattern};
use crate::domain::RequestError;

/// Error codes that are the same everywhere. Any other one may contain a value.
const CODES: [&str; 18] = [
    "Authorization_RequestDenied",
    "BadRequest",
    "Forbidden",
    "InternalServerError",
    "InvalidAuthenticationToken",
    "No method match route template",
    "NotFound",
    "NotImplemented",
    "NotSupported",
    "Request_BadRequest",
    "Request_ResourceNotFound",
    "Request_UnsupportedQuery",
    "ResourceNotFound",
    "ServiceUnavailable",
    "TooManyRequests",
    "Unauthorized",
    "UnknownError",
    "UnsupportedApiVersion",
];
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Exchange {
    /// The request, with placeholders for IDs.
    pub(super) get: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) consistency_level_eventual: bool,
    /// None if there was no readable answer.
    pub(super) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rows: Option<&'static str>,
    /// Whether the option took effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) found: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<Next>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shape: Option<Shape>,
}

/// The link to a further page.
#[derive(Debug, Serialize)]
pub(super) struct Next {
    host: &'static str,
    options: Vec<String>,
}

#[derive(Debug)]
pub(super) enum Expectation {
    /// Only its shape.
    Shape,
    /// Rows have exactly these properties.
    Selects(&'static [&'static str]),
    AtMost(usize),
    Counts,
    /// Every row has this value; case does not matter.
    Equal(&'static str, Value),
    Empty,
    Descending(&'static str),
    /// The first row has this ID.
    Begins(Option<String>),
    /// Not the first row of the previous page.
    Differs(Option<String>),
    /// How many rows there are of a type and a platform.
    PerType,
    Number,
}

impl Expectation {
    pub(super) fn at(&self, body: &Value) -> Option<&'static str> {
        let rows = rows(body);
        let done = |is_done| {
            Some(if is_done {
                "carried out"
            } else {
                "not carried out"
            })
        };
        let same = |a: &Value, b: &Value| match (a.as_str(), b.as_str()) {
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            _ => a == b,
        };
        match self {
            Self::Shape => None,
            Self::Empty => done(rows.is_empty()),
            Self::Counts => done(body.get("@odata.count").is_some()),
            Self::Number => done(body.is_number()),
            Self::AtMost(most) => done(rows.len() <= *most),
            _ if rows.is_empty() => Some("no rows"),
            Self::Selects(names) => done(rows.iter().all(|row| {
                let mut members = row.as_object().into_iter().flat_map(|row| row.keys());
                members.all(|name| name.starts_with('@') || names.contains(&name.as_str()))
            })),
            Self::Equal(name, value) => done(rows.iter().all(|row| same(&row[*name], value))),
            Self::Descending(name) => {
                let values: Vec<i64> = rows.iter().filter_map(|row| row[*name].as_i64()).collect();
                done(values.is_sorted_by(|a, b| a >= b))
            }
            Self::Begins(None) => Some("not known: there is one row"),
            Self::Begins(id) => done(rows[0]["id"].as_str() == id.as_deref()),
            Self::Differs(id) => done(rows[0]["id"].as_str() != id.as_deref()),
            Self::PerType => {
                let kind = |row: &Value| {
                    let end = row["id"].as_str().and_then(|id| id.rsplit_once('_'));
                    let end = end.map(|(_, end)| end.to_owned());
                    (
                        row["@odata.type"].to_string(),
                        row["platformType"].to_string(),
                        end,
                    )
                };
                let kinds: HashSet<_> = rows.iter().map(kind).collect();
                Some(if kinds.len() == rows.len() {
                    "at most one of a type and platform"
                } else {
                    "several of a type and platform"
                })
            }
        }
    }
}

pub(super) fn rows(body: &Value) -> &[Value] {
    body["value"].as_array().map_or(&[], Vec::as_slice)
}
/// The link to a further page, without its values.
pub(super) fn next(graph_url: &str, body: &Value) -> Option<Next> {
    let link = body.get("@odata.nextLink")?.as_str().unwrap_or_default();
    let is_here = link.strip_prefix(graph_url);
    let url = Url::parse(link).ok();
    let options = url.iter().flat_map(Url::query_pairs).map(|(name, value)| {
        let bare = name.strip_prefix('$').unwrap_or(&name);
        if !is_schema_word(bare) {
            "(unusual name)".to_owned()
        } else if bare.starts_with("skip") {
            format!("{name}={}", pattern(&value, &Known::default()))
        } else {
            name.into_owned()
        }
    });
    Some(Next {
        host: if is_here.is_some_and(|path| path.starts_with('/')) {
            "the same"
        } else {
            "another"
        },
        options: options.collect(),
    })
}

/// The code of a refusal, if it is one that every tenant has.
pub(super) fn code_of(error: &RequestError) -> &'static str {
    match error {
        RequestError::Service(error) => {
            let known = CODES.into_iter().find(|code| *code == error.code);
            known.unwrap_or(if error.code.is_empty() {
                "(no code)"
            } else {
                "(another code)"
            })
        }
        RequestError::Lost { .. } => "(no complete answer)",
        RequestError::Malformed { .. } => "(not readable)",
        RequestError::NotSent { .. } => "(not sent)",
    }
}
