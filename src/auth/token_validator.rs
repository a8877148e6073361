//! Whether a token is for the current cloud and tenant, checked before its first use.
//!
//! Belongs here: comparing the claims with what was requested, for every method. Does not belong here:
//! reading a token (`claims`), or keeping it (`token_cache`, `external_token`).

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::claims::Claims;
use super::endpoint::Endpoint;
use super::endpoint_error::EndpointError;
use super::error::AuthError;

/// What a token must be for, as far as its claims say.
#[derive(Debug)]
pub(super) struct TokenValidator {
    endpoint: Endpoint,
    tenant: Option<String>,
    /// The ID of the tenant, if it is given as a domain; none if the authority does not say.
    id: OnceCell<Option<Uuid>>,
}

/// The part of the authority's metadata that contains the ID of the tenant.
///
/// <https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri>
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
}

impl TokenValidator {
    /// `endpoint` is asked only if the tenant is given as a domain.
    pub(super) const fn new(endpoint: Endpoint, tenant: Option<String>) -> Self {
        Self {
            endpoint,
            tenant,
            id: OnceCell::const_new(),
        }
    }

    /// What can be decided without a request.
    pub(super) fn check_claims(&self, token: &SecretString) -> Result<(), AuthError> {
        let Some(claims) = Claims::read(token.expose_secret()) else {
            return Ok(());
        };
        self.compare(&claims, self.tenant.as_deref())
    }

    /// The same, and whether the token is for the tenant of a domain.
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
            // If the authority cannot say, a token from elsewhere may still be valid.
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
        // For `common` and the like, this is a placeholder.
        Ok(metadata
            .issuer
            .split('/')
            .find_map(|part| Uuid::parse_str(part).ok()))
    }
}

/// Whether a tenant is given as a domain: neither as its ID nor as a word for several tenants.
fn is_domain(tenant: &str) -> bool {
    tenant.contains('.') && Uuid::parse_str(tenant).is_err()
}
