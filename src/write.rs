//! One change, from the request to the verdict. The only place that sends a write.
//!
//! Belongs here: the order of steps and what the answers prove. Does not belong here: asking the
//! admin (`tui`, `cli`), the wire (`graph`), the words of a verdict (`words`).

use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::domain::{
    Assignment, Change, Facts, Outcome, Refusal, RequestError, Step, Target, Verdict,
};
use crate::graph::Client;

/// Whether this session may write at all: the second lock behind the one of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Writes are allowed.
    ReadWrite,
    /// Nothing is sent.
    ReadOnly,
}

/// The wait before the second reading back; it doubles each time, within what settling allows.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// Makes a change and says what became of it. It never asks, and never sends a write twice.
///
/// Steps go to `steps` as they are reached; a closed receiver does not stop anything.
pub async fn run(
    client: &Client,
    access: Access,
    change: &Change,
    steps: &mpsc::UnboundedSender<Step>,
) -> Outcome {
    let request = match access {
        Access::ReadOnly => Err(Refusal::ReadOnly),
        Access::ReadWrite => change.request(client.api()),
    };
    let request = match request {
        Ok(request) => request,
        Err(refusal) => return Outcome::not_sent(refusal.to_string()),
    };
    // A receiver that is gone has nobody left to tell; the change goes on all the same.
    let tell = |step| drop(steps.send(step));

    tell(Step::Sending);
    match client.send_write(&request).await {
        Ok(answer) => {
            tell(Step::Answered(answer.facts.clone()));
            after_success(client, change, answer.facts, &tell).await
        }
        Err(RequestError::NotSent { reason, .. }) => Outcome::not_sent(reason),
        Err(RequestError::Service(error)) => {
            tell(Step::Answered(error.facts.clone()));
            let verdict = match error.facts.status {
                Some(408 | 500..) => {
                    let reason = "the service failed while it worked on the change".to_owned();
                    return Outcome {
                        error: Some(*error.clone()),
                        ..after_loss(client, change, error.facts, reason, &tell).await
                    };
                }
                _ if error.is_no_route() => Verdict::NoRoute,
                _ => Verdict::Rejected,
            };
            Outcome {
                verdict,
                facts: Some(error.facts.clone()),
                error: Some(*error),
                reason: None,
                observed: None,
            }
        }
        Err(RequestError::Lost { facts, reason } | RequestError::Malformed { facts, reason }) => {
            after_loss(client, change, *facts, reason, &tell).await
        }
    }
}

/// A 2xx is success of the request, not yet of the change: the list is read back until it shows the
/// change or the time to settle is over.
async fn after_success(
    client: &Client,
    change: &Change,
    facts: Facts,
    tell: &impl Fn(Step),
) -> Outcome {
    let started = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut attempt = 1;
    loop {
        tell(Step::ReadingBack { attempt });
        let (seen, outcome) = read_back(client, change, &facts).await;
        let settling = matches!(seen, Seen::Before | Seen::Neither);
        if !settling || started.elapsed() + pause > client.timing().settle {
            return Outcome {
                verdict: match seen {
                    Seen::After => Verdict::Verified,
                    Seen::Before => Verdict::NotYetVisible,
                    Seen::Neither => Verdict::Differs,
                    Seen::Nothing => Verdict::Unknown,
                },
                ..outcome
            };
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
        attempt += 1;
    }
}

/// No answer proves anything either way: one reading back shows what is there now. The old target
/// there does not mean that the request cannot still arrive.
async fn after_loss(
    client: &Client,
    change: &Change,
    facts: Facts,
    reason: String,
    tell: &impl Fn(Step),
) -> Outcome {
    tell(Step::ReadingBack { attempt: 1 });
    let (seen, outcome) = read_back(client, change, &facts).await;
    Outcome {
        verdict: match seen {
            Seen::After => Verdict::Verified,
            Seen::Before | Seen::Nothing => Verdict::Unknown,
            Seen::Neither => Verdict::Differs,
        },
        reason: Some(match outcome.reason {
            Some(second) => format!("{reason}; it could not be read back either: {second}"),
            None => reason,
        }),
        ..outcome
    }
}

/// What the list shows of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    After,
    Before,
    Neither,
    Nothing,
}

async fn read_back(client: &Client, change: &Change, facts: &Facts) -> (Seen, Outcome) {
    let outcome = |observed, reason| Outcome {
        verdict: Verdict::Unknown,
        facts: Some(facts.clone()),
        error: None,
        reason,
        observed,
    };
    match client.assignments(&change.configuration).await {
        Ok(rows) => (seen(change, &rows), outcome(Some(rows), None)),
        Err(error) => (Seen::Nothing, outcome(None, Some(error.reason()))),
    }
}

fn seen(change: &Change, rows: &[Assignment]) -> Seen {
    let holds = |target: &Target| rows.iter().any(|row| row.target.same_as(target));
    match (holds(&change.before), holds(&change.after)) {
        (false, true) => Seen::After,
        (true, false) => Seen::Before,
        _ => Seen::Neither,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Tokens;
    use crate::config::Settings;
    use crate::domain::{Configuration, NewTarget};

    fn change() -> (Change, Assignment) {
        let configuration = r##"{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"c","priority":1}"##;
        let row = r##"{"id":"a","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}"##;
        let (configuration, _) =
            Configuration::from_raw(serde_json::from_str(configuration).unwrap()).unwrap();
        let row = Assignment::from_raw(&serde_json::from_str(row).unwrap()).unwrap();
        let after = row.target.retarget(&NewTarget::AllUsers);
        let change =
            Change::retarget(&configuration, std::slice::from_ref(&row), &row, after).unwrap();
        (change, row)
    }

    #[test]
    fn what_is_read_back_decides() {
        let (change, before) = change();
        let mut after = before.clone();
        after.target = change.after.clone();
        assert_eq!(seen(&change, std::slice::from_ref(&after)), Seen::After);
        assert_eq!(seen(&change, std::slice::from_ref(&before)), Seen::Before);
        assert_eq!(seen(&change, &[before, after]), Seen::Neither);
        assert_eq!(seen(&change, &[]), Seen::Neither);
    }

    #[tokio::test]
    async fn read_only_sends_nothing() {
        let client = Client::new(&Settings::default(), Tokens::bearer("t"));
        let (sender, mut steps) = mpsc::unbounded_channel();
        let outcome = run(&client, Access::ReadOnly, &change().0, &sender).await;
        assert_eq!(outcome.verdict, Verdict::NotSent);
        assert!(steps.try_recv().is_err());
    }
}
