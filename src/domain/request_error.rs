//! The result of a request that did not succeed.

use serde::{Deserialize, Serialize};

use super::{Facts, ServiceError};

/// The result of a request that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestError {
    /// Nothing was sent: no token, no connection.
    NotSent {
        /// Why, as part of a sentence.
        reason: String,
        no_token: bool,
        /// What to do about it, if there is more specific advice than usual.
        hint: Option<String>,
        /// The error number of the authority (AADSTS), if it is one.
        number: Option<u32>,
    },
    /// It was sent, but no complete answer arrived, so it is not known what the service did.
    Lost {
        /// The request. It has a status if at least the head of an answer arrived.
        facts: Box<Facts>,
        /// Why, as part of a sentence.
        reason: String,
        /// Whether the time limit was exceeded, so that a longer one may help.
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

    /// What happened, as part of a sentence: the service's message, if there is one.
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

    /// Which request failed, and how it ended; only the reason if nothing was sent.
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

    /// The same, followed by what to do about it if nothing was sent and this is known.
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

    /// Whether it was not sent because there is no token.
    #[must_use]
    pub const fn needs_token(&self) -> bool {
        matches!(self, Self::NotSent { no_token: true, .. })
    }

    /// Whether signing in, or other permissions, would help.
    #[must_use]
    pub fn needs_access(&self) -> bool {
        self.needs_token() || matches!(self.status(), Some(401 | 403))
    }
}
