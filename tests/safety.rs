//! What keeps a change safe beside the table of faults: approval, stopping, the disk, the settling of
//! what was left open, and that nothing is touched that a change is not about.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use std::time::Duration;

use enlist::domain::{Evidence, Half, Step, Unsent, Verdict};
use enlist::session::Session;
use enlist::write::{self, Approval};
use serde_json::{Value, json};
use support::changes::Kind;
use support::expected_end::{End, FinalState};
use support::place::{Place, all, fill_the_disk, program};
use tokio::sync::watch;

/// Another admin has to approve: three runs of the same change.
async fn approval(kind: Kind) {
    let place = Place::new().await;
    let base = place.base(kind).await;
    let asks = "The header x-msft-approval-justification is required: Köln";
    let on_write = |mut fault: Value| {
        fault["method"] = json!(kind.method());
        fault["pathContains"] = json!(kind.write_path());
        fault
    };
    place.disturb(vec![
        on_write(
            json!({"status": 400, "body": {"error": {"code": "BadRequest", "message": asks}}}),
        ),
        on_write(json!({"status": 412, "headers": {"x-msft-approval-code": "code-7"}})),
    ]);
    let mut job = place.job(&base);
    let (outcome, _) = place.run(&job, |_, _| {}).await;
    assert_eq!(outcome.verdict(), Verdict::Rejected);
    assert!(outcome.error().unwrap().wants_justification());

    job.approval = Approval::Justification("Umzug nach Köln".to_owned());
    let (outcome, _) = place.run(&job, |_, _| {}).await;
    assert_eq!(outcome.verdict(), Verdict::PendingApproval);
    let code = outcome.error().unwrap().approval_code.clone().unwrap();
    assert_eq!(code, "code-7");

    job.approval = Approval::Code(code);
    let (outcome, _) = place.run(&job, |_, _| {}).await;
    assert_eq!(outcome.verdict(), Verdict::Verified);

    let writes = place.writes(kind);
    let header = |write: usize, name: &str| writes[write].headers.get(name).map(String::as_str);
    let reason = "x-msft-approval-justification";
    let code = "x-msft-approval-code";
    assert_eq!((header(0, reason), header(0, code)), (None, None));
    assert_eq!(header(1, reason), Some("VW16dWcgbmFjaCBLw7Zsbg=="));
    assert_eq!(header(1, code), None);
    assert_eq!((header(2, reason), header(2, code)), (None, Some("code-7")));
    let verdicts = [
        Verdict::Rejected,
        Verdict::PendingApproval,
        Verdict::Verified,
    ];
    place.assert_journal(&base, &verdicts, &job.id);
    let entries = place.session.journal.read().unwrap().entries;
    assert_eq!(entries[3].approval_code.as_deref(), Some("code-7"));
    let end = End::new(Verdict::Verified, FinalState::After);
    place.assert_service(&base, &end).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn approval_is_asked_for_waited_for_and_used() {
    let cases = Kind::ALL.map(|kind| (format!("{kind:?}"), approval(kind)));
    all(cases.into()).await;
}

/// The admin stops a wait. What is certain is said, what is not is read.
async fn stopped(kind: Kind, status: u16, apply: bool, verdict: Verdict) {
    let place = Place::new().await;
    let base = place.base(kind).await;
    place.disturb(vec![json!({
        "method": kind.method(), "pathContains": kind.write_path(),
        "status": status, "apply": apply, "headers": {"Retry-After": "50"},
    })]);
    let job = place.job(&base);
    let stop = |step: &Step, cancel: &watch::Sender<bool>| {
        if matches!(step, Step::Waiting { .. }) {
            cancel.send(true).unwrap();
        }
    };
    let (outcome, _) = place.run(&job, stop).await;
    assert_eq!(outcome.verdict(), verdict, "{outcome:#?}");
    // The answer to the one request was a refusal, which is not the same as that nothing was sent.
    let written = match status {
        429 => Verdict::Rejected,
        _ => verdict,
    };
    place.assert_journal(&base, &[written], &job.id);
    let state = if apply {
        FinalState::After
    } else {
        FinalState::Before
    };
    place.assert_service(&base, &End::new(verdict, state)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_can_be_stopped() {
    let mut cases = Vec::new();
    for kind in Kind::ALL {
        for (status, apply, verdict) in [
            (429, false, Verdict::NotSent),
            (503, false, Verdict::Unknown),
            (503, true, Verdict::Verified),
        ] {
            let name = format!("{status} {apply} × {kind:?}");
            cases.push((name, stopped(kind, status, apply, verdict)));
        }
    }
    all(cases).await;
}

/// What is stopped before it leaves does not leave, and nobody waits for a slow reading.
async fn kept_back(kind: Kind, fault: Value, at: fn(&Step) -> bool) {
    let mut place = Place::new().await;
    // The reading would outlast the test.
    place.settings.timing.total = Duration::from_secs(3_600);
    let state = place.state.path().to_owned();
    place.session = Place::session(&place.service, &place.settings, &state);
    let base = place.base(kind).await;
    let mut fault = fault;
    fault["method"] = json!("GET");
    fault["pathContains"] = json!(kind.read_path());
    place.disturb(vec![fault]);
    let job = place.job(&base);
    let stop = |step: &Step, cancel: &watch::Sender<bool>| {
        if at(step) {
            cancel.send(true).unwrap();
        }
    };
    let (outcome, _) = place.run(&job, stop).await;
    assert_eq!(outcome.verdict(), Verdict::NotSent);
    let why = Unsent::Stopped("stopped before it was sent".to_owned());
    let stopped = Evidence::NotSent(why, None);
    assert_eq!(outcome.evidence, stopped, "{outcome:#?}");
    place.assert_journal(&base, &[], &job.id);
    let end = End::new(Verdict::NotSent, FinalState::Before);
    place.assert_service(&base, &end).await;
}

/// Stopped between the second intent and its request: the first one was sent, and refused.
#[tokio::test]
async fn a_second_send_that_is_stopped_does_not_hide_the_first() {
    let place = Place::new().await;
    let base = place.base(Kind::Patch).await;
    let headers = json!({"Retry-After": "0.01"});
    place.disturb(vec![
        json!({"method": "PATCH", "status": 429, "headers": headers}),
    ]);
    let job = place.job(&base);
    let mut intents = 0;
    let stop = |step: &Step, cancel: &watch::Sender<bool>| {
        intents += u32::from(*step == Step::Recording(Half::Intent));
        if intents == 2 {
            cancel.send(true).unwrap();
        }
    };
    let (outcome, _) = place.run(&job, stop).await;
    assert_eq!(outcome.verdict(), Verdict::NotSent, "{outcome:#?}");
    assert_eq!(outcome.facts().unwrap().status, Some(429));
    assert_eq!(place.writes(Kind::Patch).len(), 1);
    let entries = place.session.journal.read().unwrap().entries;
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| (entry.verdict, entry.status))
        .collect();
    let refused = (Some(Verdict::Rejected), Some(429));
    assert_eq!(rows[..2], [(None, None), refused]);
    // The second one says of itself alone, if it came as far as that.
    assert!(
        rows[2..] == [(None, None), (Some(Verdict::NotSent), None)],
        "{rows:?}"
    );
    assert_eq!(place.open(), 0);
}

/// The service puts the reading back off, and nobody wants to wait for it: what was sent is unknown then,
/// and written down as that.
#[tokio::test]
async fn a_reading_back_that_is_put_off_can_be_given_up() {
    let place = Place::new().await;
    let base = place.base(Kind::Patch).await;
    place.disturb(vec![json!({
        "method": "GET", "pathContains": Kind::Patch.read_path(), "skip": 1, "times": 9,
        "status": 429, "headers": {"Retry-After": "29"},
    })]);
    let job = place.job(&base);
    let stop = |step: &Step, cancel: &watch::Sender<bool>| {
        if matches!(step, Step::Waiting { .. }) {
            cancel.send(true).unwrap();
        }
    };
    let (outcome, _) = place.run(&job, stop).await;
    assert_eq!(outcome.verdict(), Verdict::Unknown, "{outcome:#?}");
    assert_eq!(outcome.facts().unwrap().status, Some(200));
    place.assert_journal(&base, &[Verdict::Unknown], &job.id);
    let end = End::new(Verdict::Unknown, FinalState::After);
    place.assert_service(&base, &end).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_stopped_before_it_leaves() {
    let late = json!({"delayMs": 3_600_000});
    let put_off = json!({"status": 429, "headers": {"Retry-After": "29"}});
    let mut cases = Vec::new();
    for kind in Kind::ALL {
        let rereading = kept_back(kind, late.clone(), |step| *step == Step::Rereading);
        cases.push((format!("late × {kind:?}"), boxed(rereading)));
        let waiting = kept_back(
            kind,
            put_off.clone(),
            |step| matches!(step, Step::Waiting { facts: Some(facts), .. } if facts.method == "GET"),
        );
        cases.push((format!("put off × {kind:?}"), boxed(waiting)));
    }
    all(cases).await;
}

/// Cases of several kinds in one list.
fn boxed(
    case: impl Future<Output = ()> + Send + 'static,
) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(case)
}

/// The disk fills up while the request is under way: the verdict is told, and stays open on disk until
/// the next start.
async fn full_before_the_verdict(kind: Kind) {
    let place = Place::new().await;
    let base = place.base(kind).await;
    // Time for the test to see the step and fill the disk.
    place.disturb(vec![json!({
        "method": kind.method(), "pathContains": kind.write_path(), "delayMs": 500,
    })]);
    let job = place.job(&base);
    let mut is_full = false;
    let (outcome, _) = place
        .run(&job, |step, _| {
            if *step == Step::Sending {
                is_full = fill_the_disk(place.state.path());
            }
        })
        .await;
    if !is_full {
        return;
    }
    assert_eq!(outcome.verdict(), Verdict::Verified);
    let reason = outcome.reason().unwrap();
    assert!(
        reason.contains("could not write its result to the journal"),
        "{reason}"
    );
    assert_eq!(place.open(), 1);

    let saved = place.state.path().join("saved.jsonl");
    std::fs::rename(saved, place.session.journal.path()).unwrap();
    let context = place
        .session
        .write_context(Some("Contoso".to_owned()), None);
    let settled = write::settle(context).await.unwrap();
    assert_eq!(settled.len(), 1);
    assert_eq!(settled[0].verdict, Some(Verdict::Verified));
    assert_eq!(place.open(), 0);
    let entries = place.session.journal.read().unwrap().entries;
    let verdicts: Vec<_> = entries.iter().map(|entry| entry.verdict).collect();
    assert_eq!(verdicts, [None, Some(Verdict::Verified)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verdict_that_cannot_be_written_down_is_settled_later() {
    let cases = Kind::ALL.map(|kind| (format!("{kind:?}"), full_before_the_verdict(kind)));
    all(cases.into()).await;
}

/// The program brings the reason along when the service asks for it.
async fn justified(kind: Kind) {
    let place = Place::new().await;
    let base = place.base(kind).await;
    let asks = "The header x-msft-approval-justification is required.";
    let on_write = |mut fault: Value| {
        fault["method"] = json!(kind.method());
        fault["pathContains"] = json!(kind.write_path());
        fault
    };
    place.disturb(vec![
        on_write(
            json!({"status": 400, "body": {"error": {"code": "BadRequest", "message": asks}}}),
        ),
        on_write(json!({"status": 412, "headers": {"x-msft-approval-code": "code-7"}})),
    ]);
    let home = place.state.path().join("home");
    let state = home.join("enlist");
    std::fs::create_dir(&home).unwrap();
    place.seed(kind, &state);
    let args = [&kind.args()[..], &["--justification", "Umzug nach Köln"]].concat();
    let (code, document) = program(&place, &home, &args).await;
    assert_eq!(document["verdict"], "pending-approval", "{document:#}");
    assert_eq!(code, 4);
    let writes = place.writes(kind);
    assert_eq!(writes.len(), 2);
    assert_eq!(
        writes[1].headers["x-msft-approval-justification"],
        "VW16dWcgbmFjaCBLw7Zsbg=="
    );
    let verdicts = [Verdict::Rejected, Verdict::PendingApproval];
    let id = document["changeId"].as_str().unwrap();
    place.assert_journal_in(&state, &base, &verdicts, id);
    let end = End::new(Verdict::PendingApproval, FinalState::Before);
    place.assert_service(&base, &end).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_brings_the_justification_along() {
    let cases = Kind::ALL.map(|kind| (format!("{kind:?}"), justified(kind)));
    all(cases.into()).await;
}

/// When an intent was written, and until when its request can act, as far as it says so.
#[derive(Debug, Clone, Copy)]
enum Age {
    /// Hours ago; its own timeout was long.
    OldWithLongTimeout,
    /// A moment ago, and its own timeout was short.
    NewWithShortTimeout,
    /// Without a deadline, as the first version wrote it.
    First(&'static str),
}

/// An intent that its program left behind with the old list still there. While the request could be on
/// its way nothing is known; after its deadline nothing has changed. The timeout of whoever settles it
/// does not count.
async fn left_behind(kind: Kind, age: Age, verdict: Verdict) {
    let place = Place::new().await;
    let base = place.base(kind).await;
    place.disturb(vec![
        json!({"method": kind.method(), "pathContains": kind.write_path(), "status": 400}),
    ]);
    let job = place.job(&base);
    place.run(&job, |_, _| {}).await;
    let mut intent = place.session.journal.read().unwrap().entries[0].clone();
    "left-behind".clone_into(&mut intent.client_request_id);
    let tenant = place.session.client.tenant().await.unwrap();
    intent.place.tenant_id = tenant.as_ref().unwrap().id.clone();
    let now = jiff::Timestamp::now();
    let ago = |time: jiff::SignedDuration| (now - time).to_string();
    let hours = jiff::SignedDuration::from_hours;
    let secs = jiff::SignedDuration::from_secs;
    (intent.time, intent.deadline) = match age {
        Age::OldWithLongTimeout => (ago(hours(1)), Some(ago(hours(-1)))),
        Age::NewWithShortTimeout => (ago(secs(2)), Some(ago(secs(1)))),
        Age::First(time) => (ago(time.parse().unwrap()), None),
    };
    drop(place.session.journal.begin(&intent).unwrap());
    assert_eq!(place.open(), 1);
    // Another tenant's changes are not looked at, not even under the same name.
    let mut elsewhere = place
        .session
        .write_context(Some("Contoso".to_owned()), None);
    elsewhere.place.tenant_id = Some("00000000-0a4e-4d0b-9a55-7d2b1c3e4f50".to_owned());
    assert_eq!(write::settle(elsewhere).await, Ok(vec![]));
    assert_eq!(place.open(), 1);
    let context = place.session.write_context_in(tenant.as_ref(), None);
    let settled = write::settle(context).await.unwrap();
    assert_eq!(settled[0].verdict, Some(verdict));
    assert_eq!(place.open(), 0);
    let last = place.session.journal.read().unwrap().entries.pop().unwrap();
    assert_eq!(last.verdict, Some(verdict));
    // An order is no list: an empty one would be a lie.
    assert_eq!(last.observed.is_none(), kind == Kind::Priority);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_left_behind_is_unchanged_only_after_its_own_deadline() {
    let ages = [
        (Age::OldWithLongTimeout, Verdict::Unknown),
        (Age::NewWithShortTimeout, Verdict::Unchanged),
        // Nobody knows its timeout: an hour is the longest.
        (Age::First("PT90M"), Verdict::Unknown),
        (Age::First("PT121M"), Verdict::Unchanged),
    ];
    let mut cases = Vec::new();
    for kind in Kind::ALL {
        for (age, verdict) in ages {
            let name = format!("{age:?} × {kind:?}");
            cases.push((name, left_behind(kind, age, verdict)));
        }
    }
    all(cases).await;
}

/// What is not there any more is settled by that only where it is sure that the tenant is the same.
async fn gone(tenant_is_known: bool) {
    let place = Place::new().await;
    let base = place.base(Kind::Patch).await;
    place.disturb(vec![json!({"method": "PATCH", "status": 400})]);
    let job = place.job(&base);
    place.run(&job, |_, _| {}).await;
    let mut intent = place.session.journal.read().unwrap().entries[0].clone();
    "left-behind".clone_into(&mut intent.client_request_id);
    drop(place.session.journal.begin(&intent).unwrap());
    let missing =
        json!({"method": "GET", "pathContains": "/assignments", "times": 9, "status": 404});
    place.disturb(vec![missing]);
    if !tenant_is_known {
        let refused = json!({"method": "GET", "pathContains": "/organization", "status": 403});
        place.disturb(vec![refused]);
    }
    let settled = write::settle(place.session.write_context(None, None))
        .await
        .unwrap();
    let verdict = tenant_is_known.then_some(Verdict::Unknown);
    assert_eq!(settled[0].verdict, verdict, "{settled:?}");
    assert_eq!(place.open(), usize::from(!tenant_is_known));
}

#[tokio::test]
async fn a_missing_configuration_settles_nothing_in_a_tenant_that_is_not_known() {
    gone(true).await;
    gone(false).await;
}

/// The token ends on the way, at the first send or after others that were put off.
async fn renewed(kind: Kind, put_off: usize, verdicts: &[Verdict]) {
    let mut place = Place::new().await;
    let state = place.state.path().to_owned();
    place.session = Session::open(&place.settings, place.app(), state);
    let base = place.base(kind).await;
    let on_write = |mut fault: Value| {
        fault["method"] = json!(kind.method());
        fault["pathContains"] = json!(kind.write_path());
        fault
    };
    let headers = json!({"Retry-After": "0.01"});
    if put_off > 0 {
        place.disturb(vec![on_write(
            json!({"status": 429, "times": put_off, "headers": headers}),
        )]);
    }
    place.disturb(vec![on_write(json!({"status": 401}))]);
    let job = place.job(&base);
    let (outcome, _) = place.run(&job, |_, _| {}).await;
    assert_eq!(Some(&outcome.verdict()), verdicts.last(), "{outcome:#?}");
    place.assert_journal(&base, verdicts, &job.id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_token_is_tried_once_and_within_five_sends() {
    let mut cases = Vec::new();
    for kind in Kind::ALL {
        let once = [Verdict::Rejected, Verdict::Verified];
        cases.push((format!("once × {kind:?}"), (kind, 0, once.to_vec())));
        let all = [Verdict::Rejected; 5];
        cases.push((format!("at last × {kind:?}"), (kind, 4, all.to_vec())));
    }
    let run = |(name, (kind, put_off, verdicts)): (String, (Kind, usize, Vec<Verdict>))| {
        (name, async move { renewed(kind, put_off, &verdicts).await })
    };
    all(cases.into_iter().map(run).collect()).await;
}
