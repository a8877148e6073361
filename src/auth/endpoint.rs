//! The authority's endpoints: sending a form, and reading the token in the answer.
//!
//! Belongs here: the requests, and answers with a token. Does not belong here: other answers
//! (`endpoint_error`), which form to send (the methods), or retrying (`token_cache`).

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::endpoint_error::{EndpointError, read_error};
use super::error::AuthError;
use super::hints::ClientConfig;
use super::token_source::FreshToken;
use crate::config::Timing;
use crate::net::{self, Log, Network};

/// An authority from the point of view of one client.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) config: ClientConfig,
    pub(super) network: Network,
    timing: Timing,
    /// Built at the first request: TLS and proxy are set up only when needed.
    http: OnceLock<Result<reqwest::Client, String>>,
}

/// A token answer (RFC 6749, section 5.1).
#[derive(Deserialize)]
pub(super) struct TokenAnswer {
    access_token: String,
    #[serde(default)]
    expires_in: Value,
    pub(super) refresh_token: Option<String>,
}

impl TokenAnswer {
    pub(super) fn into_fresh_token(self) -> Result<FreshToken, AuthError> {
        // Some endpoints send the number as text.
        let seconds = self
            .expires_in
            .as_u64()
            .or_else(|| self.expires_in.as_str()?.parse().ok())
            .unwrap_or_default();
        Ok(FreshToken {
            token: super::access_token::parse(&self.access_token)?,
            lives: Duration::from_secs(seconds),
        })
    }

    pub(super) fn take_refresh_token(&mut self) -> Option<SecretString> {
        self.refresh_token.take().map(SecretString::from)
    }
}

impl Endpoint {
    pub(super) const fn new(config: ClientConfig, network: Network, timing: Timing) -> Self {
        Self {
            config,
            network,
            timing,
            http: OnceLock::new(),
        }
    }

    pub(super) fn url(&self, leaf: &str) -> String {
        let ClientConfig {
            authority, tenant, ..
        } = &self.config;
        format!("{authority}/{tenant}/oauth2/v2.0/{leaf}")
    }

    pub(super) fn http(&self) -> Result<&reqwest::Client, EndpointError> {
        self.http
            .get_or_init(|| net::client_over(&self.config.authority, &self.timing, &self.network))
            .as_ref()
            .map_err(|reason| {
                let advice = net::advice(reason).map(|advice| format!("; {advice}"));
                EndpointError::Unreachable(format!("{reason}{}", advice.unwrap_or_default()))
            })
    }

    /// A client for the services of this machine.
    pub(super) fn local_http(&self, connect: Duration) -> Result<reqwest::Client, EndpointError> {
        net::local_client(&self.timing, connect).map_err(EndpointError::Unreachable)
    }

    /// Posts a form and reads the answer.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        leaf: &str,
        form: &[(&str, &str)],
    ) -> Result<T, EndpointError> {
        let request = self.http()?.post(self.url(leaf)).form(form);
        self.answer(request, "token").await
    }

    /// What the authority says about the tenant.
    pub(super) async fn metadata<T: DeserializeOwned>(&self) -> Result<T, EndpointError> {
        let ClientConfig {
            authority, tenant, ..
        } = &self.config;
        let page = format!("{authority}/{tenant}/v2.0/.well-known/openid-configuration");
        self.answer(self.http()?.get(page), "metadata").await
    }

    /// Where requests are recorded.
    pub(super) const fn log(&self) -> &Log {
        &self.network.log
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
        what: &str,
    ) -> Result<T, EndpointError> {
        let host = self.config.authority.host();
        let request = request.header("accept", "application/json");
        let started = Instant::now();
        let answer = request.send().await;
        let log = &self.network.log;
        log.tell_sign_in(&format!("{host} {what}"), started, &answer);
        let response = match answer {
            Ok(response) => response,
            Err(error) => {
                return Err(EndpointError::from_authority(
                    &error,
                    &self.config.authority,
                    &self.network,
                )
                .await);
            }
        };
        let status = response.status();
        let retry_after = retry_after(&response);
        let body = net::body(response, net::LONGEST_SHORT)
            .await
            .map_err(|error| EndpointError::from_body(&error, &host))?;
        if status.is_success() {
            return serde_json::from_str(&body).map_err(|_| EndpointError::Unavailable {
                // The parser's message could quote a token.
                reason: format!("{host} returned no valid {what}"),
                retry_after: None,
            });
        }
        Err(read_error(status.as_u16(), &body, retry_after, &host))
    }
}

pub(super) fn retry_after(response: &reqwest::Response) -> Option<Duration> {
    let value = response.headers().get("retry-after")?.to_str().ok()?;
    Duration::try_from_secs_f64(value.trim().parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_come_as_numbers_and_as_text() {
        for (expires_in, seconds) in [("3599", 3599), ("\"3599\"", 3599), ("null", 0)] {
            let answer = format!(r#"{{"access_token":"a","expires_in":{expires_in}}}"#);
            let answer: TokenAnswer = serde_json::from_str(&answer).unwrap();
            assert_eq!(
                answer.into_fresh_token().unwrap().lives,
                Duration::from_secs(seconds)
            );
        }
    }
}
