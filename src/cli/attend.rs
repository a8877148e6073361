//! A run of a change, with its steps on stderr and an eye on signals.

use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::exit::Failure;
use super::print;
use super::signals::{INTERRUPT, Signals};
use crate::domain::{Outcome, Step};
use crate::words;
use crate::write::{self, Desk, Job};

/// How long a change under way may take after a signal that wants the program gone.
pub(super) const LAST_WAIT: Duration = Duration::from_secs(10);

/// How a run ended.
pub(super) struct Ran {
    pub(super) outcome: Outcome,
    /// The signal that came meanwhile.
    pub(super) interrupted: Option<u8>,
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
pub(super) async fn attend(
    desk: &Desk,
    job: &Job,
    steps_are_shown: bool,
    signals: &mut Signals,
) -> Result<Ran, Failure> {
    let (teller, mut steps) = mpsc::unbounded_channel();
    let (cancel, cancelled) = watch::channel(false);
    let mut work = pin!(write::run(desk, job, &teller, cancelled));
    let mut phase = Phase::Before;
    let mut sent = false;
    let mut interrupted = None;
    let mut last_wait = None;
    loop {
        tokio::select! {
            // A step that was reached counts before a signal that came after it.
            biased;
            outcome = &mut work => return Ok(Ran { outcome, interrupted }),
            Some(step) = steps.recv() => {
                if steps_are_shown {
                    let key = match step {
                        Step::Waiting { .. } => ", Ctrl-C stops",
                        _ => "",
                    };
                    let said = words::step(&step, Duration::ZERO);
                    let _ = print::error(&format!("{said}{key}\n"));
                }
                phase = match step {
                    Step::Waiting { .. } => Phase::Waiting,
                    Step::Rereading if !sent => Phase::Before,
                    _ => Phase::Sent,
                };
                sent |= matches!(step, Step::Sending);
            }
            number = signals.next() => {
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
                    last_wait = Some(tokio::time::Instant::now() + LAST_WAIT);
                }
            }
            () = until(last_wait) => return Err(leave(interrupted.unwrap_or(INTERRUPT), sent)),
        }
    }
}

const UNDER_WAY: &str = "the change is under way and goes on to its verdict; Ctrl-C again leaves it open, to be settled at the next start\n";

pub(super) fn leave(number: u8, sent: bool) -> Failure {
    if sent {
        Failure::left_open(number)
    } else {
        Failure::interrupted(number)
    }
}

pub(super) async fn until(deadline: Option<tokio::time::Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => pending().await,
    }
}
