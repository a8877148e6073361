//! The real program on a pseudo terminal: the main job here, the rest in the rooms beside it.

#![cfg(unix)]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

#[path = "pty/ends.rs"]
mod ends;
#[path = "pty/hostile.rs"]
mod hostile;
#[path = "pty/pieces.rs"]
mod pieces;
#[path = "pty/plans.rs"]
mod plans;
#[path = "pty/sessions.rs"]
mod sessions;
mod support;
#[path = "pty/terminal.rs"]
mod terminal;

use std::path::Path;

use support::pty::{Program, enlist};
use support::service::Service;

const KIOSK_ESP: &str =
    "3a3eee8a-e982-4776-9ce0-d0ce2de264cf_Windows10EnrollmentCompletionPageConfiguration";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";

/// The screen on a service, with everything read that is read at the start.
fn open(service: &Service) -> Program {
    start(service, &[])
}

/// The same with a state folder that outlives the program.
fn open_in(service: &Service, state: &Path) -> Program {
    start(service, &[("XDG_STATE_HOME", state.to_str().unwrap())])
}

fn start(service: &Service, environment: &[(&str, &str)]) -> Program {
    let token = [("ENLIST_ACCESS_TOKEN", service.token.as_str())];
    let mut program = Program::start(
        enlist(),
        &["--graph-url", &service.base_url, "--settle", "1"],
        &[&token, environment].concat(),
    );
    program
        .see("Configurations 38 ")
        .see("Sales EMEA")
        .see("Contoso");
    program
}

/// From the list to the review: the scope-tag row of `Kiosk ESP`, from the users of one group to the
/// devices of another.
fn up_to_the_review(program: &mut Program) {
    program.send("j").see("Assignments 2 · Kiosk ESP");
    program.send("\r").see("▸ + scope-tag");
    program
        .send("e")
        .see("Change target · Kiosk ESP")
        .see("‹scope-tag group›");
    program.send("\x1b[Z\x1b[C").see("‹devices›");
    program.paste(&format!("  {{{}}}\r\n", ENGINEERING.to_uppercase()));
    program.see("Engineering · 2,450 users, 3,012 devices");
    program
        .send("\r")
        .see("nothing sent yet")
        .see("PATCH /v1.0/…/assignments/");
}

#[test]
fn the_main_job_on_the_documented_service() {
    let service = Service::start(&[]);
    let mut program = open(&service);
    up_to_the_review(&mut program);
    assert!(
        service.requests("PATCH").is_empty(),
        "a review sends nothing"
    );
    program
        .send("y")
        .see("verified (200, ")
        .see("▸ + scope-tag");
    program
        .see("device · Engineering")
        .see_no_more("Change target");
    let screen = program.screen();
    assert!(screen.contains(" ms"), "{screen}");

    let patch = service.wait_for_request("PATCH");
    assert_eq!(
        patch["path"],
        format!(
            "/v1.0/deviceManagement/deviceEnrollmentConfigurations/{KIOSK_ESP}/assignments/3a3eee8a-e982-4776-9ce0-d0ce2de264cf_f1a38d32-6834-4c65-927c-b2382bedda16_3a3eee8a-e982-4776-9ce0-d0ce2de264cf"
        )
    );
    assert_eq!(
        patch["body"],
        format!(
            r##"{{"@odata.type":"#microsoft.graph.enrollmentConfigurationAssignment","target":{{"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"device","entraObjectId":"{ENGINEERING}"}}}}"##
        )
    );
    let target = &service.assignments(KIOSK_ESP)[0]["target"];
    assert_eq!(target["entraObjectId"], ENGINEERING);
    assert_eq!(target["targetType"], "device");

    program.send("q");
    assert!(program.wait_exit().success());
    program.assert_restored();
}

#[test]
fn the_keys_of_the_keymap_file_are_in_force_and_a_broken_file_opens_no_screen() {
    let service = Service::start(&[]);
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("enlist");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("keymap.toml");
    std::fs::write(&file, "[list]\nedit = [\"ctrl-t\"]\nquit = [\"f10\"]\n").unwrap();
    let config = [("XDG_CONFIG_HOME", home.path().to_str().unwrap())];
    let mut program = start(&service, &config);
    program.see("Ctrl-t edit").send("j\r").see("▸ + scope-tag");
    program.send("\x14").see("Change target · Kiosk ESP");
    program.send("\x1b").see_no_more("Change target");
    program.send("\x1b[21~");
    assert!(program.wait_exit().success());

    std::fs::write(&file, "[global]\nquit = []\n").unwrap();
    let mut program = Program::start(enlist(), &["--demo"], &config);
    program.see("keymap.toml:2: [global] quit: Ctrl-C always quits");
    assert_eq!(program.wait_exit().exit_code(), 2);
    assert!(!program.screen().contains("Configurations"));
}

#[test]
fn the_main_job_on_the_live_service_keeps_what_was_typed() {
    let service = Service::start(&["--demo=live"]);
    let mut program = open(&service);
    up_to_the_review(&mut program);
    program
        .send("y")
        .see("400 Bad Request")
        .see("no-route")
        .see("No OData route exists");
    // The overlay opened by itself: it listens to no key for a moment, so this one may be too early.
    let closed = |screen: &vt100::Screen| !screen.contents().contains("Not offered by the service");
    program.press_until("\x1b", "the outcome to close", closed);
    program
        .see("Change target · Kiosk ESP")
        .see("‹devices›")
        .see(ENGINEERING);
    let target = &service.assignments(KIOSK_ESP)[0]["target"];
    assert_eq!(target["targetType"], "user", "nothing was changed");
}

/// Presses `c` on the outcome, which listens to no key for a moment, until the review is there.
fn replace(program: &mut Program) {
    program.press_until("c", "the review of the replacement", |screen| {
        screen.contents().contains("nothing sent yet")
    });
    yes(program);
}

/// Answers the review of a replacement, page by page.
fn yes(program: &mut Program) {
    program.see("Replaces the whole list");
    program.press_until("y", "the end of the review", |screen| {
        !screen.contents().contains("nothing sent yet")
    });
}

#[test]
fn on_the_live_service_the_list_is_replaced_and_verified() {
    let mut program = Program::start(enlist(), &["--demo=live"], &[]);
    program
        .see("Configurations 38 ")
        .see("Sales EMEA")
        .see("Contoso");
    program.send("\rG").see("▸ + group Kiosk Berlin");
    program.send("e").see("Change target · Corp ESP");
    program.paste(ENGINEERING).see("Engineering · 2,450 users");
    program.send("\r").see("PATCH /v1.0");
    program.send("y").see("no-route");
    replace(&mut program);
    program.see("verified").see("▸ + group Engineering");
    // Filter and deleted group of the other rows are still there.
    program.see("+Corp").see("deleted 7c77");
    // The route is remembered: taking it back goes the same way at once.
    program.send("u");
    yes(&mut program);
    program.see("▸ + group Kiosk Berlin");
    program.send("L").see("Journal 3").see("no-route");
    program.send("\x1b").see("Configurations 38 ").send("q");
    assert!(program.wait_exit().success());
}

#[test]
fn the_demo_needs_nothing_but_itself() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program
        .see("Configurations 38 ")
        .see(" · demo")
        .see("Sales EMEA");
    program.send("\rG").see("▸ + group Kiosk Berlin");
    program.send("e").see("Change target · Corp ESP");
    program.paste(ENGINEERING).see("Engineering · 2,450 users");
    program
        .send("\r")
        .see("nothing sent yet")
        .send("y")
        .see("verified (200, ")
        .see("▸ + group Engineering");
    program.send("\x03");
    assert!(program.wait_exit().success());
    program.assert_restored();
}

#[test]
fn what_wins_is_told_for_a_user_and_for_a_group() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Sales EMEA");
    program.send(":explain-user\r").see("For which user's");
    program.send("sasha@contoso.com\r");
    program
        .see("sasha@contoso.com · in")
        .see("checked in this order");
    program.send("\x1b").see_no_more("Which configuration wins");
    program.send("\r").see("▸ + group Sales EMEA");
    program.send("w").see("Members of Sales EMEA");
    program.send("/Block personal\r");
    program.see("1 Block personal Windows  group · Sales EMEA");
    // The first Esc leaves the search.
    program.press_until("\x1b", "what wins to close", |screen| {
        !screen.contents().contains("Which configuration wins")
    });
    program.send("q");
    assert!(program.wait_exit().success());
}
