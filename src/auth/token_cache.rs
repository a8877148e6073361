//! The cache of a method's tokens: one request at a time, renewed early enough.
//!
//! Belongs here: when a token is valid, when it is renewed and who waits for that. Does not belong here:
//! how a method gets one (`token_source` and the methods).
//!
//! There is no background task: the first request that finds less than [`RENEW_BELOW`] left starts a
//! renewal, and still gets the old token.
//!
//! [`RENEW_BELOW`] left, and the old token is served meanwhile.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::sync::watch;

use super::access_token::is_same;
use super::error::AuthError;
use super::keyring::KeyringSlot;
use super::lock::lock;
use super::need::Need;
use super::options::SignInTiming;
use super::prompt::Dialogue;
use super::token_source::{FreshToken, TokenRequest, TokenSource};
use super::token_validator::TokenValidator;

/// A token with less time left than this is renewed while it is still used.
const RENEW_BELOW: Duration = Duration::from_secs(300);
/// A token with less time left than this could expire on its way, so it is not used.
const LEAST_LIFETIME: Duration = Duration::from_secs(10);
/// After an early renewal failed, the next one waits for this long.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);
/// No token lives longer, whatever it claims.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);
/// How often the network may fail before that is the result.
const MOST_TRIES: u32 = 3;

#[derive(Debug)]
pub(super) struct TokenCache {
    source: Box<dyn TokenSource>,
    validator: TokenValidator,
    timing: SignInTiming,
    /// The scopes for requests that name none.
    scopes: Mutex<Vec<String>>,
    entries: Mutex<HashMap<Vec<String>, CacheEntry>>,
    /// The claims that the next sign-in of the admin must satisfy.
    demanded_claims: Mutex<Option<String>>,
    /// One sign-in by the admin at a time.
    sign_in_lock: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct CacheEntry {
    cached: Option<CachedToken>,
    fetch: Option<Fetch>,
    failed: Option<Instant>,
}

#[derive(Debug, Clone)]
struct CachedToken {
    token: SecretString,
    ends: Instant,
    asked: Instant,
    claims: Option<String>,
}

type FetchOutcome = Result<CachedToken, AuthError>;

#[derive(Debug, Clone)]
struct Fetch {
    started: Instant,
    claims: Option<String>,
    outcome: watch::Receiver<Option<FetchOutcome>>,
}

enum Lookup {
    Serve(SecretString),
    /// Wait; the flag says whether the result of this fetch is the answer.
    Wait(Fetch, bool),
}

fn fits(need: &Need, asked: Instant, claims: Option<&String>) -> bool {
    need.newer_than.is_none_or(|moment| asked >= moment)
        && (need.claims.is_none() || need.claims.as_ref() == claims)
}

impl TokenCache {
    pub(super) fn new(
        source: Box<dyn TokenSource>,
        validator: TokenValidator,
        scopes: Vec<String>,
        timing: SignInTiming,
    ) -> Self {
        Self {
            source,
            validator,
            timing,
            scopes: Mutex::new(scopes),
            entries: Mutex::default(),
            demanded_claims: Mutex::default(),
            sign_in_lock: tokio::sync::Mutex::default(),
        }
    }

    fn scopes(&self, need: &Need) -> Vec<String> {
        if need.scopes.is_empty() {
            lock(&self.scopes).clone()
        } else {
            need.scopes.clone()
        }
    }

    pub(super) async fn token(self: &Arc<Self>, need: &Need) -> Result<SecretString, AuthError> {
        let scopes = self.scopes(need);
        loop {
            let (fetch, answers) = match self.lookup(&scopes, need) {
                Lookup::Serve(token) => return Ok(token),
                Lookup::Wait(fetch, answers) => (fetch, answers),
            };
            let mut outcome = fetch.outcome;
            let result = match outcome.wait_for(Option::is_some).await {
                Ok(result) => result.clone(),
                Err(_) => None,
            };
            match result {
                // A token may come with less than LEAST_LIFETIME to live; it is the best there is.
                Some(Ok(cached)) if answers => return Ok(cached.token),
                Some(Err(error)) if answers => return Err(error),
                Some(_) => {}
                None if answers => {
                    self.clear(&scopes, fetch.started);
                    return Err(AuthError::Network("the token request was canceled".into()));
                }
                None => self.clear(&scopes, fetch.started),
            }
        }
    }

    /// Decides, and starts a token request if one is due and none is running.
    fn lookup(self: &Arc<Self>, scopes: &[String], need: &Need) -> Lookup {
        let now = Instant::now();
        let mut entries = lock(&self.entries);
        let entry = entries.entry(scopes.to_vec()).or_default();
        if let Some(cached) = &entry.cached
            && fits(need, cached.asked, cached.claims.as_ref())
            && cached.ends.saturating_duration_since(now) > LEAST_LIFETIME
        {
            let token = cached.token.clone();
            let due = cached.ends.saturating_duration_since(now) <= RENEW_BELOW;
            let rested = entry
                .failed
                .is_none_or(|moment| now.saturating_duration_since(moment) >= PAUSE_AFTER_FAILURE);
            if due && rested && entry.fetch.is_none() {
                entry.fetch = Some(self.start_fetch(scopes, None));
            }
            return Lookup::Serve(token);
        }
        if let Some(fetch) = &entry.fetch {
            let answers = fits(need, fetch.started, fetch.claims.as_ref());
            return Lookup::Wait(fetch.clone(), answers);
        }
        let fetch = self.start_fetch(scopes, need.claims.clone());
        entry.fetch = Some(fetch.clone());
        Lookup::Wait(fetch, true)
    }

    /// Starts a separate task, so that a caller who gives up does not affect the others.
    fn start_fetch(self: &Arc<Self>, scopes: &[String], claims: Option<String>) -> Fetch {
        let started = Instant::now();
        let (tell, outcome) = watch::channel(None);
        let cache = Arc::clone(self);
        let request = TokenRequest {
            scopes: scopes.to_vec(),
            claims: claims.clone(),
        };
        tokio::spawn(async move {
            let result = cache.fetch(&request).await.map(|fresh| CachedToken {
                token: fresh.token,
                ends: started + fresh.lives.min(LONGEST),
                asked: started,
                claims: request.claims.clone(),
            });
            cache.finish_fetch(&request, &result);
            // There may be no caller left.
            let _ = tell.send(Some(result));
        });
        Fetch {
            started,
            claims,
            outcome,
        }
    }

    fn finish_fetch(&self, request: &TokenRequest, result: &FetchOutcome) {
        let mut entries = lock(&self.entries);
        let entry = entries.entry(request.scopes.clone()).or_default();
        entry.fetch = None;
        match result {
            Ok(cached) => {
                entry.cached = Some(cached.clone());
                entry.failed = None;
            }
            Err(error) => {
                entry.failed = Some(Instant::now());
                if matches!(error, AuthError::NeedsSignIn(_)) && request.claims.is_some() {
                    lock(&self.demanded_claims).clone_from(&request.claims);
                }
            }
        }
    }

    /// Drops a fetch whose task is gone, for example because its runtime ended.
    fn clear(&self, scopes: &[String], started: Instant) {
        if let Some(entry) = lock(&self.entries).get_mut(scopes)
            && entry
                .fetch
                .as_ref()
                .is_some_and(|fetch| fetch.started == started)
        {
            entry.fetch = None;
        }
    }

    async fn fetch(&self, request: &TokenRequest) -> Result<FreshToken, AuthError> {
        let attempts = async {
            let mut tried = 1;
            loop {
                let failed = match self.source.fetch(request).await {
                    Ok(fresh) => {
                        self.validator.check(&fresh.token).await?;
                        return Ok(fresh);
                    }
                    Err(failed) => failed,
                };
                if tried == MOST_TRIES || !failed.error.is_passing() {
                    return Err(failed.error);
                }
                let usual = self.timing.back_off * 2_u32.pow(tried - 1);
                // However long the wait, the deadline ends it.
                tokio::time::sleep(failed.retry_after.unwrap_or(usual)).await;
                tried += 1;
            }
        };
        tokio::time::timeout(self.timing.deadline, attempts)
            .await
            .unwrap_or_else(|_| Err(AuthError::Timeout("no token arrived in time".to_owned())))
    }

    /// Forgets this token, which a service rejected. Returns whether another one can be requested.
    pub(super) fn invalidate(&self, token: &SecretString) -> bool {
        for entry in lock(&self.entries).values_mut() {
            if entry
                .cached
                .as_ref()
                .is_some_and(|cached| is_same(&cached.token, token))
            {
                entry.cached = None;
                entry.failed = None;
            }
        }
        true
    }

    pub(super) async fn sign_in(
        &self,
        need: &Need,
        dialogue: &mut Dialogue,
    ) -> Result<(), AuthError> {
        let _lock = self.sign_in_lock.lock().await;
        let demanded_claims = lock(&self.demanded_claims).clone();
        let request = TokenRequest {
            scopes: self.scopes(need),
            claims: need.claims.clone().or(demanded_claims),
        };
        let asked = Instant::now();
        let fresh = self
            .source
            .sign_in(&request, dialogue)
            .await
            .map_err(|failed| failed.error)?;
        if let Err(error) = self.validator.check(&fresh.token).await {
            // No token of this sign-in would be valid here.
            self.source.forget();
            return Err(error);
        }
        let cached = CachedToken {
            token: fresh.token,
            // The sign-in took a while, but the token is new.
            ends: Instant::now() + fresh.lives.min(LONGEST),
            asked,
            claims: request.claims.clone(),
        };
        *lock(&self.demanded_claims) = None;
        // From now on, this is what the session requests.
        lock(&self.scopes).clone_from(&request.scopes);
        let mut entries = lock(&self.entries);
        entries.clear();
        entries.entry(request.scopes).or_default().cached = Some(cached);
        Ok(())
    }

    /// The current token of the session, for hints.
    pub(super) fn current(&self) -> Option<SecretString> {
        let scopes = lock(&self.scopes).clone();
        let entries = lock(&self.entries);
        Some(entries.get(&scopes)?.cached.as_ref()?.token.clone())
    }

    pub(super) fn kept(&self) -> Option<SecretString> {
        self.source.kept()
    }

    pub(super) fn resume(&self, kept: SecretString, slot: Option<KeyringSlot>) {
        self.source.resume(kept, slot);
    }

    pub(super) fn forget(&self) {
        self.source.forget();
        lock(&self.entries).clear();
    }
}
