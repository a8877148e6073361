//! Tests the rows of a plan, and the checks of what remains.

use std::collections::BTreeSet;

use super::*;
use crate::domain::{
    ApiMode, ApiVersion, Assignment, Configuration, ObjectId, Refusal, Row, WriteMode,
};

const OLD: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
const OTHER: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";
const NEW: &str = "99999999-0a4e-4d0b-9a55-7d2b1c3e4f50";

const LIMITS: Limits = Limits {
    api: ApiMode::Auto,
    mode: WriteMode::Auto,
    read_from: ApiVersion::Beta,
    filters: &[],
};

fn id(text: &str) -> ObjectId {
    ObjectId::parse(text).unwrap()
}

fn assignment(number: usize, source: &str, target: &str) -> Assignment {
    let json = format!(
        r##"{{"id":"a{number}","source":"{source}","target":{{"@odata.type":"#microsoft.graph.{target}}}}}"##
    );
    Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

fn group(number: usize, group: &str) -> Assignment {
    let target = format!(r#"groupAssignmentTarget","groupId":"{group}""#);
    assignment(number, "direct", &target)
}

fn row(name: &str, priority: i64, assignments: Vec<Assignment>) -> Row {
    let json = format!(
        r##"{{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"{name}","displayName":"{name}","priority":{priority}}}"##
    );
    let (configuration, _) = Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap();
    Row {
        configuration,
        assignments,
    }
}

fn plan_of(draft: Draft) -> Plan {
    Plan {
        id: "p".to_owned(),
        created: String::new(),
        place: Place::default(),
        rows: draft.rows,
    }
}

fn known(verified: &[u32]) -> Known<'static> {
    Known {
        limits: LIMITS,
        verified: verified.iter().copied().collect(),
        unsettled: BTreeSet::new(),
    }
}

#[test]
fn what_a_rule_forbids_is_left_out_with_the_reason() {
    let excluded = format!(r#"exclusionGroupAssignmentTarget","groupId":"{OLD}""#);
    let rows = [
        row("plain", 1, vec![group(0, OLD), group(1, OTHER)]),
        row("default", 0, vec![group(2, OLD)]),
        row("set", 2, vec![assignment(3, "policySets", &excluded)]),
        row("excluded", 3, vec![assignment(4, "direct", &excluded)]),
        row("there", 4, vec![group(5, OLD), group(6, NEW)]),
        row("unused", 5, vec![group(7, OTHER)]),
    ];
    let draft = draft(&rows, &uses(&rows, &id(OLD), &id(NEW), |_| true), LIMITS);
    let names: Vec<&str> = draft
        .rows
        .iter()
        .map(|row| row.change.configuration_name.as_str())
        .collect();
    assert_eq!(names, ["plain"]);
    let reasons: Vec<&Refusal> = draft
        .skipped
        .iter()
        .map(|skipped| &skipped.reason)
        .collect();
    assert_eq!(
        reasons,
        [
            &Refusal::DefaultConfiguration,
            &Refusal::PolicySets,
            &Refusal::Exclusion,
            &Refusal::Duplicate
        ]
    );
}

#[test]
fn of_two_kinds_that_would_name_one_group_the_second_is_left_out() {
    let tag =
        format!(r#"scopeTagGroupAssignmentTarget","targetType":"user","entraObjectId":"{OTHER}""#);
    let rows = [
        row(
            "both",
            1,
            vec![assignment(0, "direct", &tag), group(1, OLD)],
        ),
        row(
            "taken",
            2,
            vec![assignment(2, "direct", &tag), group(3, NEW)],
        ),
    ];
    let keys = rows
        .iter()
        .flat_map(|row| {
            let id = &row.configuration.id;
            row.assignments
                .iter()
                .map(|row| (id.clone(), row.id.clone()))
        })
        .collect();
    let draft = draft(
        &rows,
        &marked(&rows, &keys, |row| Wished::PointAt(row, id(NEW))),
        LIMITS,
    );
    assert_eq!(draft.rows.len(), 1);
    let left_out: Vec<(&str, &Refusal)> = draft
        .skipped
        .iter()
        .map(|one| (one.configuration_name.as_str(), &one.reason))
        .collect();
    assert_eq!(
        left_out,
        [
            ("both", &Refusal::SharedId),
            ("taken", &Refusal::SharedId),
            ("taken", &Refusal::SameTarget)
        ]
    );
    let added = Wish {
        configuration: rows[0].configuration.id.clone(),
        wished: Wished::Add(group(9, OTHER).target),
        note: String::new(),
    };
    let draft = super::draft(&rows, &[added], LIMITS);
    assert_eq!(draft.skipped[0].reason, Refusal::SharedId);
}

#[test]
fn rows_of_one_configuration_are_looked_at_together() {
    let before = [row("one", 1, vec![group(0, OLD), group(1, OTHER)])];
    let (configuration, rows) = (&before[0].configuration.id, &before[0].assignments);
    let mut wishes = marked(
        &before,
        &[(configuration.clone(), rows[0].id.clone())].into(),
        |row| Wished::PointAt(row, id(NEW)),
    );
    wishes.push(Wish {
        configuration: configuration.clone(),
        wished: Wished::Remove(rows[1].id.clone()),
        note: String::new(),
    });
    let plan = plan_of(draft(&before, &wishes, LIMITS));
    assert_eq!(
        check(&plan, &before, &known(&[])),
        [Check::Ready, Check::Ready]
    );

    // The first row is made: the second one is still ready.
    let half = [row("one", 1, vec![group(9, NEW), group(1, OTHER)])];
    let checks = check(&plan, &half, &known(&[]));
    assert!(matches!(checks[0], Check::Done { by_plan: false }));
    assert_eq!(checks[1], Check::Ready);

    // Another admin added an assignment: the remaining rows are not made.
    let theirs = [row(
        "one",
        1,
        vec![group(9, NEW), group(1, OTHER), group(8, OLD)],
    )];
    let checks = check(&plan, &theirs, &known(&[1]));
    assert!(matches!(checks[0], Check::Done { by_plan: true }));
    assert!(matches!(checks[1], Check::Drifted { .. }), "{checks:?}");

    // A row that was edited to its own old target changes nothing.
    let mut edited = plan.clone();
    let kind = &mut edited.rows[0].change.kind;
    if let crate::domain::ChangeKind::Retarget { from, to, .. } = kind {
        to.clone_from(from);
    }
    let checks = check(&edited, &before, &known(&[]));
    assert_eq!(checks, [Check::Done { by_plan: false }, Check::Ready]);

    let gone = check(&plan, &[], &known(&[]));
    assert!(
        gone.iter()
            .all(|check| *check == Check::Refused(Refusal::Gone))
    );
}

/// Returns an order of three configurations, and a plan with the moves that reverse it.
fn turned_round() -> (Vec<Row>, Plan) {
    let rows = vec![
        row("a", 1, Vec::new()),
        row("b", 2, Vec::new()),
        row("c", 3, Vec::new()),
    ];
    let wish = |id: &str, to| Wish {
        configuration: crate::domain::ConfigurationId::new(id.to_owned()),
        wished: Wished::MoveTo(to),
        note: String::new(),
    };
    let draft = draft(&rows, &[wish("c", 1), wish("b", 2)], LIMITS);
    assert_eq!(draft.skipped, []);
    (rows, plan_of(draft))
}

fn ranked(order: &[&str]) -> Vec<Row> {
    let rows = (1..).zip(order);
    rows.map(|(priority, name)| row(name, priority, Vec::new()))
        .collect()
}

#[test]
fn moves_are_looked_at_as_one_order() {
    let (rows, plan) = turned_round();
    let ready = [Check::Ready, Check::Ready];
    assert_eq!(check(&plan, &rows, &known(&[])), ready);
    let requests = requests(&plan, &rows, &ready, LIMITS);
    let orders: Vec<_> = requests
        .iter()
        .flatten()
        .map(|(change, _)| change.order_after().unwrap())
        .collect();
    let names = |order: &[crate::domain::ConfigurationId]| {
        let names = order.iter().map(crate::domain::ConfigurationId::as_str);
        names.collect::<Vec<_>>().join("")
    };
    assert_eq!(names(&orders[0]), "cab");
    assert_eq!(names(&orders[1]), "cba");

    let half = ranked(&["c", "a", "b"]);
    for verified in [&[][..], &[1]] {
        let by_plan = !verified.is_empty();
        let checks = check(&plan, &half, &known(verified));
        assert_eq!(checks, [Check::Done { by_plan }, Check::Ready]);
    }
    // One move is made, then another admin moves another one: the remaining moves start from that order.
    let theirs = ranked(&["b", "c", "a"]);
    let made = BTreeSet::from([1]);
    let left = BTreeSet::from([2]);
    let progress = Progress {
        made: &made,
        left: &left,
    };
    let rebased = rebase(&plan.rows_beside(2), progress, &theirs, LIMITS);
    assert_eq!(rebased.len(), 1, "{rebased:?}");
    let one = &rebased[0];
    assert_eq!(names(&one.earlier.order_after().unwrap()), "cba");
    assert_eq!(names(&one.change.order_after().unwrap()), "cba");
    let again = Plan {
        rows: vec![PlanRow {
            change: one.change.clone(),
            ..plan.rows[1].clone()
        }],
        ..plan.clone()
    };
    assert_eq!(check(&again, &theirs, &known(&[])), [Check::Ready]);

    let all = check(&plan, &ranked(&["c", "b", "a"]), &known(&[]));
    assert_eq!(all, vec![Check::Done { by_plan: false }; 2]);

    // Another admin moved one, or undid a move of the plan.
    for (order, verified) in [(["b", "a", "c"], &[][..]), (["a", "b", "c"], &[1])] {
        let checks = check(&plan, &ranked(&order), &known(verified));
        let by_plan = checks[0] == (Check::Done { by_plan: true });
        assert_eq!(by_plan, !verified.is_empty());
        assert!(matches!(checks[1], Check::Drifted { .. }), "{checks:?}");
    }

    // Without its first row, no move remains.
    let second = Plan {
        rows: plan.rows[1..].to_vec(),
        ..plan
    };
    let checks = check(&second, &rows, &known(&[]));
    assert_eq!(checks, [Check::Done { by_plan: false }]);
}

#[test]
fn what_an_unreadable_row_may_hide_is_not_called_done() {
    let before = [row("a", 1, vec![group(1, OLD), group(2, OTHER)])];
    let configuration = &before[0].configuration.id;
    let wishes = [
        Wished::Retarget(before[0].assignments[0].id.clone(), group(3, NEW).target),
        Wished::Remove(before[0].assignments[1].id.clone()),
        Wished::Add(assignment(4, "direct", r#"allDevicesAssignmentTarget""#).target),
    ]
    .map(|wished| Wish {
        configuration: configuration.clone(),
        wished,
        note: String::new(),
    });
    let odd = serde_json::value::RawValue::from_string("null".to_owned()).unwrap();
    let odd = Assignment::list(&[odd]);
    let checks = |wish: &Wish, list: Vec<Assignment>| {
        let plan = plan_of(draft(&before, std::slice::from_ref(wish), LIMITS));
        check(&plan, &[row("a", 1, list)], &known(&[])).remove(0)
    };
    let gone = [vec![group(3, NEW)], odd.clone()].concat();
    assert!(matches!(
        checks(&wishes[0], gone.clone()),
        Check::Drifted { .. }
    ));
    let refused = Check::Refused(Refusal::UnreadableInList);
    assert_eq!(
        checks(&wishes[1], [vec![group(1, OLD)], odd].concat()),
        refused
    );
    assert_eq!(checks(&wishes[2], gone), refused);
    // Without the unreadable row, the planned row counts as done.
    let done = Check::Done { by_plan: false };
    assert_eq!(checks(&wishes[1], vec![group(1, OLD)]), done);
}
