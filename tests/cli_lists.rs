//! Rows that cannot be read, and lists that are not whole, on the real binary: what is shown, what is
//! kept, what is not done.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use serde_json::{Value, json};

use support::office::{Office, code, document, err, out};

const LIST: &str = "/beta/deviceManagement/deviceEnrollmentConfigurations";
const CORP: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
const SALES: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";
const HIDDEN: &str = "0c0c0c0c-0000-4000-8000-00000000000c";

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
fn disturb(office: &Office, rows: &[Value], configurations: &[Value]) {
    let own = office.service.assignments(CORP);
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
        office.service.fault(&fault);
    }
}

fn writes(office: &Office) -> usize {
    let posts = office.service.requests("POST").into_iter();
    let is_write = |one: &Value| {
        let path = one["path"].as_str().unwrap();
        path.ends_with("/assign") || path.ends_with("/setPriority")
    };
    posts.filter(is_write).count() + office.service.requests("PATCH").len()
}

#[test]
fn an_unreadable_row_is_shown_and_counted() {
    let office = Office::new(&[]);
    disturb(&office, &odd_rows(), &[]);
    let list = office.run(&["list", "--json"]);
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
    let text = office.run(&["list"]);
    assert_eq!(
        out(&text).matches("unreadable").count(),
        5,
        "{}",
        out(&text)
    );
    assert!(err(&text).contains("5 assignments"), "{}", err(&text));
    let csv = out(&office.run(&["list", "--csv"]));
    assert_eq!(csv.matches(",unreadable,").count(), 5, "{csv}");
    let show = office.run(&["show", "Corp ESP"]);
    assert_eq!(
        out(&show).matches("unreadable").count(),
        6,
        "{}",
        out(&show)
    );
    assert_eq!(
        document(&office.run(&["show", "Corp ESP", "--json"]))["assignments"]
            .as_array()
            .unwrap()
            .len(),
        rows.len()
    );
}

#[test]
fn a_list_with_an_unreadable_row_is_never_replaced() {
    for odd in odd_rows() {
        let office = Office::new(&[]);
        disturb(&office, std::slice::from_ref(&odd), &[]);
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
            let (exit, said) = office.send(args);
            assert_eq!(
                (exit, &said["verdict"]),
                (1, &json!("not-sent")),
                "{args:?} {odd}"
            );
            assert!(
                said["message"]
                    .as_str()
                    .unwrap()
                    .contains("could not be read"),
                "{said}"
            );
        }
        assert_eq!(writes(&office), 0);
    }
}

#[test]
fn a_readable_row_beside_it_is_changed_by_patch() {
    let office = Office::new(&[]);
    disturb(&office, &odd_rows(), &[]);
    let set = [
        "set",
        "Corp ESP",
        SALES,
        "--target",
        "group",
        "--id",
        ENGINEERING,
    ];
    let output = office.run(&[&set[..], &["--dry-run", "--json"]].concat());
    assert_eq!(document(&output)["via"], "patch", "{}", err(&output));
    let (exit, said) = office.send(&set);
    assert_eq!(exit, 4, "{said}");
    assert_eq!(office.service.requests("PATCH").len(), 1);
    // The row itself is left alone, by id too.
    let (exit, said) = office.send(&["set", "Corp ESP", "zz", "--target", "all-users"]);
    assert_eq!((exit, &said["verdict"]), (1, &json!("not-sent")));
}

#[test]
fn an_unreadable_configuration_is_shown_kept_and_stops_an_order() {
    let office = Office::new(&[]);
    let odd = [
        json!(null),
        json!({"id": null, "displayName": "Odd", "n": 1}),
    ];
    disturb(&office, &[], &odd);
    let read = document(&office.run(&["list", "--json"]));
    let all = read["configurations"].as_array().unwrap();
    let unreadable: Vec<&Value> = all.iter().filter(|one| one["id"].is_null()).collect();
    let raw: Vec<&Value> = unreadable.iter().map(|one| &one["raw"]).collect();
    assert_eq!((all.len(), raw.len()), (4, 2));
    assert!(odd.iter().all(|one| raw.contains(&one)), "{raw:?}");
    // It may be of any type.
    let narrow = document(&office.run(&["list", "--json", "--type", "limit"]));
    assert_eq!(narrow["configurations"].as_array().unwrap().len(), 2);
    let (exit, said) = office.send(&["priority", "Corp ESP", "2"]);
    assert_eq!((exit, &said["verdict"]), (1, &json!("not-sent")));
    let (exit, said) = office.send(&["add", "Odd (unreadable)", "--target", "all-users"]);
    assert_eq!((exit, &said["verdict"]), (1, &json!("not-sent")), "{said}");
    assert_eq!(writes(&office), 0);
    // What is readable is changed as ever.
    let (exit, _) = office.send(&["add", "Corp ESP", "--target", "all-users", "--dry-run"]);
    assert_eq!(exit, 0);
    let find = document(&office.run(&["find", HIDDEN, "--json"]));
    assert_eq!(
        (&find["unreadable"], find["uses"].as_array().unwrap().len()),
        (&json!(2), 0)
    );
    let explain = office.run(&["explain", "ada@contoso.com"]);
    assert!(code(&explain) != 0 || out(&explain).contains("2 configurations could not be read"));
}

#[test]
fn a_search_finds_what_an_unreadable_row_names() {
    let office = Office::new(&[]);
    disturb(&office, &odd_rows(), &[]);
    let find = document(&office.run(&["find", HIDDEN, "--json"]));
    assert_eq!(find["uses"][0]["use"], "named");
    assert_eq!(
        find["uses"][0]["assignment"]["target"]["kind"],
        "unreadable"
    );
    let output = office.run(&["find", HIDDEN]);
    assert!(
        err(&output).contains("could not be read"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_snapshot_keeps_what_cannot_be_read_and_a_restore_leaves_it_alone() {
    let office = Office::new(&[]);
    disturb(&office, &odd_rows(), &[json!(null)]);
    let (one, other) = (office.path("1.json"), office.path("2.json"));
    let output = office.run(&["snapshot", &one, "--json"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(document(&output)["unreadable"], 6);
    let file: Value = serde_json::from_str(&office.read("1.json")).unwrap();
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
    assert_eq!(code(&office.run(&["snapshot", &other])), 0);
    assert_eq!(office.read("1.json"), office.read("2.json"));
    assert_eq!(out(&office.run(&["diff", &one])), "nothing differs\n");

    // Without them now, they are told and not brought back.
    office.service.clear_faults();
    let differs = document(&office.run(&["diff", &one, "--json"]));
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
    let output = office.run(&["restore", &one, CORP, "--json"]);
    assert_eq!(code(&output), 0, "{} {}", err(&output), out(&output));
    assert_eq!(document(&output)["rows"], json!([]));
    assert!(
        err(&output).matches("left out").count() >= 5,
        "{}",
        err(&output)
    );
}

#[test]
fn a_row_of_a_plan_says_that_the_list_cannot_be_read() {
    let office = Office::new(&[]);
    let rows = "configuration,assignment,target\nCorp ESP,,all-users\n";
    let csv = office.write("rows.csv", rows);
    let plan = office.path("plan.toml");
    let made = office.run(&["plan", "--csv", &csv, "-o", &plan]);
    assert!(err(&made).contains("1 change"), "{}", err(&made));
    disturb(&office, &odd_rows()[..1], &[]);
    let output = office.run(&["apply", &plan, "--yes"]);
    assert_eq!(code(&output), 1, "{}", out(&output));
    assert!(
        out(&output).contains("could not be read"),
        "{}",
        out(&output)
    );
    // None is made up, either.
    let made = office.run(&["plan", "--csv", &csv]);
    assert!(
        err(&made).contains("left out") && err(&made).contains("could not be read"),
        "{}",
        err(&made)
    );
    assert_eq!(writes(&office), 0);
}

/// The ways in which only a part of the list can be read, each with what the request says of itself.
fn broken() -> Vec<(Value, &'static str)> {
    let error = |code: &str| json!({"error": {"code": code, "message": "boom"}});
    vec![
        (
            json!({"pathContains": "$filter", "times": 999, "status": 400, "body": error("BadRequest")}),
            "$filter",
        ),
        (
            json!({"pathContains": "$filter", "times": 999, "status": 404, "body": error("NotFound")}),
            "$filter",
        ),
        (
            json!({"pathContains": "$skiptoken", "times": 999, "status": 500, "body": error("x")}),
            "$skiptoken",
        ),
        (
            json!({"pathContains": "$skiptoken", "times": 999, "body": "<html>"}),
            "$skiptoken",
        ),
        (
            json!({"pathContains": "$skiptoken", "times": 999, "drop": true}),
            "$skiptoken",
        ),
    ]
}

#[test]
fn what_only_reads_goes_on_with_a_part_and_says_so() {
    for (fault, request) in broken() {
        let office = Office::new(&[]);
        office.service.fault(&fault);
        for args in [
            &["list"][..],
            &["show", "Corp ESP"],
            &["find", SALES],
            &["explain", "ada.byron@contoso.com"],
        ] {
            let output = office.run(args);
            if args[0] != "explain" {
                assert_eq!(code(&output), 0, "{args:?}: {}", err(&output));
                assert!(err(&output).contains(request), "{args:?}: {}", err(&output));
            }
            let output = office.run(&[args, &["--json"]].concat());
            if args[0] != "explain" {
                assert_eq!(
                    (code(&output), err(&output)),
                    (0, String::new()),
                    "{args:?}"
                );
                let read = document(&output);
                assert_eq!(read["complete"], false);
                assert!(
                    read["missing"]["message"]
                        .as_str()
                        .unwrap()
                        .contains(request),
                    "{read}"
                );
            }
        }
        let csv = office.run(&["list", "--csv"]);
        assert!(err(&csv).contains(request) && out(&csv).lines().count() > 20);
    }
}

#[test]
fn what_needs_the_whole_list_ends_and_names_the_request() {
    let whole = Office::new(&[]);
    let state = whole.path("state.json");
    assert_eq!(code(&whole.run(&["snapshot", &state])), 0);
    assert!(!whole.read("state.json").contains("complete"));
    for (fault, request) in broken() {
        let office = Office::new(&[]);
        office.service.fault(&fault);
        let file = office.path("part.json");
        let csv = office.write("rows.csv", "configuration,target\nCorp ESP,all-users\n");
        for args in [
            &["snapshot", &file][..],
            &["diff", &state],
            &["restore", &state],
            &["plan", "--csv", &csv],
            &["plan", "--retarget", SALES, HIDDEN],
        ] {
            let output = office.run(args);
            assert_eq!(
                (code(&output), out(&output)),
                (2, String::new()),
                "{args:?}"
            );
            assert!(err(&output).contains(request), "{args:?}: {}", err(&output));
            let output = office.run(&[args, &["--json"]].concat());
            let said = document(&output);
            assert_eq!(code(&output), 2, "{args:?}");
            assert!(
                said["error"]["message"].as_str().unwrap().contains(request),
                "{said}"
            );
        }
        assert!(!std::path::Path::new(&file).exists());

        let output = office.run(&["snapshot", "--partial", &file]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(err(&output).contains(request), "{}", err(&output));
        let read: Value = serde_json::from_str(&office.read("part.json")).unwrap();
        assert_eq!(read["complete"], false);
        assert!(read["configurations"].as_array().unwrap().len() >= 20);
        for args in [
            &["restore", &file][..],
            &["diff", &file],
            &["diff", &file, &state],
            &["diff", &state, &file],
        ] {
            let output = whole.run(args);
            assert_eq!(code(&output), 2, "{args:?}");
            assert!(err(&output).contains("not complete"), "{}", err(&output));
        }
    }
}

#[test]
fn a_whole_list_makes_a_whole_snapshot_with_partial_too() {
    let office = Office::new(&[]);
    let (one, other) = (office.path("1.json"), office.path("2.json"));
    assert_eq!(code(&office.run(&["snapshot", &one])), 0);
    let output = office.run(&["snapshot", "--partial", &other, "--json"]);
    assert_eq!(document(&output)["complete"], true);
    assert_eq!(office.read("1.json"), office.read("2.json"));
}
