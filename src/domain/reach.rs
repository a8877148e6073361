//! Whether an assignment reaches the device or the user of an enrollment, as far as that is known.

use std::collections::BTreeSet;

use super::{Assignment, Doubt, Enrollment, ObjectId, Rule, TargetShape};

pub(super) fn is_among(groups: &BTreeSet<ObjectId>, id: &str) -> bool {
    ObjectId::parse(id).is_ok_and(|id| groups.contains(&id))
}

/// Whether the device is in a group; none if that is not known.
fn holds_device(id: &str, enrollment: &Enrollment<'_>) -> Option<bool> {
    if is_among(enrollment.without_devices, id) {
        return Some(false);
    }
    enrollment.device_groups.map(|groups| is_among(groups, id))
}

/// Whether an assignment includes a user or device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach<'a> {
    Misses,
    Takes,
    Depends(Doubt<'a>),
}

impl<'a> Reach<'a> {
    /// It includes those that match its filter.
    fn filtered(assignment: &'a Assignment) -> Self {
        let filter = assignment.target.filter();
        filter.map_or(Self::Takes, |filter| Self::Depends(Doubt::Filter(filter)))
    }

    const fn not_known_if(is_open: bool) -> Self {
        if is_open {
            Self::Depends(Doubt::NotKnown)
        } else {
            Self::Misses
        }
    }
}

/// Whether an assignment includes the device.
pub(super) fn by_device<'a>(
    assignment: &'a Assignment,
    rule: Rule,
    enrollment: &Enrollment<'a>,
) -> Reach<'a> {
    let shape = assignment.target.shape();
    if rule == Rule::NotKnown {
        let is_other = !matches!(shape, TargetShape::AllUsers | TargetShape::Exclusion { .. });
        return Reach::not_known_if(is_other);
    }
    match shape {
        TargetShape::AllDevices => Reach::filtered(assignment),
        TargetShape::Group { id } => match holds_device(id, enrollment) {
            Some(true) => Reach::filtered(assignment),
            Some(false) => Reach::Misses,
            None => Reach::Depends(Doubt::DeviceGroup),
        },
        TargetShape::CmCollection { .. } => Reach::Depends(Doubt::Collection),
        // The target is documented, but not what it does in an enrollment.
        TargetShape::ScopeTagGroup { target_type, id } => {
            let may_hold = holds_device(id, enrollment) != Some(false);
            Reach::not_known_if(target_type != "user" && may_hold)
        }
        TargetShape::Unknown { .. }
        | TargetShape::Unreadable { .. }
        | TargetShape::NotRead { .. } => Reach::not_known_if(true),
        TargetShape::AllUsers | TargetShape::Exclusion { .. } => Reach::Misses,
    }
}

/// Whether an assignment includes the user.
pub(super) fn by_user<'a>(
    assignment: &'a Assignment,
    rule: Rule,
    groups: &BTreeSet<ObjectId>,
) -> Reach<'a> {
    let is_settled = !matches!(rule, Rule::Tenant | Rule::NotKnown);
    let is_by_device_too = rule.asks_device();
    match assignment.target.shape() {
        TargetShape::Exclusion { .. } => Reach::Misses,
        TargetShape::AllUsers if is_settled => Reach::filtered(assignment),
        TargetShape::Group { id } if is_settled && is_among(groups, id) => {
            Reach::filtered(assignment)
        }
        TargetShape::AllUsers => Reach::not_known_if(true),
        // A policy for the whole tenant can be assigned to any target.
        TargetShape::Group { id } => {
            Reach::not_known_if(rule == Rule::Tenant || (!is_settled && is_among(groups, id)))
        }
        TargetShape::ScopeTagGroup { target_type, id } => {
            Reach::not_known_if(match &**target_type {
                "user" => is_among(groups, id),
                "device" => false,
                _ => is_among(groups, id) || !is_by_device_too,
            })
        }
        // If the user decides, no documentation says what a target of devices does.
        TargetShape::AllDevices
        | TargetShape::CmCollection { .. }
        | TargetShape::Unknown { .. }
        | TargetShape::Unreadable { .. }
        | TargetShape::NotRead { .. } => Reach::not_known_if(!is_by_device_too),
    }
}

/// Returns the excluded groups that may exclude the device, or, by a filter, the user.
pub(super) fn left_out<'a>(
    assignments: &'a [Assignment],
    enrollment: &Enrollment<'a>,
    asks_device: bool,
) -> Vec<(&'a Assignment, Doubt<'a>)> {
    let may_leave_out = |assignment: &&Assignment| match assignment.target.shape() {
        TargetShape::Exclusion { id } => {
            let of_user = enrollment
                .user_groups
                .is_some_and(|groups| is_among(groups, id));
            of_user || (asks_device && holds_device(id, enrollment) != Some(false))
        }
        _ => false,
    };
    let found = assignments.iter().filter(may_leave_out);
    found
        .map(|assignment| (assignment, Doubt::LeftOut))
        .collect()
}
