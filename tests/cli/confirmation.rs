//! What is asked before a change and while it is made.

use serde_json::{Value, json};

use crate::helpers::{BOARD, CORP, ENGINEERING, GET_LIST, HEADSETS, SET};
use crate::support::output::out;
use crate::support::test_env::TestEnv;

#[test]
fn everybody_is_confirmed_by_name() {
    let env = TestEnv::new(&[]);
    let all = ["set", "Corp ESP", "Kiosk Berlin", "--target", "all-users"];
    for confirm in [&[][..], &["--confirm", "fabrikam.com"]] {
        let (code, printed) = env.send(&[&all[..], confirm].concat());
        assert_eq!(code, 2, "{printed}");
        assert!(
            printed["error"]["hint"]
                .as_str()
                .unwrap()
                .contains("contoso.com")
        );
    }
    assert_eq!(env.writes(), 0);
    let (code, done) = env.send(&[&all[..], &["--confirm", "contoso.com"]].concat());
    assert_eq!((code, &done["after"][3]["kind"]), (0, &json!("all-users")));
}

#[test]
fn an_approval_code_is_shown_and_kept() {
    let pending = json!({
        "method": "PATCH",
        "status": 412,
        "times": 2,
        "headers": {"x-msft-approval-code": "abc-1"},
        "body": {"error": {"code": "PreconditionFailed", "message": "Wait."}}
    });
    let env = TestEnv::new(&[]);
    env.service.fault(&pending);
    let (code, done) = env.send(&SET);
    assert_eq!(code, 4);
    assert!(done["hint"].as_str().unwrap().contains("abc-1"), "{done}");
    assert!(!done.to_string().contains("somebody else"), "{done}");
    assert_eq!(env.journal()[1]["approvalCode"], "abc-1");
    let text = env.run(&[&SET[..], &["--yes"]].concat());
    assert!(out(&text).contains("approval code abc-1"), "{}", out(&text));
    let (code, done) = env.send(&[&SET[..], &["--approval-code", "abc-1"]].concat());
    assert_eq!((code, &done["verdict"]), (0, &json!("verified")), "{done}");
    let sent = env.service.requests("PATCH").pop().unwrap();
    assert_eq!(sent["headers"]["x-msft-approval-code"], "abc-1");
    let (code, printed) = env.send(&[
        "remove",
        "Corp ESP",
        "Engineering",
        "--approval-code",
        "no code",
    ]);
    assert_eq!(
        (code, &printed["verdict"]),
        (1, &json!("not-sent")),
        "{printed}"
    );
    assert!(!out(&text).contains("somebody else"), "{}", out(&text));
}

#[test]
fn a_justification_is_sent_when_the_service_asks() {
    let refusal = json!({
        "method": "PATCH",
        "status": 400,
        "body": {"error": {"code": "BadRequest", "message": "The header x-msft-approval-justification is missing."}}
    });
    let env = TestEnv::new(&[]);
    env.service.fault(&refusal);
    let (code, done) = env.send(&SET);
    assert_eq!((code, &done["verdict"]), (1, &json!("rejected")));
    assert!(
        done["hint"].as_str().unwrap().contains("--justification"),
        "{done}"
    );

    env.service.fault(&refusal);
    let (code, done) = env.send(&[&SET[..], &["--justification", "moves"]].concat());
    assert_eq!((code, &done["verdict"]), (0, &json!("verified")), "{done}");
    let sent: Vec<Value> = env
        .service
        .requests("PATCH")
        .iter()
        .map(|request| request["headers"]["x-msft-approval-justification"].clone())
        .collect();
    assert_eq!(sent, [Value::Null, Value::Null, json!("bW92ZXM=")]);
    let journal = env.journal();
    assert_eq!(journal[3]["changeId"], journal[5]["changeId"]);
}

#[test]
fn a_terminal_is_asked_and_only_y_is_yes() {
    let env = TestEnv::new(&["--demo=live"]);
    let group = env.targets(HEADSETS).remove(0);
    // One row, so that the whole review stays on the screen.
    let set = [
        &["set", "Headsets", &group][..],
        &["--target", "group", "--group", "Engineering"],
    ]
    .concat();
    let mut no = env.terminal(&set);
    no.see("Send this change? [y/N]").send("\n");
    no.see("You answered no.");
    assert_eq!(no.wait_exit().exit_code(), 1);
    assert_eq!(env.writes(), 0);

    let mut yes = env.terminal(&set);
    yes.see("Send this change? [y/N]").send("y\n");
    // The PATCH has no route: the replacement is shown and asked for as well.
    yes.see("enrollmentConfigurationAssignments");
    assert_eq!(env.writes(), 1);
    yes.see("Send this change? [y/N]").send("y\n");
    yes.see("verified");
    assert_eq!(yes.wait_exit().exit_code(), 0);
    assert_eq!(env.targets(HEADSETS), [ENGINEERING]);
}

/// Another admin adds the board at the next reading of a list.
fn board_comes_in(env: &TestEnv, configuration: &str) -> Value {
    let list = env.service.assignments(configuration);
    let rows = list.as_array().unwrap().iter();
    let mut targets: Vec<Value> = rows.map(|row| row["target"].clone()).collect();
    targets
        .push(json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": BOARD}));
    json!({
        "method": "GET", "pathContains": GET_LIST,
        "edit": {"configuration": configuration, "targets": targets},
    })
}

#[test]
fn a_list_is_replaced_as_it_was_read_a_moment_before() {
    let env = TestEnv::new(&["--demo=live"]);
    env.service.fault(&board_comes_in(&env, CORP));
    let (code, done) = env.send(&SET);
    assert_eq!((code, &done["verdict"]), (0, &json!("verified")), "{done}");
    assert_eq!(done["before"][4]["id"], BOARD, "{done}");
    let now = env.targets(CORP);
    assert_eq!((now[3].as_str(), now[4].as_str()), (ENGINEERING, BOARD));

    // One row, so that the whole review stays on the screen.
    let group = env.targets(HEADSETS).remove(0);
    env.service.fault(&board_comes_in(&env, HEADSETS));
    let set = [
        &["set", "Headsets", &group][..],
        &["--target", "group", "--group", "Engineering"],
    ]
    .concat();
    let mut asked = env.terminal(&set);
    asked.resize(100, 60);
    asked.see("Send this change? [y/N]").send("y\n");
    asked.see("Others changed the list since you saw it");
    asked.see("new   group · Board");
    asked.see("Send this change? [y/N]").send("n\n");
    asked.see("you answered no").wait_exit();
    assert_eq!(env.targets(HEADSETS), [group.as_str(), BOARD]);
}

#[test]
fn a_review_does_not_wait_for_numbers() {
    let env = TestEnv::new(&[]);
    env.service.fault(&json!({
        "method": "GET", "pathContains": "$count", "times": 9, "delayMs": 3_600_000,
    }));
    let mut asked = env.terminal(&[&SET[..], &["--timeout", "3600"]].concat());
    asked.see("Send this change? [y/N]").send("n\n");
    assert_eq!(asked.wait_exit().exit_code(), 1);
}

#[test]
fn a_long_wait_is_asked_for_and_named_where_nobody_is_there() {
    let patience = json!({"method": "PATCH", "status": 429, "headers": {"Retry-After": "61"}});
    let env = TestEnv::new(&[]);
    env.service.fault(&patience);
    let (code, printed) = env.send(&SET);
    assert_eq!(
        (code, &printed["verdict"]),
        (1, &json!("rejected")),
        "{printed}"
    );
    assert!(
        printed["hint"].as_str().unwrap().contains("61 s"),
        "{printed}"
    );

    env.service.fault(&patience);
    let mut asked = env.terminal(&SET);
    asked.see("Send this change? [y/N]").send("y\n");
    asked
        .see("Wait 61 s, then send the request again? [y/N]")
        .send("y\n");
    // It is counted down, and can still be stopped.
    asked
        .see("retrying in 61 s")
        .see("retrying in 60 s, Ctrl-C to stop");
    asked.send("\x03");
    assert_eq!(asked.wait_exit().exit_code(), 130);
    assert_eq!(env.writes(), 2);
}

#[test]
fn a_profile_is_confirmed_by_its_own_name() {
    let env = TestEnv::new(&[]);
    std::fs::create_dir(env.home.path().join("enlist")).unwrap();
    let config = format!("[profile.prod]\ngraph_url = \"{}\"\n", env.service.base_url);
    std::fs::write(env.home.path().join("enlist/config.toml"), config).unwrap();
    let all = [
        "set",
        "Corp ESP",
        "Kiosk Berlin",
        "--target",
        "all-users",
        "--profile",
        "prod",
    ];
    let (code, printed) = env.send(&[&all[..], &["--confirm", "contoso.com"]].concat());
    assert_eq!(code, 2, "{printed}");
    let message = printed["error"]["message"].as_str().unwrap();
    assert!(message.contains("profile"), "{printed}");
    assert_eq!(printed["error"]["hint"], "expected prod");
    let (code, printed) = env.send(&[&all[..], &["--confirm", "prod"]].concat());
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn a_terminal_is_asked_for_the_name_even_with_yes() {
    let env = TestEnv::new(&[]);
    let all = [
        "set",
        "Corp ESP",
        "Kiosk Berlin",
        "--target",
        "all-users",
        "--yes",
    ];
    let mut wrong = env.terminal(&all);
    wrong.see("Type contoso.com").send("y\n");
    assert_eq!(wrong.wait_exit().exit_code(), 1);
    let mut right = env.terminal(&all);
    right
        .see("Type contoso.com")
        .send("contoso.com\n")
        .see("verified");
    assert_eq!(right.wait_exit().exit_code(), 0);
    assert_eq!(env.writes(), 1);
}
