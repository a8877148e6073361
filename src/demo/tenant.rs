//! The content of the tenant: read from JSON at the start, and changed by writes.
//!
//! Belongs here: the data and how to find it. Does not belong here: what an API version shows of it
//! (`view`) and which changes are allowed (`write`).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde::de::Error as _;

use super::raw::{Object, compact};
use super::target;

/// The content of a tenant, as JSON text in the form of `assets/demo-tenant.json`.
#[derive(Clone, Debug)]
pub struct Tenant(Cow<'static, str>);

impl Default for Tenant {
    /// The embedded tenant, Contoso.
    fn default() -> Self {
        Self(Cow::Borrowed(include_str!("../../assets/demo-tenant.json")))
    }
}

impl Tenant {
    /// Creates a custom tenant. The text is read when the service starts.
    pub fn from_json(text: impl Into<String>) -> Self {
        Self(Cow::Owned(text.into()))
    }

    pub fn as_json(&self) -> &str {
        &self.0
    }

    pub(super) fn read(&self) -> serde_json::Result<Content> {
        serde_json::from_str::<&serde_json::value::RawValue>(&self.0)?;
        let file: File = serde_json::from_str(&compact(&self.0))?;
        Ok(Content {
            organization: file.organization,
            me: file.me,
            filters: file.assignment_filters,
            scope_tags: file.role_scope_tags,
            users: file
                .users
                .into_iter()
                .map(User::new)
                .collect::<Result<_, _>>()?,
            devices: file
                .devices
                .into_iter()
                .map(Device::new)
                .collect::<Result<_, _>>()?,
            groups: file
                .groups
                .into_iter()
                .map(Group::new)
                .collect::<Result<_, _>>()?,
            configurations: file
                .configurations
                .into_iter()
                .map(Configuration::new)
                .collect::<Result<_, _>>()?,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    organization: Object,
    me: Object,
    #[serde(default)]
    assignment_filters: Vec<Object>,
    #[serde(default)]
    role_scope_tags: Vec<Object>,
    groups: Vec<Object>,
    #[serde(default)]
    users: Vec<Object>,
    #[serde(default)]
    devices: Vec<Object>,
    configurations: Vec<Object>,
}

#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) organization: Object,
    pub(super) me: Object,
    pub(super) filters: Vec<Object>,
    pub(super) scope_tags: Vec<Object>,
    pub(super) users: Vec<User>,
    pub(super) devices: Vec<Device>,
    /// By ID in lower case.
    pub(super) groups: HashMap<String, Group>,
    pub(super) configurations: Vec<Configuration>,
}

impl Content {
    pub(super) fn group(&self, id: &str) -> Option<&Group> {
        self.groups.get(&id.to_ascii_lowercase())
    }

    /// Finds a user by ID or user principal name, ignoring case.
    pub(super) fn user(&self, key: &str) -> Option<&User> {
        let is_it = |name: Option<String>| name.is_some_and(|name| name.eq_ignore_ascii_case(key));
        self.users.iter().find(|user| {
            is_it(user.entity.text("id")) || is_it(user.entity.text("userPrincipalName"))
        })
    }

    /// Finds a device by its object ID, which is not its device ID.
    pub(super) fn device(&self, id: &str) -> Option<&Device> {
        let is_it = |own: String| own.eq_ignore_ascii_case(id);
        let mut all = self.devices.iter();
        all.find(|device| device.entity.text("id").is_some_and(is_it))
    }

    /// Returns these groups and all groups that contain one of them, each once.
    pub(super) fn groups_above(&self, ids: &[String]) -> Vec<&Group> {
        let mut found: BTreeMap<String, &Group> = BTreeMap::new();
        let mut left: Vec<String> = ids.to_vec();
        while let Some(id) = left.pop() {
            let id = id.to_ascii_lowercase();
            // Groups may contain each other.
            if let Some(group) = self.groups.get(&id).filter(|_| !found.contains_key(&id)) {
                found.insert(id, group);
                left.extend_from_slice(&group.member_of);
            }
        }
        found.into_values().collect()
    }

    /// Returns how many configurations share an order of priorities with this one, including itself.
    pub(super) fn ranks(&self, own: usize) -> usize {
        let own = &self.configurations[own];
        let all = self.configurations.iter();
        all.filter(|other| other.priority() > 0 && own.is_ranked_with(other))
            .count()
    }

    /// Moves a configuration to a priority, counted from 1, and shifts the others in the same order.
    pub(super) fn rank(&mut self, own: usize, wanted: usize) {
        let all = &mut self.configurations;
        let mut ranked: Vec<usize> = (0..all.len())
            .filter(|&other| other != own && all[other].priority() > 0)
            .filter(|&other| all[own].is_ranked_with(&all[other]))
            .collect();
        ranked.sort_by_key(|&other| all[other].priority());
        ranked.insert((wanted - 1).min(ranked.len()), own);
        for (rank, index) in (1_u32..).zip(ranked) {
            all[index].entity.set("priority", &rank);
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) entity: Object,
    pub(super) member_of: Vec<String>,
}

impl User {
    /// The memberships are only in the file; in Graph, they are read separately.
    fn new(mut entity: Object) -> serde_json::Result<Self> {
        required(&entity, "id")?;
        let member_of = entity.read("memberOf").unwrap_or_default();
        entity.remove("memberOf");
        Ok(Self { entity, member_of })
    }
}

/// A device as the directory knows it.
#[derive(Clone, Debug)]
pub(super) struct Device {
    pub(super) entity: Object,
    pub(super) member_of: Vec<String>,
}

impl Device {
    /// The memberships are only in the file, as with a user.
    fn new(entity: Object) -> serde_json::Result<Self> {
        let User { entity, member_of } = User::new(entity)?;
        Ok(Self { entity, member_of })
    }
}

/// A group, and how many users and devices it contains.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) entity: Object,
    pub(super) users: usize,
    pub(super) devices: usize,
    /// The groups that contain it directly.
    pub(super) member_of: Vec<String>,
}

impl Group {
    /// Counts and memberships are only in the file; Graph's group does not have them.
    fn new(mut entity: Object) -> serde_json::Result<(String, Self)> {
        let id = required(&entity, "id")?.to_ascii_lowercase();
        let users = entity.read("users").unwrap_or(0);
        let devices = entity.read("devices").unwrap_or(0);
        let member_of = entity.read("memberOf").unwrap_or_default();
        entity.retain(|name| !["users", "devices", "memberOf"].contains(&name));
        let group = Self {
            entity,
            users,
            devices,
            member_of,
        };
        Ok((id, group))
    }
}

/// A configuration and its assignments, which the list shows only on request.
#[derive(Clone, Debug)]
pub(super) struct Configuration {
    pub(super) id: String,
    /// The `@odata.type` without `#microsoft.graph.`.
    pub(super) kind: String,
    pub(super) entity: Object,
    pub(super) assignments: Vec<Assignment>,
}

impl Configuration {
    fn new(mut entity: Object) -> serde_json::Result<Self> {
        let id = required(&entity, "id")?;
        let kind = required(&entity, "@odata.type")?;
        let kind = target::short(&kind)
            .ok_or_else(|| serde_json::Error::custom(format!("{id}: not a Graph type")))?
            .to_owned();
        let assignments: Vec<Object> = match entity.remove("assignments") {
            Some(list) => serde_json::from_str(list.get())?,
            None => Vec::new(),
        };
        Ok(Self {
            id,
            kind,
            entity,
            assignments: assignments
                .into_iter()
                .map(Assignment::new)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Zero marks the default of a type, which applies last.
    pub(super) fn priority(&self) -> u32 {
        self.entity.read("priority").unwrap_or(0)
    }

    /// Returns the ID of an assignment to this target. It contains the target.
    pub(super) fn assignment_id(&self, target: &Object) -> String {
        let own = self.id.split('_').next().unwrap_or_default();
        format!("{own}_{}_{own}", target::key(target))
    }

    pub(super) fn is_ranked_with(&self, other: &Self) -> bool {
        let platform = |of: &Self| of.entity.text("platformType");
        self.kind == other.kind && platform(self) == platform(other)
    }
}

/// One assignment as beta shows it.
#[derive(Clone, Debug)]
pub(super) struct Assignment {
    pub(super) id: String,
    pub(super) entity: Object,
}

impl Assignment {
    fn new(entity: Object) -> serde_json::Result<Self> {
        let id = required(&entity, "id")?;
        Ok(Self { id, entity })
    }

    /// An assignment that was made directly, not by a policy set.
    pub(super) fn direct(id: String, target: &Object) -> Self {
        let entity = Object::default()
            .with("id", &id)
            .with("source", "direct")
            .with("sourceId", &())
            .with("target", target);
        Self { id, entity }
    }
}

fn required(entity: &Object, name: &str) -> serde_json::Result<String> {
    entity.text(name).ok_or_else(|| {
        serde_json::Error::custom(format!("an entry of the tenant has no text '{name}'"))
    })
}
