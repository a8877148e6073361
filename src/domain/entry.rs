//! A line of the journal, as data: what was intended, and the result.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    Change, ChangeKind, ConfigurationId, Name, ObjectId, ObjectKind, Target, Verdict, Via,
};

/// The version of the journal's format that this program writes. Members may be added within a version;
/// anything that changes the meaning of a line needs a new one.
pub const JOURNAL_VERSION: u32 = 2;

/// Which half of a change a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub enum Half {
    /// Written before the request is sent.
    Intent,
    /// Written when the result is known.
    Verdict,
}

/// Where and as whom a change is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    pub graph_url: String,
    /// The national cloud or host.
    pub cloud: String,
    /// Display name of the tenant, if known.
    pub tenant: Option<String>,
    /// The tenant's id, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
    pub account: Option<String>,
    /// The object ID of the account, from the token: a hint, nothing depends on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// The ID of the app that signed in, from the token: also a hint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
}

/// Names at the time when a line was written, by ID. Groups are renamed and deleted; the line still shows
/// what was meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "entryNames"))]
pub struct EntryNames {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub filters: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub scope_tags: BTreeMap<String, String>,
    /// The configurations of an order of priorities.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub configurations: BTreeMap<String, String>,
}

impl EntryNames {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Names known in a session, from which each line takes its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownNames {
    /// Of groups and filters.
    pub objects: HashMap<ObjectId, Name>,
    pub configurations: HashMap<ConfigurationId, String>,
    pub scope_tags: HashMap<ConfigurationId, BTreeMap<String, String>>,
}

impl KnownNames {
    /// The names that a change on a list needs.
    #[must_use]
    pub fn of(&self, change: &Change, base: &[Target]) -> EntryNames {
        let mut names = EntryNames {
            scope_tags: self
                .scope_tags
                .get(&change.configuration)
                .cloned()
                .unwrap_or_default(),
            ..EntryNames::default()
        };
        let after = change.after(base);
        for id in base.iter().chain(&after).flat_map(Target::named_ids) {
            if let Some(Name::Known { name, kind }) = self.objects.get(&id) {
                let of_kind = match kind {
                    ObjectKind::Filter => &mut names.filters,
                    _ => &mut names.groups,
                };
                of_kind.insert(id.as_str().to_owned(), name.clone());
            }
        }
        if let ChangeKind::SetPriority { order, .. } = &change.kind {
            let known = order.iter().filter_map(|id| {
                Some((id.as_str().to_owned(), self.configurations.get(id)?.clone()))
            });
            names.configurations.extend(known);
        }
        names
    }
}

/// The row of a plan that a change belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "planPlace"))]
pub struct PlanPlace {
    pub id: String,
    pub row: u32,
}

/// Whether two places are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    Same,
    Other,
    /// They cannot be told apart, because one of them does not name its tenant.
    Unknown,
}

impl Place {
    /// Whether this is another tenant or cloud. Unknown parts do not count as different.
    #[must_use]
    pub fn is_apart(&self, other: &Self) -> bool {
        // A demo has another URL at each start.
        let there = Self {
            graph_url: other.graph_url.clone(),
            ..self.clone()
        };
        self.cloud != other.cloud || there.sameness(other) == Sameness::Other
    }

    /// Whether this Graph and tenant are those of another place: by the tenant's ID, or by its name if an
    /// older line has no ID.
    #[must_use]
    pub fn sameness(&self, other: &Self) -> Sameness {
        if self.graph_url != other.graph_url {
            return Sameness::Other;
        }
        let is_same = match (&self.tenant_id, &other.tenant_id) {
            (Some(one), Some(other)) => Some(one.eq_ignore_ascii_case(other)),
            _ => self
                .tenant
                .as_ref()
                .zip(other.tenant.as_ref())
                .map(|(one, other)| one == other),
        };
        match is_same {
            Some(true) => Sameness::Same,
            Some(false) => Sameness::Other,
            None => Sameness::Unknown,
        }
    }
}

/// A line of the journal. An intent has no verdict; the fields of an answer are set once one arrived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The version of the format; the first one did not record it.
    #[serde(default = "first_version")]
    pub version: u32,
    pub row: Half,
    /// The ID of the change, the same in both halves.
    pub change_id: String,
    /// When the line was written (RFC 3339, UTC).
    pub time: String,
    /// Until when the request can still arrive and take effect (RFC 3339, UTC). The first version did not
    /// record it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// Where and as whom.
    pub place: Place,
    pub change: Change,
    #[serde(default, skip_serializing_if = "EntryNames::is_empty")]
    pub names: EntryNames,
    /// The plan and its row, if the change is part of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanPlace>,
    /// The request that makes it.
    pub via: Via,
    pub method: String,
    /// Path below the base URL.
    pub path: String,
    /// The complete list as it was read just before.
    pub before: Vec<Target>,
    /// The complete list as it should become.
    pub after: Vec<Target>,
    /// The `client-request-id` of the request.
    pub client_request_id: String,
    /// The service's `request-id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_code: Option<String>,
    /// The service's message, or ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The list as it was read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<Vec<Target>>,
    /// The order of priorities as it was read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_order: Option<Vec<ConfigurationId>>,
}

const fn first_version() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_known_by_its_id_and_by_its_name_only_without_one() {
        let place = |tenant: Option<&str>, id: Option<&str>| Place {
            graph_url: "https://graph.microsoft.com".to_owned(),
            tenant: tenant.map(str::to_owned),
            tenant_id: id.map(str::to_owned),
            ..Place::default()
        };
        let here = place(Some("Contoso"), Some("a1"));
        for (other, sameness) in [
            (place(Some("Contoso"), Some("A1")), Sameness::Same),
            (place(Some("Renamed"), Some("a1")), Sameness::Same),
            (place(Some("Contoso"), Some("b2")), Sameness::Other),
            (place(Some("Contoso"), None), Sameness::Same),
            (place(Some("Fabrikam"), None), Sameness::Other),
            (place(None, None), Sameness::Unknown),
            (Place::default(), Sameness::Other),
        ] {
            assert_eq!(here.sameness(&other), sameness, "{other:?}");
            assert_eq!(other.sameness(&here), sameness, "{other:?}");
        }
    }
}
