//! The program under way: held at a step, read, signalled, killed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// By when a condition must have come true.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// The steps of a change at which a debug build can be held.
pub const STEPS: [&str; 7] = [
    "re-read",
    "intent",
    "send",
    "answered",
    "read-back",
    "verdict",
    "journaled",
];

/// Waits until a condition holds.
pub fn wait_until(what: &str, condition: impl Fn() -> bool) {
    let until = Instant::now() + DEADLINE;
    while !condition() {
        assert!(Instant::now() < until, "{what} did not happen");
        std::thread::yield_now();
    }
}

/// A running program whose lines on stderr are read as they come. Dropping it kills it.
pub struct Running {
    child: Option<Child>,
    lines: Receiver<String>,
    printed: Vec<String>,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            child: Some(child),
            lines,
            printed: Vec::new(),
        }
    }

    /// Starts a change and waits until it is held at a step, where it stays until it is killed.
    pub fn held_at(command: &mut Command, step: &str) -> Self {
        let mut running = Self::start(command.env("ENLIST_HOLD_AT", step));
        running.wait_for_line(&[&format!("held {step}")]);
        running
    }

    /// Waits for a line on stderr that has all of these words.
    pub fn wait_for_line(&mut self, words: &[&str]) -> String {
        let until = Instant::now() + DEADLINE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("{words:?} was not printed, only {:?}", self.printed);
            };
            self.printed.push(line.clone());
            if words.iter().all(|word| line.contains(word)) {
                return line;
            }
        }
    }

    fn id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// How messages name this process.
    pub fn process(&self) -> String {
        format!("process {}", self.id())
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Waits for the end and gives the status and what was printed on stdout.
    pub fn wait(mut self) -> Output {
        let mut child = self.child.take().unwrap();
        let until = Instant::now() + DEADLINE;
        while child.try_wait().unwrap().is_none() {
            if Instant::now() > until {
                kill(child);
                panic!("the program did not end: {:?}", self.printed);
            }
            std::thread::yield_now();
        }
        child.wait_with_output().unwrap()
    }

    /// Ends the program as `kill -9` does.
    pub fn kill(mut self) {
        kill(self.child.take().unwrap());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = self.child.take() {
            kill(child);
        }
    }
}

fn kill(mut child: Child) {
    let _ = child.kill();
    let _ = child.wait();
}
