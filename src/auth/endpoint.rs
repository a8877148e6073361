//! The authority's endpoints: one POST, and what its answers mean.
//!
//! Belongs here: sending a form, reading a token answer, reading an error of any shape so that the
//! AADSTS number and text survive. Does not belong here: which form to send (the methods), or trying
//! again (`token_cache`).

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::AuthError;
use super::hints::{self, ClientConfig};
use super::token_source::{FetchError, FreshToken};
use crate::config::{GraphUrl, Timing};
use crate::net::{self, BodyError, Log, Network};
use crate::text;

/// An authority as seen by one client.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) config: ClientConfig,
    pub(super) network: Network,
    timing: Timing,
    /// Built at the first request: TLS and proxy stand only once they are needed.
    http: OnceLock<Result<reqwest::Client, String>>,
}

/// A refusal in the terms of OAuth 2 (RFC 6749, section 5.2) with Microsoft's additions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: String,
    pub(super) number: Option<u32>,
    pub(super) sentence: String,
    /// What a new sign-in must satisfy.
    pub(super) claims: Option<String>,
}

/// Why a question got no good answer.
#[derive(Debug)]
pub(super) enum Problem {
    /// The authority says no.
    Refused(Refusal),
    /// Nothing was sent, or no whole answer came; asking again may help.
    Unreachable(String),
    /// There is an answer, neither what was asked for nor a refusal; asking again may help.
    Unwell {
        reason: String,
        retry_after: Option<Duration>,
    },
    /// It took too long.
    Slow(String),
}

impl Problem {
    pub(super) fn into_fetch_error(self, config: &ClientConfig) -> FetchError {
        let retry_after = match &self {
            Self::Unwell { retry_after, .. } => *retry_after,
            Self::Refused(_) | Self::Unreachable(_) | Self::Slow(_) => None,
        };
        FetchError {
            error: self.into_error(config),
            retry_after,
        }
    }

    pub(super) fn into_error(self, config: &ClientConfig) -> AuthError {
        match self {
            Self::Refused(refusal) => AuthError::Refused {
                number: refusal.number,
                hint: hints::hint(refusal.number, &refusal.code, config),
                consent: hints::consent_page(refusal.number, config),
                sentence: refusal.sentence,
            },
            Self::Unreachable(reason) | Self::Unwell { reason, .. } => AuthError::Network(reason),
            Self::Slow(reason) => AuthError::Timeout(reason),
        }
    }

    /// From a request to the authority that was not sent, or not answered. What stands in the way is asked
    /// for where a proxy could know it.
    pub(super) async fn over(
        error: &reqwest::Error,
        authority: &GraphUrl,
        network: &Network,
    ) -> Self {
        let host = authority.host();
        if !error.is_connect() || error.is_timeout() {
            return Self::of(error, &host);
        }
        let (why, advice) = net::explain_over(error, authority, network).await;
        let advice = advice.map(|advice| format!("; {advice}"));
        Self::Unreachable(format!("{host}: {why}{}", advice.unwrap_or_default()))
    }

    /// From a request that got no whole answer.
    pub(super) fn of(error: &reqwest::Error, host: &str) -> Self {
        let reason = format!("{host}: {}", net::explain(error));
        if error.is_timeout() {
            Self::Slow(reason)
        } else {
            Self::Unreachable(reason)
        }
    }
}

impl Problem {
    /// From an answer whose body is not whole.
    pub(super) fn of_body(error: &BodyError, host: &str) -> Self {
        match error {
            BodyError::Broken(error) => Self::of(error, host),
            _ => Self::Unwell {
                reason: format!("{host}: {error}"),
                retry_after: None,
            },
        }
    }
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
        // Some endpoints write the number as text.
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

    /// An endpoint of the tenant.
    pub(super) fn url(&self, leaf: &str) -> String {
        let ClientConfig {
            authority, tenant, ..
        } = &self.config;
        format!("{authority}/{tenant}/oauth2/v2.0/{leaf}")
    }

    pub(super) fn http(&self) -> Result<&reqwest::Client, Problem> {
        self.http
            .get_or_init(|| net::client_over(&self.config.authority, &self.timing, &self.network))
            .as_ref()
            .map_err(|reason| {
                let advice = net::advice(reason).map(|advice| format!("; {advice}"));
                Problem::Unreachable(format!("{reason}{}", advice.unwrap_or_default()))
            })
    }

    /// A client for the services of this machine.
    pub(super) fn local_http(&self, connect: Duration) -> Result<reqwest::Client, Problem> {
        net::local_client(&self.timing, connect).map_err(Problem::Unreachable)
    }

    /// Posts a form and reads the answer.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        leaf: &str,
        form: &[(&str, &str)],
    ) -> Result<T, Problem> {
        let request = self.http()?.post(self.url(leaf)).form(form);
        self.answer(request, "token").await
    }

    /// What the authority says of the tenant.
    pub(super) async fn metadata<T: DeserializeOwned>(&self) -> Result<T, Problem> {
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
    ) -> Result<T, Problem> {
        let host = self.config.authority.host();
        let request = request.header("accept", "application/json");
        let started = Instant::now();
        let answer = request.send().await;
        let log = &self.network.log;
        log.tell_sign_in(&format!("{host} {what}"), started, &answer);
        let response = match answer {
            Ok(response) => response,
            Err(error) => {
                return Err(Problem::over(&error, &self.config.authority, &self.network).await);
            }
        };
        let status = response.status();
        let retry_after = retry_after(&response);
        let body = net::body(response, net::LONGEST_SHORT)
            .await
            .map_err(|error| Problem::of_body(&error, &host))?;
        if status.is_success() {
            return serde_json::from_str(&body).map_err(|_| Problem::Unwell {
                // The parser's own words could quote a token.
                reason: format!("{host} answered with something that is no {what}"),
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

/// Reads the body of a refusal.
pub(super) fn read_error(
    status: u16,
    body: &str,
    retry_after: Option<Duration>,
    host: &str,
) -> Problem {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Body {
        error: Value,
        error_description: String,
        error_codes: Vec<u32>,
        claims: Option<String>,
        // App Service writes its own.
        #[serde(alias = "Message")]
        message: String,
    }
    let body: Body = serde_json::from_str(body).unwrap_or_else(|_| Body {
        // Not JSON: a page of a proxy or a gateway. A number may stand in it all the same.
        error_description: number_in(body).map_or_else(String::new, |_| body.to_owned()),
        ..Body::default()
    });
    let said = [&body.error_description, &body.message]
        .into_iter()
        .find(|text| !text.is_empty());
    let code = body.error.as_str().unwrap_or_default();
    let sentence = said.map_or_else(
        || {
            let code = if code.is_empty() {
                String::new()
            } else {
                format!(": {}", text::sentence(code))
            };
            format!("{host} answered {status}{code}")
        },
        |said| sentence(said),
    );
    if status >= 500 || matches!(status, 408 | 429) {
        return Problem::Unwell {
            reason: if said.is_some() {
                format!("{host} answered {status}: {sentence}")
            } else {
                sentence
            },
            retry_after,
        };
    }
    Problem::Refused(Refusal {
        number: body
            .error_codes
            .first()
            .copied()
            .or_else(|| number_in(&body.error_description)),
        code: code.to_owned(),
        sentence,
        claims: body.claims.filter(|claims| !claims.is_empty()),
    })
}

/// The number behind the first `AADSTS`.
pub(super) fn number_in(words: &str) -> Option<u32> {
    let start = words.find("AADSTS")? + "AADSTS".len();
    let digits: String = words
        .get(start..)?
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// The human part of a description, with what support finds the request by: trace id, correlation id and
/// time.
fn sentence(description: &str) -> String {
    let flat = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let flat = text::clean(&flat);
    let marks = ["Trace ID: ", "Correlation ID: ", "Timestamp: "];
    let end = marks.iter().filter_map(|mark| flat.find(mark)).min();
    let words = text::sentence(
        flat.get(..end.unwrap_or(flat.len()))
            .unwrap_or_default()
            .trim(),
    )
    .into_owned();
    let found = |mark: &str| {
        let rest = flat.split(mark).nth(1)?;
        let end = marks.iter().filter_map(|mark| rest.find(mark)).min();
        let value = rest.get(..end.unwrap_or(rest.len()))?.trim();
        Some(format!("{}{}", mark.to_lowercase(), text::sentence(value)))
    };
    let ids: Vec<String> = marks.into_iter().filter_map(found).collect();
    if ids.is_empty() {
        return words;
    }
    format!("{words} ({})", ids.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(body: &str) -> Refusal {
        match read_error(400, body, None, "login.example") {
            Problem::Refused(refusal) => refusal,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn number_and_text_survive_escapes() {
        let said = refusal(
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid secret for \u0027app\u0027.\r\nTrace ID: t-1 Correlation ID: c-1 Timestamp: 2026","error_codes":[7000215]}"#,
        );
        assert_eq!(said.number, Some(7_000_215));
        assert_eq!(
            said.sentence,
            "AADSTS7000215: Invalid secret for 'app'. (trace id: t-1, correlation id: c-1, timestamp: 2026)"
        );
        assert_eq!(
            refusal(r#"{"error":"invalid_grant","error_description":"AADSTS50173: Gone"}"#).number,
            Some(50173)
        );
        assert_eq!(refusal("<html>AADSTS50011: no</html>").number, Some(50011));
        assert_eq!(
            refusal(r#"{"error":"invalid_request"}"#).sentence,
            "login.example answered 400: invalid_request"
        );
        assert_eq!(refusal("[]").sentence, "login.example answered 400");
    }

    #[test]
    fn a_page_in_place_of_an_answer_is_no_refusal() {
        let problem = read_error(503, "<html>busy</html>", Some(Duration::from_secs(2)), "h");
        assert!(
            matches!(&problem, Problem::Unwell { reason, retry_after: Some(_) } if reason == "h answered 503"),
            "{problem:?}"
        );
    }

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
