//! The directory around the configurations: the organization, users, groups and filters.
//!
//! Belongs here: reading those. Does not belong here: enrollment configurations (`enrollment`).

use hyper::StatusCode;
use serde::Deserialize;

use super::answer::Answer;
use super::context::Context;
use super::errors::Failure;
use super::raw::Object;
use super::request::{Call, Version};
use super::target::is_guid;
use super::tenant::{Content, Group, User};

const MOST_IDS: usize = 1000;

/// Answers a request; `rest` is its path behind the version.
pub(super) fn answer(
    context: &Context,
    tenant: &Content,
    rest: &[&str],
) -> Result<Answer, Failure> {
    let Context { call, version, .. } = *context;
    let list = |set: &str, value: &[&Object]| {
        let body = Object::default().with("@odata.context", &context.metadata_url(set));
        Answer::json(StatusCode::OK, &body.with("value", value))
    };
    let one = |set: &str, entity: &Object| context.one(set, entity);
    match (call.method(), rest) {
        ("GET", ["organization"]) => Ok(list("organization", &[&tenant.organization])),
        ("GET", ["me"]) => Ok(one("users/$entity", &tenant.me)),
        ("GET", ["groups"]) => Ok(list("groups", &super::groups::matching(tenant, call)?)),
        ("GET", ["groups", id]) => Ok(one("groups/$entity", &group(tenant, id)?.entity)),
        ("GET", ["groups", id, "transitiveMembers", kind, "$count"]) => count(
            call,
            tenant,
            id,
            kind.strip_prefix("microsoft.graph.").unwrap_or(kind),
        ),
        ("GET", ["users", key]) => Ok(one("users/$entity", &user(tenant, key)?.entity)),
        ("GET", ["users", key, "transitiveMemberOf", "microsoft.graph.group"]) => {
            let above = &user(tenant, key)?.member_of;
            memberships(context, tenant, above)
        }
        ("GET", ["groups", id, "transitiveMemberOf", "microsoft.graph.group"]) => {
            let above = &group(tenant, id)?.member_of;
            memberships(context, tenant, above)
        }
        ("POST", ["directoryObjects", "getByIds"]) => {
            let groups = by_ids(tenant, &call.body)?;
            let groups: Vec<&Object> = groups.iter().collect();
            Ok(list("directoryObjects", &groups))
        }
        ("GET", ["deviceManagement", "assignmentFilters"]) if version == Version::Beta => {
            let filters: Vec<&Object> = tenant.filters.iter().collect();
            Ok(list("deviceManagement/assignmentFilters", &filters))
        }
        ("GET", ["deviceManagement", "roleScopeTags"]) if version == Version::Beta => {
            let tags: Vec<&Object> = tenant.scope_tags.iter().collect();
            Ok(list("deviceManagement/roleScopeTags", &tags))
        }
        (_, ["organization" | "me" | "groups"] | ["groups" | "users", _]) => {
            Err(Failure::wrong_method("GET"))
        }
        (_, ["directoryObjects", "getByIds"]) => Err(Failure::wrong_method("POST")),
        (_, rest) => Err(Failure::no_such_segment(rest.last().unwrap_or(&""))),
    }
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

/// The groups that these ids and all above them name, page by page. To cast to groups is an advanced
/// query, which must be asked for in a header and counted.
fn memberships(context: &Context, tenant: &Content, above: &[String]) -> Result<Answer, Failure> {
    let call = context.call;
    advanced(call)?;
    if call.option("$count").as_deref() != Some("true") {
        return Err(Failure::directory(
            "The cast to a type needs the option '$count' with the value 'true'.",
        ));
    }
    let number = |option| call.option(option).and_then(|text| text.parse().ok());
    let start: usize = number("$skiptoken").unwrap_or(0);
    let size = number("$top")
        .unwrap_or(100)
        .clamp(1, context.settings.page_size);
    let all = tenant.groups_above(above);
    let value: Vec<&Object> = all
        .iter()
        .skip(start)
        .take(size)
        .map(|group| &group.entity)
        .collect();
    let mut body = Object::default().with("@odata.context", &context.metadata_url("groups"));
    if start == 0 {
        body.set("@odata.count", &all.len());
    }
    if start + size < all.len() {
        body.set("@odata.nextLink", &context.next_link(start + size));
    }
    Ok(Answer::json(StatusCode::OK, &body.with("value", &value)))
}

fn bad_id(id: &str) -> Failure {
    Failure::directory(format!("The object id '{id}' is not a GUID."))
}

/// Advanced queries must be asked for in a header.
fn advanced(call: &Call) -> Result<(), Failure> {
    let level = call.header("consistencylevel").unwrap_or_default();
    if level.eq_ignore_ascii_case("eventual") {
        return Ok(());
    }
    Err(Failure::directory(
        "This query needs the header 'ConsistencyLevel' with the value 'eventual'.",
    ))
}

/// Counting members is an advanced query.
fn count(call: &Call, tenant: &Content, id: &str, kind: &str) -> Result<Answer, Failure> {
    advanced(call)?;
    let group = group(tenant, id)?;
    match kind {
        "user" => Ok(Answer::count(group.users)),
        "device" => Ok(Answer::count(group.devices)),
        _ => Err(Failure::no_such_segment(kind)),
    }
}

#[derive(Deserialize)]
struct IdsToFind {
    ids: Vec<String>,
    /// Everything, if it is left out.
    types: Option<Vec<String>>,
}

/// The groups among the ids. What is not there, or not of a wanted type, is left out without a word.
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
    let is_wanted = |kind: &String| {
        ["group", "directoryObject"]
            .iter()
            .any(|wanted| kind.eq_ignore_ascii_case(wanted))
    };
    if wanted
        .types
        .is_some_and(|types| !types.iter().any(is_wanted))
    {
        return Ok(Vec::new());
    }
    let found = wanted.ids.iter().filter_map(|id| tenant.group(id));
    Ok(found
        .map(|group| {
            let mut entity = group.entity.clone();
            entity.set_first("@odata.type", "#microsoft.graph.group");
            entity
        })
        .collect())
}
