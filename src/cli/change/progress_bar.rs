//! The progress of a plan, in one line at the bottom of the terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::sync::watch;

use super::confirmation::{MOST_LONG_WAITS, long_wait};
use super::under_signals::Watcher;
use crate::cli::print;
use crate::cli::session::signals::INTERRUPT;
use crate::domain::{Outcome, Step};
use crate::plan::{Control, Event, Plan};
use crate::text;
use crate::words::{self, Names};

const UNDER_WAY: &str = "no further row starts, and the rows in progress will finish; press Ctrl-C again to leave them \
     open until the next start";

const CELLS: usize = 20;
/// The width of a terminal that does not report one.
const USUAL_WIDTH: u16 = 80;

/// A bar on stderr. It is drawn only if someone watches.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something else, and they go together in every way"
)]
pub(super) struct ProgressBar<'a> {
    plan: &'a Plan,
    through: usize,
    /// The rows in progress.
    running: BTreeSet<u32>,
    is_drawn: bool,
    /// Lines instead of a bar: for screen readers.
    is_linear: bool,
    has_sent: bool,
    /// Lets no other row begin.
    control: watch::Sender<Control>,
    /// Whether long waits are confirmed without a question.
    waits_unasked: bool,
    /// How often each row has asked for a long wait.
    waits: BTreeMap<u32, u32>,
    asking: Option<u32>,
}

impl<'a> ProgressBar<'a> {
    pub(super) const fn new(
        plan: &'a Plan,
        is_drawn: bool,
        is_linear: bool,
        control: watch::Sender<Control>,
        waits_unasked: bool,
    ) -> Self {
        Self {
            plan,
            through: 0,
            running: BTreeSet::new(),
            is_drawn,
            is_linear,
            has_sent: false,
            control,
            waits_unasked,
            waits: BTreeMap::new(),
            asking: None,
        }
    }

    /// The configuration of an event.
    fn name_of(&self, event: &Event) -> &'a str {
        let number = match event {
            Event::Began(number)
            | Event::Stepped(number, _)
            | Event::Replaces(number, _)
            | Event::Skipped(number, _)
            | Event::Asks { number, .. } => *number,
            Event::Ended(ended) => ended.number,
            Event::Paused | Event::Resumed => 0,
        };
        let row = self.plan.rows.iter().find(|row| row.number == number);
        row.map_or("", |row| &row.change.configuration_name)
    }

    /// What happened, if there is something to say; also counts the row.
    fn text_of(&mut self, event: &Event) -> Option<String> {
        match event {
            Event::Began(number) => drop(self.running.insert(*number)),
            Event::Ended(ended) => drop(self.running.remove(&ended.number)),
            _ => {}
        }
        let text = match event {
            Event::Stepped(_, step) => words::step(step, Duration::ZERO).into(),
            Event::Replaces(..) => "no route for PATCH: replacing the list".to_owned(),
            Event::Ended(ended) => {
                self.through += 1;
                ended.outcome.verdict().word().to_owned()
            }
            Event::Skipped(_, check) => {
                self.through += 1;
                words::why_not(check)
            }
            Event::Began(_) | Event::Asks { .. } | Event::Paused | Event::Resumed => return None,
        };
        Some(text)
    }

    fn line(&self, name: &str, text: &str, width: usize) -> String {
        let counts = (self.through, self.plan.rows.len(), self.running.len());
        line(counts, self.is_linear, name, text, width)
    }

    /// Prints a line without leaving half a bar before it.
    fn say(&mut self, text: &str) {
        self.clear();
        let _ = print::error(&format!("{text}\n"));
    }

    /// A row asks for a long wait: answers if it is already confirmed, otherwise returns the question.
    fn on_asks(&mut self, row: u32, wait: Duration, outcome: &Outcome) -> Option<String> {
        let asked = self.waits.entry(row).or_default();
        *asked += 1;
        let may_wait = *asked <= MOST_LONG_WAITS;
        self.asking = Some(row);
        if !may_wait {
            self.on_reply(false);
            return None;
        }
        self.clear();
        // If it cannot be printed, the question is still asked.
        let _ = print::error(&print::lines(&words::verdict(outcome, &Names::new())));
        if self.waits_unasked {
            self.on_reply(true);
            return None;
        }
        Some(long_wait(wait))
    }

    fn show(&mut self, event: &Event) {
        self.has_sent |= matches!(event, Event::Stepped(_, Step::Sending));
        let name = self.name_of(event);
        let Some(text) = self.text_of(event) else {
            return;
        };
        if matches!(event, Event::Stepped(_, Step::Queued(_))) {
            // It takes a while, and someone may have to act.
            return self.say(&text::clean(&format!("{name}: {text}, Ctrl-C to stop")));
        }
        if !self.is_drawn {
            return;
        }
        if self.is_linear {
            // A line for each result is enough: steps would be read out for minutes.
            if matches!(event, Event::Ended(_) | Event::Skipped(..)) {
                let _ = print::error(&format!("{}\n", self.line(name, &text, usize::MAX)));
            }
            return;
        }
        let width = crossterm::terminal::size().map_or(USUAL_WIDTH, |(width, _)| width);
        // After a full line, some terminals continue on the next one.
        let line = self.line(name, &text, usize::from(width).saturating_sub(1));
        let _ = print::rewrite_line(&line);
    }
}

impl Watcher for ProgressBar<'_> {
    type Event = Event;

    fn on_event(&mut self, event: Event) -> Option<String> {
        if let Event::Asks {
            number,
            wait,
            outcome,
        } = event
        {
            return self.on_asks(number, wait, &outcome);
        }
        self.show(&event);
        None
    }

    fn on_reply(&mut self, yes: bool) {
        let answer = match self.asking.take() {
            Some(row) if yes => Control::Wait(row),
            _ => Control::Stop,
        };
        // The runner receives it.
        let _ = self.control.send(answer);
    }

    fn on_signal(&mut self, number: u8) {
        // The runner receives it.
        let _ = self.control.send(Control::Stop);
        if number == INTERRUPT {
            self.say(UNDER_WAY);
        }
    }

    fn has_sent(&self) -> bool {
        self.has_sent
    }

    fn clear(&mut self) {
        if self.is_drawn && !self.is_linear {
            let _ = print::rewrite_line("");
        }
    }
}

fn line(
    (through, all, running): (usize, usize, usize),
    is_linear: bool,
    name: &str,
    text: &str,
    width: usize,
) -> String {
    let counts = match running {
        0 | 1 => format!("{through} of {all}"),
        _ => format!("{through} of {all}, {running} in progress"),
    };
    let line = if is_linear {
        format!("{counts}  {name}: {text}")
    } else {
        let full = through * CELLS / all.max(1);
        let (full, rest) = ("#".repeat(full), "-".repeat(CELLS.saturating_sub(full)));
        format!("[{full}{rest}] {counts}  {name}: {text}")
    };
    text::truncate(&text::clean(&line), width).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_up_and_fits() {
        let bar = |counts, name: &str| line(counts, false, name, "sending", 79);
        assert_eq!(
            bar((1, 4, 1), "Corp\u{1b} ESP"),
            "[#####---------------] 1 of 4  Corp ESP: sending"
        );
        assert_eq!(
            bar((1, 8, 4), "Corp ESP"),
            "[##------------------] 1 of 8, 4 in progress  Corp ESP: sending"
        );
        assert_eq!(text::width(&bar((1, 4, 1), &"x".repeat(90))), 79);
        assert!(bar((4, 4, 0), "").starts_with("[####################] 4 of 4"));
        assert!(bar((0, 0, 0), "").starts_with("[----"));
    }
}
