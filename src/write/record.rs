//! The two lines of a change in the journal, and writing them without holding up the runtime.

use std::sync::Arc;

use super::hold::hold;
use super::{Desk, Job};
use crate::domain::{Entry, Half, Outcome, Target, WriteRequest};
use crate::journal::Open;

/// What is written before the request leaves.
pub(super) fn intent(
    desk: &Desk,
    job: &Job,
    request: &WriteRequest,
    base: &[Target],
    client_request_id: &str,
) -> Entry {
    Entry {
        row: Half::Intent,
        change_id: job.id.clone(),
        time: now(),
        place: desk.place.clone(),
        change: job.change.clone(),
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

/// The second line of a change: the first one with what became of it.
fn verdict(intent: Entry, outcome: &Outcome) -> Entry {
    let facts = outcome.facts.as_ref();
    let error = outcome.error.as_ref();
    Entry {
        row: Half::Verdict,
        time: now(),
        request_id: facts.and_then(|facts| facts.request_id.clone()),
        status: facts.and_then(|facts| facts.status),
        verdict: Some(outcome.verdict),
        approval_code: error.and_then(|error| error.approval_code.clone()),
        message: error
            .map(|error| error.message.clone())
            .filter(|message| !message.is_empty())
            .or_else(|| outcome.reason.clone()),
        observed: outcome
            .observed
            .as_ref()
            .map(|rows| rows.iter().map(|row| row.target.clone()).collect()),
        observed_order: outcome.observed_order.clone(),
        ..intent
    }
}

/// Writes the intent. Where that fails, nothing must be sent.
pub(super) async fn begin(desk: &Desk, intent: Entry) -> Result<Open, String> {
    let journal = Arc::clone(&desk.journal);
    let path = journal.path();
    let begun = tokio::task::spawn_blocking(move || journal.begin(&intent)).await;
    let error = match begun {
        Ok(Ok(open)) => return Ok(open),
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    Err(format!(
        "the journal {} cannot be written ({error}), and no change is made without it",
        path.display()
    ))
}

/// Writes the verdict.
pub(super) async fn finish(
    desk: &Desk,
    open: Open,
    intent: Entry,
    outcome: &Outcome,
) -> Result<(), String> {
    write(desk, open, verdict(intent, outcome)).await
}

/// Writes the line that closes a change.
pub(super) async fn write(desk: &Desk, open: Open, verdict: Entry) -> Result<(), String> {
    let journal = Arc::clone(&desk.journal);
    let noted = tokio::task::spawn_blocking(move || journal.note(&verdict)).await;
    let error = match noted {
        Ok(Ok(())) => {
            hold("journaled").await;
            let journal = Arc::clone(&desk.journal);
            // What cannot be taken away has its verdict, and the next start sees that.
            let _ = tokio::task::spawn_blocking(move || journal.close(&open)).await;
            return Ok(());
        }
        Ok(Err(error)) => error.to_string(),
        Err(error) => error.to_string(),
    };
    Err(format!("its verdict is not in the journal: {error}"))
}

/// The time as the journal writes it.
pub(super) fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
