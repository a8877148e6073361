//! What became of a change.

use std::time::Duration;

use super::error::{ids, refusal};
use super::{Line, Role};
use crate::domain::{Facts, Outcome, Step, Verdict};

/// One line for the activity pane and the first line of the command line: method, status, time, verdict.
#[must_use]
pub fn headline(outcome: &Outcome) -> Line {
    let role = match outcome.verdict {
        Verdict::Verified => Role::Good,
        Verdict::Rejected | Verdict::NoRoute | Verdict::NotSent => Role::Bad,
        Verdict::NotYetVisible
        | Verdict::Unchanged
        | Verdict::Differs
        | Verdict::Conflict
        | Verdict::PendingApproval
        | Verdict::Unknown => Role::Warn,
    };
    let text = match &outcome.facts {
        None => format!("nothing sent  {}", outcome.verdict.word()),
        Some(facts) => {
            format!("{}  {}", answered(facts), outcome.verdict.word())
        }
    };
    Line::new(role, text)
}

/// What became of a change of an earlier run that was left open.
#[must_use]
pub fn settled(configuration: &str, verdict: Option<Verdict>) -> String {
    let known = verdict.map_or("not settled", Verdict::word);
    format!("an earlier change of {configuration} was left open, now: {known}")
}

/// How far a change is, `elapsed` after it got there.
#[must_use]
pub fn step(step: &Step, elapsed: Duration) -> String {
    match step {
        Step::Rereading => "reading what is there now".to_owned(),
        Step::Sending => "sending the change".to_owned(),
        Step::Waiting { wait, facts } => {
            let left = wait.saturating_sub(elapsed).as_secs_f64().ceil();
            let answer = facts
                .as_ref()
                .map_or_else(String::new, |facts| format!("{}  ", answered(facts)));
            format!("{answer}sent again in {left:.0} s")
        }
        Step::Answered(facts) => answered(facts),
        Step::ReadingBack { attempt: 1 } => "reading back".to_owned(),
        Step::ReadingBack { attempt } => format!("reading back, attempt {attempt}"),
    }
}

fn answered(facts: &Facts) -> String {
    let status = facts
        .status_line()
        .unwrap_or_else(|| "no answer".to_owned());
    // An answer within the machine takes less than a millisecond, and still not none.
    let millis = facts.elapsed.as_millis().max(1);
    format!("{}  {status}  {millis} ms", facts.method)
}

/// The verdict at length: what is known, the service's words, what to do next.
#[must_use]
pub fn verdict(outcome: &Outcome) -> Vec<Line> {
    let mut lines = vec![headline(outcome)];
    lines.push(Line::new(
        Role::Text,
        match outcome {
            Outcome {
                verdict: Verdict::Conflict,
                facts: Some(_),
                ..
            } => SENT_IN_VAIN,
            _ => sentence(outcome.verdict),
        },
    ));
    if let Some(reason) = &outcome.reason {
        lines.push(Line::new(Role::Text, capitalised(reason)));
    }
    match (&outcome.error, &outcome.facts) {
        (Some(error), _) => lines.extend(refusal(error)),
        (None, Some(facts)) => lines.extend(ids(facts)),
        (None, None) => {}
    }
    lines.extend(next(outcome.verdict).map(|text| Line::new(Role::Hint, text)));
    lines
}

/// A conflict that shows only once a request was refused.
const SENT_IN_VAIN: &str =
    "Somebody else changed it meanwhile. The request was refused, and not sent again.";

const fn sentence(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Verified => "Done, and read back: the assignment is as it was meant to be.",
        Verdict::Rejected => "The service refused the change. Nothing was changed.",
        Verdict::NoRoute => "The service does not offer this request. Nothing was changed.",
        Verdict::NotSent => "Nothing was sent. Nothing was changed.",
        Verdict::Conflict => "Somebody else changed it meanwhile. Nothing was sent.",
        Verdict::PendingApproval => {
            "The service wants another admin to approve it first. Nothing was changed yet."
        }
        Verdict::NotYetVisible => {
            "The service accepted the change, and what is read back is still the old target."
        }
        Verdict::Unchanged => "The service said yes and changed nothing.",
        Verdict::Differs => {
            "What is read back is neither the old state nor the new one: look at the list."
        }
        Verdict::Unknown => "The outcome is unknown: the change may have been made or not.",
    }
}

const fn next(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Conflict => Some("look at what they did, then make the change anew"),
        Verdict::PendingApproval => {
            Some("keep the code; send the same change again with it once it is approved")
        }
        Verdict::Unchanged => Some("the service ignored it: look in the Intune portal"),
        Verdict::NotYetVisible => Some("refresh in a minute before trying again"),
        Verdict::Differs | Verdict::Unknown => Some("refresh and compare before trying again"),
        _ => None,
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).chain(['.']).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(status: Option<u16>) -> Facts {
        Facts {
            method: "PATCH",
            path: "/v1.0/x".to_owned(),
            status,
            elapsed: Duration::from_millis(312),
            request_id: None,
            client_request_id: "c-1".to_owned(),
        }
    }

    #[test]
    fn a_lost_answer_is_unknown_and_never_failed() {
        let outcome = Outcome {
            verdict: Verdict::Unknown,
            facts: Some(facts(None)),
            error: None,
            reason: Some("connection closed".to_owned()),
            observed: None,
            no_token: false,
            observed_order: None,
        };
        let said: Vec<String> = verdict(&outcome)
            .into_iter()
            .map(|line| line.text)
            .collect();
        assert_eq!(said[0], "PATCH  no answer  312 ms  unknown");
        assert!(said[1].contains("unknown"));
        assert_eq!(said[2], "Connection closed.");
        assert!(!said.join(" ").to_lowercase().contains("fail"), "{said:?}");
    }

    #[test]
    fn success_shows_status_time_and_verdict() {
        let outcome = Outcome {
            verdict: Verdict::Verified,
            facts: Some(facts(Some(200))),
            error: None,
            reason: None,
            observed: None,
            no_token: false,
            observed_order: None,
        };
        assert_eq!(
            headline(&outcome),
            Line::new(Role::Good, "PATCH  200 OK  312 ms  verified")
        );
    }
}
