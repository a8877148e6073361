//! The interface between a sign-in method and the token cache.
//!
//! Belongs here: the trait and the data that passes through it. Does not belong here: caching and waiting
//! (`token_cache`), or any method.

use std::fmt;
use std::time::Duration;

use futures_util::future::BoxFuture;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use super::error::AuthError;
use super::keyring::KeyringSlot;
use super::prompt::Dialogue;

#[derive(Debug, Clone, Default)]
pub(super) struct TokenRequest {
    pub(super) scopes: Vec<String>,
    /// The claims that a resource requires, as JSON.
    pub(super) claims: Option<String>,
}

impl TokenRequest {
    /// The claims parameter: what a challenge requires, and that this program handles challenges (`cp1`),
    /// without which the service sends none.
    pub(super) fn claims_parameter(&self) -> String {
        let mut claims: Map<String, Value> = self
            .claims
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let access = claims.entry("access_token").or_insert_with(|| json!({}));
        if let Value::Object(access) = access {
            access.insert("xms_cc".to_owned(), json!({"values": ["cp1"]}));
        }
        Value::Object(claims).to_string()
    }
}

#[derive(Debug)]
pub(super) struct FreshToken {
    pub(super) token: SecretString,
    pub(super) lives: Duration,
}

/// Why a method returned no token, and when it may be asked again.
#[derive(Debug)]
pub(super) struct FetchError {
    pub(super) error: AuthError,
    /// The wait that the authority asks for.
    pub(super) retry_after: Option<Duration>,
}

impl From<AuthError> for FetchError {
    fn from(error: AuthError) -> Self {
        Self {
            error,
            retry_after: None,
        }
    }
}

/// What a method returns eventually.
pub(super) type Fetching<'a> = BoxFuture<'a, Result<FreshToken, FetchError>>;

pub(super) trait TokenSource: Send + Sync + fmt::Debug {
    /// A fresh token without asking the admin anything.
    fn fetch<'a>(&'a self, request: &'a TokenRequest) -> Fetching<'a>;

    /// A fresh token, with the admin's help if the method needs it.
    fn sign_in<'a>(
        &'a self,
        request: &'a TokenRequest,
        _dialogue: &'a mut Dialogue,
    ) -> Fetching<'a> {
        self.fetch(request)
    }

    /// What makes the next sign-in unnecessary, if the method has such a thing.
    fn kept(&self) -> Option<SecretString> {
        None
    }

    /// Takes the result of [`TokenSource::kept`] from an earlier session, and the slot to store what
    /// follows from it.
    fn resume(&self, _kept: SecretString, _slot: Option<KeyringSlot>) {}

    fn forget(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_capability_joins_the_challenge() {
        let parameter = |challenge: Option<&str>| {
            let claims = challenge.map(str::to_owned);
            TokenRequest {
                claims,
                ..TokenRequest::default()
            }
            .claims_parameter()
        };
        assert_eq!(
            parameter(None),
            r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#
        );
        let both = parameter(Some(r#"{"access_token":{"nbf":{"essential":true}}}"#));
        assert!(both.contains("nbf") && both.contains("cp1"), "{both}");
        assert!(parameter(Some("no JSON")).contains("cp1"));
    }
}
