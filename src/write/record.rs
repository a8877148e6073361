//! The two lines of a change in the journal, and writing them without blocking the runtime.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::debug_hold::debug_hold;
use super::{Job, WriteContext};
use crate::domain::{Entry, Half, JOURNAL_VERSION, Outcome, Target, WriteRequest};
use crate::journal::Open;

/// What is written before the request leaves.
pub(super) fn intent(
    context: &WriteContext,
    job: &Job,
    request: &WriteRequest,
    base: &[Target],
    client_request_id: &str,
) -> Entry {
    let now = Timestamp::now();
    Entry {
        version: JOURNAL_VERSION,
        row: Half::Intent,
        change_id: job.id.clone(),
        time: spelled(now),
        deadline: deadline(now, context.client.timing().total),
        place: context.place.clone(),
        change: job.change.clone(),
        names: context.names.of(&job.change, base),
        plan: context.plan.clone(),
        via: request.via,
        method: request.method.to_owned(),
        path: request.path.clone(),
        before: base.to_vec(),
        after: job.change.after(base),
        client_request_id: client_request_id.to_owned(),
        request_id: None,
        status: None,
        verdict: None,
        approval_code: None,
        message: None,
        observed: None,
        observed_order: None,
    }
}

/// The second line of a change: the first one with the outcome.
fn verdict(intent: Entry, outcome: &Outcome) -> Entry {
    let facts = outcome.facts();
    let error = outcome.error();
    Entry {
        version: JOURNAL_VERSION,
        row: Half::Verdict,
        time: now(),
        request_id: facts.and_then(|facts| facts.request_id.clone()),
        status: facts.and_then(|facts| facts.status),
        verdict: Some(outcome.verdict()),
        approval_code: error.and_then(|error| error.approval_code.clone()),
        message: error
            .map(|error| error.message.clone())
            .filter(|message| !message.is_empty())
            .or_else(|| outcome.reason()),
        observed: outcome
            .observed_list()
            .map(|rows| rows.iter().map(|row| row.target.clone()).collect()),
        observed_order: outcome.observed_order().map(<[_]>::to_vec),
        ..intent
    }
}

/// Writes the intent. If that fails, nothing must be sent.
pub(super) async fn begin(context: &WriteContext, intent: Entry) -> Result<Open, String> {
    let journal = Arc::clone(&context.journal);
    let path = journal.path();
    let begun = tokio::task::spawn_blocking(move || journal.begin(&intent)).await;
    let error = match begun {
        Ok(Ok(open)) => return Ok(open),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    Err(format!(
        "could not write to the journal {} ({error}); nothing is sent without it",
        path.display()
    ))
}

pub(super) async fn finish(
    context: &WriteContext,
    open: Open,
    intent: Entry,
    outcome: &Outcome,
) -> Result<(), String> {
    write(context, open, verdict(intent, outcome)).await
}

/// Writes the line that closes a change.
pub(super) async fn write(
    context: &WriteContext,
    open: Open,
    verdict: Entry,
) -> Result<(), String> {
    let journal = Arc::clone(&context.journal);
    let noted = tokio::task::spawn_blocking(move || journal.note(&verdict)).await;
    let error = match noted {
        Ok(Ok(())) => {
            debug_hold("journaled", context).await;
            let journal = Arc::clone(&context.journal);
            // If it cannot be removed: it has its verdict, and the next start sees that.
            let _ = tokio::task::spawn_blocking(move || journal.close(&open)).await;
            return Ok(());
        }
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    Err(format!(
        "could not write its result to the journal: {error}"
    ))
}

/// The time as the journal writes it.
pub(super) fn now() -> String {
    spelled(Timestamp::now())
}

fn spelled(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// Until when a request that is recorded now can arrive and take effect. It ends within its timeout,
/// counted from here ([`time_left`]); a request that left just before the end is given the same time again.
fn deadline(now: Timestamp, total: Duration) -> Option<String> {
    now.checked_add(total * 2).ok().map(spelled)
}

const LONGEST_TIMEOUT: Duration = Duration::from_secs(3600);

/// How much of its timeout a request has left that was just recorded. Wall-clock time counts: a laptop may
/// have slept in between.
pub(super) fn time_left(intent: &Entry, total: Duration, now: Timestamp) -> Duration {
    let Ok(recorded) = intent.time.parse::<Timestamp>() else {
        return Duration::ZERO;
    };
    let age = Duration::try_from(now.duration_since(recorded)).unwrap_or_default();
    total.saturating_sub(age)
}

/// Whether the request of an intent can no longer change anything at this time.
pub(super) fn is_over(intent: &Entry, at: Timestamp) -> bool {
    let deadline = match &intent.deadline {
        Some(deadline) => deadline.parse().ok(),
        // The first version did not record it, and nobody knows its timeout.
        None => intent
            .time
            .parse()
            .ok()
            .and_then(|sent: Timestamp| sent.checked_add(LONGEST_TIMEOUT * 2).ok()),
    };
    deadline.is_some_and(|deadline: Timestamp| at > deadline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn recorded(time: &str, deadline: Option<String>) -> Entry {
        let line = r#"{"row":"intent","changeId":"a","time":"","place":{"graphUrl":"","cloud":"","tenant":null,"account":null},
            "change":{"configuration":"c","configurationName":"C","configurationType":"limit","platform":null,
                "kind":{"replace":{"targets":[]}},"before":[]},
            "via":"assign","method":"POST","path":"/x","before":[],"after":[],"clientRequestId":"r"}"#;
        Entry {
            time: time.to_owned(),
            deadline,
            ..serde_json::from_str(line).unwrap()
        }
    }

    #[test]
    fn a_request_ends_before_its_deadline_however_late_it_leaves() {
        let total = Duration::from_secs(100);
        let start = at("2026-03-01T10:00:00Z");
        let intent = recorded("2026-03-01T10:00:00.000Z", deadline(start, total));
        let left = |time: &str| time_left(&intent, total, at(time));
        assert_eq!(left("2026-03-01T10:00:00Z"), total);
        assert_eq!(left("2026-03-01T10:01:30Z"), Duration::from_secs(10));
        assert_eq!(left("2026-03-01T11:00:00Z"), Duration::ZERO, "it slept");
        assert_eq!(
            left("2026-03-01T09:00:00Z"),
            total,
            "the clock was set back"
        );
        assert!(!is_over(&intent, at("2026-03-01T10:03:20Z")));
        assert!(is_over(&intent, at("2026-03-01T10:03:21Z")));
    }

    #[test]
    fn what_does_not_say_its_deadline_is_given_the_longest() {
        let first = recorded("2026-03-01T10:00:00.000Z", None);
        assert!(!is_over(&first, at("2026-03-01T12:00:00Z")));
        assert!(is_over(&first, at("2026-03-01T12:00:01Z")));
        let garbage = Some("soon".to_owned());
        let odd = recorded("2026-03-01T10:00:00.000Z", garbage);
        assert!(!is_over(&odd, at("2027-01-01T00:00:00Z")));
    }
}
