//! The functions with which tests observe and disturb the service, also over HTTP under
//! `/_control/`.
//!
//! Belongs here: what can be queried and set. Does not belong here: the recorded requests and waiting faults
//! (`shared`), or applying a fault (`server`).

use std::sync::Arc;

use hyper::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::answer::Answer;
use super::authority::AuthoritySettings;
use super::fault::Fault;
use super::raw::raw;
use super::request::Call;
use super::shared::{Recorded, Shared};

/// Observes and disturbs a service. Clones refer to the same service.
#[derive(Clone, Debug)]
pub struct Control(Arc<Shared>);

impl Control {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// Returns all requests so far, in order of arrival, without those to `/_control/`.
    pub fn requests(&self) -> Vec<Recorded> {
        self.0.requests()
    }

    /// Returns the assignments of a configuration as a JSON array, in the form of beta.
    pub fn assignments(&self, configuration: &str) -> Option<String> {
        let content = self.0.content();
        let found = content
            .configurations
            .iter()
            .find(|known| known.id == configuration)?;
        let list: Vec<_> = found.assignments.iter().map(|row| &row.entity).collect();
        Some(raw(&list).get().to_owned())
    }

    /// Adds a fault after those that are waiting.
    pub fn add_fault(&self, fault: Fault) {
        self.0.add_fault(fault);
    }

    /// Removes all waiting faults and stale reads.
    pub fn clear_faults(&self) {
        self.0.clear_faults();
    }

    /// Adds a fault given as JSON, in the form that the control endpoint accepts. An edit is first tried on a
    /// copy, because a typing error must not go unnoticed.
    pub fn add_fault_json(&self, text: &str) -> Result<(), String> {
        let fault: Fault = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if let Some(edit) = &fault.edit {
            edit.apply(&mut self.0.content().clone())?;
        }
        self.add_fault(fault);
        Ok(())
    }

    /// From now on, answers requests in rounds of these sizes: none of a round is answered before all of
    /// it have arrived. Requests after the last round are answered immediately.
    pub fn set_rounds(&self, sizes: Vec<usize>) {
        self.0.rounds.set(sizes);
    }

    /// Returns how many requests of the configured rounds have not arrived yet.
    pub fn missing_in_rounds(&self) -> usize {
        self.0.rounds.missing()
    }

    pub fn authority(&self) -> AuthoritySettings {
        self.0.authority().settings.clone()
    }

    pub fn set_authority(&self, settings: AuthoritySettings) {
        self.0.authority().settings = settings;
    }

    /// Registers the public key of an app, in PEM form, and returns whether it is valid.
    #[must_use]
    pub fn register_key(&self, pem: &str) -> bool {
        self.0.authority().register(pem)
    }

    /// Revokes every access token of the authority, like the end of a session.
    pub fn revoke_tokens(&self) {
        self.0.authority().revoke_tokens();
    }

    /// Revokes every refresh token, so that a new sign-in is needed.
    pub fn revoke_sign_ins(&self) {
        self.0.authority().revoke_sign_ins();
    }

    /// From now on, Graph requires these claims, which are JSON, in every token of the authority. None
    /// removes the requirement.
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
            ("POST", ["faults"]) => taken(self.add_fault_json(&call.body)),
            ("GET", ["authority"]) => Answer::json(StatusCode::OK, &self.authority()),
            ("PUT", ["authority"]) => taken(parsed(call).map(|given| self.set_authority(given))),
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
            ("GET", ["rounds"]) => Answer::json(StatusCode::OK, &self.missing_in_rounds()),
            ("PUT", ["rounds"]) => taken(parsed(call).map(|sizes| self.set_rounds(sizes))),
            ("DELETE", ["faults"]) => {
                self.clear_faults();
                Answer::empty(StatusCode::NO_CONTENT)
            }
            _ => refused(StatusCode::NOT_FOUND, "there is no such control"),
        }
    }
}

/// What a call has in its body.
fn parsed<T: DeserializeOwned>(call: &Call) -> Result<T, String> {
    serde_json::from_str(&call.body).map_err(|error| error.to_string())
}

fn taken(outcome: Result<(), String>) -> Answer {
    match outcome {
        Ok(()) => Answer::empty(StatusCode::NO_CONTENT),
        Err(error) => refused(StatusCode::BAD_REQUEST, &error),
    }
}

fn refused(status: StatusCode, why: &str) -> Answer {
    Answer::json(status, &json!({ "error": why }))
}
