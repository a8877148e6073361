//! What goes wrong with a request on demand.
//!
//! Belongs here: what a fault does and which requests it fits. Does not belong here: which faults are
//! waiting (`shared`), or carrying one out (`server`).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::edit::Edit;
use super::raw::text_or_json;

/// Something that goes wrong with the next requests that it fits.
///
/// With neither `status` nor `body` nor `drop` the normal answer is given, later and with the
/// `headers` added.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Fault {
    /// Only requests with this method, in capitals.
    pub method: Option<String>,
    /// Only requests whose path and query, as they came, contain this text.
    pub path_contains: Option<String>,
    /// How many of the requests that it fits pass first.
    pub skip: u32,
    pub times: u32,
    /// How long the answer waits, in milliseconds. What the request does is done before that.
    pub delay_ms: u64,
    /// The status to answer with, in place of the normal answer; 200 if only `body` is there.
    pub status: Option<u16>,
    /// Headers of the answer; they replace those of the same name.
    pub headers: BTreeMap<String, String>,
    /// The body to answer with. Over HTTP: a string is the text itself, other JSON stands for its
    /// text.
    #[serde(deserialize_with = "text_or_json")]
    pub body: Option<String>,
    /// The connection is closed without an answer.
    pub drop: bool,
    /// The request is carried out although its normal answer is never seen.
    pub apply: bool,
    /// What else happens to the tenant when the request arrives.
    pub edit: Option<Edit>,
    /// The normal answer holds no more than so many assignments of each expanded list, with a link to the
    /// rest.
    pub expanded: Option<usize>,
    /// `getEffectiveDeviceEnrollmentConfigurations` answers as if the user were in no group yet.
    pub without_groups: bool,
    /// How many of the next GETs of configurations still see the tenant as it was before.
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

    /// Whether the normal answer is never seen.
    pub(super) const fn hides_the_answer(&self) -> bool {
        self.drop || self.status.is_some() || self.body.is_some()
    }
}
