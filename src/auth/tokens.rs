//! The tokens of a session: one method, chosen once.

use std::fmt;
use std::io::Read;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::access_token;
use super::azure::{Azure, CredentialKind};
use super::claims::Claims;
use super::endpoint::Endpoint;
use super::error::AuthError;
use super::external_token::ExternalToken;
use super::interactive::{Flow, Interactive};
use super::keyring::KeyringSlot;
use super::need::Need;
use super::options::{ManagedIdentity, Options};
use super::prompt::Dialogue;
use super::token_cache::TokenCache;
use super::token_validator::TokenValidator;
use crate::domain::Method;

/// The tokens of a session. Clones share them.
#[derive(Clone)]
pub struct Tokens {
    method: Method,
    origin: Origin,
}

#[derive(Clone)]
enum Origin {
    External(Arc<ExternalToken>),
    Cached(Arc<TokenCache>),
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

impl Tokens {
    /// A token that was obtained elsewhere.
    pub fn bearer(token: &str) -> Self {
        Self::external(access_token::parse(token), None)
    }

    /// No token: every request ends with [`AuthError::None`] and its hint.
    pub fn none() -> Self {
        Self::external(Err(AuthError::None), None)
    }

    pub fn unable(method: Method, error: AuthError) -> Self {
        Self {
            method,
            ..Self::external(Err(error), None)
        }
    }

    /// Reads a token up to the end of `input`.
    pub fn read(input: impl Read) -> Result<Self, String> {
        access_token::read(input).map(|token| Self::bearer(token.expose_secret()))
    }

    fn external(token: Result<SecretString, AuthError>, validator: Option<TokenValidator>) -> Self {
        Self {
            method: Method::Token,
            origin: Origin::External(Arc::new(ExternalToken::new(token, validator))),
        }
    }

    /// Tokens by this method. Nothing is opened, read or sent before the first one is requested.
    pub fn new(options: Options) -> Result<Self, AuthError> {
        let method = options.method;
        let validator = options.validator();
        if method == Method::Token {
            let token = match &options.token {
                Some(token) => access_token::parse(token.expose_secret()),
                None => Err(AuthError::None),
            };
            return Ok(Self::external(token, Some(validator)));
        }
        let missing = |what: &str| AuthError::unusable(format!("method {method} needs {what}"));
        let timing = options.sign_in_timing;
        let scopes = options.scopes();
        let endpoint = Endpoint::new(options.config()?, options.network, options.timing);
        let azure = |kind| {
            |endpoint| -> Box<dyn super::token_source::TokenSource> {
                Box::new(Azure {
                    endpoint,
                    kind,
                    timing,
                })
            }
        };
        let source = match method {
            Method::DeviceCode | Method::Token => {
                Box::new(Interactive::new(endpoint, Flow::DeviceCode, timing))
            }
            Method::Browser => {
                let port = options.redirect_port;
                Box::new(Interactive::new(endpoint, Flow::Browser { port }, timing))
            }
            Method::Secret => azure(CredentialKind::Secret(
                options
                    .secret
                    .ok_or_else(|| missing("AZURE_CLIENT_SECRET"))?,
            ))(endpoint),
            Method::Certificate => azure(CredentialKind::Certificate {
                file: options.certificate.ok_or_else(|| {
                    missing(
                        "a certificate file, in the profile or in AZURE_CLIENT_CERTIFICATE_PATH",
                    )
                })?,
                key: options.key,
                password: options.certificate_password,
            })(endpoint),
            Method::Workload => azure(CredentialKind::Workload(
                options
                    .federated_token
                    .ok_or_else(|| missing("AZURE_FEDERATED_TOKEN_FILE"))?,
            ))(endpoint),
            Method::ManagedIdentity => {
                // As with the Azure tools, a client ID selects the identity that has it.
                let identity = options
                    .identity
                    .or(options.client.map(ManagedIdentity::Client));
                azure(CredentialKind::Identity(identity))(endpoint)
            }
            Method::AzureCli => azure(CredentialKind::Cli)(endpoint),
        };
        Ok(Self {
            method,
            origin: Origin::Cached(Arc::new(TokenCache::new(source, validator, scopes, timing))),
        })
    }

    pub const fn method(&self) -> Method {
        self.method
    }

    /// Whether it is already known that there will be no token. Sends nothing.
    pub fn check(&self) -> Result<(), AuthError> {
        match &self.origin {
            Origin::External(token) => token.check(),
            Origin::Cached(_) => Ok(()),
        }
    }

    /// A token for a request. It never asks the admin: if only a sign-in helps, that is the error.
    pub async fn token(&self, need: &Need) -> Result<SecretString, AuthError> {
        match &self.origin {
            Origin::External(token) => token.token(need).await,
            Origin::Cached(cache) => cache.token(need).await,
        }
    }

    /// Forgets this token, which a service rejected with 401. True if the method can get another one.
    #[must_use]
    pub fn invalidate(&self, token: &SecretString) -> bool {
        match &self.origin {
            Origin::External(_) => false,
            Origin::Cached(cache) => cache.invalidate(token),
        }
    }

    /// Signs in, with the admin's help if the method needs it; dropping the future cancels it. From then on
    /// the scopes of `need`, if it names any, are those of the session.
    pub async fn sign_in(&self, need: &Need, mut dialogue: Dialogue) -> Result<(), AuthError> {
        match &self.origin {
            Origin::External(token) => token.token(need).await.map(drop),
            Origin::Cached(cache) if self.method.is_interactive() => {
                cache.sign_in(need, &mut dialogue).await
            }
            Origin::Cached(cache) => {
                let fresh = Need {
                    newer_than: Need::fresh().newer_than,
                    ..need.clone()
                };
                cache.token(&fresh).await.map(drop)
            }
        }
    }

    /// Uses a pasted token instead of the current one, if the method allows it.
    pub fn paste(&self, token: &SecretString) -> Result<(), AuthError> {
        match &self.origin {
            Origin::External(external) => external.replace(token.expose_secret()),
            Origin::Cached(_) => Err(AuthError::unusable(format!(
                "method {} does not accept a pasted token",
                self.method
            ))),
        }
    }

    /// The claims of the current token, if there is one: only hints.
    pub fn claims(&self) -> Option<Claims> {
        let token = match &self.origin {
            Origin::External(token) => token.current(&Need::default()).ok(),
            Origin::Cached(cache) => cache.current(),
        }?;
        Claims::read(token.expose_secret())
    }

    /// What makes a later sign-in unnecessary: the refresh token, if there is one.
    pub fn kept(&self) -> Option<SecretString> {
        match &self.origin {
            Origin::External(_) => None,
            Origin::Cached(cache) => cache.kept(),
        }
    }

    /// Takes the result of [`Tokens::kept`] from an earlier session. Each refresh token that follows is
    /// stored in `slot`, and an invalid one is removed from it.
    pub fn resume(&self, kept: SecretString, slot: Option<KeyringSlot>) {
        if let Origin::Cached(cache) = &self.origin {
            cache.resume(kept, slot);
        }
    }

    /// Forgets all tokens and the sign-in.
    pub fn forget(&self) {
        match &self.origin {
            Origin::External(token) => token.forget(),
            Origin::Cached(cache) => cache.forget(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn token(tokens: &Tokens) -> Result<SecretString, AuthError> {
        tokens.token(&Need::default()).await
    }

    #[tokio::test]
    async fn what_comes_along_with_a_token_is_dropped() {
        let tokens = Tokens::read("Bearer eyJ0.x.y\r\n".as_bytes()).unwrap();
        assert_eq!(token(&tokens).await.unwrap().expose_secret(), "eyJ0.x.y");
    }

    #[test]
    fn a_token_never_reaches_debug_output() {
        assert!(!format!("{:?}", Tokens::bearer("eyJ0.x.y")).contains("eyJ0"));
    }

    #[tokio::test]
    async fn what_cannot_be_a_token_is_refused() {
        assert_eq!(token(&Tokens::none()).await.unwrap_err(), AuthError::None);
        for bad in ["", "  \n", "a\nb", "a b", "tökén"] {
            let tokens = Tokens::bearer(bad);
            assert!(
                matches!(token(&tokens).await, Err(AuthError::Unusable(_))),
                "{bad:?}"
            );
            assert!(tokens.check().is_err());
        }
    }

    #[tokio::test]
    async fn a_given_token_is_replaced_by_a_pasted_one_alone() {
        let tokens = Tokens::bearer("one");
        let one = token(&tokens).await.unwrap();
        assert!(!tokens.invalidate(&one));
        let newer = Need::fresh();
        assert_eq!(
            tokens.token(&newer).await.unwrap_err(),
            AuthError::NeedsSignIn(None)
        );
        assert!(tokens.paste(&SecretString::from("a b")).is_err());
        tokens.paste(&SecretString::from(" two\n")).unwrap();
        assert_eq!(tokens.token(&newer).await.unwrap().expose_secret(), "two");
        tokens.forget();
        assert_eq!(token(&tokens).await.unwrap_err(), AuthError::None);
    }
}
