//! Running a plan: one row after the other, each through the whole write path.
//!
//! Belongs here: order, pause and stop, what is remembered between rows, the summary. Does not belong
//! here: asking anybody anything, and what a single write does (`write`).

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use tokio::sync::{mpsc, watch};

use super::check::remade;
use super::make::evolved;
use super::rank::Orders;
use super::{Check, Limits, Plan, PlanRow};
use crate::domain::{
    Change, ChangeKind, ConfigurationId, Outcome, PlanPlace, Refusal, ServiceError, Step, Verdict,
    Via, WriteMode,
};
use crate::graph::Row;
use crate::write::{self, Approval, Job, WriteContext};

/// What whoever watches wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Go on.
    Go,
    /// Begin no other row for now.
    Pause,
    /// Begin no other row, and end a wait between two sends.
    Stop,
}

/// What was agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What may be used, and what was read.
    pub limits: Limits<'static>,
    /// Whether the whole list may be replaced where the PATCH has no route.
    pub replaces: bool,
    /// Whether the rows after a bad one are made.
    pub keep_going: bool,
    /// The reason for the admin who has to approve, given where the service asks for it.
    pub justification: Option<String>,
}

/// Where a plan starts from.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The list as it was read for the checks.
    pub rows: Vec<Row>,
    /// What the checks say of each row of the plan.
    pub checks: Vec<Check>,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A row begins.
    Began(u32),
    /// A row goes on.
    Stepped(u32, Step),
    /// The PATCH has no route: the row begins again as a replacement, and so do those after it.
    Replaces(u32, Box<Outcome>),
    /// A row is over.
    Ended(Box<Ended>),
    /// A row is not run, as its check says.
    Skipped(u32, Check),
    /// No other row begins until [`Control::Go`].
    Paused,
    /// It goes on.
    Resumed,
}

/// The end of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The row.
    pub number: u32,
    /// The request that was used last; none where there was none to use.
    pub via: Option<Via>,
    /// The change as it was run.
    pub change: Change,
    /// What became of it.
    pub outcome: Outcome,
}

/// Why no other row was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// There is no other.
    Through,
    /// This one went wrong.
    AtRow(u32),
    /// Whoever watched stopped it.
    Stopped,
}

/// What became of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The rows that were run.
    pub ended: Vec<Ended>,
    /// The rows that were made already.
    pub done: Vec<u32>,
    /// The rows whose list somebody else changed.
    pub drifted: Vec<u32>,
    /// The rows that a rule forbids.
    pub refused: Vec<u32>,
    /// The rows that were not looked at.
    pub left: Vec<u32>,
    /// Why it is over.
    pub end: End,
}

impl Summary {
    /// How often each verdict was given, in the order in which they came first.
    #[must_use]
    pub fn counts(&self) -> Vec<(Verdict, usize)> {
        let mut counts: Vec<(Verdict, usize)> = Vec::new();
        for Ended { outcome, .. } in &self.ended {
            match counts
                .iter_mut()
                .find(|(known, _)| *known == outcome.verdict())
            {
                Some((_, count)) => *count += 1,
                None => counts.push((outcome.verdict(), 1)),
            }
        }
        counts
    }
}

/// Runs the rows of a plan that are ready, and says what became of it all.
///
/// A closed receiver of events does not stop anything; a gone sender of `control` goes on. A row that
/// was begun comes to its verdict, whatever is asked for meanwhile.
pub async fn run(
    context: &WriteContext,
    plan: &Plan,
    stage: Stage,
    options: &Options,
    events: &mpsc::UnboundedSender<Event>,
    control: watch::Receiver<Control>,
) -> Summary {
    let orders = Orders::of(plan, &stage.rows);
    let rows = stage.rows.into_iter();
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
    for (row, check) in plan.rows.iter().zip(stage.checks) {
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
        let is_good = ended.outcome.verdict() == Verdict::Verified;
        let is_locked_out = ended.outcome.needs_token();
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
            // Without a token no other row can do better.
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
        loop {
            let job = Job {
                id: self.plan.change_id(*number),
                change: change.clone(),
                via,
                approval: approval.clone(),
                first_wait: Duration::ZERO,
            };
            let outcome = self.attend(*number, &job).await;
            let may_replace = self.options.replaces && limits.mode == WriteMode::Auto;
            let wants_reason = outcome.verdict() == Verdict::Rejected
                && outcome
                    .error()
                    .is_some_and(ServiceError::wants_justification);
            if outcome.verdict() == Verdict::NoRoute && via == Via::Patch && may_replace {
                self.no_patch = true;
                self.tell(Event::Replaces(*number, Box::new(outcome)));
                via = Via::Assign;
            } else if let Some(reason) = &self.options.justification
                && wants_reason
                && approval == Approval::None
            {
                approval = Approval::Justification(reason.clone());
            } else {
                return ended(&change, Some(via), outcome);
            }
        }
    }

    /// One run of one row, with its steps handed on.
    async fn attend(&mut self, number: u32, job: &Job) -> Outcome {
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
                said = self.control.wait_for(|now| *now == Control::Stop), if heard => {
                    heard = false;
                    if said.is_ok() {
                        // The run is there to hear it.
                        let _ = cancel.send(true);
                    }
                }
            }
        }
    }
}
