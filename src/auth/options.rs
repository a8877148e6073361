//! Everything that a sign-in method may need to know.
//!
//! Belongs here: the values, their defaults and the variables that fill gaps. Does not belong here: files
//! and flags (`config`, `cli`), or opening the files that a path names (the methods).

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::endpoint::Endpoint;
use super::error::AuthError;
use super::hints::ClientConfig;
use super::token_validator::TokenValidator;
use crate::cloud::Cloud;
use crate::config::{Environment, GraphUrl, Timing};
use crate::domain::Method;
use crate::net::Network;

/// "Microsoft Graph Command Line Tools", which Microsoft registers in every cloud except China.
pub const BUILT_IN_CLIENT: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

/// Microsoft apps whose names admins know.
const KNOWN_APPS: [(&str, &str); 4] = [
    (BUILT_IN_CLIENT, "Microsoft Graph Command Line Tools"),
    (
        "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
        "Microsoft Azure CLI",
    ),
    (
        "1950a258-227b-4e31-a9cf-717495945fc2",
        "Microsoft Azure PowerShell",
    ),
    (
        "d1ddf0e4-d672-4dae-b554-9d5bdfd93547",
        "Microsoft Intune PowerShell",
    ),
];

/// The name of a Microsoft app, by its client ID.
pub fn known_app(client: &str) -> Option<&'static str> {
    let mut apps = KNOWN_APPS.iter();
    let known = apps.find(|(id, _)| id.eq_ignore_ascii_case(client));
    known.map(|(_, name)| *name)
}

/// Which identity of a machine to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManagedIdentity {
    Client(String),
    Object(String),
    Resource(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInTiming {
    /// The shortest interval between two polls for a device code.
    pub least: Duration,
    /// How much longer each interval gets when the authority asks for it (RFC 8628).
    pub slow_down: Duration,
    /// For a token without the admin, including retries and waits.
    pub deadline: Duration,
    /// The wait before the first retry; it doubles each time.
    pub back_off: Duration,
    /// For the browser to come back.
    pub browser: Duration,
    /// For a managed identity to answer.
    pub identity: Duration,
    pub az: Duration,
}

impl Default for SignInTiming {
    fn default() -> Self {
        Self {
            least: Duration::from_secs(1),
            slow_down: Duration::from_secs(5),
            deadline: Duration::from_secs(30),
            back_off: Duration::from_secs(1),
            browser: Duration::from_secs(600),
            identity: Duration::from_secs(2),
            az: Duration::from_secs(20),
        }
    }
}

/// How to sign in. Creating the options opens and sends nothing.
#[derive(Debug, Clone)]
pub struct Options {
    pub method: Method,
    /// The national cloud, which determines authority and scopes.
    pub cloud: Cloud,
    /// An authority other than the cloud's.
    pub authority: Option<GraphUrl>,
    /// By ID or domain.
    pub tenant: Option<String>,
    pub client: Option<String>,
    pub read_only: bool,
    /// More delegated permissions to request, by name or as full scopes.
    pub extra_scopes: Vec<String>,
    /// The port that a browser comes back to; 0 picks a free one.
    pub redirect_port: u16,
    /// None means the machine's own.
    pub identity: Option<ManagedIdentity>,
    pub secret: Option<SecretString>,
    /// The file with the app's certificate, usually with its key.
    pub certificate: Option<PathBuf>,
    /// The file with the certificate's key, if it is another file.
    pub key: Option<PathBuf>,
    /// The password of the file with the certificate or the key.
    pub certificate_password: Option<SecretString>,
    /// The file with the token of the workload.
    pub federated_token: Option<PathBuf>,
    pub token: Option<SecretString>,
    /// Proxy and certificates.
    pub network: Network,
    /// Deadlines of one request.
    pub timing: Timing,
    pub sign_in_timing: SignInTiming,
}

impl Options {
    /// A method with only defaults.
    pub fn new(method: Method, cloud: Cloud) -> Self {
        Self {
            method,
            cloud,
            authority: None,
            tenant: None,
            client: None,
            read_only: false,
            extra_scopes: Vec::new(),
            redirect_port: 0,
            identity: None,
            secret: None,
            certificate: None,
            key: None,
            certificate_password: None,
            federated_token: None,
            token: None,
            network: Network::default(),
            timing: Timing::default(),
            sign_in_timing: SignInTiming::default(),
        }
    }

    /// The same, with gaps filled from the variables of the Azure tools. Existing values stay.
    #[must_use]
    pub fn or_environment(mut self, environment: Environment<'_>) -> Self {
        let get = |name: &str| environment(name).filter(|value| !value.is_empty());
        let path = |name: &str| get(name).map(PathBuf::from);
        let secret = |name: &str| get(name).map(SecretString::from);
        self.tenant = self.tenant.or_else(|| get("AZURE_TENANT_ID"));
        self.client = self.client.or_else(|| get("AZURE_CLIENT_ID"));
        self.secret = self.secret.or_else(|| secret("AZURE_CLIENT_SECRET"));
        self.certificate = self
            .certificate
            .or_else(|| path("AZURE_CLIENT_CERTIFICATE_PATH"));
        self.certificate_password = self
            .certificate_password
            .or_else(|| secret("AZURE_CLIENT_CERTIFICATE_PASSWORD"));
        self.federated_token = self
            .federated_token
            .or_else(|| path("AZURE_FEDERATED_TOKEN_FILE"));
        self.token = self.token.or_else(|| secret(super::TOKEN_VARIABLE));
        self
    }

    /// The scopes to request if a request names none.
    pub fn scopes(&self) -> Vec<String> {
        if !self.method.is_interactive() {
            return vec![self.cloud.default_scope()];
        }
        let mut scopes = self.cloud.scopes(self.read_only);
        for extra in &self.extra_scopes {
            let scope = if extra.contains("://") {
                extra.clone()
            } else {
                self.cloud.scope(extra)
            };
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        scopes
    }

    /// Rejects tokens that are for another cloud or tenant.
    pub(super) fn validator(&self) -> TokenValidator {
        let config = ClientConfig {
            method: self.method,
            cloud: self.cloud,
            authority: self.authority(),
            tenant: self.tenant.clone().unwrap_or_default(),
            client: self.client.clone().unwrap_or_default(),
            scopes: Vec::new(),
        };
        let endpoint = Endpoint::new(config, self.network.clone(), self.timing);
        TokenValidator::new(endpoint, self.tenant.clone())
    }

    /// The client ID of the app that an admin signs in with; none if there is no built-in one.
    pub fn client_id(&self) -> Option<&str> {
        let built_in = (self.cloud != Cloud::China).then_some(BUILT_IN_CLIENT);
        self.client.as_deref().or(built_in)
    }

    /// The authority in use: the one that was set, or else the cloud's.
    pub fn authority(&self) -> GraphUrl {
        self.authority
            .clone()
            .unwrap_or_else(|| GraphUrl::authority_of(self.cloud))
    }

    /// The scopes to request if nothing new may be consented to: whatever was granted to the app before.
    pub fn granted_scopes(&self) -> Vec<String> {
        let own = ["offline_access", "openid", "profile"].map(str::to_owned);
        std::iter::once(self.cloud.default_scope())
            .chain(own)
            .collect()
    }

    /// The methods that can be switched to with the current settings, in the order of the list.
    pub fn usable_methods(&self) -> Vec<Method> {
        let has = |method: &Method| match method {
            Method::Certificate => self.certificate.is_some(),
            Method::Secret => self.secret.is_some(),
            Method::Workload => self.federated_token.is_some(),
            _ => true,
        };
        Method::ALL.into_iter().filter(has).collect()
    }

    /// The client. An app must know its tenant; for an admin, the account determines it.
    pub(super) fn config(&self) -> Result<ClientConfig, AuthError> {
        let method = self.method;
        let tenant = match &self.tenant {
            Some(tenant) => tenant.clone(),
            None if method.is_interactive() => "organizations".to_owned(),
            None if matches!(method, Method::ManagedIdentity | Method::AzureCli) => String::new(),
            None => {
                return Err(AuthError::unusable(format!(
                    "method {method} needs a tenant: set it in the profile, with --tenant or in \
                     AZURE_TENANT_ID"
                )));
            }
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if !tenant.chars().all(plain) {
            return Err(AuthError::unusable(
                "the tenant is neither an ID nor a domain",
            ));
        }
        let client = match &self.client {
            Some(client) => client.clone(),
            None if method.is_interactive() && self.cloud != Cloud::China => {
                BUILT_IN_CLIENT.to_owned()
            }
            None if method.is_interactive() => {
                return Err(AuthError::unusable(
                    "there is no built-in app for China: register your own and set its client ID",
                ));
            }
            None if matches!(method, Method::ManagedIdentity | Method::AzureCli) => String::new(),
            None => {
                return Err(AuthError::unusable(format!(
                    "method {method} needs a client ID: set it in the profile, with --client-id or \
                     in AZURE_CLIENT_ID"
                )));
            }
        };
        Ok(ClientConfig {
            method,
            cloud: self.cloud,
            authority: self.authority(),
            tenant,
            client,
            scopes: self.scopes(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_fill_gaps_only() {
        let mut options = Options::new(Method::Secret, Cloud::Global);
        options.tenant = Some("mine".to_owned());
        let options = options.or_environment(&|name| match name {
            "AZURE_TENANT_ID" => Some("theirs".to_owned()),
            "AZURE_CLIENT_ID" => Some("app".to_owned()),
            "AZURE_CLIENT_SECRET" => Some("hush".to_owned()),
            _ => None,
        });
        let config = options.config().unwrap();
        assert_eq!(
            (config.tenant.as_str(), config.client.as_str()),
            ("mine", "app")
        );
        assert!(!format!("{options:?}").contains("hush"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let missing = |method, cloud| {
            Options::new(method, cloud)
                .config()
                .unwrap_err()
                .to_string()
        };
        assert!(missing(Method::Secret, Cloud::Global).contains("AZURE_TENANT_ID"));
        assert!(missing(Method::DeviceCode, Cloud::China).contains("your own"));
        let config = Options::new(Method::Browser, Cloud::Dod).config().unwrap();
        assert_eq!(config.tenant, "organizations");
        assert_eq!(config.client, BUILT_IN_CLIENT);
        let mut odd = Options::new(Method::DeviceCode, Cloud::Global);
        odd.tenant = Some("a/../b".to_owned());
        assert!(odd.config().is_err());
    }

    #[test]
    fn an_app_asks_for_what_was_granted_to_it() {
        assert_eq!(
            Options::new(Method::ManagedIdentity, Cloud::UsGov).scopes(),
            ["https://graph.microsoft.us/.default"]
        );
        let mut admin = Options::new(Method::DeviceCode, Cloud::Global);
        admin.extra_scopes = vec!["User.Read".to_owned(), "Device.Read.All".to_owned()];
        let scopes = admin.scopes();
        assert_eq!(scopes.len(), 7);
        assert!(scopes.contains(&"https://graph.microsoft.com/Device.Read.All".to_owned()));
    }
}
