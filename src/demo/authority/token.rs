//! Tokens in the form of the real ones, and the check of what an app signs.
//!
//! Belongs here: writing and reading JSON Web Tokens. Does not belong here: who gets one (`grant`).

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{AuthoritySettings, Request};

/// Not permissions, although they are requested like permissions.
const OPENID: [&str; 3] = ["offline_access", "openid", "profile"];

#[derive(Debug)]
pub(super) struct Key(Vec<u8>);

impl Key {
    pub(super) fn read(pem: &str) -> Option<Self> {
        let key = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).ok()?;
        Some(Self(key.to_vec()))
    }

    /// Whether this key signed the assertion, and it is valid now, for this client and this endpoint.
    pub(super) fn verifies(&self, assertion: &str, client: &str, audience: &str) -> bool {
        let check = || {
            let (signed, signature) = assertion.rsplit_once('.')?;
            let (header, payload) = signed.split_once('.')?;
            let header = decoded(header)?;
            let payload = decoded(payload)?;
            let now = now();
            let sound = header["alg"] == "PS256"
                && header["x5t#S256"].is_string()
                && payload["aud"] == audience
                && payload["iss"] == client
                && payload["sub"] == client
                && payload["jti"].is_string()
                && payload["nbf"].as_u64()? <= now
                && payload["exp"].as_u64()? > now;
            let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
            let key = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, &self.0);
            key.verify(signed.as_bytes(), &signature).ok()?;
            Some(sound)
        };
        check().unwrap_or(false)
    }
}

fn decoded(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

/// When a token created now expires.
pub(super) fn ends(lifetime: u64) -> u64 {
    now() + lifetime
}

/// Creates an access token. As with the real one, clients cannot check its signature.
pub(super) fn make(
    request: &Request,
    app_only: bool,
    home: &str,
    settings: &AuthoritySettings,
) -> String {
    let tenant = tenant_of(request, home, settings);
    let resource = request
        .scope
        .split_whitespace()
        .find(|scope| scope.contains("://"))
        .and_then(|scope| scope.rsplit_once('/'))
        .map_or("00000003-0000-0000-c000-000000000000", |(start, _)| start);
    let resource = settings.token_audience.as_deref().unwrap_or(resource);
    let mut claims = json!({
        "aud": resource,
        "iss": format!("https://sts.windows.net/{tenant}/"),
        "tid": tenant,
        "appid": request.client,
        "app_displayname": "enlist demo",
        "iat": now(),
        "nbf": now(),
        "exp": ends(settings.token_lifetime),
        "idtyp": if app_only { "app" } else { "user" },
    });
    let own = if app_only {
        vec![("roles", json!(settings.roles))]
    } else {
        vec![
            ("scp", json!(scopes(&request.scope, settings).join(" "))),
            ("upn", json!(settings.user)),
        ]
    };
    if let Some(claims) = claims.as_object_mut() {
        claims.extend(
            own.into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
    }
    written(&claims)
}

/// Creates an ID token, which says who signed in, for a client that requested `openid`
/// (<https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference>).
pub(super) fn identity(
    request: &Request,
    base_url: &str,
    home: &str,
    settings: &AuthoritySettings,
) -> String {
    let tenant = tenant_of(request, home, settings);
    let asks = |wanted: &str| {
        request
            .scope
            .split_whitespace()
            .any(|scope| scope == wanted)
    };
    let mut claims = json!({
        "ver": "2.0",
        "aud": request.client,
        "iss": format!("{base_url}/{tenant}/v2.0"),
        "tid": tenant,
        "sub": format!("demo-{}", settings.user),
        "iat": now(),
        "nbf": now(),
        "exp": ends(settings.token_lifetime),
    });
    if asks("profile") {
        claims["preferred_username"] = json!(settings.user);
    }
    if let Some(nonce) = &request.nonce {
        claims["nonce"] = json!(nonce);
    }
    written(&claims)
}

/// A tenant can be named by its ID, by a domain, or not at all.
fn tenant_of(request: &Request, home: &str, settings: &AuthoritySettings) -> String {
    let asked = || Uuid::parse_str(&request.tenant).map_or_else(|_| home.to_owned(), Into::into);
    settings.token_tenant.clone().unwrap_or_else(asked)
}

fn written(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.{}",
        part(&json!({"typ": "JWT", "alg": "RS256", "kid": "demo"})),
        part(claims),
        Uuid::new_v4().simple()
    )
}

fn scopes(asked: &str, settings: &AuthoritySettings) -> Vec<String> {
    if let Some(granted) = &settings.granted {
        return granted.clone();
    }
    asked
        .split_whitespace()
        .map(|scope| scope.rsplit('/').next().unwrap_or(scope))
        .filter(|name| !OPENID.contains(name))
        .flat_map(|name| match name {
            ".default" => settings.roles.clone(),
            name => vec![name.to_owned()],
        })
        .collect()
}

/// Whether the claims of a request contain everything that is required.
pub(super) fn satisfies(given: &str, demanded: &str) -> bool {
    let access = |text: &str| -> Map<String, Value> {
        let claims: Value = serde_json::from_str(text).unwrap_or_default();
        claims["access_token"]
            .as_object()
            .cloned()
            .unwrap_or_default()
    };
    let given = access(given);
    access(demanded)
        .iter()
        .all(|(name, value)| given.get(name) == Some(value))
}
