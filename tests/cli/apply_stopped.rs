//! `enlist apply` on a terminal, stopped and gone on with.

use serde_json::json;

use crate::helpers::{ENGINEERING, NO_HELLO, RETARGET, verdicts};
use crate::support::running::{Running, wait_until};
use crate::support::test_env::TestEnv;

/// The program is killed at each step of a row, and the next run makes what is left: no row twice.
#[cfg(debug_assertions)]
#[test]
fn a_killed_plan_goes_on_where_it_stopped() {
    for (step, sent) in [
        ("re-read", 0),
        ("intent", 0),
        ("answered", 1),
        ("verdict", 1),
    ] {
        let env = TestEnv::new(&[]);
        let path = env.planned(&RETARGET, "p.toml");
        let mut command = env.command(&["apply", &path, "--yes", "--json"]);
        Running::held_at(&mut command, step).kill();
        assert_eq!(env.writes(), sent, "{step}");

        let (code, done) = env.send(&["apply", &path]);
        let first = if sent == 1 { "already" } else { "verified" };
        assert_eq!(
            (code, verdicts(&done)),
            (0, vec![first, "verified", "verified"]),
            "{step} {done:#}"
        );
        assert_eq!(env.writes(), 3, "{step}");
        assert_eq!(env.targets(NO_HELLO)[0], ENGINEERING);
    }
}

#[test]
fn a_plan_that_is_killed_between_rows_goes_on() {
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, "p.toml");
    env.service
        .fault(&json!({"method": "PATCH", "skip": 1, "delayMs": 60_000}));
    let one_by_one = ["apply", &path, "--yes", "--parallel", "1"];
    let running = Running::start(&mut env.command(&one_by_one));
    wait_until("the second row", || env.writes() >= 2);
    running.kill();
    let (code, done) = env.send(&["apply", &path]);
    assert_eq!(
        (code, verdicts(&done)),
        (0, vec!["already", "already", "verified"]),
        "{done:#}"
    );
    assert_eq!(done["message"], "1 verified, 2 already done");
    assert_eq!(env.writes(), 3);
}

#[test]
fn a_terminal_is_shown_the_plan_asked_and_told_how_far_it_is() {
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, "p.toml");
    let mut no = env.terminal(&["apply", &path]);
    no.see("Send these 3 changes? [y/N]").send("\r");
    assert_eq!(no.wait_exit().exit_code(), 1);
    assert_eq!(env.writes(), 0);

    env.service
        .fault(&json!({"method": "PATCH", "skip": 1, "delayMs": 1_500}));
    let mut yes = env.terminal(&["apply", &path]);
    yes.see("620 users, 55 devices")
        .see("Send these 3 changes?")
        .send("y\r");
    yes.see("has no route for PATCH? [y/N]").send("y\r");
    yes.see("[######--------------] 1 of 3");
    yes.see("3 verified").see_no_more("of 3");
    assert_eq!(yes.wait_exit().exit_code(), 0);
}

/// Ctrl-C lets the row under way come to its verdict, and no other begins.
#[test]
fn an_interrupted_plan_ends_behind_the_row_under_way() {
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, "p.toml");
    env.service
        .fault(&json!({"method": "PATCH", "delayMs": 1_500}));
    let mut program = env.terminal(&["apply", &path, "--yes"]);
    env.service.wait_for_request("PATCH");
    program.see("[--").send("\u{3}");
    program
        .see("no further row starts")
        .see("1 verified, 2 not started");
    assert_eq!(program.wait_exit().exit_code(), 130);
    assert_eq!(env.writes(), 1);
    let (code, _) = env.send(&["apply", &path]);
    assert_eq!((code, env.writes()), (0, 3));
}

/// A service that wants a long wait, or a short one for the fifth time: whoever is there is asked, and the
/// same row runs again.
#[test]
fn a_row_that_has_to_wait_long_is_asked_about_and_runs_again() {
    let put_off = |times: u32, wait: &str| json!({"method": "PATCH", "status": 429, "times": times, "headers": {"Retry-After": wait}});
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, "p.toml");
    env.service.fault(&put_off(1, "61"));
    let (code, done) = env.send(&["apply", &path]);
    assert_eq!((code, &done["rows"][0]["verdict"]), (1, &json!("rejected")));
    assert_eq!(env.writes(), 1, "nobody is there to be asked");

    env.service.fault(&put_off(1, "61"));
    let mut no = env.terminal(&["apply", &path]);
    no.see("Send these 3 changes?").send("y\r");
    no.see("has no route for PATCH? [y/N]").send("y\r");
    no.see("Wait 61 s, then send the request again? [y/N]")
        .send("\r");
    no.see("2 not started");
    assert_eq!(no.wait_exit().exit_code(), 1);
    assert_eq!(env.writes(), 2, "no further row starts after a no");

    env.service.fault(&put_off(5, "0.05"));
    let mut asked = env.terminal(&["apply", &path]);
    asked.see("Send these 3 changes?").send("y\r");
    asked.see("has no route for PATCH? [y/N]").send("y\r");
    asked
        .see("Wait 1 s, then send the request again? [y/N]")
        .send("y\r");
    asked.see("3 verified");
    assert_eq!(asked.wait_exit().exit_code(), 0);
    assert_eq!(env.writes(), 10);
}

#[test]
fn with_a_yes_for_all_a_long_wait_is_kept() {
    let env = TestEnv::new(&[]);
    let path = env.planned(&RETARGET, "p.toml");
    env.service.fault(&json!({
        "method": "PATCH", "status": 429, "times": 5, "headers": {"Retry-After": "0.05"},
    }));
    let mut program = env.terminal(&["apply", &path, "--yes"]);
    program.see("3 verified");
    assert_eq!(program.wait_exit().exit_code(), 0);
    assert_eq!(env.writes(), 8);
}
