//! A sign-in by the admin, and the refresh tokens that follow.
//!
//! Belongs here: what device code and browser have in common. Does not belong here: either flow (`device`,
//! `browser`), or when a token is renewed (`token_cache`).

use std::sync::Mutex;

use secrecy::{ExposeSecret, SecretString};

use super::endpoint::{Endpoint, TokenAnswer};
use super::endpoint_error::EndpointError;
use super::error::AuthError;
use super::keyring::KeyringSlot;
use super::lock::lock;
use super::options::SignInTiming;
use super::prompt::Dialogue;
use super::token_source::{FetchError, Fetching, FreshToken, TokenRequest, TokenSource};
use super::{browser, device};

#[derive(Debug, Clone, Copy)]
pub(super) enum Flow {
    DeviceCode,
    Browser { port: u16 },
}

#[derive(Debug)]
pub(super) struct Interactive {
    endpoint: Endpoint,
    flow: Flow,
    timing: SignInTiming,
    refresh: Mutex<Option<SecretString>>,
    /// Where the refresh token is stored between two commands, if `enlist login` stored it.
    slot: Mutex<Option<KeyringSlot>>,
}

impl Interactive {
    pub(super) const fn new(endpoint: Endpoint, flow: Flow, timing: SignInTiming) -> Self {
        Self {
            endpoint,
            flow,
            timing,
            refresh: Mutex::new(None),
            slot: Mutex::new(None),
        }
    }

    fn take(&self, mut answer: TokenAnswer) -> Result<FreshToken, AuthError> {
        // An answer without one means that the old one stays valid.
        if let Some(token) = answer.take_refresh_token() {
            if let Some(slot) = &*lock(&self.slot) {
                // If it cannot be stored, the next command may have to ask; this one continues.
                let _ = slot.replace(&token);
            }
            *lock(&self.refresh) = Some(token);
        }
        answer.into_fresh_token()
    }

    /// The current refresh token. Another command may have exchanged the stored one in the meantime. If it
    /// is no longer stored, a session that has it continues.
    fn current_refresh_token(&self) -> Option<SecretString> {
        let mut slot = lock(&self.slot);
        if let Some(kept) = slot.as_ref().map(KeyringSlot::token) {
            match kept {
                Ok(Some(token)) => return Some(token),
                Ok(None) => *slot = None,
                Err(_) => {}
            }
        }
        lock(&self.refresh).clone()
    }

    /// Ends the sign-in, including the stored one.
    fn forget_refresh_token(&self) {
        *lock(&self.refresh) = None;
        if let Some(slot) = lock(&self.slot).take() {
            let _ = slot.forget();
        }
    }

    async fn refresh(&self, request: &TokenRequest) -> Result<FreshToken, FetchError> {
        let slot = lock(&self.slot).clone();
        let _exchange = match &slot {
            Some(slot) => Some(slot.lock_exchange().await),
            None => None,
        };
        let Some(token) = self.current_refresh_token() else {
            return Err(AuthError::NeedsSignIn(None).into());
        };
        let answer = self
            .endpoint
            .post(
                "token",
                &[
                    ("grant_type", "refresh_token"),
                    ("client_id", &self.endpoint.config.client),
                    ("scope", &request.scopes.join(" ")),
                    ("refresh_token", token.expose_secret()),
                    ("claims", &request.claims_parameter()),
                ],
            )
            .await;
        match answer {
            Ok(answer) => Ok(self.take(answer)?),
            Err(EndpointError::Refused(refusal)) if wants_admin(&refusal.code) => {
                // After a challenge the sign-in is still valid for other requests; anything else ends it.
                if request.claims.is_none() && refusal.claims.is_none() {
                    self.forget_refresh_token();
                }
                Err(AuthError::NeedsSignIn(Some(refusal.sentence)).into())
            }
            Err(problem) => Err(problem.into_fetch_error(&self.endpoint.config)),
        }
    }
}

/// Whether only the admin can continue after this OAuth code.
fn wants_admin(code: &str) -> bool {
    matches!(
        code,
        "invalid_grant" | "interaction_required" | "login_required" | "consent_required"
    )
}

impl TokenSource for Interactive {
    fn fetch<'a>(&'a self, request: &'a TokenRequest) -> Fetching<'a> {
        Box::pin(self.refresh(request))
    }

    fn sign_in<'a>(
        &'a self,
        request: &'a TokenRequest,
        dialogue: &'a mut Dialogue,
    ) -> Fetching<'a> {
        Box::pin(async move {
            let answer = match self.flow {
                Flow::DeviceCode => {
                    device::run(&self.endpoint, self.timing, request, dialogue).await?
                }
                Flow::Browser { port } => {
                    browser::run(&self.endpoint, self.timing, port, request, dialogue).await?
                }
            };
            Ok(self.take(answer)?)
        })
    }

    fn kept(&self) -> Option<SecretString> {
        lock(&self.refresh).clone()
    }

    fn resume(&self, kept: SecretString, slot: Option<KeyringSlot>) {
        *lock(&self.refresh) = Some(kept);
        *lock(&self.slot) = slot;
    }

    fn forget(&self) {
        self.forget_refresh_token();
    }
}
