//! The errors of the authority.
//!
//! Belongs here: numbers, texts and the structure of the body, including escapes. Does not belong here:
//! when to refuse.

use hyper::StatusCode;
use serde_json::json;

use super::super::answer::Answer;
use super::super::clock;
use super::super::request::Call;

#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    number: u32,
    text: String,
    claims: Option<String>,
}

impl Refusal {
    fn new(error: &'static str, number: u32, text: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            number,
            text: text.into(),
            claims: None,
        }
    }

    fn unauthorized(number: u32, text: &str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            ..Self::new("invalid_client", number, text)
        }
    }

    pub(super) fn missing(parameter: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{parameter}'.");
        Self::new("invalid_request", 900_144, text)
    }

    pub(super) fn grant_type() -> Self {
        Self::new(
            "unsupported_grant_type",
            70003,
            "The grant type is not supported.",
        )
    }

    pub(super) fn dead_grant() -> Self {
        let text = "The provided grant has expired due to it being revoked, a fresh auth token is \
                    needed. The user might have changed or reset their password.";
        Self::new("invalid_grant", 50173, text)
    }

    pub(super) fn used_code() -> Self {
        let text = "The provided authorization code or refresh token is not valid.";
        Self::new("invalid_grant", 70000, text)
    }

    pub(super) fn verifier() -> Self {
        let text = "The Code_Verifier does not match the code_challenge supplied in the \
                    authorization request.";
        Self::new("invalid_grant", 501_481, text)
    }

    pub(super) fn redirect() -> Self {
        let text = "The redirect URI specified in the request does not match the redirect URIs \
                    configured for the application.";
        Self::new("invalid_request", 50011, text)
    }

    pub(super) fn more_proof(claims: String) -> Self {
        let text = "Due to a configuration change made by your administrator, you must use \
                    multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.";
        Self {
            claims: Some(claims),
            ..Self::new("interaction_required", 50076, text)
        }
    }

    pub(super) fn secret() -> Self {
        Self::unauthorized(
            7_000_215,
            "Invalid client secret provided. Ensure the secret being sent in the request is the \
             client secret value, not the client secret ID, for a secret added to app 'demo'.",
        )
    }

    pub(super) fn assertion() -> Self {
        Self::unauthorized(
            700_027,
            "The certificate with identifier used to sign the client assertion is not registered \
             on application, or its signature is not valid.",
        )
    }

    pub(super) fn scope() -> Self {
        let text = "The provided value for scope is not valid. Client credential flows must have a \
                    scope value with /.default suffixed to the resource identifier.";
        Self::new("invalid_scope", 1_002_012, text)
    }

    /// An answer to a request about a device code.
    pub(super) fn device(code: &str) -> Self {
        let (error, number, text) = match code {
            "slow_down" => ("slow_down", 50196, "Too many questions."),
            "authorization_declined" => (
                "authorization_declined",
                70018,
                "User declined to authorize.",
            ),
            "expired_token" => ("expired_token", 70020, "The device code has expired."),
            "bad_verification_code" => ("bad_verification_code", 70018, "Unknown device code."),
            _ => (
                "authorization_pending",
                70016,
                "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
            ),
        };
        Self::new(error, number, text)
    }

    /// The identity service has its own texts, without a number.
    pub(super) fn identity(text: &str) -> Self {
        Self::new("invalid_request", 0, text)
    }

    pub(super) fn into_answer(self, call: &Call) -> Answer {
        let (trace, correlation) = (&call.ids.request, &call.ids.client_request);
        let mut body = if self.number == 0 {
            json!({"error": self.error, "error_description": self.text})
        } else {
            json!({
                "error": self.error,
                "error_description": format!(
                    "AADSTS{}: {}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {}Z",
                    self.number, self.text, clock::now()
                ),
                "error_codes": [self.number],
                "timestamp": clock::now(),
                "trace_id": trace,
                "correlation_id": correlation,
                "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.number),
            })
        };
        if let (Some(claims), Some(body)) = (self.claims, body.as_object_mut()) {
            body.insert("claims".to_owned(), claims.into());
        }
        // The real service escapes quotes in its texts, which some JSON parsers handle badly.
        let text = body.to_string().replace('\'', "\\u0027");
        Answer::text(self.status, Some("application/json"), text)
    }
}
