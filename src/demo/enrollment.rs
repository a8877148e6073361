//! The enrollment configurations: where their paths lead, and reading them.
//!
//! Belongs here: routes, lists with their filter and pages, single entities. Does not belong here:
//! what a version shows (`view`) and changes (`write`).

use super::answer::Answer;
use super::context::Context;
use super::errors::Failure;
use super::raw::Object;
use super::request::Version;
use super::tenant::{Configuration, Content};
use super::view::{self, SET};
use super::write;

const NOTIFICATION: &str = "deviceEnrollmentNotificationConfiguration";
const TYPE: &str = "deviceEnrollmentConfigurationType";

/// Answers a request; `rest` is its path behind the configurations.
pub(super) fn answer(
    context: &Context,
    tenant: &mut Content,
    rest: &[&str],
) -> Result<Answer, Failure> {
    let Context { call, version, .. } = *context;
    match (call.method(), rest) {
        ("GET", []) => list(context, tenant),
        ("GET", [id]) => one(context, find(tenant, version, id)?),
        ("GET", [id, "assignments"]) => assignments(context, find(tenant, version, id)?),
        ("GET", [id, "assignments", row]) => assignment(context, find(tenant, version, id)?, row),
        ("PATCH", [id, "assignments", row])
            if write::patch_has_a_route(context.settings.behaviour) =>
        {
            write::patch(context, find_mut(tenant, version, id)?, row)
        }
        // The family of documented calls that the live service refuses.
        (method, [_, "assignments", row @ ..]) if row.len() < 2 => Err(Failure::no_route(
            method,
            !row.is_empty(),
            &call.service_path(),
        )),
        ("POST", [id, action]) if is(action, "assign") => {
            write::assign(context, find_mut(tenant, version, id)?)
        }
        ("POST", [id, action]) if is(action, "setPriority") => {
            find(tenant, version, id)?;
            write::set_priority(context, tenant, id)
        }
        (_, [] | [_]) => Err(Failure::wrong_method("GET")),
        (_, [_, action]) if is(action, "assign") || is(action, "setPriority") => {
            Err(Failure::wrong_method("POST"))
        }
        (_, [.., last]) => Err(Failure::no_such_segment(last)),
    }
}

/// Actions may be written in any case and with their namespace.
fn is(segment: &str, action: &str) -> bool {
    let name = segment.strip_prefix("microsoft.graph.").unwrap_or(segment);
    name.eq_ignore_ascii_case(action)
}

fn index_of(tenant: &Content, version: Version, id: &str) -> Result<usize, Failure> {
    let is_it = |known: &Configuration| known.id == id && view::shows(version, known);
    let index = tenant.configurations.iter().position(is_it);
    index.ok_or_else(|| Failure::not_found("The enrollment configuration", id))
}

fn find<'a>(tenant: &'a Content, version: Version, id: &str) -> Result<&'a Configuration, Failure> {
    Ok(&tenant.configurations[index_of(tenant, version, id)?])
}

fn find_mut<'a>(
    tenant: &'a mut Content,
    version: Version,
    id: &str,
) -> Result<&'a mut Configuration, Failure> {
    let index = index_of(tenant, version, id)?;
    Ok(&mut tenant.configurations[index])
}

fn list(context: &Context, tenant: &Content) -> Result<Answer, Failure> {
    let version = context.version;
    let filter = filter(context)?;
    let passes = |known: &&Configuration| {
        view::shows(version, known)
            && match &filter {
                // Only the filter brings the notifications to light.
                None => known.kind != NOTIFICATION,
                Some((name, value)) => known
                    .entity
                    .text(name)
                    .is_some_and(|own| own.eq_ignore_ascii_case(value)),
            }
    };
    let expand = expand(context)?;
    let entries = tenant.configurations.iter().filter(passes);
    context.page(SET, entries, |known| entity(context, known, expand))
}

fn one(context: &Context, configuration: &Configuration) -> Result<Answer, Failure> {
    let expand = expand(context)?;
    let set = if expand {
        format!("{SET}(assignments())")
    } else {
        SET.to_owned()
    };
    let entity = entity(context, configuration, expand);
    Ok(context.one(&format!("{set}/$entity"), &entity))
}

fn entity(context: &Context, configuration: &Configuration, expand: bool) -> Object {
    let entity = view::configuration(context.version, configuration);
    if !expand {
        return entity;
    }
    let most = context.call.expanded;
    let rows: Vec<Object> = configuration
        .assignments
        .iter()
        .take(most)
        .map(|row| view::assignment(context.version, row))
        .collect();
    let url = context.metadata_url(&view::assignments_set(configuration));
    let mut entity = entity
        .with("assignments@odata.context", &url)
        .with("assignments", &rows);
    if configuration.assignments.len() > most {
        let (base, version) = (&context.settings.base_url, context.version.segment());
        let list = format!("{base}/{version}/{SET}/{}/assignments", configuration.id);
        let link = format!("{list}?$skiptoken={most}");
        entity.set("assignments@odata.nextLink", &link);
    }
    entity
}

fn assignments(context: &Context, configuration: &Configuration) -> Result<Answer, Failure> {
    let rows = configuration.assignments.iter();
    context.page(&view::assignments_set(configuration), rows, |row| {
        view::assignment(context.version, row)
    })
}

fn assignment(
    context: &Context,
    configuration: &Configuration,
    id: &str,
) -> Result<Answer, Failure> {
    let row = configuration.assignments.iter().find(|row| row.id == id);
    let row = row.ok_or_else(|| Failure::not_found("The assignment", id))?;
    let set = format!("{}/$entity", view::assignments_set(configuration));
    Ok(context.one(&set, &view::assignment(context.version, row)))
}

fn expand(context: &Context) -> Result<bool, Failure> {
    match context.call.option("$expand").as_deref() {
        None => Ok(false),
        Some("assignments") => Ok(true),
        Some(other) => Err(Failure::bad_request(format!(
            "The option '$expand' takes 'assignments', not '{other}'."
        ))),
    }
}

/// The property and the value that a `$filter` compares.
fn filter(context: &Context) -> Result<Option<(&'static str, String)>, Failure> {
    let Some(filter) = context.call.option("$filter") else {
        return Ok(None);
    };
    let unknown = || Failure::bad_request(format!("The filter '{filter}' is not supported."));
    let (name, value) = filter.trim().split_once(" eq ").ok_or_else(unknown)?;
    let value = value.trim().strip_prefix('\'');
    let value = value.and_then(|value| value.strip_suffix('\''));
    let value = value.ok_or_else(unknown)?.replace("''", "'");
    match name.trim() {
        TYPE if context.version == Version::V1 => Err(Failure::no_such_property(
            TYPE,
            "deviceEnrollmentConfiguration",
        )),
        TYPE => Ok(Some((TYPE, value))),
        "displayName" => Ok(Some(("displayName", value))),
        _ => Err(unknown()),
    }
}
