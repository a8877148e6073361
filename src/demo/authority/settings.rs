//! What tests and the curious can set.

use serde::{Deserialize, Serialize};

/// How the authority behaves. Over HTTP: GET and PUT `/_control/authority`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct AuthoritySettings {
    /// Seconds.
    pub token_lifetime: u64,
    /// Seconds.
    pub device_lifetime: u64,
    /// Seconds between two questions about a device code.
    pub interval: u64,
    /// What the next questions about a device code are answered with, such as
    /// `authorization_pending`, `slow_down`, `authorization_declined` and `expired_token`; after
    /// that the admin has signed in.
    pub device_answers: Vec<String>,
    /// What the sign-in page answers a browser with in place of a code: an OAuth error and its text.
    pub page_refusal: Option<(String, String)>,
    /// Whether a refresh token is good only once.
    pub rotate: bool,
    /// Whether only the admin, and no refresh, can satisfy claims that Graph demands.
    pub claims_need_admin: bool,
    pub secret: String,
    /// The token that a workload shows.
    pub federated_token: String,
    /// The header that App Service demands.
    pub identity_header: String,
    pub identities: Vec<String>,
    /// The application permissions of every app.
    pub roles: Vec<String>,
    /// The delegated permissions in place of those asked for.
    pub granted: Option<Vec<String>>,
    pub user: String,
    /// The tenant that tokens name in place of the one that was asked for.
    pub token_tenant: Option<String>,
    /// The service that tokens are for in place of the one that was asked for.
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
