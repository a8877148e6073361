//! One request, one answer: ids, deadlines, and for reads the wait-and-try-again.

use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderValue};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;

use super::{Client, error};
use crate::domain::{Facts, RequestError, WriteRequest};
use crate::{net, text};

/// How often a read is sent at most.
const MOST_READS: u32 = 4;
/// The longest wait between two reads that is borne in silence.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A complete 2xx answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The request and its status.
    pub facts: Facts,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// The body read as `T`.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, RequestError> {
        serde_json::from_str(&self.body).map_err(|error| RequestError::Malformed {
            facts: Box::new(self.facts.clone()),
            reason: format!("the answer is not what Graph documents: {error}"),
        })
    }
}

/// What is sent.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: &'static str,
    /// Below the base URL, version and query included.
    pub(super) path: String,
    pub(super) body: Option<String>,
    /// Advanced queries on directory objects ask for this header.
    pub(super) eventual: bool,
}

impl Call {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            body: None,
            eventual: false,
        }
    }
}

impl Client {
    /// Sends a write, once. Only `write` calls this.
    ///
    /// # Errors
    /// Every kind of [`RequestError`]; after `Lost` and a 5xx the write may have been done.
    pub async fn send_write(&self, request: &WriteRequest) -> Result<Answer, RequestError> {
        let call = Call {
            method: request.method,
            path: request.path.clone(),
            body: Some(request.body.clone()),
            eventual: false,
        };
        self.attempt(&call).await
    }

    /// Sends a read; where the service asks for patience, again after the wait that it names.
    pub(super) async fn read(&self, call: &Call) -> Result<Answer, RequestError> {
        let mut sent = 1;
        loop {
            let outcome = {
                let _permit = self.0.reads.acquire().await;
                self.attempt(call).await
            };
            let Some(wait) = outcome
                .as_ref()
                .err()
                .and_then(|error| self.patience(error, sent))
            else {
                return outcome;
            };
            sent += 1;
            tokio::time::sleep(wait).await;
        }
    }

    /// How long to wait before the next attempt of a read; none where another one is of no use.
    fn patience(&self, error: &RequestError, sent: u32) -> Option<Duration> {
        let RequestError::Service(error) = error else {
            return None;
        };
        if sent >= MOST_READS || !matches!(error.facts.status, Some(429 | 503 | 504)) {
            return None;
        }
        let wait = error
            .retry_after
            .unwrap_or_else(|| self.0.timing.back_off * 2_u32.pow(sent - 1));
        (wait <= LONGEST_WAIT).then_some(wait)
    }

    async fn attempt(&self, call: &Call) -> Result<Answer, RequestError> {
        let token = self.0.tokens.token()?;
        let not_sent = |reason| RequestError::NotSent {
            reason,
            no_token: false,
        };
        let http = self
            .0
            .http
            .get_or_init(|| net::client(&self.0.url, &self.0.timing))
            .as_ref()
            .map_err(|reason| not_sent(reason.clone()))?;

        let client_request_id = uuid::Uuid::new_v4().to_string();
        let method = Method::from_bytes(call.method.as_bytes()).unwrap_or(Method::GET);
        let mut request = http
            .request(method, format!("{}{}", self.0.url, call.path))
            .bearer_auth(token.expose_secret())
            .header("client-request-id", &client_request_id)
            .header("accept", "application/json");
        if call.eventual {
            request = request.header("consistencylevel", "eventual");
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
                return Err(not_sent(net::explain(&error)));
            }
            Err(error) => {
                facts.elapsed = started.elapsed();
                return Err(RequestError::Lost {
                    facts: Box::new(facts),
                    reason: net::explain(&error),
                });
            }
        };
        let status = response.status();
        facts.status = Some(status.as_u16());
        facts.request_id = header(response.headers(), "request-id");
        let retry_after = retry_after(response.headers());
        let body = response.text().await;
        facts.elapsed = started.elapsed();
        match body {
            Ok(body) if status.is_success() => Ok(Answer { facts, body }),
            Ok(body) => Err(RequestError::Service(Box::new(error::read(
                facts,
                retry_after,
                &body,
            )))),
            Err(error) => Err(RequestError::Lost {
                facts: Box::new(facts),
                reason: format!("the answer broke off: {}", net::explain(&error)),
            }),
        }
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name).map(HeaderValue::as_bytes)?;
    Some(text::clean(&String::from_utf8_lossy(value)).into_owned())
}

/// Retry-After in seconds; Graph also sends fractions. The date form of RFC 9110 is not used by it.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: f64 = header(headers, "retry-after")?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}
