//! A user, the groups that a user or a group is in, and what the service says applies to a user.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::Client;
use super::directory::shown_name;
use super::page::Pages;
use super::send::Call;
use crate::domain::{
    ApiMode, Configuration, EffectiveConfigurations, ObjectId, RawObject, RequestError, User, paths,
};
use crate::text;

impl Client {
    /// The user with this user principal name or object id; none if the directory has none
    /// (<https://learn.microsoft.com/graph/api/user-get>).
    ///
    /// # Errors
    /// Every kind of [`RequestError`] but a 404.
    pub async fn user(&self, typed: &str) -> Result<Option<User>, RequestError> {
        let path = format!(
            "/v1.0/users/{}?$select=id,displayName,userPrincipalName",
            paths::encode(typed)
        );
        let answer = match self.read(&Call::get(path)).await {
            Ok(answer) => answer,
            Err(error) if error.status() == Some(404) => return Ok(None),
            Err(error) => return Err(error),
        };
        let found: RawObject = answer.json()?;
        let user = user_of(&found).ok_or_else(|| RequestError::Malformed {
            facts: Box::new(answer.facts.clone()),
            reason: "the answer contains no user".to_owned(),
        })?;
        Ok(Some(user))
    }

    /// Every group that a user is in, nested ones included, each id with its display name
    /// (<https://learn.microsoft.com/graph/api/user-list-transitivememberof>).
    pub async fn groups_of(
        &self,
        user: &ObjectId,
    ) -> Result<HashMap<ObjectId, String>, RequestError> {
        self.groups_above("users", user).await
    }

    /// Every group that a group is in, nested ones included, each id with its display name
    /// (<https://learn.microsoft.com/graph/api/group-list-transitivememberof>).
    pub async fn groups_around(
        &self,
        group: &ObjectId,
    ) -> Result<HashMap<ObjectId, String>, RequestError> {
        self.groups_above("groups", group).await
    }

    /// The configurations that apply to a user, by the service's own account; none if it does not
    /// offer that, or where beta, which alone has it, may not be used
    /// (<https://learn.microsoft.com/graph/api/intune-onboarding-user-geteffectivedeviceenrollmentconfigurations>).
    ///
    /// # Errors
    /// Every kind of [`RequestError`] but a 400 and a 404.
    pub async fn effective_configurations(
        &self,
        user: &ObjectId,
    ) -> Result<Option<EffectiveConfigurations>, RequestError> {
        if self.api() == ApiMode::V1 {
            return Ok(None);
        }
        let path = format!(
            "/beta/users/{}/getEffectiveDeviceEnrollmentConfigurations",
            paths::encode(user.as_str())
        );
        match Pages::<Box<RawValue>>::new(self, path).all().await {
            Ok(rows) => Ok(Some(EffectiveConfigurations {
                // Assignments are not requested: if some are included, they may be incomplete.
                rows: rows.iter().map(|row| Configuration::read(row).0).collect(),
            })),
            Err(error) if matches!(error.status(), Some(400 | 404)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn groups_above(
        &self,
        set: &str,
        member: &ObjectId,
    ) -> Result<HashMap<ObjectId, String>, RequestError> {
        // Leaving out roles and administrative units needs an advanced query, which must be counted.
        let path = format!(
            "/v1.0/{set}/{}/transitiveMemberOf/microsoft.graph.group?$select=id,displayName&$count=true&$top=999",
            paths::encode(member.as_str())
        );
        let found = Pages::<RawObject>::advanced(self, path).all().await?;
        Ok(found
            .iter()
            .filter_map(|raw| Some((ObjectId::parse(&raw.text("id")?).ok()?, shown_name(raw))))
            .collect())
    }
}

/// A user as the directory returns it; none without an ID.
pub(super) fn user_of(raw: &RawObject) -> Option<User> {
    let principal_name = raw.text("userPrincipalName").unwrap_or_default();
    Some(User {
        id: ObjectId::parse(&raw.text("id")?).ok()?,
        name: shown_name(raw),
        principal_name: text::clean(&principal_name).into_owned(),
    })
}
