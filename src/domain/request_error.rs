//! What became of a request that did not succeed.

use serde::{Deserialize, Serialize};

use super::{Facts, ServiceError};

/// What became of a request that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestError {
    /// Nothing left this machine: no token, no connection.
    NotSent {
        /// Why, as a sentence part.
        reason: String,
        no_token: bool,
        /// What to do about it, where that is known better than in general.
        hint: Option<String>,
        /// The number of the authority's refusal (AADSTS), if it is one.
        number: Option<u32>,
    },
    /// It was sent, and no complete answer came: what the service did is not known.
    Lost {
        /// The request. Its status is there where at least the head of an answer came.
        facts: Box<Facts>,
        /// Why, as a sentence part.
        reason: String,
        /// Whether the time allowed was over, so that more of it may help.
        timed_out: bool,
    },
    Service(Box<ServiceError>),
    /// It was answered with something this program cannot read.
    Malformed {
        facts: Box<Facts>,
        /// What was wrong with the answer.
        reason: String,
    },
}

impl RequestError {
    /// HTTP status of the answer, if one came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.facts().and_then(|facts| facts.status)
    }

    #[must_use]
    pub fn facts(&self) -> Option<&Facts> {
        match self {
            Self::NotSent { .. } => None,
            Self::Lost { facts, .. } | Self::Malformed { facts, .. } => Some(facts),
            Self::Service(error) => Some(&error.facts),
        }
    }

    /// What happened, as a sentence part: the service's words where it gave any.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::NotSent { reason, .. }
            | Self::Lost { reason, .. }
            | Self::Malformed { reason, .. } => reason.clone(),
            Self::Service(error) if error.message.is_empty() => {
                format!(
                    "the service answered {}",
                    error.facts.status_line().unwrap_or_default()
                )
            }
            Self::Service(error) => error.message.clone(),
        }
    }

    /// Which request failed, and how it ended; the reason alone where nothing was sent.
    #[must_use]
    pub fn with_request(&self) -> String {
        let Some(facts) = self.facts() else {
            return self.reason();
        };
        let status = facts.status_line().unwrap_or_default();
        let end = match self {
            Self::Service(error) => {
                let text = [&error.message, &error.code];
                let text = text.into_iter().find(|text| !text.is_empty());
                let text = text.map_or_else(String::new, |text| format!(": {text}"));
                format!("answered {status}{text}")
            }
            Self::Lost { reason, .. } => format!("got no complete answer: {reason}"),
            _ => format!("answered {status}: {}", self.reason()),
        };
        format!("{} {end}", facts.request())
    }

    /// The same with what to do about it, where nothing was sent and it is known.
    #[must_use]
    pub fn reason_and_hint(&self) -> String {
        match self {
            Self::NotSent {
                reason,
                hint: Some(hint),
                ..
            } => format!("{reason}; {hint}"),
            other => other.reason(),
        }
    }

    /// Whether it was not sent for want of a token.
    #[must_use]
    pub const fn needs_token(&self) -> bool {
        matches!(self, Self::NotSent { no_token: true, .. })
    }

    /// Whether signing in, or other rights, would be the remedy.
    #[must_use]
    pub fn needs_access(&self) -> bool {
        self.needs_token() || matches!(self.status(), Some(401 | 403))
    }
}
