//! The state that the service and its control share.
//!
//! Belongs here: the tenant, the authority, the recorded requests and the waiting faults, each
//! behind a lock. Does not belong here: the control's interface (`control`), or answering (`server`).

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::StatusCode;
use serde::Serialize;
use url::form_urlencoded;

use super::authority::State;
use super::fault::Fault;
use super::request::Call;
use super::rounds::Rounds;
use super::tenant::Content;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    pub method: String,
    /// Path and query as received, including the API version.
    pub path: String,
    /// The status of the answer; none until it is sent.
    pub status: Option<u16>,
    /// The exact body; none if it was empty.
    pub body: Option<String>,
    /// The headers, with names in lower case and without the bearer token.
    pub headers: BTreeMap<String, String>,
}

/// The state that the service and its control share.
#[derive(Debug)]
pub(super) struct Shared {
    content: Mutex<Content>,
    authority: Mutex<State>,
    log: Mutex<Vec<Recorded>>,
    faults: Mutex<Vec<Fault>>,
    pub(super) rounds: Rounds,
    /// The tenant as it was, and how many reads still see it.
    stale: Mutex<Option<(Content, u32)>>,
}

impl Shared {
    pub(super) fn new(content: Content) -> Self {
        let home = content.organization.read("id").unwrap_or_default();
        Self {
            content: Mutex::new(content),
            authority: Mutex::new(State::of(home)),
            log: Mutex::new(Vec::new()),
            faults: Mutex::new(Vec::new()),
            rounds: Rounds::default(),
            stale: Mutex::new(None),
        }
    }

    pub(super) fn content(&self) -> MutexGuard<'_, Content> {
        lock(&self.content)
    }

    pub(super) fn authority(&self) -> MutexGuard<'_, State> {
        lock(&self.authority)
    }

    /// Records a request and returns its index in the record.
    pub(super) fn record(&self, call: &Call) -> usize {
        let mut headers = BTreeMap::<String, String>::new();
        for (name, value) in &call.parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|known| *known = format!("{known}, {value}"))
                .or_insert_with(|| value.into_owned());
        }
        headers.remove("authorization");
        headers.remove("x-identity-header");
        let mut log = lock(&self.log);
        log.push(Recorded {
            method: call.method().to_owned(),
            path: call.target().to_owned(),
            status: None,
            body: Some(without_secrets(call)).filter(|body| !body.is_empty()),
            headers,
        });
        log.len() - 1
    }

    pub(super) fn set_status(&self, index: usize, status: StatusCode) {
        if let Some(recorded) = lock(&self.log).get_mut(index) {
            recorded.status = Some(status.as_u16());
        }
    }

    pub(super) fn requests(&self) -> Vec<Recorded> {
        lock(&self.log).clone()
    }

    pub(super) fn add_fault(&self, fault: Fault) {
        lock(&self.faults).push(fault);
    }

    /// Removes the waiting faults and the stale reads.
    pub(super) fn clear_faults(&self) {
        lock(&self.faults).clear();
        *lock(&self.stale) = None;
    }

    /// Lets this many reads see the tenant as it is now, regardless of later changes.
    pub(super) fn keep_stale_reads(&self, reads: u32) {
        if reads > 0 {
            let now = self.content().clone();
            *lock(&self.stale) = Some((now, reads));
        }
    }

    /// Returns the older tenant if the next read should see it, and counts the read.
    pub(super) fn take_stale_read(&self) -> Option<Content> {
        let mut stale = lock(&self.stale);
        let (content, left) = stale.as_mut()?;
        *left -= 1;
        if *left > 0 {
            return Some(content.clone());
        }
        stale.take().map(|(content, _)| content)
    }

    /// Returns the first fault that matches, and uses it up once. Every matching fault that still has requests
    /// to skip counts this one.
    pub(super) fn take_fault(&self, call: &Call) -> Option<Fault> {
        let mut faults = lock(&self.faults);
        let mut fitting = faults
            .iter_mut()
            .filter(|fault| fault.fits(call.method(), call.target()));
        let fault = fitting.find_map(|fault| {
            if fault.skip == 0 {
                return Some(fault);
            }
            fault.skip -= 1;
            None
        })?;
        fault.times -= 1;
        let fault = fault.clone();
        faults.retain(|fault| fault.times > 0);
        Some(fault)
    }
}

/// The body as received, without the secrets of a form that is sent to the authority.
fn without_secrets(call: &Call) -> String {
    const SECRETS: [&str; 6] = [
        "client_assertion",
        "client_secret",
        "code",
        "code_verifier",
        "device_code",
        "refresh_token",
    ];
    if call.segments().last() != Some(&"token") {
        return call.body.clone();
    }
    let pairs = form_urlencoded::parse(call.body.as_bytes());
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        let secret = SECRETS.contains(&name.as_ref());
        kept.append_pair(&name, if secret { "-" } else { &value });
    }
    kept.finish()
}

/// Ignores a poisoned lock, because a demo should rather continue than stop.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
