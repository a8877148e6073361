//! Tests of what a review says.

use super::*;
use crate::domain::{
    ApiMode, Assignment, AssignmentId, ConfigurationId, ConfigurationType, Filter, FilterMode,
    ObjectKind, Reversal,
};
use crate::words::effect::staying;

#[test]
fn a_folded_body_is_the_same_body() {
    let pretty = "{\n  \"a\": [\n    {\n      \"b\": \"}\"\n    },\n    {}\n  ],\n  \"c\": 1\n}";
    let lines = folded(pretty);
    let expected = [
        r#"{ "a": ["#,
        r#"    { "b": "}" },"#,
        "    {}],",
        r#"  "c": 1 }"#,
    ];
    assert_eq!(lines, expected);
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(read(&lines.join("\n")), read(pretty));
}

const SALES: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";
const KIOSK: &str = "bc67ba94-637d-4efa-a09e-467ada679f81";
const GONE: &str = "dddddddd-637d-4efa-a09e-467ada679f81";
const FILTER_ID: &str = "e4631b55-3fde-45b4-a886-904732dce811";

fn read(kind: &str, more: &str) -> Target {
    let json = format!(r##"{{"@odata.type":"#microsoft.graph.{kind}AssignmentTarget"{more}}}"##);
    Target::from_raw(serde_json::from_str(&json).unwrap())
}

fn group(id: &str) -> Target {
    read("group", &format!(r#","groupId":"{id}""#))
}

fn filtered(target: &Target, mode: FilterMode) -> Target {
    target.with_filter(Some(&Filter {
        id: FILTER_ID.to_owned(),
        mode,
    }))
}

fn names() -> Names {
    let known = |name: &str, kind| Name::Known {
        name: name.to_owned(),
        kind,
    };
    [
        (SALES, known("Sales EMEA", ObjectKind::Group)),
        (ENGINEERING, known("Engineering", ObjectKind::Group)),
        (KIOSK, known("Kiosk Berlin", ObjectKind::Group)),
        (FILTER_ID, known("Corp Windows devices", ObjectKind::Filter)),
        (GONE, Name::Deleted),
    ]
    .into_iter()
    .map(|(id, name)| (ObjectId::parse(id).unwrap(), name))
    .collect()
}

const fn count(users: u64, devices: u64) -> MemberCount {
    MemberCount { users, devices }
}

/// The list of the configuration in these tests: the row that changes comes first.
fn before(first: &Target) -> Vec<Target> {
    vec![
        first.clone(),
        group(GONE),
        read("allDevices", ""),
        group(KIOSK),
    ]
}

fn change(kind: ChangeKind, before: Vec<Target>) -> Change {
    Change {
        configuration: ConfigurationId::new("c".to_owned()),
        configuration_name: "Corp\u{1b} ESP".to_owned(),
        configuration_type: ConfigurationType::Esp,
        platform: None,
        kind,
        reverses: None,
        before,
    }
}

fn retarget(from: &Target, to: &Target) -> Change {
    let kind = ChangeKind::Retarget {
        assignment: AssignmentId::new("a".to_owned()),
        from: from.clone(),
        to: to.clone(),
    };
    change(kind, before(from))
}

/// What is said of a change, its lines joined, those that are emphasised with their role.
fn shown(change: &Change, via: Via, counts: (Option<MemberCount>, Option<MemberCount>)) -> String {
    let rows: Vec<Assignment> = change
        .before
        .iter()
        .map(|target| {
            let json = format!(r#"{{"id":"x","target":{}}}"#, target.raw().to_json());
            Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
        })
        .collect();
    let request = change
        .request(ApiMode::Auto, via, &rows, ApiVersion::Beta)
        .unwrap();
    let names = names();
    let review = Review {
        change,
        earlier: None,
        priority: Some(1),
        request: &request,
        tenant: "Contoso",
        names: &names,
        count_before: counts.0,
        count_after: counts.1,
        zone: &TimeZone::UTC,
        now: None,
    };
    let facts = review.facts().into_iter().map(|line| match line.role {
        Role::Warn | Role::Bad => format!("{:?} {}", line.role, line.text),
        _ => line.text.to_string(),
    });
    let mut text: Vec<String> = facts.collect();
    text.push(review.short_request());
    text.join("\n")
}

#[test]
fn a_change_of_target_says_what_goes_what_comes_and_what_stays() {
    let sales = filtered(&group(SALES), FilterMode::Include);
    let engineering = filtered(&group(ENGINEERING), FilterMode::Include);
    let change = retarget(&sales, &engineering);
    let counts = (Some(count(1_204, 1_187)), Some(count(2_450, 3_012)));
    insta::assert_snapshot!(shown(&change, Via::Patch, counts), @"
        Corp ESP · Enrollment Status Page, priority 1 · tenant Contoso
        − group   Sales EMEA   1,204 users, 1,187 devices
        + group   Engineering  2,450 users, 3,012 devices
          filter  include Corp Windows devices (unchanged)
        3 other targets stay: 1 deleted group, all devices, Kiosk Berlin
        Affects new enrollments only. Enrolled devices keep their settings.
        PATCH /beta/…/assignments/a
        ");
    insta::assert_snapshot!(shown(&change, Via::Assign, counts), @"
        Corp ESP · Enrollment Status Page, priority 1 · tenant Contoso
        − group   Sales EMEA   1,204 users, 1,187 devices
        + group   Engineering  2,450 users, 3,012 devices
          filter  include Corp Windows devices (unchanged)
        Replaces the whole list: 4 targets before, 4 after. These stay:
          group · (deleted) dddddddd-637d-4efa-a09e-467ada679f81
          all devices
          group · Kiosk Berlin
        Affects new enrollments only. Enrolled devices keep their settings.
        POST /beta/…/assign
        ");
}

#[test]
fn a_filter_that_changes_is_said_by_itself() {
    let sales = group(SALES);
    let include = filtered(&sales, FilterMode::Include);
    let exclude = filtered(&sales, FilterMode::Exclude);
    insta::assert_snapshot!(shown(&retarget(&include, &exclude), Via::Patch, (None, None)), @"
        Corp ESP · Enrollment Status Page, priority 1 · tenant Contoso
          group   Sales EMEA
        − filter  include Corp Windows devices
        + filter  exclude Corp Windows devices
        3 other targets stay: 1 deleted group, all devices, Kiosk Berlin
        Affects new enrollments only. Enrolled devices keep their settings.
        PATCH /beta/…/assignments/a
        ");
    insta::assert_snapshot!(shown(&retarget(&include, &sales), Via::Patch, (None, None)), @"
        Corp ESP · Enrollment Status Page, priority 1 · tenant Contoso
          group   Sales EMEA
        − filter  include Corp Windows devices
        3 other targets stay: 1 deleted group, all devices, Kiosk Berlin
        Affects new enrollments only. Enrolled devices keep their settings.
        PATCH /beta/…/assignments/a
        ");
    insta::assert_snapshot!(shown(&retarget(&sales, &filtered(&group(ENGINEERING), FilterMode::Include)), Via::Patch, (None, None)), @"
        Corp ESP · Enrollment Status Page, priority 1 · tenant Contoso
        − group   Sales EMEA
        + group   Engineering
        + filter  include Corp Windows devices
        3 other targets stay: 1 deleted group, all devices, Kiosk Berlin
        Affects new enrollments only. Enrolled devices keep their settings.
        PATCH /beta/…/assignments/a
        ");
}

#[test]
fn only_what_is_unusual_is_emphasised() {
    let sales = group(SALES);
    let to = |new: &Target, counts| shown(&retarget(&sales, new), Via::Patch, counts);
    let warned = |text: String| {
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("Warn") || line.starts_with("Bad"))
            .collect();
        lines.join("\n")
    };
    let many = Some(count(2_391, 2_300));
    insta::assert_snapshot!(warned(to(&read("allLicensedUsers", ""), (many, None))), @"Warn ! It will be assigned to all users.");
    insta::assert_snapshot!(warned(to(&group(GONE), (many, None))), @"Bad ! No group in this tenant has this ID, so the assignment would reach nobody.");
    insta::assert_snapshot!(warned(to(&group(ENGINEERING), (many, Some(count(0, 0))))), @"Warn ! The new group has no members, so the assignment would reach nobody.");
    insta::assert_snapshot!(warned(to(&group(ENGINEERING), (many, Some(count(12, 2_200))))), @"Warn ! The new group has 2,379 fewer users.");
    insta::assert_snapshot!(warned(to(&group(ENGINEERING), (many, Some(count(3_100, 1_900))))), @"");
    let all = read("allDevices", "");
    let remove = change(
        ChangeKind::Remove {
            target: all.clone(),
        },
        vec![all],
    );
    insta::assert_snapshot!(warned(shown(&remove, Via::Assign, (None, None))), @"
    Warn ! It is no longer assigned to all devices.
    Bad ! No target is left: this configuration will apply to nobody.
    ");
}

#[test]
fn a_list_is_replaced_row_by_row() {
    let sales = group(SALES);
    let targets = vec![group(KIOSK), group(ENGINEERING)];
    let replace = change(ChangeKind::Replace { targets }, before(&sales));
    insta::assert_snapshot!(shown(&replace, Via::Assign, (None, None)), @"
    Corp ESP · Enrollment Status Page, priority 1 · tenant Contoso
    Replaces the whole list: 4 targets before, 2 after
    − group · Sales EMEA
    − group · (deleted) dddddddd-637d-4efa-a09e-467ada679f81
    − all devices
      group · Kiosk Berlin
    + group · Engineering
    Warn ! It is no longer assigned to all devices.
    Affects new enrollments only. Enrolled devices keep their settings.
    POST /beta/…/assign
    ");
    let add = change(
        ChangeKind::Add {
            target: group(ENGINEERING),
        },
        vec![sales],
    );
    insta::assert_snapshot!(shown(&add, Via::Assign, (None, Some(count(2_450, 3_012)))), @"
    Corp ESP · Enrollment Status Page, priority 1 · tenant Contoso
    + group  Engineering  2,450 users, 3,012 devices
    Replaces the whole list: 1 target before, 2 after. These stay:
      group · Sales EMEA
    Affects new enrollments only. Enrolled devices keep their settings.
    POST /beta/…/assign
    ");
}

#[test]
fn signs_are_read_out_as_words() {
    let change = retarget(&group(SALES), &group(ENGINEERING));
    let request = change
        .request(ApiMode::Auto, Via::Patch, &[], ApiVersion::Beta)
        .unwrap();
    let names = names();
    let review = Review {
        change: &change,
        earlier: None,
        priority: None,
        request: &request,
        tenant: "Contoso",
        names: &names,
        count_before: Some(count(1, 2)),
        count_after: None,
        zone: &TimeZone::UTC,
        now: None,
    };
    let facts = review.facts();
    let spoken: Vec<&str> = facts.iter().map(|line| line.text.spoken()).collect();
    assert_eq!(spoken[1], "old: group, Sales EMEA, 1 user, 2 devices");
    assert_eq!(spoken[2], "new: group, Engineering");
}

#[test]
fn many_targets_that_stay_are_counted() {
    let others = (0..8).map(|at| group(&format!("{at:08}-637d-4efa-a09e-467ada679f81")));
    let sales = group(SALES);
    let mut list = vec![sales.clone(), group(GONE), group(GONE)];
    list.extend(others);
    let kind = retarget(&sales, &group(ENGINEERING)).kind;
    insta::assert_snapshot!(staying(&change(kind.clone(), list), &names()), @"10 other targets stay: 2 deleted groups, …9f81, …9f81, …9f81, …9f81, …9f81, 3 more");
    insta::assert_snapshot!(staying(&change(kind, vec![sales]), &names()), @"It has no other target.");
}

#[test]
fn a_change_that_takes_another_back_is_titled_by_when_that_was_made() {
    let change = retarget(&group(SALES), &group(ENGINEERING));
    let request = change
        .request(ApiMode::Auto, Via::Patch, &[], ApiVersion::Beta)
        .unwrap();
    let names = names();
    let title = |kind: ReversalKind, time: &str, now: Option<&str>| {
        let change = Change {
            reverses: Some(Reversal {
                kind,
                change_id: "x".to_owned(),
                time: time.to_owned(),
            }),
            ..change.clone()
        };
        let review = Review {
            change: &change,
            earlier: None,
            priority: None,
            request: &request,
            tenant: "Contoso",
            names: &names,
            count_before: None,
            count_after: None,
            zone: &TimeZone::fixed(jiff::tz::offset(2)),
            now: now.map(|now| now.parse().unwrap()),
        };
        review.title().to_string()
    };
    let (undo, redo) = (ReversalKind::Undo, ReversalKind::Redo);
    let made = "2026-03-01T20:08:31Z";
    insta::assert_snapshot!(title(undo, made, Some("2026-03-01T21:59:00Z")), @"Undo the change of 22:08");
    insta::assert_snapshot!(title(redo, made, Some("2026-03-01T22:01:00Z")), @"Redo the change of 2026-03-01 22:08");
    insta::assert_snapshot!(title(undo, made, None), @"Undo the change of 2026-03-01 22:08");
    insta::assert_snapshot!(title(undo, "\u{1b}[31m", None), @"Undo a change");
}
