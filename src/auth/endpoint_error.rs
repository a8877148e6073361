//! Why a request to the authority returned no token.
//!
//! Belongs here: reading an error of any form so that the AADSTS number and its text survive. Does not
//! belong here: sending the request (`endpoint`), or what to do about a number (`hints`).

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::error::AuthError;
use super::hints::{self, ClientConfig};
use super::token_source::FetchError;
use crate::config::GraphUrl;
use crate::net::{self, BodyError, Network};
use crate::text;

/// A refusal as defined by OAuth 2 (RFC 6749, section 5.2), with Microsoft's additions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AuthorityRefusal {
    pub(super) code: String,
    pub(super) number: Option<u32>,
    pub(super) sentence: String,
    /// What a new sign-in must satisfy.
    pub(super) claims: Option<String>,
}

/// Why a request got no usable answer.
#[derive(Debug)]
pub(super) enum EndpointError {
    Refused(AuthorityRefusal),
    /// Nothing was sent, or no complete answer came; retrying may help.
    Unreachable(String),
    /// The answer is neither what was requested nor a refusal; retrying may help.
    Unavailable {
        reason: String,
        retry_after: Option<Duration>,
    },
    /// It took too long.
    TimedOut(String),
}

impl EndpointError {
    pub(super) fn into_fetch_error(self, config: &ClientConfig) -> FetchError {
        let retry_after = match &self {
            Self::Unavailable { retry_after, .. } => *retry_after,
            Self::Refused(_) | Self::Unreachable(_) | Self::TimedOut(_) => None,
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
            Self::Unreachable(reason) | Self::Unavailable { reason, .. } => {
                AuthError::Network(reason)
            }
            Self::TimedOut(reason) => AuthError::Timeout(reason),
        }
    }

    /// From a request to the authority that was not sent or not answered. A proxy, if there is one, is
    /// asked for the cause.
    pub(super) async fn from_authority(
        error: &reqwest::Error,
        authority: &GraphUrl,
        network: &Network,
    ) -> Self {
        let host = authority.host();
        if !error.is_connect() || error.is_timeout() {
            return Self::from_request(error, &host);
        }
        let (why, advice) = net::explain_over(error, authority, network).await;
        let advice = advice.map(|advice| format!("; {advice}"));
        Self::Unreachable(format!("{host}: {why}{}", advice.unwrap_or_default()))
    }

    /// From a request that got no complete answer.
    pub(super) fn from_request(error: &reqwest::Error, host: &str) -> Self {
        let reason = format!("{host}: {}", net::explain(error));
        if error.is_timeout() {
            Self::TimedOut(reason)
        } else {
            Self::Unreachable(reason)
        }
    }

    /// From an answer with an incomplete body.
    pub(super) fn from_body(error: &BodyError, host: &str) -> Self {
        match error {
            BodyError::Broken(error) => Self::from_request(error, host),
            _ => Self::Unavailable {
                reason: format!("{host}: {error}"),
                retry_after: None,
            },
        }
    }
}

/// Reads the body of a refusal.
pub(super) fn read_error(
    status: u16,
    body: &str,
    retry_after: Option<Duration>,
    host: &str,
) -> EndpointError {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Body {
        error: Value,
        error_description: String,
        error_codes: Vec<u32>,
        claims: Option<String>,
        // App Service has a format of its own.
        #[serde(alias = "Message")]
        message: String,
    }
    let body: Body = serde_json::from_str(body).unwrap_or_else(|_| Body {
        // Not JSON: a page of a proxy or a gateway. It may still contain a number.
        error_description: number_in(body).map_or_else(String::new, |_| body.to_owned()),
        ..Body::default()
    });
    let line = [&body.error_description, &body.message]
        .into_iter()
        .find(|text| !text.is_empty());
    let code = body.error.as_str().unwrap_or_default();
    let sentence = line.map_or_else(
        || {
            let code = if code.is_empty() {
                String::new()
            } else {
                format!(": {}", text::sentence(code))
            };
            format!("{host} answered {status}{code}")
        },
        |line| sentence(line),
    );
    if status >= 500 || matches!(status, 408 | 429) {
        return EndpointError::Unavailable {
            reason: if line.is_some() {
                format!("{host} answered {status}: {sentence}")
            } else {
                sentence
            },
            retry_after,
        };
    }
    EndpointError::Refused(AuthorityRefusal {
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

/// The readable part of a description, with what support needs to find the request: trace ID, correlation
/// ID and time.
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

    fn refusal(body: &str) -> AuthorityRefusal {
        match read_error(400, body, None, "login.example") {
            EndpointError::Refused(refusal) => refusal,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn number_and_text_survive_escapes() {
        let line = refusal(
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid secret for \u0027app\u0027.\r\nTrace ID: t-1 Correlation ID: c-1 Timestamp: 2026","error_codes":[7000215]}"#,
        );
        assert_eq!(line.number, Some(7_000_215));
        assert_eq!(
            line.sentence,
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
            matches!(&problem, EndpointError::Unavailable { reason, retry_after: Some(_) } if reason == "h answered 503"),
            "{problem:?}"
        );
    }
}
