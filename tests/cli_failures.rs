//! What fails beside what was asked for, on the real binary: names that cannot be looked up and lists that
//! are not whole take nothing else with them, and the request that failed is named once.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use serde_json::{Value, json};

use support::office::{Office, code, document, err, out};

const CORP: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
const SALES: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";
const USER: &str = "admin@contoso.com";

/// Makes every request for names fail, however the groups are asked for.
fn without_names(office: &Office, answer: &Value) {
    for path in ["getByIds", "/v1.0/$batch", "/assignmentFilters"] {
        let mut fault = answer.clone();
        fault["pathContains"] = json!(path);
        fault["times"] = json!(999);
        office.service.fault(&fault);
    }
}

/// The lines of stderr that warn.
fn warnings(said: &str) -> Vec<&str> {
    let lines = said.lines();
    lines.filter(|line| line.starts_with("warning: ")).collect()
}

fn boom(status: u16) -> Value {
    json!({"status": status, "body": {"error": {"code": "boom", "message": "boom"}}})
}

/// The ways in which the directory gives no names.
fn unnamed() -> Vec<Value> {
    vec![
        boom(500),
        boom(404),
        boom(400),
        json!({"status": 200, "body": "<html>"}),
        json!({"drop": true}),
    ]
}

#[test]
fn ids_stand_in_for_names_and_one_line_names_the_request() {
    for answer in unnamed() {
        let office = Office::new(&[]);
        without_names(&office, &answer);
        for args in [
            &["show", "Corp ESP"][..],
            &["list", "--names"],
            &["find", SALES],
            &["explain", USER],
        ] {
            let output = office.run(args);
            assert_eq!(code(&output), 0, "{answer} {args:?}: {}", err(&output));
            let said = err(&output);
            let warned = warnings(&said);
            assert_eq!(warned.len(), 1, "{answer} {args:?}: {said}");
            assert!(warned[0].contains("/v1.0/"), "{said}");
            if args[0] != "explain" {
                assert!(out(&output).contains(SALES), "{args:?}: {}", out(&output));
            }
            let output = office.run(&[args, &["--json"]].concat());
            assert_eq!(
                (code(&output), err(&output)),
                (0, String::new()),
                "{answer} {args:?}"
            );
            let read = document(&output);
            let missing = read["namesMissing"]["message"].as_str().unwrap();
            assert!(missing.contains("/v1.0/"), "{read}");
            assert_eq!(read["complete"], true);
        }
    }
}

#[test]
fn a_change_does_not_need_names() {
    for answer in unnamed() {
        let office = Office::new(&[]);
        without_names(&office, &answer);
        let output = office.run(&[
            "set",
            "Corp ESP",
            SALES,
            "--target",
            "group",
            "--group",
            ENGINEERING,
            "--yes",
        ]);
        assert_eq!(code(&output), 0, "{answer}: {}", err(&output));
        assert_eq!(warnings(&err(&output)).len(), 1, "{}", err(&output));
        assert!(office.targets(CORP).contains(&ENGINEERING.to_owned()));
        let (exit, ended) = office.send(&["undo", "last"]);
        assert_eq!((exit, ended["verdict"].as_str()), (0, Some("verified")));
        assert!(ended["namesMissing"]["message"].is_string(), "{ended}");
        assert!(office.targets(CORP).contains(&SALES.to_owned()));
        for args in [
            &["remove", "Corp ESP", SALES][..],
            &["add", "Corp ESP", "--target", "group", "--group", SALES],
        ] {
            let (exit, ended) = office.send(args);
            assert_eq!((exit, ended["verdict"].as_str()), (0, Some("verified")));
            assert!(ended["namesMissing"]["message"].is_string(), "{ended}");
        }
    }
}

#[test]
fn a_name_that_cannot_be_looked_up_is_no_wrong_name() {
    let office = Office::new(&[]);
    without_names(&office, &boom(500));
    let csv = office.write(
        "rows.csv",
        "configuration,assignment,target,group\nCorp ESP,Sales EMEA,remove,\n",
    );
    for args in [
        &["remove", "Corp ESP", "Sales EMEA"][..],
        &["plan", "--csv", &csv],
    ] {
        let output = office.run(&[args, &["--json"]].concat());
        let output = if args[0] == "remove" {
            office.run(&[args, &["--yes", "--json"]].concat())
        } else {
            output
        };
        assert_eq!(code(&output), 2, "{}", err(&output));
        let hint = document(&output)["error"]["hint"].to_string();
        assert!(hint.contains("/v1.0/$batch"), "{hint}");
    }
    assert_eq!(office.writes(), 0);
}

#[test]
fn files_are_made_and_compared_without_names() {
    let office = Office::new(&[]);
    let state = office.path("state.json");
    assert_eq!(code(&office.run(&["snapshot", &state])), 0);
    office.send(&["remove", "Corp ESP", SALES]);
    without_names(&office, &boom(500));
    let plan = office.path("plan.toml");
    for args in [
        &["diff", &state][..],
        &["restore", &state],
        &["plan", "--retarget", SALES, ENGINEERING, "-o", &plan],
        &["apply", &plan, "--yes"],
    ] {
        let output = office.run(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", err(&output));
        let said = err(&output);
        assert_eq!(warnings(&said).len(), 1, "{args:?}: {said}");
    }
    let output = office.run(&["diff", &state, "--json"]);
    assert_eq!(err(&output), "");
    assert!(document(&output)["namesMissing"]["message"].is_string());
    let output = office.run(&["apply", &plan, "--json", "--dry-run"]);
    assert!(document(&output)["namesMissing"]["message"].is_string());
}

/// Makes only the list of the notification configurations fail.
fn without_notifications(office: &Office, status: u16) {
    let mut fault = boom(status);
    fault["pathContains"] = json!("$filter=deviceEnrollmentConfigurationType");
    fault["times"] = json!(999);
    office.service.fault(&fault);
}

#[test]
fn a_configuration_that_was_read_is_changed_though_others_were_not() {
    for status in [400, 404, 500] {
        let office = Office::new(&[]);
        let plan = office.path("plan.toml");
        let made = office.run(&[
            "plan",
            "--retarget",
            SALES,
            ENGINEERING,
            "--only",
            "Corp ESP",
            "-o",
            &plan,
        ]);
        assert_eq!(code(&made), 0, "{}", err(&made));
        without_notifications(&office, status);
        let output = office.run(&["apply", &plan, "--yes"]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!(warnings(&err(&output)).len(), 1, "{}", err(&output));
        for args in [
            &["undo", "last"][..],
            &[
                "set",
                "Corp ESP",
                SALES,
                "--target",
                "group",
                "--group",
                ENGINEERING,
            ],
            &["remove", "Corp ESP", ENGINEERING],
            &["add", CORP, "--target", "group", "--group", SALES],
        ] {
            let (exit, ended) = office.send(args);
            assert_eq!(
                (exit, ended["verdict"].as_str()),
                (0, Some("verified")),
                "{ended}"
            );
            let missing = ended["missing"]["message"].as_str().unwrap();
            assert!(missing.contains("$filter"), "{ended}");
        }
        // The order of priorities may hold one that was not read.
        let before = office.writes();
        let (exit, ended) = office.send(&["priority", "Corp ESP", "2"]);
        assert_eq!((exit, ended["verdict"].as_str()), (1, Some("not-sent")));
        // Of one that was not read nobody knows whether it is still there.
        let output = office.run(&["remove", "Welcome", SALES, "--yes", "--json"]);
        assert_eq!(code(&output), 2);
        let hint = document(&output)["error"]["hint"].to_string();
        assert!(hint.contains("$filter"), "{hint}");
        assert_eq!(office.writes(), before);
    }
}

#[test]
fn a_plan_about_what_was_not_read_is_not_begun() {
    let office = Office::new(&[]);
    let csv = office.write(
        "rows.csv",
        "configuration,assignment,target\nCorp ESP,Sales EMEA,remove\nMail on Windows enrollment,all-users,remove\n",
    );
    let plan = office.path("plan.toml");
    let made = office.run(&["plan", "--csv", &csv, "-o", &plan]);
    assert_eq!(code(&made), 0, "{}", err(&made));
    without_notifications(&office, 400);
    let output = office.run(&["apply", &plan, "--yes", "--keep-going", "--json"]);
    assert_eq!(code(&output), 2, "{}", out(&output));
    let said = document(&output)["error"]["message"].to_string();
    assert!(said.contains("$filter"), "{said}");
    assert_eq!(office.writes(), 0);
}
