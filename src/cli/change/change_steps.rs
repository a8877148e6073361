//! The steps of one change on stderr; a wait is counted down in its own line.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::under_signals::Watcher;
use crate::cli::print;
use crate::cli::session::prompts;
use crate::cli::session::signals::INTERRUPT;
use crate::domain::Step;
use crate::text;
use crate::words;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StepDisplay {
    /// Nobody watches, or a JSON document is printed: only waiting for another program is mentioned.
    Queue,
    /// Each in a line of its own that stays: nobody listens to a countdown.
    Lines,
    /// Each in a line; a wait is counted down in its own.
    Counted,
}

/// The state of a run, for handling signals.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing was sent.
    Before,
    /// The service is given time.
    Waiting,
    /// A request is in flight, or its effect is being read.
    Sent,
}

const UNDER_WAY: &str = "the change is in flight and will finish; press Ctrl-C again to leave it open until the next \
     start\n";

pub(super) struct Steps {
    shown: StepDisplay,
    phase: Phase,
    has_sent: bool,
    /// Ends a wait between two sends.
    cancel: watch::Sender<bool>,
    /// The wait that is counted down, and since when.
    wait: Option<(Step, Instant)>,
    next: Option<Instant>,
}

impl Steps {
    pub(super) fn new(as_json: bool, is_linear: bool, cancel: watch::Sender<bool>) -> Self {
        Self {
            shown: match () {
                () if as_json || !prompts::somebody_reads() => StepDisplay::Queue,
                () if is_linear => StepDisplay::Lines,
                () => StepDisplay::Counted,
            },
            phase: Phase::Before,
            has_sent: false,
            cancel,
            wait: None,
            next: None,
        }
    }

    fn show(&mut self, step: &Step) {
        let waits = matches!(step, Step::Queued(_) | Step::Waiting { .. });
        match self.shown {
            // A reader of the log wants to know what took so long.
            StepDisplay::Queue if !matches!(step, Step::Queued(_)) => {}
            StepDisplay::Counted if matches!(step, Step::Waiting { .. }) => {
                self.wait = Some((step.clone(), Instant::now()));
                self.on_due();
            }
            StepDisplay::Queue | StepDisplay::Lines | StepDisplay::Counted => {
                let key = if waits { ", Ctrl-C to stop" } else { "" };
                let _ = print::error(&format!("{}{key}\n", words::step(step, Duration::ZERO)));
            }
        }
    }
}

impl Watcher for Steps {
    type Event = Step;

    fn on_event(&mut self, step: Step) -> Option<String> {
        self.clear();
        self.show(&step);
        self.phase = match step {
            Step::Queued(_) | Step::Waiting { .. } => Phase::Waiting,
            Step::Rereading if !self.has_sent => Phase::Before,
            _ => Phase::Sent,
        };
        self.has_sent |= matches!(step, Step::Sending);
        None
    }

    fn on_signal(&mut self, number: u8) {
        if self.phase == Phase::Waiting {
            // The run receives it.
            let _ = self.cancel.send(true);
        } else if number == INTERRUPT {
            let _ = print::error(UNDER_WAY);
        }
    }

    fn can_leave(&self) -> bool {
        self.phase == Phase::Before
    }

    fn has_sent(&self) -> bool {
        self.has_sent
    }

    fn due(&self) -> Option<Instant> {
        self.next
    }

    fn on_due(&mut self) {
        let Some((step, since)) = &self.wait else {
            return;
        };
        let line = format!("{}, Ctrl-C to stop", words::step(step, since.elapsed()));
        // A wrapped line cannot be overwritten.
        let width = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
        let line = text::truncate(&line, width.saturating_sub(1));
        let _ = print::rewrite_line(&line);
        self.next = Some(Instant::now() + Duration::from_secs(1));
    }

    fn clear(&mut self) {
        self.next = None;
        if self.wait.take().is_some() {
            let _ = print::error("\n");
        }
    }
}
