//! Names by ID.
//!
//! Belongs here: what the directory says about objects that a tenant's assignments use, and how many
//! members several groups have. Does not belong here: finding objects by name (`search`).

use std::collections::{HashMap, HashSet};

use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};

use super::batch::{MOST_PARTS, Part};
use super::send::Call;
use super::{Client, PARALLEL_READS};
use crate::domain::{ApiVersion, MemberCount, Name, ObjectId, ObjectKind, RequestError, paths};
use crate::text;

/// The most ids that one request may name
/// (<https://learn.microsoft.com/graph/api/directoryobject-getbyids>).
pub const IDS_PER_REQUEST: usize = 1_000;
/// The most missing IDs that are looked up one by one, to distinguish deleted groups from hidden ones.
const MOST_PROBES: usize = 1_000;

#[derive(Serialize)]
struct ByIds<'a> {
    ids: Vec<&'a str>,
    types: [&'static str; 3],
}

#[derive(Deserialize)]
struct ObjectList {
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

/// What is known about an ID after looking up all at once.
enum Lookup {
    Name(Name),
    /// Only that it exists.
    Nameless,
    /// Nothing: it was missing from the answer.
    Missing,
    /// Looking up many at once is not allowed.
    Unasked,
}

impl Client {
    /// What the directory says about each of these IDs. Every ID is in the result and is looked up once.
    ///
    /// Looking up many at once needs a permission that looking up a group does not (Directory.Read.All
    /// instead of GroupMember.Read.All): if it is refused, or returns IDs without names, the groups are
    /// looked up one by one, in batches.
    ///
    /// # Errors
    /// Every kind of [`RequestError`] but a refusal of rights, which is an answer: [`Name::Refused`].
    pub async fn names(&self, ids: &[ObjectId]) -> Result<HashMap<ObjectId, Name>, RequestError> {
        let mut asked = HashSet::new();
        let mut once = ids.to_vec();
        once.retain(|id| asked.insert(id.clone()));
        let chunks: Vec<Vec<ObjectId>> = once
            .chunks(IDS_PER_REQUEST)
            .map(<[ObjectId]>::to_vec)
            .collect();
        let lookup: Vec<(ObjectId, Lookup)> = stream::iter(chunks)
            .map(|chunk| self.names_of_chunk(chunk))
            .buffered(PARALLEL_READS)
            .try_collect::<Vec<_>>()
            .await?
            .into_iter()
            .flatten()
            .collect();
        let mut missing = 0;
        let mut unclear = Vec::new();
        for (id, lookup) in &lookup {
            missing += usize::from(matches!(lookup, Lookup::Missing));
            let is_clear = matches!(lookup, Lookup::Name(_));
            if !is_clear && (missing <= MOST_PROBES || !matches!(lookup, Lookup::Missing)) {
                unclear.push(id.clone());
            }
        }
        let mut probed = self.probe(unclear).await?;
        let name = |(id, lookup): (ObjectId, Lookup)| {
            let name = match (lookup, probed.remove(&id)) {
                // It exists and is not a group.
                (Lookup::Nameless, None | Some(Name::Deleted)) | (Lookup::Unasked, None) => {
                    Name::Refused
                }
                (Lookup::Missing, None) => Name::NotFound,
                (Lookup::Name(name), _) | (_, Some(name)) => name,
            };
            (id, name)
        };
        Ok(lookup.into_iter().map(name).collect())
    }

    async fn names_of_chunk(
        &self,
        ids: Vec<ObjectId>,
    ) -> Result<Vec<(ObjectId, Lookup)>, RequestError> {
        let body = ByIds {
            ids: ids.iter().map(ObjectId::as_str).collect(),
            types: ["group", "user", "device"],
        };
        let path = "/v1.0/directoryObjects/getByIds?$select=id,displayName";
        let call = Call::post(path, &body);
        let answer = self.read(&call).await;
        let found: ObjectList = match answer.and_then(|answer| answer.json()) {
            Ok(found) => found,
            // The solution would be another token or a wait: one by one is no better.
            Err(error) if matches!(error.status(), None | Some(401 | 429)) => return Err(error),
            Err(_) => {
                return Ok(ids.into_iter().map(|id| (id, Lookup::Unasked)).collect());
            }
        };
        let mut known: HashMap<String, Lookup> = found
            .value
            .into_iter()
            .map(|object| (object.id.to_ascii_lowercase(), object.lookup()))
            .collect();
        let lookup = |id: ObjectId| {
            let lookup = known.remove(id.as_str()).unwrap_or(Lookup::Missing);
            (id, lookup)
        };
        Ok(ids.into_iter().map(lookup).collect())
    }

    /// Looks up each as a group: only its own 404 says that it is deleted.
    async fn probe(&self, ids: Vec<ObjectId>) -> Result<HashMap<ObjectId, Name>, RequestError> {
        let mut batches = ids.chunks(MOST_PARTS);
        let Some(first) = batches.next() else {
            return Ok(HashMap::new());
        };
        let mut names = self.probe_batch(first.to_vec()).await?;
        // Without the permission for one there is none for the others.
        let is_refused = names.values().all(|name| *name == Name::Refused);
        if !is_refused {
            let rest: Vec<_> = stream::iter(batches.map(<[ObjectId]>::to_vec))
                .map(|batch| self.probe_batch(batch))
                .buffered(PARALLEL_READS)
                .try_collect()
                .await?;
            names.extend(rest.into_iter().flatten());
        }
        Ok(names)
    }

    async fn probe_batch(
        &self,
        ids: Vec<ObjectId>,
    ) -> Result<HashMap<ObjectId, Name>, RequestError> {
        let path = |id: &ObjectId| {
            let id = paths::encode(id.as_str());
            format!("/groups/{id}?$select=id,displayName")
        };
        let paths: Vec<String> = ids.iter().map(path).collect();
        let parts = match self.batch(ApiVersion::V1, &paths, false).await {
            Ok(parts) => parts,
            // This lookup is not allowed.
            Err(error) if error.status() == Some(403) => {
                return Ok(ids.into_iter().map(|id| (id, Name::Refused)).collect());
            }
            Err(error) => return Err(error),
        };
        let name = |part: Option<Part>| match part {
            Some(part) if part.status == 200 => part
                .read::<DirectoryObject>()
                .map_or(Name::NotFound, |group| group.into_name(ObjectKind::Group)),
            Some(part) if part.status == 404 => Name::Deleted,
            Some(part) if part.status == 403 => Name::Refused,
            _ => Name::NotFound,
        };
        Ok(ids.into_iter().zip(parts.into_iter().map(name)).collect())
    }

    /// The members of several groups, in one request for ten groups each. Groups that could not be counted
    /// are left out.
    pub async fn member_counts(
        &self,
        ids: &[ObjectId],
    ) -> Result<Vec<(ObjectId, MemberCount)>, RequestError> {
        let mut counted = Vec::with_capacity(ids.len());
        for ids in ids.chunks(MOST_PARTS / 2) {
            let of = |id: &ObjectId, kind| {
                let id = paths::encode(id.as_str());
                format!("/groups/{id}/transitiveMembers/microsoft.graph.{kind}/$count")
            };
            let paths: Vec<String> = ids
                .iter()
                .flat_map(|id| [of(id, "user"), of(id, "device")])
                .collect();
            let parts = self.batch(ApiVersion::V1, &paths, true).await?;
            let counts: Vec<Option<u64>> = parts
                .into_iter()
                .map(|part| part.filter(|part| part.status == 200)?.count())
                .collect();
            for (id, count) in ids.iter().zip(counts.chunks(2)) {
                if let [Some(users), Some(devices)] = *count {
                    counted.push((id.clone(), MemberCount { users, devices }));
                }
            }
        }
        Ok(counted)
    }
}

impl Part {
    /// A plain count. Inside a batch it is a number, its digits as text, or those in base64, which is how a
    /// batch carries anything that is not JSON.
    fn count(&self) -> Option<u64> {
        use base64::Engine as _;

        let digits = |text: &str| text.trim_start_matches('\u{feff}').trim().parse().ok();
        let body = self.body.as_ref()?.get();
        let Ok(text) = serde_json::from_str::<String>(body) else {
            return digits(body);
        };
        digits(&text).or_else(|| {
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(&text)
                .ok()?;
            digits(std::str::from_utf8(&bytes).ok()?)
        })
    }
}

impl DirectoryObject {
    fn lookup(self) -> Lookup {
        let kind = self.odata_type.as_deref().unwrap_or_default();
        let kind = match kind.trim_start_matches('#') {
            "microsoft.graph.group" => ObjectKind::Group,
            "microsoft.graph.user" => ObjectKind::User,
            "microsoft.graph.device" => ObjectKind::Device,
            _ => ObjectKind::Other,
        };
        match self.into_name(kind) {
            Name::Refused => Lookup::Nameless,
            name => Lookup::Name(name),
        }
    }

    fn into_name(self, kind: ObjectKind) -> Name {
        match self.display_name {
            Some(name) => Name::Known {
                name: text::clean(&name).into_owned(),
                kind,
            },
            // The service returns an ID without properties to a caller without the permission to read them.
            None => Name::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::batch::PartResponse;
    use crate::domain::Facts;

    fn facts() -> Facts {
        Facts {
            method: "POST",
            path: "/v1.0/$batch".to_owned(),
            status: Some(200),
            elapsed: std::time::Duration::ZERO,
            request_id: None,
            client_request_id: String::new(),
        }
    }

    #[test]
    fn a_count_is_read_however_a_batch_carries_it() {
        let count = |body: &str| {
            let answer = format!(r#"{{"id":"0","status":200,"body":{body}}}"#);
            let answered: PartResponse = serde_json::from_str(&answer).unwrap();
            answered.into_part("", &facts()).count()
        };
        assert_eq!(count("1204"), Some(1204));
        assert_eq!(count("\"1204\""), Some(1204));
        assert_eq!(count("\"MTIwNA==\""), Some(1204));
        assert_eq!(count("{}"), None);
    }
}
