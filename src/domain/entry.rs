//! A line of the journal, as data: what was meant, what became of it.

use serde::{Deserialize, Serialize};

use super::{Change, Target, Verdict, Via};

/// Which half of a change a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Half {
    /// Written before the request is sent.
    Intent,
    /// Written when it is known what became of it.
    Verdict,
}

/// Where and as whom a change is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Base URL of Graph.
    pub graph_url: String,
    /// The national cloud or host.
    pub cloud: String,
    /// Display name of the tenant, if known.
    pub tenant: Option<String>,
    /// The account, if known.
    pub account: Option<String>,
}

impl Place {
    /// Whether this is another tenant or cloud. What is not known does not differ.
    #[must_use]
    pub fn is_apart(&self, other: &Self) -> bool {
        let tenants = self.tenant.as_ref().zip(other.tenant.as_ref());
        self.cloud != other.cloud || tenants.is_some_and(|(one, other)| one != other)
    }
}

/// A line of the journal. An intent has no verdict, the fields of an answer are there once one came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Which half.
    pub row: Half,
    /// Names the change in both halves.
    pub change_id: String,
    /// When the line was written (RFC 3339, UTC).
    pub time: String,
    /// Where and as whom.
    pub place: Place,
    /// The change.
    pub change: Change,
    /// The request that makes it.
    pub via: Via,
    /// HTTP method.
    pub method: String,
    /// Path below the base URL.
    pub path: String,
    /// The complete list as it was read a moment before.
    pub before: Vec<Target>,
    /// The complete list as it is meant to become.
    pub after: Vec<Target>,
    /// The `client-request-id` of the request.
    pub client_request_id: String,
    /// The service's `request-id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The code with which an approval can be resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_code: Option<String>,
    /// The service's sentence, or ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The list as it was read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<Vec<Target>>,
}
