//! Each rule of who is reached by what.

use super::*;

const MINE: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
const NESTED: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";
const OTHER: &str = "99999999-0a4e-4d0b-9a55-7d2b1c3e4f50";
const DELETED: &str = "dddddddd-0a4e-4d0b-9a55-7d2b1c3e4f50";
const ESP: &str = "windows10EnrollmentCompletionPageConfiguration";
const LIMIT: &str = "deviceEnrollmentLimitConfiguration";
const SINGLE: &str = "deviceEnrollmentPlatformRestrictionConfiguration";
const ALL: &str = "deviceEnrollmentPlatformRestrictionsConfiguration";
const FILTER: &str = r#","deviceAndAppManagementAssignmentFilterId":"f0f0f0f0-0a4e-4d0b-9a55-7d2b1c3e4f50","deviceAndAppManagementAssignmentFilterType":"include""#;

type Owned = (Configuration, Vec<Assignment>);

/// A configuration with these targets: a kind, and the members besides.
fn row(kind: &str, name: &str, priority: i64, targets: &[(&str, String)]) -> Owned {
    let rows: Vec<String> = (0..)
        .zip(targets)
        .map(|(at, (kind, members))| {
            format!(
                r##"{{"id":"{name}_{at}","target":{{"@odata.type":"#microsoft.graph.{kind}AssignmentTarget"{members}}}}}"##
            )
        })
        .collect();
    let platform = if kind == SINGLE {
        r#","platformType":"windows""#
    } else {
        ""
    };
    let json = format!(
        r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"{name}","displayName":"{name}","priority":{priority}{platform},"assignments":[{}]}}"##,
        rows.join(",")
    );
    let (configuration, assignments) =
        Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap();
    (configuration, assignments.unwrap())
}

fn group(id: &str) -> (&'static str, String) {
    ("group", format!(r#","groupId":"{id}""#))
}

fn filtered((kind, members): (&'static str, String)) -> (&'static str, String) {
    (kind, members + FILTER)
}

fn excluded(id: &str) -> (&'static str, String) {
    ("exclusionGroup", format!(r#","groupId":"{id}""#))
}

fn plain(kind: &'static str) -> (&'static str, String) {
    (kind, String::new())
}

/// What is said of the first type, in short.
fn said(rows: &[Owned]) -> String {
    let groups = [MINE, NESTED].map(|id| ObjectId::parse(id).unwrap());
    let groups = BTreeSet::from(groups);
    let rows = rows.iter().map(|(row, list)| (row, list.as_slice()));
    let explained = explain(
        rows,
        &groups,
        &BTreeSet::from([ObjectId::parse(DELETED).unwrap()]),
    );
    let first = &explained[0];
    let winner = match first.winner {
        Winner::Reaches(through) => {
            format!(
                "{} by {}",
                through.configuration.name, through.assignment.id
            )
        }
        Winner::Default(configuration) => format!("default {}", configuration.name),
        Winner::Nothing => "nothing".to_owned(),
    };
    let mut said = vec![winner];
    for undecided in &first.undecided {
        let doubts: Vec<&str> = undecided.doubts.iter().map(|(_, it)| it.word()).collect();
        said.push(format!(
            "{}? {}",
            undecided.configuration.name,
            doubts.join(" ")
        ));
    }
    for (word, list) in [("beats", &first.beaten), ("not", &first.excluded)] {
        for through in list {
            said.push(format!("{word} {}", through.configuration.name));
        }
    }
    said.join("; ")
}

#[test]
fn the_lowest_number_wins_among_those_that_reach() {
    let rows = [
        row(LIMIT, "second", 2, &[group(MINE)]),
        row(
            LIMIT,
            "first",
            1,
            &[group(OTHER), group(&NESTED.to_uppercase())],
        ),
        row(LIMIT, "zero", 0, &[plain("allDevices")]),
        row(LIMIT, "third", 3, &[plain("allLicensedUsers")]),
        row(LIMIT, "fourth", 4, &[group(OTHER)]),
    ];
    assert_eq!(said(&rows), "first by first_1; beats second; beats third");
    // Everybody is reached by All users.
    assert_eq!(said(&rows[2..]), "third by third_0");
}

#[test]
fn the_default_is_the_last_resort() {
    let default = row(LIMIT, "zero", 0, &[plain("allDevices")]);
    let other = row(LIMIT, "one", 1, &[group(OTHER)]);
    let empty = row(LIMIT, "two", 2, &[]);
    assert_eq!(said(&[default, other.clone(), empty]), "default zero");
    assert_eq!(said(&[other]), "nothing");
}

#[test]
fn restrictions_of_one_platform_share_the_default_of_all() {
    let rows = [
        row(SINGLE, "windows", 1, &[group(OTHER)]),
        row(ALL, "common", 0, &[plain("allDevices")]),
        row(ALL, "old", 1, &[plain("allLicensedUsers")]),
    ];
    assert_eq!(said(&rows), "default common");
    // An old one for all platforms is of another type.
    assert_eq!(said(&rows[1..]), "old by old_0");
}

#[test]
fn an_excluded_group_outweighs_every_other_target() {
    let rows = [
        row(
            LIMIT,
            "one",
            1,
            &[plain("allLicensedUsers"), excluded(NESTED)],
        ),
        row(LIMIT, "two", 2, &[group(MINE), excluded(OTHER)]),
    ];
    assert_eq!(said(&rows), "two by two_0; not one");
    // Where groups of devices count, the device may be in it.
    let esp = [row(ESP, "one", 1, &[group(MINE), excluded(OTHER)])];
    assert_eq!(said(&esp), "nothing; one? exclusion");
    let filter = [row(
        LIMIT,
        "one",
        1,
        &[group(MINE), filtered(excluded(MINE))],
    )];
    assert_eq!(said(&filter), "nothing; one? exclusion");
}

#[test]
fn a_filter_is_decided_by_the_device() {
    let rows = [
        row(ESP, "one", 1, &[filtered(group(MINE))]),
        row(
            ESP,
            "two",
            2,
            &[filtered(plain("allLicensedUsers")), group(MINE)],
        ),
        row(ESP, "three", 3, &[filtered(group(MINE))]),
    ];
    // One target without a filter is enough, and what comes later does not matter any more.
    assert_eq!(said(&rows), "two by two_1; one? filter");
    assert_eq!(said(&rows[2..]), "nothing; three? filter");
}

#[test]
fn device_targets_are_named_and_not_guessed() {
    let tag = |of: &str, id: &str| {
        let members = format!(r#","targetType":"{of}","entraObjectId":"{id}""#);
        ("scopeTagGroup", members)
    };
    let rows = [
        row(ESP, "all", 1, &[plain("allDevices")]),
        row(ESP, "kiosk", 2, &[group(OTHER)]),
        row(
            ESP,
            "cm",
            3,
            &[(
                "configurationManagerCollection",
                r#","collectionId":"SMS1""#.to_owned(),
            )],
        ),
        row(ESP, "future", 4, &[plain("dynamicRing")]),
        row(
            ESP,
            "tag",
            5,
            &[tag("user", OTHER), tag("user", MINE), tag("device", OTHER)],
        ),
        row(ESP, "none", 6, &[tag("user", OTHER)]),
    ];
    assert_eq!(
        said(&rows),
        "nothing; all? all-devices; kiosk? device-group; cm? cm-collection; future? not-known; \
         tag? not-known not-known"
    );
    // No device is in a group that is gone.
    let gone = [
        row(ESP, "gone", 1, &[group(DELETED)]),
        row(ESP, "mine", 2, &[group(MINE), excluded(DELETED)]),
    ];
    assert_eq!(said(&gone), "mine by mine_0");
    // Restrictions and limits are looked up for the user: a group of devices is of no account.
    assert_eq!(said(&[row(LIMIT, "kiosk", 1, &[group(OTHER)])]), "nothing");
}

#[test]
fn each_type_and_platform_is_told_by_itself() {
    let rows = [
        row(LIMIT, "limit", 1, &[group(MINE)]),
        row(SINGLE, "windows", 1, &[group(MINE)]),
        row(ESP, "esp", 7, &[group(MINE)]),
    ];
    let rows = rows.iter().map(|(row, list)| (row, list.as_slice()));
    let groups = BTreeSet::from([ObjectId::parse(MINE).unwrap()]);
    let told: Vec<_> = explain(rows, &groups, &BTreeSet::new())
        .into_iter()
        .map(|one| (one.kind.word().to_owned(), one.platform.map(str::to_owned)))
        .collect();
    let windows = Some("windows".to_owned());
    assert_eq!(
        told,
        [
            (ESP.to_owned(), None),
            (SINGLE.to_owned(), windows),
            (LIMIT.to_owned(), None)
        ]
    );
}
