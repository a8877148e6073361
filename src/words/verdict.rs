//! The result of a change.

use std::time::Duration;

use super::next::next;
use super::{Line, Names, Phrase, Role, error};
use crate::domain::{Facts, Half, Holder, Outcome, ReadBack, Step, Verdict};

/// The result of a change in one line: method, status, time and verdict, if a request was sent.
#[must_use]
pub fn headline(outcome: &Outcome) -> Line {
    let role = verdict_role(outcome.verdict());
    let text = match outcome.facts() {
        None => verdict_title(outcome).into(),
        // The answer was to a request that was sent.
        Some(facts) if outcome.verdict() == Verdict::NotSent => {
            answered(facts).gap("not sent again")
        }
        Some(facts) if outcome.verdict() == Verdict::PendingApproval => {
            answered(facts).gap("waiting for approval")
        }
        Some(facts) => answered(facts).gap(outcome.verdict().word()),
    };
    Line::new(role, text)
}

/// The verdict in two or three plain words.
#[must_use]
pub fn verdict_title(outcome: &Outcome) -> &'static str {
    match outcome.verdict() {
        Verdict::Verified => "Done",
        Verdict::Already => "Nothing to change",
        Verdict::Rejected => "Refused by the service",
        Verdict::NoRoute => "Not offered by the service",
        Verdict::NotSent => "Not sent",
        Verdict::Conflict if outcome.is_gone() => "Configuration deleted",
        Verdict::Conflict if outcome.is_moved_on() => "Nothing to undo",
        Verdict::Conflict if outcome.facts().is_some() => "Conflict",
        Verdict::Conflict => "Not sent: conflict",
        Verdict::PendingApproval => "Waiting for approval",
        Verdict::NotYetVisible => "Accepted, not visible yet",
        Verdict::Unchanged => "Accepted, but nothing changed",
        Verdict::Differs => "Unexpected result",
        Verdict::Unknown => "Outcome unknown",
    }
}

/// How a verdict is shown.
#[must_use]
pub const fn verdict_role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Verified | Verdict::Already => Role::Good,
        Verdict::Rejected | Verdict::NoRoute | Verdict::NotSent => Role::Bad,
        Verdict::NotYetVisible
        | Verdict::Unchanged
        | Verdict::Differs
        | Verdict::Conflict
        | Verdict::PendingApproval
        | Verdict::Unknown => Role::Warn,
    }
}

/// Why the program waits for the journal.
#[must_use]
pub fn journal_busy(holder: &Holder) -> String {
    format!("waiting for the journal, locked by {holder}")
}

/// The result of a change that an earlier run left open.
#[must_use]
pub fn settled(configuration: &str, verdict: Option<Verdict>) -> String {
    match verdict {
        Some(verdict) => format!(
            "An earlier change of {configuration} had no result. Checked now: {}",
            verdict.word()
        ),
        None => format!(
            "An earlier change of {configuration} has no result yet, and it cannot be checked now"
        ),
    }
}

/// The progress of a change, `elapsed` after it reached this step.
#[must_use]
pub fn step(step: &Step, elapsed: Duration) -> Phrase {
    step_within(step, elapsed, None)
}

/// The same with the total time of the change.
#[must_use]
pub fn step_within(step: &Step, elapsed: Duration, total: Option<&str>) -> Phrase {
    let shown = match step {
        Step::Queued(holder) => format!("waiting for {holder}, which is changing this too").into(),
        Step::Rereading => "reading the current list".into(),
        Step::Sending => "sending".into(),
        Step::Waiting { wait, facts } => {
            let left = wait.saturating_sub(elapsed).as_secs_f64().ceil();
            let answer = facts.as_ref().map_or_else(Phrase::default, answered);
            // A read that has to wait is not a second send of the change.
            let again = match facts {
                Some(facts) if facts.method == "GET" => "reading again",
                _ => "retrying",
            };
            return answer.gap(format!("{again} in {left:.0} s"));
        }
        Step::Recording(Half::Intent) => {
            "unchanged since the review; writing to the journal".into()
        }
        Step::Recording(Half::Verdict) => "writing the result to the journal".into(),
        Step::Answered(facts) => answered(facts),
        Step::ReadingBack { attempt, facts } => {
            let read = (*attempt > 1).then(|| format!("{} read", ordinal(*attempt)));
            let parts: Vec<&str> = read.as_deref().into_iter().chain(total).collect();
            let more = match parts.as_slice() {
                [] => String::new(),
                parts => format!(" ({})", parts.join(", ")),
            };
            return answered(facts).gap(format!("checking{more}"));
        }
    };
    match total {
        Some(total) => shown.then(format!(" ({total})")),
        None => shown,
    }
}

fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}

fn answered(facts: &Facts) -> Phrase {
    let status = facts
        .status_line()
        .unwrap_or_else(|| "no answer".to_owned());
    // An answer within the machine takes less than a millisecond, but not no time at all.
    let millis = facts.elapsed.as_millis().max(1);
    let sent = Phrase::from(facts.method).gap(status);
    sent.gap(format!("{millis} ms"))
}

/// The whole verdict: what is known, the service's message, what to do next. IDs in the service's message
/// are explained.
#[must_use]
pub fn verdict(outcome: &Outcome, names: &Names) -> Vec<Line> {
    let mut lines = vec![Line::new(
        verdict_role(outcome.verdict()),
        sentence(outcome),
    )];
    if outcome.facts().is_some() {
        let request = headline(outcome);
        lines.push(Line::new(Role::Text, request.text));
    }
    // The sentence already says these.
    let is_said = outcome.is_moved_on() || outcome.is_gone();
    if let Some(reason) = outcome.reason().filter(|_| !is_said) {
        lines.push(Line::new(Role::Text, capitalised(&reason)));
    }
    lines.extend(read_back(outcome).map(|shown| Line::new(Role::Text, shown)));
    match (outcome.error(), outcome.facts()) {
        (Some(error), _) => {
            lines.extend(error::sentence(error));
            let code = error.approval_code.as_deref();
            lines.extend(code.map(|code| Line::new(Role::Code, format!("approval code {code}"))));
            lines.extend(error::all_ids(error));
        }
        (None, Some(facts)) => lines.extend(error::ids(facts)),
        (None, None) => {}
    }
    lines.push(Line::new(Role::Hint, next(outcome, names)));
    lines
}

/// What reading back showed, if the verdict alone does not say it.
fn read_back(outcome: &Outcome) -> Option<&'static str> {
    match (outcome.verdict(), outcome.read_back()?) {
        (Verdict::Rejected | Verdict::NoRoute | Verdict::PendingApproval, ReadBack::Before) => {
            Some("Read back: nothing was changed.")
        }
        (Verdict::Unknown, ReadBack::Before) => Some("Read back: still as before."),
        (Verdict::Unknown | Verdict::PendingApproval, ReadBack::Theirs) => {
            Some("Read back: someone else changed it, and this change does not show.")
        }
        (Verdict::PendingApproval, ReadBack::Neither) => {
            Some("Read back: neither the old state nor the new one.")
        }
        _ => None,
    }
}

fn sentence(outcome: &Outcome) -> &'static str {
    let is_order = outcome.observed_order().is_some();
    let was_read = outcome.read_back().is_some();
    match outcome.verdict() {
        Verdict::Verified if outcome.error().is_some() => {
            "Done. The service answered with an error, but reading back shows the change."
        }
        Verdict::Verified if is_order => "Done. The new order was read back and confirmed.",
        Verdict::Verified => "Done. Read back and confirmed.",
        Verdict::Already => "It is already as you want it. Nothing was sent.",
        Verdict::Rejected if was_read => "The service refused the change.",
        Verdict::Rejected => "The service refused the change. Nothing was changed.",
        Verdict::NoRoute if was_read => "The service does not offer this request.",
        Verdict::NoRoute => "The service does not offer this request. Nothing was changed.",
        Verdict::NotSent if outcome.facts().is_some() => {
            "Stopped: the service had asked to retry later. Nothing was changed."
        }
        Verdict::NotSent => "Not sent. Nothing was changed.",
        Verdict::Conflict if outcome.is_gone() => "The configuration has been deleted.",
        Verdict::Conflict if outcome.is_moved_on() => {
            "Nothing to undo: what the change created no longer exists."
        }
        Verdict::Conflict if outcome.facts().is_some() => {
            "Conflict: someone else changed this in the meantime. The service refused the request, and it was not sent again."
        }
        Verdict::Conflict => "Not sent: conflict. Someone else changed this in the meantime.",
        Verdict::PendingApproval if was_read => {
            "Waiting for approval: another admin has to approve it first."
        }
        Verdict::PendingApproval => {
            "Waiting for approval: another admin has to approve it first. Nothing was changed yet."
        }
        Verdict::NotYetVisible if is_order => "Accepted, but the old order is still returned.",
        Verdict::NotYetVisible => "Accepted, but the old list is still returned.",
        Verdict::Unchanged => "The service accepted the change but changed nothing.",
        Verdict::Differs => "Unexpected result: neither the old state nor the new one.",
        Verdict::Unknown => "Outcome unknown: the change may or may not have gone through.",
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => {
            let rest = chars.as_str().trim_end_matches('.');
            format!("{}{rest}.", first.to_uppercase())
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Evidence, Observed, ReadBackResult, Response, ServiceError, Unsent};

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

    fn texts(outcome: &Outcome) -> Vec<String> {
        let lines = verdict(outcome, &Names::new());
        lines.into_iter().map(|line| line.text.into()).collect()
    }

    fn ended(verdict: Verdict, status: Option<u16>) -> Outcome {
        Evidence::sample(verdict, Ok(facts(status))).into()
    }

    fn refusal(status: u16, message: &str) -> ServiceError {
        ServiceError {
            facts: facts(Some(status)),
            code: "BadRequest".to_owned(),
            message: message.to_owned(),
            activity_id: None,
            approval_code: (status == 412).then(|| "code-7".to_owned()),
            retry_after: None,
        }
    }

    fn refused(verdict: Verdict, status: u16, message: &str) -> Outcome {
        Evidence::sample(verdict, Err(refusal(status, message))).into()
    }

    #[test]
    fn a_lost_answer_is_unknown_and_never_failed() {
        let lost = Response {
            doubt: Some("connection closed".to_owned()),
            ..facts(None).into()
        };
        let unread = Evidence::Unknown(lost.clone(), ReadBackResult::NotNeeded);
        let sentence = texts(&unread.into());
        assert!(sentence[0].contains("unknown"));
        assert_eq!(sentence[1], "PATCH  no answer  312 ms  unknown");
        assert_eq!(sentence[2], "Connection closed.");
        assert!(
            !sentence.join(" ").to_lowercase().contains("fail"),
            "{sentence:?}"
        );
        assert!(!sentence.join(" ").contains("Read back"), "{sentence:?}");
        let seen = Evidence::Unknown(lost, ReadBackResult::Shows(ReadBack::Before));
        let sentence = texts(&seen.into()).join(" ");
        assert!(
            sentence.contains("Read back: still as before."),
            "{sentence}"
        );
    }

    #[test]
    fn success_shows_status_time_and_verdict() {
        let line = headline(&ended(Verdict::Verified, Some(200)));
        assert_eq!(line.role, Role::Good);
        assert_eq!(line.text, "PATCH  200 OK  312 ms  verified");
    }

    #[test]
    fn a_pending_approval_shows_its_code_and_blames_nobody() {
        let sentence = texts(&refused(Verdict::PendingApproval, 412, "Wait.")).join("\n");
        assert!(sentence.contains("waiting for approval"), "{sentence}");
        assert!(sentence.contains("\napproval code code-7\n"), "{sentence}");
        assert!(sentence.contains("keep the code code-7"), "{sentence}");
        assert!(!sentence.contains("somebody else"), "{sentence}");
    }

    #[test]
    fn every_end_says_one_thing_to_do_next() {
        let verdicts = [
            Verdict::Verified,
            Verdict::Already,
            Verdict::Rejected,
            Verdict::NoRoute,
            Verdict::NotSent,
            Verdict::Conflict,
            Verdict::NotYetVisible,
            Verdict::Unchanged,
            Verdict::Differs,
            Verdict::PendingApproval,
            Verdict::Unknown,
        ];
        for one in verdicts {
            for end in [
                ended(one, Some(200)),
                refused(one, 403, "No."),
                refused(one, 400, "No."),
            ] {
                let lines = verdict(&end, &Names::new());
                let hints = lines.iter().filter(|line| line.role == Role::Hint);
                assert_eq!(hints.count(), 1, "{one:?} {lines:?}");
            }
        }
        let drop = texts(&ended(Verdict::Conflict, None)).join(" ");
        assert!(drop.contains("or leave it"), "{drop}");
        let undo = texts(&Outcome::moved_on(None)).join(" ");
        assert!(undo.contains("Nothing to undo"), "{undo}");
        assert!(!undo.contains("current list"), "{undo}");
    }

    #[test]
    fn a_justification_that_is_asked_for_with_a_403_is_no_matter_of_rights() {
        let asks = "Request must have header x-msft-approval-justification";
        let sentence = texts(&refused(Verdict::Rejected, 403, asks)).join(" ");
        assert!(sentence.contains("enter a reason"), "{sentence}");
        assert!(!sentence.contains("needs DeviceManagement"), "{sentence}");
    }

    #[test]
    fn what_was_refused_and_not_sent_again_was_sent() {
        let why = Unsent::Stopped(String::new());
        let stopped = Evidence::NotSent(why, Some(facts(Some(429))));
        let sentence = texts(&stopped.into()).join(" ");
        assert!(sentence.contains("not sent again"), "{sentence}");
        assert!(!sentence.contains("Nothing was sent."), "{sentence}");
    }

    #[test]
    fn a_refusal_says_nothing_was_changed_only_where_that_is_known() {
        type Kind = fn(ServiceError, ReadBackResult) -> Evidence;
        let kinds: [Kind; 3] = [
            Evidence::Rejected,
            Evidence::NoRoute,
            Evidence::PendingApproval,
        ];
        for kind in kinds {
            let read = kind(refusal(409, "No."), ReadBackResult::Shows(ReadBack::Before));
            let sentence = texts(&read.into()).join(" ");
            assert!(
                sentence.contains("Read back: nothing was changed."),
                "{sentence}"
            );
            assert!(!sentence.contains(". Nothing was changed"), "{sentence}");
            let taken = kind(refusal(400, "No."), ReadBackResult::NotNeeded);
            let taken = texts(&taken.into()).join(" ");
            assert!(!taken.contains("Read back"), "{taken}");
        }
    }

    #[test]
    fn a_change_that_was_made_after_a_refusal_is_not_called_refused() {
        let made = refused(Verdict::Verified, 409, "Conflict.");
        let lines = verdict(&made, &Names::new());
        assert_eq!(lines[0].role, Role::Good);
        let sentence = texts(&made).join(" ");
        assert!(
            sentence.contains("reading back shows the change"),
            "{sentence}"
        );
        assert!(
            sentence.contains("Conflict."),
            "the service's words: {sentence}"
        );
        assert!(!sentence.contains("refused"), "{sentence}");
    }

    #[test]
    fn an_order_is_no_assignment() {
        for verdict in [Verdict::Verified, Verdict::NotYetVisible] {
            let moved = ended(verdict, Some(204)).seeing(Observed::Order(Vec::new()));
            let sentence = texts(&moved).join(" ");
            assert!(
                sentence.contains("order") && !sentence.contains("list"),
                "{sentence}"
            );
            assert!(!sentence.contains("assignment"), "{sentence}");
        }
    }
}
