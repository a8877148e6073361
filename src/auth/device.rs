//! Sign-in with a code that the admin types on a page (RFC 8628).
//!
//! Belongs here: the code, and waiting for the admin. Does not belong here: what follows the sign-in
//! (`interactive`), or showing the code (`tui`, `cli`).

use std::time::{Duration, Instant};

use serde::Deserialize;

use super::endpoint::{Endpoint, TokenAnswer};
use super::endpoint_error::EndpointError;
use super::error::AuthError;
use super::options::SignInTiming;
use super::prompt::Dialogue;
use super::token_source::TokenRequest;
use crate::domain::{Poll, Prompt};
use crate::text;

/// The interval between two polls if the authority gives none (RFC 8628, section 3.2).
const USUAL: u64 = 5;
/// The longest interval that is accepted from the authority.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
struct Code {
    #[serde(rename = "device_code")]
    secret: String,
    #[serde(rename = "user_code")]
    typed: String,
    #[serde(alias = "verification_url")]
    verification_uri: String,
    expires_in: u64,
    interval: Option<u64>,
}

pub(super) async fn run(
    endpoint: &Endpoint,
    timing: SignInTiming,
    request: &TokenRequest,
    dialogue: &Dialogue,
) -> Result<TokenAnswer, AuthError> {
    let config = &endpoint.config;
    let claims = request.claims_parameter();
    let started = Instant::now();
    let code: Code = endpoint
        .post(
            "devicecode",
            &[
                ("client_id", &config.client),
                ("scope", &request.scopes.join(" ")),
                ("claims", &claims),
            ],
        )
        .await
        .map_err(|problem| problem.into_error(config))?;
    let lives = Duration::from_secs(code.expires_in);
    dialogue.say(Prompt::DeviceCode {
        user_code: text::clean(&code.typed).into_owned(),
        verification_url: text::clean(&code.verification_uri).into_owned(),
        expires_in: lives,
    });

    let interval = Duration::from_secs(code.interval.unwrap_or(USUAL));
    let mut interval = interval.min(LONGEST_WAIT).max(timing.least);
    let mut extra = Duration::ZERO;
    loop {
        tokio::time::sleep(interval + extra).await;
        extra = Duration::ZERO;
        if started.elapsed() >= lives {
            return Err(expired());
        }
        let answer: Result<TokenAnswer, EndpointError> = endpoint
            .post(
                "token",
                &[
                    ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                    ("client_id", &config.client),
                    ("device_code", &code.secret),
                    ("claims", &claims),
                ],
            )
            .await;
        let state = match answer {
            Ok(answer) => return Ok(answer),
            Err(EndpointError::Refused(refusal)) if refusal.code == "authorization_pending" => {
                Poll::Pending
            }
            Err(EndpointError::Refused(refusal)) if refusal.code == "slow_down" => {
                interval = (interval + timing.slow_down).min(LONGEST_WAIT);
                Poll::SlowedDown
            }
            Err(EndpointError::Refused(refusal)) if refusal.code == "expired_token" => {
                return Err(expired());
            }
            Err(problem @ EndpointError::Refused(_)) => return Err(problem.into_error(config)),
            // The admin may be typing the code right now: a network error must not make the code useless.
            Err(EndpointError::Unavailable {
                reason,
                retry_after,
            }) => {
                extra = retry_after.unwrap_or_default().min(LONGEST_WAIT);
                Poll::Trouble(reason)
            }
            Err(EndpointError::Unreachable(reason) | EndpointError::TimedOut(reason)) => {
                Poll::Trouble(reason)
            }
        };
        dialogue.say(Prompt::Polling(state));
    }
}

fn expired() -> AuthError {
    AuthError::Timeout("the code expired before it was used".to_owned())
}
