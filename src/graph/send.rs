//! One request, one answer: IDs, deadlines, and retries for reads.

use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::Hints;
use super::{Client, error};
use crate::auth::Need;
use crate::domain::{self, Facts, RequestError, Step, WriteRequest};
use crate::net::{self, BodyError};
use crate::text;

/// How often a read is sent at most.
pub(super) const MOST_READS: u32 = 4;
/// The longest wait between two reads that is not worth mentioning.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A complete 2xx answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The request and its status.
    pub facts: Facts,
    pub body: String,
}

impl Answer {
    /// The body read as `T`.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, RequestError> {
        serde_json::from_str(&self.body).map_err(|error| RequestError::Malformed {
            facts: Box::new(self.facts.clone()),
            // The parser quotes what it found, however long that is.
            reason: text::sentence(&format!(
                "the answer does not have the documented form: {error}"
            ))
            .into_owned(),
        })
    }
}

/// The outcome of one send.
#[derive(Debug)]
pub struct Attempt {
    /// The answer, or why there is none.
    pub outcome: Result<Answer, RequestError>,
    /// After a 401, what a token needs to be worth another attempt; none if there is no other.
    pub better: Option<Need>,
}

#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: &'static str,
    /// Below the base URL, version and query included.
    pub(super) path: String,
    pub(super) body: Option<String>,
    /// One more header, name and value.
    pub(super) header: Option<(&'static str, String)>,
    /// The longest time that it may take, if that is less than usual.
    pub(super) within: Option<Duration>,
    /// How many requests the service counts it as.
    pub(super) requests: u32,
}

impl Call {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            body: None,
            header: None,
            within: None,
            requests: 1,
        }
    }

    /// A reading by POST, with a question in its body.
    pub(super) fn post(path: impl Into<String>, body: &impl Serialize) -> Self {
        Self {
            method: "POST",
            body: serde_json::to_string(body).ok(),
            ..Self::get(path)
        }
    }

    /// The accepted format: a plain count comes only as text.
    fn accept(&self) -> &'static str {
        let path = self.path.split('?').next().unwrap_or_default();
        if path.ends_with("/$count") {
            "text/plain"
        } else {
            "application/json"
        }
    }

    /// The same as an advanced query of the directory, whose data may lag a little.
    pub(super) fn advanced(self) -> Self {
        Self {
            header: Some(("consistencylevel", "eventual".to_owned())),
            ..self
        }
    }
}

impl Client {
    /// Sends a write, once. Only `write` calls this. `approval` is the header of a Multi Admin Approval,
    /// name and value. It ends when it takes longer than `within`. After `Lost` and a 5xx the write may
    /// have been done.
    pub async fn send_write(
        &self,
        request: &WriteRequest,
        client_request_id: &str,
        approval: Option<(&'static str, String)>,
        need: &Need,
        within: Duration,
    ) -> Attempt {
        let call = Call {
            method: request.method,
            path: request.path.clone(),
            body: Some(request.body.clone()),
            header: approval,
            within: Some(within),
            requests: 1,
        };
        self.attempt(&call, need, client_request_id.to_owned())
            .await
    }

    /// Makes sure that there is a suitable token, without sending anything to Graph.
    ///
    /// # Errors
    /// There is none: [`RequestError::NotSent`].
    pub async fn ready(&self, need: &Need) -> Result<(), RequestError> {
        self.0.tokens.token(need).await?;
        Ok(())
    }

    /// Sends a GET of any path below the base URL, version included, and returns the raw answer.
    pub async fn get(&self, path: String, advanced: bool) -> Result<Answer, RequestError> {
        let call = Call::get(path);
        self.read(&if advanced { call.advanced() } else { call })
            .await
    }

    /// Sends a read; if the service asks to wait, again after that wait.
    pub(super) async fn read(&self, call: &Call) -> Result<Answer, RequestError> {
        let mut sent = 1;
        let mut need = Need::default();
        let mut renewed = false;
        loop {
            self.wait_for_turn(call.requests).await;
            let Attempt { outcome, better } = {
                let _permit = self.0.reads.acquire().await;
                self.attempt(call, &need, uuid::Uuid::new_v4().to_string())
                    .await
            };
            // A token can expire, or lose its permissions, early: try once with another one.
            if let Some(better) = better.filter(|_| !renewed) {
                (need, renewed) = (better, true);
                continue;
            }
            let Some((wait, facts)) = outcome
                .as_ref()
                .err()
                .and_then(|error| Some((self.patience(error, sent)?, error.facts()?.clone())))
            else {
                return outcome;
            };
            sent += 1;
            if facts.status == Some(429) {
                self.slow_down(wait);
            }
            if self.sleep(wait, Some(facts)).await {
                return outcome;
            }
        }
    }

    /// Waits until this many reads may be sent. If the wait is ended, they are sent at once; so they are if the
    /// service wants a longer wait than a read keeps, because it may have changed its mind.
    async fn wait_for_turn(&self, requests: u32) {
        let wait = self.0.throttle.reads(requests);
        if !wait.is_zero() && wait <= LONGEST_WAIT {
            self.sleep(wait, None).await;
        }
    }

    /// Waits before a read is sent, and returns whether the wait was ended.
    pub(super) async fn sleep(&self, wait: Duration, facts: Option<Facts>) -> bool {
        let Some(listener) = &self.1 else {
            tokio::time::sleep(wait).await;
            return false;
        };
        // The listener may be gone: the wait is the same.
        let tell = |step| drop(listener.steps.send(step));
        tell(Step::Waiting { wait, facts });
        let mut stop = listener.stop.clone();
        let stopped = tokio::select! {
            () = tokio::time::sleep(wait) => false,
            // A dropped sender can no longer stop anything.
            Ok(_) = stop.wait_for(|stopped| *stopped) => true,
        };
        if !stopped {
            tell(listener.step.clone());
        }
        stopped
    }

    /// How long to wait before the next attempt of a read; none if another one is of no use.
    fn patience(&self, error: &RequestError, sent: u32) -> Option<Duration> {
        let RequestError::Service(error) = error else {
            return None;
        };
        if sent >= MOST_READS || !matches!(error.facts.status, Some(429 | 503 | 504)) {
            return None;
        }
        let wait = error
            .retry_after
            .unwrap_or_else(|| back_off(self.0.timing.back_off, sent));
        (wait <= LONGEST_WAIT).then_some(wait)
    }

    async fn attempt(&self, call: &Call, need: &Need, client_request_id: String) -> Attempt {
        let token = match self.0.tokens.token(need).await {
            Ok(token) => token,
            Err(error) => {
                return Attempt {
                    outcome: Err(error.into()),
                    better: None,
                };
            }
        };
        let mut challenge = None;
        let started = Instant::now();
        let outcome = self
            .exchange(call, &token, client_request_id, &mut challenge)
            .await;
        self.record(call, &outcome, started.elapsed());
        let refused = matches!(&outcome, Err(error) if error.status() == Some(401));
        let better = (refused && self.0.tokens.invalidate(&token)).then(|| {
            challenge
                .as_deref()
                .and_then(Need::challenged)
                .unwrap_or_default()
        });
        Attempt { outcome, better }
    }

    /// Records the request and its result in the log, if there is one.
    fn record(&self, call: &Call, outcome: &Result<Answer, RequestError>, elapsed: Duration) {
        let facts = match outcome {
            Ok(answer) => Some(&answer.facts),
            Err(error) => error.facts(),
        };
        let lost = outcome.as_ref().err();
        let reason = lost.map(RequestError::reason);
        self.0.network.log.tell(&net::Line {
            method: call.method,
            target: domain::without_fragment(&call.path),
            status: facts.and_then(|facts| facts.status),
            elapsed,
            request_id: facts.and_then(|facts| facts.request_id.as_deref()),
            client_request_id: facts.map(|facts| facts.client_request_id.as_str()),
            reason: reason.as_deref(),
        });
    }

    async fn exchange(
        &self,
        call: &Call,
        token: &SecretString,
        client_request_id: String,
        challenge: &mut Option<String>,
    ) -> Result<Answer, RequestError> {
        let not_sent = |reason, hint: Option<&str>| RequestError::NotSent {
            reason,
            no_token: false,
            hint: hint.map(str::to_owned),
            number: None,
        };
        let http = self
            .0
            .http
            .get_or_init(|| net::client_over(&self.0.url, &self.0.timing, &self.0.network))
            .as_ref()
            .map_err(|reason| not_sent(reason.clone(), net::advice(reason)))?;

        let method = Method::from_bytes(call.method.as_bytes()).unwrap_or(Method::GET);
        let mut request = http
            .request(method, format!("{}{}", self.0.url, call.path))
            .bearer_auth(token.expose_secret())
            .header("client-request-id", &client_request_id)
            .header("accept", call.accept());
        if let Some(within) = call.within {
            request = request.timeout(within);
        }
        if let Some((name, value)) = &call.header {
            request = request.header(*name, value);
        }
        if let Some(body) = &call.body {
            request = request
                .header("content-type", "application/json")
                .body(body.clone());
        }

        let started = Instant::now();
        let mut facts = Facts {
            method: call.method,
            path: call.path.clone(),
            status: None,
            elapsed: Duration::ZERO,
            request_id: None,
            client_request_id,
        };
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) if error.is_connect() || error.is_builder() => {
                let (reason, hint) = net::explain_over(&error, &self.0.url, &self.0.network).await;
                return Err(not_sent(reason, hint));
            }
            Err(error) => {
                facts.elapsed = started.elapsed();
                return Err(RequestError::Lost {
                    facts: Box::new(facts),
                    reason: net::explain(&error),
                    timed_out: error.is_timeout(),
                });
            }
        };
        let status = response.status();
        facts.status = Some(status.as_u16());
        facts.request_id =
            header(response.headers(), "request-id").map(|id| text::sentence(&id).into_owned());
        let hints = Hints {
            retry_after: retry_after(response.headers()),
            approval_code: header(response.headers(), "x-msft-approval-code"),
        };
        *challenge = header(response.headers(), "www-authenticate");
        let body = net::body(response, net::longest(status)).await;
        facts.elapsed = started.elapsed();
        match body {
            Ok(body) if status.is_success() => Ok(Answer { facts, body }),
            Ok(body) => Err(RequestError::Service(Box::new(error::read(
                facts, hints, &body,
            )))),
            Err(error @ (BodyError::TooDeep(_) | BodyError::NotText)) => {
                Err(RequestError::Malformed {
                    facts: Box::new(facts),
                    reason: error.to_string(),
                })
            }
            // The missing part may have said anything, even success.
            Err(error @ (BodyError::Broken(_) | BodyError::TooLong(_))) => {
                let timed_out = matches!(&error, BodyError::Broken(error) if error.is_timeout());
                Err(RequestError::Lost {
                    facts: Box::new(facts),
                    reason: error.to_string(),
                    timed_out,
                })
            }
        }
    }
}

/// The wait after so many sends if the service names none: it doubles each time, with a random part so that
/// programs throttled together do not come back together.
#[must_use]
pub fn back_off(first: Duration, sent: u32) -> Duration {
    let wait = first * 2_u32.pow(sent.saturating_sub(1));
    let [byte, ..] = *uuid::Uuid::new_v4().as_bytes();
    wait + wait.mul_f64(f64::from(byte) / f64::from(u8::MAX))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name).map(HeaderValue::as_bytes)?;
    Some(text::clean(&String::from_utf8_lossy(value)).into_owned())
}

/// Retry-After (RFC 9110): seconds, for which Graph also sends fractions, or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    wait_of(&header(headers, "retry-after")?)
}

/// The same from the value alone.
pub(super) fn wait_of(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = jiff::fmt::rfc2822::parse(value.trim()).ok()?;
    let left = date.timestamp().duration_since(jiff::Timestamp::now());
    // A date in the past requires no wait.
    Some(Duration::try_from(left).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", HeaderValue::from_str(value).unwrap());
        retry_after(&headers)
    }

    #[test]
    fn patience_is_asked_for_in_three_ways() {
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("2.128"), Some(Duration::from_millis(2_128)));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert!(wait("Fri, 06 Nov 2093 08:49:37 GMT") > Some(Duration::from_secs(60)));
        for sent in 1..4 {
            let least = Duration::from_millis(100) * 2_u32.pow(sent - 1);
            let waits: Vec<_> = (0..50)
                .map(|_| back_off(Duration::from_millis(100), sent))
                .collect();
            assert!(waits.iter().all(|wait| (least..=least * 2).contains(wait)));
            assert!(waits.iter().any(|wait| *wait != waits[0]), "no two alike");
        }
        for nonsense in ["soon", "-1", "", "1e400"] {
            assert_eq!(wait(nonsense), None, "{nonsense:?}");
        }
    }
}
