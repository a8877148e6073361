//! What an answer, or a missing one, proves: reading back, and the verdict that follows.
//!
//! Belongs here: from an answer to an [`Outcome`]. Does not belong here: what is sent again (`mod`), how
//! a reading is compared (`compare`). Why 200 is not believed: `docs/design/write.md#why-200-is-not-believed`.

use std::time::Duration;

use super::compare::State;
use super::debug_hold::debug_hold;
use super::{Job, Run};
use crate::domain::{
    Conflict, Evidence, Facts, Outcome, RawObject, ReadBack, ReadBackResult, RequestError,
    Response, ServiceError, Step, Target, Unsent, Verdict,
};
use crate::graph::Answer;

/// The wait before the second read; it doubles each time, within the time to settle.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Why an answer that does not come from Graph proves nothing.
const NOT_FROM_GRAPH: &str =
    "the answer seems to come from a proxy or gateway, not from Microsoft Graph";
/// Why an internal error of the service proves nothing.
const FAILED: &str = "the service failed while processing the change";

/// The kind of answer, as far as it decides what the next read proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answered {
    /// The service said yes.
    Yes {
        facts: Facts,
        /// Its body shows the old target.
        shows_old: bool,
    },
    No(ServiceError),
    /// The service said that it has no such route.
    NoRoute(ServiceError),
    /// The service waits for another admin's approval.
    Pending(ServiceError),
    /// Something between here and the service answered.
    NotGraph(Response),
    /// No answer came, or one that does not say what was done.
    Lost(Response),
}

impl Answered {
    /// What a refusal means. Errors after which certainly nothing was done are returned: they are not read
    /// back.
    fn of(error: ServiceError) -> Result<Self, Box<ServiceError>> {
        let doubtful = |error, doubt: &str| Response {
            reply: Err(error),
            doubt: Some(doubt.to_owned()),
        };
        Ok(match error.facts.status {
            Some(400 | 401 | 403 | 429) => return Err(Box::new(error)),
            None | Some(408 | 500..=599) => Self::Lost(doubtful(error, FAILED)),
            Some(407 | ..400 | 600..) => Self::NotGraph(doubtful(error, NOT_FROM_GRAPH)),
            Some(_) if error.is_no_route() => Self::NoRoute(error),
            Some(_) if error.approval_code.is_some() => Self::Pending(error),
            Some(_) => Self::No(error),
        })
    }

    fn facts(&self) -> &Facts {
        match self {
            Self::Yes { facts, .. } => facts,
            Self::No(error) | Self::NoRoute(error) | Self::Pending(error) => &error.facts,
            Self::NotGraph(response) | Self::Lost(response) => response.facts(),
        }
    }

    fn into_response(self) -> Response {
        match self {
            Self::Yes { facts, .. } => facts.into(),
            Self::No(error) | Self::NoRoute(error) | Self::Pending(error) => error.into(),
            Self::NotGraph(response) | Self::Lost(response) => response,
        }
    }

    /// What the answer and the read after it prove together.
    fn proves(self, reading: ReadBackResult) -> Evidence {
        use ReadBack::{After, Before, Neither, Theirs};
        match (self, reading) {
            (answered, ReadBackResult::Shows(After)) => {
                Evidence::Verified(answered.into_response())
            }
            (Self::Pending(error), reading) => Evidence::PendingApproval(error, reading),
            (answered, ReadBackResult::Shows(Neither))
            | (answered @ Self::Yes { .. }, ReadBackResult::Shows(Theirs)) => {
                Evidence::Differs(answered.into_response())
            }
            (Self::Yes { facts, shows_old }, ReadBackResult::Shows(Before)) => {
                if shows_old {
                    Evidence::Unchanged(facts)
                } else {
                    Evidence::NotYetVisible(facts)
                }
            }
            (Self::No(error), reading @ ReadBackResult::Shows(Before)) => {
                Evidence::Rejected(error, reading)
            }
            (Self::NoRoute(error), reading @ ReadBackResult::Shows(Before)) => {
                Evidence::NoRoute(error, reading)
            }
            (
                answered @ (Self::No(_) | Self::NoRoute(_) | Self::NotGraph(_)),
                ReadBackResult::Shows(Theirs),
            ) => Evidence::Conflict(Conflict::Changed(Some(answered.into_response()))),
            (Self::No(error) | Self::NoRoute(error), ReadBackResult::Gone) => {
                Evidence::Conflict(Conflict::Gone(Some(error.into())))
            }
            (answered, reading) => Evidence::Unknown(answered.into_response(), reading),
        }
    }

    /// Whether another read could change the verdict: a change sometimes shows late. After a refusal, what
    /// someone else changed is the answer.
    const fn awaits(&self, reading: &ReadBackResult) -> bool {
        match reading {
            ReadBackResult::Shows(ReadBack::Before | ReadBack::Neither) => {
                !matches!(self, Self::Pending(_))
            }
            ReadBackResult::Shows(ReadBack::Theirs) => {
                matches!(self, Self::Yes { .. } | Self::Lost(_))
            }
            ReadBackResult::Shows(ReadBack::After)
            | ReadBackResult::Gone
            | ReadBackResult::Failed(_)
            | ReadBackResult::NotNeeded => false,
        }
    }
}

impl Run<'_> {
    /// A 2xx means that the request succeeded, not yet the change. An answer that is not JSON does not come
    /// from Graph.
    pub(super) async fn after_success(&self, answer: &Answer, base: &[Target]) -> Outcome {
        let body = answer.body.trim();
        let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok();
        let facts = answer.facts.clone();
        let answered = if body.is_empty() || is_json() {
            let shows_old = self.says_old(answer);
            Answered::Yes { facts, shows_old }
        } else {
            Answered::NotGraph(Response {
                reply: Ok(facts),
                doubt: Some(NOT_FROM_GRAPH.to_owned()),
            })
        };
        self.proven(answered, base).await
    }

    /// A refusal. If it certainly did nothing, it is final, and the list that can be replaced is the one
    /// just read; everything else is read back.
    pub(super) async fn after_refusal(
        &self,
        error: ServiceError,
        now: &State,
        base: &[Target],
    ) -> Outcome {
        match Answered::of(error) {
            Ok(answered) => self.proven(answered, base).await,
            Err(error) => {
                let outcome = rejected(*error);
                match outcome.verdict() {
                    Verdict::NoRoute => outcome.seeing(now.clone().into()),
                    _ => outcome,
                }
            }
        }
    }

    /// A missing answer proves nothing: reading back shows the current state, and a service that is slow to
    /// answer may be slow to act. The old state does not mean that the request cannot still arrive.
    pub(super) async fn after_loss(
        &self,
        facts: Facts,
        reason: String,
        base: &[Target],
    ) -> Outcome {
        let lost = Answered::Lost(Response {
            reply: Ok(facts),
            doubt: Some(reason),
        });
        self.proven(lost, base).await
    }

    /// Reads back until the result is known, within the time to settle, and returns what is proven.
    async fn proven(&self, answered: Answered, base: &[Target]) -> Outcome {
        let patience = self.context.client.timing().settle;
        self.proven_within(answered, base, patience).await
    }

    pub(super) async fn proven_within(
        &self,
        answered: Answered,
        base: &[Target],
        patience: Duration,
    ) -> Outcome {
        // Only the pauses count: a slow connection must not use up the service's time to settle.
        let mut waited = Duration::ZERO;
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let step = Step::ReadingBack {
                attempt,
                facts: answered.facts().clone(),
            };
            self.tell(step.clone());
            debug_hold("read-back", self.context).await;
            let (reading, state) = self.read_back(step, base).await;
            if answered.awaits(&reading) && waited + pause <= patience {
                tokio::time::sleep(pause).await;
                waited += pause;
                pause *= 2;
                attempt += 1;
                continue;
            }
            let outcome = match answered.proves(reading) {
                Evidence::Conflict(Conflict::Gone(response)) => Outcome::gone(response),
                evidence => evidence.into(),
            };
            return match state {
                Some(state) => outcome.seeing(state.into()),
                None => outcome,
            };
        }
    }

    /// Whether the body of a 2xx shows the old target.
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

    async fn read_back(&self, step: Step, base: &[Target]) -> (ReadBackResult, Option<State>) {
        let Job { change, via, .. } = self.job;
        match State::read(&self.reader(step), change).await {
            Ok(now) => (
                ReadBackResult::Shows(now.read_back(change, *via, base)),
                Some(now),
            ),
            Err(error) if error.status() == Some(404) => (ReadBackResult::Gone, None),
            Err(error) => {
                let why = format!("could not read it back: {}", error.with_request());
                (ReadBackResult::Failed(why), None)
            }
        }
    }
}

/// A refusal that certainly did nothing, and its kind.
pub(super) fn rejected(error: ServiceError) -> Outcome {
    let reading = ReadBackResult::NotNeeded;
    let evidence = if error.is_no_route() {
        Evidence::NoRoute(error, reading)
    } else if error.approval_code.is_some() {
        Evidence::PendingApproval(error, reading)
    } else {
        Evidence::Rejected(error, reading)
    };
    evidence.into()
}

/// Nothing left this machine: why, for this reason.
pub(super) fn unsent(error: &RequestError, reason: String) -> Outcome {
    let why = if error.needs_token() {
        Unsent::NoToken(reason)
    } else {
        Unsent::Network(reason)
    };
    why.into()
}

/// Nothing left this machine.
pub(super) fn not_sent(error: &RequestError) -> Outcome {
    unsent(error, error.reason_and_hint())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table: one row for each kind of answer, one column for each reading.
    #[test]
    fn an_answer_and_a_reading_prove_a_verdict_together() {
        use Verdict::{
            Conflict, Differs, NoRoute, NotYetVisible, PendingApproval, Rejected, Unchanged,
            Unknown, Verified,
        };
        let columns = [
            ReadBackResult::Shows(ReadBack::After),
            ReadBackResult::Shows(ReadBack::Before),
            ReadBackResult::Shows(ReadBack::Theirs),
            ReadBackResult::Shows(ReadBack::Neither),
            ReadBackResult::Gone,
            ReadBackResult::Failed("no answer".to_owned()),
        ];
        let facts = || Facts {
            method: "PATCH",
            path: "/x".to_owned(),
            status: Some(409),
            elapsed: Duration::ZERO,
            request_id: None,
            client_request_id: "c".to_owned(),
        };
        let error = || ServiceError {
            facts: facts(),
            code: String::new(),
            message: "No.".to_owned(),
            activity_id: None,
            approval_code: None,
            retry_after: None,
        };
        let yes = |shows_old| Answered::Yes {
            facts: facts(),
            shows_old,
        };
        for (answered, verdicts) in [
            (
                yes(false),
                [Verified, NotYetVisible, Differs, Differs, Unknown, Unknown],
            ),
            (
                yes(true),
                [Verified, Unchanged, Differs, Differs, Unknown, Unknown],
            ),
            (
                Answered::NoRoute(error()),
                [Verified, NoRoute, Conflict, Differs, Conflict, Unknown],
            ),
            (
                Answered::No(error()),
                [Verified, Rejected, Conflict, Differs, Conflict, Unknown],
            ),
            (
                Answered::NotGraph(facts().into()),
                [Verified, Unknown, Conflict, Differs, Unknown, Unknown],
            ),
            (
                Answered::Lost(error().into()),
                [Verified, Unknown, Unknown, Differs, Unknown, Unknown],
            ),
            (
                Answered::Pending(error()),
                [
                    Verified,
                    PendingApproval,
                    PendingApproval,
                    PendingApproval,
                    PendingApproval,
                    PendingApproval,
                ],
            ),
        ] {
            for (reading, verdict) in columns.iter().zip(verdicts) {
                let proven = answered.clone().proves(reading.clone());
                assert_eq!(proven.verdict(), verdict, "{answered:?} × {reading:?}");
            }
        }
    }
}
