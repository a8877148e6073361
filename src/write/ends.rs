//! Ends before the request leaves, or between two sends, and writing the end down.
//!
//! Belongs here: what a re-read that is not as it was, or an Esc, means for a change. Does not belong
//! here: what an answer proves (`proof`), the order of steps (`mod`).

use std::time::Duration;

use super::compare::State;
use super::proof::{Answered, gone, not_sent, rejected, with_state};
use super::{PutOff, Run, STOPPED, STOPPED_AT_ONCE, record, stopped};
use crate::domain::{Entry, Half, Outcome, ReadBack, RequestError, Step, Verdict};
use crate::journal::Open;

impl Run<'_> {
    pub(super) async fn could_not_reread(
        &self,
        error: RequestError,
        put_off: Option<PutOff>,
    ) -> Outcome {
        let outcome = if error.status() == Some(404) {
            gone(Outcome {
                facts: put_off.as_ref().map(|put_off| put_off.error.facts.clone()),
                ..Outcome::not_sent(String::new())
            })
        } else {
            let unread = "what is there now could not be read";
            let reason = format!("{unread}: {}", error.reason());
            match (&put_off, error) {
                (None, RequestError::Service(error)) => Outcome {
                    error: Some(*error),
                    ..Outcome::not_sent(unread.to_owned())
                },
                (None, error) => Outcome {
                    reason: Some(reason),
                    ..not_sent(&error)
                },
                (Some(put_off), _) => Outcome {
                    verdict: if put_off.doubt.is_some() {
                        Verdict::Unknown
                    } else {
                        Verdict::Rejected
                    },
                    ..rejected((*put_off.error).clone(), Some(reason))
                },
            }
        };
        self.close_if(put_off, outcome).await
    }

    /// Before the first send this is a conflict. After a send that the service put off, the change may
    /// have been made all the same.
    pub(super) async fn not_as_seen(&self, now: State, put_off: Option<PutOff>) -> Outcome {
        let change = &self.job.change;
        let read_back = now.read_back(change, self.job.via, &change.before);
        let error = put_off.as_ref().map(|put_off| (*put_off.error).clone());
        let in_doubt = put_off.as_ref().is_some_and(|sent| sent.doubt.is_some());
        let outcome = Outcome {
            verdict: match read_back {
                ReadBack::After if error.is_some() => Verdict::Verified,
                ReadBack::Neither if in_doubt => Verdict::Differs,
                _ => Verdict::Conflict,
            },
            facts: error.as_ref().map(|error| error.facts.clone()),
            error,
            reason: None,
            read_back: put_off.is_some().then_some(read_back),
            ..Outcome::not_sent(String::new())
        };
        self.close_if(put_off, with_state(outcome, now)).await
    }

    /// Esc before the request left, or during a wait. A 503 may have been more than a refusal: one reading
    /// tells, since whoever stops a wait does not want another one.
    pub(super) async fn stopped(&self, put_off: Option<PutOff>) -> Outcome {
        let Some(put_off) = put_off else {
            return stopped(STOPPED_AT_ONCE);
        };
        let reason = STOPPED.to_owned();
        let error = (*put_off.error).clone();
        let outcome = if put_off.doubt.is_none() {
            Outcome {
                facts: Some(error.facts),
                ..stopped(STOPPED)
            }
        } else {
            let base = self.job.change.before.clone();
            let facts = error.facts.clone();
            let (lost, reason) = (Answered::Lost, Some(reason));
            Outcome {
                error: Some(error),
                ..self
                    .proven_within(lost, facts, reason, &base, Duration::ZERO)
                    .await
            }
        };
        self.close(put_off, outcome).await
    }

    /// An end without this send. The one before it was sent, and refused.
    pub(super) fn kept_back(&self, outcome: Outcome) -> Outcome {
        Outcome {
            facts: self.refused.clone(),
            ..outcome
        }
    }

    pub(super) async fn close_if(&self, put_off: Option<PutOff>, outcome: Outcome) -> Outcome {
        match put_off {
            Some(put_off) => self.close(put_off, outcome).await,
            None => outcome,
        }
    }

    /// Writes down what became of a send that was put off, if that was still open.
    pub(super) async fn close(&self, put_off: PutOff, outcome: Outcome) -> Outcome {
        match put_off.doubt {
            Some(doubt) => {
                let (open, intent) = *doubt;
                self.finish(open, intent, outcome).await
            }
            None => outcome,
        }
    }

    /// Writes the verdict; where that fails, the outcome says so.
    pub(super) async fn finish(&self, open: Open, intent: Entry, outcome: Outcome) -> Outcome {
        self.tell(Step::Recording(Half::Verdict));
        match record::finish(self.context, open, intent, &outcome).await {
            Ok(()) => outcome,
            Err(reason) => Outcome {
                reason: Some(match outcome.reason {
                    Some(first) => format!("{first}; {reason}"),
                    None => reason,
                }),
                ..outcome
            },
        }
    }
}
