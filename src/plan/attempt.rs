//! One attempt to run a row, and the subjects that two rows must not change at the same time.

use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::rank::{self, Group};
use super::{Control, Event, Plan, PlanRow};
use crate::domain::{Change, ChangeKind, ConfigurationId, Outcome, PlanPlace, Step, Via};
use crate::write::{self, Approval, Job, WriteContext};

/// A subject that only one row at a time may change. A move also changes its ranking.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject<'a> {
    Configuration(&'a ConfigurationId),
    Ranking(Group),
}

pub(super) fn subjects(row: &PlanRow) -> Vec<Subject<'_>> {
    let change = &row.change;
    let mut subjects = vec![Subject::Configuration(&change.configuration)];
    if let ChangeKind::SetPriority { .. } = change.kind {
        subjects.push(Subject::Ranking(rank::group(change)));
    }
    subjects
}

/// A row on its way through the write path.
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    pub(super) row: &'a PlanRow,
    /// The change of the row, for the current list.
    pub(super) change: Change,
    pub(super) via: Via,
    pub(super) approval: Approval,
    /// How long to wait before the request is sent, as agreed by the answer to a question.
    pub(super) first_wait: Duration,
}

impl<'a> Attempt<'a> {
    /// Runs the row to its end and reports its steps. A stop ends its waits.
    pub(super) async fn run(
        self,
        context: &WriteContext,
        plan: &Plan,
        events: &mpsc::UnboundedSender<Event>,
        mut control: watch::Receiver<Control>,
    ) -> (Attempt<'a>, Outcome) {
        let number = self.row.number;
        // If the receiver is closed, the row continues anyway.
        let tell = |step: Step| drop(events.send(Event::Stepped(number, step)));
        let (teller, mut steps) = mpsc::unbounded_channel();
        let (cancel, cancelled) = watch::channel(false);
        let context = WriteContext {
            plan: Some(PlanPlace {
                id: plan.id.clone(),
                row: number,
            }),
            ..context.clone()
        };
        let job = Job {
            id: plan.change_id(number),
            change: self.change.clone(),
            via: self.via,
            approval: self.approval.clone(),
            first_wait: self.first_wait,
        };
        let outcome = {
            let work = write::run(&context, &job, &teller, cancelled);
            tokio::pin!(work);
            let mut is_heard = true;
            loop {
                tokio::select! {
                    biased;
                    Some(step) = steps.recv() => tell(step),
                    outcome = &mut work => break outcome,
                    stop = control.wait_for(|now| *now == Control::Stop), if is_heard => {
                        is_heard = false;
                        if stop.is_ok() {
                            // The run receives it.
                            let _ = cancel.send(true);
                        }
                    }
                }
            }
        };
        while let Ok(step) = steps.try_recv() {
            tell(step);
        }
        (self, outcome)
    }
}
