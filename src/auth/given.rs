//! A token that somebody else obtained: from the environment, from standard input, or pasted.
//!
//! Belongs here: checking that it can be a token, and replacing it. Does not belong here: reading what
//! it says (`claims`).

use std::io::Read;
use std::sync::Mutex;
use std::time::Instant;

use secrecy::{ExposeSecret, SecretString};

use super::error::AuthError;
use super::keeper::lock;
use super::need::Need;

/// The longest token that is read; a token with many group claims stays far below it.
const LONGEST: u64 = 64 * 1024;

/// The token in use, which a pasted one replaces.
#[derive(Debug)]
pub(super) struct Given(Mutex<State>);

#[derive(Debug)]
struct State {
    token: Result<SecretString, AuthError>,
    since: Instant,
}

impl Given {
    pub(super) fn new(token: Result<SecretString, AuthError>) -> Self {
        Self(Mutex::new(State {
            token,
            since: Instant::now(),
        }))
    }

    /// The token, unless the need is for a newer or a better one: then only the admin can help.
    pub(super) fn token(&self, need: &Need) -> Result<SecretString, AuthError> {
        let state = lock(&self.0);
        let token = state.token.clone()?;
        let old = need.newer_than.is_some_and(|moment| state.since < moment);
        if old || need.claims.is_some() {
            return Err(AuthError::NeedsSignIn(None));
        }
        Ok(token)
    }

    pub(super) fn replace(&self, token: &str) -> Result<(), AuthError> {
        let token = sound(token)?;
        *lock(&self.0) = State {
            token: Ok(token),
            since: Instant::now(),
        };
        Ok(())
    }

    pub(super) fn forget(&self) {
        lock(&self.0).token = Err(AuthError::None);
    }
}

/// Reads a token up to the end of `input`.
pub(super) fn read(input: impl Read) -> Result<SecretString, String> {
    let mut token = String::new();
    input
        .take(LONGEST)
        .read_to_string(&mut token)
        .map_err(|error| error.to_string())?;
    Ok(SecretString::from(token))
}

/// Takes a token without the white space and the word `Bearer` that come along with it.
pub(super) fn sound(given: &str) -> Result<SecretString, AuthError> {
    let token = given.trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    if token.is_empty() {
        return Err(AuthError::unusable("the access token is empty"));
    }
    // It goes into a header as it is (RFC 6750): anything else there would be another header.
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(AuthError::unusable(
            "the access token holds a character that no token has",
        ));
    }
    Ok(SecretString::from(token))
}

/// Whether two secrets are the same.
pub(super) fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}
