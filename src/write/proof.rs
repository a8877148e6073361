//! What an answer, or the lack of one, proves: reading back, and the verdict that follows.
//!
//! Belongs here: from an answer to an [`Outcome`]. Does not belong here: what is sent again (`mod`), how
//! a reading is compared (`compare`).

use std::time::{Duration, Instant};

use super::compare::{Seen, State};
use super::hold::hold;
use super::{Job, Run};
use crate::domain::{Facts, Outcome, RawObject, RequestError, ServiceError, Step, Target, Verdict};
use crate::graph::Answer;

/// The wait before the second reading back; it doubles each time, within what settling allows.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

impl Run<'_> {
    /// A 2xx is success of the request, not yet of the change: it is read back until it shows, or the
    /// time to settle is over.
    pub(super) async fn after_success(&self, answer: &Answer, base: &[Target]) -> Outcome {
        let settle = self.desk.client.timing().settle;
        let (seen, outcome) = self.watch(&answer.facts, base, settle).await;
        Outcome {
            verdict: match seen {
                Some(Seen::After) => Verdict::Verified,
                Some(Seen::Before) if self.says_old(answer) => Verdict::Unchanged,
                Some(Seen::Before) => Verdict::NotYetVisible,
                Some(Seen::Neither) => Verdict::Differs,
                None => Verdict::Unknown,
            },
            ..outcome
        }
    }

    /// Reads back until the change shows, for so long.
    async fn watch(
        &self,
        facts: &Facts,
        base: &[Target],
        patience: Duration,
    ) -> (Option<Seen>, Outcome) {
        let started = Instant::now();
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            self.tell(Step::ReadingBack { attempt });
            hold("read-back").await;
            let (seen, outcome) = self.read_back(facts, base).await;
            let settling = matches!(seen, Some(Seen::Before | Seen::Neither));
            if !settling || started.elapsed() + pause > patience {
                return (seen, outcome);
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

    /// No answer proves anything either way: reading back shows what is there, and a service that was
    /// slow to answer may be slow to do it. The old state does not mean that the request cannot still
    /// arrive.
    pub(super) async fn after_loss(
        &self,
        facts: Facts,
        reason: String,
        base: &[Target],
        patience: Duration,
    ) -> Outcome {
        let (seen, outcome) = self.watch(&facts, base, patience).await;
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
            no_token: false,
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

/// A refusal, and what kind of one.
pub(super) fn rejected(error: ServiceError, reason: Option<String>) -> Outcome {
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
        no_token: false,
        observed_order: None,
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
        ..Outcome::not_sent(error.reason_and_hint())
    }
}
