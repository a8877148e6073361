//! Verdicts and their exit codes.

use serde_json::{Value, json};

use crate::helpers::{BOARD, CORP, GET_LIST, KIOSK, SET};
use crate::support::output::{code, document, out};
use crate::support::test_env::TestEnv;

/// What somebody else made of the list of Corp ESP before the re-read: its third group is theirs.
#[test]
fn a_conflict_names_the_assignment_that_is_there_now() {
    for (theirs, hint) in [
        (
            json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": BOARD}),
            BOARD,
        ),
        (Value::Null, "enlist add"),
    ] {
        let env = TestEnv::new(&[]);
        let shown = document(&env.run(&["show", CORP, "--json"]));
        let rows = shown["assignments"].as_array().unwrap().iter();
        let targets = rows.map(|row| row["target"]["raw"].clone());
        let list: Vec<Value> = targets
            .map(|target| match &target["groupId"] {
                id if id == KIOSK => theirs.clone(),
                _ => target,
            })
            .filter(|target| !target.is_null())
            .collect();
        env.service.fault(&json!({
            "method": "GET", "pathContains": GET_LIST,
            "edit": {"configuration": CORP, "targets": list},
        }));
        let (code, text) = env.send(&SET);
        assert_eq!((code, &text["verdict"]), (3, &json!("conflict")), "{text}");
        let told = text["hint"].as_str().unwrap();
        assert!(told.contains(hint), "{told}");
    }
}

#[test]
fn each_verdict_has_its_exit_code() {
    let error = |code: &str, message: &str| json!({"error": {"code": code, "message": message}});
    let moved_on = json!({"value": []});
    for (fault, verdict, exit) in [
        (
            json!({"method": "PATCH", "status": 400, "body": error("BadRequest", "No.")}),
            "rejected",
            1,
        ),
        (
            json!({"method": "PATCH", "status": 403, "body": error("Forbidden", "No.")}),
            "rejected",
            5,
        ),
        (
            json!({"method": "GET", "pathContains": GET_LIST, "status": 403, "body": error("Forbidden", "No.")}),
            "not-sent",
            5,
        ),
        (
            json!({"method": "GET", "pathContains": GET_LIST, "body": moved_on}),
            "conflict",
            3,
        ),
        (
            json!({"method": "PATCH", "status": 404, "body": error("NotFound", "Gone.")}),
            "rejected",
            1,
        ),
        (
            json!({"method": "PATCH", "status": 200, "body": "{}"}),
            "not-yet-visible",
            4,
        ),
        (json!({"method": "PATCH", "status": 504}), "unknown", 4),
        (json!({"method": "PATCH", "drop": true}), "unknown", 4),
        (
            json!({"method": "PATCH", "drop": true, "apply": true}),
            "verified",
            0,
        ),
        (
            json!({"method": "PATCH", "status": 412, "headers": {"x-msft-approval-code": "abc-1"}, "body": error("PreconditionFailed", "Wait.")}),
            "pending-approval",
            4,
        ),
    ] {
        let env = TestEnv::new(&[]);
        env.service.fault(&fault);
        let (code, done) = env.send(&SET);
        assert_eq!(
            (&done["verdict"], code),
            (&json!(verdict), exit),
            "{fault} {done}"
        );
    }
}

#[test]
fn nothing_is_sent_without_a_journal() {
    let env = TestEnv::new(&[]);
    // A file stands where the folder of the journal would be.
    std::fs::create_dir(env.state()).unwrap();
    std::fs::write(env.state().join("enlist"), "").unwrap();
    let (code, text) = env.send(&SET);
    assert_eq!(code, 1, "{text}");
    assert_eq!(text["verdict"], "not-sent", "{text}");
    assert!(
        text["message"].as_str().unwrap().contains("journal"),
        "{text}"
    );
    assert!(
        text["hint"].as_str().unwrap().contains("XDG_STATE_HOME"),
        "{text}"
    );
    assert_eq!(env.writes(), 0);
}

#[test]
fn a_rejected_list_is_shown_with_its_deleted_groups() {
    let env = TestEnv::new(&[]);
    env.service.fault(&json!({
        "method": "POST",
        "pathContains": "/assign",
        "status": 400,
        "body": {"error": {"code": "BadRequest", "message": "A group does not exist."}}
    }));
    let output = env.run(&["remove", "Corp ESP", "all-devices", "--yes"]);
    assert_eq!(code(&output), 1);
    let text = out(&output);
    assert!(text.contains("A group does not exist."), "{text}");
    assert!(text.contains("(deleted) 7c77833f"), "{text}");
}
