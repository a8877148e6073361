//! The real program on a pseudo terminal: the main job, and the terminal as it was afterwards.

#![cfg(unix)]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::path::Path;

use enlist::tui::clipboard::Multiplexer;
use enlist::tui::terminal::Screen;
use rustix::process::Signal;
use serde_json::json;
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

fn open_intents(state: &Path) -> usize {
    std::fs::read_dir(state.join("enlist/open"))
        .unwrap()
        .count()
}

/// From the list to the review: the scope-tag row of `Kiosk ESP`, from the users of one group to the
/// devices of another.
fn up_to_the_review(program: &mut Program) {
    program.send("j").see("Assignments 2 · Kiosk ESP");
    program.send("\r").see("▸scope-tag");
    program
        .send("e")
        .see("Edit assignment · Kiosk ESP")
        .see("(•) scope-tag group");
    program.send("\t\x1b[B").see("(•) device");
    program.paste(&format!("  {{{}}}\r\n", ENGINEERING.to_uppercase()));
    program.see("Engineering · 2,450 users, 3,012 devices");
    program
        .send("\r")
        .see("Review: nothing is sent yet")
        .see("PATCH /v1.0/deviceManagement");
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
        .see("200 OK")
        .see("verified")
        .see("request-id ")
        .see("▸scope-tag");
    program
        .see("device · Engineering")
        .see_no_more("Edit assignment");
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
    program.see("Ctrl-t edit").send("j\r").see("▸scope-tag");
    program.send("\x14").see("Edit assignment · Kiosk ESP");
    program.send("\x1b").see_no_more("Edit assignment");
    program.send("\x1b[21~");
    assert!(program.wait_exit().success());

    std::fs::write(&file, "[global]\nquit = []\n").unwrap();
    let mut program = Program::start(enlist(), &["--demo"], &config);
    program.see("keymap.toml:2: [global] quit: Ctrl-C always leaves");
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
    let closed = |screen: &vt100::Screen| !screen.contents().contains("Outcome of the change");
    program.press_until("\x1b", "the outcome to close", closed);
    program
        .see("Edit assignment · Kiosk ESP")
        .see("(•) device")
        .see(ENGINEERING);
    let target = &service.assignments(KIOSK_ESP)[0]["target"];
    assert_eq!(target["targetType"], "user", "nothing was changed");
}

/// Presses `c` on the outcome, which listens to no key for a moment, until the review is there.
fn replace(program: &mut Program) {
    program.press_until("c", "the review of the replacement", |screen| {
        screen.contents().contains("Review: nothing is sent yet")
    });
    yes(program);
}

/// Answers the review of a replacement, page by page.
fn yes(program: &mut Program) {
    program.see("The whole list is replaced");
    program.press_until("y", "the end of the review", |screen| {
        !screen.contents().contains("Review: nothing is sent yet")
    });
}

#[test]
fn on_the_live_service_the_list_is_replaced_and_verified() {
    let mut program = Program::start(enlist(), &["--demo=live"], &[]);
    program
        .see("Configurations 38 ")
        .see("Sales EMEA")
        .see("Contoso");
    program.send("\rG").see("▸group       Kiosk Berlin");
    program.send("e").see("Edit assignment · Corp ESP");
    program.paste(ENGINEERING).see("Engineering · 2,450 users");
    program.send("\r").see("PATCH /v1.0");
    program.send("y").see("no-route");
    replace(&mut program);
    program.see("verified").see("▸group       Engineering");
    // Filter and deleted group of the other rows are still there.
    program.see("include filter").see("(deleted) 7c77833f");
    // The route is remembered: taking it back goes the same way at once.
    program.send("u");
    yes(&mut program);
    program.see("▸group       Kiosk Berlin");
    program.send("L").see("Journal 3").see("no-route");
    program.send("\x1b").see("Configurations 38 ").send("q");
    assert!(program.wait_exit().success());
}

#[test]
fn a_signal_waits_for_the_change_and_the_journal_has_its_verdict() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let service = Service::start(&[]);
        let state = tempfile::tempdir().unwrap();
        let mut program = open_in(&service, state.path());
        up_to_the_review(&mut program);
        service.fault(&json!({"method": "PATCH", "delayMs": 1_500}));
        program.send("y").see("sending the change");
        service.wait_for_request("PATCH");
        program.signal(signal);
        program.see("leaves once the change under way has its outcome");
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
    program.send("y").see("sending the change");
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
    program.send("y").see("sending the change");
    service.wait_for_request("PATCH");
    program.signal(Signal::KILL);
    program.wait_exit();
    assert_eq!(open_intents(state.path()), 1);
    let mut program = open_in(&service, state.path());
    program.see("an earlier change of Kiosk ESP was left open, now:");
    program.send("L").see("Kiosk ESP");
    assert_eq!(open_intents(state.path()), 0);
}

#[test]
fn a_service_that_dies_leaves_the_outcome_unknown() {
    let mut service = Service::start(&[]);
    let mut program = open(&service);
    up_to_the_review(&mut program);
    service.fault(&json!({"method": "PATCH", "delayMs": 600_000}));
    program.send("y").see("sending the change");
    service.wait_for_request("PATCH");
    service.kill();
    program.see("The outcome is unknown");
    assert!(
        !program.screen().to_lowercase().contains("failed"),
        "{}",
        program.screen()
    );
    let closed = |screen: &vt100::Screen| !screen.contents().contains("Outcome of the change");
    program.press_until("\x1b", "the outcome to close", closed);
    program.see("Edit assignment · Kiosk ESP").see(ENGINEERING);
}

#[test]
fn the_demo_needs_nothing_but_itself() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program
        .see("Configurations 38 ")
        .see("demo (documented)")
        .see("Sales EMEA");
    program.send("\rG").see("▸group       Kiosk Berlin");
    program.send("e").see("Edit assignment · Corp ESP");
    program.paste(ENGINEERING).see("Engineering · 2,450 users");
    program
        .send("\r")
        .see("Review")
        .send("y")
        .see("200 OK")
        .see("▸group       Engineering");
    program.send("\x03");
    assert!(program.wait_exit().success());
    program.assert_restored();
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

fn hears_the_mouse(screen: &vt100::Screen) -> bool {
    screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
}

#[test]
fn the_mouse_selects_and_scrolls_where_it_is_switched_on_and_sends_nothing() {
    let service = Service::start(&[]);
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("enlist")).unwrap();
    std::fs::write(home.path().join("enlist/config.toml"), "mouse = true\n").unwrap();
    let config = [("XDG_CONFIG_HOME", home.path().to_str().unwrap())];
    let mut program = start(&service, &config);
    program.wait_for("the mouse", hears_the_mouse);
    // The second row of the configurations, then the first of the assignments, then the wheel.
    program.send("\x1b[<0;6;4M\x1b[<0;6;4m");
    program.see("Assignments 2 · Kiosk ESP").see("▸ 2 ESP");
    program.send("\x1b[<0;45;3M\x1b[<0;45;3m").see("▸scope-tag");
    program.send("e\t\x1b[B").paste(ENGINEERING);
    program
        .see("Engineering")
        .send("\r")
        .see("Review: nothing is sent yet");
    let screen = program.screen();
    let footer = screen.lines().last().unwrap_or_default();
    let column = footer.find("send").unwrap() + 1;
    program
        .send(&format!("\x1b[<0;{column};24M"))
        .see("a click is no yes");
    assert!(service.requests("PATCH").is_empty());
    program
        .send("\x1b")
        .see_no_more("Review: nothing")
        .send("\x1b");
    program.see("Discard?").send("y").see_no_more("Discard?");
    program
        .send("\x1b[<65;6;4M")
        .see("▸")
        .see_no_more("▸ 2 ESP");
    program.send("q");
    assert!(program.wait_exit().success());
    program.assert_restored();

    let mut off = Program::start(enlist(), &["--demo"], &[]);
    off.see("Configurations 38 ");
    off.wait_for("no mouse", |screen| !hears_the_mouse(screen));
}

#[test]
fn it_goes_to_the_background_and_comes_back() {
    let bash = Path::new("bash");
    let mut shell = Program::start(
        bash,
        &["--norc", "--noprofile", "-i"],
        &[("PS1", "ready> ")],
    );
    shell.see("ready> ");
    shell
        .send(&format!("{} --demo\n", enlist().display()))
        .see("Configurations 38 ");
    shell.send("M").wait_for("the mouse", hears_the_mouse);
    shell.send("\x1a").see("Stopped");
    shell.wait_for("the normal screen", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor() && !hears_the_mouse(screen)
    });
    shell.send("fg\n").see("Configurations 38 ").see("Corp ESP");
    shell.wait_for("the alternate screen", vt100::Screen::alternate_screen);
    shell.wait_for("the mouse again", hears_the_mouse);
    shell.send("j").see("Assignments 2 · Kiosk ESP");
    shell.send("q").wait_for("the prompt after fg", |screen| {
        screen.contents().matches("ready> ").count() == 3
    });
    shell.send("exit\n");
    shell.wait_exit();
}

#[test]
fn it_follows_the_size_of_the_terminal() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Details");
    program.resize(60, 15);
    program.wait_for("60 columns", |screen| {
        let rows: Vec<String> = screen.rows(0, 60).collect();
        rows[1].ends_with('┐') && rows[12].ends_with('┘') && rows[14].contains("edit")
    });
    program.resize(40, 12);
    program.see_no_more("Details").see("Configurations 38 ");
    program.resize(30, 8);
    program.see("enlist needs 40×12");
    program.resize(120, 40);
    program.see("Details").see("Assignments 4 · Corp ESP");
}

/// Whether any sequence that sets attributes (SGR) sets a colour.
fn sets_a_colour(written: &str) -> bool {
    let sequences = written.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        rest[end..].starts_with('m').then(|| &rest[..end])
    });
    sequences
        .flat_map(|codes| codes.split(';'))
        .filter_map(|code| code.parse::<u8>().ok())
        .any(|code| matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107))
}

#[test]
fn no_colour_is_written_where_none_is_wanted() {
    let drive = |environment: &[(&str, &str)]| {
        let mut program = Program::start(enlist(), &["--demo"], environment);
        program.see("Configurations 38 ").see("Contoso");
        program.send("\re").see("Edit assignment · Corp ESP");
        program.paste("acacacac-9df4-4c7d-9d50-4ef0226f57a9");
        program.see("stands for All users and is no group");
        program.send("\x1b").see("Discard?").send("y");
        program.see_no_more("Discard?").send("q");
        assert!(program.wait_exit().success());
        program.written()
    };
    let plain = drive(&[("NO_COLOR", "1")]);
    assert!(!sets_a_colour(&plain), "{plain:?}");
    assert!(plain.contains("\x1b[1m"), "the marker stands out in bold");
    assert!(sets_a_colour(&drive(&[])), "else it is coloured");
}

#[test]
fn an_idle_screen_writes_nothing() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Contoso");
    let at_rest = program.settle();
    assert_eq!(program.settle(), at_rest);
    // A key that changes nothing draws nothing.
    program.send("g");
    assert_eq!(program.settle(), at_rest);
}

/// Presses a key and gives the frame that follows, with how many bytes of text are others than before.
fn frame_of(program: &mut Program, key: &str) -> (String, usize) {
    let mark = program.settle();
    let before = program.screen();
    program.send(key);
    let frame = program.frame_after(mark);
    let after = program.screen();
    let changed = |(old, new): (&str, &str)| {
        let new: Vec<char> = new.chars().collect();
        let old: Vec<char> = old.chars().collect();
        let same = |(a, b): &(&char, &char)| a == b;
        let front = old.iter().zip(&new).take_while(same).count();
        let back = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take_while(same)
            .count();
        let changed = new.get(front..new.len().saturating_sub(back).max(front));
        changed.map_or(0, |changed| changed.iter().collect::<String>().len())
    };
    let changed = before.lines().zip(after.lines()).map(changed).sum();
    (String::from_utf8_lossy(&frame).into_owned(), changed)
}

#[test]
fn in_the_configurations_a_key_costs_what_has_changed() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Contoso");
    let mut whole_windows = 0;
    // Down three times, to the middle of the next window, three times more, to the other pane and back.
    for key in ["j", "j", "j", "\x1b[6~", "j", "j", "j", "\t", "\x1b[Z"] {
        let (frame, changed) = frame_of(&mut program, key);
        let size = frame.len();
        if size > 600 {
            // All rows are others, each with a move of the cursor of its own.
            whole_windows += 1;
            assert!(
                size <= 400 + changed,
                "{key:?}: {size} bytes, {changed} changed"
            );
        } else {
            assert!(
                size <= 160 + changed,
                "{key:?}: {size} bytes, {changed} changed: {frame:?}"
            );
        }
    }
    assert_eq!(whole_windows, 1, "a window rests while there is room in it");
}

#[test]
fn keys_cost_few_bytes() {
    let mut program = Program::start(enlist(), &["--demo"], &[]);
    program.see("Configurations 38 ").see("Contoso");
    program.send("\r").see("▸group");
    for _ in 0..3 {
        let mark = program.settle();
        program.send("j");
        let frame = program.frame_after(mark);
        let said = String::from_utf8_lossy(&frame).into_owned();
        assert!(frame.len() <= 160, "{} bytes: {said:?}", frame.len());
    }
    program
        .send("e")
        .see("Edit assignment")
        .send("\t\x15")
        .see("an id is needed")
        .send("c")
        .see("not a GUID:  1 of 36");
    for character in "3dd75f6-9".chars() {
        let mark = program.settle();
        program.send(&character.to_string());
        let frame = program.frame_after(mark);
        let said = String::from_utf8_lossy(&frame).into_owned();
        assert!(frame.len() <= 45, "{} bytes: {said:?}", frame.len());
    }
}

#[test]
fn a_panic_restores_the_terminal_before_its_message() {
    let this = std::env::current_exe().unwrap();
    let mut program = Program::start(
        &this,
        &[
            "--exact",
            "panics_on_its_own_screen",
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

#[test]
fn a_sign_in_by_device_code_on_the_screen() {
    let mut program = Program::start(enlist(), &["--demo", "--sign-in"], &[]);
    program
        .see("Sign in")
        .see("Method: device-code")
        .see("/devicelogin")
        .see("and type this code:");
    // The embedded authority signs the admin in after a moment.
    program
        .see_no_more("Sign in")
        .see("Configurations 38 ")
        .see("admin@contoso.com");
    // Once more, in the middle of work: the form stays as it is.
    program.send("\re").see("Edit assignment · Corp ESP");
    program.send("\x1b").see_no_more("Edit assignment");
    program
        .send(":")
        .see("Commands")
        .send("renew\r")
        .see("and type this code:");
    program.see_no_more("Sign in").see("Configurations 38 ");
    program.send("q");
    assert!(program.wait_exit().success());
}

#[test]
fn a_sign_in_can_be_given_up_and_done_with_a_token() {
    let service = Service::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let text = format!(
        "graph_url = \"{0}\"\nauthority_url = \"{0}\"\nclient_id = \"demo-app\"\n",
        service.base_url
    );
    std::fs::write(&config, text).unwrap();
    let mut program = Program::start(
        enlist(),
        &["--config", config.to_str().unwrap(), "--method", "token"],
        &[("ENLIST_ACCESS_TOKEN", "stale")],
    );
    program.see("Paste an access token");
    program.press_until("\x1b", "the sign-in to close", |screen| {
        !screen.contents().contains("Paste an access token")
    });
    program
        .send(":")
        .see("Commands")
        .send("renew\r")
        .see("Paste an access token");
    program.paste(&service.token).see("characters)");
    assert!(!program.screen().contains(&service.token));
    program.send("\r").see("Configurations 38 ").see("Contoso");
    program.send("q");
    assert!(program.wait_exit().success());
}

#[test]
fn another_profile_is_another_tenant() {
    let (first, second) = (Service::start(&[]), Service::start(&["--demo=live"]));
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let text = format!(
        "default_profile = \"one\"\n[profile.one]\ngraph_url = \"{}\"\n\
         [profile.two]\ngraph_url = \"{}\"\nread_only = true\n",
        first.base_url, second.base_url
    );
    std::fs::write(&config, text).unwrap();
    let mut program = Program::start(
        enlist(),
        &["--config", config.to_str().unwrap()],
        &[("ENLIST_ACCESS_TOKEN", &first.token)],
    );
    program
        .see("one · ")
        .see("Configurations 38 ")
        .see("read-write");
    program
        .send("P")
        .see("Profiles")
        .see("one  (in use)")
        .send("j\r");
    // The token of the first service is none of the second's.
    program
        .see("two · ")
        .see("read-only")
        .see("Paste an access token");
    assert_ne!(first.token, second.token);
    // It opened by itself, and listens to nothing for a moment.
    let paste = format!("\x1b[200~{}\x1b[201~", second.token);
    program.press_until(&paste, "the token", |screen| {
        screen.contents().contains("characters)")
    });
    program.send("\r").see("Configurations 38 ");
    program.send("q");
    assert!(program.wait_exit().success());
}

/// A tenant with so many configurations that one must be searched for, 40 of which name `Sales EMEA`.
fn large_tenant() -> enlist::demo::Tenant {
    let mut tenant: serde_json::Value =
        serde_json::from_str(enlist::demo::Tenant::default().as_json()).unwrap();
    let configurations = tenant["configurations"].as_array_mut().unwrap();
    configurations.clear();
    for number in 0..500 {
        let group = match number {
            0..40 => "8a119b9e-16bc-4732-8f7b-7676d015b0dc",
            250 => "fab36728-a78b-4b7e-8787-c0de2f960063",
            _ => "bc67ba94-637d-4efa-a09e-467ada679f81",
        };
        configurations.push(json!({
            "@odata.type": "#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
            "id": format!("c{number:03}_Windows10EnrollmentCompletionPageConfiguration"),
            "displayName": format!("Page {number:03}"),
            "priority": number + 1,
            "assignments": [{
                "id": format!("c{number:03}_a"),
                "source": "direct",
                "target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group},
            }],
        }));
    }
    enlist::demo::Tenant::from_json(tenant.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_five_hundred_is_found_and_forty_are_pointed_elsewhere() {
    let service = enlist::demo::start(enlist::demo::Options {
        tenant: large_tenant(),
        page_size: 100,
        ..enlist::demo::Options::default()
    })
    .await
    .unwrap();
    let mut program = Program::start(
        enlist(),
        &["--graph-url", &service.base_url, "--settle", "1"],
        &[("ENLIST_ACCESS_TOKEN", &service.token)],
    );
    program.see("Configurations 500 ").see("Sales EMEA");
    // Two keys beside the name.
    program.send("F").see("Find assignments").send("autopilot");
    program
        .see("1 found")
        .send("\r")
        .see("Page 250")
        .see("▸group       Autopilot pilot");

    // Two of the forty fail at first.
    for number in [7, 21] {
        service.control.add_fault(enlist::demo::Fault {
            method: Some("PATCH".to_owned()),
            path_contains: Some(format!("c{number:03}_")),
            status: Some(400),
            body: Some(r#"{"error":{"code":"BadRequest","message":"Not today."}}"#.to_owned()),
            ..enlist::demo::Fault::default()
        });
    }
    program.send("hg\r").see("▸group       Sales EMEA");
    program.send("R").see("Re-target every use of Sales EMEA");
    program.paste(ENGINEERING).see("a whole id").send("\r");
    program.see("40 changes in tenant Contoso").send("y");
    program
        .see("38 verified, 2 rejected")
        .see("y runs what is left");
    program.send("y").see("Plan: done");
    let patches = service
        .control
        .requests()
        .iter()
        .filter(|request| request.method == "PATCH")
        .count();
    assert_eq!(patches, 42, "each once, and two once more");
    program
        .send("\x1b")
        .see("▸group       Engineering")
        .send("q");
    assert!(program.wait_exit().success());
}
