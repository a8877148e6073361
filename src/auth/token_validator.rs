//! Whether a token is for the cloud and the tenant in use, before it is served for the first time.
//!
//! Belongs here: comparing what the token says with what was asked for, by whatever method it came.
//! Does not belong here: reading a token (`claims`), or keeping it (`token_cache`, `external_token`).

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::claims::Claims;
use super::endpoint::Endpoint;
use super::endpoint_error::EndpointError;
use super::error::AuthError;

/// What a token must be for, as far as it says so.
#[derive(Debug)]
pub(super) struct TokenValidator {
    endpoint: Endpoint,
    tenant: Option<String>,
    /// The id of the tenant, where it is named by a domain; none if the authority does not say.
    id: OnceCell<Option<Uuid>>,
}

/// The part of the authority's metadata that names the tenant by its id.
///
/// <https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri>
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
}

impl TokenValidator {
    /// `endpoint` is asked only where the tenant is named by a domain.
    pub(super) const fn new(endpoint: Endpoint, tenant: Option<String>) -> Self {
        Self {
            endpoint,
            tenant,
            id: OnceCell::const_new(),
        }
    }

    /// What can be said without asking anybody.
    pub(super) fn check_claims(&self, token: &SecretString) -> Result<(), AuthError> {
        let Some(claims) = Claims::read(token.expose_secret()) else {
            return Ok(());
        };
        self.compare(&claims, self.tenant.as_deref())
    }

    /// The same, and whether the token is for the tenant that a domain stands for.
    pub(super) async fn check(&self, token: &SecretString) -> Result<(), AuthError> {
        let Some(claims) = Claims::read(token.expose_secret()) else {
            return Ok(());
        };
        self.compare(&claims, self.tenant.as_deref())?;
        let domain = self.tenant.as_deref().filter(|tenant| is_domain(tenant));
        let (Some(_), Some(_)) = (domain, &claims.tenant) else {
            return Ok(());
        };
        match self.id.get_or_try_init(|| self.resolve()).await {
            Ok(Some(id)) => self.compare(&claims, Some(&id.to_string())),
            Err(problem @ EndpointError::Refused(_)) => {
                Err(problem.into_error(&self.endpoint.config))
            }
            // Where the authority cannot say it, a token from elsewhere can still be good.
            Ok(None) | Err(_) => Ok(()),
        }
    }

    fn compare(&self, claims: &Claims, tenant: Option<&str>) -> Result<(), AuthError> {
        claims
            .mismatch(self.endpoint.config.cloud, tenant)
            .map_or(Ok(()), |mismatch| Err(AuthError::Mismatch(mismatch)))
    }

    async fn resolve(&self) -> Result<Option<Uuid>, EndpointError> {
        let metadata: Metadata = self.endpoint.metadata().await?;
        // For `common` and its like there stands a place holder.
        Ok(metadata
            .issuer
            .split('/')
            .find_map(|part| Uuid::parse_str(part).ok()))
    }
}

/// Whether a tenant is named by a domain: not by its id, and not by a word for several tenants.
fn is_domain(tenant: &str) -> bool {
    tenant.contains('.') && Uuid::parse_str(tenant).is_err()
}
