//! The directory around the configurations: the organization, users, groups, devices and filters.
//!
//! Belongs here: reading these. Does not belong here: enrollment configurations (`enrollment`).

use hyper::StatusCode;
use serde::Deserialize;

use super::answer::Answer;
use super::context::Context;
use super::effective;
use super::errors::Failure;
use super::query::{Query, Service, advanced};
use super::raw::Object;
use super::request::Version;
use super::target::is_guid;
use super::tenant::{Content, Device, Group, User};

const MOST_IDS: usize = 1000;

const EFFECTIVE: &str = "getEffectiveDeviceEnrollmentConfigurations";

/// A kind of entity: its set, its type and the properties that it has even if no entity here uses them.
struct Kind {
    set: &'static str,
    name: &'static str,
    service: Service,
    properties: &'static [&'static str],
}

const ORGANIZATIONS: Kind = Kind {
    set: "organization",
    name: "organization",
    service: Service::Directory,
    properties: &["id", "displayName", "verifiedDomains", "countryLetterCode"],
};
const USERS: Kind = Kind {
    set: "users",
    name: "user",
    service: Service::Directory,
    properties: &[
        "id",
        "displayName",
        "userPrincipalName",
        "accountEnabled",
        "givenName",
        "jobTitle",
        "mail",
        "surname",
        "userType",
    ],
};
const GROUPS: Kind = Kind {
    set: "groups",
    name: "group",
    service: Service::Directory,
    properties: &[
        "id",
        "displayName",
        "description",
        "groupTypes",
        "mailEnabled",
        "securityEnabled",
        "createdDateTime",
        "mail",
        "membershipRule",
        "visibility",
    ],
};
const DEVICES: Kind = Kind {
    set: "devices",
    name: "device",
    service: Service::Directory,
    properties: &[
        "id",
        "displayName",
        "deviceId",
        "accountEnabled",
        "isCompliant",
        "isManaged",
        "operatingSystem",
        "operatingSystemVersion",
        "trustType",
    ],
};
const FILTERS: Kind = Kind {
    set: "deviceManagement/assignmentFilters",
    name: "deviceAndAppManagementAssignmentFilter",
    service: Service::Intune,
    properties: &["id", "displayName", "description", "platform", "rule"],
};
const SCOPE_TAGS: Kind = Kind {
    set: "deviceManagement/roleScopeTags",
    name: "roleScopeTag",
    service: Service::Intune,
    properties: &["id", "displayName", "description", "isBuiltIn"],
};

/// Answers a request; `rest` is its path after the version.
pub(super) fn answer(
    context: &Context,
    tenant: &Content,
    rest: &[&str],
) -> Result<Answer, Failure> {
    let Context { call, version, .. } = *context;
    let (method, rest) = match (call.method(), rest) {
        // Only beta has these two.
        (
            _,
            [
                "deviceManagement",
                set @ ("assignmentFilters" | "roleScopeTags"),
                ..,
            ],
        ) if version != Version::Beta => {
            return Err(Failure::no_such_segment(set));
        }
        (
            "GET",
            [
                set @ ("users" | "groups" | "devices"),
                key,
                "transitiveMemberOf",
                rest @ ..,
            ],
        ) => {
            let above = match *set {
                "users" => &user(tenant, key)?.member_of,
                "groups" => &group(tenant, key)?.member_of,
                _ => &device(tenant, key)?.member_of,
            };
            return memberships(context, tenant, above, rest);
        }
        ("GET", ["groups", id, "transitiveMembers", kind, "$count"]) => {
            let kind = kind.strip_prefix("microsoft.graph.").unwrap_or(kind);
            return count_of_members(context, tenant, id, kind);
        }
        ("GET", ["me"]) => return entity(context, &USERS, &tenant.me),
        ("GET", ["users", key, function]) if is(function, EFFECTIVE) => {
            return effective_of(context, tenant, key);
        }
        ("GET", ["me", function]) if is(function, EFFECTIVE) => {
            return effective_of(context, tenant, &tenant.me.text("id").unwrap_or_default());
        }
        ("POST", ["directoryObjects", "getByIds"]) => {
            let found = by_ids(tenant, &call.body)?;
            let set = context.metadata_url("directoryObjects");
            let body = Object::default().with("@odata.context", &set);
            return Ok(Answer::json(StatusCode::OK, &body.with("value", &found)));
        }
        (_, ["directoryObjects", "getByIds"]) => return Err(Failure::wrong_method("POST")),
        (method, rest) => (method, rest),
    };
    let (kind, entities, rest) = set_of(tenant, rest)?;
    match (method, rest) {
        ("GET", []) => list(context, kind, &entities),
        ("GET", ["$count"]) => {
            if kind.service == Service::Directory {
                advanced(call)?;
            }
            let query = Query::of_list(call, kind.service)?;
            kind.check(&query, &entities)?;
            let found = query.narrow(entities.iter().copied(), |entity| entity)?;
            context.count(found.len())
        }
        ("GET", [key]) => match kind.set {
            "groups" => entity(context, kind, &group(tenant, key)?.entity),
            "users" => entity(context, kind, &user(tenant, key)?.entity),
            "devices" => entity(context, kind, &device(tenant, key)?.entity),
            _ => {
                let mut all = entities.into_iter();
                let found = all.find(|one| one.text("id").as_deref() == Some(key));
                let found = found.ok_or_else(|| Failure::not_found("The object", key))?;
                entity(context, kind, found)
            }
        },
        (_, [] | [_]) => Err(Failure::wrong_method("GET")),
        (_, rest) => Err(Failure::no_such_segment(rest.last().unwrap_or(&""))),
    }
}

/// Functions can be written in any case and with their namespace.
fn is(segment: &str, function: &str) -> bool {
    let name = segment.strip_prefix("microsoft.graph.").unwrap_or(segment);
    name.eq_ignore_ascii_case(function)
}

/// Returns the set at the start of a path, all its entities, and the rest of the path.
fn set_of<'t, 'p>(
    tenant: &'t Content,
    path: &'p [&'p str],
) -> Result<(&'static Kind, Vec<&'t Object>, &'p [&'p str]), Failure> {
    Ok(match path {
        ["organization", rest @ ..] => (&ORGANIZATIONS, vec![&tenant.organization], rest),
        ["users", rest @ ..] => {
            let users = tenant.users.iter().map(|user| &user.entity);
            (&USERS, users.collect(), rest)
        }
        ["devices", rest @ ..] => {
            let devices = tenant.devices.iter().map(|device| &device.entity);
            (&DEVICES, devices.collect(), rest)
        }
        ["groups", rest @ ..] => {
            let mut groups: Vec<&Object> =
                tenant.groups.values().map(|group| &group.entity).collect();
            let name = |group: &Object| group.text("displayName").unwrap_or_default();
            groups.sort_by_cached_key(|group| (name(group).to_lowercase(), group.text("id")));
            (&GROUPS, groups, rest)
        }
        ["deviceManagement", "assignmentFilters", rest @ ..] => {
            (&FILTERS, tenant.filters.iter().collect(), rest)
        }
        ["deviceManagement", "roleScopeTags", rest @ ..] => {
            (&SCOPE_TAGS, tenant.scope_tags.iter().collect(), rest)
        }
        rest => return Err(Failure::no_such_segment(rest.last().unwrap_or(&""))),
    })
}

impl Kind {
    fn check(&self, query: &Query, entities: &[&Object]) -> Result<(), Failure> {
        if let Some(other) = &query.expand {
            return Err(Failure::bad_request(format!(
                "The option '$expand={other}' is not supported here."
            )));
        }
        query.check(self.name, |property| {
            self.properties.contains(&property)
                || entities.iter().any(|entity| entity.get(property).is_some())
        })
    }
}

fn list(context: &Context, kind: &Kind, entities: &[&Object]) -> Result<Answer, Failure> {
    let query = Query::of_list(context.call, kind.service)?;
    kind.check(&query, entities)?;
    let entities = entities.iter().copied();
    context.page(kind.set, &query, entities, |entity| entity, Clone::clone)
}

fn entity(context: &Context, kind: &Kind, entity: &Object) -> Result<Answer, Failure> {
    let query = Query::of_entity(context.call)?;
    kind.check(&query, &[entity])?;
    let set = format!("{}/$entity", kind.set);
    Ok(context.one(&set, &query.project(entity.clone())))
}

fn group<'a>(tenant: &'a Content, id: &str) -> Result<&'a Group, Failure> {
    if !is_guid(id) {
        return Err(bad_id(id));
    }
    tenant.group(id).ok_or_else(|| Failure::no_such_object(id))
}

fn user<'a>(tenant: &'a Content, key: &str) -> Result<&'a User, Failure> {
    tenant.user(key).ok_or_else(|| Failure::no_such_object(key))
}

fn device<'a>(tenant: &'a Content, id: &str) -> Result<&'a Device, Failure> {
    tenant.device(id).ok_or_else(|| Failure::no_such_object(id))
}

/// Returns what applies to a user. Only beta has the function, and it is documented for object IDs.
fn effective_of(context: &Context, tenant: &Content, id: &str) -> Result<Answer, Failure> {
    if context.version != Version::Beta {
        return Err(Failure::no_such_segment(EFFECTIVE));
    }
    if !is_guid(id) {
        return Err(Failure::refused(format!(
            "The user id '{id}' is not a GUID."
        )));
    }
    let user = tenant
        .user(id)
        .ok_or_else(|| Failure::not_found("The user", id))?;
    let groups = if context.call.without_groups {
        &[][..]
    } else {
        &user.member_of
    };
    let found = effective::of_member(tenant, groups);
    super::enrollment::collection(context, &found)
}

/// Returns the groups among these IDs and everything above them, page by page. Casting to groups is an
/// advanced query, which must be requested in a header and with a count.
fn memberships(
    context: &Context,
    tenant: &Content,
    above: &[String],
    rest: &[&str],
) -> Result<Answer, Failure> {
    let ["microsoft.graph.group"] = rest else {
        return Err(Failure::no_such_segment(
            rest.last().unwrap_or(&"transitiveMemberOf"),
        ));
    };
    advanced(context.call)?;
    let query = Query::of_list(context.call, Service::Directory)?;
    if !query.count {
        return Err(Failure::directory(
            "The cast to a type needs the option '$count' with the value 'true'.",
        ));
    }
    let groups: Vec<&Object> = tenant
        .groups_above(above)
        .into_iter()
        .map(|group| &group.entity)
        .collect();
    GROUPS.check(&query, &groups)?;
    let groups = groups.into_iter();
    context.page("groups", &query, groups, |group| group, Clone::clone)
}

fn bad_id(id: &str) -> Failure {
    Failure::directory(format!("The object id '{id}' is not a GUID."))
}

/// Counting members is an advanced query.
fn count_of_members(
    context: &Context,
    tenant: &Content,
    id: &str,
    kind: &str,
) -> Result<Answer, Failure> {
    let call = context.call;
    advanced(call)?;
    // The members are not stored individually, so options cannot apply to them.
    Query::of_entity(call)?.check("directoryObject", |_| false)?;
    let group = group(tenant, id)?;
    match kind {
        "user" => context.count(group.users),
        "device" => context.count(group.devices),
        _ => Err(Failure::no_such_segment(kind)),
    }
}

#[derive(Deserialize)]
struct IdsToFind {
    ids: Vec<String>,
    /// The wanted types; everything if missing.
    types: Option<Vec<String>>,
}

/// Returns the objects with these IDs and one of the wanted types. Missing objects are left out silently.
fn by_ids(tenant: &Content, body: &str) -> Result<Vec<Object>, Failure> {
    let wanted: IdsToFind = serde_json::from_str(body)
        .map_err(|_| Failure::directory("The body must have a list 'ids' of text."))?;
    if wanted.ids.len() > MOST_IDS {
        return Err(Failure::directory(format!(
            "The list 'ids' has {} entries; {MOST_IDS} are allowed.",
            wanted.ids.len()
        )));
    }
    if let Some(bad) = wanted.ids.iter().find(|id| !is_guid(id)) {
        return Err(bad_id(bad));
    }
    let is_wanted = |kind: &str| {
        wanted.types.as_ref().is_none_or(|types| {
            let mut types = types.iter();
            types.any(|one| one.eq_ignore_ascii_case(kind) || one == "directoryObject")
        })
    };
    let find = |id: &String| {
        let group = tenant.group(id).map(|group| ("group", &group.entity));
        let user = || tenant.user(id).map(|user| ("user", &user.entity));
        let device = || tenant.device(id).map(|device| ("device", &device.entity));
        group.or_else(user).or_else(device)
    };
    let found = wanted.ids.iter().filter_map(find);
    Ok(found
        .filter(|(kind, _)| is_wanted(kind))
        .map(|(kind, entity)| {
            let mut entity = entity.clone();
            entity.set_first("@odata.type", &format!("#microsoft.graph.{kind}"));
            entity
        })
        .collect())
}
