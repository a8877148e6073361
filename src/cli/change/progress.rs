//! How far a plan is, in one line at the foot of the terminal.

use crate::cli::print;
use crate::domain::Step;
use crate::plan::Event;
use crate::text;
use crate::words;

/// The cells of the bar itself.
const CELLS: usize = 20;
/// The width of a terminal that does not say how wide it is.
const USUAL_WIDTH: u16 = 80;

/// A bar on stderr. It is drawn only where somebody watches.
pub(in crate::cli) struct Progress {
    all: usize,
    through: usize,
    is_drawn: bool,
    /// Lines in place of a bar: for screen readers.
    linear: bool,
}

impl Progress {
    pub(in crate::cli) const fn new(all: usize, is_drawn: bool, linear: bool) -> Self {
        Self {
            all,
            through: 0,
            is_drawn,
            linear,
        }
    }

    /// Something happened to a row, whose configuration has this name.
    pub(in crate::cli) fn happened(&mut self, event: &Event, name: &str) {
        let said = match event {
            // It takes a while, and somebody may have to do something about it.
            Event::Stepped(_, step @ Step::Queued(_)) => {
                let said = words::step(step, std::time::Duration::ZERO);
                return self.say(&text::clean(&format!("{name}: {said}, Ctrl-C stops")));
            }
            Event::Stepped(_, step) => words::step(step, std::time::Duration::ZERO).into(),
            Event::Replaces(..) => "no route for the PATCH: the list is replaced".to_owned(),
            Event::Ended(ended) => {
                self.through += 1;
                ended.outcome.verdict().word().to_owned()
            }
            Event::Skipped(_, check) => {
                self.through += 1;
                words::why_not(check)
            }
            // Its question is a line of its own.
            Event::Asks { .. } => return self.clear(),
            Event::Began(_) | Event::Paused | Event::Resumed => return,
        };
        if !self.is_drawn {
            return;
        }
        if self.linear {
            // A line for each end will do: steps would be read out for minutes.
            if matches!(event, Event::Ended(_) | Event::Skipped(..)) {
                let _ = print::error(&format!("{}\n", self.line(name, &said, usize::MAX)));
            }
            return;
        }
        let width = crossterm::terminal::size().map_or(USUAL_WIDTH, |(width, _)| width);
        // A full line would make some terminals go on to the next.
        let line = self.line(name, &said, usize::from(width).saturating_sub(1));
        let _ = print::error(&format!("\r{line}\x1b[K"));
    }

    fn line(&self, name: &str, said: &str, width: usize) -> String {
        let counts = format!("{} of {}", self.through, self.all);
        let line = if self.linear {
            format!("{counts}  {name}: {said}")
        } else {
            let full = self.through * CELLS / self.all.max(1);
            let (full, rest) = ("#".repeat(full), "-".repeat(CELLS.saturating_sub(full)));
            format!("[{full}{rest}] {counts}  {name}: {said}")
        };
        text::truncate(&text::clean(&line), width).into_owned()
    }

    /// Says something without leaving half a bar before it.
    pub(in crate::cli) fn say(&self, said: &str) {
        self.clear();
        let _ = print::error(&format!("{said}\n"));
    }

    /// Takes the bar away.
    pub(in crate::cli) fn clear(&self) {
        if self.is_drawn && !self.linear {
            let _ = print::error("\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_up_and_fits() {
        let mut progress = Progress::new(4, false, false);
        progress.through = 1;
        assert_eq!(
            progress.line("Corp\u{1b} ESP", "sending", 79),
            "[#####---------------] 1 of 4  Corp ESP: sending"
        );
        assert_eq!(
            text::width(&progress.line(&"x".repeat(90), "sending", 79)),
            79
        );
        progress.through = 4;
        assert!(
            progress
                .line("", "", 79)
                .starts_with("[####################] 4 of 4")
        );
        assert!(
            Progress::new(0, false, false)
                .line("", "", 79)
                .starts_with("[----")
        );
    }
}
