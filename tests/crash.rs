//! The real program is killed at each step of a change. Afterwards the journal and the service agree.

#![cfg(all(unix, debug_assertions))]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::fmt::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};

use enlist::domain::{Entry, Half, Verdict};
use enlist::journal::Journal;
use rustix::process::Signal;
use serde_json::{Value, json};
use support::changes::{CORP, CORP_ID, ENGINEERING, Kind, SEED, seed};
use support::output::document;
use support::running::{Running, STEPS, wait_until};
use support::test_env::TestEnv;

/// A service that outlives the program, and the program's own files.
struct Scene {
    env: TestEnv,
}

impl Scene {
    fn new() -> Self {
        Self {
            env: TestEnv::new(&[]),
        }
    }

    fn run(&self, args: &[&str]) -> (Value, Output) {
        let output = self.env.run(&[args, &["--json"]].concat());
        (document(&output), output)
    }

    fn command(&self, kind: Kind) -> Command {
        self.env
            .command(&[&kind.args()[..], &["--yes", "--json"]].concat())
    }

    fn change(&self, kind: Kind) -> (Value, Output) {
        self.run(&[&kind.args()[..], &["--yes"]].concat())
    }

    /// Starts a change and kills it at a step.
    fn kill_at(&self, step: &str, kind: Kind) {
        let running = Running::held_at(&mut self.command(kind), step);
        // The request is on its way or has arrived, and its answer has not been handled.
        wait_until("the request", || step != "send" || self.writes(kind) > 0);
        running.kill();
    }

    /// Somebody else empties the list at the next request.
    fn empty_the_list(&self) {
        let edit = json!({"configuration": CORP_ID, "targets": []});
        self.env
            .service
            .fault(&json!({"method": "GET", "edit": edit}));
    }

    fn journal(&self) -> Vec<Entry> {
        let contents = Journal::new(self.env.journal_dir()).read().unwrap();
        assert_eq!(contents.torn, 0);
        let own = |entry: &Entry| entry.change_id != SEED;
        contents.entries.into_iter().filter(own).collect()
    }

    /// The verdicts in the journal, none for an intent.
    fn lines(&self) -> Vec<Option<Verdict>> {
        let lines = self.journal();
        lines.iter().map(|entry| entry.verdict).collect()
    }

    fn writes(&self, kind: Kind) -> usize {
        let path = |request: &Value| request["path"].as_str().unwrap().to_owned();
        let requests = self.env.service.requests(kind.method());
        requests
            .iter()
            .filter(|request| path(request).contains(kind.write_path()))
            .count()
    }

    /// The same without those to another configuration.
    fn writes_to_corp(&self, kind: Kind) -> usize {
        let path = |request: &Value| request["path"].as_str().unwrap().to_owned();
        let requests = self.env.service.requests(kind.method());
        requests
            .iter()
            .filter(|request| path(request).contains(kind.write_path()))
            .filter(|request| path(request).contains(CORP_ID))
            .count()
    }

    /// Whether the service holds what the change was meant to make.
    fn is_made(&self, kind: Kind) -> bool {
        if kind == Kind::Priority {
            let (list, _) = self.run(&["list"]);
            let all = list["configurations"].as_array().unwrap();
            let corp = all.iter().find(|one| one["name"] == CORP).unwrap();
            return corp["priority"] == 3;
        }
        let rows = self.env.service.assignments(CORP_ID);
        let rows = rows.as_array().unwrap();
        let has = |id: &str| rows.iter().any(|row| row["target"]["groupId"] == id);
        let sales = has("8a119b9e-16bc-4732-8f7b-7676d015b0dc");
        let berlin = has("bc67ba94-637d-4efa-a09e-467ada679f81");
        let count = rows.len();
        let before = (sales, berlin, has(ENGINEERING), count) == (true, true, false, 4);
        let after = (sales, berlin, has(ENGINEERING), count)
            == match kind {
                Kind::Replace => (true, false, false, 2),
                Kind::Add => (true, true, true, 5),
                Kind::Remove => (true, false, false, 3),
                _ => (false, true, true, 4),
            };
        assert!(before ^ after, "neither before nor after: {rows:#?}");
        after
    }
}

fn killed_at(step: &str) {
    for kind in Kind::ALL {
        let scene = Scene::new();
        if kind == Kind::Replace {
            let list = scene.env.service.assignments(CORP_ID).to_string();
            seed(&scene.env.journal_dir(), &scene.env.service.base_url, &list);
        }
        scene.kill_at(step, kind);
        let was_sent = !matches!(step, "re-read" | "intent");
        let was_meant = step != "re-read";
        let case = format!("{step} × {kind:?}");
        // Before anything is read: reading takes away what has its verdict.
        assert_eq!(scene.env.open_changes(), usize::from(was_meant), "{case}");
        assert_eq!(scene.is_made(kind), was_sent, "{case}");
        assert_eq!(scene.writes(kind), usize::from(was_sent), "{case}");
        // At most an intent without a verdict.
        let is_journaled = step == "journaled";
        let left: &[Option<Verdict>] = match step {
            "re-read" => &[],
            "journaled" => &[None, Some(Verdict::Verified)],
            _ => &[None],
        };
        assert_eq!(scene.lines(), left, "{case}");

        if is_journaled {
            // It has its verdict: what becomes of the list after that is no matter of this change.
            scene.empty_the_list();
        }
        // Any change settles what was left open, before it is looked at itself.
        let (document, output) = scene.run(&[
            "add",
            "Lab ESP",
            "--target",
            "group",
            "--id",
            ENGINEERING,
            "--yes",
        ]);
        assert_eq!(document["verdict"], "verified", "{case}: {output:?}");
        let settled = match (was_meant, was_sent) {
            (_, true) => Some(Verdict::Verified),
            // The request could still be on its way, for all that is known.
            (true, false) => Some(Verdict::Unknown),
            (false, false) => None,
        };
        let message = String::from_utf8(output.stderr).unwrap();
        let is_told = settled.is_some() && !is_journaled;
        assert_eq!(message.contains(CORP), is_told, "{case}: {message}");
        let of_lab = [None, Some(Verdict::Verified)];
        let of_corp = settled.map(|verdict| [None, Some(verdict)]);
        let lines = [of_corp.as_slice().as_flattened(), &of_lab].concat();
        assert_eq!(scene.lines(), lines, "{case}");
        assert_eq!(scene.env.open_changes(), 0, "{case}");
        // It is settled by reading: nothing is sent again by itself.
        assert_eq!(scene.writes_to_corp(kind), usize::from(was_sent), "{case}");
        assert!(is_journaled || scene.is_made(kind) == was_sent, "{case}");
        if let [intent, verdict, ..] = &scene.journal()[..]
            && settled.is_some()
        {
            assert_eq!((intent.row, verdict.row), (Half::Intent, Half::Verdict));
            assert_eq!(intent.change_id, verdict.change_id, "{case}");
            assert_eq!(intent.change, verdict.change, "{case}");
            // Where the answer was lost with the program, nothing is made up.
            assert_eq!(verdict.request_id.is_some(), is_journaled, "{case}");
        }

        // What was not made can be made now.
        if !was_sent {
            let (document, output) = scene.change(kind);
            assert_eq!(document["verdict"], "verified", "{case}: {output:?}");
            assert!(scene.is_made(kind), "{case}");
        }
    }
}

#[test]
fn killed_before_the_reread() {
    killed_at(STEPS[0]);
}

#[test]
fn killed_after_the_intent() {
    killed_at(STEPS[1]);
}

#[test]
fn killed_while_the_request_is_on_the_wire() {
    killed_at(STEPS[2]);
}

#[test]
fn killed_after_the_answer() {
    killed_at(STEPS[3]);
}

#[test]
fn killed_before_reading_back() {
    killed_at(STEPS[4]);
}

#[test]
fn killed_before_the_verdict_is_written() {
    killed_at(STEPS[5]);
}

#[test]
fn killed_after_the_verdict_is_written() {
    killed_at(STEPS[6]);
}

/// A 503 may have been more than a refusal. It stays open for as long as the program waits.
#[test]
fn killed_while_a_503_is_waited_out() {
    for (apply, verdict) in [(false, Verdict::Unknown), (true, Verdict::Verified)] {
        let scene = Scene::new();
        scene.env.service.fault(&json!({
            "method": "PATCH", "status": 503, "apply": apply, "headers": {"Retry-After": "50"},
        }));
        let running = Running::start(&mut scene.command(Kind::Patch));
        scene.env.service.wait_for_request("PATCH");
        running.kill();
        assert_eq!(scene.lines(), [None]);
        assert_eq!(scene.env.open_changes(), 1);
        let (document, _) = scene.run(&["remove", CORP, "nobody", "--yes"]);
        assert!(document["error"].is_object(), "{document:#}");
        assert_eq!(scene.lines(), [None, Some(verdict)]);
        assert_eq!(scene.env.open_changes(), 0);
        assert_eq!(scene.is_made(Kind::Patch), apply);
    }
}

/// What another program has under way is none of this one's business.
#[test]
fn a_change_under_way_elsewhere_is_left_alone() {
    let scene = Scene::new();
    let running = Running::held_at(&mut scene.command(Kind::Patch), "verdict");
    let (document, _) = scene.run(&[
        "add",
        "Lab ESP",
        "--target",
        "group",
        "--id",
        ENGINEERING,
        "--yes",
    ]);
    assert_eq!(document["verdict"], "verified");
    assert_eq!(scene.lines(), [None, None, Some(Verdict::Verified)]);
    assert_eq!(scene.env.open_changes(), 1);
    running.kill();
}

/// A signal that wants the program gone lets the change under way come to its verdict.
#[test]
fn a_signal_waits_for_the_verdict() {
    for which in [Signal::TERM, Signal::HUP, Signal::INT] {
        for kind in [Kind::Patch, Kind::Add] {
            let scene = Scene::new();
            // Time for the signal to come while the answer is on its way.
            scene.env.service.fault(&json!({
                "method": kind.method(), "pathContains": kind.write_path(), "delayMs": 700,
            }));
            let running = Running::start(&mut scene.command(kind));
            wait_until("the request", || scene.writes(kind) > 0);
            running.signal(which);
            let output = running.wait();
            assert_eq!(output.status.signal(), None, "{which:?}: {output:?}");
            assert_eq!(output.status.code(), Some(0), "{which:?}: {output:?}");
            assert_eq!(document(&output)["verdict"], "verified");
            assert_eq!(scene.lines(), [None, Some(Verdict::Verified)]);
            assert_eq!(scene.env.open_changes(), 0);
        }
    }
}

/// A plan is killed with four configurations under way. Each of them has its intent or nothing, the next run
/// makes what is left, and no row is sent twice that was made.
fn plan_killed_at(step: &str) {
    let env = TestEnv::new(&["--demo-size", "9x2"]);
    let path = plan_of_nine(&env);
    let mut command = env.command(&["apply", &path, "--yes", "--json"]);
    let mut running = Running::start(
        command
            .env("ENLIST_HOLD_AT", step)
            .env("ENLIST_HOLD_FROM_ROW", "2"),
    );
    let held = format!("held {step}");
    for _ in 0..4 {
        running.wait_for_line(&[&held]);
    }
    // The requests are on their way, or have arrived.
    wait_until("the requests", || step != "send" || env.writes() == 5);
    running.kill();
    let was_sent = !matches!(step, "re-read" | "intent");
    let was_meant = step != "re-read";
    let (one, four) = (1, 4);
    let writes = if was_sent { one + four } else { one };
    assert_eq!(env.writes(), writes, "{step}");
    assert_eq!(env.open_changes(), if was_meant { four } else { 0 });
    assert_eq!(made(&env), writes, "{step}");
    let entries = Journal::new(env.journal_dir()).read().unwrap().entries;
    let verdicts = entries.iter().filter(|entry| entry.verdict.is_some());
    let expected = if step == "journaled" { 5 } else { 1 };
    assert_eq!(verdicts.count(), expected, "{step}");

    let (code, done) = env.send(&["apply", &path]);
    let rows = done["rows"].as_array().unwrap().iter();
    let verdicts: Vec<&str> = rows.map(|row| row["verdict"].as_str().unwrap()).collect();
    let expected = [vec!["already"; writes], vec!["verified"; 9 - writes]].concat();
    assert_eq!((code, verdicts), (0, expected), "{step}: {done:#}");
    assert_eq!(env.writes(), 9, "{step}");
    assert_eq!((made(&env), env.open_changes(), env.locks()), (9, 0, 0));
}

/// A plan with a row for each of nine configurations.
fn plan_of_nine(env: &TestEnv) -> String {
    let list = document(&env.run(&["list", "--json"]));
    let mut rows = "configuration,assignment,target,group\n".to_owned();
    for one in list["configurations"].as_array().unwrap() {
        let (id, first) = (&one["id"], &one["assignments"][0]["id"]);
        let (id, first) = (id.as_str().unwrap(), first.as_str().unwrap());
        writeln!(rows, "{id},{first},group,{ENGINEERING}").unwrap();
    }
    let rows = env.write("nine.csv", &rows);
    env.planned(&["plan", "--csv", &rows], "nine.toml")
}

/// How many configurations have the group of the plan.
fn made(env: &TestEnv) -> usize {
    let found = document(&env.run(&["find", ENGINEERING, "--json"]));
    found["uses"].as_array().unwrap().len()
}

#[test]
fn a_plan_is_killed_with_four_rows_before_the_intent() {
    plan_killed_at("re-read");
}

#[test]
fn a_plan_is_killed_with_four_intents() {
    plan_killed_at("intent");
}

#[test]
fn a_plan_is_killed_with_four_requests_on_the_wire() {
    plan_killed_at("send");
}

#[test]
fn a_plan_is_killed_with_four_answers() {
    plan_killed_at("answered");
}

#[test]
fn a_plan_is_killed_before_four_verdicts() {
    plan_killed_at("verdict");
}

#[test]
fn a_plan_is_killed_after_four_verdicts() {
    plan_killed_at("journaled");
}
