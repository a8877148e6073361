//! The methods that the Azure library supports: an app's secret, certificate or workload, a managed
//! identity, and `az`.
//!
//! Belongs here: passing the library what it needs, with our transport under it. A credential is created
//! for each token, because its own cache cannot be told to forget one. Does not belong here: caching
//! (`token_cache`), reading errors (`endpoint_error`).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::error::ErrorKind;
use azure_core::http::{ClientMethodOptions, ClientOptions, RetryOptions, Transport};
use azure_core::time::OffsetDateTime;
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, ClientAssertion, ClientAssertionCredential,
    ClientAssertionCredentialOptions, ClientSecretCredential, ClientSecretCredentialOptions,
    ManagedIdentityCredential, ManagedIdentityCredentialOptions, UserAssignedId,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;

use super::access_token;
use super::az::AzExecutor;
use super::azure_transport::{AzureTransport, STAND_IN};
use super::certificate::Certificate;
use super::endpoint::Endpoint;
use super::endpoint_error::EndpointError;
use super::error::AuthError;
use super::options::{ManagedIdentity, SignInTiming};
use super::token_source::{FetchError, Fetching, FreshToken, TokenRequest, TokenSource};
use crate::config::{self, GraphUrl};
use crate::text;

/// The credential of the app or machine.
#[derive(Debug)]
pub(super) enum CredentialKind {
    Secret(SecretString),
    Certificate {
        file: PathBuf,
        key: Option<PathBuf>,
        password: Option<SecretString>,
    },
    Workload(PathBuf),
    Identity(Option<ManagedIdentity>),
    Cli,
}

#[derive(Debug)]
pub(super) struct Azure {
    pub(super) endpoint: Endpoint,
    pub(super) kind: CredentialKind,
    pub(super) timing: SignInTiming,
}

impl Azure {
    async fn token(&self, request: &TokenRequest) -> Result<FreshToken, FetchError> {
        let (tell, mut problems) = mpsc::unbounded_channel();
        let credential = self.credential(request, tell)?;
        let scopes: Vec<&str> = request.scopes.iter().map(String::as_str).collect();
        let token = tokio::select! {
            biased;
            Some(problem) = problems.recv() => return Err(self.explain(problem)),
            token = credential.get_token(&scopes, None) => token,
        };
        // Errors on the way were received above, so this is an answer without a token. The library's
        // message could quote it.
        let token = token.map_err(|_| {
            AuthError::Network(format!("{} did not return a valid token", self.whom()))
        })?;
        let left = token.expires_on - OffsetDateTime::now_utc();
        Ok(FreshToken {
            token: access_token::parse(token.token.secret())?,
            lives: Duration::try_from(left).unwrap_or_default(),
        })
    }

    fn whom(&self) -> String {
        match self.kind {
            CredentialKind::Cli => "az".to_owned(),
            CredentialKind::Identity(_) => "the identity service of this machine".to_owned(),
            _ => self.endpoint.config.authority.host(),
        }
    }

    /// Why there is no token. A machine whose identity service cannot be reached has none.
    fn explain(&self, problem: EndpointError) -> FetchError {
        let is_silent = matches!(
            problem,
            EndpointError::Unreachable(_) | EndpointError::TimedOut(_)
        );
        let mut failed = problem.into_fetch_error(&self.endpoint.config);
        if is_silent && matches!(self.kind, CredentialKind::Identity(_)) {
            failed.error = AuthError::NoIdentityService(Box::new(failed.error));
        }
        failed
    }

    fn credential(
        &self,
        request: &TokenRequest,
        problems: mpsc::UnboundedSender<EndpointError>,
    ) -> Result<Arc<dyn TokenCredential>, AuthError> {
        let config = &self.endpoint.config;
        let (tenant, client) = (config.tenant.clone(), config.client.clone());
        let made: azure_core::Result<Arc<dyn TokenCredential>> = match &self.kind {
            CredentialKind::Secret(secret) => ClientSecretCredential::new(
                &tenant,
                client,
                Secret::new(secret.expose_secret().to_owned()),
                Some(ClientSecretCredentialOptions {
                    client_options: self.client_options(request, problems)?,
                }),
            )
            .map(|made| made as _),
            CredentialKind::Certificate {
                file,
                key,
                password,
            } => {
                // Read each time: a renewed certificate needs no restart.
                let certificate = Certificate::read(file, key.as_deref(), password.as_ref())?;
                let signer = Signer {
                    certificate,
                    client: client.clone(),
                    audience: self.endpoint.url("token"),
                };
                let options = ClientAssertionCredentialOptions {
                    client_options: self.client_options(request, problems)?,
                };
                ClientAssertionCredential::new(tenant, client, signer, Some(options))
                    .map(|made| made as _)
            }
            CredentialKind::Workload(file) => {
                // Read each time, because the file is renewed while the program runs.
                let assertion = FederatedToken::read(file)?;
                let options = ClientAssertionCredentialOptions {
                    client_options: self.client_options(request, problems)?,
                };
                ClientAssertionCredential::new(tenant, client, assertion, Some(options))
                    .map(|made| made as _)
            }
            CredentialKind::Identity(identity) => {
                ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions {
                    user_assigned_id: identity.clone().map(|identity| match identity {
                        ManagedIdentity::Client(id) => UserAssignedId::ClientId(id),
                        ManagedIdentity::Object(id) => UserAssignedId::ObjectId(id),
                        ManagedIdentity::Resource(id) => UserAssignedId::ResourceId(id),
                    }),
                    client_options: self.client_options(request, problems)?,
                }))
                .map(|made| made as _)
            }
            CredentialKind::Cli => AzureCliCredential::new(Some(AzureCliCredentialOptions {
                subscription: None,
                tenant_id: Some(tenant).filter(|tenant| !tenant.is_empty()),
                executor: Some(Arc::new(AzExecutor {
                    patience: self.timing.az,
                    problems,
                })),
            }))
            .map(|made| made as _),
        };
        made.map_err(|error| AuthError::unusable(text::clean(&error.to_string()).into_owned()))
    }

    fn client_options(
        &self,
        request: &TokenRequest,
        problems: mpsc::UnboundedSender<EndpointError>,
    ) -> Result<ClientOptions, AuthError> {
        let config = &self.endpoint.config;
        let local = Some(config.authority.clone()).filter(GraphUrl::is_loopback_http);
        let http = match self.kind {
            // The service on the machine itself: never through a proxy, and it answers at once or not at
            // all.
            CredentialKind::Identity(_) => self.endpoint.local_http(self.timing.identity),
            _ => self.endpoint.http().cloned(),
        }
        .map_err(|problem| problem.into_error(config))?;
        let route = match self.kind {
            CredentialKind::Identity(_) => None,
            _ => Some((config.authority.clone(), self.endpoint.network.clone())),
        };
        // Always set; otherwise the library would use AZURE_AUTHORITY_HOST.
        let mut cloud = CustomConfiguration::default();
        local
            .as_ref()
            .map_or(config.authority.as_str(), |_| STAND_IN)
            .clone_into(&mut cloud.authority_host);
        Ok(ClientOptions {
            cloud: Some(Arc::new(CloudConfiguration::Custom(cloud))),
            retry: RetryOptions::none(),
            transport: Some(Transport::new(Arc::new(AzureTransport::new(
                http,
                self.endpoint.log().clone(),
                local,
                request.claims.clone(),
                route,
                problems,
            )))),
            ..ClientOptions::default()
        })
    }
}

impl TokenSource for Azure {
    fn fetch<'a>(&'a self, request: &'a TokenRequest) -> Fetching<'a> {
        Box::pin(self.token(request))
    }
}

/// The token that the workload presents.
#[derive(Debug)]
struct FederatedToken(SecretString);

impl FederatedToken {
    /// Reads the file without the line end and the byte-order mark that an editor or `echo` adds: the
    /// authority accepts neither.
    fn read(file: &Path) -> Result<Self, AuthError> {
        let name = text::clean(&file.display().to_string()).into_owned();
        let read = config::read_text(file, config::LONGEST_SETTINGS);
        let token = read.map_err(|error| AuthError::unusable(format!("{name}: {error}")))?;
        match token.trim() {
            "" => Err(AuthError::unusable(format!("{name}: the file is empty"))),
            token => Ok(Self(SecretString::from(token))),
        }
    }
}

#[async_trait]
impl ClientAssertion for FederatedToken {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        Ok(self.0.expose_secret().to_owned())
    }
}

#[derive(Debug)]
struct Signer {
    certificate: Certificate,
    client: String,
    audience: String,
}

#[async_trait]
impl ClientAssertion for Signer {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        self.certificate
            .assertion(&self.client, &self.audience)
            .map_err(|error| {
                azure_core::Error::with_message(ErrorKind::Credential, error.to_string())
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::options::Options;
    use crate::cloud::Cloud;
    use crate::domain::Method;

    fn identity() -> Azure {
        let options = Options::new(Method::ManagedIdentity, Cloud::Global);
        let config = options.config().unwrap();
        Azure {
            endpoint: Endpoint::new(config, options.network, options.timing),
            kind: CredentialKind::Identity(None),
            timing: options.sign_in_timing,
        }
    }

    /// Whatever the message says: that of a host or a proxy can be anything.
    #[test]
    fn only_where_nothing_answers_there_is_no_identity_service() {
        let is_missing = |problem| {
            let error = identity().explain(problem).error;
            matches!(error, AuthError::NoIdentityService(_))
        };
        let words = || "answered.example: refused".to_owned();
        assert!(is_missing(EndpointError::Unreachable(words())));
        assert!(is_missing(EndpointError::TimedOut(words())));
        for retry_after in [None, Some(Duration::from_secs(1))] {
            let reason = "the service is busy".to_owned();
            assert!(!is_missing(EndpointError::Unavailable {
                reason,
                retry_after
            }));
        }
    }
}
