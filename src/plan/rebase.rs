//! Rebuilds the rows of a plan after someone else changed the list or the order that they start from.
//!
//! Belongs here: which rows belong together, and the new form of the remaining ones. Does not belong here:
//! rebuilding one change (`Change::rebased`), when to rebuild and asking for it (`tui`).

use std::collections::BTreeSet;

use super::make::evolved;
use super::rank::{self, Orders};
use super::{Limits, Plan, PlanRow};
use crate::domain::{Change, ChangeKind, Row, Target};

/// A rebuilt row.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebased {
    pub number: u32,
    /// The original change, for the list or the order that the plan expected.
    pub earlier: Change,
    /// The change on the current list. If nothing of it can be made there, it stays the same, and the check
    /// of the plan says why.
    pub change: Change,
}

/// The progress of the rows.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The rows that are made, and whose effect was expected.
    pub made: &'a BTreeSet<u32>,
    pub left: &'a BTreeSet<u32>,
}

impl Plan {
    /// The rows that start from the same list or order as the row with this number, including that row.
    #[must_use]
    pub fn rows_beside(&self, number: u32) -> Vec<&PlanRow> {
        let Some(row) = self.rows.iter().find(|row| row.number == number) else {
            return Vec::new();
        };
        let rows = self.rows.iter();
        rows.filter(|other| is_beside(&row.change, &other.change))
            .collect()
    }
}

fn is_beside(one: &Change, other: &Change) -> bool {
    match (is_move(one), is_move(other)) {
        (true, true) => rank::group(one) == rank::group(other),
        (false, false) => one.configuration == other.configuration,
        _ => false,
    }
}

const fn is_move(change: &Change) -> bool {
    matches!(change.kind, ChangeKind::SetPriority { .. })
}

/// Rebuilds the remaining rows among related rows on the current list, and keeps the admin's choices. Rows
/// that are already made are not made again.
#[must_use]
pub fn rebase(
    beside: &[&PlanRow],
    progress: Progress<'_>,
    rows: &[Row],
    limits: Limits<'_>,
) -> Vec<Rebased> {
    match beside.first() {
        Some(first) if is_move(&first.change) => moves(beside, progress, rows, limits),
        Some(first) => list(beside, &first.change, progress, rows),
        None => Vec::new(),
    }
}

fn list(beside: &[&PlanRow], first: &Change, progress: Progress<'_>, rows: &[Row]) -> Vec<Rebased> {
    let mut rows = rows.iter();
    let row = rows.find(|row| row.configuration.id == first.configuration);
    let mut there = row.map_or_else(Vec::new, |row| row.assignments.clone());
    let now: Vec<Target> = there.iter().map(|row| row.target.clone()).collect();
    let made = beside
        .iter()
        .filter(|row| progress.made.contains(&row.number));
    let expected = made.fold(first.before.clone(), |list, row| row.change.after(&list));
    // The list that was expected, with the earlier rows applied as originally planned; `there` is the list
    // with these rows as they are made now.
    let mut seen = expected.clone();
    let left = beside
        .iter()
        .filter(|row| progress.left.contains(&row.number));
    left.map(|planned| {
        let earlier = Change {
            before: std::mem::take(&mut seen),
            ..planned.change.clone()
        };
        seen = earlier.after(&earlier.before);
        let again = row.and_then(|row| {
            let again = earlier.rebased(&row.configuration, &there, Vec::new());
            again.ok()
        });
        if let Some(change) = &again {
            there = evolved(&there, change, &[]);
        }
        let change = again.unwrap_or_else(|| earlier.clone());
        Rebased {
            number: planned.number,
            earlier: Change {
                before: expected.clone(),
                ..earlier
            },
            change: Change {
                before: now.clone(),
                ..change
            },
        }
    })
    .collect()
}

fn moves(
    beside: &[&PlanRow],
    progress: Progress<'_>,
    rows: &[Row],
    limits: Limits<'_>,
) -> Vec<Rebased> {
    let mut orders = Orders::default();
    let order = beside.iter().find_map(|row| match &row.change.kind {
        ChangeKind::SetPriority { order, .. } => Some(order.clone()),
        _ => None,
    });
    let made = beside
        .iter()
        .filter(|row| progress.made.contains(&row.number));
    let expected = made.fold(order.unwrap_or_default(), |order, row| {
        rank::after(&row.change, &order)
    });
    let left = beside
        .iter()
        .filter(|row| progress.left.contains(&row.number));
    left.map(|planned| {
        let earlier = rank::with_order(&planned.change, expected.clone());
        let mut found = rows.iter();
        let row = found.find(|row| row.configuration.id == earlier.configuration);
        let again = match (row, &earlier.kind) {
            (Some(row), ChangeKind::SetPriority { to, .. }) => {
                let again = orders.wished(rows, row, *to, limits);
                let reverses = earlier.reverses.clone();
                again.ok().map(|again| Change { reverses, ..again })
            }
            _ => None,
        };
        let (kind, platform) = rank::group(&earlier);
        let now = Row::priorities(rows, &kind, platform.as_deref());
        let now = now.unwrap_or_else(|_| expected.clone());
        Rebased {
            number: planned.number,
            change: again.unwrap_or_else(|| rank::with_order(&earlier, now)),
            earlier,
        }
    })
    .collect()
}
