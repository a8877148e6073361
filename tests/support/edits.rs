//! What others do to the list while a change is on its way.

use enlist::domain::{Target, TargetKind};
use serde_json::{Value, json};

use super::changes::{self, Base, CORP_ID, Kind, LAB_ID};

/// What another admin makes of the list: the first row is gone. Or of the order: Lab ESP comes first.
pub fn theirs(base: &Base) -> Vec<Target> {
    base.before()[1..].to_vec()
}

pub fn their_edit(base: &Base) -> Value {
    match base.kind {
        Kind::Priority => json!({"configuration": LAB_ID, "priority": 1}),
        _ => json!({"configuration": CORP_ID, "targets": changes::json(&theirs(base))}),
    }
}

/// The list after the change, with one target altered.
pub fn altered(base: &Base, alter: fn(&Target) -> Option<Value>) -> Vec<Target> {
    let mut done = false;
    let altered = |target: Target| match alter(&target).filter(|_| !done) {
        Some(other) => {
            done = true;
            serde_json::from_value(other).unwrap()
        }
        None => target,
    };
    let list = base.after().into_iter().map(altered).collect();
    assert!(done, "there is nothing to alter");
    list
}

pub fn with_another_filter(target: &Target) -> Option<Value> {
    target.filter()?;
    let mut value = serde_json::to_value(target).unwrap();
    value["deviceAndAppManagementAssignmentFilterType"] = json!("exclude");
    Some(value)
}

pub fn without_a_filter(target: &Target) -> Option<Value> {
    target.filter()?;
    let mut value = serde_json::to_value(target).unwrap();
    value["deviceAndAppManagementAssignmentFilterType"] = json!("none");
    value["deviceAndAppManagementAssignmentFilterId"] = json!(null);
    Some(value)
}

/// A group that the change itself does not touch.
pub fn turned_round(target: &Target) -> Option<Value> {
    let is_one =
        target.kind() == TargetKind::Group && target.object_id() != Some(changes::ENGINEERING);
    let mut value = serde_json::to_value(target).unwrap();
    value["@odata.type"] = json!("#microsoft.graph.exclusionGroupAssignmentTarget");
    is_one.then_some(value)
}
