//! What an answer, or the lack of one, proves: reading back, and the verdict that follows.
//!
//! Belongs here: from an answer to an [`Outcome`]. Does not belong here: what is sent again (`mod`), how
//! a reading is compared (`compare`).

use std::time::Duration;

use super::compare::State;
use super::hold::hold;
use super::{Job, Run};
use crate::domain::{
    Cause, Facts, Outcome, RawObject, ReadBack, RequestError, ServiceError, Step, Target, Verdict,
};
use crate::graph::Answer;

/// The wait before the second reading back; it doubles each time, within what settling allows.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Why an answer that Graph does not give proves nothing.
const NOT_FROM_GRAPH: &str =
    "the answer looks like one of a proxy or gateway on the way, not of Microsoft Graph";
/// The configuration is not there any more.
const GONE: &str = "the configuration is not there any more";

/// What kind of answer came, as far as that decides what a reading after it proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answered {
    /// The service said yes.
    Yes {
        /// Its own words show the old target.
        shows_old: bool,
    },
    /// The service said no.
    No,
    /// The service said that it has no such route.
    NoRoute,
    /// The service waits for the approval of another admin.
    Pending,
    /// Something on the way answered in its place.
    NotGraph,
    /// No answer came, or one that leaves it open what was done.
    Lost,
}

/// What reading back came to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reading {
    Shows(ReadBack),
    Gone,
    Failed(String),
}

impl Answered {
    /// What a refusal says. None for those that are certain to have done nothing, which are not read back.
    pub(super) fn of(error: &ServiceError) -> Option<Self> {
        Some(match error.facts.status {
            Some(400 | 401 | 403 | 429) => return None,
            None | Some(408 | 500..=599) => Self::Lost,
            Some(407 | ..400 | 600..) => Self::NotGraph,
            Some(_) if error.is_no_route() => Self::NoRoute,
            Some(_) if error.approval_code.is_some() => Self::Pending,
            Some(_) => Self::No,
        })
    }

    /// What the answer and the reading after it prove together.
    fn verdict(self, reading: &Reading) -> Verdict {
        use ReadBack::{After, Before, Neither, Theirs};
        match (self, reading) {
            (_, Reading::Shows(After)) => Verdict::Verified,
            (Self::Pending, _) => Verdict::PendingApproval,
            (_, Reading::Shows(Neither)) | (Self::Yes { .. }, Reading::Shows(Theirs)) => {
                Verdict::Differs
            }
            (Self::Yes { shows_old: true }, Reading::Shows(Before)) => Verdict::Unchanged,
            (Self::Yes { shows_old: false }, Reading::Shows(Before)) => Verdict::NotYetVisible,
            (Self::No, Reading::Shows(Before)) => Verdict::Rejected,
            (Self::NoRoute, Reading::Shows(Before)) => Verdict::NoRoute,
            (Self::No | Self::NoRoute | Self::NotGraph, Reading::Shows(Theirs))
            | (Self::No | Self::NoRoute, Reading::Gone) => Verdict::Conflict,
            (Self::Lost | Self::NotGraph, Reading::Shows(Before))
            | (Self::Lost, Reading::Shows(Theirs))
            | (_, Reading::Gone | Reading::Failed(_)) => Verdict::Unknown,
        }
    }

    /// Whether another reading could change the verdict: a change shows late at times. After a refusal,
    /// what somebody else made of it is the answer.
    const fn awaits(self, reading: &Reading) -> bool {
        match reading {
            Reading::Shows(ReadBack::Before | ReadBack::Neither) => !matches!(self, Self::Pending),
            Reading::Shows(ReadBack::Theirs) => matches!(self, Self::Yes { .. } | Self::Lost),
            Reading::Shows(ReadBack::After) | Reading::Gone | Reading::Failed(_) => false,
        }
    }
}

impl Run<'_> {
    /// A 2xx is success of the request, not yet of the change. What is not JSON does not come from Graph.
    pub(super) async fn after_success(&self, answer: &Answer, base: &[Target]) -> Outcome {
        let body = answer.body.trim();
        let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok();
        let (answered, reason) = if body.is_empty() || is_json() {
            let shows_old = self.says_old(answer);
            (Answered::Yes { shows_old }, None)
        } else {
            (Answered::NotGraph, Some(NOT_FROM_GRAPH.to_owned()))
        };
        self.proven(answered, answer.facts.clone(), reason, base)
            .await
    }

    /// A refusal. What is certain to have done nothing is taken as it is, with the list that can be
    /// replaced as it was read a moment before; everything else is read back.
    pub(super) async fn after_refusal(
        &self,
        error: ServiceError,
        now: &State,
        base: &[Target],
    ) -> Outcome {
        let Some(answered) = Answered::of(&error) else {
            let outcome = rejected(error, None);
            return match outcome.verdict {
                Verdict::NoRoute => with_state(outcome, now.clone()),
                _ => outcome,
            };
        };
        let reason = match answered {
            Answered::Lost => Some("the service failed while it worked on the change".to_owned()),
            Answered::NotGraph => Some(NOT_FROM_GRAPH.to_owned()),
            _ => None,
        };
        let facts = error.facts.clone();
        Outcome {
            error: Some(error),
            ..self.proven(answered, facts, reason, base).await
        }
    }

    /// No answer proves anything either way: reading back shows what is there, and a service that was
    /// slow to answer may be slow to do it. The old state does not mean that the request cannot still
    /// arrive.
    pub(super) async fn after_loss(
        &self,
        facts: Facts,
        reason: String,
        base: &[Target],
    ) -> Outcome {
        self.proven(Answered::Lost, facts, Some(reason), base).await
    }

    /// Reads back until it is known, within the time to settle, and says what is proven.
    async fn proven(
        &self,
        answered: Answered,
        facts: Facts,
        reason: Option<String>,
        base: &[Target],
    ) -> Outcome {
        let patience = self.context.client.timing().settle;
        self.proven_within(answered, facts, reason, base, patience)
            .await
    }

    pub(super) async fn proven_within(
        &self,
        answered: Answered,
        facts: Facts,
        reason: Option<String>,
        base: &[Target],
        patience: Duration,
    ) -> Outcome {
        // Only the pauses count: a slow link must not take the service's time to settle away.
        let mut waited = Duration::ZERO;
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let step = Step::ReadingBack {
                attempt,
                facts: facts.clone(),
            };
            self.tell(step.clone());
            hold("read-back").await;
            let (reading, state) = self.read_back(step, base).await;
            if answered.awaits(&reading) && waited + pause <= patience {
                tokio::time::sleep(pause).await;
                waited += pause;
                pause *= 2;
                attempt += 1;
                continue;
            }
            let (read_back, unread) = match &reading {
                Reading::Shows(shown) => (Some(*shown), None),
                Reading::Gone => (None, Some(GONE.to_owned())),
                Reading::Failed(why) => (None, Some(format!("it could not be read back: {why}"))),
            };
            let reasons: Vec<String> = reason.into_iter().chain(unread).collect();
            let verdict = answered.verdict(&reading);
            let outcome = Outcome {
                verdict,
                facts: Some(facts),
                reason: (!reasons.is_empty()).then(|| reasons.join("; ")),
                read_back,
                cause: (reading == Reading::Gone).then_some(Cause::Gone),
                observed: (verdict == Verdict::Conflict).then(Vec::new),
                ..Outcome::not_sent(String::new())
            };
            return match state {
                Some(state) => with_state(outcome, state),
                None => outcome,
            };
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

    async fn read_back(&self, step: Step, base: &[Target]) -> (Reading, Option<State>) {
        let Job { change, via, .. } = self.job;
        match State::read(&self.reader(step), change).await {
            Ok(now) => (Reading::Shows(now.read_back(change, *via, base)), Some(now)),
            Err(error) if error.status() == Some(404) => (Reading::Gone, None),
            Err(error) => (Reading::Failed(error.reason()), None),
        }
    }
}

/// The configuration is not there any more.
pub(super) fn gone(outcome: Outcome) -> Outcome {
    Outcome {
        verdict: Verdict::Conflict,
        cause: Some(Cause::Gone),
        reason: Some(GONE.to_owned()),
        observed: Some(Vec::new()),
        ..outcome
    }
}

/// A refusal that is certain to have done nothing, and what kind of one.
pub(super) fn rejected(error: ServiceError, reason: Option<String>) -> Outcome {
    let verdict = if error.is_no_route() {
        Verdict::NoRoute
    } else if error.approval_code.is_some() {
        Verdict::PendingApproval
    } else {
        Verdict::Rejected
    };
    Outcome {
        verdict,
        facts: Some(error.facts.clone()),
        error: Some(error),
        reason,
        ..Outcome::not_sent(String::new())
    }
}

/// The outcome with what was read last.
pub(super) fn with_state(outcome: Outcome, state: State) -> Outcome {
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

/// Nothing left this machine.
pub(super) fn not_sent(error: &RequestError) -> Outcome {
    Outcome {
        no_token: error.needs_token(),
        cause: (!error.needs_token()).then_some(Cause::Network),
        ..Outcome::not_sent(error.reason_and_hint())
    }
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
            Reading::Shows(ReadBack::After),
            Reading::Shows(ReadBack::Before),
            Reading::Shows(ReadBack::Theirs),
            Reading::Shows(ReadBack::Neither),
            Reading::Gone,
            Reading::Failed("no answer".to_owned()),
        ];
        let yes = |shows_old| Answered::Yes { shows_old };
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
                Answered::NoRoute,
                [Verified, NoRoute, Conflict, Differs, Conflict, Unknown],
            ),
            (
                Answered::No,
                [Verified, Rejected, Conflict, Differs, Conflict, Unknown],
            ),
            (
                Answered::NotGraph,
                [Verified, Unknown, Conflict, Differs, Unknown, Unknown],
            ),
            (
                Answered::Lost,
                [Verified, Unknown, Unknown, Differs, Unknown, Unknown],
            ),
            (
                Answered::Pending,
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
                let proven = answered.verdict(reading);
                assert_eq!(proven, verdict, "{answered:?} × {reading:?}");
            }
        }
    }
}
