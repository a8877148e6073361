//! Shows what the program is waiting for: one line on stderr, removed when the work is done.

use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, interval_at};

use crate::cli::args::Global;
use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::open::with_session;
use crate::cli::session::prompts;
use crate::session::Session;
use crate::text;
use crate::words::group_digits;

/// How long the work must take before a line is shown.
const PATIENCE: Duration = Duration::from_millis(500);
/// The shortest time between two updates of the line.
const STEP: Duration = Duration::from_millis(200);

/// The progress of reading. Nothing is printed if nobody reads stderr.
pub(in crate::cli) struct ReadProgress {
    is_shown: bool,
    /// Whether lines are kept instead of overwritten, for screen readers.
    is_linear: bool,
    what: Cell<&'static str>,
    count: Cell<usize>,
}

/// Does the reading of a command in a session, with a sign-in if one is needed, and shows what is being read.
pub(in crate::cli) fn read<T>(
    global: &Global,
    work: impl AsyncFnOnce(&Session, &ReadProgress) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let progress = ReadProgress::new(global);
    with_session(global, async |session| {
        progress.during(work(session, &progress)).await
    })
}

impl ReadProgress {
    fn new(global: &Global) -> Self {
        Self {
            is_shown: !global.json && prompts::somebody_reads(),
            is_linear: global.capabilities().linear,
            what: Cell::new("Reading the configurations"),
            count: Cell::new(0),
        }
    }

    /// Adds to the number of objects that were read.
    pub(in crate::cli) fn add(&self, count: usize) {
        self.count.set(self.count.get() + count);
    }

    /// Starts the next part of the work.
    pub(in crate::cli) fn turn_to(&self, what: &'static str) {
        self.what.set(what);
        self.count.set(0);
    }

    fn line(&self) -> String {
        let what = self.what.get();
        match u64::try_from(self.count.get()) {
            Ok(count) if count > 0 && !self.is_linear => {
                format!("{what}: {} so far", group_digits(count))
            }
            _ => format!("{what} …"),
        }
    }

    /// Waits for the work, and shows its progress.
    async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        if !self.is_shown {
            return work.await;
        }
        let mut tick = interval_at(Instant::now() + PATIENCE, STEP);
        let mut shown = String::new();
        let done = loop {
            tokio::select! {
                biased;
                done = &mut work => break done,
                _ = tick.tick() => {
                    let line = self.line();
                    if line != shown {
                        self.show(&line, &shown);
                        shown = line;
                    }
                }
            }
        };
        if !shown.is_empty() && !self.is_linear {
            self.show("", &shown);
            let _ = print::error("\r");
        }
        done
    }

    /// Replaces the last line, on any terminal. Blanks erase the rest of a longer line.
    fn show(&self, line: &str, last: &str) {
        // If it cannot be printed, the result is still shown.
        let _ = print::error(&if self.is_linear {
            format!("{line}\n")
        } else {
            format!(
                "\r{}",
                text::fit(line, text::width(last).max(text::width(line)))
            )
        });
    }
}
