//! Several programs on one state folder: one change of a configuration at a time, whoever makes it.

#![cfg(all(unix, debug_assertions))]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::collections::HashSet;
use std::process::{Output, Stdio};

use rustix::process::Signal;
use serde_json::{Value, json};
use support::changes::{CORP, CORP_ID, ENGINEERING};
use support::output::{document, err};
use support::running::{Running, STEPS, wait_until};
use support::test_env::TestEnv;

const PAIRS: usize = 24;

/// Starts a change, as a script would.
fn start(env: &TestEnv, args: &[&str]) -> Running {
    Running::start(&mut env.command(&[args, &["--yes", "--json"]].concat()))
}

/// Starts a change and waits until it is held at a step with the lock taken.
fn held_at(env: &TestEnv, args: &[&str], step: &str) -> Running {
    Running::held_at(
        &mut env.command(&[args, &["--yes", "--json"]].concat()),
        step,
    )
}

/// The exit code and the document of a program that ends by itself.
fn end(running: Running) -> (Option<i32>, Value) {
    let output = running.wait();
    (output.status.code(), document(&output))
}

/// Adds a group that nobody else adds.
fn add(group: &str) -> [&str; 6] {
    ["add", CORP, "--target", "group", "--id", group]
}

fn group(number: usize) -> String {
    format!("{number:08x}-0a4e-4d0b-9a55-7d2b1c3e4f50")
}

fn groups(env: &TestEnv) -> Vec<String> {
    let list = env.service.assignments(CORP_ID);
    let ids = list.as_array().unwrap().iter();
    ids.filter_map(|row| Some(row["target"]["groupId"].as_str()?.to_owned()))
        .collect()
}

/// Each replaces the whole list, with what it read a moment before and its own group.
#[test]
fn of_pairs_that_replace_a_list_at_once_no_verified_change_is_lost() {
    let env = TestEnv::new(&[]);
    // Time for both to have read before either has written.
    env.service.fault(&json!({
        "method": "POST", "pathContains": "/assign", "times": 2 * PAIRS, "delayMs": 150,
    }));
    let mut verified = Vec::new();
    for pair in 0..PAIRS {
        let ids = [group(2 * pair), group(2 * pair + 1)];
        let programs = ids.each_ref().map(|id| {
            let mut command = env.command(&[&add(id)[..], &["--yes", "--json"]].concat());
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        });
        let mut made = 0;
        for (id, program) in ids.into_iter().zip(programs) {
            let output: Output = program.wait_with_output().unwrap();
            let text = document(&output);
            match text["verdict"].as_str().unwrap() {
                "verified" => {
                    made += 1;
                    verified.push(id);
                }
                "conflict" => assert_eq!(output.status.code(), Some(3)),
                other => panic!("{other}: {text:#}\n{}", err(&output)),
            }
        }
        assert!(made >= 1, "one of them is always the first");
    }
    let there = groups(&env);
    let lost: Vec<_> = verified.iter().filter(|id| !there.contains(id)).collect();
    assert!(
        lost.is_empty(),
        "{} of {} were lost: {lost:?}",
        lost.len(),
        verified.len()
    );
    let distinct: HashSet<_> = there.iter().collect();
    assert_eq!(distinct.len(), there.len(), "nothing was added twice");
    assert_eq!((env.open_changes(), env.locks()), (0, 0));
}

#[test]
fn who_comes_second_waits_says_so_and_gives_up_after_its_timeout() {
    let env = TestEnv::new(&[]);
    let first = held_at(&env, &add(ENGINEERING), "verdict");
    let writes = env.writes();
    let other = group(1);
    let args = [&add(&other)[..], &["--timeout", "2"]].concat();
    let mut second = start(&env, &args);
    let line = second.wait_for_line(&["waiting for", &first.process()]);
    for fact in ["change ", CORP, "started 20"] {
        assert!(line.contains(fact), "{fact:?} is not in {line:?}");
    }
    first.signal(Signal::STOP);
    let line = second.wait_for_line(&["waiting for", &first.process(), "stopped"]);
    assert!(line.contains(CORP), "{line}");
    let (code, text) = end(second);
    assert_eq!(
        (code, &text["verdict"]),
        (Some(1), &json!("not-sent")),
        "{text:#}"
    );
    let message = text["message"].as_str().unwrap();
    for fact in [first.process().as_str(), "stopped", "change ", "started 20"] {
        assert!(message.contains(fact), "{fact:?} is not in {message:?}");
    }
    assert_eq!(env.writes(), writes, "nothing was sent");
    // Other configurations are nobody's business.
    let (code, text) = env.send(&["add", "Lab ESP", "--target", "group", "--id", &other]);
    assert_eq!(
        (code, &text["verdict"]),
        (0, &json!("verified")),
        "{text:#}"
    );
    first.kill();
}

#[test]
fn a_signal_ends_the_wait_and_nothing_is_sent() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let env = TestEnv::new(&[]);
        let first = held_at(&env, &add(ENGINEERING), "intent");
        let other = group(1);
        let mut second = start(&env, &add(&other));
        second.wait_for_line(&["waiting for", &first.process()]);
        second.signal(signal);
        let (code, text) = end(second);
        assert_eq!(code, Some(128 + signal.as_raw()), "{text:#}");
        assert_eq!(text["verdict"], "not-sent");
        assert!(
            text["message"].as_str().unwrap().contains(&first.process()),
            "{text:#}"
        );
        assert_eq!(env.writes(), 0);
        first.kill();
    }
}

/// Whatever the first program was at when it was killed, the second goes on at once, and sends only where
/// nothing of the first can still arrive.
#[test]
fn a_killed_program_gives_its_turn_back() {
    for step in STEPS {
        let env = TestEnv::new(&[]);
        let first = held_at(&env, &add(ENGINEERING), step);
        let was_sent = !matches!(step, "re-read" | "intent");
        wait_until("the change", || {
            !was_sent || groups(&env).contains(&ENGINEERING.to_owned())
        });
        let other = group(1);
        let mut second = start(&env, &add(&other));
        second.wait_for_line(&["waiting for", &first.process()]);
        first.kill();
        let (_, text) = end(second);
        let expected = match step {
            // For all that is known, its request is still under way.
            "intent" => "not-sent",
            // It found what the first had made, or that it had made nothing.
            _ => "verified",
        };
        assert_eq!(text["verdict"], expected, "{step}: {text:#}");
        let there = groups(&env);
        assert_eq!(there.contains(&ENGINEERING.to_owned()), was_sent, "{step}");
        assert_eq!(there.contains(&other), expected == "verified", "{step}");
        assert_eq!((env.open_changes(), env.locks()), (0, 0), "{step}");
        // It was settled on the way: the next one need not wait for anything.
        let third = group(2);
        let (code, text) = env.send(&add(&third));
        assert_eq!(
            (code, &text["verdict"]),
            (0, &json!("verified")),
            "{step}: {text:#}"
        );
    }
}

#[test]
fn a_plan_waits_for_its_turn_too() {
    let env = TestEnv::new(&[]);
    let other = group(1);
    let csv = format!("configuration,assignment,target,id\n{CORP},,group,{other}\n");
    let wishes = env.write("wishes.csv", &csv);
    let plan = env.path("plan.toml");
    let output = env.run(&["plan", "--csv", &wishes, "--output", &plan]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let first = held_at(&env, &add(ENGINEERING), "intent");
    let mut second = start(&env, &["apply", &plan, "--timeout", "2"]);
    second.wait_for_line(&[CORP, "waiting for", &first.process()]);
    let (code, text) = end(second);
    assert_eq!(code, Some(1), "{text:#}");
    assert!(text.to_string().contains(&first.process()), "{text:#}");
    assert_eq!(env.writes(), 0);
    first.kill();
}

#[test]
fn moves_of_one_order_wait_for_each_other() {
    let env = TestEnv::new(&[]);
    let first = held_at(&env, &["priority", CORP, "2"], "verdict");
    let args = ["priority", "Lab ESP", "1", "--timeout", "2"];
    let mut second = start(&env, &args);
    second.wait_for_line(&["waiting for", &first.process()]);
    let (_, text) = end(second);
    assert_eq!(text["verdict"], "not-sent", "{text:#}");
    // The list of the same configuration is another matter.
    let other = group(1);
    let (_, text) = env.send(&add(&other));
    assert_eq!(text["verdict"], "verified", "{text:#}");
    first.kill();
}
