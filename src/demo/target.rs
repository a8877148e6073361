//! The targets of assignments: their kinds, their properties and what makes a target unique.
//!
//! Belongs here: the rules of a single target. Does not belong here: rules about several assignments
//! (`write`).

use uuid::Uuid;

use super::errors::Failure;
use super::raw::Object;
use super::request::Version;

/// The properties of an assignment filter, which only beta has.
pub(super) const FILTER_ID: &str = "deviceAndAppManagementAssignmentFilterId";
pub(super) const FILTER_TYPE: &str = "deviceAndAppManagementAssignmentFilterType";

/// What the portal shows instead of a group for these two targets. They are not groups.
const ALL_USERS: &str = "acacacac-9df4-4c7d-9d50-4ef0226f57a9";
const ALL_DEVICES: &str = "adadadad-808e-44e2-905a-0b7873a8a531";

const SCOPE_TARGETS: [&str; 4] = ["none", "user", "device", "unknownFutureValue"];

/// The known kinds, with the properties that each must have.
const KINDS: [(&str, &[&str]); 6] = [
    ("groupAssignmentTarget", &["groupId"]),
    ("exclusionGroupAssignmentTarget", &["groupId"]),
    ("allLicensedUsersAssignmentTarget", &[]),
    ("allDevicesAssignmentTarget", &[]),
    (
        "configurationManagerCollectionAssignmentTarget",
        &["collectionId"],
    ),
    (
        "scopeTagGroupAssignmentTarget",
        &["targetType", "entraObjectId"],
    ),
];

/// Returns a type name without its prefix; none if it does not have the prefix.
pub(super) fn short(odata_type: &str) -> Option<&str> {
    odata_type.strip_prefix("#microsoft.graph.")
}

fn kind(target: &Object) -> Option<(&'static str, &'static [&'static str])> {
    let name = target.text("@odata.type")?;
    let name = short(&name)?;
    KINDS.into_iter().find(|(known, _)| *known == name)
}

/// Returns what distinguishes this target from the others of a configuration. It is the middle of the
/// assignment's ID.
pub(super) fn key(target: &Object) -> String {
    let id = match kind(target) {
        Some(("allLicensedUsersAssignmentTarget", _)) => Some(ALL_USERS.to_owned()),
        Some(("allDevicesAssignmentTarget", _)) => Some(ALL_DEVICES.to_owned()),
        Some((_, own)) => own.last().and_then(|name| target.text(name)),
        // For an unknown kind, the first ID is used.
        None => target
            .names()
            .filter(|name| *name != FILTER_ID)
            .filter_map(|name| target.text(name))
            .find(|value| is_guid(value)),
    };
    let name = || target.text("@odata.type").unwrap_or_default();
    let id = id.unwrap_or_else(|| short(&name()).unwrap_or_default().to_owned());
    if is_guid(&id) {
        id.to_ascii_lowercase()
    } else {
        id
    }
}

/// Checks a target that a client sent and converts it to the form in which it is stored.
pub(super) fn accept(mut target: Object, version: Version) -> Result<Object, Failure> {
    let name = target.text("@odata.type").ok_or_else(|| {
        Failure::refused("The target needs an '@odata.type' that says which kind it is.")
    })?;
    // Examples leave out the `#`; the stored form has it.
    let name = format!("#{}", name.trim_start_matches('#'));
    target.set("@odata.type", &name);
    let short = short(&name).ok_or_else(|| {
        Failure::refused(format!(
            "The type '{name}' of the target does not start with '#microsoft.graph.'."
        ))
    })?;
    let Some((_, own)) = kind(&target) else {
        // Beta may have kinds that this program does not know.
        return match version {
            Version::V1 => Err(Failure::bad_request(format!(
                "The type 'microsoft.graph.{short}' does not exist in this version."
            ))),
            Version::Beta => Ok(target),
        };
    };
    for property in own {
        check(&target, property)?;
    }
    match version {
        Version::V1 => {
            let is_known = |property: &str| property == "@odata.type" || own.contains(&property);
            if let Some(property) = target.names().find(|property| !is_known(property)) {
                return Err(Failure::no_such_property(property, short));
            }
        }
        Version::Beta => check_filter(&target)?,
    }
    if target.get(FILTER_ID).is_none() {
        target.set_behind("@odata.type", FILTER_ID, &());
    }
    if target.get(FILTER_TYPE).is_none() {
        target.set_behind(FILTER_ID, FILTER_TYPE, "none");
    }
    Ok(target)
}

fn check(target: &Object, property: &str) -> Result<(), Failure> {
    let value = target.text(property).unwrap_or_default();
    let is_good = match property {
        "collectionId" => !value.is_empty(),
        "targetType" => SCOPE_TARGETS.contains(&value.as_str()),
        _ => is_guid(&value) && !is_pseudo(&value),
    };
    if is_good {
        Ok(())
    } else {
        Err(Failure::refused(format!(
            "The property '{property}' of the target is missing or has no usable value."
        )))
    }
}

fn check_filter(target: &Object) -> Result<(), Failure> {
    let id: Option<String> = target.read::<Option<String>>(FILTER_ID).flatten();
    let id = id.filter(|id| Uuid::parse_str(id).is_ok_and(|id| !id.is_nil()));
    let mode = target.text(FILTER_TYPE);
    match (mode.as_deref().unwrap_or("none"), id) {
        ("none", _) | ("include" | "exclude", Some(_)) => Ok(()),
        _ => Err(Failure::refused(
            "The assignment filter needs both an id and one of the types include and exclude.",
        )),
    }
}

/// Accepts only the form with hyphens, as Graph writes it.
pub(super) fn is_guid(text: &str) -> bool {
    text.len() == 36 && Uuid::parse_str(text).is_ok()
}

fn is_pseudo(id: &str) -> bool {
    id.eq_ignore_ascii_case(ALL_USERS) || id.eq_ignore_ascii_case(ALL_DEVICES)
}
