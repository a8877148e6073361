//! The JSON that scripts rely on: names and shapes are stable.

use serde::Serialize;

use super::find;
use crate::domain::{Assignment, Configuration, RawObject, Target, TargetShape};
use crate::graph::Row;
use crate::words::Names;

/// A configuration.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfigurationJson<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    platform: Option<&'a str>,
    priority: Option<i64>,
    is_default: bool,
}

/// A configuration in a list, with its assignments.
#[derive(Serialize)]
pub(super) struct RowJson<'a> {
    #[serde(flatten)]
    configuration: ConfigurationJson<'a>,
    assignments: Vec<AssignmentJson<'a>>,
}

/// An assignment.
#[derive(Serialize)]
pub(super) struct AssignmentJson<'a> {
    id: &'a str,
    source: Option<&'a str>,
    target: TargetJson<'a>,
}

/// A target, with what it was read from.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TargetJson<'a> {
    pub(super) kind: &'static str,
    pub(super) id: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) target_type: Option<&'a str>,
    pub(super) filter_id: Option<&'a str>,
    pub(super) filter_mode: Option<&'a str>,
    raw: &'a RawObject,
}

/// A listed configuration; names are filled in where they are known.
pub(super) fn row<'a>(row: &'a Row, names: &'a Names) -> RowJson<'a> {
    RowJson {
        configuration: configuration(&row.configuration),
        assignments: row
            .assignments
            .iter()
            .map(|row| assignment(row, names))
            .collect(),
    }
}

pub(super) fn configuration(configuration: &Configuration) -> ConfigurationJson<'_> {
    let Configuration {
        id,
        name,
        kind,
        platform,
        priority,
        ..
    } = configuration;
    ConfigurationJson {
        id: id.as_str(),
        name,
        kind: kind.word(),
        platform: platform.as_deref(),
        priority: *priority,
        is_default: configuration.is_default(),
    }
}

pub(super) fn assignment<'a>(row: &'a Assignment, names: &'a Names) -> AssignmentJson<'a> {
    AssignmentJson {
        id: row.id.as_str(),
        source: row.source.word(),
        target: target(&row.target, names),
    }
}

pub(super) fn target<'a>(target: &'a Target, names: &'a Names) -> TargetJson<'a> {
    let id = match target.shape() {
        TargetShape::CmCollection { id } => Some(id.as_str()),
        _ => target.object_id(),
    };
    let name = target
        .object_id()
        .and_then(|id| find::known_name(id, names));
    TargetJson {
        kind: target.kind().word(),
        id,
        name,
        target_type: match target.shape() {
            TargetShape::ScopeTagGroup { target_type, .. } => Some(target_type),
            _ => None,
        },
        filter_id: target.filter().map(|filter| filter.id.as_str()),
        filter_mode: target.filter().map(|filter| filter.mode.word()),
        raw: target.raw(),
    }
}

/// Targets in the order given.
pub(super) fn targets<'a>(
    list: impl IntoIterator<Item = &'a Target>,
    names: &'a Names,
) -> Vec<TargetJson<'a>> {
    list.into_iter().map(|one| target(one, names)).collect()
}
