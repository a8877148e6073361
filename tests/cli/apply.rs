//! `enlist apply`: what is sent, what is printed, the exit code.

use serde_json::{Value, json};

use crate::helpers::{
    CORP, ENGINEERING, KIOSK_ESP, MUNICH, NO_HELLO, RETARGET, set_group, verdicts,
};
use crate::support::output::{code, document, err, out};
use crate::support::test_env::TestEnv;

/// One row for each of five configurations, by PATCH all of them.
const FIVE: &str = "\
configuration,assignment,target,group
Corp ESP,Kiosk Berlin,group,Engineering
Kiosk ESP,Surface Hub rooms,group,Engineering
Shared iPads only,Shared iPads,group,Engineering
Macs of the company,Mac users,group,Engineering
No Hello on the shop floor,Shop floor Munich,group,Engineering
";

fn five(env: &TestEnv) -> String {
    let rows = env.write("five.csv", FIVE);
    env.planned(&["plan", "--csv", &rows], "five.toml")
}

#[test]
fn a_dry_run_shows_every_request_and_sends_none() {
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, "p.toml");
    let text = env.run(&["apply", &path, "--dry-run", "--read-only"]);
    assert_eq!(code(&text), 0, "{}", err(&text));
    let shown = document(&env.run(&["apply", &path, "--dry-run", "--json"]));
    assert_eq!(shown["dryRun"], true);
    let rows = shown["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let request = &row["request"];
        let path = request["path"].as_str().unwrap();
        assert!(
            out(&text).contains(&format!("PATCH {path}")),
            "{}",
            out(&text)
        );
        assert!(request["body"].is_object() && row["reason"].is_null());
    }
    // The second lock.
    let (code, done) = env.send(&["apply", &path, "--read-only"]);
    assert_eq!((code, verdicts(&done)), (1, vec!["not-sent"; 3]));
    assert!(
        done["rows"][0]["message"]
            .as_str()
            .unwrap()
            .contains("Read-only")
    );
    assert_eq!(env.writes(), 0);
    assert!(env.journal().is_empty());
}

#[test]
fn what_reaches_everybody_or_empties_a_list_needs_more_than_a_yes() {
    let env = TestEnv::new(&[]);
    let rows = env.write(
        "rows.csv",
        "configuration;assignment;target\nLab ESP;;all-users\nHeadsets;dd2ee150;remove\n",
    );
    let path = env.planned(&["plan", "--csv", &rows], "p.toml");
    let named = ["apply", path.as_str(), "--confirm", "contoso.com"];
    for (args, hint) in [
        (&named[..2], "--confirm contoso.com"),
        (
            &["apply", &path, "--allow-empty", "--confirm", "x"],
            "expected contoso.com",
        ),
        (&named, "--allow-empty"),
    ] {
        let (code, failed) = env.send(args);
        assert_eq!(code, 2, "{failed}");
        assert!(
            failed["error"]["hint"].as_str().unwrap().contains(hint),
            "{failed}"
        );
    }
    assert_eq!(env.writes(), 0);
    let (code, done) = env.send(&[&named[..], &["--allow-empty"]].concat());
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["verified"; 2]),
        "{done:#}"
    );
}

/// Another admin was there first, in three of five configurations.
#[test]
fn three_conflicts_are_found_before_anything_is_sent() {
    let env = TestEnv::new(&[]);
    let path = five(&env);
    for (configuration, assignment) in [
        ("Corp ESP", "Kiosk Berlin"),
        ("Shared iPads only", "Shared iPads"),
        ("No Hello on the shop floor", "Shop floor Munich"),
    ] {
        let set = set_group(configuration, assignment, "Legal");
        assert_eq!(env.send(&set).0, 0);
    }
    let before = env.writes();
    let (code, done) = env.send(&["apply", &path]);
    let expected = ["conflict", "not-sent", "conflict", "not-sent", "conflict"];
    assert_eq!((code, verdicts(&done)), (3, expected.to_vec()), "{done:#}");
    let hint = done["hint"].as_str().unwrap();
    assert!(hint.contains("--keep-going") && hint.contains("enlist plan"));
    assert_eq!(env.writes(), before);

    let output = env.run(&["apply", &path, "--yes", "--keep-going"]);
    assert_eq!(crate::support::output::code(&output), 3, "{}", out(&output));
    let printed = out(&output);
    assert!(
        printed.contains("2 verified, 3 changed by someone else"),
        "{printed}"
    );
    assert!(printed.contains("before  now  yours"), "{printed}");
    assert_eq!(env.writes(), before + 2);
    assert_eq!(env.targets(KIOSK_ESP)[1], ENGINEERING);
}

/// Another admin comes between the check of the plan and the re-read of a row.
#[test]
fn three_conflicts_while_it_runs_leave_the_others_to_be_made() {
    let env = TestEnv::new(&[]);
    let path = five(&env);
    let everybody = json!([{"@odata.type": "#microsoft.graph.allDevicesAssignmentTarget"}]);
    let configurations = [
        CORP,
        "23bcc814-e2cc-4022-8dbe-0c5d0a0f2884_SinglePlatformRestriction",
        NO_HELLO,
    ];
    for id in configurations {
        env.service.fault(&json!({
            "method": "GET", "pathContains": format!("{id}/assignments"),
            "edit": {"configuration": id, "targets": everybody},
        }));
    }
    let (code, done) = env.send(&["apply", &path, "--keep-going"]);
    let expected = ["conflict", "verified", "conflict", "verified", "conflict"];
    assert_eq!((code, verdicts(&done)), (3, expected.to_vec()), "{done:#}");
    assert_eq!(done["rows"][0]["observed"][0]["kind"], "all-devices");
    assert!(done["hint"].as_str().unwrap().contains("enlist plan"));
    assert_eq!(env.writes(), 2);
}

/// Another admin makes the same change before the plan is checked, and before a row is sent.
#[test]
fn rows_that_somebody_else_made_are_already_so() {
    let env = TestEnv::new(&[]);
    let path = five(&env);
    let set = ["set", "Corp ESP", "Kiosk Berlin", "--target", "group"];
    let set = [&set[..], &["--group", "Engineering"]].concat();
    assert_eq!(env.send(&set).0, 0);
    let target = |row: &Value| {
        let mut target = row["target"].clone();
        if target["groupId"] == MUNICH {
            target["groupId"] = json!(ENGINEERING);
        }
        target
    };
    let rows = env.service.assignments(NO_HELLO);
    let rows: Vec<Value> = rows.as_array().unwrap().iter().map(target).collect();
    env.service.fault(&json!({
        "method": "GET", "pathContains": format!("{NO_HELLO}/assignments"),
        "edit": {"configuration": NO_HELLO, "targets": rows},
    }));
    let (code, done) = env.send(&["apply", &path]);
    let expected = ["already", "verified", "verified", "verified", "already"];
    assert_eq!((code, verdicts(&done)), (0, expected.to_vec()), "{done:#}");
    assert_eq!(done["message"], "3 verified, 2 already done");
    assert_eq!(env.writes(), 4);
    // What was not sent stands nowhere in the journal.
    let mut lines = env.verdicts();
    lines.sort();
    assert_eq!(lines, [["-"; 4], ["verified"; 4]].concat());

    let output = env.run(&["apply", &path, "--yes"]);
    assert_eq!(crate::support::output::code(&output), 0, "{}", out(&output));
    assert!(out(&output).contains("5 already done"), "{}", out(&output));
    assert_eq!(env.writes(), 4);
}

#[test]
fn the_exit_code_is_the_worst_of_the_rows() {
    let refused = json!({"method": "PATCH", "status": 400});
    let forbidden = json!({"method": "PATCH", "status": 403});
    let lost = json!({"method": "PATCH", "drop": true});
    let theirs = json!({
        "method": "GET", "pathContains": format!("{CORP}/assignments"),
        "edit": {"configuration": CORP, "targets": []},
    });
    let (refused, forbidden, lost, theirs) = (&refused, &forbidden, &lost, &theirs);
    let (good, bad, left) = ("verified", "rejected", "not-sent");
    for (faults, expected, rows) in [
        (vec![refused], 1, [bad, good, good, good, good]),
        // Without the rights no further row starts.
        (vec![refused, forbidden], 5, [bad, bad, left, left, left]),
        (
            vec![theirs, forbidden],
            3,
            ["conflict", bad, left, left, left],
        ),
        (
            vec![theirs, lost, forbidden],
            4,
            ["conflict", "unknown", bad, left, left],
        ),
    ] {
        let env = TestEnv::new(&[]);
        let path = five(&env);
        for fault in &faults {
            env.service.fault(fault);
        }
        let (code, done) = env.send(&["apply", &path, "--parallel", "1", "--keep-going"]);
        assert_eq!(
            (code, verdicts(&done)),
            (expected, rows.to_vec()),
            "{done:#}"
        );
    }

    // Without --keep-going the rest is not started, and the same file goes on with it.
    let env = TestEnv::new(&[]);
    let path = five(&env);
    env.service
        .fault(&json!({"method": "PATCH", "skip": 1, "status": 400}));
    let (code, done) = env.send(&["apply", &path, "--parallel", "1"]);
    let expected = ["verified", "rejected", "not-sent", "not-sent", "not-sent"];
    assert_eq!((code, verdicts(&done)), (1, expected.to_vec()), "{done:#}");
    assert_eq!(done["rows"][2]["message"], "not started");
    assert_eq!(env.writes(), 2);
    let (code, done) = env.send(&["apply", &path]);
    assert_eq!(
        (code, done["message"].as_str()),
        (0, Some("4 verified, 1 already done"))
    );
    assert_eq!(env.writes(), 6);
}

/// With `--keep-going` too: each row that follows would be refused the same.
#[test]
fn no_row_begins_after_one_without_access() {
    let reread = format!("{KIOSK_ESP}/assignments");
    for (fault, verdict, writes) in [
        (
            json!({"method": "PATCH", "skip": 1, "status": 401, "times": 9}),
            "rejected",
            2,
        ),
        (
            json!({"method": "PATCH", "skip": 1, "status": 403, "times": 9}),
            "rejected",
            2,
        ),
        (
            json!({"method": "GET", "pathContains": reread, "status": 403}),
            "not-sent",
            1,
        ),
    ] {
        let env = TestEnv::new(&[]);
        let path = five(&env);
        env.service.fault(&fault);
        let (code, done) = env.send(&["apply", &path, "--parallel", "1", "--keep-going"]);
        let expected = ["verified", verdict, "not-sent", "not-sent", "not-sent"];
        assert_eq!((code, verdicts(&done)), (5, expected.to_vec()), "{done:#}");
        assert_eq!(done["rows"][2]["message"], "not started");
        assert_eq!(env.writes(), writes);

        env.service.clear_faults();
        let (code, done) = env.send(&["apply", &path]);
        assert_eq!(
            (code, &done["message"]),
            (0, &json!("4 verified, 1 already done"))
        );
    }
}

/// Where the PATCH has no route, a yes from the flags covers the replacement and `--via patch` does not.
#[test]
fn the_live_service_takes_the_whole_list() {
    let env = TestEnv::new(&["--demo=live"]);
    let path = env.planned(&RETARGET, "p.toml");
    let (code, done) = env.send(&["apply", &path, "--via", "patch"]);
    let expected = ["no-route", "not-sent", "not-sent"];
    assert_eq!((code, verdicts(&done)), (1, expected.to_vec()), "{done:#}");
    let (code, done) = env.send(&["apply", &path]);
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["verified"; 3]),
        "{done:#}"
    );
    assert_eq!(done["rows"][2]["via"], "assign");
    // One answer is enough for all.
    assert_eq!(env.service.requests("PATCH").len(), 2);
}

/// It would be left out of every request without a word.
#[test]
fn a_code_of_an_approval_is_for_one_change() {
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, "p.toml");
    let output = env.run(&["apply", &path, "--yes", "--approval-code", "abc"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("single change"), "{}", err(&output));
    assert_eq!(env.writes(), 0);
}

#[test]
fn a_justification_is_sent_with_the_rows_that_need_it() {
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, "p.toml");
    let message = "The header x-msft-approval-justification is missing.";
    let refusal = json!({
        "method": "PATCH",
        "status": 400,
        "body": {"error": {"code": "BadRequest", "message": message}}
    });
    env.service.fault(&refusal);
    let (code, done) = env.send(&["apply", &path]);
    assert_eq!((code, &done["rows"][0]["verdict"]), (1, &json!("rejected")));
    assert_eq!(done["hint"], "add the reason with --justification");

    env.service.fault(&refusal);
    let (code, done) = env.send(&["apply", &path, "--justification", "moves"]);
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["verified"; 3]),
        "{done:#}"
    );
    let requests = env.service.requests("PATCH");
    let sent = requests
        .iter()
        .map(|request| request["headers"]["x-msft-approval-justification"].clone());
    let reasons: Vec<Value> = sent.filter(|header| !header.is_null()).collect();
    assert_eq!(reasons, [json!("bW92ZXM=")]);
}
