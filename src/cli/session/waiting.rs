//! What is under way, for somebody who waits: one line on stderr, gone when the work is done.

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

/// What takes less is over before anybody could read of it.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the line changes at most.
const STEP: Duration = Duration::from_millis(200);

/// How far the reading is. Nothing is printed where nobody reads stderr.
pub(in crate::cli) struct ReadProgress {
    is_shown: bool,
    /// Whether lines are left standing, as a screen reader wants them.
    is_linear: bool,
    what: Cell<&'static str>,
    count: Cell<usize>,
}

/// Reads what a command asks for, in a session with a sign-in where one is needed, and says meanwhile what is
/// being read.
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

    /// So many more are there.
    pub(in crate::cli) fn add(&self, count: usize) {
        self.count.set(self.count.get() + count);
    }

    /// The next part of the work begins.
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

    /// Waits for the work, and says meanwhile where it is.
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

    /// Puts a line in the place of the last one, on any terminal: blanks erase what was longer.
    fn show(&self, line: &str, last: &str) {
        // Without it there is still the result.
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
