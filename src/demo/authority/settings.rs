//! The settings of the authority, for tests and experiments.

use serde::{Deserialize, Serialize};

/// How the authority behaves. Over HTTP: GET and PUT `/_control/authority`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct AuthoritySettings {
    /// In seconds.
    pub token_lifetime: u64,
    /// In seconds.
    pub device_lifetime: u64,
    /// In seconds, between two requests about a device code.
    pub interval: u64,
    /// The answers to the next requests about a device code, such as `authorization_pending`, `slow_down`,
    /// `authorization_declined` and `expired_token`. After these, the admin has signed in.
    pub device_answers: Vec<String>,
    /// What the sign-in page returns to a browser instead of a code: an OAuth error and its text.
    pub page_refusal: Option<(String, String)>,
    /// Whether a refresh token can be used only once.
    pub rotate: bool,
    /// Whether only a sign-in by the admin, and no refresh, can satisfy claims that Graph requires.
    pub claims_need_admin: bool,
    pub secret: String,
    /// The token that a workload presents.
    pub federated_token: String,
    /// The header that App Service requires.
    pub identity_header: String,
    pub identities: Vec<String>,
    /// The application permissions of every app.
    pub roles: Vec<String>,
    /// The delegated permissions to grant instead of the requested ones.
    pub granted: Option<Vec<String>>,
    pub user: String,
    /// The tenant that tokens name instead of the requested one.
    pub token_tenant: Option<String>,
    /// The service that tokens are for instead of the requested one.
    pub token_audience: Option<String>,
}

impl Default for AuthoritySettings {
    fn default() -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            token_lifetime: 3600,
            device_lifetime: 900,
            interval: 1,
            device_answers: owned(&["authorization_pending"]),
            page_refusal: None,
            rotate: true,
            claims_need_admin: false,
            secret: "demo-secret".to_owned(),
            federated_token: "demo-workload-token".to_owned(),
            identity_header: "demo-identity-header".to_owned(),
            identities: owned(&["demo-identity"]),
            roles: owned(&[
                "DeviceManagementServiceConfig.ReadWrite.All",
                "GroupMember.Read.All",
            ]),
            granted: None,
            user: "admin@contoso.com".to_owned(),
            token_tenant: None,
            token_audience: None,
        }
    }
}
