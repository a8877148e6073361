//! Runs a plan: several configurations at the same time, each row through the whole write path.
//!
//! Belongs here: order, pause and stop, the state shared by rows, the summary. Does not belong here:
//! asking the user, one attempt to run a row (`attempt`), rows that wait for an answer (`held`), and what a
//! single write does (`write`).
//!
//! The rows of one configuration run one after the other, and so do the moves of one ranking. The first row
//! and the first PATCH run alone, to find out whether the service accepts them. One task makes all decisions,
//! each time a row ends.

mod held;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::sync::{mpsc, watch};

use self::held::Held;
use super::attempt::{Attempt, Subject, subjects};
use super::check::remade;
use super::make::evolved;
use super::rank::Orders;
use super::{
    Check, CheckedRows, Control, End, Ended, Event, MOST_PARALLEL, Options, Plan, PlanRow, Summary,
};
use crate::domain::{
    Change, ChangeKind, ConfigurationId, Outcome, Refusal, Row, ServiceError, Verdict, Via,
    WriteMode,
};
use crate::write::{Approval, NextStep, NextStepOptions, WriteContext, next_step};

/// Runs the rows of a plan that are ready, and reports the outcome.
///
/// The run continues if the receiver of events is closed or the sender of `control` is dropped. A row that
/// has started always runs to its verdict.
pub async fn run(
    context: &WriteContext,
    plan: &Plan,
    checked: CheckedRows,
    options: &Options,
    events: &mpsc::UnboundedSender<Event>,
    control: watch::Receiver<Control>,
) -> Summary {
    let orders = Orders::of(plan, &checked.rows);
    let rows = checked.rows.into_iter();
    let runner = Runner {
        context,
        plan,
        options,
        events,
        control,
        is_unwatched: false,
        is_paused: false,
        rows: rows
            .map(|row| (row.configuration.id.clone(), row))
            .collect(),
        orders,
        waiting: plan.rows.iter().zip(checked.checks).collect(),
        begun: Vec::new(),
        attempts: FuturesUnordered::new(),
        held: Vec::new(),
        no_patch: false,
        proven: Vec::new(),
        summary: Summary {
            ended: Vec::new(),
            done: Vec::new(),
            drifted: Vec::new(),
            refused: Vec::new(),
            left: Vec::new(),
            end: End::Through,
        },
    };
    runner.through().await
}

struct Runner<'a> {
    context: &'a WriteContext,
    plan: &'a Plan,
    options: &'a Options,
    events: &'a mpsc::UnboundedSender<Event>,
    control: watch::Receiver<Control>,
    /// Whether the sender of `control` was dropped, so nobody can pause, stop or answer.
    is_unwatched: bool,
    is_paused: bool,
    /// The lists as they were read, with the changes made since.
    rows: HashMap<ConfigurationId, Row>,
    /// The orders of priorities, likewise.
    orders: Orders,
    /// The rows that have not started, in the order of the plan.
    waiting: VecDeque<(&'a PlanRow, Check)>,
    /// The rows in progress.
    begun: Vec<&'a PlanRow>,
    attempts: FuturesUnordered<BoxFuture<'a, (Attempt<'a>, Outcome)>>,
    /// The rows in progress that wait for an answer. While there are any, no other row starts.
    held: Vec<Held<'a>>,
    /// Whether the service has no route for PATCH: one answer is enough for all rows.
    no_patch: bool,
    /// The kinds of request that were verified. After the first, the permissions are known to be sufficient.
    proven: Vec<Via>,
    summary: Summary,
}

impl<'a> Runner<'a> {
    fn tell(&self, event: Event) {
        drop(self.events.send(event));
    }

    async fn through(mut self) -> Summary {
        loop {
            self.begin_rows();
            if self.begun.is_empty() && !self.may_go_on() {
                break;
            }
            self.wait().await;
        }
        let left = self.waiting.iter().map(|(row, _)| row.number);
        self.summary.left.extend(left);
        self.summary
    }

    /// Whether rows remain and nothing has ended the run.
    fn may_go_on(&self) -> bool {
        self.summary.end == End::Through && !self.waiting.is_empty()
    }

    fn is_stopped(&self) -> bool {
        *self.control.borrow() == Control::Stop
    }

    /// Waits until a row ends, a control request arrives, or the service accepts requests again.
    async fn wait(&mut self) {
        let slowed = if self.may_go_on() {
            self.context.client.slowed_for()
        } else {
            Duration::ZERO
        };
        tokio::select! {
            biased;
            Some((attempt, outcome)) = self.attempts.next() => self.on_outcome(attempt, outcome),
            wanted = self.control.changed(), if !self.is_unwatched => match wanted {
                Ok(()) => self.on_control(),
                Err(_) => self.on_unwatched(),
            },
            () = tokio::time::sleep(slowed), if !slowed.is_zero() => {}
            // Nothing is in progress, and no control request can arrive.
            else => self.summary.end = End::Stopped,
        }
    }

    /// Starts the rows that may start now.
    fn begin_rows(&mut self) {
        let mut busy: BTreeSet<Subject<'a>> = BTreeSet::new();
        for row in &self.begun {
            busy.extend(subjects(row));
        }
        let mut at = 0;
        while self.may_go_on() && self.begun.len() < self.most_at_once() {
            let Some((row, check)) = self.waiting.get(at) else {
                return;
            };
            let row: &'a PlanRow = row;
            let own = subjects(row);
            if own.iter().any(|subject| busy.contains(subject)) {
                // Later rows may have other subjects.
                busy.extend(own);
                at += 1;
                continue;
            }
            if *check == Check::Ready && (!self.may_begin() || self.has_to_wait_for_others(row)) {
                return;
            }
            let Some((row, check)) = self.waiting.remove(at) else {
                return;
            };
            if check == Check::Ready {
                busy.extend(own);
                self.begin(row);
            } else {
                self.skip(row.number, check);
            }
        }
    }

    /// Returns how many rows may be in progress now.
    fn most_at_once(&self) -> usize {
        let mut attempts = self.begun.iter();
        let is_trying = attempts.any(|row| self.tries_patch(row));
        if self.proven.is_empty() || is_trying {
            return 1;
        }
        usize::from(self.options.parallel.clamp(1, MOST_PARALLEL))
    }

    /// Whether a row will show if the service accepts a PATCH.
    fn tries_patch(&self, row: &PlanRow) -> bool {
        let mode = self.options.limits.mode;
        let via = row.change.first_via(mode, self.no_patch);
        matches!(via, Ok(Via::Patch)) && !self.proven.contains(&Via::Patch)
    }

    /// Whether a row is the first PATCH, which runs alone.
    fn has_to_wait_for_others(&self, row: &PlanRow) -> bool {
        !self.begun.is_empty() && self.tries_patch(row)
    }

    /// Whether a row may start: no question is open, the run is not paused or stopped, and the service does not
    /// request a wait.
    fn may_begin(&mut self) -> bool {
        let now = *self.control.borrow();
        if now == Control::Stop {
            self.summary.end = End::Stopped;
            return false;
        }
        let is_paused = now == Control::Pause && !self.is_unwatched;
        if is_paused && !self.is_paused {
            self.tell(Event::Paused);
        }
        self.is_paused = is_paused;
        !is_paused && self.held.is_empty() && self.context.client.slowed_for().is_zero()
    }

    fn on_control(&mut self) {
        let now = *self.control.borrow_and_update();
        if self.is_paused && now != Control::Pause {
            self.resumed();
        }
        match now {
            Control::Wait(number) if self.asked() == Some(number) => self.wait_as_agreed(),
            Control::Stop => self.give_up(),
            _ => {}
        }
    }

    /// Handles a dropped sender of `control`: ends a pause, and gives up on open questions.
    fn on_unwatched(&mut self) {
        self.is_unwatched = true;
        if self.is_paused {
            self.resumed();
        }
        self.give_up();
    }

    fn resumed(&mut self) {
        self.is_paused = false;
        self.tell(Event::Resumed);
    }

    fn skip(&mut self, number: u32, check: Check) {
        let list = match &check {
            Check::Ready => return,
            Check::Done { .. } => &mut self.summary.done,
            Check::Drifted { .. } => &mut self.summary.drifted,
            Check::Refused(_) => &mut self.summary.refused,
        };
        list.push(number);
        let is_good = matches!(check, Check::Done { .. });
        self.tell(Event::Skipped(number, check));
        self.judge(number, is_good);
    }

    /// Stops starting rows after a failed one, unless the options say to continue.
    fn judge(&mut self, number: u32, is_good: bool) {
        if !is_good && !self.options.keep_going {
            self.end_at(number);
        }
    }

    /// Ends the run at this row. The first reason is kept.
    fn end_at(&mut self, number: u32) {
        if self.summary.end == End::Through {
            self.summary.end = End::AtRow(number);
        }
    }

    fn begin(&mut self, row: &'a PlanRow) {
        self.tell(Event::Began(row.number));
        match self.remade(&row.change) {
            Ok((change, via)) => {
                self.begun.push(row);
                self.run(Attempt {
                    row,
                    change,
                    via,
                    approval: Approval::None,
                    first_wait: Duration::ZERO,
                });
            }
            Err(refusal) => self.on_ended(Ended {
                number: row.number,
                via: None,
                change: row.change.clone(),
                outcome: Outcome::refused(refusal),
            }),
        }
    }

    /// Returns the change of a row for the current state, and its first request.
    fn remade(&self, change: &Change) -> Result<(Change, Via), Refusal> {
        let limits = self.options.limits;
        let known = self.rows.get(&change.configuration).ok_or(Refusal::Gone)?;
        let made = match change.kind {
            ChangeKind::SetPriority { .. } => self.orders.remade(change, known, limits)?,
            _ => remade(change, known, &known.assignments, limits)?,
        };
        let via = made.first_via(limits.mode, self.no_patch)?;
        Ok((made, via))
    }

    fn run(&self, attempt: Attempt<'a>) {
        let (context, plan, events) = (self.context, self.plan, self.events);
        let running = attempt.run(context, plan, events, self.control.clone());
        self.attempts.push(Box::pin(running));
    }

    /// Handles the end of an attempt. Continues with the row if there is a next step and the run is not over.
    fn on_outcome(&mut self, attempt: Attempt<'a>, outcome: Outcome) {
        let limits = self.options.limits;
        let may_replace = self.options.replaces && limits.mode == WriteMode::Auto;
        let next = next_step(
            &outcome,
            NextStepOptions {
                replaces: may_replace && attempt.via == Via::Patch,
                names_deleted: false,
            },
        );
        let is_over = self.summary.end != End::Through || self.is_stopped();
        match next.filter(|_| !is_over) {
            Some(NextStep::ReplaceList) => {
                self.no_patch = true;
                self.tell(Event::Replaces(attempt.row.number, Box::new(outcome)));
                self.run(Attempt {
                    via: Via::Assign,
                    first_wait: Duration::ZERO,
                    ..attempt
                });
            }
            Some(NextStep::Justify)
                if attempt.approval == Approval::None
                    && let Some(reason) = &self.options.justification =>
            {
                self.run(Attempt {
                    approval: Approval::Justification(reason.clone()),
                    first_wait: Duration::ZERO,
                    ..attempt
                });
            }
            Some(NextStep::Wait(wait)) if self.options.asks && !self.is_unwatched => {
                self.hold(attempt, outcome, wait);
            }
            _ => self.over(attempt, outcome),
        }
    }

    fn over(&mut self, attempt: Attempt<'a>, outcome: Outcome) {
        self.begun.retain(|row| row.number != attempt.row.number);
        self.on_ended(Ended {
            number: attempt.row.number,
            via: Some(attempt.via),
            change: attempt.change,
            outcome,
        });
    }

    fn on_ended(&mut self, ended: Ended) {
        let Ended {
            number,
            change,
            outcome,
            ..
        } = &ended;
        let is_good = outcome.verdict().is_done();
        if outcome.verdict() == Verdict::Verified
            && let Some(via) = ended.via.filter(|via| !self.proven.contains(via))
        {
            self.proven.push(via);
        }
        if is_good && let Some(known) = self.rows.get_mut(&change.configuration) {
            let read_back = outcome.observed_list().unwrap_or_default();
            // Changes by others are not added, so a row that depends on them ends as a conflict.
            known.assignments = evolved(&known.assignments, change, read_back);
            self.orders.made(change, outcome.observed_order());
        }
        let wants_reason = self.options.justification.is_none()
            && outcome
                .error()
                .is_some_and(ServiceError::wants_justification);
        if outcome.lacks_access() || wants_reason {
            // All other rows would fail for the same reason.
            self.end_at(*number);
        }
        self.judge(*number, is_good);
        self.summary.ended.push(ended.clone());
        self.tell(Event::Ended(Box::new(ended)));
    }
}
