//! A token that was obtained elsewhere: from the environment, from standard input, or pasted.
//!
//! Belongs here: when it can be used, and replacing it. Does not belong here: what can be a token at all
//! (`access_token`), or reading its claims (`claims`).

use std::sync::Mutex;
use std::time::Instant;

use secrecy::SecretString;

use super::access_token::{is_same, parse};
use super::error::AuthError;
use super::lock::lock;
use super::need::Need;
use super::token_validator::TokenValidator;

/// The token in use. A pasted token replaces it.
#[derive(Debug)]
pub(super) struct ExternalToken {
    state: Mutex<State>,
    validator: Option<TokenValidator>,
}

#[derive(Debug)]
struct State {
    token: Result<SecretString, AuthError>,
    since: Instant,
    /// Whether the validator has accepted it.
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

impl ExternalToken {
    pub(super) fn new(
        token: Result<SecretString, AuthError>,
        validator: Option<TokenValidator>,
    ) -> Self {
        Self {
            state: Mutex::new(State::new(token)),
            validator,
        }
    }

    /// Whether it is already known that the token cannot be used. Sends nothing.
    pub(super) fn check(&self) -> Result<(), AuthError> {
        let token = self.current(&Need::default())?;
        self.validator
            .as_ref()
            .map_or(Ok(()), |it| it.check_claims(&token))
    }

    /// The token, once it is known to be for the current cloud and tenant.
    pub(super) async fn token(&self, need: &Need) -> Result<SecretString, AuthError> {
        let token = self.current(need)?;
        if let Some(validator) = &self.validator
            && !lock(&self.state).passed
        {
            validator.check(&token).await?;
            let mut state = lock(&self.state);
            // It may have been replaced in the meantime.
            state.passed = state
                .token
                .as_ref()
                .is_ok_and(|known| is_same(known, &token));
        }
        Ok(token)
    }

    /// The token, unless a newer or better one is needed: then only the admin can help.
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
        let token = parse(token)?;
        if let Some(validator) = &self.validator {
            validator.check_claims(&token)?;
        }
        *lock(&self.state) = State::new(Ok(token));
        Ok(())
    }

    pub(super) fn forget(&self) {
        lock(&self.state).token = Err(AuthError::None);
    }
}
