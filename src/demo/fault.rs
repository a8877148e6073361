//! Faults that tests and users can request.
//!
//! Belongs here: what a fault does and which requests it matches. Does not belong here: which faults are
//! waiting (`shared`), or applying one (`server`).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::edit::Edit;
use super::raw::text_or_json;

/// A fault that affects the next requests that it matches.
///
/// Without `status`, `body` and `drop`, the normal answer is returned, with the delay and the
/// `headers` added.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Fault {
    /// Only requests with this method, in upper case.
    pub method: Option<String>,
    /// Only requests whose path and query, as received, contain this text.
    pub path_contains: Option<String>,
    /// How many matching requests pass first.
    pub skip: u32,
    pub times: u32,
    /// How long the answer is delayed, in milliseconds. The request is carried out before that.
    pub delay_ms: u64,
    /// The status of the answer that replaces the normal one; 200 if only `body` is set.
    pub status: Option<u16>,
    /// Headers of the answer, which replace those of the same name.
    pub headers: BTreeMap<String, String>,
    /// The body of the answer that replaces the normal one. Over HTTP, a string is the text itself, and
    /// other JSON is used as its text.
    #[serde(deserialize_with = "text_or_json")]
    pub body: Option<String>,
    /// Whether the connection is closed without an answer.
    pub drop: bool,
    /// Whether the request is carried out even though its normal answer is never sent.
    pub apply: bool,
    /// An additional change of the tenant when the request arrives.
    pub edit: Option<Edit>,
    /// The most assignments that the normal answer contains in each expanded list, with a link to the
    /// rest.
    pub expanded: Option<usize>,
    /// `getEffectiveDeviceEnrollmentConfigurations` answers as if the user were in no group yet.
    pub without_groups: bool,
    /// How many of the next GET requests for configurations still see the tenant as it was before.
    pub stale_reads: u32,
}

impl Default for Fault {
    fn default() -> Self {
        Self {
            method: None,
            path_contains: None,
            skip: 0,
            times: 1,
            delay_ms: 0,
            status: None,
            headers: BTreeMap::new(),
            body: None,
            drop: false,
            apply: false,
            edit: None,
            expanded: None,
            without_groups: false,
            stale_reads: 0,
        }
    }
}

impl Fault {
    pub(super) fn fits(&self, method: &str, path: &str) -> bool {
        self.times > 0
            && self.method.as_ref().is_none_or(|own| own == method)
            && self
                .path_contains
                .as_ref()
                .is_none_or(|own| path.contains(own))
    }

    /// Whether the normal answer is never sent.
    pub(super) const fn hides_the_answer(&self) -> bool {
        self.drop || self.status.is_some() || self.body.is_some()
    }
}
