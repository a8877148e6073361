//! Running a plan: one row after the other, each through the whole write path.
//!
//! Belongs here: order, pause and stop, what is remembered between rows, the summary. Does not belong
//! here: asking anybody anything, and what a single write does (`write`).

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::check::remade;
use super::make::evolved;
use super::rank::Orders;
use super::{Check, CheckedRows, Control, End, Ended, Event, Options, Plan, PlanRow, Summary};
use crate::domain::{
    Change, ChangeKind, ConfigurationId, Outcome, PlanPlace, Refusal, Row, Via, WriteMode,
};
use crate::write::{self, Approval, Job, NextStep, NextStepOptions, WriteContext, next_step};

/// Runs the rows of a plan that are ready, and reports the outcome.
///
/// A closed receiver of events does not stop anything; a gone sender of `control` goes on. A row that
/// was begun comes to its verdict, whatever is asked for meanwhile.
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
    let mut runner = Runner {
        context,
        plan,
        options,
        events,
        control,
        rows: rows
            .map(|row| (row.configuration.id.clone(), row))
            .collect(),
        orders,
        no_patch: false,
        summary: Summary {
            ended: Vec::new(),
            done: Vec::new(),
            drifted: Vec::new(),
            refused: Vec::new(),
            left: Vec::new(),
            end: End::Through,
        },
    };
    for (row, check) in plan.rows.iter().zip(checked.checks) {
        if runner.summary.end == End::Through {
            runner.row(row, check).await;
        } else {
            runner.summary.left.push(row.number);
        }
    }
    runner.summary
}

struct Runner<'a> {
    context: &'a WriteContext,
    plan: &'a Plan,
    options: &'a Options,
    events: &'a mpsc::UnboundedSender<Event>,
    control: watch::Receiver<Control>,
    /// The lists as they were read, with what was made since.
    rows: HashMap<ConfigurationId, Row>,
    /// The orders of priorities, likewise.
    orders: Orders,
    /// Whether the PATCH was found to have no route: one answer is enough for all.
    no_patch: bool,
    summary: Summary,
}

impl Runner<'_> {
    fn tell(&self, event: Event) {
        drop(self.events.send(event));
    }

    async fn row(&mut self, row: &PlanRow, check: Check) {
        let number = row.number;
        let list = match &check {
            Check::Ready => {
                if !self.may_begin().await {
                    self.summary.left.push(number);
                    self.summary.end = End::Stopped;
                    return;
                }
                return self.ready(row).await;
            }
            Check::Done { .. } => &mut self.summary.done,
            Check::Drifted { .. } => &mut self.summary.drifted,
            Check::Refused(_) => &mut self.summary.refused,
        };
        list.push(number);
        let is_good = matches!(check, Check::Done { .. });
        self.tell(Event::Skipped(number, check));
        self.judge(number, is_good);
    }

    /// Stops behind a bad row, unless it was said to go on.
    fn judge(&mut self, number: u32, is_good: bool) {
        if !is_good && !self.options.keep_going {
            self.summary.end = End::AtRow(number);
        }
    }

    /// Waits while it is paused, and says whether to go on after that.
    async fn may_begin(&mut self) -> bool {
        let now = *self.control.borrow_and_update();
        if now == Control::Pause {
            self.tell(Event::Paused);
            // Whoever paused and left cannot say more.
            let _ = self.control.wait_for(|now| *now != Control::Pause).await;
            self.tell(Event::Resumed);
        }
        *self.control.borrow() != Control::Stop
    }

    async fn ready(&mut self, row: &PlanRow) {
        let number = row.number;
        self.tell(Event::Began(number));
        let ended = self.make(row).await;
        let is_good = ended.outcome.verdict().is_done();
        let is_locked_out = ended.outcome.lacks_access();
        if is_good && let Some(known) = self.rows.get_mut(&row.change.configuration) {
            let read_back = ended.outcome.observed_list().unwrap_or_default();
            // What others did meanwhile stays unseen, so that a row that depends on it is a conflict.
            known.assignments = evolved(&known.assignments, &ended.change, read_back);
            let order = ended.outcome.observed_order();
            self.orders.made(&ended.change, order);
        }
        self.summary.ended.push(ended.clone());
        self.tell(Event::Ended(Box::new(ended)));
        if is_locked_out {
            // No other row can do better.
            self.summary.end = End::AtRow(number);
        }
        self.judge(number, is_good);
    }

    async fn make(&mut self, row: &PlanRow) -> Ended {
        let PlanRow { number, change, .. } = row;
        let ended = |change: &Change, via, outcome| Ended {
            number: *number,
            via,
            change: change.clone(),
            outcome,
        };
        let limits = self.options.limits;
        let known = self.rows.get(&change.configuration);
        let made = match (known, &change.kind) {
            (Some(known), ChangeKind::SetPriority { .. }) => {
                self.orders.remade(change, known, limits)
            }
            (Some(known), _) => remade(change, known, &known.assignments, limits),
            (None, _) => Err(Refusal::Gone),
        };
        let made = made.and_then(|made| {
            let via = made.first_via(limits.mode, self.no_patch)?;
            Ok((made, via))
        });
        let (change, mut via) = match made {
            Ok(made) => made,
            Err(refusal) => {
                let outcome = Outcome::refused(refusal);
                return ended(change, None, outcome);
            }
        };
        let mut approval = Approval::None;
        let mut first_wait = Duration::ZERO;
        loop {
            let job = Job {
                id: self.plan.change_id(*number),
                change: change.clone(),
                via,
                approval: approval.clone(),
                first_wait,
            };
            let outcome = self.run_row(*number, &job).await;
            let may_replace = self.options.replaces && limits.mode == WriteMode::Auto;
            let options = NextStepOptions {
                replaces: may_replace && via == Via::Patch,
                names_deleted: false,
            };
            first_wait = Duration::ZERO;
            match next_step(&outcome, options) {
                Some(NextStep::ReplaceList) => {
                    self.no_patch = true;
                    self.tell(Event::Replaces(*number, Box::new(outcome)));
                    via = Via::Assign;
                }
                Some(NextStep::Justify)
                    if approval == Approval::None
                        && let Some(reason) = &self.options.justification =>
                {
                    approval = Approval::Justification(reason.clone());
                }
                Some(NextStep::Wait(wait)) if self.may_wait(*number, wait, &outcome).await => {
                    first_wait = wait;
                }
                _ => return ended(&change, Some(via), outcome),
            }
        }
    }

    /// Asks whether a row may wait as long as the service wants, and waits for the answer. Where nobody is
    /// there to give one, it may not.
    async fn may_wait(&mut self, number: u32, wait: Duration, outcome: &Outcome) -> bool {
        // What was said before the question is no answer to it.
        if !self.options.asks || *self.control.borrow_and_update() == Control::Stop {
            return false;
        }
        let outcome = Box::new(outcome.clone());
        self.tell(Event::Asks {
            number,
            wait,
            outcome,
        });
        while self.control.changed().await.is_ok() {
            match *self.control.borrow_and_update() {
                Control::Wait(row) if row == number => return true,
                Control::Stop => return false,
                _ => {}
            }
        }
        false
    }

    /// One run of one row, with its steps handed on.
    async fn run_row(&mut self, number: u32, job: &Job) -> Outcome {
        let events = self.events;
        // Whoever watched has gone: the row goes on all the same.
        let tell = |step| drop(events.send(Event::Stepped(number, step)));
        let (teller, mut steps) = mpsc::unbounded_channel();
        let (cancel, cancelled) = watch::channel(false);
        let context = WriteContext {
            plan: Some(PlanPlace {
                id: self.plan.id.clone(),
                row: number,
            }),
            ..self.context.clone()
        };
        let work = write::run(&context, job, &teller, cancelled);
        tokio::pin!(work);
        let mut heard = true;
        loop {
            tokio::select! {
                biased;
                Some(step) = steps.recv() => tell(step),
                outcome = &mut work => {
                    while let Ok(step) = steps.try_recv() {
                        tell(step);
                    }
                    return outcome;
                }
                text = self.control.wait_for(|now| *now == Control::Stop), if heard => {
                    heard = false;
                    if text.is_ok() {
                        // The run is there to hear it.
                        let _ = cancel.send(true);
                    }
                }
            }
        }
    }
}
