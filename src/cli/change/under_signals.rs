//! A run that handles signals: the first one stops what can be stopped, and lets a request in flight
//! finish; a second Ctrl-C does not.

use std::future::pending;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use crate::cli::print::exit::Failure;
use crate::cli::session::prompts;
use crate::cli::session::signals::{INTERRUPT, Signals};

/// How long a change in flight may take after a signal that ends the program.
const LAST_WAIT: Duration = Duration::from_secs(10);

/// Shows the events of a run to the user.
pub(super) trait Watcher {
    type Event;

    /// Handles an event. If it contains a question for the admin, that is returned.
    fn on_event(&mut self, event: Self::Event) -> Option<String>;

    /// The answer to its question.
    fn on_reply(&mut self, yes: bool) {
        let _ = yes;
    }

    /// A signal came: stops what can be stopped.
    fn on_signal(&mut self, number: u8);

    /// Whether everything can end at once.
    fn can_leave(&self) -> bool {
        false
    }

    fn has_sent(&self) -> bool;

    /// The time at which the display must be refreshed without an event.
    fn due(&self) -> Option<Instant> {
        None
    }

    fn on_due(&mut self) {}

    /// Removes an unfinished line.
    fn clear(&mut self);
}

/// The result of a run.
pub(super) struct Ended<T> {
    pub(super) result: T,
    /// The signal that arrived in the meantime.
    pub(super) interrupted: Option<u8>,
}

/// Runs something to its end, or until a signal ends the program.
pub(super) async fn under_signals<W: Watcher, T>(
    mut work: impl Future<Output = T> + Unpin,
    mut events: UnboundedReceiver<W::Event>,
    watcher: &mut W,
    signals: &mut Signals,
) -> Result<Ended<T>, Failure> {
    let mut interrupted = None;
    let mut last_wait = None;
    loop {
        tokio::select! {
            // An event counts before a signal that came after it.
            biased;
            result = &mut work => {
                watcher.clear();
                return Ok(Ended { result, interrupted });
            }
            Some(event) = events.recv() => {
                let Some(question) = watcher.on_event(event) else {
                    continue;
                };
                // The run goes on while somebody is asked: its requests wait for nobody.
                let (reply, ended) = beside(prompts::yes(&question, signals), &mut work).await;
                // A signal at the question means no: what has ended is still reported.
                if let Err(failure) = &reply {
                    interrupted = failure.signal();
                }
                watcher.on_reply(reply.unwrap_or(false));
                if let Some(result) = ended {
                    watcher.clear();
                    return Ok(Ended { result, interrupted });
                }
            }
            () = until(watcher.due()) => watcher.on_due(),
            number = signals.next() => {
                watcher.clear();
                if interrupted.is_some() && number == INTERRUPT || watcher.can_leave() {
                    return Err(Failure::ended_by(number, watcher.has_sent()));
                }
                interrupted = Some(number);
                watcher.on_signal(number);
                if number != INTERRUPT && last_wait.is_none() {
                    last_wait = Some(Instant::now() + LAST_WAIT);
                }
            }
            () = until(last_wait) => {
                let number = interrupted.unwrap_or(INTERRUPT);
                return Err(Failure::ended_by(number, watcher.has_sent()));
            }
        }
    }
}

/// Runs something to its end, with something else beside it. Returns the result of that too, if it ends first.
pub(super) async fn beside<T, S>(
    work: impl Future<Output = T>,
    other: &mut (impl Future<Output = S> + Unpin),
) -> (T, Option<S>) {
    tokio::pin!(work);
    let mut ended = None;
    loop {
        tokio::select! {
            biased;
            result = &mut work => return (result, ended),
            result = &mut *other, if ended.is_none() => ended = Some(result),
        }
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => pending().await,
    }
}
