//! The sign-in service next to the Graph service, on the same port.
//!
//! Belongs here: the endpoints, and the state of the authority. The grants are in `grant`, the sign-in pages
//! in `sign_in_page`, creating and checking tokens in `token`, refusals in `refusal`. Does not belong here:
//! what a token gives access to (`server`).

mod grant;
mod refusal;
mod settings;
mod sign_in_page;
mod token;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use hyper::StatusCode;
use serde_json::json;

use self::refusal::Refusal;
pub use self::settings::AuthoritySettings;
use self::token::Key;
use super::answer::Answer;
use super::request::Call;

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) settings: AuthoritySettings,
    /// The ID of the tenant.
    home: String,
    /// Access tokens by their text.
    issued: HashMap<String, Issued>,
    /// Refresh tokens, with the client and scopes that they are valid for.
    refresh: HashMap<String, Request>,
    devices: HashMap<String, Device>,
    codes: HashMap<String, Code>,
    /// Registered keys of apps.
    keys: Vec<Key>,
    /// The claims that Graph requires in every token.
    demanded: Option<String>,
}

#[derive(Debug)]
struct Issued {
    ends: Instant,
    claims: String,
    revoked: bool,
}

#[derive(Clone, Debug, Default)]
struct Request {
    tenant: String,
    client: String,
    scope: String,
    claims: String,
    /// What the page was opened with, repeated in the ID token.
    nonce: Option<String>,
}

#[derive(Debug)]
struct Device {
    request: Request,
    ends: Instant,
}

#[derive(Debug)]
struct Code {
    request: Request,
    redirect: String,
    challenge: String,
}

/// How Graph treats a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenState {
    Good,
    Unknown,
    /// Expired or revoked.
    Expired,
    /// Valid, but Graph requires these claims.
    LacksClaims(String),
}

impl State {
    pub(super) fn of(home: String) -> Self {
        Self {
            home,
            ..Self::default()
        }
    }

    /// Returns how Graph treats a token now.
    pub(super) fn token_state(&self, token: &str) -> TokenState {
        let Some(issued) = self.issued.get(token) else {
            return TokenState::Unknown;
        };
        if issued.revoked || Instant::now() >= issued.ends {
            return TokenState::Expired;
        }
        match &self.demanded {
            Some(claims) if !token::satisfies(&issued.claims, claims) => {
                TokenState::LacksClaims(claims.clone())
            }
            _ => TokenState::Good,
        }
    }

    pub(super) fn revoke_tokens(&mut self) {
        for issued in self.issued.values_mut() {
            issued.revoked = true;
        }
    }

    /// Revokes every refresh token, so that a new sign-in is needed.
    pub(super) fn revoke_sign_ins(&mut self) {
        self.refresh.clear();
    }

    /// Makes Graph require these claims, which are JSON, from now on.
    pub(super) fn demand(&mut self, claims: Option<String>) {
        self.demanded = claims;
    }

    pub(super) fn register(&mut self, pem: &str) -> bool {
        let key = Key::read(pem);
        let sound = key.is_some();
        self.keys.extend(key);
        sound
    }

    fn issue(&mut self, request: &Request, app_only: bool) -> String {
        let lifetime = self.settings.token_lifetime;
        let token = token::make(request, app_only, &self.home, &self.settings);
        self.issued.insert(
            token.clone(),
            Issued {
                ends: Instant::now() + Duration::from_secs(lifetime),
                claims: request.claims.clone(),
                revoked: false,
            },
        );
        token
    }
}

/// Answers a request to the authority; none if the path is not one of the authority's.
pub(super) fn answer(state: &mut State, base_url: &str, call: &Call) -> Option<Answer> {
    let segments = call.segments();
    let done = match (call.method(), &segments[..]) {
        ("POST", [tenant, "oauth2", "v2.0", "token"]) => {
            grant::token(state, base_url, call, tenant)
        }
        ("POST", [tenant, "oauth2", "v2.0", "devicecode"]) => {
            sign_in_page::device_code(state, base_url, call, tenant)
        }
        ("GET", [tenant, "oauth2", "v2.0", "authorize"]) => {
            sign_in_page::authorize(state, call, tenant)
        }
        ("GET", [tenant, "v2.0", ".well-known", "openid-configuration"]) => {
            Ok(metadata(base_url, tenant, &state.home))
        }
        ("GET", ["devicelogin"]) => Ok(Answer::text(
            StatusCode::OK,
            Some("text/html"),
            "<!doctype html><title>Demo</title><p>The demo signs in by itself.".to_owned(),
        )),
        ("GET", ["metadata", "identity", "oauth2", "token"]) => {
            grant::machine_identity(state, call)
        }
        ("GET", ["msi", "token"]) => grant::app_service_identity(state, call),
        _ => return None,
    };
    Some(done.unwrap_or_else(|refusal: Refusal| refusal.into_answer(call)))
}

/// The metadata of a tenant, which contains its ID. Metadata for several tenants has a placeholder instead.
fn metadata(base_url: &str, tenant: &str, home: &str) -> Answer {
    let tenant = match tenant {
        "common" | "organizations" => "{tenantid}",
        domain if domain.contains('.') => home,
        id => id,
    };
    let at = |leaf: &str| format!("{base_url}/{tenant}/{leaf}");
    Answer::json(
        StatusCode::OK,
        &json!({
            "issuer": at("v2.0"),
            "token_endpoint": at("oauth2/v2.0/token"),
            "authorization_endpoint": at("oauth2/v2.0/authorize"),
            "device_authorization_endpoint": at("oauth2/v2.0/devicecode"),
        }),
    )
}
