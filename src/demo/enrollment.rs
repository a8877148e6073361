//! The enrollment configurations: their routes, and reading them.
//!
//! Belongs here: routes, lists with filters and pages, single entities. Does not belong here:
//! what a version shows (`view`) and changes (`write`).

use super::answer::Answer;
use super::context::Context;
use super::errors::Failure;
use super::query::{Query, Service};
use super::raw::Object;
use super::request::Version;
use super::tenant::{Configuration, Content};
use super::view::{self, SET};
use super::write;

const NOTIFICATION: &str = "deviceEnrollmentNotificationConfiguration";
const ASSIGNMENT: &str = "enrollmentConfigurationAssignment";

/// Answers a request; `rest` is its path after the configurations.
pub(super) fn answer(
    context: &Context,
    tenant: &mut Content,
    rest: &[&str],
) -> Result<Answer, Failure> {
    let Context { call, version, .. } = *context;
    match (call.method(), rest) {
        ("GET", []) => list(context, tenant),
        ("GET", ["$count"]) => {
            let query = Query::of_list(call, Service::Intune)?;
            let found = listed(context, tenant, &query)?;
            let found = query.narrow(found.into_iter(), |known| &known.entity)?;
            context.count(found.len())
        }
        ("GET", [id]) => one(context, find(tenant, version, id)?),
        ("GET", [id, "assignments"]) => assignments(context, find(tenant, version, id)?),
        ("GET", [id, "assignments", "$count"]) => {
            let query = Query::of_list(call, Service::Intune)?;
            let rows = rows(version, find(tenant, version, id)?, &query)?;
            let rows = query.narrow(rows.iter(), |row| row)?;
            context.count(rows.len())
        }
        ("GET", [id, "assignments", row]) => assignment(context, find(tenant, version, id)?, row),
        ("PATCH", [id, "assignments", row])
            if write::patch_has_a_route(context.settings.behaviour) =>
        {
            write::patch(context, find_mut(tenant, version, id)?, row)
        }
        // The documented calls that the live service refuses.
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

/// Actions can be written in any case and with their namespace.
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

/// Returns the configurations of a list, before its options are applied.
fn listed<'a>(
    context: &Context,
    tenant: &'a Content,
    query: &Query,
) -> Result<Vec<&'a Configuration>, Failure> {
    let version = context.version;
    query.check("deviceEnrollmentConfiguration", |property| {
        let mut all = tenant.configurations.iter();
        view::has(version, property)
            || version == Version::Beta && all.any(|known| known.entity.get(property).is_some())
    })?;
    // The notifications are only listed with a filter.
    let is_listed = |known: &&Configuration| {
        view::shows(version, known) && (query.has_filter() || known.kind != NOTIFICATION)
    };
    Ok(tenant.configurations.iter().filter(is_listed).collect())
}

fn list(context: &Context, tenant: &Content) -> Result<Answer, Failure> {
    let query = Query::of_list(context.call, Service::Intune)?;
    let expand = expand(&query)?;
    let found = listed(context, tenant, &query)?;
    context.page(
        SET,
        &query,
        found.into_iter(),
        |known| &known.entity,
        |known| entity(context, known, expand),
    )
}

/// Some configurations as a list of beta.
pub(super) fn collection(context: &Context, found: &[&Configuration]) -> Result<Answer, Failure> {
    let query = Query::of_list(context.call, Service::Intune)?;
    refuse_expand(&query)?;
    query.check("deviceEnrollmentConfiguration", |property| {
        view::has(context.version, property)
            || found
                .iter()
                .any(|known| known.entity.get(property).is_some())
    })?;
    context.page(
        "Collection(microsoft.graph.deviceEnrollmentConfiguration)",
        &query,
        found.iter().copied(),
        |known| &known.entity,
        |known| view::configuration(context.version, known),
    )
}

fn one(context: &Context, configuration: &Configuration) -> Result<Answer, Failure> {
    let query = Query::of_entity(context.call)?;
    let expand = expand(&query)?;
    let set = if expand {
        format!("{SET}(assignments())")
    } else {
        SET.to_owned()
    };
    let entity = entity(context, configuration, expand);
    query.check(&configuration.kind, |property| {
        entity.get(property).is_some()
    })?;
    Ok(context.one(&format!("{set}/$entity"), &query.project(entity)))
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

/// The assignments as a version shows them.
fn rows(
    version: Version,
    configuration: &Configuration,
    query: &Query,
) -> Result<Vec<Object>, Failure> {
    refuse_expand(query)?;
    query.check(ASSIGNMENT, |property| {
        is_assignment_property(version, property)
    })?;
    let rows = configuration.assignments.iter();
    Ok(rows.map(|row| view::assignment(version, row)).collect())
}

fn is_assignment_property(version: Version, property: &str) -> bool {
    matches!(property, "id" | "target")
        || version == Version::Beta && matches!(property, "source" | "sourceId")
}

fn assignments(context: &Context, configuration: &Configuration) -> Result<Answer, Failure> {
    let query = Query::of_list(context.call, Service::Intune)?;
    let rows = rows(context.version, configuration, &query)?;
    let set = view::assignments_set(configuration);
    context.page(&set, &query, rows.iter(), |row| row, Clone::clone)
}

fn assignment(
    context: &Context,
    configuration: &Configuration,
    id: &str,
) -> Result<Answer, Failure> {
    let query = Query::of_entity(context.call)?;
    refuse_expand(&query)?;
    query.check(ASSIGNMENT, |property| {
        is_assignment_property(context.version, property)
    })?;
    let row = configuration.assignments.iter().find(|row| row.id == id);
    let row = row.ok_or_else(|| Failure::not_found("The assignment", id))?;
    let set = format!("{}/$entity", view::assignments_set(configuration));
    let row = query.project(view::assignment(context.version, row));
    Ok(context.one(&set, &row))
}

fn expand(query: &Query) -> Result<bool, Failure> {
    match query.expand.as_deref() {
        None => Ok(false),
        Some("assignments") => Ok(true),
        Some(other) => Err(Failure::bad_request(format!(
            "The option '$expand' takes 'assignments', not '{other}'."
        ))),
    }
}

fn refuse_expand(query: &Query) -> Result<(), Failure> {
    match &query.expand {
        None => Ok(()),
        Some(other) => Err(Failure::bad_request(format!(
            "There is nothing that '$expand={other}' could expand."
        ))),
    }
}
