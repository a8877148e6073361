//! Why there is no token.
//!
//! Belongs here: the kinds of failure and their messages. Does not belong here: what to do about each of
//! Microsoft's error numbers (`hints`), or reading an answer (`endpoint_error`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::claims::Mismatch;

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AuthError {
    /// No token was given.
    #[error("no access token")]
    None,
    /// A token or setting was given that cannot be used.
    #[error("{0}")]
    Unusable(Cow<'static, str>),
    /// The admin has to sign in; with the reason, if the authority gave one.
    #[error("sign-in needed{}", .0.as_ref().map(|why| format!(": {why}")).unwrap_or_default())]
    NeedsSignIn(Option<String>),
    /// The authority refused.
    #[error("{sentence}")]
    Refused {
        /// AADSTS.
        number: Option<u32>,
        /// The authority's message.
        sentence: String,
        hint: String,
        /// The page for admin consent, if consent is what is missing.
        consent: Option<String>,
    },
    /// The token is for another cloud or tenant; it is not sent.
    #[error("{0}")]
    Mismatch(Mismatch),
    /// The authority could not be reached, or has a problem.
    #[error("{0}")]
    Network(String),
    /// It took too long; with what was waited for.
    #[error("{0}")]
    Timeout(String),
    /// The identity service of the machine cannot be reached.
    #[error("no managed identity service found; managed-identity works only in Azure ({0})")]
    NoIdentityService(Box<Self>),
}

impl AuthError {
    pub(super) fn unusable(words: impl Into<Cow<'static, str>>) -> Self {
        Self::Unusable(words.into())
    }

    pub fn hint(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::None => {
                "set ENLIST_ACCESS_TOKEN, pipe a token to --token-stdin, or choose a sign-in \
                 method; --demo needs no token"
            }
            Self::Unusable(_) => "fix this, or use another sign-in method",
            Self::NeedsSignIn(_) => {
                "sign in again: run the command again in a terminal, or choose `renew` in the \
                 palette of the screen"
            }
            Self::Refused { hint, .. } => return Cow::Owned(hint.clone()),
            Self::Mismatch(_) => "check --cloud, --tenant and the profile, or use another token",
            Self::Network(_) => {
                "check the network, HTTPS_PROXY and NO_PROXY; a proxy that inspects TLS also needs \
                 --ca-bundle"
            }
            Self::Timeout(_) => "try again, or use another sign-in method",
            Self::NoIdentityService(_) => {
                "in Azure, assign a managed identity to this machine; elsewhere, use another \
                 sign-in method"
            }
        })
    }

    pub const fn number(&self) -> Option<u32> {
        match self {
            Self::Refused { number, .. } => *number,
            _ => None,
        }
    }

    pub fn consent(&self) -> Option<&str> {
        match self {
            Self::Refused { consent, .. } => consent.as_deref(),
            _ => None,
        }
    }

    /// Whether the network is the cause, so that another token or sign-in would not help.
    pub const fn is_network(&self) -> bool {
        matches!(
            self,
            Self::Network(_) | Self::Timeout(_) | Self::NoIdentityService(_)
        )
    }

    /// Whether the same request may succeed a moment later. A timeout has used up its time.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Network(_) => true,
            Self::NoIdentityService(cause) => cause.is_passing(),
            _ => false,
        }
    }
}
