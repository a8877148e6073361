//! Changes of enrollment configurations.
//!
//! Belongs here: the single assignment, the whole list and the priority. Does not belong here: the rules of
//! a single target (`target`).

use hyper::StatusCode;
use serde::Deserialize;

use super::answer::Answer;
use super::context::Context;
use super::errors::Failure;
use super::raw::Object;
use super::tenant::{Assignment, Configuration, Content};
use super::{Behaviour, target, view};

const ASSIGNMENT: &str = "#microsoft.graph.enrollmentConfigurationAssignment";
const LIST: &str = "enrollmentConfigurationAssignments";

/// Whether a single assignment can be changed.
pub(super) fn patch_has_a_route(behaviour: Behaviour) -> bool {
    behaviour == Behaviour::Documented
}

/// Gives one assignment another target, and so another ID.
pub(super) fn patch(
    context: &Context,
    configuration: &mut Configuration,
    id: &str,
) -> Result<Answer, Failure> {
    let index = configuration
        .assignments
        .iter()
        .position(|row| row.id == id);
    let index = index.ok_or_else(|| Failure::not_found("The assignment", id))?;
    let body = body(context)?;
    let target = target_of(&body, context)?;
    refuse_default(configuration)?;
    let new_id = configuration.assignment_id(&target);
    let others = configuration.assignments.iter().enumerate();
    if others
        .filter(|(other, _)| *other != index)
        .any(|(_, row)| row.id == new_id)
    {
        return Err(assigned_twice());
    }
    let row = &mut configuration.assignments[index];
    row.id.clone_from(&new_id);
    row.entity.set("id", &new_id);
    row.entity.set("target", &target);
    let mut shown = view::assignment(context.version, row);
    // The documentation of this call shows the type, which reading leaves out.
    shown.set_first("@odata.type", ASSIGNMENT);
    let set = format!("{}/$entity", view::assignments_set(configuration));
    Ok(context.one(&set, &shown))
}

/// Replaces the whole list.
pub(super) fn assign(
    context: &Context,
    configuration: &mut Configuration,
) -> Result<Answer, Failure> {
    let body = body(context)?;
    if let Some(other) = body.names().find(|name| *name != LIST) {
        return Err(Failure::refused(format!(
            "The action 'assign' has no parameter '{other}'."
        )));
    }
    let elements: Vec<Object> = body.read(LIST).ok_or_else(|| {
        Failure::refused(format!("The parameter '{LIST}' must be a list of objects."))
    })?;
    refuse_default(configuration)?;
    let mut rows: Vec<Assignment> = Vec::new();
    for element in &elements {
        let target = target_of(element, context)?;
        let id = configuration.assignment_id(&target);
        if rows.iter().any(|row| row.id == id) {
            return Err(assigned_twice());
        }
        rows.push(Assignment::direct(id, &target));
    }
    configuration.assignments = rows;
    Ok(done(context))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Priority {
    priority: usize,
}

/// Moves a configuration within its order of priorities, which is numbered from 1 again.
pub(super) fn set_priority(
    context: &Context,
    tenant: &mut Content,
    id: &str,
) -> Result<Answer, Failure> {
    let wanted = match serde_json::from_str(&context.call.body) {
        Ok(Priority { priority }) if priority > 0 => priority,
        _ => {
            return Err(Failure::refused(
                "The parameter 'priority' must be a whole number above 0.",
            ));
        }
    };
    let mut all = tenant.configurations.iter();
    let Some(own) = all.position(|known| known.id == id) else {
        return Err(Failure::not_found("The enrollment configuration", id));
    };
    refuse_default(&tenant.configurations[own])?;
    let last = tenant.ranks(own);
    if wanted > last {
        return Err(Failure::refused(format!(
            "The priority {wanted} is beyond the last one, which is {last}."
        )));
    }
    tenant.rank(own, wanted);
    Ok(done(context))
}

/// The documentation says 204, admins saw 200.
fn done(context: &Context) -> Answer {
    Answer::empty(match context.settings.behaviour {
        Behaviour::Documented => StatusCode::NO_CONTENT,
        Behaviour::Live => StatusCode::OK,
    })
}

fn body(context: &Context) -> Result<Object, Failure> {
    Object::parse(&context.call.body)
        .map_err(|_| Failure::refused("The body of the request is not a sound JSON object."))
}

/// Returns the target of a sent assignment, which may contain nothing else but its type.
fn target_of(assignment: &Object, context: &Context) -> Result<Object, Failure> {
    let surplus = |name: &&str| !matches!(*name, "@odata.type" | "target");
    if let Some(name) = assignment.names().find(surplus) {
        return Err(Failure::refused(format!(
            "The property '{name}' of an assignment cannot be set."
        )));
    }
    // Microsoft's own clients leave out the type, because the path implies it.
    if assignment.get("@odata.type").is_some() {
        let name = assignment.text("@odata.type").unwrap_or_default();
        if name.trim_start_matches('#') != ASSIGNMENT.trim_start_matches('#') {
            return Err(Failure::refused(format!(
                "The type '{name}' is not '{ASSIGNMENT}'."
            )));
        }
    }
    let target = assignment
        .read("target")
        .ok_or_else(|| Failure::refused("An assignment needs a 'target', which is an object."))?;
    target::accept(target, context.version)
}

/// The live service's answer to this is not known, only that tools never try it.
fn refuse_default(configuration: &Configuration) -> Result<(), Failure> {
    if configuration.priority() == 0 {
        return Err(Failure::refused(
            "A default configuration reaches everyone and cannot be changed in this way.",
        ));
    }
    Ok(())
}

fn assigned_twice() -> Failure {
    Failure::refused("The same target would be assigned twice.")
}
