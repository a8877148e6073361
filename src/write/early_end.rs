//! Ends before the request is sent, or between two sends, and recording them.
//!
//! Belongs here: what a changed state or an Esc means for a change. Does not belong here: what an answer
//! proves (`proof`), the order of steps (`mod`).

use std::time::Duration;

use super::compare::State;
use super::proof::{Answered, unsent};
use super::{Postponed, Run, STOPPED, STOPPED_AT_ONCE, record, stopped};
use crate::domain::{
    Conflict, Entry, Evidence, Half, Outcome, ReadBack, ReadBackResult, RequestError, Response,
    Step, Unsent,
};
use crate::journal::Open;

impl Run<'_> {
    pub(super) async fn could_not_reread(
        &self,
        error: RequestError,
        postponed: Option<Postponed>,
    ) -> Outcome {
        let outcome = if error.status() == Some(404) {
            Outcome::gone(
                postponed
                    .as_ref()
                    .map(|postponed| postponed.error.facts.clone().into()),
            )
        } else {
            let reason = format!(
                "the current state could not be read: {}",
                error.with_request()
            );
            match (&postponed, error) {
                (None, RequestError::Service(error)) => Unsent::Unread(error).into(),
                (None, error) => unsent(&error, reason),
                (Some(postponed), _) => {
                    let (error, unread) =
                        ((*postponed.error).clone(), ReadBackResult::Failed(reason));
                    let evidence = if postponed.doubt.is_some() {
                        Evidence::Unknown(error.into(), unread)
                    } else {
                        Evidence::Rejected(error, unread)
                    };
                    evidence.into()
                }
            }
        };
        self.close_if(postponed, outcome).await
    }

    /// Before the first send, someone else made the same change, or another one, which is a conflict. After
    /// a send that the service put off, the change may have been made anyway.
    pub(super) async fn not_as_seen(&self, now: State, postponed: Option<Postponed>) -> Outcome {
        let change = &self.job.change;
        let read_back = now.read_back(change, self.job.via, &change.before);
        let in_doubt = postponed.as_ref().is_some_and(|sent| sent.doubt.is_some());
        let response = postponed
            .as_ref()
            .map(|postponed| Response::from((*postponed.error).clone()));
        let evidence = match (read_back, response) {
            (ReadBack::After, Some(response)) => Evidence::Verified(response),
            (_, None) if now.is_already(change, self.job.via) => Evidence::Already,
            (ReadBack::Neither, Some(response)) if in_doubt => Evidence::Differs(response),
            (_, response) => Evidence::Conflict(Conflict::Changed(response)),
        };
        let outcome = Outcome::from(evidence).seeing(now.into());
        self.close_if(postponed, outcome).await
    }

    /// Esc before the request left, or during a wait. A 503 can be more than a refusal: one read decides,
    /// because whoever stops a wait does not want another one.
    pub(super) async fn stopped(&self, postponed: Option<Postponed>) -> Outcome {
        let Some(postponed) = postponed else {
            return stopped(STOPPED_AT_ONCE);
        };
        let error = (*postponed.error).clone();
        let outcome = if postponed.doubt.is_none() {
            let why = Unsent::Stopped(STOPPED.to_owned());
            Evidence::NotSent(why, Some(error.facts)).into()
        } else {
            let lost = Answered::Lost(Response {
                reply: Err(error),
                doubt: Some(STOPPED.to_owned()),
            });
            let base = &self.job.change.before;
            self.proven_within(lost, base, Duration::ZERO).await
        };
        self.close(postponed, outcome).await
    }

    /// An end without this send. The one before it was sent, and rejected.
    pub(super) fn kept_back(&self, outcome: Outcome) -> Outcome {
        let evidence = match outcome.evidence {
            Evidence::NotSent(why, _) => Evidence::NotSent(why, self.refused.clone()),
            other => other,
        };
        Outcome {
            evidence,
            ..outcome
        }
    }

    pub(super) async fn close_if(&self, postponed: Option<Postponed>, outcome: Outcome) -> Outcome {
        match postponed {
            Some(postponed) => self.close(postponed, outcome).await,
            None => outcome,
        }
    }

    /// Records the result of a send that was put off, if it was still open.
    pub(super) async fn close(&self, postponed: Postponed, outcome: Outcome) -> Outcome {
        match postponed.doubt {
            Some(doubt) => {
                let (open, intent) = *doubt;
                self.finish(open, intent, outcome).await
            }
            None => outcome,
        }
    }

    /// Writes the verdict; if that fails, the outcome says so.
    pub(super) async fn finish(&self, open: Open, intent: Entry, outcome: Outcome) -> Outcome {
        self.tell(Step::Recording(Half::Verdict));
        match record::finish(self.context, open, intent, &outcome).await {
            Ok(()) => outcome,
            Err(reason) => Outcome {
                note: Some(match outcome.note {
                    Some(first) => format!("{first}; {reason}"),
                    None => reason,
                }),
                ..outcome
            },
        }
    }
}
