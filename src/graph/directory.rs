//! Member counts from Entra ID, the tenant, and the account.

use serde::Deserialize;

use super::Client;
use super::send::Call;
use crate::domain::{MemberCount, ObjectId, RawObject, RequestError, Tenant, paths};
use crate::text;

impl Client {
    /// How many users and devices a group has, including nested groups.
    pub async fn member_count(&self, id: &ObjectId) -> Result<MemberCount, RequestError> {
        let count = |kind: &'static str| async move {
            let call = Call::get(format!(
                "/v1.0/groups/{}/transitiveMembers/microsoft.graph.{kind}/$count",
                paths::encode(id.as_str())
            ));
            let answer = self.read(&call.advanced()).await?;
            // The service puts a byte-order mark before the digits.
            let digits = answer.body.trim_start_matches('\u{feff}').trim();
            digits.parse::<u64>().map_err(|_| RequestError::Malformed {
                facts: Box::new(answer.facts.clone()),
                reason: "the count is not a number".to_owned(),
            })
        };
        let (users, devices) = tokio::try_join!(count("user"), count("device"))?;
        Ok(MemberCount { users, devices })
    }

    /// The tenant; none if it may not be read.
    ///
    /// # Errors
    /// Every kind of [`RequestError`] but a refusal.
    pub async fn tenant(&self) -> Result<Option<Tenant>, RequestError> {
        #[derive(Deserialize)]
        struct Organizations {
            value: Vec<Organization>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Organization {
            id: Option<String>,
            display_name: Option<String>,
            #[serde(default)]
            verified_domains: Vec<Domain>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Domain {
            #[serde(default)]
            name: String,
            #[serde(default)]
            is_default: bool,
        }
        let call = Call::get("/v1.0/organization?$select=id,displayName,verifiedDomains");
        self.optional(call, |all: Organizations| {
            let organization = all.value.into_iter().next()?;
            let domains = organization.verified_domains.into_iter();
            let clean = |name: String| text::clean(&name).into_owned();
            Some(Tenant {
                id: organization.id.map(clean),
                name: clean(organization.display_name?),
                domain: domains
                    .filter(|domain| domain.is_default)
                    .map(|domain| clean(domain.name))
                    .next(),
            })
        })
        .await
    }

    /// The user principal name of the account; none for an application, or where it may not be read.
    ///
    /// # Errors
    /// Every kind of [`RequestError`] but a refusal.
    pub async fn account_name(&self) -> Result<Option<String>, RequestError> {
        #[derive(Deserialize)]
        struct Me {
            #[serde(rename = "userPrincipalName")]
            user_principal_name: Option<String>,
        }
        let call = Call::get("/v1.0/me?$select=userPrincipalName");
        self.optional(call, |me: Me| {
            me.user_principal_name
                .map(|name| text::clean(&name).into_owned())
        })
        .await
    }

    async fn optional<T: serde::de::DeserializeOwned, U>(
        &self,
        call: Call,
        pick: impl FnOnce(T) -> Option<U>,
    ) -> Result<Option<U>, RequestError> {
        match self.read(&call).await {
            Ok(answer) => Ok(pick(answer.json()?)),
            // An app has no /me, and reading the tenant's name needs a permission of its own.
            Err(error) if matches!(error.status(), Some(400 | 403 | 404)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The display name, free of anything hostile; empty if there is none.
pub(super) fn shown_name(raw: &RawObject) -> String {
    let name = raw.text("displayName").unwrap_or_default();
    text::clean(&name).into_owned()
}
