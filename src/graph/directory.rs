//! Names and member counts from Entra ID, and who is asking.

use std::collections::HashMap;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};

use super::page::Pages;
use super::send::Call;
use super::{Client, PARALLEL_READS};
use crate::domain::{
    MemberCount, Name, ObjectId, ObjectKind, RawObject, RequestError, Tenant, paths,
};
use crate::text;

/// The most ids that one request may name
/// (<https://learn.microsoft.com/graph/api/directoryobject-getbyids>).
const IDS_PER_REQUEST: usize = 1_000;
/// The most missing ids that are asked for one by one, to tell a deleted group from one out of sight.
const MOST_PROBES: usize = 50;

#[derive(Serialize)]
struct ByIds<'a> {
    ids: Vec<&'a str>,
    types: [&'static str; 3],
}

#[derive(Deserialize)]
struct Found {
    value: Vec<DirectoryObject>,
}

#[derive(Deserialize)]
struct DirectoryObject {
    #[serde(default)]
    id: String,
    #[serde(rename = "@odata.type")]
    odata_type: Option<String>,
    #[serde(rename = "displayName")]
    display_name: Option<String>,
}

impl Client {
    /// What the directory says of each of these ids. Every id is in the answer.
    ///
    /// # Errors
    /// Every kind of [`RequestError`] but a refusal of rights, which is an answer: [`Name::Refused`].
    pub async fn names(&self, ids: &[ObjectId]) -> Result<HashMap<ObjectId, Name>, RequestError> {
        let chunks: Vec<Vec<ObjectId>> = ids
            .chunks(IDS_PER_REQUEST)
            .map(<[ObjectId]>::to_vec)
            .collect();
        let chunks = stream::iter(chunks)
            .map(|chunk| self.names_of_chunk(chunk))
            .buffered(PARALLEL_READS);
        let mut names: HashMap<ObjectId, Name> = chunks
            .try_collect::<Vec<_>>()
            .await?
            .into_iter()
            .flatten()
            .collect();

        let missing: Vec<ObjectId> = names
            .iter()
            .filter(|(_, name)| **name == Name::NotFound)
            .map(|(id, _)| id.clone())
            .take(MOST_PROBES)
            .collect();
        let probed: Vec<(ObjectId, Name)> = stream::iter(missing)
            .map(|id| async move {
                let name = self.probe_group(&id).await;
                (id, name)
            })
            .buffer_unordered(PARALLEL_READS)
            .collect()
            .await;
        names.extend(probed);
        Ok(names)
    }

    async fn names_of_chunk(
        &self,
        ids: Vec<ObjectId>,
    ) -> Result<Vec<(ObjectId, Name)>, RequestError> {
        let body = ByIds {
            ids: ids.iter().map(ObjectId::as_str).collect(),
            types: ["group", "user", "device"],
        };
        let call = Call {
            method: "POST",
            path: "/v1.0/directoryObjects/getByIds?$select=id,displayName".to_owned(),
            body: serde_json::to_string(&body).ok(),
            header: None,
        };
        let found: Found = match self.read(&call).await {
            Ok(answer) => answer.json()?,
            Err(error) if error.status() == Some(403) => {
                return Ok(ids.into_iter().map(|id| (id, Name::Refused)).collect());
            }
            Err(error) => return Err(error),
        };
        let mut known: HashMap<String, Name> = found
            .value
            .into_iter()
            .map(|object| (object.id.to_ascii_lowercase(), object.name()))
            .collect();
        Ok(ids
            .iter()
            .map(|id| {
                (
                    id.clone(),
                    known.remove(id.as_str()).unwrap_or(Name::NotFound),
                )
            })
            .collect())
    }

    /// Asks for one group: only its own 404 says that it is gone.
    async fn probe_group(&self, id: &ObjectId) -> Name {
        let path = format!(
            "/v1.0/groups/{}?$select=id,displayName",
            paths::encode(id.as_str())
        );
        match self.read(&Call::get(path)).await {
            Ok(answer) => answer
                .json::<DirectoryObject>()
                .map_or(Name::NotFound, DirectoryObject::into_group_name),
            Err(error) if error.status() == Some(404) => Name::Deleted,
            Err(error) if error.status() == Some(403) => Name::Refused,
            Err(_) => Name::NotFound,
        }
    }

    /// How many users and devices a group has, those of nested groups included.
    ///
    /// # Errors
    /// Every kind of [`RequestError`].
    pub async fn member_count(&self, id: &ObjectId) -> Result<MemberCount, RequestError> {
        let count = |kind: &'static str| async move {
            let call = Call {
                header: Some(("consistencylevel", "eventual".to_owned())),
                ..Call::get(format!(
                    "/v1.0/groups/{}/transitiveMembers/microsoft.graph.{kind}/$count",
                    paths::encode(id.as_str())
                ))
            };
            let answer = self.read(&call).await?;
            // The service puts a byte-order mark before the digits.
            let digits = answer.body.trim_start_matches('\u{feff}').trim();
            digits.parse::<u64>().map_err(|_| RequestError::Malformed {
                facts: Box::new(answer.facts.clone()),
                reason: "the count is no number".to_owned(),
            })
        };
        let (users, devices) = tokio::try_join!(count("user"), count("device"))?;
        Ok(MemberCount { users, devices })
    }

    /// The groups with exactly this display name, each with its id.
    ///
    /// # Errors
    /// Every kind of [`RequestError`].
    pub async fn groups_named(&self, name: &str) -> Result<Vec<(ObjectId, String)>, RequestError> {
        // A quote inside a text is doubled (OData 4.01, URL conventions, section 5.1.1.14.1).
        let filter = format!("displayName eq '{}'", name.replace('\'', "''"));
        let path = format!(
            "/v1.0/groups?$filter={}&$select=id,displayName",
            paths::encode(&filter)
        );
        let found = Pages::new(self, path).all().await?;
        Ok(found
            .iter()
            .filter_map(|raw| Some((ObjectId::parse(&raw.text("id")?).ok()?, shown_name(raw))))
            .collect())
    }

    /// The assignment filters of the tenant, each id with its display name. Only beta has them.
    ///
    /// # Errors
    /// Every kind of [`RequestError`].
    pub async fn filters(&self) -> Result<Vec<(String, String)>, RequestError> {
        let path = "/beta/deviceManagement/assignmentFilters?$select=id,displayName";
        let found = Pages::new(self, path.to_owned()).all().await?;
        Ok(found
            .iter()
            .filter_map(|raw| Some((raw.text("id")?, shown_name(raw))))
            .collect())
    }

    /// The tenant; none where it may not be read.
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
            // An application has no /me, and reading the tenant's name needs a right of its own.
            Err(error) if matches!(error.status(), Some(400 | 403 | 404)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn shown_name(raw: &RawObject) -> String {
    let name = raw.text("displayName").unwrap_or_default();
    text::clean(&name).into_owned()
}

impl DirectoryObject {
    fn name(self) -> Name {
        let kind = match self
            .odata_type
            .as_deref()
            .map(|name| name.trim_start_matches('#'))
        {
            Some("microsoft.graph.group") => ObjectKind::Group,
            _ => ObjectKind::Other,
        };
        self.into_name(kind)
    }

    fn into_group_name(self) -> Name {
        self.into_name(ObjectKind::Group)
    }

    fn into_name(self, kind: ObjectKind) -> Name {
        match self.display_name {
            Some(name) => Name::Known {
                name: text::clean(&name).into_owned(),
                kind,
            },
            // An id without properties is what the service gives to a caller without the right to read.
            None => Name::Refused,
        }
    }
}
