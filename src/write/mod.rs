//! One change, from the first read to the verdict. The only place that sends a write.
//!
//! Belongs here: the order of steps, what is sent again, what the answers prove. Does not belong here:
//! asking the admin (`tui`, `cli`), the wire (`graph`), the words of a verdict (`words`). Why it goes so:
//! `docs/design/write.md`.
//!
//! | file | what is in it |
//! |---|---|
//! | `compare` | what a read shows of a change |
//! | `lock_wait` | waiting for another change of the same configuration |
//! | `record` | the two lines in the journal |
//! | `early_end` | ends without a send |
//! | `proof` | what an answer proves: reading back, the verdict |
//! | `next` | the next step after a change |
//! | `approval` | Multi Admin Approval |
//! | `settle` | changes of programs that ended before their verdict |
//! | `debug_hold` | where tests stop a change; debug builds only |

mod approval;
mod compare;
mod debug_hold;
mod early_end;
mod lock_wait;
mod next;
mod proof;
mod record;
mod settle;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};

pub use self::approval::{Approval, LONGEST_JUSTIFICATION};
use self::compare::State;
use self::debug_hold::{debug_hold, debug_hold_during};
pub use self::next::{NextStep, NextStepOptions, next_step};
use self::proof::{not_sent, rejected};
pub use self::settle::{Settled, settle};
use crate::auth::Need;
use crate::domain::{
    ApiVersion, Change, Entry, Facts, Half, KnownNames, Outcome, Place, PlanPlace, Refusal,
    RequestError, ServiceError, Step, Target, Unsent, Via,
};
use crate::graph::{Answer, Attempt, Client, WaitListener, back_off};
use crate::journal::{Journal, Open};

/// How often a write is sent at most.
const MOST_SENDS: u32 = 5;
/// The admin decides about a longer wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Why nothing was sent after Esc.
const STOPPED: &str = "stopped while waiting to retry";
/// Why nothing was sent after the program or the machine slept with the intent written.
const STOOD_STILL: &str =
    "the program was suspended between recording and sending the change: try again";
/// The same before the first send.
const STOPPED_AT_ONCE: &str = "stopped before it was sent";

/// Whether this session may write at all: a second check behind the one of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    ReadWrite,
    /// Nothing is sent.
    ReadOnly,
}

/// What a run needs besides its change: where and as whom it is sent, and where it is recorded.
#[derive(Debug, Clone)]
pub struct WriteContext {
    pub client: Client,
    pub access: Access,
    /// Where every write is recorded.
    pub journal: Arc<Journal>,
    /// Where and as whom.
    pub place: Place,
    /// Names for the lines of the journal, as far as known.
    pub names: Arc<KnownNames>,
    /// The row of a plan that the next change is.
    pub plan: Option<PlanPlace>,
}

/// A confirmed change.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its ID in the journal; a second run of the same change has the same ID.
    pub id: String,
    pub change: Change,
    /// The request that makes it.
    pub via: Via,
    pub approval: Approval,
    /// How long to wait before the first send: the admin's answer to a wait that was too long to start
    /// without asking.
    pub first_wait: Duration,
}

/// Makes a change and reports its outcome. It never asks.
///
/// In a state folder, only one change of a configuration or of an order of priorities is made at a time.
/// The current state is read first; if it is not what the admin saw, nothing is sent. The intent is in the
/// journal, on the disk, before the request leaves. The request is sent again only if the service said that
/// it did nothing and when to retry, and always from the first step.
///
/// Steps are sent to `steps`; a closed receiver stops nothing. Setting `cancel` ends a wait between two
/// sends, and stops a request that has not left yet.
pub async fn run(
    context: &WriteContext,
    job: &Job,
    steps: &mpsc::UnboundedSender<Step>,
    cancel: watch::Receiver<bool>,
) -> Outcome {
    if context.access == Access::ReadOnly {
        return Outcome::refused(Refusal::ReadOnly);
    }
    match job.approval.header() {
        Ok(approval) => {
            let run = Run {
                context,
                job,
                steps,
                cancel,
                approval,
                need: Need::default(),
                renewed: false,
                refused: None,
            };
            // On the heap: what runs many of them would carry each of their states along.
            Box::pin(run.through()).await
        }
        Err(reason) => Outcome::not_sent(reason),
    }
}

struct Run<'a> {
    context: &'a WriteContext,
    job: &'a Job,
    steps: &'a mpsc::UnboundedSender<Step>,
    cancel: watch::Receiver<bool>,
    approval: Option<(&'static str, String)>,
    /// What the token of the next send has to be.
    need: Need,
    /// Whether another token was already requested.
    renewed: bool,
    /// The previous send, which the service put off.
    refused: Option<Facts>,
}

/// The result of one send.
enum Sent {
    Over(Box<Outcome>),
    /// The service asked to retry after this time.
    Again(Postponed, Duration),
}

/// What an answer, or a missing one, means.
enum Classified {
    Over(Box<Outcome>),
    /// The service asked to retry after this time.
    Again(Box<ServiceError>, Duration),
}

/// A send that the service put off.
struct Postponed {
    error: Box<ServiceError>,
    /// The intent, if the answer does not say whether the change was made. The next read closes it; if the
    /// program ends before that, the next start does.
    doubt: Option<Box<(Open, Entry)>>,
}

impl Run<'_> {
    /// If nobody receives the steps, the change continues anyway.
    fn tell(&self, step: Step) {
        drop(self.steps.send(step));
    }

    async fn through(mut self) -> Outcome {
        let mut postponed: Option<Postponed> = None;
        let mut sends = 1;
        if !self.job.first_wait.is_zero() && self.wait(self.job.first_wait, None).await {
            return stopped(STOPPED);
        }
        // Until the verdict, however this ends.
        let _lock = match self.wait_for_lock().await {
            Ok(lock) => lock,
            Err(outcome) => return outcome,
        };
        loop {
            // What is read now may be old news after a wait, so the wait comes before.
            let turn = self.context.client.turn_to_write();
            if !turn.is_zero() && self.wait(turn, None).await {
                return self.stopped(postponed).await;
            }
            self.tell(Step::Rereading);
            debug_hold("re-read", self.context).await;
            let reader = self.reader(Step::Rereading);
            let read = tokio::select! {
                biased;
                // A dropped sender can no longer stop anything.
                Ok(_) = self.cancel.wait_for(|cancelled| *cancelled) => None,
                read = State::read(&reader, &self.job.change) => Some(read),
            };
            let now = match read {
                None => return self.stopped(postponed).await,
                Some(Ok(now)) => now,
                Some(Err(error)) => return self.could_not_reread(error, postponed).await,
            };
            if !now.is_as_seen(&self.job.change, self.job.via) {
                return self.not_as_seen(now, postponed).await;
            }
            if *self.cancel.borrow() {
                return self.stopped(postponed).await;
            }
            if !self.context.client.slowed_for().is_zero() {
                continue;
            }
            if let Some(postponed) = postponed.take() {
                // Nothing has changed: the request did nothing, as the service said.
                let outcome = rejected((*postponed.error).clone());
                self.close(postponed, outcome).await;
            }
            let (error, wait) = match self.send(&now, sends).await {
                Sent::Over(outcome) => return *outcome,
                Sent::Again(error, wait) => (error, wait),
            };
            let facts = error.error.facts.clone();
            self.refused = Some(facts.clone());
            postponed = Some(error);
            if self.wait(wait, Some(facts)).await {
                return self.stopped(postponed).await;
            }
            sends += 1;
        }
    }

    /// The client for the reads of a step: if the service puts one off, the wait is a step of its own.
    fn reader(&self, step: Step) -> Client {
        self.context.client.with_wait_listener(WaitListener {
            steps: self.steps.clone(),
            step,
            stop: self.cancel.clone(),
        })
    }

    /// Waits, and returns whether the admin stopped it.
    async fn wait(&mut self, wait: Duration, facts: Option<Facts>) -> bool {
        if wait.is_zero() {
            return *self.cancel.borrow();
        }
        self.tell(Step::Waiting { wait, facts });
        tokio::select! {
            () = tokio::time::sleep(wait) => false,
            // A dropped sender can no longer stop anything.
            Ok(_) = self.cancel.wait_for(|cancelled| *cancelled) => true,
        }
    }

    /// Records the intent, sends the request and determines its outcome.
    async fn send(&mut self, now: &State, sends: u32) -> Sent {
        let rows = match now {
            State::List(rows, _) => rows.as_slice(),
            State::Order(_) => &[],
        };
        let version = match now {
            State::List(_, version) => *version,
            State::Order(_) => ApiVersion::Beta,
        };
        let Job { change, via, .. } = self.job;
        let client = &self.context.client;
        let request = match change.request(client.api(), *via, rows, version) {
            Ok(request) => request,
            Err(refusal) => return Sent::Over(Box::new(Outcome::refused(refusal))),
        };
        // A sign-in can take long and must not happen between the intent and the request.
        let ready = tokio::select! {
            Ok(_) = self.cancel.wait_for(|cancelled| *cancelled) => None,
            ready = client.ready(&self.need) => Some(ready),
        };
        match ready {
            None => return Sent::Over(Box::new(self.kept_back(stopped(STOPPED_AT_ONCE)))),
            Some(Err(error)) => return Sent::Over(Box::new(not_sent(&error))),
            Some(Ok(())) => {}
        }
        let base = now.targets();
        let client_request_id = uuid::Uuid::new_v4().to_string();
        let intent = record::intent(self.context, self.job, &request, &base, &client_request_id);
        self.tell(Step::Recording(Half::Intent));
        let open = match record::begin(self.context, intent.clone()).await {
            Ok(open) => open,
            Err(reason) => return Sent::Over(Box::new(Unsent::Journal(reason).into())),
        };
        debug_hold("intent", self.context).await;
        // The last moment before the request leaves.
        if *self.cancel.borrow() {
            let outcome = stopped(STOPPED_AT_ONCE);
            let outcome = self.finish(open, intent, outcome).await;
            return Sent::Over(Box::new(self.kept_back(outcome)));
        }

        let left = record::time_left(&intent, client.timing().total, Timestamp::now());
        if left.is_zero() {
            let outcome = Outcome::not_sent(STOOD_STILL.to_owned());
            let outcome = self.finish(open, intent, outcome).await;
            return Sent::Over(Box::new(self.kept_back(outcome)));
        }

        self.tell(Step::Sending);
        let sending = client.send_write(
            &request,
            &client_request_id,
            self.approval.clone(),
            &self.need,
            left,
        );
        let Attempt { outcome, better } = debug_hold_during("send", self.context, sending).await;
        debug_hold("answered", self.context).await;
        let classified = match (outcome, better) {
            // The token expired or lost its permissions: try once with another one.
            (Err(RequestError::Service(error)), Some(better))
                if !self.renewed && sends < MOST_SENDS =>
            {
                (self.need, self.renewed) = (better, true);
                self.tell(Step::Answered(error.facts.clone()));
                Classified::Again(error, Duration::ZERO)
            }
            (outcome, _) => self.classify(outcome, now, &base, sends).await,
        };
        debug_hold("verdict", self.context).await;
        match classified {
            Classified::Over(outcome) => {
                Sent::Over(Box::new(self.finish(open, intent, *outcome).await))
            }
            // Only with these is it certain that nothing was done.
            Classified::Again(error, wait) if matches!(error.facts.status, Some(401 | 429)) => {
                self.finish(open, intent, rejected((*error).clone())).await;
                let doubt = None;
                Sent::Again(Postponed { error, doubt }, wait)
            }
            Classified::Again(error, wait) => {
                let doubt = Some(Box::new((open, intent)));
                Sent::Again(Postponed { error, doubt }, wait)
            }
        }
    }

    async fn classify(
        &self,
        answer: Result<Answer, RequestError>,
        now: &State,
        base: &[Target],
        sends: u32,
    ) -> Classified {
        let error = match answer {
            Ok(answer) => {
                self.tell(Step::Answered(answer.facts.clone()));
                let outcome = self.after_success(&answer, base).await;
                return Classified::Over(Box::new(outcome));
            }
            Err(error @ RequestError::NotSent { .. }) => {
                return Classified::Over(Box::new(not_sent(&error)));
            }
            Err(
                RequestError::Lost { facts, reason, .. }
                | RequestError::Malformed { facts, reason },
            ) => {
                let outcome = self.after_loss(*facts, reason, base).await;
                return Classified::Over(Box::new(outcome));
            }
            Err(RequestError::Service(error)) => error,
        };
        self.tell(Step::Answered(error.facts.clone()));
        if let Some(wait) = self.patience(&error, sends) {
            return Classified::Again(error, wait);
        }
        Classified::Over(Box::new(self.after_refusal(*error, now, base).await))
    }

    /// How long to wait before the same request is sent again; none if it must not be.
    fn patience(&self, error: &ServiceError, sends: u32) -> Option<Duration> {
        let wait = match (error.facts.status?, error.retry_after) {
            (429 | 503, Some(wait)) => wait,
            (429, None) => back_off(self.context.client.timing().back_off, sends),
            _ => return None,
        };
        let is_short = wait <= LONGEST_WAIT;
        if is_short && error.facts.status == Some(429) {
            self.context.client.slow_down(wait);
        }
        (is_short && sends < MOST_SENDS).then_some(wait)
    }
}

/// The admin stopped it while nothing was in flight.
fn stopped(reason: &str) -> Outcome {
    Unsent::Stopped(reason.to_owned()).into()
}
