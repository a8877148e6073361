//! Which configuration applies to an enrollment, and why.
//!
//! Belongs here: the rule of each subtype, as an ordered list of candidates. Does not belong here: reading
//! who is in which group (`graph`), the sentences (`words`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::reach::{Reach, by_device, by_user, is_among, left_out};
use super::{
    Assignment, Configuration, ConfigurationType, Filter, ObjectId, Row, Rule, TargetKind,
    TargetShape,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: ObjectId,
    /// Display name, cleaned of anything hostile.
    pub name: String,
    /// User principal name, cleaned of anything hostile.
    pub principal_name: String,
}

#[derive(Debug, Clone, Copy)]
pub struct Enrollment<'a> {
    /// All groups of the user, including nested ones; none for a method without a user.
    pub user_groups: Option<&'a BTreeSet<ObjectId>>,
    /// All groups of the device; none if they are not known.
    pub device_groups: Option<&'a BTreeSet<ObjectId>>,
    /// The platform as Graph spells it; none for every platform.
    pub platform: Option<&'a str>,
    /// Groups without a device: deleted ones, and those with a known device count of 0.
    pub without_devices: &'a BTreeSet<ObjectId>,
}

impl<'a> Enrollment<'a> {
    /// An enrollment by a user with an unknown device.
    #[must_use]
    pub const fn of_user(
        groups: &'a BTreeSet<ObjectId>,
        without_devices: &'a BTreeSet<ObjectId>,
    ) -> Self {
        Self {
            user_groups: Some(groups),
            device_groups: None,
            platform: None,
            without_devices,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "decidedBy", rename_all = "kebab-case")
)]
pub enum DecidedBy {
    Device,
    User,
    /// Nothing else: it is the default.
    Default,
}

impl DecidedBy {
    /// The word on the screen and in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::User => "user",
            Self::Default => "default",
        }
    }
}

/// What the known facts do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt<'a> {
    /// Whether the device matches this filter.
    Filter(&'a Filter),
    DeviceGroup,
    Collection,
    /// Whether this excluded group contains the device.
    LeftOut,
    /// What the target does in an enrollment of this type.
    NotKnown,
}

impl Doubt<'_> {
    /// The word in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Filter(_) => "filter",
            Self::DeviceGroup => "device-group",
            Self::Collection => "cm-collection",
            Self::LeftOut => "exclusion",
            Self::NotKnown => "not-known",
        }
    }
}

/// Whether a candidate applies if no earlier one does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit<'a> {
    Fits,
    /// It applies if all of these are true.
    Depends(Vec<(&'a Assignment, Doubt<'a>)>),
    /// The user is in its excluded group.
    Excluded,
    /// The candidate at this index always applies before it.
    NeverReached(usize),
}

impl Fit<'_> {
    /// The word in JSON output.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::Depends(_) => "depends",
            Self::Excluded => "excluded",
            Self::NeverReached(_) => "never-reached",
        }
    }
}

/// A configuration that may apply because of one of its assignments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<'a> {
    pub by: DecidedBy,
    pub configuration: &'a Configuration,
    /// The assignment; none for a default.
    pub assignment: Option<&'a Assignment>,
    pub fit: Fit<'a>,
}

/// The candidates of one type and platform, in the order in which they are checked. The first match applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation<'a> {
    pub kind: &'a ConfigurationType,
    pub platform: Option<&'a str>,
    pub rule: Rule,
    pub candidates: Vec<Candidate<'a>>,
}

impl<'a> Explanation<'a> {
    /// The candidate that is certain to apply to any device; none if that depends on the device.
    #[must_use]
    pub fn certain(&self) -> Option<&Candidate<'a>> {
        let mut open = self
            .candidates
            .iter()
            .filter(|one| one.fit != Fit::Excluded);
        // All devices does not include a device that is not registered yet.
        let is_certain = |one: &&Candidate<'_>| match (&one.fit, one.assignment) {
            (Fit::Fits, Some(assignment)) => assignment.target.kind() != TargetKind::AllDevices,
            (fit, None) => *fit == Fit::Fits,
            _ => false,
        };
        open.next().filter(is_certain)
    }
}

/// Returns the candidates of each type and platform, in the order of the list.
///
/// Configurations that could not be read are left out, because their effect is not known. Callers that
/// show the result have to say so.
#[must_use]
pub fn explain<'a>(
    rows: impl IntoIterator<Item = (&'a Configuration, &'a [Assignment])>,
    enrollment: &Enrollment<'a>,
) -> Vec<Explanation<'a>> {
    let readable = rows
        .into_iter()
        .filter(|(configuration, _)| configuration.unreadable.is_none());
    let mut rows: Vec<(&Configuration, &[Assignment])> = readable.collect();
    rows.sort_by(|(a, _), (b, _)| Configuration::order(a, b));
    let of_same =
        |a: &Configuration, b: &Configuration| a.kind == b.kind && a.platform == b.platform;
    let is_asked = |of: &Configuration| match (enrollment.platform, of.platform.as_deref()) {
        (Some(asked), Some(own)) => asked == own,
        _ => true,
    };
    rows.chunk_by(|(a, _), (b, _)| of_same(a, b))
        .filter_map(|chunk| Some((chunk.first()?.0, chunk)))
        .filter(|(first, _)| is_asked(first))
        .map(|(first, chunk)| {
            let rule = Rule::of(&first.kind);
            let own = chunk.iter().filter(|(one, _)| !one.is_default());
            let mut candidates: Vec<Candidate<'_>> = own
                .flat_map(|(configuration, assignments)| {
                    candidates(configuration, assignments, rule, enrollment)
                })
                .collect();
            // The sort is stable, so it keeps the order of priority within each.
            candidates.sort_by_key(|one| one.by);
            candidates.extend(default_of(&rows, first).map(|configuration| Candidate {
                by: DecidedBy::Default,
                configuration,
                assignment: None,
                fit: Fit::Fits,
            }));
            Explanation {
                kind: &first.kind,
                platform: first.platform.as_deref(),
                rule,
                candidates: marked(candidates, rule),
            }
        })
        .collect()
}

/// Returns the groups whose member devices matter. A group without devices cannot contain the enrolling device.
#[must_use]
pub fn groups_by_device(rows: &[Row]) -> BTreeSet<ObjectId> {
    let rows = rows
        .iter()
        .filter(|row| Rule::of(&row.configuration.kind).asks_device());
    rows.flat_map(|row| &row.assignments)
        .filter_map(|row| ObjectId::parse(row.target.object_id()?).ok())
        .collect()
}

/// The default that applies if nothing else does. The restrictions of the single platforms share one, which
/// is in the type for all platforms.
fn default_of<'a>(
    rows: &[(&'a Configuration, &[Assignment])],
    like: &Configuration,
) -> Option<&'a Configuration> {
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
    own.or_else(common)
}

/// Marks the candidates after one that always applies, once for each configuration. All devices covers every
/// registered device, but not the user of an unregistered one, so it only ends the candidates by device.
fn marked<'a>(candidates: Vec<Candidate<'a>>, rule: Rule) -> Vec<Candidate<'a>> {
    let mut marked: Vec<Candidate<'a>> = Vec::with_capacity(candidates.len());
    let mut taken: Option<(usize, DecidedBy)> = None;
    for mut one in candidates {
        let is_taken = match taken {
            // A user counts only if no profile targets the device; without a user, the default remains.
            Some(_) if one.by == DecidedBy::Default && rule == Rule::DeviceThenUser => None,
            Some((at, by)) => (by != DecidedBy::Device || one.by == by).then_some(at),
            None => None,
        };
        if let (Some(at), true) = (is_taken, one.fit != Fit::Excluded) {
            one.fit = Fit::NeverReached(at);
            let is_same = |last: &Candidate<'_>| {
                last.fit == one.fit && last.by == one.by && last.configuration == one.configuration
            };
            if marked.last().is_some_and(is_same) {
                continue;
            }
        } else if is_taken.is_none() && one.fit == Fit::Fits {
            taken = Some((marked.len(), one.by));
        }
        marked.push(one);
    }
    marked
}

/// Returns the candidates that the assignments of a configuration make: at most one that is certain by device
/// and one by user, or otherwise one for each assignment that may apply.
fn candidates<'a>(
    configuration: &'a Configuration,
    assignments: &'a [Assignment],
    rule: Rule,
    enrollment: &Enrollment<'a>,
) -> Vec<Candidate<'a>> {
    let candidate = |by, assignment, fit| Candidate {
        by,
        configuration,
        assignment: Some(assignment),
        fit,
    };
    let mut found = Vec::new();
    let user_groups = enrollment.user_groups;
    if rule.asks_device() {
        let reached = assignments
            .iter()
            .map(|assignment| (assignment, by_device(assignment, rule, enrollment)));
        let left_out = left_out(assignments, enrollment, true);
        for (assignment, fit) in certain_or_all(reached, &left_out) {
            found.push(candidate(DecidedBy::Device, assignment, fit));
        }
    }
    if let (true, Some(groups)) = (rule.asks_user(), user_groups) {
        let excluded = assignments.iter().find(|assignment| {
            matches!(assignment.target.shape(), TargetShape::Exclusion { id }
                if is_among(groups, id) && assignment.target.filter().is_none())
        });
        if let Some(assignment) = excluded {
            found.push(candidate(DecidedBy::User, assignment, Fit::Excluded));
            return found;
        }
        let reached = assignments
            .iter()
            .map(|assignment| (assignment, by_user(assignment, rule, groups)));
        let left_out = left_out(assignments, enrollment, rule.asks_device());
        for (assignment, fit) in certain_or_all(reached, &left_out) {
            found.push(candidate(DecidedBy::User, assignment, fit));
        }
    }
    found
}

/// Returns the first certain one, or otherwise all of them, each with what may exclude the device.
fn certain_or_all<'a>(
    reached: impl Iterator<Item = (&'a Assignment, Reach<'a>)>,
    left_out: &[(&'a Assignment, Doubt<'a>)],
) -> Vec<(&'a Assignment, Fit<'a>)> {
    let mut found = Vec::new();
    for (assignment, reach) in reached {
        let own = match reach {
            Reach::Misses => continue,
            Reach::Takes => None,
            Reach::Depends(doubt) => Some((assignment, doubt)),
        };
        let is_certain = own.is_none();
        let doubts: Vec<_> = own.into_iter().chain(left_out.iter().copied()).collect();
        let fit = if doubts.is_empty() {
            Fit::Fits
        } else {
            Fit::Depends(doubts)
        };
        if is_certain {
            return vec![(assignment, fit)];
        }
        found.push((assignment, fit));
    }
    found
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
