//! Every fault × every kind of write: the verdict, what the service holds afterwards, how often it was
//! asked, and what the journal says.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::sync::Arc;

use enlist::domain::{Step, Verdict};
use serde_json::json;
use support::changes::Kind;
use support::faults::{Reader, Row, table};
use support::place::{Place, all, program};

/// One row for one kind, through the library.
async fn through_the_library(row: Arc<Row>, kind: Kind) {
    let place = Place::new().await;
    let ground = place.ground(kind).await;
    let end = (row.end)(&ground);
    place.disturb((row.faults)(&ground, Reader::Library));
    let job = place.job(&ground);
    let (outcome, steps) = place.run(&job, |_, _| {}).await;
    assert_eq!(outcome.verdict, end.verdict, "{outcome:#?}");
    assert_eq!(place.writes(kind).len(), end.writes, "{outcome:#?}");
    let count = |which: fn(&Step) -> bool| steps.iter().filter(|step| which(step)).count();
    assert_eq!(count(|step| matches!(step, Step::Sending)), end.writes);
    assert_eq!(outcome.facts.is_some(), end.writes > 0, "{outcome:#?}");
    if end.verdict == Verdict::Conflict {
        // What others made of it is what the admin has to see.
        let seen = outcome.observed.is_some() || outcome.observed_order.is_some();
        assert!(seen, "{outcome:#?}");
    }
    place.assert_journal(&ground, &end.journal, &job.id);
    place.assert_service(&ground, &end).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_and_every_kind_of_write() {
    let mut cases = Vec::new();
    for row in table().into_iter().map(Arc::new) {
        for kind in Kind::ALL {
            let name = format!("{} × {kind:?}", row.name);
            let case = through_the_library(Arc::clone(&row), kind);
            cases.push((name, case));
        }
    }
    all(cases).await;
}

async fn through_the_program(row: Arc<Row>, kind: Kind) {
    let place = Place::new().await;
    let ground = place.ground(kind).await;
    let end = (row.end)(&ground);
    place.disturb((row.faults)(&ground, Reader::Program));
    let (code, document) = program(&place, place.state.path(), &kind.args().unwrap()).await;
    assert_eq!(document["verdict"], end.verdict.word(), "{document:#}");
    assert_eq!(code, end.exit, "{document:#}");
    assert_eq!(place.writes(kind).len(), end.writes);
    let status = place.writes(kind).last().and_then(|write| write.status);
    if status.is_some() {
        assert_eq!(document["status"], json!(status), "{document:#}");
    }
    place.assert_service(&ground, &end).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_says_the_same_with_its_exit_code() {
    let mut cases = Vec::new();
    for row in table().into_iter().map(Arc::new) {
        for kind in Kind::ALL.into_iter().filter(|kind| kind.args().is_some()) {
            let name = format!("{} × {kind:?}", row.name);
            let case = through_the_program(Arc::clone(&row), kind);
            cases.push((name, case));
        }
    }
    all(cases).await;
}
