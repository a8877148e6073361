//! Which configurations apply to a user, as answered by `getEffectiveDeviceEnrollmentConfigurations`
//! (<https://learn.microsoft.com/graph/api/intune-onboarding-user-geteffectivedeviceenrollmentconfigurations>).
//!
//! Belongs here: the choice. It knows the user but no device, so it ignores assignments to all devices and
//! the filters of an assignment. Does not belong here: who may ask (`directory`).

use std::collections::HashSet;

use super::raw::Object;
use super::target;
use super::tenant::{Assignment, Configuration, Content};

/// Assigned to groups of devices, so it applies to no user.
const OF_DEVICES: &str = "deviceComanagementAuthorityConfiguration";

/// For each type, and each platform if the type has them, returns the configuration that applies to a member
/// of these groups: the first by priority, or otherwise the default.
pub(super) fn of_member<'a>(content: &'a Content, groups: &[String]) -> Vec<&'a Configuration> {
    let above = content.groups_above(groups);
    let groups: HashSet<String> = above
        .iter()
        .filter_map(|group| group.entity.text("id"))
        .map(|id| id.to_ascii_lowercase())
        .collect();
    let all = &content.configurations;
    let applies = |one: &&Configuration| one.priority() == 0 || reaches(one, &groups);
    // A default has priority 0 and comes last.
    let rank = |one: &&Configuration| match one.priority() {
        0 => u32::MAX,
        priority => priority,
    };
    let is_first_of_its_kind = |(at, one): &(usize, &'a Configuration)| {
        one.kind != OF_DEVICES && !all[..*at].iter().any(|other| other.is_ranked_with(one))
    };
    all.iter()
        .enumerate()
        .filter(is_first_of_its_kind)
        .filter_map(|(_, first)| {
            let same = all.iter().filter(|other| other.is_ranked_with(first));
            same.filter(applies).min_by_key(rank)
        })
        .collect()
}

fn reaches(configuration: &Configuration, groups: &HashSet<String>) -> bool {
    let rows = || configuration.assignments.iter();
    let is_excluded = |row: &Assignment| {
        let target = target_of(row);
        kind_of(&target) == "exclusionGroupAssignmentTarget" && names_one(&target, groups)
    };
    let is_included = |row: &Assignment| {
        let target = target_of(row);
        match kind_of(&target).as_str() {
            "allLicensedUsersAssignmentTarget" => true,
            "groupAssignmentTarget" => names_one(&target, groups),
            "scopeTagGroupAssignmentTarget" => {
                target.text("targetType").as_deref() == Some("user") && names_one(&target, groups)
            }
            _ => false,
        }
    };
    rows().any(is_included) && !rows().any(is_excluded)
}

fn target_of(row: &Assignment) -> Object {
    row.entity.read("target").unwrap_or_default()
}

fn kind_of(target: &Object) -> String {
    let name = target.text("@odata.type").unwrap_or_default();
    target::short(&name).unwrap_or_default().to_owned()
}

fn names_one(target: &Object, groups: &HashSet<String>) -> bool {
    groups.contains(&target::key(target))
}
