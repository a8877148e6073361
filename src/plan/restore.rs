//! Creates the plan that restores the assignments and priorities of a snapshot.
//!
//! Belongs here: which changes restore the state, and what is skipped for which reason. Does not belong here:
//! the rules themselves (`domain`), running the plan (`run`).

use std::collections::BTreeMap;

use super::diff::{AssignmentDifference, pairs, without};
use super::make::{Draft, Limits, Skipped, Wish, Wished, draft};
use super::rank::{Group, moves, numbered};
use super::snapshot::Snapshot;
use crate::domain::{
    ApiVersion, Assignment, Configuration, ConfigurationId, Refusal, Row, Source, Target,
    WriteMode, refuse_configuration, refuse_edit, refuse_new, refuse_replace, same_targets,
};

/// Returns the changes that restore assignments and priorities of a snapshot in the selected configurations.
/// Differences that cannot be restored are reported as skipped.
#[must_use]
pub fn restore(
    snapshot: &Snapshot,
    now: &[Row],
    is_meant: impl Fn(&Configuration) -> bool,
    limits: Limits,
) -> Draft {
    let mut wishes = Vec::new();
    let mut skipped = Vec::new();
    let meant = snapshot.rows.iter();
    for then in meant.filter(|row| is_meant(&row.configuration)) {
        let id = &then.configuration.id;
        let Some(row) = now.iter().find(|row| row.configuration.id == *id) else {
            let reason = match then.configuration.unreadable {
                Some(_) => Refusal::UnreadableConfiguration,
                None => Refusal::Gone,
            };
            skipped.push(left_out(&then.configuration, None, reason));
            continue;
        };
        let (made, mut out) = back(then, row, snapshot.read_from, limits);
        wishes.extend(made.into_iter().map(|wished| Wish {
            configuration: id.clone(),
            wished,
            note: String::new(),
        }));
        skipped.append(&mut out);
    }
    let (mut moves, mut out) = ranks(snapshot, now, is_meant);
    wishes.append(&mut moves);
    skipped.append(&mut out);
    let mut draft = draft(now, &wishes, limits);
    skipped.append(&mut draft.skipped);
    draft.skipped = skipped;
    draft
}

fn left_out(configuration: &Configuration, target: Option<Target>, reason: Refusal) -> Skipped {
    Skipped {
        note: String::new(),
        configuration: configuration.id.clone(),
        configuration_name: configuration.name.clone(),
        target,
        reason,
    }
}

/// Returns the moves that restore the priorities, which run after all other changes.
///
/// This requires the same configurations in both orders, and both numbered from 1 without gaps. The position
/// of a newer configuration would have to be guessed.
fn ranks(
    snapshot: &Snapshot,
    now: &[Row],
    is_meant: impl Fn(&Configuration) -> bool,
) -> (Vec<Wish>, Vec<Skipped>) {
    let mut groups: BTreeMap<Group, Vec<&Configuration>> = BTreeMap::new();
    for row in &snapshot.rows {
        let configuration = &row.configuration;
        let group = (configuration.kind.clone(), configuration.platform.clone());
        groups.entry(group).or_default().push(configuration);
    }
    let (mut wishes, mut out) = (Vec::new(), Vec::new());
    for ((kind, platform), members) in groups {
        let differs = |one: &&Configuration| {
            let found = now.iter().find(|row| row.configuration.id == one.id);
            found.is_some_and(|row| row.configuration.priority != one.priority)
        };
        let moved: Vec<&Configuration> = members.into_iter().filter(differs).collect();
        let meant: Vec<&Configuration> =
            moved.iter().copied().filter(|one| is_meant(one)).collect();
        if meant.is_empty() {
            continue;
        }
        let order = |rows: &[Row]| numbered(rows, &kind, platform.as_deref());
        let steps = match (order(&snapshot.rows), order(now)) {
            (Some(then), Some(now)) if is_permutation(&then, &now) => {
                if meant.len() == moved.len() {
                    moves(&now, &then)
                } else {
                    let mut meant: Vec<_> = meant
                        .iter()
                        .filter_map(|one| Some((one.id.clone(), one.priority?)))
                        .collect();
                    meant.sort_by_key(|(_, priority)| *priority);
                    meant
                }
            }
            _ => {
                out.extend(
                    meant
                        .into_iter()
                        .map(|one| left_out(one, None, Refusal::RankedOtherwise)),
                );
                continue;
            }
        };
        wishes.extend(steps.into_iter().map(|(configuration, to)| Wish {
            configuration,
            wished: Wished::MoveTo(to),
            note: String::new(),
        }));
    }
    (wishes, out)
}

fn is_permutation(one: &[ConfigurationId], other: &[ConfigurationId]) -> bool {
    let sorted = |order: &[ConfigurationId]| {
        let mut order = order.to_vec();
        order.sort();
        order
    };
    sorted(one) == sorted(other)
}

/// Returns the changes that restore one configuration, and the differences that cannot be restored.
fn back(
    then: &Row,
    row: &Row,
    read_from: ApiVersion,
    limits: Limits,
) -> (Vec<Wished>, Vec<Skipped>) {
    let configuration = &row.configuration;
    let targets = |rows: &[Assignment]| -> Vec<Target> {
        rows.iter().map(|row| row.target.clone()).collect()
    };
    let (old, now) = (targets(&then.assignments), targets(&row.assignments));
    let mut out = Vec::new();
    let mut skip = |target: Option<&Target>, reason| {
        out.push(left_out(configuration, target.cloned(), reason));
    };
    if same_targets(&old, &now) {
        return (Vec::new(), out);
    }
    let whole = match read_from {
        ApiVersion::V1 => Err(Refusal::ReadFromV1),
        ApiVersion::Beta => refuse_configuration(configuration),
    };
    if let Err(reason) = whole {
        skip(None, reason);
        return (Vec::new(), out);
    }
    let mut come = without(&old, &now);
    come.retain(|target| {
        let is_of_set = then
            .assignments
            .iter()
            .any(|row| row.source == Source::PolicySets && row.target.same_as(target));
        let allowed = if is_of_set {
            Err(Refusal::PolicySets)
        } else {
            refuse_new(target.kind())
        };
        allowed.map_err(|reason| skip(Some(target), reason)).is_ok()
    });
    let row_of = |target: &Target| {
        let found = row.assignments.iter();
        found.clone().find(|row| row.target.same_as(target))
    };
    let mut gone = without(&now, &old);
    gone.retain(|target| {
        let allowed = row_of(target).map_or(Ok(()), |found| refuse_edit(configuration, found));
        allowed.map_err(|reason| skip(Some(target), reason)).is_ok()
    });
    let steps: Vec<Wished> = pairs(&gone, &come)
        .into_iter()
        .filter_map(|one| match one {
            AssignmentDifference::Filter { from, to }
            | AssignmentDifference::Retargeted { from, to } => {
                Some(Wished::Retarget(row_of(&from)?.id.clone(), to))
            }
            AssignmentDifference::Added(target) => Some(Wished::Add(target)),
            AssignmentDifference::Removed(target) => {
                Some(Wished::Remove(row_of(&target)?.id.clone()))
            }
        })
        .collect();
    // One request for the whole list is better than many, which could leave the list partly restored.
    let is_step = |wished: &Wished| matches!(wished, Wished::Retarget(..));
    let may_replace = limits.mode != WriteMode::Patch
        && refuse_replace(&row.assignments, limits.read_from).is_ok();
    if steps.len() > 1 && !steps.iter().all(is_step) && may_replace {
        let mut list = without(&now, &gone);
        list.append(&mut come);
        return (vec![Wished::Replace(list)], out);
    }
    (steps, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ApiMode, ChangeKind, Place};
    use crate::plan::diff::diff;

    const LIMITS: Limits = Limits {
        api: ApiMode::Auto,
        mode: WriteMode::Auto,
        read_from: ApiVersion::Beta,
        filters: &[],
    };

    fn group(number: u8, source: &str, kind: &str) -> String {
        let id = format!("6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f{number:02}");
        format!(
            r##"{{"id":"{number}","source":"{source}","target":{{"@odata.type":"#microsoft.graph.{kind}AssignmentTarget","groupId":"{id}"}}}}"##
        )
    }

    fn direct(number: u8) -> String {
        group(number, "direct", "group")
    }

    fn row(id: &str, priority: i64, list: &[String]) -> Row {
        let json = format!(
            r##"{{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"{id}","displayName":"{id}","priority":{priority},"assignments":[{}]}}"##,
            list.join(",")
        );
        let read = Configuration::from_raw(serde_json::from_str(&json).unwrap());
        let (configuration, assignments) = read.unwrap();
        Row {
            configuration,
            assignments: assignments.unwrap(),
        }
    }

    fn snapshot(rows: &[Row]) -> Snapshot {
        Snapshot {
            complete: true,
            place: Place::default(),
            read_from: ApiVersion::Beta,
            rows: rows.to_vec(),
        }
    }

    /// Returns the list after all rows of a draft are made.
    fn made(draft: &Draft, now: &Row) -> Row {
        let mut now = now.clone();
        for row in &draft.rows {
            now.assignments = super::super::make::evolved(&now.assignments, &row.change, &[]);
        }
        now
    }

    #[test]
    fn the_fewest_requests_lead_back() {
        let kinds = |then: &[String], now: &[String]| {
            let (then, now) = (row("a", 1, then), row("a", 1, now));
            let snapshot = snapshot(std::slice::from_ref(&then));
            let draft = restore(&snapshot, std::slice::from_ref(&now), |_| true, LIMITS);
            assert_eq!(draft.skipped, []);
            let made = made(&draft, &now);
            assert_eq!(diff(&[then], &[made]), []);
            let kind = |row: &super::super::PlanRow| match row.change.kind {
                ChangeKind::Retarget { .. } => "retarget",
                ChangeKind::Add { .. } => "add",
                ChangeKind::Remove { .. } => "remove",
                ChangeKind::Replace { .. } => "replace",
                ChangeKind::SetPriority { .. } => "priority",
            };
            draft.rows.iter().map(kind).collect::<Vec<_>>()
        };
        let all: Vec<String> = (1..=4).map(direct).collect();
        assert_eq!(kinds(&all, &all), [""; 0]);
        assert_eq!(kinds(&all[..1], &all[1..2]), ["retarget"]);
        assert_eq!(kinds(&all[..2], &all[..1]), ["add"]);
        assert_eq!(kinds(&all[..1], &all[..2]), ["remove"]);
        assert_eq!(kinds(&all[..2], &all[2..]), ["replace"]);
        assert_eq!(kinds(&[], &all), ["replace"]);
        assert_eq!(kinds(&all, &[]), ["replace"]);
    }

    #[test]
    fn priorities_come_back_where_the_same_are_ranked() {
        let ranked = |order: &[(&str, i64)]| -> Vec<Row> {
            order
                .iter()
                .map(|(name, priority)| row(name, *priority, &[]))
                .collect()
        };
        let then = snapshot(&ranked(&[("a", 1), ("b", 2), ("c", 3), ("d", 0)]));
        let moves = |now: &[(&str, i64)], only: &str| {
            let is_meant = |one: &Configuration| only.is_empty() || one.name == only;
            let draft = restore(&then, &ranked(now), is_meant, LIMITS);
            let to = |row: &super::super::PlanRow| match row.change.kind {
                ChangeKind::SetPriority { to, .. } => {
                    format!("{} {to}", row.change.configuration_name)
                }
                _ => String::new(),
            };
            let moves: Vec<String> = draft.rows.iter().map(to).collect();
            let left = draft.skipped.iter().map(|left| left.reason.clone());
            (moves.join(", "), left.collect::<Vec<_>>())
        };
        let turned = [("c", 1), ("a", 2), ("b", 3), ("d", 0)];
        assert_eq!(moves(&turned, ""), ("c 3".to_owned(), vec![]));
        assert_eq!(moves(&turned, "a"), ("a 1".to_owned(), vec![]));
        let gap = [("b", 1), ("a", 2), ("c", 4), ("d", 0)];
        assert_eq!(moves(&gap, "").1, vec![Refusal::RankedOtherwise; 3]);
        let more = [("new", 1), ("a", 2), ("b", 3), ("c", 4), ("d", 0)];
        assert_eq!(moves(&more, "b").1, [Refusal::RankedOtherwise]);
    }

    #[test]
    fn what_may_not_be_written_is_left_out_with_its_reason() {
        let unknown = group(9, "direct", "future");
        let excluded = group(8, "direct", "exclusionGroup");
        let of_set = group(7, "policySets", "group");
        let then = [
            row("gone", 1, &[direct(1)]),
            row("default", 0, &[direct(1)]),
            row("unknown", 3, std::slice::from_ref(&unknown)),
            row("excluded", 4, std::slice::from_ref(&excluded)),
            row("set", 5, &[of_set.clone(), direct(1)]),
            row("moved", 6, &[direct(1)]),
        ];
        let now = [
            row("default", 0, &[direct(2)]),
            row("unknown", 3, &[]),
            row("excluded", 4, &[]),
            row("set", 5, &[group(6, "policySets", "group"), direct(2)]),
            row("moved", 7, &[direct(1)]),
        ];
        let draft = restore(&snapshot(&then), &now, |_| true, LIMITS);
        let reasons: Vec<(&str, &Refusal)> = draft
            .skipped
            .iter()
            .map(|one| (one.configuration_name.as_str(), &one.reason))
            .collect();
        assert_eq!(
            reasons,
            [
                ("gone", &Refusal::Gone),
                ("default", &Refusal::DefaultConfiguration),
                ("unknown", &Refusal::UnknownKind),
                ("excluded", &Refusal::Exclusion),
                ("set", &Refusal::PolicySets),
                ("set", &Refusal::PolicySets),
                ("moved", &Refusal::RankedOtherwise),
            ]
        );
        // The assignment that does not come from a policy set is restored by its own request.
        let names: Vec<&str> = draft
            .rows
            .iter()
            .map(|row| row.change.configuration_name.as_str())
            .collect();
        assert_eq!(names, ["set"]);
        let kind = &draft.rows[0].change.kind;
        assert!(matches!(kind, ChangeKind::Retarget { .. }), "{kind:?}");

        let only = restore(&snapshot(&then), &now, |one| one.name == "gone", LIMITS);
        assert_eq!((only.rows.len(), only.skipped.len()), (0, 1));
        let from_v1 = Snapshot {
            read_from: ApiVersion::V1,
            ..snapshot(&then[4..5])
        };
        let draft = restore(&from_v1, &now, |_| true, LIMITS);
        assert_eq!(draft.rows, []);
        assert_eq!(draft.skipped[0].reason, Refusal::ReadFromV1);
    }
}
