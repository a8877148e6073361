//! Names that cannot be looked up take nothing else with them.

use serde_json::{Value, json};

use crate::helpers::{CORP, ENGINEERING, SALES, USER, boom, warnings};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

/// Makes every request for names fail, however the groups are asked for.
fn without_names(env: &TestEnv, answer: &Value) {
    for path in ["getByIds", "/v1.0/$batch", "/assignmentFilters"] {
        let mut fault = answer.clone();
        fault["pathContains"] = json!(path);
        fault["times"] = json!(999);
        env.service.fault(&fault);
    }
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
        let env = TestEnv::new(&[]);
        without_names(&env, &answer);
        for args in [
            &["show", "Corp ESP"][..],
            &["list", "--names"],
            &["find", SALES],
            &["explain", USER],
        ] {
            let output = env.run(args);
            assert_eq!(code(&output), 0, "{answer} {args:?}: {}", err(&output));
            let message = err(&output);
            let warned = warnings(&message);
            assert_eq!(warned.len(), 1, "{answer} {args:?}: {message}");
            assert!(warned[0].contains("/v1.0/"), "{message}");
            if args[0] != "explain" {
                assert!(out(&output).contains(SALES), "{args:?}: {}", out(&output));
            }
            let output = env.run(&[args, &["--json"]].concat());
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
        let env = TestEnv::new(&[]);
        without_names(&env, &answer);
        let output = env.run(&[
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
        assert!(env.targets(CORP).contains(&ENGINEERING.to_owned()));
        let (exit, ended) = env.send(&["undo", "last"]);
        assert_eq!((exit, ended["verdict"].as_str()), (0, Some("verified")));
        assert!(ended["namesMissing"]["message"].is_string(), "{ended}");
        assert!(env.targets(CORP).contains(&SALES.to_owned()));
        for args in [
            &["remove", "Corp ESP", SALES][..],
            &["add", "Corp ESP", "--target", "group", "--group", SALES],
        ] {
            let (exit, ended) = env.send(args);
            assert_eq!((exit, ended["verdict"].as_str()), (0, Some("verified")));
            assert!(ended["namesMissing"]["message"].is_string(), "{ended}");
        }
    }
}

#[test]
fn a_name_that_cannot_be_looked_up_is_no_wrong_name() {
    let env = TestEnv::new(&[]);
    without_names(&env, &boom(500));
    let csv = env.write(
        "rows.csv",
        "configuration,assignment,target,group\nCorp ESP,Sales EMEA,remove,\n",
    );
    for args in [
        &["remove", "Corp ESP", "Sales EMEA"][..],
        &["plan", "--csv", &csv],
    ] {
        let output = env.run(&[args, &["--json"]].concat());
        let output = if args[0] == "remove" {
            env.run(&[args, &["--yes", "--json"]].concat())
        } else {
            output
        };
        assert_eq!(code(&output), 2, "{}", err(&output));
        let hint = document(&output)["error"]["hint"].to_string();
        assert!(hint.contains("/v1.0/$batch"), "{hint}");
    }
    assert_eq!(env.writes(), 0);
}

#[test]
fn files_are_made_and_compared_without_names() {
    let env = TestEnv::new(&[]);
    let state = env.path("state.json");
    assert_eq!(code(&env.run(&["snapshot", &state])), 0);
    env.send(&["remove", "Corp ESP", SALES]);
    without_names(&env, &boom(500));
    let plan = env.path("plan.toml");
    for args in [
        &["diff", &state][..],
        &["restore", &state],
        &["plan", "--retarget", SALES, ENGINEERING, "-o", &plan],
        &["apply", &plan, "--yes"],
    ] {
        let output = env.run(args);
        assert_eq!(code(&output), 0, "{args:?}: {}", err(&output));
        let message = err(&output);
        assert_eq!(warnings(&message).len(), 1, "{args:?}: {message}");
    }
    let output = env.run(&["diff", &state, "--json"]);
    assert_eq!(err(&output), "");
    assert!(document(&output)["namesMissing"]["message"].is_string());
    let output = env.run(&["apply", &plan, "--json", "--dry-run"]);
    assert!(document(&output)["namesMissing"]["message"].is_string());
}
