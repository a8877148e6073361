//! A run of a change, with its steps on stderr and an eye on signals.

use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::signals::{INTERRUPT, Signals};
use crate::domain::Outcome;
use crate::domain::Step;
use crate::text;
use crate::words;
use crate::write;
use crate::write::Job;
use crate::write::WriteContext;

/// How long a change under way may take after a signal that wants the program gone.
pub(in crate::cli) const LAST_WAIT: Duration = Duration::from_secs(10);

/// How a run ended.
pub(in crate::cli) struct Ran {
    pub(in crate::cli) outcome: Outcome,
    /// The signal that came meanwhile.
    pub(in crate::cli) interrupted: Option<u8>,
}

/// How the steps of a run are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Shown {
    /// Nobody reads them.
    Nothing,
    /// Each in a line that stays as it is: nobody listens to a countdown.
    Lines,
    /// Each in a line, a wait counted down in its own.
    Counted,
}

/// Where a run is, as far as a signal is concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing was sent.
    Before,
    /// The service is given time.
    Waiting,
    /// A request is under way, or what it did is being read.
    Sent,
}

/// Runs a change to its end. A signal ends it at once before anything was sent, ends a wait, and lets
/// a request under way come to its verdict; a second one does not.
pub(in crate::cli) async fn attend(
    context: &WriteContext,
    job: &Job,
    shown: Shown,
    signals: &mut Signals,
) -> Result<Ran, Failure> {
    let (teller, mut steps) = mpsc::unbounded_channel();
    let (cancel, cancelled) = watch::channel(false);
    let mut work = pin!(write::run(context, job, &teller, cancelled));
    let mut phase = Phase::Before;
    let mut sent = false;
    let mut interrupted = None;
    let mut last_wait = None;
    let mut countdown = Countdown::default();
    loop {
        tokio::select! {
            // A step that was reached counts before a signal that came after it.
            biased;
            outcome = &mut work => {
                countdown.end();
                return Ok(Ran { outcome, interrupted });
            }
            Some(step) = steps.recv() => {
                countdown.end();
                show(shown, &step, &mut countdown);
                phase = match step {
                    Step::Queued(_) | Step::Waiting { .. } => Phase::Waiting,
                    Step::Rereading if !sent => Phase::Before,
                    _ => Phase::Sent,
                };
                sent |= matches!(step, Step::Sending);
            }
            () = countdown.tick() => countdown.show(),
            number = signals.next() => {
                countdown.end();
                if interrupted.is_some() && number == INTERRUPT || phase == Phase::Before {
                    return Err(leave(number, sent));
                }
                interrupted = Some(number);
                if phase == Phase::Waiting {
                    // The run is there to hear it.
                    let _ = cancel.send(true);
                } else if number == INTERRUPT {
                    let _ = print::error(UNDER_WAY);
                }
                if number != INTERRUPT && last_wait.is_none() {
                    last_wait = Some(Instant::now() + LAST_WAIT);
                }
            }
            () = until(last_wait) => return Err(leave(interrupted.unwrap_or(INTERRUPT), sent)),
        }
    }
}

/// Says how far a run is.
fn show(shown: Shown, step: &Step, countdown: &mut Countdown) {
    let waits = matches!(step, Step::Queued(_) | Step::Waiting { .. });
    match shown {
        // Whoever reads a log later wants to know what took so long.
        Shown::Nothing if !matches!(step, Step::Queued(_)) => {}
        Shown::Counted if matches!(step, Step::Waiting { .. }) => countdown.begin(step.clone()),
        Shown::Nothing | Shown::Lines | Shown::Counted => {
            let key = if waits { ", Ctrl-C stops" } else { "" };
            let _ = print::error(&format!("{}{key}\n", words::step(step, Duration::ZERO)));
        }
    }
}

/// A wait on the terminal: one line that is written over each second.
#[derive(Default)]
struct Countdown {
    wait: Option<(Step, Instant)>,
    next: Option<Instant>,
}

impl Countdown {
    fn begin(&mut self, step: Step) {
        self.wait = Some((step, Instant::now()));
        self.show();
    }

    /// Writes the line anew and says when the next one is due.
    fn show(&mut self) {
        let Some((step, since)) = &self.wait else {
            return;
        };
        let said = format!("{}, Ctrl-C stops", words::step(step, since.elapsed()));
        // A line that breaks cannot be written over.
        let width = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
        let said = text::truncate(&said, width.saturating_sub(1));
        // To the start of the line, and nothing left of the longer line before.
        let _ = print::error(&format!("\r{said}\x1b[K"));
        self.next = Some(Instant::now() + Duration::from_secs(1));
    }

    /// The moment of the next line; never where nothing is waited for.
    async fn tick(&self) {
        until(self.next).await;
    }

    fn end(&mut self) {
        self.next = None;
        if self.wait.take().is_some() {
            let _ = print::error("\n");
        }
    }
}

const UNDER_WAY: &str = "the change is under way and goes on to its verdict; Ctrl-C again leaves it open, to be settled at the next start\n";

pub(in crate::cli) fn leave(number: u8, sent: bool) -> Failure {
    if sent {
        Failure::left_open(number)
    } else {
        Failure::interrupted(number)
    }
}

pub(in crate::cli) async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => pending().await,
    }
}
