//! How it ends: by a signal, without its terminal, in a panic, or with the service gone, and what becomes
//! of the change under way.

use std::path::Path;

use enlist::tui::app::screen::Screen;
use enlist::tui::terminal::clipboard::Multiplexer;
use rustix::process::Signal;
use serde_json::json;

use crate::ENGINEERING;
use crate::open;
use crate::open_in;
use crate::support::pty::{Program, enlist};
use crate::support::service::Service;
use crate::up_to_the_review;

fn open_intents(state: &Path) -> usize {
    std::fs::read_dir(state.join("enlist/open"))
        .unwrap()
        .count()
}

#[test]
fn a_signal_waits_for_the_change_and_the_journal_has_its_verdict() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let service = Service::start(&[]);
        let state = tempfile::tempdir().unwrap();
        let mut program = open_in(&service, state.path());
        up_to_the_review(&mut program);
        service.fault(&json!({"method": "PATCH", "delayMs": 1_500}));
        program.send("y").see("sending");
        service.wait_for_request("PATCH");
        program.signal(signal);
        program.see("Leaving as soon as the change in flight has its result");
        assert_eq!(program.wait_exit().exit_code(), code);
        program.assert_restored();
        let journal = std::fs::read_to_string(state.path().join("enlist/journal.jsonl")).unwrap();
        assert_eq!(journal.lines().count(), 2, "{journal}");
        assert!(journal.contains(r#""verdict":"verified""#), "{journal}");
        assert_eq!(open_intents(state.path()), 0);
    }
}

#[test]
fn a_dropped_session_waits_for_the_change_and_the_journal_has_its_verdict() {
    let service = Service::start(&[]);
    let state = tempfile::tempdir().unwrap();
    let mut program = open_in(&service, state.path());
    up_to_the_review(&mut program);
    service.fault(&json!({"method": "PATCH", "delayMs": 2_000}));
    program.send("y").see("sending");
    service.wait_for_request("PATCH");
    assert_eq!(program.hang_up().exit_code(), 129);
    let journal = std::fs::read_to_string(state.path().join("enlist/journal.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), 2, "{journal}");
    assert!(journal.contains(r#""verdict":"verified""#), "{journal}");
    assert_eq!(open_intents(state.path()), 0);
}

#[test]
fn a_change_that_a_killed_program_left_open_is_settled_at_the_next_start() {
    let service = Service::start(&[]);
    let state = tempfile::tempdir().unwrap();
    let mut program = open_in(&service, state.path());
    up_to_the_review(&mut program);
    service.fault(&json!({"method": "PATCH", "delayMs": 600_000, "apply": true}));
    program.send("y").see("sending");
    service.wait_for_request("PATCH");
    program.signal(Signal::KILL);
    program.wait_exit();
    assert_eq!(open_intents(state.path()), 1);
    let mut program = open_in(&service, state.path());
    program.see("An earlier change of Kiosk ESP had no result");
    program.send("L").see("Kiosk ESP");
    assert_eq!(open_intents(state.path()), 0);
}

#[test]
fn a_service_that_dies_leaves_the_outcome_unknown() {
    let mut service = Service::start(&[]);
    let mut program = open(&service);
    up_to_the_review(&mut program);
    service.fault(&json!({"method": "PATCH", "delayMs": 600_000}));
    program.send("y").see("sending");
    service.wait_for_request("PATCH");
    service.kill();
    program.see("Outcome unknown");
    assert!(
        !program.screen().to_lowercase().contains("failed"),
        "{}",
        program.screen()
    );
    let closed = |screen: &vt100::Screen| !screen.contents().contains("Outcome unknown");
    program.press_until("\x1b", "the outcome to close", closed);
    program.see("Change target · Kiosk ESP").see(ENGINEERING);
}

#[test]
fn signals_end_it_and_the_terminal_is_as_it_was() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let mut program = Program::start(enlist(), &["--demo"], &[]);
        program.see("Configurations 38 ");
        program.signal(signal);
        assert_eq!(program.wait_exit().exit_code(), code);
        program.assert_restored();
    }
}

#[test]
fn a_panic_restores_the_terminal_before_its_message() {
    let this = std::env::current_exe().unwrap();
    let mut program = Program::start(
        &this,
        &[
            "--exact",
            "ends::panics_on_its_own_screen",
            "--ignored",
            "--nocapture",
        ],
        &[("RUST_BACKTRACE", "0")],
    );
    program.see("on purpose");
    program.wait_exit();
    program.assert_restored();
}

#[test]
#[ignore = "run on a pseudo terminal by the test above"]
fn panics_on_its_own_screen() {
    let _screen = Screen::enter(Multiplexer::None).unwrap();
    panic!("on purpose");
}
