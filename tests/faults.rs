//! Every fault × every kind of write: the verdict, what the service holds afterwards, how often it was
//! asked, and what the journal says.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use enlist::demo::Behaviour;
use enlist::domain::{Evidence, Step, Unsent, Verdict};
use enlist::plan::Event;
use enlist::session::Session;
use serde_json::json;
use support::answers::{Answer, ReadBack, answers};
use support::changes::Kind;
use support::expected_end::{End, FinalState};
use support::faults::{Reader, Row, table};
use support::place::{Disk, Manner, Place, all, program, program_in, somebody};
use support::plan_faults::{self, HELD, PlanCase, Scene};

/// One row for one kind, through the library.
async fn through_the_library(row: Arc<Row>, kind: Kind) {
    let mut place = Place::new().await;
    let state = place.state.path().join("enlist");
    if !row.disk.spoil(&state, None) {
        return;
    }
    place.session = if row.renews {
        Session::open(&place.settings, place.app(), state.clone())
    } else {
        Place::session(&place.service, &place.settings, &state)
    };
    let base = place.base(kind).await;
    let end = (row.end)(&base);
    place.disturb((row.faults)(&base, Reader::Library));
    let job = place.job(&base);
    let (outcome, steps) = place.run(&job, |_, _| {}).await;
    assert_eq!(outcome.verdict(), end.verdict, "{outcome:#?}");
    assert_eq!(place.writes(kind).len(), end.writes, "{outcome:#?}");
    let count = |which: fn(&Step) -> bool| steps.iter().filter(|step| which(step)).count();
    assert_eq!(count(|step| matches!(step, Step::Sending)), end.writes);
    assert_eq!(outcome.facts().is_some(), end.writes > 0, "{outcome:#?}");
    if end.verdict == Verdict::Conflict {
        // What others made of it is what the admin has to see.
        let seen = outcome.observed.is_some();
        assert!(seen, "{outcome:#?}");
    }
    if row.disk != Disk::Sound {
        let is_journal = matches!(outcome.evidence, Evidence::NotSent(Unsent::Journal(_), _));
        assert!(is_journal, "{outcome:#?}");
        let reason = outcome.reason().unwrap();
        assert!(reason.contains("journal.jsonl"), "{reason}");
        row.disk.mend(&state);
    }
    place.assert_journal_in(&state, &base, &end.journal, &job.id);
    place.assert_service(&base, &end).await;
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
    let base = place.base(kind).await;
    let end = (row.end)(&base);
    let home = place.state.path().join("home");
    let state = home.join("enlist");
    std::fs::create_dir(&home).unwrap();
    // An undo has to find what it takes back; without its journal it does not come to a change.
    if kind == Kind::Replace && row.disk != Disk::Sound {
        return;
    }
    place.seed(kind, &state);
    let user = (row.disk == Disk::ReadOnly).then(somebody).flatten();
    if !row.disk.spoil(&state, user) {
        return;
    }
    if user.is_some() {
        // The way to its own folder.
        std::fs::set_permissions(place.state.path(), Permissions::from_mode(0o755)).unwrap();
    }
    place.disturb((row.faults)(&base, Reader::Program));
    let renews = row.renews;
    let manner = Manner { user, renews };
    let (code, document) = program_in(&place, &home, &kind.args(), manner).await;
    assert_eq!(document["verdict"], end.verdict.word(), "{document:#}");
    assert_eq!(code, end.exit, "{document:#}");
    assert_eq!(place.writes(kind).len(), end.writes);
    let status = place.writes(kind).last().and_then(|write| write.status);
    if status.is_some() {
        assert_eq!(document["status"], json!(status), "{document:#}");
    }
    // What to do next is said at each end.
    assert!(document["hint"].is_string(), "{document:#}");
    if row.disk != Disk::Sound {
        let message = document["message"].as_str().unwrap();
        assert!(message.contains("journal"), "{document:#}");
        row.disk.mend(&state);
    }
    let id = document["changeId"].as_str().unwrap();
    place.assert_journal_in(&state, &base, &end.journal, id);
    place.assert_service(&base, &end).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_says_the_same_with_its_exit_code() {
    let mut cases = Vec::new();
    for row in table().into_iter().map(Arc::new) {
        for kind in Kind::ALL {
            let name = format!("{} × {kind:?}", row.name);
            let case = through_the_program(Arc::clone(&row), kind);
            cases.push((name, case));
        }
    }
    all(cases).await;
}

/// One answer to the write and one reading after it, through the program.
async fn proven(answer: Arc<Answer>, shown: ReadBack, kind: Kind) {
    let place = Place::new().await;
    let base = place.base(kind).await;
    let end = answer.end(&base, shown);
    let home = place.state.path().join("home");
    std::fs::create_dir(&home).unwrap();
    place.disturb(shown.faults(&base, Reader::Program, &answer.fault));
    let (code, document) = program(&place, &home, &kind.args()).await;
    assert_eq!(document["verdict"], end.verdict.word(), "{document:#}");
    assert_eq!(code, end.exit, "{document:#}");
    assert!(document["hint"].is_string(), "{document:#}");
    if answer.as_it_is {
        let requests = place.service.control.requests();
        let write = requests.iter().rposition(|request| {
            request.method == kind.method() && request.path.contains(kind.write_path())
        });
        let after = &requests[write.unwrap() + 1..];
        assert!(after.is_empty(), "{after:#?}");
    }
    let state = home.join("enlist");
    let id = document["changeId"].as_str().unwrap();
    place.assert_journal_in(&state, &base, &end.journal, id);
    place.assert_service(&base, &end).await;
    if end.verdict == Verdict::Verified {
        // Whatever the answer was, a change that was made can be taken back.
        let (code, undone) = program(&place, &home, &["undo", id]).await;
        assert_eq!((code, &undone["verdict"]), (0, &json!("verified")));
        let before = End::new(Verdict::Verified, FinalState::Before);
        place.assert_service(&base, &before).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_proves_only_what_a_reading_shows() {
    let mut cases = Vec::new();
    for answer in answers().into_iter().map(Arc::new) {
        for shown in ReadBack::ALL {
            for kind in [Kind::Patch, Kind::Assign, Kind::Priority] {
                let name = format!("{} × {shown:?} × {kind:?}", answer.name);
                cases.push((name, proven(Arc::clone(&answer), shown, kind)));
            }
        }
    }
    all(cases).await;
}

/// One row of the table of a plan that changes four configurations at once.
async fn beside_others(case: PlanCase) {
    let scene = Scene::new(case.behaviour).await;
    for fault in (case.faults)(&scene) {
        scene.disturb(&fault);
    }
    scene.service.control.set_rounds(case.rounds.to_vec());
    let is_held = case.rounds.contains(&HELD);
    let (summary, _) = scene
        .run(&case.options, |event, _| {
            if is_held && matches!(event, Event::Ended(row) if row.number == 3) {
                scene.service.control.set_rounds(Vec::new());
            }
        })
        .await;
    for (number, expected) in (1..).zip(case.ends) {
        let mut ended = summary.ended.iter();
        let ended = ended.find(|ended| ended.number == number);
        let verdict = ended.map(|ended| ended.outcome.verdict());
        assert_eq!(summary.left.contains(&number), verdict.is_none());
        // What begins before its end is known is made like any other.
        let may_begin = case.is_slow && expected.is_none() && verdict == Some(Verdict::Verified);
        assert!(
            verdict == expected || may_begin,
            "row {number}: {expected:?} and not {ended:#?}"
        );
        let is_made = case.made.contains(&number) || may_begin;
        let theirs = expected == Some(Verdict::Already);
        assert_eq!(scene.is_made(number), is_made || theirs, "row {number}");
    }
    assert_eq!(scene.service.control.missing_in_rounds(), 0);
    if !case.is_slow {
        let sent = |verdict: &Verdict| {
            use Verdict::{NoRoute, Rejected, Verified};
            matches!(verdict, Verified | Rejected | NoRoute)
        };
        let sends = case.ends.iter().flatten().filter(|verdict| sent(verdict));
        let again = usize::from(case.behaviour == Behaviour::Live && case.options.replaces);
        assert_eq!(scene.writes().len(), sends.count() + again);
    }
    if !case.is_slow && !is_held {
        let planned: usize = case.rounds.iter().sum();
        assert_eq!(scene.requests().len(), planned);
    }
    scene.assert_journal(scene.writes().len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_one_row_with_four_under_way() {
    let cases = plan_faults::table().into_iter();
    let cases = cases.map(|case| (case.name.to_owned(), beside_others(case)));
    all(cases.collect()).await;
}
