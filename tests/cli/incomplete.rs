//! A list that is not whole, on every verb.

use serde_json::{Value, json};

use crate::helpers::{CORP, ENGINEERING, HIDDEN, SALES, boom, plan_for_corp, set_group, warnings};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

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
        let env = TestEnv::new(&[]);
        env.service.fault(&fault);
        for args in [
            &["list"][..],
            &["show", "Corp ESP"],
            &["find", SALES],
            &["explain", "ada.byron@contoso.com"],
        ] {
            let output = env.run(args);
            if args[0] != "explain" {
                assert_eq!(code(&output), 0, "{args:?}: {}", err(&output));
                assert!(err(&output).contains(request), "{args:?}: {}", err(&output));
            }
            let output = env.run(&[args, &["--json"]].concat());
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
        let csv = env.run(&["list", "--csv"]);
        assert!(err(&csv).contains(request) && out(&csv).lines().count() > 20);
    }
}

#[test]
fn what_needs_the_whole_list_ends_and_names_the_request() {
    let whole = TestEnv::new(&[]);
    let state = whole.path("state.json");
    assert_eq!(code(&whole.run(&["snapshot", &state])), 0);
    assert!(!whole.read("state.json").contains("complete"));
    for (fault, request) in broken() {
        let env = TestEnv::new(&[]);
        env.service.fault(&fault);
        let file = env.path("part.json");
        let csv = env.write("rows.csv", "configuration,target\nCorp ESP,all-users\n");
        for args in [
            &["snapshot", &file][..],
            &["diff", &state],
            &["restore", &state],
            &["plan", "--csv", &csv],
            &["plan", "--retarget", SALES, HIDDEN],
        ] {
            let output = env.run(args);
            assert_eq!(
                (code(&output), out(&output)),
                (2, String::new()),
                "{args:?}"
            );
            assert!(err(&output).contains(request), "{args:?}: {}", err(&output));
            let output = env.run(&[args, &["--json"]].concat());
            let message = document(&output);
            assert_eq!(code(&output), 2, "{args:?}");
            assert!(
                message["error"]["message"]
                    .as_str()
                    .unwrap()
                    .contains(request),
                "{message}"
            );
        }
        assert!(!std::path::Path::new(&file).exists());

        let output = env.run(&["snapshot", "--partial", &file]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(err(&output).contains(request), "{}", err(&output));
        let read: Value = serde_json::from_str(&env.read("part.json")).unwrap();
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
    let env = TestEnv::new(&[]);
    let (one, other) = (env.path("1.json"), env.path("2.json"));
    assert_eq!(code(&env.run(&["snapshot", &one])), 0);
    let output = env.run(&["snapshot", "--partial", &other, "--json"]);
    assert_eq!(document(&output)["complete"], true);
    assert_eq!(env.read("1.json"), env.read("2.json"));
}

/// Makes only the list of the notification configurations fail.
fn without_notifications(env: &TestEnv, status: u16) {
    let mut fault = boom(status);
    fault["pathContains"] = json!("$filter=deviceEnrollmentConfigurationType");
    fault["times"] = json!(999);
    env.service.fault(&fault);
}

#[test]
fn a_configuration_that_was_read_is_changed_though_others_were_not() {
    for status in [400, 404, 500] {
        let env = TestEnv::new(&[]);
        let plan = plan_for_corp(&env);
        without_notifications(&env, status);
        let output = env.run(&["apply", &plan, "--yes"]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert_eq!(warnings(&err(&output)).len(), 1, "{}", err(&output));
        for args in [
            &["undo", "last"][..],
            &set_group("Corp ESP", SALES, ENGINEERING),
            &["remove", "Corp ESP", ENGINEERING],
            &["add", CORP, "--target", "group", "--group", SALES],
        ] {
            let (exit, ended) = env.send(args);
            assert_eq!(
                (exit, ended["verdict"].as_str()),
                (0, Some("verified")),
                "{ended}"
            );
            let missing = ended["missing"]["message"].as_str().unwrap();
            assert!(missing.contains("$filter"), "{ended}");
        }
        // The order of priorities may hold one that was not read.
        let before = env.writes();
        let (exit, failed) = env.send(&["priority", "Corp ESP", "2"]);
        let message = failed["error"]["message"].to_string();
        assert!(exit == 2 && message.contains("$filter"), "{exit}: {failed}");
        // Of one that was not read nobody knows whether it is still there.
        let output = env.run(&["remove", "Welcome", SALES, "--yes", "--json"]);
        assert_eq!(code(&output), 2);
        let hint = document(&output)["error"]["hint"].to_string();
        assert!(hint.contains("$filter"), "{hint}");
        assert_eq!(env.writes(), before);
    }
}

#[test]
fn a_plan_about_what_was_not_read_is_not_begun() {
    let env = TestEnv::new(&[]);
    let csv = env.write(
        "rows.csv",
        "configuration,assignment,target\nCorp ESP,Sales EMEA,remove\nMail on Windows enrollment,all-users,remove\n",
    );
    let plan = env.path("plan.toml");
    let made = env.run(&["plan", "--csv", &csv, "-o", &plan]);
    assert_eq!(code(&made), 0, "{}", err(&made));
    without_notifications(&env, 400);
    let output = env.run(&["apply", &plan, "--yes", "--keep-going", "--json"]);
    assert_eq!(code(&output), 2, "{}", out(&output));
    let message = document(&output)["error"]["message"].to_string();
    assert!(message.contains("$filter"), "{message}");
    assert_eq!(env.writes(), 0);
}
