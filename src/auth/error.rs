//! Why there is no token.
//!
//! Belongs here: the kinds of failure and their words. Does not belong here: what to do about each
//! number of Microsoft's (`hints`), or reading an answer (`endpoint_error`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::claims::Mismatch;

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AuthError {
    /// Nobody gave one.
    #[error("no access token was given")]
    None,
    /// Something was given, and nothing can be done with it.
    #[error("{0}")]
    Unusable(Cow<'static, str>),
    /// The admin has to sign in; the words say why, where the authority said it.
    #[error("a sign-in is needed{}", .0.as_ref().map(|why| format!(": {why}")).unwrap_or_default())]
    NeedsSignIn(Option<String>),
    /// The authority said no.
    #[error("{sentence}")]
    Refused {
        /// AADSTS.
        number: Option<u32>,
        /// The authority's own words.
        sentence: String,
        hint: String,
        /// The page on which an administrator consents, where that is what is missing.
        consent: Option<String>,
    },
    /// There is a token, for another cloud or tenant; it is not sent.
    #[error("{0}")]
    Mismatch(Mismatch),
    /// The authority could not be reached, or is not well.
    #[error("{0}")]
    Network(String),
    /// It took too long; the words say what.
    #[error("{0}")]
    Timeout(String),
    /// The identity service of the machine cannot be reached, for this reason.
    #[error("no identity service answers; managed-identity works in Azure only ({0})")]
    NoIdentityService(Box<Self>),
}

impl AuthError {
    pub(super) fn unusable(words: impl Into<Cow<'static, str>>) -> Self {
        Self::Unusable(words.into())
    }

    pub fn hint(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::None => {
                "set ENLIST_ACCESS_TOKEN, pipe a token in with --token-stdin, or name a sign-in \
                 method; --demo needs none"
            }
            Self::Unusable(_) => "correct it, or name another sign-in method",
            Self::NeedsSignIn(_) => {
                "Sign in again: run the command again on a terminal, or use the command `renew` on the \
                 screen."
            }
            Self::Refused { hint, .. } => return Cow::Owned(hint.clone()),
            Self::Mismatch(_) => "check --cloud, --tenant and the profile, or get another token",
            Self::Network(_) => {
                "check the network, HTTPS_PROXY and NO_PROXY; a proxy that inspects TLS also needs \
                 --ca-bundle"
            }
            Self::Timeout(_) => "try again, or use another sign-in method",
            Self::NoIdentityService(_) => {
                "in Azure, give this machine a managed identity; elsewhere, use another sign-in method"
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

    /// Whether the network is at fault, so that another token or sign-in would not help.
    pub const fn is_network(&self) -> bool {
        matches!(
            self,
            Self::Network(_) | Self::Timeout(_) | Self::NoIdentityService(_)
        )
    }

    /// Whether the same request may succeed a moment later. What took too long has used up its time.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Network(_) => true,
            Self::NoIdentityService(cause) => cause.is_passing(),
            _ => false,
        }
    }
}
