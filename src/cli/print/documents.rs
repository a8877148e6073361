//! The JSON that scripts rely on: names and shapes are stable.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::domain::{
    Assignment, Change, ChangeKind, Configuration, ConfigurationId, Name, ObjectId, RawObject, Row,
    Target, TargetShape,
};
use crate::words::Names;

/// A configuration (`deviceEnrollmentConfiguration`).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "configuration"))]
pub(in crate::cli) struct ConfigurationJson<'a> {
    /// Id, opaque text; null if the configuration could not be read.
    id: Option<&'a str>,
    /// Display name.
    name: &'a str,
    /// The `@odata.type` without its prefix.
    #[serde(rename = "type")]
    kind: &'a str,
    /// The `platformType` as Graph spells it; null if the type has none.
    platform: Option<&'a str>,
    /// The lowest number wins; 0 marks a default, which comes last.
    priority: Option<i64>,
    /// Whether this is a default of the tenant, which applies last.
    is_default: bool,
    /// What the service sent. Only present if the configuration could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "serde_json::Value"))]
    raw: Option<&'a RawValue>,
}

/// A configuration with its assignments.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "row"))]
pub(in crate::cli) struct RowJson<'a> {
    #[serde(flatten)]
    configuration: ConfigurationJson<'a>,
    assignments: Vec<AssignmentJson<'a>>,
}

/// An assignment (`enrollmentConfigurationAssignment`).
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "assignment"))]
pub(in crate::cli) struct AssignmentJson<'a> {
    /// Changes when the target changes; null for a row that could not be read and has none.
    id: Option<&'a str>,
    /// `direct` or `policySets`; null if v1.0 was read, which does not say.
    source: Option<&'a str>,
    target: TargetJson<'a>,
}

/// A target (`deviceAndAppManagementAssignmentTarget`).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "target"))]
pub(in crate::cli) struct TargetJson<'a> {
    /// The type of the target. `unreadable`: the row could not be read. `not-read`: the list could not be read.
    #[cfg_attr(test, schemars(extend("enum" = ["group", "all-users", "all-devices", "scope-tag", "cm-collection", "exclusion", "unknown", "unreadable", "not-read"])))]
    pub(in crate::cli) kind: &'static str,
    /// Id of the group or of the collection.
    pub(in crate::cli) id: Option<&'a str>,
    /// Display name; null if it was not looked up or is not known.
    pub(in crate::cli) name: Option<&'a str>,
    /// `user` or `device`, for a scope tag group.
    pub(in crate::cli) target_type: Option<&'a str>,
    /// Id of the assignment filter.
    pub(in crate::cli) filter_id: Option<&'a str>,
    /// `include` or `exclude`.
    pub(in crate::cli) filter_mode: Option<&'a str>,
    /// The target as the service sent it or would get it. The whole row if it could not be read, null if the list
    /// could not be read.
    #[cfg_attr(test, schemars(with = "serde_json::Value"))]
    raw: RawJson<'a>,
}

/// What a target was read from: of a row that could not be read the whole row, null for a list that could
/// not be read.
#[derive(Serialize)]
#[serde(untagged)]
enum RawJson<'a> {
    Target(&'a RawObject),
    Row(Option<&'a RawValue>),
}

/// Returns a listed configuration; names are included if they are known.
pub(in crate::cli) fn row<'a>(row: &'a Row, names: &'a Names) -> RowJson<'a> {
    RowJson {
        configuration: configuration(&row.configuration),
        assignments: row
            .assignments
            .iter()
            .map(|row| assignment(row, names))
            .collect(),
    }
}

pub(in crate::cli) fn configuration(configuration: &Configuration) -> ConfigurationJson<'_> {
    let Configuration {
        name,
        kind,
        platform,
        priority,
        ..
    } = configuration;
    ConfigurationJson {
        id: configuration.given_id(),
        name,
        kind: kind.word(),
        platform: platform.as_deref(),
        priority: *priority,
        is_default: configuration.is_default(),
        raw: configuration.unreadable.as_deref().and_then(value),
    }
}

pub(in crate::cli) fn assignment<'a>(row: &'a Assignment, names: &'a Names) -> AssignmentJson<'a> {
    AssignmentJson {
        id: row.given_id(),
        source: row.source.word(),
        target: target(&row.target, names),
    }
}

pub(in crate::cli) fn target<'a>(target: &'a Target, names: &'a Names) -> TargetJson<'a> {
    let name = target.object_id().and_then(|id| known_name(id, names));
    TargetJson {
        kind: target.kind().word(),
        id: target.id(),
        name,
        target_type: target.target_type(),
        filter_id: target.filter().map(|filter| filter.id.as_str()),
        filter_mode: target.filter().map(|filter| filter.mode.word()),
        raw: match target.shape() {
            TargetShape::Unreadable { row } => RawJson::Row(value(row)),
            TargetShape::NotRead { .. } => RawJson::Row(None),
            _ => RawJson::Target(target.raw()),
        },
    }
}

/// Returns the JSON unchanged.
fn value(json: &str) -> Option<&RawValue> {
    serde_json::from_str(json).ok()
}

/// Returns the targets in the given order.
pub(in crate::cli) fn targets<'a>(
    list: impl IntoIterator<Item = &'a Target>,
    names: &'a Names,
) -> Vec<TargetJson<'a>> {
    list.into_iter().map(|one| target(one, names)).collect()
}

/// What a change of priority is about: the place in the order, and the ids in it, first priority first.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::cli) struct PriorityJson<'a> {
    /// Only present for a change of priority.
    priority_before: i64,
    priority_after: i64,
    /// Ids of the configurations, first priority first.
    order_before: &'a [ConfigurationId],
    order_after: Vec<ConfigurationId>,
    /// The order that was read back.
    order_observed: Option<&'a [ConfigurationId]>,
}

/// Returns the order of a change of priority; `None` for any other change.
pub(in crate::cli) fn priority<'a>(
    change: &'a Change,
    observed: Option<&'a [ConfigurationId]>,
) -> Option<PriorityJson<'a>> {
    match &change.kind {
        ChangeKind::SetPriority { from, to, order } => Some(PriorityJson {
            priority_before: *from,
            priority_after: *to,
            order_before: order,
            order_after: change.order_after().unwrap_or_default(),
            order_observed: observed,
        }),
        _ => None,
    }
}

/// Returns the name of an ID, if it is known.
pub(in crate::cli) fn known_name<'a>(id: &str, names: &'a Names) -> Option<&'a str> {
    match names.get(&ObjectId::parse(id).ok()?)? {
        Name::Known { name, .. } => Some(name),
        _ => None,
    }
}
