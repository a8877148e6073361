//! Which configuration wins for somebody's enrollments, and why.
//!
//! Belongs here: the rule. Of each type, and of each platform where the type has them, the one with the
//! lowest priority number wins among those that reach the user; the default of the tenant comes last
//! (<https://learn.microsoft.com/graph/api/resources/intune-onboarding-deviceenrollmentconfiguration>).
//! What depends on the device is said and not guessed. Does not belong here: reading who is in which
//! group (`graph`), the sentences (`words`).

use std::collections::BTreeSet;

use super::{Assignment, Configuration, ConfigurationType, Filter, ObjectId, TargetShape};

/// Who enrolls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Object id.
    pub id: ObjectId,
    /// Display name, free of anything hostile.
    pub name: String,
    /// User principal name, free of anything hostile.
    pub principal_name: String,
}

/// What cannot be known without the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt<'a> {
    /// The target reaches the user, and its filter decides about the device.
    Filter(&'a Filter),
    /// Every device is meant.
    AllDevices,
    /// The user is not in the group, but the device may be.
    DeviceGroup,
    /// A collection of devices.
    Collection,
    /// The group is left out, where the device is in it or its filter says so.
    LeftOut,
    /// What the target does at an enrollment is not documented, or its kind is not known.
    NotKnown,
}

impl Doubt<'_> {
    /// The word of JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Filter(_) => "filter",
            Self::AllDevices => "all-devices",
            Self::DeviceGroup => "device-group",
            Self::Collection => "cm-collection",
            Self::LeftOut => "exclusion",
            Self::NotKnown => "not-known",
        }
    }
}

/// A configuration, and the assignment by which it reaches or leaves out the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Through<'a> {
    /// The configuration.
    pub configuration: &'a Configuration,
    /// The assignment.
    pub assignment: &'a Assignment,
}

/// A configuration that would win on some devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided<'a> {
    /// The configuration.
    pub configuration: &'a Configuration,
    /// What it depends on: any one of these is enough, but for what leaves it out.
    pub doubts: Vec<(&'a Assignment, Doubt<'a>)>,
}

/// What wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Winner<'a> {
    /// The first of those that reach the user.
    Reaches(Through<'a>),
    /// None reaches the user: the default of the tenant is the last resort.
    Default(&'a Configuration),
    /// None reaches the user, and there is no default.
    Nothing,
}

/// What wins among the configurations of one type and platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation<'a> {
    /// The type.
    pub kind: &'a ConfigurationType,
    /// The platform, where the type has one.
    pub platform: Option<&'a str>,
    /// What wins, as far as it does not depend on the device.
    pub winner: Winner<'a>,
    /// What would win in its place on some devices, first priority first.
    pub undecided: Vec<Undecided<'a>>,
    /// What reaches the user too, and comes later.
    pub beaten: Vec<Through<'a>>,
    /// What leaves the user out, by an excluded group.
    pub excluded: Vec<Through<'a>>,
}

/// How a configuration stands to a user.
enum Standing<'a> {
    Reaches(&'a Assignment),
    Excluded(&'a Assignment),
    Depends(Vec<(&'a Assignment, Doubt<'a>)>),
    Misses,
}

/// What wins of each type and platform, in the order of the list. `groups` are all groups that the user
/// is in, nested ones included; `deleted` are groups that nobody is in, no device either. What a
/// configuration that could not be read would take is not known: it is left out here, and whoever shows
/// the answer has to say so.
#[must_use]
pub fn explain<'a>(
    rows: impl IntoIterator<Item = (&'a Configuration, &'a [Assignment])>,
    groups: &BTreeSet<ObjectId>,
    deleted: &BTreeSet<ObjectId>,
) -> Vec<Explanation<'a>> {
    let readable = rows
        .into_iter()
        .filter(|(configuration, _)| configuration.unreadable.is_none());
    let mut rows: Vec<(&Configuration, &[Assignment])> = readable.collect();
    rows.sort_by(|(a, _), (b, _)| Configuration::order(a, b));
    let of_same =
        |a: &Configuration, b: &Configuration| a.kind == b.kind && a.platform == b.platform;
    rows.chunk_by(|(a, _), (b, _)| of_same(a, b))
        .filter_map(|chunk| {
            let (first, _) = chunk.first()?;
            let mut explained = Explanation {
                kind: &first.kind,
                platform: first.platform.as_deref(),
                winner: last_resort(&rows, first),
                undecided: Vec::new(),
                beaten: Vec::new(),
                excluded: Vec::new(),
            };
            for (configuration, assignments) in chunk {
                if !configuration.is_default() {
                    explained.add(
                        configuration,
                        standing(configuration, assignments, groups, deleted),
                    );
                }
            }
            Some(explained)
        })
        .collect()
}

impl<'a> Explanation<'a> {
    /// The next configuration in the order of priority.
    fn add(&mut self, configuration: &'a Configuration, standing: Standing<'a>) {
        let through = |assignment| Through {
            configuration,
            assignment,
        };
        let is_won = matches!(self.winner, Winner::Reaches(_));
        match standing {
            Standing::Reaches(assignment) if is_won => self.beaten.push(through(assignment)),
            Standing::Reaches(assignment) => self.winner = Winner::Reaches(through(assignment)),
            Standing::Excluded(assignment) => self.excluded.push(through(assignment)),
            // What comes after the winner is of no account on any device.
            Standing::Depends(doubts) if !is_won => self.undecided.push(Undecided {
                configuration,
                doubts,
            }),
            Standing::Depends(_) | Standing::Misses => {}
        }
    }
}

/// The default that applies where nothing else does. The restrictions of one platform have theirs in
/// common, in the type for all platforms.
fn last_resort<'a>(
    rows: &[(&'a Configuration, &[Assignment])],
    like: &Configuration,
) -> Winner<'a> {
    let mut defaults = rows
        .iter()
        .map(|(configuration, _)| *configuration)
        .filter(|configuration| configuration.is_default());
    let own = defaults
        .clone()
        .find(|found| found.kind == like.kind && found.platform == like.platform);
    let common = || match like.kind {
        ConfigurationType::PlatformRestriction => {
            defaults.find(|found| found.kind == ConfigurationType::PlatformRestrictions)
        }
        _ => None,
    };
    own.or_else(common).map_or(Winner::Nothing, Winner::Default)
}

fn standing<'a>(
    configuration: &Configuration,
    assignments: &'a [Assignment],
    groups: &BTreeSet<ObjectId>,
    deleted: &BTreeSet<ObjectId>,
) -> Standing<'a> {
    let is_among = |some: &BTreeSet<ObjectId>, id: &str| {
        ObjectId::parse(id).is_ok_and(|id| some.contains(&id))
    };
    let has = |id: &str| is_among(groups, id);
    let takes_devices = takes_device_groups(&configuration.kind);
    let may_hold_device = |id: &str| takes_devices && !is_among(deleted, id);
    let (mut sure, mut doubts, mut left_out) = (None, Vec::new(), Vec::new());
    for assignment in assignments {
        let target = &assignment.target;
        let filter = target.filter();
        let doubt = match target.shape() {
            TargetShape::Group { id } if !has(id) => {
                may_hold_device(id).then_some(Doubt::DeviceGroup)
            }
            TargetShape::Group { .. } | TargetShape::AllUsers => {
                sure = sure.or(filter.is_none().then_some(assignment));
                filter.map(Doubt::Filter)
            }
            TargetShape::Exclusion { id } => {
                match (has(id), filter) {
                    (true, None) => return Standing::Excluded(assignment),
                    (false, _) if !may_hold_device(id) => {}
                    _ => left_out.push((assignment, Doubt::LeftOut)),
                }
                None
            }
            TargetShape::AllDevices => Some(Doubt::AllDevices),
            TargetShape::CmCollection { .. } => Some(Doubt::Collection),
            // For users the group has to be one of theirs; whom else it means is open.
            TargetShape::ScopeTagGroup { target_type, id } => {
                let is_meant = target_type != "user" || has(id);
                (is_meant && !is_among(deleted, id)).then_some(Doubt::NotKnown)
            }
            TargetShape::Unknown { .. }
            | TargetShape::Unreadable { .. }
            | TargetShape::NotRead { .. } => Some(Doubt::NotKnown),
        };
        doubts.extend(doubt.map(|doubt| (assignment, doubt)));
    }
    match sure {
        Some(assignment) if left_out.is_empty() => Standing::Reaches(assignment),
        Some(_) => Standing::Depends(left_out),
        None if doubts.is_empty() => Standing::Misses,
        None => {
            doubts.append(&mut left_out);
            Standing::Depends(doubts)
        }
    }
}

/// Whether a group of devices counts for this type. Restrictions, limits and notifications are looked
/// up for the user alone
/// (<https://learn.microsoft.com/intune/intune-service/enrollment/enrollment-restrictions-set>).
const fn takes_device_groups(kind: &ConfigurationType) -> bool {
    !matches!(
        kind,
        ConfigurationType::Limit
            | ConfigurationType::PlatformRestriction
            | ConfigurationType::PlatformRestrictions
            | ConfigurationType::Notification
    )
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
