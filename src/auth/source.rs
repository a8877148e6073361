//! What a sign-in method is to the keeper of tokens.
//!
//! Belongs here: the trait and what passes through it. Does not belong here: caching and waiting
//! (`keeper`), or any method.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use secrecy::SecretString;

use super::error::AuthError;
use super::keyring::Shelf;
use super::prompt::Dialogue;

/// A token is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Want {
    pub(super) scopes: Vec<String>,
    /// The claims that a resource demands, as JSON.
    pub(super) claims: Option<String>,
}

/// A fresh token.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) token: SecretString,
    pub(super) lives: Duration,
}

/// Why a method gave no token, and when it may be asked again.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) error: AuthError,
    /// The wait that the authority asks for.
    pub(super) retry_after: Option<Duration>,
}

impl From<AuthError> for Trouble {
    fn from(error: AuthError) -> Self {
        Self {
            error,
            retry_after: None,
        }
    }
}

/// What a method gives back, some time.
pub(super) type Fetching<'a> = BoxFuture<'a, Result<Grant, Trouble>>;

/// A sign-in method.
pub(super) trait Source: Send + Sync + fmt::Debug {
    /// A fresh token without asking the admin anything.
    fn fetch<'a>(&'a self, want: &'a Want) -> Fetching<'a>;

    /// A fresh token, with the admin's help where the method takes it.
    fn converse<'a>(&'a self, want: &'a Want, _dialogue: &'a mut Dialogue) -> Fetching<'a> {
        self.fetch(want)
    }

    /// What would spare the next sign-in, if the method has such a thing.
    fn kept(&self) -> Option<SecretString> {
        None
    }

    /// Takes what [`Source::kept`] gave to an earlier session, and the place where what follows from it
    /// is kept.
    fn resume(&self, _kept: SecretString, _place: Option<Shelf>) {}

    /// Forgets the sign-in.
    fn forget(&self) {}
}
