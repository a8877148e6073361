//! The cache of a method's tokens: one request at a time, and a refresh in good time.
//!
//! Belongs here: when a token is good, when it is renewed and who waits for that. Does not belong
//! here: how a method gets one (`source` and the methods).
//!
//! Nothing runs while nobody asks: a refresh rides on the first request that finds less than
//! [`EARLY`] left, and the old token is served meanwhile.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tokio::sync::watch;

use super::access_token::is_same;
use super::error::AuthError;
use super::guard::Guard;
use super::keyring::KeyringSlot;
use super::lock::lock;
use super::need::Need;
use super::options::Pace;
use super::prompt::Dialogue;
use super::source::{Grant, Source, Want};

/// A token with less than this left is renewed while it still serves.
const EARLY: Duration = Duration::from_secs(300);
/// A token with less than this left could end on its way, so it is not served.
const TOO_LATE: Duration = Duration::from_secs(10);
/// After an early renewal failed, the next one waits this long.
const PAUSE: Duration = Duration::from_secs(30);
/// No token lives longer, whatever it is said to.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);
/// How often the network may fail before that is the answer.
const TRIES: u32 = 3;

#[derive(Debug)]
pub(super) struct TokenCache {
    source: Box<dyn Source>,
    guard: Guard,
    pace: Pace,
    /// What a request asks for that names no scopes.
    scopes: Mutex<Vec<String>>,
    slots: Mutex<HashMap<Vec<String>, Slot>>,
    /// The claims that the next sign-in of the admin must satisfy.
    demanded: Mutex<Option<String>>,
    /// One talk with the admin at a time.
    talk: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Slot {
    held: Option<Held>,
    flight: Option<Flight>,
    failed: Option<Instant>,
}

#[derive(Debug, Clone)]
struct Held {
    token: SecretString,
    ends: Instant,
    asked: Instant,
    claims: Option<String>,
}

type Outcome = Result<Held, AuthError>;

#[derive(Debug, Clone)]
struct Flight {
    started: Instant,
    claims: Option<String>,
    outcome: watch::Receiver<Option<Outcome>>,
}

/// What there is to do for a request.
enum Step {
    Serve(SecretString),
    /// Wait; whether this flight's outcome is the answer.
    Wait(Flight, bool),
}

fn fits(need: &Need, asked: Instant, claims: Option<&String>) -> bool {
    need.newer_than.is_none_or(|moment| asked >= moment)
        && (need.claims.is_none() || need.claims.as_ref() == claims)
}

impl TokenCache {
    pub(super) fn new(
        source: Box<dyn Source>,
        guard: Guard,
        scopes: Vec<String>,
        pace: Pace,
    ) -> Self {
        Self {
            source,
            guard,
            pace,
            scopes: Mutex::new(scopes),
            slots: Mutex::default(),
            demanded: Mutex::default(),
            talk: tokio::sync::Mutex::default(),
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
            let (flight, answers) = match self.step(&scopes, need) {
                Step::Serve(token) => return Ok(token),
                Step::Wait(flight, answers) => (flight, answers),
            };
            let mut outcome = flight.outcome;
            let result = match outcome.wait_for(Option::is_some).await {
                Ok(result) => result.clone(),
                Err(_) => None,
            };
            match result {
                // A token may come with less than TOO_LATE to live; it is the best there is.
                Some(Ok(held)) if answers => return Ok(held.token),
                Some(Err(error)) if answers => return Err(error),
                Some(_) => {}
                None if answers => {
                    self.clear(&scopes, flight.started);
                    return Err(AuthError::Network(
                        "the request for a token was given up".into(),
                    ));
                }
                None => self.clear(&scopes, flight.started),
            }
        }
    }

    /// Decides, and starts a request for a token where one is due and none is under way.
    fn step(self: &Arc<Self>, scopes: &[String], need: &Need) -> Step {
        let now = Instant::now();
        let mut slots = lock(&self.slots);
        let slot = slots.entry(scopes.to_vec()).or_default();
        if let Some(held) = &slot.held
            && fits(need, held.asked, held.claims.as_ref())
            && held.ends.saturating_duration_since(now) > TOO_LATE
        {
            let token = held.token.clone();
            let due = held.ends.saturating_duration_since(now) <= EARLY;
            let rested = slot
                .failed
                .is_none_or(|moment| now.saturating_duration_since(moment) >= PAUSE);
            if due && rested && slot.flight.is_none() {
                slot.flight = Some(self.launch(scopes, None));
            }
            return Step::Serve(token);
        }
        if let Some(flight) = &slot.flight {
            let answers = fits(need, flight.started, flight.claims.as_ref());
            return Step::Wait(flight.clone(), answers);
        }
        let flight = self.launch(scopes, need.claims.clone());
        slot.flight = Some(flight.clone());
        Step::Wait(flight, true)
    }

    /// Starts a task of its own, so that a caller who gives up takes nothing from the others.
    fn launch(self: &Arc<Self>, scopes: &[String], claims: Option<String>) -> Flight {
        let started = Instant::now();
        let (tell, outcome) = watch::channel(None);
        let cache = Arc::clone(self);
        let want = Want {
            scopes: scopes.to_vec(),
            claims: claims.clone(),
        };
        tokio::spawn(async move {
            let result = cache.fetch(&want).await.map(|grant| Held {
                token: grant.token,
                ends: started + grant.lives.min(LONGEST),
                asked: started,
                claims: want.claims.clone(),
            });
            cache.land(&want, &result);
            // Nobody may be waiting any more.
            let _ = tell.send(Some(result));
        });
        Flight {
            started,
            claims,
            outcome,
        }
    }

    fn land(&self, want: &Want, result: &Outcome) {
        let mut slots = lock(&self.slots);
        let slot = slots.entry(want.scopes.clone()).or_default();
        slot.flight = None;
        match result {
            Ok(held) => {
                slot.held = Some(held.clone());
                slot.failed = None;
            }
            Err(error) => {
                slot.failed = Some(Instant::now());
                if matches!(error, AuthError::NeedsSignIn(_)) && want.claims.is_some() {
                    lock(&self.demanded).clone_from(&want.claims);
                }
            }
        }
    }

    /// Drops a flight whose task is gone, as when a runtime ended.
    fn clear(&self, scopes: &[String], started: Instant) {
        if let Some(slot) = lock(&self.slots).get_mut(scopes)
            && slot
                .flight
                .as_ref()
                .is_some_and(|flight| flight.started == started)
        {
            slot.flight = None;
        }
    }

    async fn fetch(&self, want: &Want) -> Result<Grant, AuthError> {
        let attempts = async {
            let mut tried = 1;
            loop {
                let trouble = match self.source.fetch(want).await {
                    Ok(grant) => {
                        self.guard.check(&grant.token).await?;
                        return Ok(grant);
                    }
                    Err(trouble) => trouble,
                };
                if tried == TRIES || !matches!(trouble.error, AuthError::Network(_)) {
                    return Err(trouble.error);
                }
                let usual = self.pace.back_off * 2_u32.pow(tried - 1);
                // However long the wait, the deadline ends it.
                tokio::time::sleep(trouble.retry_after.unwrap_or(usual)).await;
                tried += 1;
            }
        };
        tokio::time::timeout(self.pace.deadline, attempts)
            .await
            .unwrap_or_else(|_| {
                Err(AuthError::Timeout(
                    "no token came within the time allowed".to_owned(),
                ))
            })
    }

    /// Forgets this token, which a service refused. Whether another one can be had is the answer.
    pub(super) fn invalidate(&self, token: &SecretString) -> bool {
        for slot in lock(&self.slots).values_mut() {
            if slot
                .held
                .as_ref()
                .is_some_and(|held| is_same(&held.token, token))
            {
                slot.held = None;
                slot.failed = None;
            }
        }
        true
    }

    pub(super) async fn sign_in(
        &self,
        need: &Need,
        dialogue: &mut Dialogue,
    ) -> Result<(), AuthError> {
        let _talk = self.talk.lock().await;
        let demanded = lock(&self.demanded).clone();
        let want = Want {
            scopes: self.scopes(need),
            claims: need.claims.clone().or(demanded),
        };
        let asked = Instant::now();
        let grant = self
            .source
            .converse(&want, dialogue)
            .await
            .map_err(|trouble| trouble.error)?;
        if let Err(error) = self.guard.check(&grant.token).await {
            // Nothing that follows from this sign-in would be for here.
            self.source.forget();
            return Err(error);
        }
        let held = Held {
            token: grant.token,
            // The talk took its time, but the token is new.
            ends: Instant::now() + grant.lives.min(LONGEST),
            asked,
            claims: want.claims.clone(),
        };
        *lock(&self.demanded) = None;
        // From now on this is what the session asks for.
        lock(&self.scopes).clone_from(&want.scopes);
        let mut slots = lock(&self.slots);
        slots.clear();
        slots.entry(want.scopes).or_default().held = Some(held);
        Ok(())
    }

    /// The token of the session as it stands, for hints.
    pub(super) fn current(&self) -> Option<SecretString> {
        let scopes = lock(&self.scopes).clone();
        let slots = lock(&self.slots);
        Some(slots.get(&scopes)?.held.as_ref()?.token.clone())
    }

    pub(super) fn kept(&self) -> Option<SecretString> {
        self.source.kept()
    }

    pub(super) fn resume(&self, kept: SecretString, slot: Option<KeyringSlot>) {
        self.source.resume(kept, slot);
    }

    pub(super) fn forget(&self) {
        self.source.forget();
        lock(&self.slots).clear();
    }
}
