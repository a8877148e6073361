//! Tests of each rule for who is reached by what.

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

/// A configuration with these targets, each a kind and its other members.
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

/// A summary of the candidates of the first type.
fn summary(rows: &[Owned]) -> String {
    summary_of(rows, Some(&[MINE, NESTED]), None)
}

fn set(ids: &[&str]) -> BTreeSet<ObjectId> {
    ids.iter().map(|id| ObjectId::parse(id).unwrap()).collect()
}

fn summary_of(rows: &[Owned], user: Option<&[&str]>, device: Option<&[&str]>) -> String {
    let (user, device) = (user.map(set), device.map(set));
    let without_devices = set(&[DELETED]);
    let rows = rows.iter().map(|(row, list)| (row, list.as_slice()));
    let explained = explain(
        rows,
        &Enrollment {
            user_groups: user.as_ref(),
            device_groups: device.as_ref(),
            platform: None,
            without_devices: &without_devices,
        },
    );
    let Some(first) = explained.first() else {
        return "nothing".to_owned();
    };
    let one = |one: &Candidate<'_>| {
        let name = &one.configuration.name;
        let at = one.assignment.map_or("", |it| it.id.as_str());
        let at = at.strip_prefix(name).unwrap_or(at);
        let fit = match &one.fit {
            Fit::Fits => "fits".to_owned(),
            Fit::Excluded => "excluded".to_owned(),
            Fit::NeverReached(by) => format!("after {by}"),
            Fit::Depends(doubts) => {
                let doubts: Vec<&str> = doubts.iter().map(|(_, doubt)| doubt.word()).collect();
                doubts.join("+")
            }
        };
        format!("{} {name}{at} {fit}", one.by.word())
    };
    let text: Vec<String> = first.candidates.iter().map(one).collect();
    text.join("; ")
}

#[test]
fn restrictions_go_by_the_user_and_the_lowest_number() {
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
    assert_eq!(
        summary(&rows),
        "user first_1 fits; user second_0 after 0; user third_0 after 0; default zero after 0"
    );
    assert_eq!(
        summary(&rows[2..]),
        "user third_0 fits; default zero after 0"
    );
    // Without a user, only the default applies, whatever group the device is in.
    assert_eq!(summary_of(&rows, None, Some(&[MINE])), "default zero fits");
    assert_eq!(
        summary_of(&rows, Some(&[]), Some(&[OTHER])),
        "user third_0 fits; default zero after 0"
    );
}

#[test]
fn the_default_comes_last() {
    let default = row(LIMIT, "zero", 0, &[plain("allDevices")]);
    let other = row(LIMIT, "one", 1, &[group(OTHER)]);
    let empty = row(LIMIT, "two", 2, &[]);
    assert_eq!(
        summary(&[default, other.clone(), empty]),
        "default zero fits"
    );
    assert_eq!(summary(&[other]), "");
}

#[test]
fn restrictions_of_one_platform_share_the_default_of_all() {
    let rows = [
        row(SINGLE, "windows", 1, &[group(OTHER)]),
        row(ALL, "common", 0, &[plain("allDevices")]),
        row(ALL, "old", 1, &[plain("allLicensedUsers")]),
    ];
    assert_eq!(summary(&rows), "default common fits");
    // An old one for all platforms has another type.
    assert_eq!(
        summary(&rows[1..]),
        "user old_0 fits; default common after 0"
    );
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
    assert_eq!(summary(&rows), "user one_1 excluded; user two_0 fits");
    // If groups of devices count, the device may be in it.
    let esp = [row(
        ESP,
        "one",
        1,
        &[plain("allLicensedUsers"), excluded(OTHER)],
    )];
    assert_eq!(summary(&esp), "user one_0 exclusion");
    assert_eq!(
        summary_of(&esp, Some(&[MINE]), Some(&[NESTED])),
        "user one_0 fits"
    );
    let filter = [row(
        LIMIT,
        "one",
        1,
        &[group(MINE), filtered(excluded(MINE))],
    )];
    assert_eq!(summary(&filter), "user one_0 exclusion");
}

#[test]
fn a_filter_is_decided_by_the_device() {
    let rows = [
        row(LIMIT, "one", 1, &[filtered(group(MINE))]),
        row(
            LIMIT,
            "two",
            2,
            &[filtered(plain("allLicensedUsers")), group(MINE)],
        ),
        row(LIMIT, "three", 3, &[filtered(group(MINE))]),
    ];
    // One target without a filter is sufficient.
    assert_eq!(
        summary(&rows),
        "user one_0 filter; user two_1 fits; user three_0 after 1"
    );
    assert_eq!(summary(&rows[2..]), "user three_0 filter");
}

#[test]
fn the_status_page_goes_by_the_device_first() {
    let zero = row(ESP, "zero", 0, &[plain("allDevices")]);
    let user = row(ESP, "user", 1, &[plain("allLicensedUsers")]);
    let later = row(ESP, "later", 3, &[plain("allLicensedUsers")]);
    let kiosk = row(ESP, "kiosk", 9, &[group(OTHER)]);
    let rows = [zero, user, later, kiosk];
    assert_eq!(
        summary(&rows),
        "device kiosk_0 device-group; user user_0 fits; user later_0 after 1; default zero fits"
    );
    assert_eq!(
        summary_of(&rows, Some(&[]), Some(&[OTHER])),
        "device kiosk_0 fits; user user_0 fits; user later_0 after 1; default zero fits"
    );
    assert_eq!(
        summary_of(&rows, Some(&[]), Some(&[])),
        "user user_0 fits; user later_0 after 0; default zero fits"
    );
    // Pre-provisioning and self-deploying have no user.
    assert_eq!(
        summary_of(&rows, None, None),
        "device kiosk_0 device-group; default zero fits"
    );
    let all = [
        row(ESP, "all", 4, &[plain("allDevices"), group(OTHER)]),
        row(ESP, "kiosk", 5, &[group(OTHER)]),
        row(ESP, "some", 3, &[filtered(plain("allDevices"))]),
        row(ESP, "gone", 2, &[group(DELETED)]),
        row(ESP, "mine", 1, &[group(MINE)]),
    ];
    // A group of the user may also contain the device.
    assert_eq!(
        summary(&all),
        "device mine_0 device-group; device some_0 filter; device all_0 fits; \
         device kiosk_0 after 2; user mine_0 fits"
    );
}

#[test]
fn nothing_is_certain_that_a_higher_row_may_take() {
    let certain = |rows: &[Owned]| {
        let user = set(&[MINE]);
        let rows = rows.iter().map(|(row, list)| (row, list.as_slice()));
        let asked = Enrollment {
            user_groups: Some(&user),
            device_groups: None,
            platform: None,
            without_devices: &BTreeSet::new(),
        };
        let explained = explain(rows, &asked);
        let certain = explained[0].certain();
        certain.map(|one| one.configuration.name.clone())
    };
    let name = |name: &str| Some(name.to_owned());
    let mine = row(ESP, "mine", 1, &[group(MINE)]);
    let everybody = row(ESP, "everybody", 2, &[plain("allLicensedUsers")]);
    let devices = row(ESP, "devices", 3, &[plain("allDevices")]);
    assert_eq!(certain(&[mine]), None, "the group may hold the device");
    assert_eq!(certain(std::slice::from_ref(&everybody)), name("everybody"));
    assert_eq!(certain(&[everybody, devices]), None);
    let limit = row(LIMIT, "mine", 2, &[group(MINE)]);
    let some = row(LIMIT, "some", 1, &[filtered(group(MINE))]);
    let not = row(LIMIT, "not", 1, &[group(MINE), excluded(MINE)]);
    assert_eq!(certain(std::slice::from_ref(&limit)), name("mine"));
    assert_eq!(certain(&[some, limit.clone()]), None);
    assert_eq!(certain(&[not, limit]), name("mine"));
}

#[test]
fn the_other_types_have_rules_of_their_own() {
    const COMANAGEMENT: &str = "deviceComanagementAuthorityConfiguration";
    const NOTIFICATION: &str = "deviceEnrollmentNotificationConfiguration";
    const HELLO: &str = "deviceEnrollmentWindowsHelloForBusinessConfiguration";
    let collection = (
        "configurationManagerCollection",
        r#","collectionId":"SMS1""#.to_owned(),
    );
    let rows = [
        row(COMANAGEMENT, "users", 1, &[plain("allLicensedUsers")]),
        row(COMANAGEMENT, "pilot", 2, &[collection, group(OTHER)]),
    ];
    assert_eq!(
        summary(&rows),
        "device pilot_0 cm-collection; device pilot_1 device-group"
    );
    let rows = [
        row(
            NOTIFICATION,
            "devices",
            1,
            &[plain("allDevices"), group(OTHER)],
        ),
        row(NOTIFICATION, "mail", 2, &[group(MINE)]),
    ];
    assert_eq!(summary(&rows), "user devices_0 not-known; user mail_0 fits");
    assert_eq!(summary_of(&rows, None, None), "");
    let rows = [
        row(HELLO, "tenant", 0, &[plain("allDevices")]),
        row(HELLO, "eight", 1, &[group(OTHER)]),
    ];
    assert_eq!(
        summary(&rows),
        "user eight_0 not-known; default tenant fits"
    );
    let rows = [
        row("newThing", "users", 1, &[plain("allLicensedUsers")]),
        row("newThing", "group", 2, &[group(OTHER)]),
    ];
    assert_eq!(
        summary(&rows),
        "device group_0 not-known; user users_0 not-known"
    );
}

#[test]
fn targets_whose_effect_is_not_known_stay_open() {
    let tag = |of: &str, id: &str| {
        let members = format!(r#","targetType":"{of}","entraObjectId":"{id}""#);
        ("scopeTagGroup", members)
    };
    let rows = [
        row(ESP, "future", 4, &[plain("dynamicRing")]),
        row(
            ESP,
            "tag",
            5,
            &[tag("user", OTHER), tag("user", MINE), tag("device", OTHER)],
        ),
        row(
            ESP,
            "none",
            6,
            &[tag("user", OTHER), tag("device", DELETED)],
        ),
    ];
    assert_eq!(
        summary(&rows),
        "device future_0 not-known; device tag_2 not-known; user tag_1 not-known"
    );
}

#[test]
fn each_type_and_platform_is_told_by_itself() {
    let rows = [
        row(LIMIT, "limit", 1, &[group(MINE)]),
        row(SINGLE, "windows", 1, &[group(MINE)]),
        row(ESP, "esp", 7, &[group(MINE)]),
    ];
    let groups = set(&[MINE]);
    let none = BTreeSet::new();
    let told = |platform| {
        let rows = rows.iter().map(|(row, list)| (row, list.as_slice()));
        let asked = Enrollment {
            user_groups: Some(&groups),
            device_groups: None,
            platform,
            without_devices: &none,
        };
        let told = explain(rows, &asked).into_iter();
        told.map(|one| (one.kind.word().to_owned(), one.platform.map(str::to_owned)))
            .collect::<Vec<_>>()
    };
    let limit = (LIMIT.to_owned(), None);
    let esp = (ESP.to_owned(), None);
    let windows = (SINGLE.to_owned(), Some("windows".to_owned()));
    assert_eq!(told(None), [esp.clone(), windows, limit.clone()]);
    assert_eq!(
        told(Some("ios")),
        [esp, limit],
        "another platform is left out"
    );
}
