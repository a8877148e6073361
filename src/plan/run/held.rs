//! Rows for which the service requests a long wait: they are held until somebody has answered whether to wait.
//!
//! Belongs here: the question, one at a time, and what its answer leads to. Does not belong here: which
//! outcomes are held (`run`), asking the user.

use std::time::Duration;

use super::Runner;
use crate::domain::{Outcome, Step};
use crate::plan::attempt::Attempt;
use crate::plan::{Control, Event};

/// A row for which the service requests a long wait before it is sent again.
pub(super) struct Held<'a> {
    attempt: Attempt<'a>,
    outcome: Outcome,
    wait: Duration,
}

impl<'a> Runner<'a> {
    /// The row that the current question is about: the first one that waits for an answer.
    pub(super) fn asked(&self) -> Option<u32> {
        self.held.first().map(|held| held.attempt.row.number)
    }

    /// Holds a row, and asks about it if there is no other question.
    pub(super) fn hold(&mut self, attempt: Attempt<'a>, outcome: Outcome, wait: Duration) {
        let is_first = self.held.is_empty();
        if !is_first {
            let facts = outcome.facts().cloned();
            let step = Step::Waiting { wait, facts };
            self.tell(Event::Stepped(attempt.row.number, step));
        }
        self.held.push(Held {
            attempt,
            outcome,
            wait,
        });
        if is_first {
            self.ask();
        }
    }

    fn ask(&mut self) {
        let Some(first) = self.held.first() else {
            return;
        };
        self.tell(Event::Asks {
            number: first.attempt.row.number,
            wait: first.wait,
            outcome: Box::new(first.outcome.clone()),
        });
        // A control request from before the question is not an answer to it.
        if *self.control.borrow_and_update() == Control::Stop {
            self.give_up();
        }
    }

    /// Lets the row wait, and each other row that needs no longer wait. Nothing else is sent in the meantime.
    pub(super) fn wait_as_agreed(&mut self) {
        let agreed = self.held.first().map(|held| held.wait).unwrap_or_default();
        self.context.client.slow_down(agreed);
        let (agreed, longer): (Vec<_>, Vec<_>) = std::mem::take(&mut self.held)
            .into_iter()
            .partition(|held| held.wait <= agreed);
        self.held = longer;
        for Held { attempt, wait, .. } in agreed {
            self.run(Attempt {
                first_wait: wait,
                ..attempt
            });
        }
        self.ask();
    }

    /// Ends all rows that wait for an answer, with their current outcome.
    pub(super) fn give_up(&mut self) {
        for held in std::mem::take(&mut self.held) {
            self.over(held.attempt, held.outcome);
        }
    }
}
