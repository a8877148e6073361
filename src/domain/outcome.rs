//! The results of requests and changes: steps, verdicts and the service's own messages.

use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Half, Holder};
use crate::text;

/// An HTTP method, one of [`HTTP_METHODS`].
type HttpMethod = &'static str;

/// The methods of the requests that are sent.
const HTTP_METHODS: &[HttpMethod] = &["GET", "POST", "PATCH", "PUT", "DELETE"];

fn http_method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HttpMethod, D::Error> {
    let word = String::deserialize(deserializer)?;
    let known = HTTP_METHODS.iter().find(|known| **known == word);
    known
        .copied()
        .ok_or_else(|| D::Error::unknown_variant(&word, HTTP_METHODS))
}

/// The facts of one request, answered or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    #[serde(deserialize_with = "http_method")]
    pub method: HttpMethod,
    /// Path below the base URL, including version and query. For a `$batch`, the path of the first request
    /// in it follows after a `#`.
    pub path: String,
    /// HTTP status; none if no answer came.
    pub status: Option<u16>,
    /// From the start of the request to the end of its answer.
    pub elapsed: Duration,
    /// The service's `request-id`.
    pub request_id: Option<String>,
    /// The `client-request-id` that was sent.
    pub client_request_id: String,
}

/// The longest path that is shown; links to further pages can have any length.
const LONGEST_PATH: usize = 240;

/// Returns a path as it is sent: without the `#` and the path that a `$batch` reads.
#[must_use]
pub fn without_fragment(path: &str) -> &str {
    path.split_once('#').map_or(path, |(sent, _)| sent)
}

impl Facts {
    /// Method and path, safe to print.
    #[must_use]
    pub fn request(&self) -> String {
        let path = text::clean(without_fragment(&self.path));
        match path.char_indices().nth(LONGEST_PATH) {
            Some((end, _)) => format!("{} {}…", self.method, path.get(..end).unwrap_or_default()),
            None => format!("{} {path}", self.method),
        }
    }

    /// The status with its registered reason (RFC 9110), as `200 OK`.
    #[must_use]
    pub fn status_line(&self) -> Option<String> {
        let status = self.status?;
        Some(match reason(status) {
            "" => status.to_string(),
            reason => format!("{status} {reason}"),
        })
    }
}

/// The registered reason phrase of the statuses that Graph uses. HTTP/2 does not carry one.
const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        302 => "Found",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        422 => "Unprocessable Content",
        423 => "Locked",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

/// A refusal by the service, in readable form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceError {
    /// The request that was refused.
    pub facts: Facts,
    /// The service's error code, cleaned of anything hostile.
    pub code: String,
    /// The service's message, cleaned of anything hostile; empty if there was none.
    pub message: String,
    /// Intune's activity ID, which Microsoft support asks for.
    pub activity_id: Option<String>,
    /// The code of an approval that the service has requested from another admin.
    pub approval_code: Option<String>,
    /// How long to wait before the next request, if the service said so.
    pub retry_after: Option<Duration>,
}

impl ServiceError {
    /// Whether the service says that it has no such route at all. The status alone does not say that: 404 and
    /// 405 can also refer to the requested object alone, and one of the two answers can only be recognized
    /// by its message.
    #[must_use]
    pub fn is_no_route(&self) -> bool {
        matches!(self.facts.status, Some(400 | 404 | 405))
            && (self.code == "No method match route template"
                || self.message.starts_with("No OData route exists"))
    }
}

impl ServiceError {
    /// Whether the service asks for a justification that another admin can approve
    /// (Multi Admin Approval). No error code says so, only the header named in the message.
    #[must_use]
    pub fn wants_justification(&self) -> bool {
        self.approval_code.is_none() && self.message.contains("x-msft-approval-justification")
    }
}

/// The current step of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Waiting for another change of the same configuration, or order, from this computer.
    Queued(Box<Holder>),
    /// The current state is being read.
    Rereading,
    /// The service asked to wait before the next request.
    Waiting {
        wait: Duration,
        /// The answer that asked for it; none if the admin chose to wait first.
        facts: Option<Facts>,
    },
    /// A line is being written to the journal: the intent before the request, or the verdict after it.
    Recording(Half),
    /// The request is in flight.
    Sending,
    Answered(Facts),
    /// The list is read back to see what the service did. Attempts count from 1.
    ReadingBack {
        attempt: u32,
        /// The facts of the answer, or that there was none.
        facts: Facts,
    },
}

impl Step {
    /// Whether no request is in flight right now, so a stop takes effect.
    #[must_use]
    pub const fn can_be_stopped(&self) -> bool {
        matches!(
            self,
            Self::Queued(_)
                | Self::Rereading
                | Self::Waiting { .. }
                | Self::Recording(Half::Intent)
        )
    }
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "verdict"))]
pub enum Verdict {
    /// Read back, and it is as it was meant to be.
    Verified,
    /// What is wanted was there before anything was sent.
    Already,
    /// The service refused it.
    Rejected,
    /// The service has no such route.
    NoRoute,
    /// Nothing left this machine.
    NotSent,
    /// Somebody else changed it meanwhile, and this change was not made.
    Conflict,
    /// Accepted, and what is read back is still the old.
    NotYetVisible,
    /// Nothing changed and nothing can still arrive.
    Unchanged,
    /// What is read back is neither the old nor the new.
    Differs,
    /// Another admin has to approve it first.
    PendingApproval,
    /// The answer was lost, or what it did could not be read back.
    Unknown,
}

/// What a read after the answer shows about a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadBack {
    After,
    Before,
    /// Another state that shows nothing of the change: another admin changed it.
    Theirs,
    /// Another state that may show a part of the change.
    Neither,
}

impl Verdict {
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Verified | Self::Already)
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        use serde::de::IntoDeserializer;
        let word: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
            word.into_deserializer();
        Self::deserialize(word).ok()
    }

    /// The word on the activity line and in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Already => "already",
            Self::Rejected => "rejected",
            Self::NoRoute => "no-route",
            Self::NotSent => "not-sent",
            Self::Conflict => "conflict",
            Self::PendingApproval => "pending-approval",
            Self::NotYetVisible => "not-yet-visible",
            Self::Unchanged => "unchanged",
            Self::Differs => "differs",
            Self::Unknown => "unknown",
        }
    }
}
