//! One change, from the re-read to the verdict. The only place that sends a write.
//!
//! Belongs here: the order of steps, what is sent again, what the answers prove. Does not belong here:
//! asking the admin (`tui`, `cli`), the wire (`graph`), the words of a verdict (`words`).

mod approval;
mod compare;
mod hold;
mod record;
mod settle;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};

pub use self::approval::{Approval, LONGEST_JUSTIFICATION};
use self::compare::{Seen, State};
use self::hold::hold;
pub use self::settle::{Settled, settle};
use crate::domain::{
    ApiVersion, Change, Facts, Outcome, Place, RawObject, Refusal, RequestError, ServiceError,
    Step, Target, Verdict, Via,
};
use crate::graph::{Answer, Client};
use crate::journal::Journal;

/// How often a write is sent at most.
const MOST_SENDS: u32 = 5;
/// A longer wait is the admin's to decide.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The wait before the second reading back; it doubles each time, within what settling allows.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Why nothing was sent after Esc.
const STOPPED: &str = "stopped while the service wanted to be asked again later";

/// Whether this session may write at all: the second lock behind the one of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Writes are allowed.
    ReadWrite,
    /// Nothing is sent.
    ReadOnly,
}

/// What a run needs besides its change.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The service.
    pub client: Client,
    /// Whether writes are allowed.
    pub access: Access,
    /// Where every write is recorded.
    pub journal: Arc<Journal>,
    /// Where and as whom.
    pub place: Place,
}

/// A change that was confirmed.
#[derive(Debug, Clone)]
pub struct Job {
    /// Names the change in the journal; a second run of the same change has the same name.
    pub id: String,
    /// The change.
    pub change: Change,
    /// The request that makes it.
    pub via: Via,
    /// What an approval needs.
    pub approval: Approval,
    /// How long to wait before the first send: the admin's answer to a wait that was too long to be
    /// kept without asking.
    pub first_wait: Duration,
}

/// Makes a change and says what became of it. It never asks.
///
/// What is there now is read first; where it is not what the admin saw, nothing is sent. The intent is
/// in the journal, on the disk, before the request leaves. It is sent again only where the service
/// said that it did nothing and when to come back; each time from the beginning.
///
/// Steps go to `steps` as they are reached; a closed receiver does not stop anything. Setting `cancel`
/// ends a wait between two sends.
pub async fn run(
    desk: &Desk,
    job: &Job,
    steps: &mpsc::UnboundedSender<Step>,
    cancel: watch::Receiver<bool>,
) -> Outcome {
    if desk.access == Access::ReadOnly {
        return Outcome::not_sent(Refusal::ReadOnly.to_string());
    }
    match job.approval.header() {
        Ok(approval) => {
            Run {
                desk,
                job,
                steps,
                cancel,
                approval,
            }
            .through()
            .await
        }
        Err(reason) => Outcome::not_sent(reason),
    }
}

struct Run<'a> {
    desk: &'a Desk,
    job: &'a Job,
    steps: &'a mpsc::UnboundedSender<Step>,
    cancel: watch::Receiver<bool>,
    approval: Option<(&'static str, String)>,
}

/// What one send led to.
enum Sent {
    /// It is over.
    Over(Outcome),
    /// The service wants to be asked again after this time.
    Again(ServiceError, Duration),
}

impl Run<'_> {
    /// A receiver that is gone has nobody left to tell; the change goes on all the same.
    fn tell(&self, step: Step) {
        drop(self.steps.send(step));
    }

    async fn through(mut self) -> Outcome {
        let mut refused: Option<ServiceError> = None;
        let mut sends = 1;
        if !self.job.first_wait.is_zero() && self.wait(self.job.first_wait, None).await {
            return Outcome::not_sent(STOPPED.to_owned());
        }
        loop {
            self.tell(Step::Rereading);
            hold("re-read").await;
            let now = match State::read(&self.desk.client, &self.job.change).await {
                Ok(now) => now,
                Err(error) => return Self::could_not_reread(&error, refused),
            };
            if !now.is_as_seen(&self.job.change, self.job.via) {
                return self.not_as_seen(now, refused);
            }
            let (error, wait) = match self.send(&now, sends).await {
                Sent::Over(outcome) => return outcome,
                Sent::Again(error, wait) => (error, wait),
            };
            if self.wait(wait, Some(error.facts.clone())).await {
                return self.stopped(error).await;
            }
            refused = Some(error);
            sends += 1;
        }
    }

    /// Waits, and says whether the admin stopped it.
    async fn wait(&mut self, wait: Duration, facts: Option<Facts>) -> bool {
        self.tell(Step::Waiting { wait, facts });
        tokio::select! {
            () = tokio::time::sleep(wait) => false,
            // A sender that is gone cannot stop anything any more.
            Ok(_) = self.cancel.wait_for(|cancelled| *cancelled) => true,
        }
    }

    fn could_not_reread(error: &RequestError, refused: Option<ServiceError>) -> Outcome {
        if error.status() == Some(404) {
            return Outcome {
                verdict: Verdict::Conflict,
                observed: Some(Vec::new()),
                ..Outcome::not_sent("the configuration is not there any more".to_owned())
            };
        }
        let reason = format!("what is there now could not be read: {}", error.reason());
        match refused {
            None => Outcome::not_sent(reason),
            Some(refused) => rejected(refused, Some(reason)),
        }
    }

    /// Before the first send this is a conflict. After a send that the service put off, the change may
    /// have been made all the same.
    fn not_as_seen(&self, now: State, refused: Option<ServiceError>) -> Outcome {
        let seen = now.seen(&self.job.change, self.job.via, &self.job.change.before);
        let outcome = match (seen, refused) {
            (Seen::After, Some(refused)) => Outcome {
                verdict: Verdict::Verified,
                facts: Some(refused.facts.clone()),
                error: Some(refused),
                ..Outcome::not_sent(String::new())
            },
            (_, refused) => Outcome {
                verdict: Verdict::Conflict,
                facts: refused.map(|refused| refused.facts),
                reason: None,
                ..Outcome::not_sent(String::new())
            },
        };
        with_state(outcome, now)
    }

    /// Esc during a wait. A 503 may have been more than a refusal: reading tells.
    async fn stopped(&self, error: ServiceError) -> Outcome {
        let reason = STOPPED.to_owned();
        if error.facts.status == Some(429) {
            return Outcome {
                facts: Some(error.facts),
                ..Outcome::not_sent(reason)
            };
        }
        let base = self.job.change.before.clone();
        Outcome {
            error: Some(error.clone()),
            ..self.after_loss(error.facts, reason, &base).await
        }
    }

    /// Records the intent, sends the request, and finds out what became of it.
    async fn send(&self, now: &State, sends: u32) -> Sent {
        let rows = match now {
            State::List(rows, _) => rows.as_slice(),
            State::Order(_) => &[],
        };
        let version = match now {
            State::List(_, version) => *version,
            State::Order(_) => ApiVersion::Beta,
        };
        let Job { change, via, .. } = self.job;
        let client = &self.desk.client;
        let request = match change.request(client.api(), *via, rows, version) {
            Ok(request) => request,
            Err(refusal) => return Sent::Over(Outcome::not_sent(refusal.to_string())),
        };
        let base = now.targets();
        let client_request_id = uuid::Uuid::new_v4().to_string();
        let intent = record::intent(self.desk, self.job, &request, &base, &client_request_id);
        let open = match record::begin(self.desk, intent.clone()).await {
            Ok(open) => open,
            Err(reason) => return Sent::Over(Outcome::not_sent(reason)),
        };
        hold("intent").await;

        self.tell(Step::Sending);
        let answer = client
            .send_write(&request, &client_request_id, self.approval.clone())
            .await;
        hold("answered").await;
        let sent = self.judge(answer, &base, sends).await;
        let outcome = match &sent {
            Sent::Over(outcome) => outcome.clone(),
            Sent::Again(error, _) => rejected(error.clone(), None),
        };
        hold("verdict").await;
        let written = record::finish(self.desk, open, intent, &outcome).await;
        match (sent, written) {
            (Sent::Over(outcome), Err(reason)) => Sent::Over(Outcome {
                reason: Some(match outcome.reason {
                    Some(first) => format!("{first}; {reason}"),
                    None => reason,
                }),
                ..outcome
            }),
            (sent, _) => sent,
        }
    }

    async fn judge(
        &self,
        answer: Result<Answer, RequestError>,
        base: &[Target],
        sends: u32,
    ) -> Sent {
        let error = match answer {
            Ok(answer) => {
                self.tell(Step::Answered(answer.facts.clone()));
                return Sent::Over(self.after_success(&answer, base).await);
            }
            Err(RequestError::NotSent { reason, .. }) => {
                return Sent::Over(Outcome::not_sent(reason));
            }
            Err(
                RequestError::Lost { facts, reason } | RequestError::Malformed { facts, reason },
            ) => {
                return Sent::Over(self.after_loss(*facts, reason, base).await);
            }
            Err(RequestError::Service(error)) => *error,
        };
        self.tell(Step::Answered(error.facts.clone()));
        if let Some(wait) = self.patience(&error, sends) {
            return Sent::Again(error, wait);
        }
        Sent::Over(match error.facts.status {
            Some(408 | 500..) => {
                let reason = "the service failed while it worked on the change".to_owned();
                Outcome {
                    error: Some(error.clone()),
                    ..self.after_loss(error.facts, reason, base).await
                }
            }
            _ => rejected(error, None),
        })
    }

    /// How long to wait before the same is sent again; none where it must not be.
    fn patience(&self, error: &ServiceError, sends: u32) -> Option<Duration> {
        if sends >= MOST_SENDS {
            return None;
        }
        let wait = match (error.facts.status?, error.retry_after) {
            (429 | 503, Some(wait)) => wait,
            (429, None) => {
                let back_off = self.desk.client.timing().back_off * 2_u32.pow(sends - 1);
                // Several programs that were throttled together must not come back together.
                back_off + back_off.mul_f64(jitter())
            }
            _ => return None,
        };
        (wait <= LONGEST_WAIT).then_some(wait)
    }

    /// A 2xx is success of the request, not yet of the change: it is read back until it shows, or the
    /// time to settle is over.
    async fn after_success(&self, answer: &Answer, base: &[Target]) -> Outcome {
        let started = Instant::now();
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            self.tell(Step::ReadingBack { attempt });
            hold("read-back").await;
            let (seen, outcome) = self.read_back(&answer.facts, base).await;
            let settling = matches!(seen, Some(Seen::Before | Seen::Neither));
            if !settling || started.elapsed() + pause > self.desk.client.timing().settle {
                return Outcome {
                    verdict: match seen {
                        Some(Seen::After) => Verdict::Verified,
                        Some(Seen::Before) if self.says_old(answer) => Verdict::Unchanged,
                        Some(Seen::Before) => Verdict::NotYetVisible,
                        Some(Seen::Neither) => Verdict::Differs,
                        None => Verdict::Unknown,
                    },
                    ..outcome
                };
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
            attempt += 1;
        }
    }

    /// Whether the body of a 2xx itself shows the old target.
    fn says_old(&self, answer: &Answer) -> bool {
        let target = serde_json::from_str::<RawObject>(&answer.body)
            .ok()
            .and_then(|body| body.read("target"))
            .map(Target::from_raw);
        match (target, self.job.change.old_target()) {
            (Some(target), Some(old)) => target.same_as(old),
            _ => false,
        }
    }

    /// No answer proves anything either way: one reading back shows what is there now. The old state
    /// there does not mean that the request cannot still arrive.
    async fn after_loss(&self, facts: Facts, reason: String, base: &[Target]) -> Outcome {
        self.tell(Step::ReadingBack { attempt: 1 });
        hold("read-back").await;
        let (seen, outcome) = self.read_back(&facts, base).await;
        Outcome {
            verdict: match seen {
                Some(Seen::After) => Verdict::Verified,
                Some(Seen::Before) | None => Verdict::Unknown,
                Some(Seen::Neither) => Verdict::Differs,
            },
            reason: Some(match outcome.reason {
                Some(second) => format!("{reason}; it could not be read back either: {second}"),
                None => reason,
            }),
            ..outcome
        }
    }

    async fn read_back(&self, facts: &Facts, base: &[Target]) -> (Option<Seen>, Outcome) {
        let Job { change, via, .. } = self.job;
        let unknown = Outcome {
            verdict: Verdict::Unknown,
            facts: Some(facts.clone()),
            error: None,
            reason: None,
            observed: None,
            observed_order: None,
        };
        match State::read(&self.desk.client, change).await {
            Ok(now) => (Some(now.seen(change, *via, base)), with_state(unknown, now)),
            Err(error) => (
                None,
                Outcome {
                    reason: Some(error.reason()),
                    ..unknown
                },
            ),
        }
    }
}

fn rejected(error: ServiceError, reason: Option<String>) -> Outcome {
    let verdict = if error.is_no_route() {
        Verdict::NoRoute
    } else if error.approval_code.is_some() {
        Verdict::PendingApproval
    } else if error.facts.status == Some(404) {
        Verdict::Conflict
    } else {
        Verdict::Rejected
    };
    Outcome {
        verdict,
        facts: Some(error.facts.clone()),
        error: Some(error),
        reason,
        observed: None,
        observed_order: None,
    }
}

fn with_state(outcome: Outcome, state: State) -> Outcome {
    match state {
        State::List(rows, _) => Outcome {
            observed: Some(rows),
            ..outcome
        },
        State::Order(order) => Outcome {
            observed_order: Some(order),
            ..outcome
        },
    }
}

/// A number from 0 to 1.
fn jitter() -> f64 {
    let [byte, ..] = *uuid::Uuid::new_v4().as_bytes();
    f64::from(byte) / f64::from(u8::MAX)
}
