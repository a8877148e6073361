//! Signals while a change is made.

use serde_json::json;

use crate::helpers::{CORP, GET_LIST, KIOSK, SET};
use crate::support::output::{code, err, out};
use crate::support::test_env::TestEnv;

#[test]
fn ctrl_c_ends_a_question_and_a_wait() {
    let env = TestEnv::new(&[]);
    let mut asked = env.terminal(&SET);
    asked.see("Send this change? [y/N]").send("\x03");
    assert_eq!(asked.wait_exit().exit_code(), 130);
    assert_eq!(env.writes(), 0);

    env.service
        .fault(&json!({"method": "PATCH", "status": 429, "headers": {"Retry-After": "40"}}));
    let mut waits = env.terminal(&[&SET[..], &["--yes"]].concat());
    waits.see("Ctrl-C to stop").send("\x03");
    assert_eq!(waits.wait_exit().exit_code(), 130);
    assert_eq!(env.writes(), 1);
    assert_eq!(env.targets(CORP)[3], KIOSK);
}

#[test]
fn a_signal_lets_a_change_under_way_come_to_its_verdict() {
    use rustix::process::Signal;
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let env = TestEnv::new(&[]);
        env.service
            .fault(&json!({"method": "PATCH", "delayMs": 1500}));
        let mut program = env.terminal(&[&SET[..], &["--yes"]].concat());
        env.service.wait_for_request("PATCH");
        program.signal(signal);
        assert_eq!(program.wait_exit().exit_code(), 0, "{signal:?}");
        assert_eq!(env.verdicts(), ["-", "verified"], "{signal:?}");
    }
}

#[test]
fn a_second_ctrl_c_leaves_the_change_open_and_the_next_run_settles_it() {
    let env = TestEnv::new(&[]);
    env.service
        .fault(&json!({"method": "PATCH", "delayMs": 15_000}));
    let mut program = env.terminal(&[&SET[..], &["--yes"]].concat());
    env.service.wait_for_request("PATCH");
    program.send("\x03").see("Ctrl-C again").send("\x03");
    assert_eq!(program.wait_exit().exit_code(), 130);
    assert_eq!(env.verdicts(), ["-"]);
    // As long as nobody can see what became of it, the configuration is left alone.
    env.service
        .fault(&json!({"method": "GET", "pathContains": GET_LIST, "status": 403}));
    let (exit, message) = env.send(&["remove", "Corp ESP", "all-devices"]);
    assert_eq!(
        (exit, &message["verdict"]),
        (1, &json!("not-sent")),
        "{message}"
    );
    assert!(
        message["message"].as_str().unwrap().contains("not settled"),
        "{message}"
    );
    assert_eq!(env.verdicts(), ["-"]);
    // The service has made it all the same.
    let output = env.run(&["undo", "last", "--yes"]);
    assert!(
        err(&output).contains("Checked now: verified"),
        "{}",
        err(&output)
    );
    assert_eq!(code(&output), 0, "{}", out(&output));
    assert_eq!(env.targets(CORP)[3], KIOSK);
    assert_eq!(env.verdicts(), ["-", "verified", "-", "verified"]);
}
