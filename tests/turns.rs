//! Several programs on one state folder: one change of a configuration at a time, whoever makes it.

#![cfg(all(unix, debug_assertions))]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use support::changes::{CORP, CORP_ID, ENGINEERING};
use support::office::{Office, document, err};

const DEADLINE: Duration = Duration::from_secs(30);
const PAIRS: usize = 24;
/// Where a debug build can be held with the turn taken.
const STEPS: [&str; 7] = [
    "re-read",
    "intent",
    "send",
    "answered",
    "read-back",
    "verdict",
    "journaled",
];

/// A program whose lines on stderr are heard as they come.
struct Heard {
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Heard {
    fn start(office: &Office, args: &[&str], hold_at: Option<&str>) -> Self {
        let args = [args, &["--yes", "--json"]].concat();
        let mut command = office.command(&args);
        if let Some(step) = hold_at {
            command.env("ENLIST_HOLD_AT", step);
        }
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (says, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if says.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            lines,
            said: Vec::new(),
        }
    }

    /// Waits for a line with these words.
    fn hear(&mut self, words: &[&str]) -> String {
        let until = Instant::now() + DEADLINE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("{words:?} was not said, only {:?}", self.said);
            };
            self.said.push(line.clone());
            if words.iter().all(|word| line.contains(word)) {
                return line;
            }
        }
    }

    fn pid(&self) -> String {
        format!("process {}", self.child.id())
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    fn end(mut self) -> (Option<i32>, Value) {
        let until = Instant::now() + DEADLINE;
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "it does not end: {:?}", self.said);
            std::thread::yield_now();
        }
        let output = self.child.wait_with_output().unwrap();
        (output.status.code(), document(&output))
    }

    /// As `kill -9` does it.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Adds a group that nobody else adds.
fn add(group: &str) -> [&str; 6] {
    ["add", CORP, "--target", "group", "--id", group]
}

fn group(number: usize) -> String {
    format!("{number:08x}-0a4e-4d0b-9a55-7d2b1c3e4f50")
}

fn groups(office: &Office) -> Vec<String> {
    let list = office.service.assignments(CORP_ID);
    let ids = list.as_array().unwrap().iter();
    ids.filter_map(|row| Some(row["target"]["groupId"].as_str()?.to_owned()))
        .collect()
}

fn open(office: &Office) -> usize {
    let open = office.state().join("enlist").join("open");
    std::fs::read_dir(open).unwrap().count()
}

fn locks(office: &Office) -> usize {
    let locks = office.state().join("enlist").join("locks");
    std::fs::read_dir(locks).unwrap().count()
}

/// Each replaces the whole list, with what it read a moment before and its own group.
#[test]
fn of_pairs_that_replace_a_list_at_once_no_verified_change_is_lost() {
    let office = Office::new(&[]);
    // Time for both to have read before either has written.
    office.service.fault(&json!({
        "method": "POST", "pathContains": "/assign", "times": 2 * PAIRS, "delayMs": 150,
    }));
    let mut verified = Vec::new();
    for pair in 0..PAIRS {
        let ids = [group(2 * pair), group(2 * pair + 1)];
        let programs = ids.each_ref().map(|id| {
            let mut command = office.command(&[&add(id)[..], &["--yes", "--json"]].concat());
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        });
        let mut made = 0;
        for (id, program) in ids.into_iter().zip(programs) {
            let output: Output = program.wait_with_output().unwrap();
            let said = document(&output);
            match said["verdict"].as_str().unwrap() {
                "verified" => {
                    made += 1;
                    verified.push(id);
                }
                "conflict" => assert_eq!(output.status.code(), Some(3)),
                other => panic!("{other}: {said:#}\n{}", err(&output)),
            }
        }
        assert!(made >= 1, "one of them is always the first");
    }
    let there = groups(&office);
    let lost: Vec<_> = verified.iter().filter(|id| !there.contains(id)).collect();
    assert!(
        lost.is_empty(),
        "{} of {} were lost: {lost:?}",
        lost.len(),
        verified.len()
    );
    let distinct: HashSet<_> = there.iter().collect();
    assert_eq!(distinct.len(), there.len(), "nothing was added twice");
    assert_eq!((open(&office), locks(&office)), (0, 0));
}

#[test]
fn who_comes_second_waits_says_so_and_gives_up_after_its_timeout() {
    let office = Office::new(&[]);
    let mut first = Heard::start(&office, &add(ENGINEERING), Some("verdict"));
    first.hear(&["held verdict"]);
    let writes = office.writes();
    let other = group(1);
    let args = [&add(&other)[..], &["--timeout", "2"]].concat();
    let mut second = Heard::start(&office, &args, None);
    let line = second.hear(&["waiting for", &first.pid()]);
    for fact in ["change ", CORP, "started 20"] {
        assert!(line.contains(fact), "{fact:?} is not in {line:?}");
    }
    first.signal(Signal::STOP);
    let line = second.hear(&["waiting for", &first.pid(), "stopped"]);
    assert!(line.contains(CORP), "{line}");
    let (code, said) = second.end();
    assert_eq!(
        (code, &said["verdict"]),
        (Some(1), &json!("not-sent")),
        "{said:#}"
    );
    let message = said["message"].as_str().unwrap();
    for fact in [first.pid().as_str(), "stopped", "change ", "started 20"] {
        assert!(message.contains(fact), "{fact:?} is not in {message:?}");
    }
    assert_eq!(office.writes(), writes, "nothing was sent");
    // Other configurations are nobody's business.
    let (code, said) = office.send(&["add", "Lab ESP", "--target", "group", "--id", &other]);
    assert_eq!(
        (code, &said["verdict"]),
        (0, &json!("verified")),
        "{said:#}"
    );
    first.kill();
}

#[test]
fn a_signal_ends_the_wait_and_nothing_is_sent() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let office = Office::new(&[]);
        let mut first = Heard::start(&office, &add(ENGINEERING), Some("intent"));
        first.hear(&["held intent"]);
        let other = group(1);
        let mut second = Heard::start(&office, &add(&other), None);
        second.hear(&["waiting for", &first.pid()]);
        second.signal(signal);
        let (code, said) = second.end();
        assert_eq!(code, Some(128 + signal.as_raw()), "{said:#}");
        assert_eq!(said["verdict"], "not-sent");
        assert!(
            said["message"].as_str().unwrap().contains(&first.pid()),
            "{said:#}"
        );
        assert_eq!(office.writes(), 0);
        first.kill();
    }
}

/// Whatever the first program was at when it was killed, the second goes on at once, and sends only where
/// nothing of the first can still arrive.
#[test]
fn a_killed_program_gives_its_turn_back() {
    for step in STEPS {
        let office = Office::new(&[]);
        let mut first = Heard::start(&office, &add(ENGINEERING), Some(step));
        first.hear(&[&format!("held {step}")]);
        let was_sent = !matches!(step, "re-read" | "intent");
        let until = Instant::now() + DEADLINE;
        while was_sent && !groups(&office).contains(&ENGINEERING.to_owned()) {
            assert!(Instant::now() < until, "nothing was sent");
            std::thread::yield_now();
        }
        let other = group(1);
        let mut second = Heard::start(&office, &add(&other), None);
        second.hear(&["waiting for", &first.pid()]);
        first.kill();
        let (_, said) = second.end();
        let expected = match step {
            // For all that is known, its request is still under way.
            "intent" => "not-sent",
            // It found what the first had made, or that it had made nothing.
            _ => "verified",
        };
        assert_eq!(said["verdict"], expected, "{step}: {said:#}");
        let there = groups(&office);
        assert_eq!(there.contains(&ENGINEERING.to_owned()), was_sent, "{step}");
        assert_eq!(there.contains(&other), expected == "verified", "{step}");
        assert_eq!((open(&office), locks(&office)), (0, 0), "{step}");
        // It was settled on the way: the next one need not wait for anything.
        let third = group(2);
        let (code, said) = office.send(&add(&third));
        assert_eq!(
            (code, &said["verdict"]),
            (0, &json!("verified")),
            "{step}: {said:#}"
        );
    }
}

#[test]
fn a_plan_waits_for_its_turn_too() {
    let office = Office::new(&[]);
    let other = group(1);
    let csv = format!("configuration,assignment,target,id\n{CORP},,group,{other}\n");
    let wishes = office.write("wishes.csv", &csv);
    let plan = office.path("plan.toml");
    let output = office.run(&["plan", "--csv", &wishes, "--output", &plan]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let mut first = Heard::start(&office, &add(ENGINEERING), Some("intent"));
    first.hear(&["held intent"]);
    let mut second = Heard::start(&office, &["apply", &plan, "--timeout", "2"], None);
    second.hear(&[CORP, "waiting for", &first.pid()]);
    let (code, said) = second.end();
    assert_eq!(code, Some(1), "{said:#}");
    assert!(said.to_string().contains(&first.pid()), "{said:#}");
    assert_eq!(office.writes(), 0);
    first.kill();
}

#[test]
fn moves_of_one_order_wait_for_each_other() {
    let office = Office::new(&[]);
    let mut first = Heard::start(&office, &["priority", CORP, "2"], Some("verdict"));
    first.hear(&["held verdict"]);
    let args = ["priority", "Lab ESP", "1", "--timeout", "2"];
    let mut second = Heard::start(&office, &args, None);
    second.hear(&["waiting for", &first.pid()]);
    let (_, said) = second.end();
    assert_eq!(said["verdict"], "not-sent", "{said:#}");
    // The list of the same configuration is another matter.
    let other = group(1);
    let (_, said) = office.send(&add(&other));
    assert_eq!(said["verdict"], "verified", "{said:#}");
    first.kill();
}
