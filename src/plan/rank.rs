//! Priorities in a plan: configurations of one type and platform are ranked together, and each move starts
//! from the order that the moves before it lead to.
//!
//! Belongs here: orders, how moves change them, and whether they still are as the plan expects. Does not
//! belong here: lists of assignments (`check`, `make`).

use std::collections::BTreeMap;

use super::{Check, Known, Limits, Plan};
use crate::domain::{
    Change, ChangeKind, Configuration, ConfigurationId, ConfigurationType, Refusal, Row, Via,
    moved, refuse_configuration,
};

/// What is ranked together: type and platform.
pub(super) type Group = (ConfigurationType, Option<String>);

pub(super) fn group(change: &Change) -> Group {
    (change.configuration_type.clone(), change.platform.clone())
}

/// The current orders, with the moves so far applied.
#[derive(Debug, Default)]
pub(super) struct Orders(BTreeMap<Group, Result<Vec<ConfigurationId>, Refusal>>);

impl Orders {
    pub(super) fn of(plan: &Plan, rows: &[Row]) -> Self {
        let changes = plan.rows.iter().map(|row| &row.change);
        let moves = changes.filter(|change| matches!(change.kind, ChangeKind::SetPriority { .. }));
        let mut orders = Self::default();
        for change in moves {
            let order = orders.0.entry(group(change));
            order.or_insert_with_key(|(kind, platform)| {
                Row::priorities(rows, kind, platform.as_deref())
            });
        }
        orders
    }

    /// The move that a draft plan wants. It stores the current order, as each row of a plan does, and is
    /// checked against the order that the moves before it lead to.
    pub(super) fn wished(
        &mut self,
        rows: &[Row],
        row: &Row,
        to: i64,
        limits: Limits,
    ) -> Result<Change, Refusal> {
        let configuration = &row.configuration;
        refuse_configuration(configuration)?;
        let key = (configuration.kind.clone(), configuration.platform.clone());
        let first = Row::priorities(rows, &key.0, key.1.as_deref())?;
        let order = self.0.entry(key).or_insert_with(|| Ok(first.clone()));
        let order = order.as_ref().map_err(Clone::clone)?;
        let change = placed(row, order, to, limits)?;
        self.made(&change, None);
        Ok(Change {
            kind: ChangeKind::SetPriority {
                from: configuration.priority.unwrap_or_default(),
                to,
                order: first,
            },
            ..change
        })
    }

    /// Returns the same move for the current order, checked by the rules again.
    pub(super) fn remade(
        &self,
        planned: &Change,
        row: &Row,
        limits: Limits,
    ) -> Result<Change, Refusal> {
        let ChangeKind::SetPriority { to, .. } = planned.kind else {
            return Err(Refusal::Gone);
        };
        let order = self.0.get(&group(planned)).ok_or(Refusal::Gone)?;
        let order = order.as_ref().map_err(Clone::clone)?;
        Ok(Change {
            reverses: planned.reverses.clone(),
            ..placed(row, order, to, limits)?
        })
    }

    /// Records a change that was made; `observed` is the order that was read afterwards.
    pub(super) fn made(&mut self, change: &Change, observed: Option<&[ConfigurationId]>) {
        if let Some(after) = change.order_after() {
            let order = observed.map_or(after, <[_]>::to_vec);
            self.0.insert(group(change), Ok(order));
        }
    }
}

/// The move of a configuration within this order.
fn placed(
    row: &Row,
    order: &[ConfigurationId],
    to: i64,
    limits: Limits,
) -> Result<Change, Refusal> {
    let at = order.iter().position(|id| *id == row.configuration.id);
    let at = at.ok_or(Refusal::Gone)?;
    let configuration = Configuration {
        priority: i64::try_from(at + 1).ok(),
        ..row.configuration.clone()
    };
    let change = Change::set_priority(&configuration, &row.assignments, order.to_vec(), to)?;
    change.request(
        limits.api,
        Via::SetPriority,
        &row.assignments,
        limits.read_from,
    )?;
    Ok(change)
}

/// The moves of one group. The order has to be the one that the plan was made from, or one that its first
/// moves lead to.
pub(super) fn check(
    plan: &Plan,
    places: &[usize],
    rows: &[Row],
    known: &Known,
) -> Vec<(usize, Check)> {
    let changes = || places.iter().map(|place| &plan.rows[*place].change);
    let Some((kind, platform)) = changes().next().map(group) else {
        return Vec::new();
    };
    let now = match Row::priorities(rows, &kind, platform.as_deref()) {
        Ok(now) => now,
        Err(refusal) => {
            let refused = |place: &usize| (*place, Check::Refused(refusal.clone()));
            return places.iter().map(refused).collect();
        }
    };
    let mut state = changes()
        .find_map(|change| match &change.kind {
            ChangeKind::SetPriority { order, .. } => Some(order.clone()),
            _ => None,
        })
        .unwrap_or_default();
    let is_verified = |place: &usize| known.verified.contains(&plan.rows[*place].number);
    // A move that the plan has made is not repeated, even if it was changed since.
    let least = places.iter().rposition(is_verified).map_or(0, |at| at + 1);
    let mut made = (least == 0 && state == now).then_some(0);
    let mut expected = state.clone();
    for (count, change) in (1..).zip(changes()) {
        state = after(change, &state);
        if count >= least && state == now {
            made = Some(count);
        }
        if count == least {
            expected.clone_from(&state);
        }
    }
    let mut orders = Orders(BTreeMap::from([((kind, platform), Ok(now.clone()))]));
    let mut checks = Vec::with_capacity(places.len());
    for (at, &place) in places.iter().enumerate() {
        let planned = &plan.rows[place].change;
        let by_plan = is_verified(&place);
        let row = rows
            .iter()
            .find(|row| row.configuration.id == planned.configuration);
        let check = match (row, made) {
            (None, _) => Check::Refused(Refusal::Gone),
            (_, Some(made)) if at < made => Check::Done { by_plan },
            (_, None) if by_plan => Check::Done { by_plan },
            _ if now.iter().any(|id| known.unsettled.contains(id)) => {
                Check::Refused(Refusal::Unsettled)
            }
            (Some(row), None) => Check::Drifted {
                change: Box::new(with_order(planned, expected.clone())),
                theirs: row
                    .assignments
                    .iter()
                    .map(|row| row.target.clone())
                    .collect(),
            },
            (Some(row), Some(_)) => match orders.remade(planned, row, known.limits) {
                Ok(change) => {
                    orders.made(&change, None);
                    Check::Ready
                }
                Err(refusal) => refusal.into(),
            },
        };
        checks.push((place, check));
    }
    checks
}

/// The order that a move leads to.
pub(super) fn after(change: &Change, order: &[ConfigurationId]) -> Vec<ConfigurationId> {
    let after = with_order(change, order.to_vec()).order_after();
    after.unwrap_or_else(|| order.to_vec())
}

/// The same move in another order.
pub(super) fn with_order(change: &Change, order: Vec<ConfigurationId>) -> Change {
    let kind = match change.kind {
        ChangeKind::SetPriority { from, to, .. } => ChangeKind::SetPriority { from, to, order },
        _ => return change.clone(),
    };
    Change {
        kind,
        ..change.clone()
    }
}

/// The order of a group, if its priorities are numbered from 1 without gaps.
pub(super) fn numbered(
    rows: &[Row],
    kind: &ConfigurationType,
    platform: Option<&str>,
) -> Option<Vec<ConfigurationId>> {
    let order = Row::priorities(rows, kind, platform).ok()?;
    let priority = |id: &ConfigurationId| {
        let found = rows.iter().find(|row| row.configuration.id == *id);
        found.and_then(|row| row.configuration.priority)
    };
    let is_numbered = (1..).zip(&order).all(|(at, id)| priority(id) == Some(at));
    is_numbered.then_some(order)
}

/// The fewest moves from one order to another of the same configurations, each with its new priority.
///
/// The longest run that is already in order stays; every other configuration moves behind the one that it
/// has to follow.
pub(super) fn moves(
    now: &[ConfigurationId],
    then: &[ConfigurationId],
) -> Vec<(ConfigurationId, i64)> {
    let place = |id: &ConfigurationId| now.iter().position(|other| other == id);
    let places: Vec<usize> = then.iter().filter_map(place).collect();
    let stays = longest_run(&places);
    let mut order = now.to_vec();
    let mut found = Vec::new();
    for (at, id) in then.iter().enumerate() {
        if stays.contains(&at) {
            continue;
        }
        let before = at.checked_sub(1).map(|at| &then[at]);
        let others: Vec<&ConfigurationId> = order.iter().filter(|other| *other != id).collect();
        let behind = before.and_then(|before| others.iter().position(|other| *other == before));
        let to = behind.map_or(0, |behind| behind + 1);
        let to = i64::try_from(to + 1).unwrap_or(i64::MAX);
        order = moved(&order, id, Some(to));
        found.push((id.clone(), to));
    }
    found
}

/// The positions of a longest increasing run of these numbers.
fn longest_run(numbers: &[usize]) -> Vec<usize> {
    // The best run that ends at each position.
    let mut runs: Vec<Vec<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let before = (0..at).filter(|&other| numbers[other] < *number);
        let best = before.max_by_key(|&other| runs[other].len());
        let mut run = best.map_or_else(Vec::new, |best| runs[best].clone());
        run.push(at);
        runs.push(run);
    }
    let longest = runs.into_iter().max_by_key(Vec::len);
    longest.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ids(order: &[u8]) -> Vec<ConfigurationId> {
        let id = |one: &u8| ConfigurationId::new(one.to_string());
        order.iter().map(id).collect()
    }

    #[test]
    fn one_that_was_moved_goes_back_by_one_move() {
        let then = ids(&[1, 2, 3, 4, 5]);
        for (now, id, to) in [
            ([5, 1, 2, 3, 4], "5", 5),
            ([2, 3, 4, 5, 1], "1", 1),
            ([1, 3, 2, 4, 5], "3", 3),
        ] {
            let found = moves(&ids(&now), &then);
            assert_eq!(found.len(), 1, "{found:?}");
            if now != [1, 3, 2, 4, 5] {
                assert_eq!((found[0].0.as_str(), found[0].1), (id, to));
            }
        }
        assert_eq!(moves(&then, &then), []);
    }

    proptest! {
        #[test]
        fn moves_lead_to_the_order_that_is_meant(
            now in Just((0..9_u8).collect::<Vec<_>>()).prop_shuffle()
        ) {
            let then = ids(&(0..9).collect::<Vec<_>>());
            let mut order = ids(&now);
            for (id, to) in moves(&order.clone(), &then) {
                order = moved(&order, &id, Some(to));
            }
            prop_assert_eq!(order, then);
        }
    }
}
