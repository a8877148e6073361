//! Rows and configurations that could not be read, on every verb.

use serde_json::{Value, json};

use crate::helpers::{CORP, ENGINEERING, HIDDEN, SALES};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

const LIST: &str = "/beta/deviceManagement/deviceEnrollmentConfigurations";

/// Rows that nobody can address or understand; the last one names a group all the same.
fn odd_rows() -> Vec<Value> {
    let group = json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": HIDDEN});
    vec![
        json!(null),
        json!("x"),
        json!({"id": "zz", "target": null}),
        json!({"id": "zy", "target": {"groupId": SALES}}),
        json!({"target": group}),
    ]
}

/// The list as the service has it, with these rows in the first ESP and these configurations behind.
fn disturb(env: &TestEnv, rows: &[Value], configurations: &[Value]) {
    let own = env.service.assignments(CORP);
    let list = [own.as_array().unwrap().as_slice(), rows].concat();
    let esp = json!({
        "@odata.type": "#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
        "id": CORP, "displayName": "Corp ESP", "priority": 1, "assignments": list,
    });
    let kiosk = json!({
        "@odata.type": "#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
        "id": "k_Windows10EnrollmentCompletionPageConfiguration", "displayName": "Kiosk ESP",
        "priority": 2, "assignments": [],
    });
    let all = [&[esp, kiosk], configurations].concat();
    let times = 999;
    for (place, body) in [
        (format!("{LIST}?$expand"), json!({"value": all})),
        (format!("{CORP}/assignments"), json!({"value": list})),
        (format!("{LIST}?$filter"), json!({"value": []})),
    ] {
        let fault = json!({"method": "GET", "pathContains": place, "times": times, "body": body});
        env.service.fault(&fault);
    }
}

fn writes(env: &TestEnv) -> usize {
    let posts = env.service.requests("POST").into_iter();
    let is_write = |one: &Value| {
        let path = one["path"].as_str().unwrap();
        path.ends_with("/assign") || path.ends_with("/setPriority")
    };
    posts.filter(is_write).count() + env.service.requests("PATCH").len()
}

#[test]
fn an_unreadable_row_is_shown_and_counted() {
    let env = TestEnv::new(&[]);
    disturb(&env, &odd_rows(), &[]);
    let list = env.run(&["list", "--json"]);
    assert_eq!((code(&list), err(&list)), (0, String::new()));
    let read = document(&list);
    assert_eq!(read["complete"], true);
    let rows = read["configurations"][0]["assignments"].as_array().unwrap();
    let unreadable: Vec<&Value> = rows
        .iter()
        .filter(|row| row["target"]["kind"] == "unreadable")
        .collect();
    let raw: Vec<Value> = unreadable
        .iter()
        .map(|row| row["target"]["raw"].clone())
        .collect();
    assert_eq!(raw, odd_rows());
    let ids: Vec<&Value> = unreadable.iter().map(|row| &row["id"]).collect();
    assert_eq!(
        ids,
        [
            &json!(null),
            &json!(null),
            &json!("zz"),
            &json!("zy"),
            &json!(null)
        ]
    );
    let text = env.run(&["list"]);
    assert_eq!(
        out(&text).matches("unreadable").count(),
        5,
        "{}",
        out(&text)
    );
    assert!(err(&text).contains("5 assignments"), "{}", err(&text));
    let csv = out(&env.run(&["list", "--csv"]));
    assert_eq!(csv.matches(",unreadable,").count(), 5, "{csv}");
    let show = env.run(&["show", "Corp ESP"]);
    assert_eq!(
        out(&show).matches("unreadable").count(),
        6,
        "{}",
        out(&show)
    );
    assert_eq!(
        document(&env.run(&["show", "Corp ESP", "--json"]))["assignments"]
            .as_array()
            .unwrap()
            .len(),
        rows.len()
    );
}

#[test]
fn a_list_with_an_unreadable_row_is_never_replaced() {
    for odd in odd_rows() {
        let env = TestEnv::new(&[]);
        disturb(&env, std::slice::from_ref(&odd), &[]);
        for args in [
            &["add", "Corp ESP", "--target", "all-users"][..],
            &["remove", "Corp ESP", SALES],
            &[
                "set",
                "Corp ESP",
                SALES,
                "--target",
                "all-users",
                "--via",
                "assign",
            ],
        ] {
            let (exit, message) = env.send(args);
            assert_eq!(
                (exit, &message["verdict"]),
                (1, &json!("not-sent")),
                "{args:?} {odd}"
            );
            assert!(
                message["message"]
                    .as_str()
                    .unwrap()
                    .contains("could not be read"),
                "{message}"
            );
        }
        assert_eq!(writes(&env), 0);
    }
}

#[test]
fn a_readable_row_beside_it_is_changed_by_patch() {
    let env = TestEnv::new(&[]);
    disturb(&env, &odd_rows(), &[]);
    let set = [
        "set",
        "Corp ESP",
        SALES,
        "--target",
        "group",
        "--id",
        ENGINEERING,
    ];
    let output = env.run(&[&set[..], &["--dry-run", "--json"]].concat());
    assert_eq!(document(&output)["via"], "patch", "{}", err(&output));
    let (exit, message) = env.send(&set);
    assert_eq!(exit, 4, "{message}");
    assert_eq!(env.service.requests("PATCH").len(), 1);
    // The row itself is left alone, by id too.
    let (exit, message) = env.send(&["set", "Corp ESP", "zz", "--target", "all-users"]);
    assert_eq!((exit, &message["verdict"]), (1, &json!("not-sent")));
}

#[test]
fn an_unreadable_configuration_is_shown_kept_and_stops_an_order() {
    let env = TestEnv::new(&[]);
    let odd = [
        json!(null),
        json!({"id": null, "displayName": "Odd", "n": 1}),
    ];
    disturb(&env, &[], &odd);
    let read = document(&env.run(&["list", "--json"]));
    let all = read["configurations"].as_array().unwrap();
    let unreadable: Vec<&Value> = all.iter().filter(|one| one["id"].is_null()).collect();
    let raw: Vec<&Value> = unreadable.iter().map(|one| &one["raw"]).collect();
    assert_eq!((all.len(), raw.len()), (4, 2));
    assert!(odd.iter().all(|one| raw.contains(&one)), "{raw:?}");
    // It may be of any type.
    let narrow = document(&env.run(&["list", "--json", "--type", "limit"]));
    assert_eq!(narrow["configurations"].as_array().unwrap().len(), 2);
    let (exit, message) = env.send(&["priority", "Corp ESP", "2"]);
    assert_eq!((exit, &message["verdict"]), (1, &json!("not-sent")));
    let (exit, message) = env.send(&["add", "Odd (unreadable)", "--target", "all-users"]);
    assert_eq!(
        (exit, &message["verdict"]),
        (1, &json!("not-sent")),
        "{message}"
    );
    assert_eq!(writes(&env), 0);
    // What is readable is changed as ever.
    let (exit, _) = env.send(&["add", "Corp ESP", "--target", "all-users", "--dry-run"]);
    assert_eq!(exit, 0);
    let find = document(&env.run(&["find", HIDDEN, "--json"]));
    assert_eq!(
        (&find["unreadable"], find["uses"].as_array().unwrap().len()),
        (&json!(2), 0)
    );
    let explain = env.run(&["explain", "ada@contoso.com"]);
    assert!(code(&explain) != 0 || out(&explain).contains("2 configurations could not be read"));
}

#[test]
fn a_search_finds_what_an_unreadable_row_names() {
    let env = TestEnv::new(&[]);
    disturb(&env, &odd_rows(), &[]);
    let find = document(&env.run(&["find", HIDDEN, "--json"]));
    assert_eq!(find["uses"][0]["use"], "named");
    assert_eq!(
        find["uses"][0]["assignment"]["target"]["kind"],
        "unreadable"
    );
    let output = env.run(&["find", HIDDEN]);
    assert!(
        err(&output).contains("could not be read"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_snapshot_keeps_what_cannot_be_read_and_a_restore_leaves_it_alone() {
    let env = TestEnv::new(&[]);
    disturb(&env, &odd_rows(), &[json!(null)]);
    let (one, other) = (env.path("1.json"), env.path("2.json"));
    let output = env.run(&["snapshot", &one, "--json"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(document(&output)["unreadable"], 6);
    let file: Value = serde_json::from_str(&env.read("1.json")).unwrap();
    assert!(
        file["configurations"]
            .as_array()
            .unwrap()
            .contains(&Value::Null)
    );
    let esp = file["configurations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == CORP);
    let rows = esp.unwrap()["assignments"].as_array().unwrap();
    assert!(odd_rows().iter().all(|row| rows.contains(row)), "{rows:?}");
    assert_eq!(code(&env.run(&["snapshot", &other])), 0);
    assert_eq!(env.read("1.json"), env.read("2.json"));
    assert_eq!(out(&env.run(&["diff", &one])), "No differences.\n");

    // Without them now, they are told and not brought back.
    env.service.clear_faults();
    let differs = document(&env.run(&["diff", &one, "--json"]));
    let changes = differs["changes"].as_array().unwrap();
    let corp = changes
        .iter()
        .find(|one| one["configurationId"] == CORP)
        .unwrap();
    let gone: Vec<&Value> = corp["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["from"]["kind"] == "unreadable")
        .collect();
    assert_eq!(gone.len(), 5, "{corp}");
    let output = env.run(&["restore", &one, CORP, "--json"]);
    assert_eq!(code(&output), 0, "{} {}", err(&output), out(&output));
    assert_eq!(document(&output)["rows"], json!([]));
    let skipped = document(&output)["skipped"].as_array().unwrap().len();
    assert!(skipped >= 5, "{}", out(&output));
    assert_eq!(err(&output), "");
}

#[test]
fn a_row_of_a_plan_says_that_the_list_cannot_be_read() {
    let env = TestEnv::new(&[]);
    let rows = "configuration,assignment,target\nCorp ESP,,all-users\n";
    let csv = env.write("rows.csv", rows);
    let plan = env.path("plan.toml");
    let made = env.run(&["plan", "--csv", &csv, "-o", &plan]);
    assert!(err(&made).contains("1 change"), "{}", err(&made));
    disturb(&env, &odd_rows()[..1], &[]);
    let output = env.run(&["apply", &plan, "--yes"]);
    assert_eq!(code(&output), 1, "{}", out(&output));
    assert!(
        out(&output).contains("could not be read"),
        "{}",
        out(&output)
    );
    // None is made up, either.
    let made = env.run(&["plan", "--csv", &csv]);
    assert!(
        err(&made).contains("skipped") && err(&made).contains("could not be read"),
        "{}",
        err(&made)
    );
    assert_eq!(writes(&env), 0);
}
