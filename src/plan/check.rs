//! Checks which rows of a plan remain: each row is compared with the list that was just read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::make::{change, evolved};
use super::rank::{self, Orders};
use super::{Limits, Plan, PlanRow, Wished};
use crate::domain::{
    Assignment, Change, ChangeKind, ConfigurationId, Entry, Half, Refusal, Row, Target, Verdict,
    WriteRequest, same_targets,
};

/// What is known about a row before it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Check {
    Ready,
    /// The change is already made.
    Done {
        /// An earlier run of the plan made it, according to the journal.
        by_plan: bool,
    },
    /// Someone changed the list after the plan was made.
    Drifted {
        /// The change, with the list as the plan expects it.
        change: Box<Change>,
        theirs: Vec<Target>,
    },
    /// A rule forbids it.
    Refused(Refusal),
}

impl From<Refusal> for Check {
    fn from(refusal: Refusal) -> Self {
        if refusal.is_already() {
            Self::Done { by_plan: false }
        } else {
            Self::Refused(refusal)
        }
    }
}

/// What is known besides the list.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// What may be used, and what was read.
    pub limits: Limits<'a>,
    /// The rows that an earlier run made.
    pub verified: BTreeSet<u32>,
    /// Configurations with an open change.
    pub unsettled: BTreeSet<ConfigurationId>,
}

/// The rows of a plan that the journal records as made. A row that was edited since counts as another one.
#[must_use]
pub fn verified(plan: &Plan, entries: &[Entry]) -> BTreeSet<u32> {
    let start = plan.change_id(0);
    let start = start.trim_end_matches('0');
    let made: Vec<&Change> = entries
        .iter()
        .filter(|entry| entry.row == Half::Verdict && entry.verdict == Some(Verdict::Verified))
        .filter(|entry| entry.change_id.starts_with(start))
        .map(|entry| &entry.change)
        .collect();
    let is_made = |change: &Change| made.iter().any(|made| is_same(made, change));
    let rows = plan.rows.iter().filter(|row| is_made(&row.change));
    rows.map(|row| row.number).collect()
}

/// Whether two changes do the same, whatever else was in the list.
fn is_same(one: &Change, other: &Change) -> bool {
    one.configuration == other.configuration
        && match (&one.kind, &other.kind) {
            (ChangeKind::Replace { targets: one }, ChangeKind::Replace { targets: other }) => {
                same_targets(one, other)
            }
            (
                ChangeKind::SetPriority { to: one, .. },
                ChangeKind::SetPriority { to: other, .. },
            ) => one == other,
            (ChangeKind::Replace { .. } | ChangeKind::SetPriority { .. }, _)
            | (_, ChangeKind::Replace { .. } | ChangeKind::SetPriority { .. }) => false,
            _ => {
                let same = |one: Option<&Target>, other: Option<&Target>| match (one, other) {
                    (Some(one), Some(other)) => one.same_as(other),
                    (None, None) => true,
                    _ => false,
                };
                same(one.old_target(), other.old_target())
                    && same(one.new_target(), other.new_target())
            }
        }
}

/// Compares each row with the current state. The answers are in the order of the rows.
///
/// The rows of one configuration are checked together: the list has to be the one that the plan was made
/// from, with the rows already made applied to it. The same holds for the order of configurations that are
/// ranked together.
#[must_use]
pub fn check(plan: &Plan, rows: &[Row], known: &Known) -> Vec<Check> {
    let mut groups: BTreeMap<&ConfigurationId, Vec<usize>> = BTreeMap::new();
    let mut ranks: BTreeMap<rank::Group, Vec<usize>> = BTreeMap::new();
    for (place, PlanRow { change, .. }) in plan.rows.iter().enumerate() {
        match change.kind {
            ChangeKind::SetPriority { .. } => {
                ranks.entry(rank::group(change)).or_default().push(place);
            }
            _ => groups.entry(&change.configuration).or_default().push(place),
        }
    }
    let mut checks = vec![Check::Ready; plan.rows.len()];
    for places in ranks.into_values() {
        for (place, check) in rank::check(plan, &places, rows, known) {
            checks[place] = check;
        }
    }
    for (id, places) in groups {
        let Some(row) = rows.iter().find(|row| row.configuration.id == *id) else {
            for place in places {
                checks[place] = Check::Refused(Refusal::Gone);
            }
            continue;
        };
        for (place, check) in group(plan, &places, row, known) {
            checks[place] = check;
        }
    }
    checks
}

fn group(plan: &Plan, places: &[usize], row: &Row, known: &Known) -> Vec<(usize, Check)> {
    let theirs: Vec<Target> = row
        .assignments
        .iter()
        .map(|row| row.target.clone())
        .collect();
    let mut expected: Option<Vec<Target>> = None;
    let mut checks = Vec::with_capacity(places.len());
    let mut open = Vec::new();
    for &place in places {
        let planned = &plan.rows[place];
        let base = expected.get_or_insert_with(|| planned.change.before.clone());
        let by_plan = known.verified.contains(&planned.number);
        let is_proof = match planned.change.kind {
            ChangeKind::Add { .. } | ChangeKind::Replace { .. } => true,
            // A missing assignment may be in an unreadable row.
            _ => !row.assignments.iter().any(Assignment::is_unreadable),
        };
        if by_plan || is_proof && shows(&planned.change, &theirs) {
            *base = planned.change.after(base);
            checks.push((place, Check::Done { by_plan }));
        } else {
            open.push(place);
        }
    }
    let expected = expected.unwrap_or_default();
    let mut list = row.assignments.clone();
    for place in open {
        let planned = &plan.rows[place].change;
        let check = if known.unsettled.contains(&row.configuration.id) {
            Check::Refused(Refusal::Unsettled)
        } else if let Some(refusal) = unreadable(planned, row) {
            Check::Refused(refusal)
        } else if !same_targets(&expected, &theirs) {
            Check::Drifted {
                change: Box::new(Change {
                    before: expected.clone(),
                    ..planned.clone()
                }),
                theirs: theirs.clone(),
            }
        } else {
            match remade(planned, row, &list, known.limits) {
                Ok(change) => {
                    list = evolved(&list, &change, &[]);
                    Check::Ready
                }
                Err(refusal) => refusal.into(),
            }
        };
        checks.push((place, check));
    }
    checks
}

/// Returns why a change of a list with an unreadable row is not made. This is checked before any other
/// difference. A PATCH of another row is allowed.
fn unreadable(planned: &Change, row: &Row) -> Option<Refusal> {
    let is_patch = matches!(planned.kind, ChangeKind::Retarget { .. });
    let refused = row.configuration.unreadable.is_some()
        || !is_patch && row.assignments.iter().any(Assignment::is_unreadable);
    refused.then_some(Refusal::UnreadableInList)
}

/// The changes that are ready, for the current list, each with its first request, in the order of the rows.
/// If a row depends on one before it, IDs assigned by the service are not known yet.
#[must_use]
pub fn requests(
    plan: &Plan,
    rows: &[Row],
    checks: &[Check],
    limits: Limits,
) -> Vec<Option<(Change, WriteRequest)>> {
    let mut lists: BTreeMap<&ConfigurationId, Vec<Assignment>> = BTreeMap::new();
    let mut orders = Orders::of(plan, rows);
    let prepared = plan.rows.iter().zip(checks).map(|(planned, check)| {
        let planned = &planned.change;
        let found = rows
            .iter()
            .find(|row| row.configuration.id == planned.configuration);
        let row = found.filter(|_| *check == Check::Ready)?;
        let list = lists
            .entry(&planned.configuration)
            .or_insert_with(|| row.assignments.clone());
        let change = match planned.kind {
            ChangeKind::SetPriority { .. } => orders.remade(planned, row, limits).ok()?,
            _ => remade(planned, row, list, limits).ok()?,
        };
        orders.made(&change, None);
        let via = change.first_via(limits.mode, false).ok()?;
        let request = change.request(limits.api, via, list, limits.read_from);
        *list = evolved(list, &change, &[]);
        Some((change, request.ok()?))
    });
    prepared.collect()
}

/// Whether a list shows the result of a change, and no longer what it replaces.
#[must_use]
pub fn shows(change: &Change, list: &[Target]) -> bool {
    let holds = |target: &Target| list.iter().any(|other| other.same_as(target));
    let held = |target: &Target| change.before.iter().any(|other| other.same_as(target));
    match &change.kind {
        ChangeKind::Retarget { from, to, .. } => holds(to) && !holds(from),
        ChangeKind::Add { target } => holds(target) && !held(target),
        ChangeKind::Remove { target } => !holds(target),
        ChangeKind::Replace { targets } => same_targets(list, targets),
        ChangeKind::SetPriority { .. } => false,
    }
}

/// The same change for the current list, checked by the rules again.
pub(super) fn remade(
    planned: &Change,
    row: &Row,
    list: &[Assignment],
    limits: Limits,
) -> Result<Change, Refusal> {
    let id = |target: &Target| {
        let found = list.iter().find(|row| row.target.same_as(target));
        found.map(|row| row.id.clone()).ok_or(Refusal::Gone)
    };
    let wished = match &planned.kind {
        ChangeKind::Retarget { from, to, .. } => Wished::Retarget(id(from)?, to.clone()),
        ChangeKind::Add { target } => Wished::Add(target.clone()),
        ChangeKind::Remove { target } => Wished::Remove(id(target)?),
        ChangeKind::Replace { targets } => Wished::Replace(targets.clone()),
        // A move starts from an order, not from a list: see `rank`.
        ChangeKind::SetPriority { .. } => return Err(Refusal::Gone),
    };
    let made = change(&row.configuration, list, &wished, limits)?;
    Ok(Change {
        reverses: planned.reverses.clone(),
        ..made
    })
}
