//! A token that somebody else obtained: from the environment, from standard input, or pasted.
//!
//! Belongs here: checking that it can be a token, and replacing it. Does not belong here: reading what
//! it says (`claims`).

use std::io::Read;
use std::sync::Mutex;
use std::time::Instant;

use secrecy::{ExposeSecret, SecretString};

use super::error::AuthError;
use super::guard::Guard;
use super::keeper::lock;
use super::need::Need;

/// The longest token that is read; a token with many group claims stays far below it.
const LONGEST: u64 = 64 * 1024;

/// The token in use, which a pasted one replaces.
#[derive(Debug)]
pub(super) struct Given {
    state: Mutex<State>,
    guard: Option<Guard>,
}

#[derive(Debug)]
struct State {
    token: Result<SecretString, AuthError>,
    since: Instant,
    /// Whether the guard has let it pass.
    passed: bool,
}

impl State {
    fn new(token: Result<SecretString, AuthError>) -> Self {
        Self {
            token,
            since: Instant::now(),
            passed: false,
        }
    }
}

impl Given {
    pub(super) fn new(token: Result<SecretString, AuthError>, guard: Option<Guard>) -> Self {
        Self {
            state: Mutex::new(State::new(token)),
            guard,
        }
    }

    /// Whether it is known already that the token cannot serve. Nobody is asked.
    pub(super) fn check(&self) -> Result<(), AuthError> {
        let token = self.current(&Need::default())?;
        self.guard.as_ref().map_or(Ok(()), |it| it.glance(&token))
    }

    /// The token, once it is known to be for the cloud and the tenant in use.
    pub(super) async fn token(&self, need: &Need) -> Result<SecretString, AuthError> {
        let token = self.current(need)?;
        if let Some(guard) = &self.guard
            && !lock(&self.state).passed
        {
            guard.check(&token).await?;
            let mut state = lock(&self.state);
            // It may have been replaced meanwhile.
            state.passed = state.token.as_ref().is_ok_and(|known| same(known, &token));
        }
        Ok(token)
    }

    /// The token, unless the need is for a newer or a better one: then only the admin can help.
    pub(super) fn current(&self, need: &Need) -> Result<SecretString, AuthError> {
        let state = lock(&self.state);
        let token = state.token.clone()?;
        let old = need.newer_than.is_some_and(|moment| state.since < moment);
        if old || need.claims.is_some() {
            return Err(AuthError::NeedsSignIn(None));
        }
        Ok(token)
    }

    pub(super) fn replace(&self, token: &str) -> Result<(), AuthError> {
        let token = sound(token)?;
        if let Some(guard) = &self.guard {
            guard.glance(&token)?;
        }
        *lock(&self.state) = State::new(Ok(token));
        Ok(())
    }

    pub(super) fn forget(&self) {
        lock(&self.state).token = Err(AuthError::None);
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
