//! The means of tests to watch the service and to disturb it.
//!
//! Belongs here: the record of requests, the faults, the settings of the authority, and all of them over
//! HTTP under `/_control/`.
//! Does not belong here: carrying a fault out (`server`).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use url::form_urlencoded;

use super::answer::Answer;
use super::authority::{AuthoritySettings, State};
use super::edit::Edit;
use super::raw::raw;
use super::request::Call;
use super::tenant::Content;

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// The method, in capitals.
    pub method: String,
    /// Path and query as they came, the API version included.
    pub path: String,
    /// The status of the answer; none until there is one.
    pub status: Option<u16>,
    /// The exact body; none if it was empty.
    pub body: Option<String>,
    /// The headers with their names in small letters. The bearer token is left out.
    pub headers: BTreeMap<String, String>,
}

/// Something that goes wrong with the next requests that it fits.
///
/// With neither `status` nor `body` nor `drop` the normal answer is given, later and with the
/// `headers` added.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Fault {
    /// Only requests with this method, in capitals.
    pub method: Option<String>,
    /// Only requests whose path and query, as they came, contain this text.
    pub path_contains: Option<String>,
    /// How many of the requests that it fits pass first.
    pub skip: u32,
    /// For how many requests.
    pub times: u32,
    /// How long the answer waits, in milliseconds. What the request does is done before that.
    pub delay_ms: u64,
    /// The status to answer with, in place of the normal answer; 200 if only `body` is there.
    pub status: Option<u16>,
    /// Headers of the answer; they replace those of the same name.
    pub headers: BTreeMap<String, String>,
    /// The body to answer with. Over HTTP: a string is the text itself, other JSON stands for its
    /// text.
    #[serde(deserialize_with = "text_or_json")]
    pub body: Option<String>,
    /// The connection is closed without an answer.
    pub drop: bool,
    /// The request is carried out although its normal answer is never seen.
    pub apply: bool,
    /// What else happens to the tenant when the request arrives.
    pub edit: Option<Edit>,
    /// How many of the next GETs of configurations still see the tenant as it was before.
    pub stale_reads: u32,
}

impl Default for Fault {
    fn default() -> Self {
        Self {
            method: None,
            path_contains: None,
            skip: 0,
            times: 1,
            delay_ms: 0,
            status: None,
            headers: BTreeMap::new(),
            body: None,
            drop: false,
            apply: false,
            edit: None,
            stale_reads: 0,
        }
    }
}

impl Fault {
    fn fits(&self, method: &str, path: &str) -> bool {
        self.times > 0
            && self.method.as_ref().is_none_or(|own| own == method)
            && self
                .path_contains
                .as_ref()
                .is_none_or(|own| path.contains(own))
    }

    /// Whether the normal answer is never seen.
    pub(super) const fn hides_the_answer(&self) -> bool {
        self.drop || self.status.is_some() || self.body.is_some()
    }
}

/// A string is the text itself, other JSON stands for its text.
pub(super) fn text_or_json<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let body = Option::<Box<RawValue>>::deserialize(deserializer)?;
    Ok(body.map(|body| serde_json::from_str(body.get()).unwrap_or_else(|_| body.get().to_owned())))
}

/// What the service and its control have in common.
#[derive(Debug)]
pub(super) struct Shared {
    content: Mutex<Content>,
    authority: Mutex<State>,
    log: Mutex<Vec<Recorded>>,
    faults: Mutex<Vec<Fault>>,
    /// The past that so many reads still see.
    past: Mutex<Option<(Content, u32)>>,
}

impl Shared {
    pub(super) fn new(content: Content) -> Self {
        let home = content.organization.read("id").unwrap_or_default();
        Self {
            content: Mutex::new(content),
            authority: Mutex::new(State::of(home)),
            log: Mutex::new(Vec::new()),
            faults: Mutex::new(Vec::new()),
            past: Mutex::new(None),
        }
    }

    pub(super) fn content(&self) -> MutexGuard<'_, Content> {
        lock(&self.content)
    }

    pub(super) fn authority(&self) -> MutexGuard<'_, State> {
        lock(&self.authority)
    }

    /// Records a request and gives its place in the record.
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

    pub(super) fn answered(&self, place: usize, status: StatusCode) {
        if let Some(recorded) = lock(&self.log).get_mut(place) {
            recorded.status = Some(status.as_u16());
        }
    }

    /// Lets so many reads see the tenant as it is now, whatever becomes of it meanwhile.
    pub(super) fn hold_past(&self, reads: u32) {
        if reads > 0 {
            let now = self.content().clone();
            *lock(&self.past) = Some((now, reads));
        }
    }

    /// The tenant as one more read sees it, if that is not as it is.
    pub(super) fn take_past(&self) -> Option<Content> {
        let mut past = lock(&self.past);
        let (content, left) = past.as_mut()?;
        *left -= 1;
        if *left > 0 {
            return Some(content.clone());
        }
        past.take().map(|(content, _)| content)
    }

    /// The first fault that fits, which is then used up by one. Each one that fits and has requests to
    /// let pass counts this one.
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

/// The body as it came; of a form that is sent to the authority, the secrets are left out.
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

/// What is behind a poisoned lock is used as it is: a demo had better go on than stop.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Watches a service and disturbs it. Clones mean the same service.
#[derive(Clone, Debug)]
pub struct Control(Arc<Shared>);

impl Control {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// All requests so far, in the order of their arrival, those to `/_control/` left out.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.0.log).clone()
    }

    /// The assignments of a configuration as a JSON array, in the shape of beta.
    #[must_use]
    pub fn assignments(&self, configuration: &str) -> Option<String> {
        let content = self.0.content();
        let found = content
            .configurations
            .iter()
            .find(|known| known.id == configuration)?;
        let list: Vec<_> = found.assignments.iter().map(|row| &row.entity).collect();
        Some(raw(&list).get().to_owned())
    }

    /// Adds a fault behind those that are waiting.
    pub fn add_fault(&self, fault: Fault) {
        lock(&self.0.faults).push(fault);
    }

    /// Takes all waiting faults away. Reads see the tenant as it is again.
    pub fn clear_faults(&self) {
        lock(&self.0.faults).clear();
        *lock(&self.0.past) = None;
    }

    /// Adds a fault that is given as JSON, as the control endpoint takes it.
    ///
    /// # Errors
    /// Says what is wrong with it. An edit is tried on a copy: a typing error must not pass for peace.
    pub fn add_fault_json(&self, text: &str) -> Result<(), String> {
        let fault: Fault = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if let Some(edit) = &fault.edit {
            edit.carry_out(&mut self.0.content().clone())?;
        }
        self.add_fault(fault);
        Ok(())
    }

    /// How the authority behaves now.
    #[must_use]
    pub fn authority(&self) -> AuthoritySettings {
        self.0.authority().settings.clone()
    }

    /// Lets the authority behave differently from now on.
    pub fn set_authority(&self, settings: AuthoritySettings) {
        self.0.authority().settings = settings;
    }

    /// Registers the public key of an app, in PEM form, and says whether it is one.
    #[must_use]
    pub fn register_key(&self, pem: &str) -> bool {
        self.0.authority().register(pem)
    }

    /// Takes back every access token of the authority, as when a session is ended.
    pub fn revoke_tokens(&self) {
        self.0.authority().revoke_tokens();
    }

    /// Takes back every refresh token, so that only a new sign-in helps.
    pub fn revoke_sign_ins(&self) {
        self.0.authority().revoke_sign_ins();
    }

    /// From now on Graph demands these claims of every token of the authority; they are JSON. None
    /// ends that.
    pub fn demand_claims(&self, claims: Option<&str>) {
        self.0.authority().demand(claims.map(str::to_owned));
    }

    /// The same over HTTP.
    pub(super) fn answer(&self, call: &Call) -> Answer {
        match (call.method(), call.segments().get(1..).unwrap_or_default()) {
            ("GET", ["requests"]) => Answer::json(StatusCode::OK, &self.requests()),
            ("GET", ["assignments", id]) => match self.assignments(id) {
                Some(list) => Answer::text(StatusCode::OK, Some("application/json"), list),
                None => refused(StatusCode::NOT_FOUND, "there is no such configuration"),
            },
            ("POST", ["faults"]) => match self.add_fault_json(&call.body) {
                Ok(()) => Answer::empty(StatusCode::NO_CONTENT),
                Err(error) => refused(StatusCode::BAD_REQUEST, &error),
            },
            ("GET", ["authority"]) => Answer::json(StatusCode::OK, &self.authority()),
            ("PUT", ["authority"]) => match serde_json::from_str(&call.body) {
                Ok(settings) => {
                    self.set_authority(settings);
                    Answer::empty(StatusCode::NO_CONTENT)
                }
                Err(error) => refused(StatusCode::BAD_REQUEST, &error.to_string()),
            },
            ("POST", ["keys"]) if self.register_key(&call.body) => {
                Answer::empty(StatusCode::NO_CONTENT)
            }
            ("POST", ["keys"]) => refused(StatusCode::BAD_REQUEST, "this is no public key in PEM"),
            ("POST", ["revoke", "tokens"]) => {
                self.revoke_tokens();
                Answer::empty(StatusCode::NO_CONTENT)
            }
            ("POST", ["revoke", "sign-ins"]) => {
                self.revoke_sign_ins();
                Answer::empty(StatusCode::NO_CONTENT)
            }
            ("PUT", ["claims"]) => {
                let claims = Some(call.body.as_str()).filter(|claims| !claims.is_empty());
                self.demand_claims(claims);
                Answer::empty(StatusCode::NO_CONTENT)
            }
            ("DELETE", ["faults"]) => {
                self.clear_faults();
                Answer::empty(StatusCode::NO_CONTENT)
            }
            _ => refused(StatusCode::NOT_FOUND, "there is no such control"),
        }
    }
}

fn refused(status: StatusCode, why: &str) -> Answer {
    Answer::json(status, &json!({ "error": why }))
}
