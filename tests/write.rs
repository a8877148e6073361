//! One change from the request to the verdict, for every way in which it can go wrong.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use enlist::demo::{self, Behaviour, Fault, Options, Service};
use std::time::Duration;

use enlist::auth::Tokens;
use enlist::domain::{
    ApiMode, Assignment, Change, Configuration, Half, NewTarget, ObjectId, Outcome, Step,
    TargetType, Verdict, Via,
};
use enlist::graph::Client;
use enlist::session::Session;
use enlist::write::{self, Approval, Job};
use support::wire::{demo_session, settings};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};

const KIOSK: &str = "Kiosk ESP";
const CORP: &str = "Corp ESP";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";

struct DemoWriter {
    service: Service,
    client: Client,
    session: Session,
    _state: TempDir,
}

impl DemoWriter {
    async fn new(behaviour: Behaviour) -> Self {
        let options = Options {
            behaviour,
            ..Options::default()
        };
        let (service, session, state) = demo_session(options).await;
        Self {
            service,
            client: session.client.clone(),
            session,
            _state: state,
        }
    }

    async fn find(&self, name: &str) -> (Configuration, Vec<Assignment>) {
        let mut rows = Vec::new();
        self.client
            .configurations(|page| rows.extend(page))
            .await
            .unwrap();
        let row = rows
            .into_iter()
            .find(|row| row.configuration.name == name)
            .unwrap();
        (row.configuration, row.assignments)
    }

    /// Points the first assignment of a configuration at `new`.
    async fn change(&self, name: &str, new: &NewTarget) -> Change {
        let (configuration, rows) = self.find(name).await;
        let after = rows[0].target.retarget(new);
        Change::retarget(&configuration, &rows, &rows[0], after).unwrap()
    }

    /// The change of the mission: from the users of one group to the devices of another.
    async fn mission(&self) -> Change {
        let id = ObjectId::parse(ENGINEERING).unwrap();
        self.change(KIOSK, &NewTarget::ScopeTagGroup(TargetType::Device, id))
            .await
    }

    async fn run(&self, change: &Change) -> (Outcome, Vec<Step>) {
        run(&self.session, change).await
    }

    fn writes(&self) -> Vec<demo::Recorded> {
        let is_write = |request: &demo::Recorded| {
            request.method != "GET" && !request.path.contains("getByIds")
        };
        self.service
            .control
            .requests()
            .into_iter()
            .filter(is_write)
            .collect()
    }
}

async fn run(session: &Session, change: &Change) -> (Outcome, Vec<Step>) {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let (_keep, cancel) = watch::channel(false);
    let job = Job {
        id: session.change_name(1),
        change: change.clone(),
        via: Via::Patch,
        approval: Approval::None,
        first_wait: Duration::ZERO,
    };
    let outcome = write::run(&session.write_context(None, None), &job, &sender, cancel).await;
    drop(sender);
    let mut steps = Vec::new();
    while let Some(step) = receiver.recv().await {
        steps.push(step);
    }
    (outcome, steps)
}

fn on_patch() -> Fault {
    Fault {
        method: Some("PATCH".to_owned()),
        ..Fault::default()
    }
}

#[tokio::test]
async fn a_change_is_verified_by_reading_it_back() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let change = ui.mission().await;
    let (outcome, steps) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::Verified);
    let facts = outcome.facts().unwrap();
    assert_eq!(facts.status_line().as_deref(), Some("200 OK"));
    assert!(facts.request_id.is_some());
    assert!(
        outcome
            .observed_list()
            .unwrap()
            .iter()
            .any(|row| row.target.same_as(change.new_target().unwrap()))
    );
    assert!(matches!(
        &steps[..],
        [
            Step::Rereading,
            Step::Recording(Half::Intent),
            Step::Sending,
            Step::Answered(_),
            Step::ReadingBack { attempt: 1, .. },
            Step::Recording(Half::Verdict),
        ]
    ));
    let writes = ui.writes();
    assert_eq!(writes.len(), 1);
    assert_eq!(
        writes[0].body.as_deref(),
        Some(
            format!(
                r##"{{"@odata.type":"#microsoft.graph.enrollmentConfigurationAssignment","target":{{"@odata.type":"#microsoft.graph.scopeTagGroupAssignmentTarget","targetType":"device","entraObjectId":"{ENGINEERING}"}}}}"##
            )
            .as_str()
        )
    );
    assert!(writes[0].path.starts_with("/v1.0/"));
}

#[tokio::test]
async fn a_filter_survives_and_sends_the_change_to_beta() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let new = NewTarget::Group(ObjectId::parse(ENGINEERING).unwrap());
    let change = ui.change(CORP, &new).await;
    let old = change.old_target().unwrap().clone();
    assert!(old.filter().is_some());
    let (outcome, _) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::Verified);
    assert!(ui.writes()[0].path.starts_with("/beta/"));
    let (_, rows) = ui.find(CORP).await;
    let row = rows
        .iter()
        .find(|row| row.target.object_id() == Some(ENGINEERING))
        .unwrap();
    assert_eq!(row.target.filter(), old.filter());
    assert_eq!(rows.len(), 4, "the other targets are still there");
}

#[tokio::test]
async fn the_live_service_has_no_route() {
    let ui = DemoWriter::new(Behaviour::Live).await;
    let change = ui.mission().await;
    let (outcome, _) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::NoRoute);
    // The list that would be replaced, as it was read a moment before.
    assert!(outcome.observed.is_some());
    let error = outcome.error().unwrap();
    assert!(
        error.message.starts_with("No OData route exists"),
        "{error:?}"
    );
    assert_eq!(ui.writes().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_rejected_with_the_sentence() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let change = ui.mission().await;
    for status in [400, 401, 403, 409, 412] {
        ui.service.control.add_fault(Fault {
            status: Some(status),
            body: Some(r#"{"error":{"code":"Nope","message":"Not you."}}"#.to_owned()),
            ..on_patch()
        });
        let (outcome, _) = ui.run(&change).await;
        assert_eq!(outcome.verdict(), Verdict::Rejected, "{status}");
        assert_eq!(outcome.error().unwrap().message, "Not you.");
    }
}

#[tokio::test]
async fn only_what_the_service_put_off_is_sent_again() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let retry = || [("Retry-After".to_owned(), "0".to_owned())].into();
    let fault = |status| Fault {
        status: Some(status),
        ..on_patch()
    };
    let cases = [
        (
            2,
            Fault {
                headers: retry(),
                ..fault(429)
            },
        ),
        (2, fault(429)),
        (
            2,
            Fault {
                headers: retry(),
                ..fault(503)
            },
        ),
        (1, fault(503)),
        (1, fault(500)),
        (1, fault(504)),
        (1, fault(408)),
        (
            1,
            Fault {
                drop: true,
                ..on_patch()
            },
        ),
    ];
    for (sends, fault) in cases {
        let ui = DemoWriter::new(Behaviour::Documented).await;
        let change = ui.mission().await;
        let what = format!("{fault:?}");
        ui.service.control.add_fault(fault);
        ui.run(&change).await;
        assert_eq!(ui.writes().len(), sends, "{what}");
    }
    let change = ui.mission().await;
    ui.service.control.add_fault(Fault {
        status: Some(429),
        times: 99,
        ..on_patch()
    });
    let (outcome, _) = ui.run(&change).await;
    assert_eq!(
        (outcome.verdict(), ui.writes().len()),
        (Verdict::Rejected, 5)
    );
}

#[tokio::test]
async fn a_lost_answer_is_unknown_unless_reading_back_proves_the_change() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let change = ui.mission().await;
    ui.service.control.add_fault(Fault {
        drop: true,
        ..on_patch()
    });
    let (outcome, _) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::Unknown);
    assert!(outcome.reason().is_some());
    // The list as it was seen tells the admin where to look next.
    assert!(outcome.observed.is_some());

    ui.service.control.add_fault(Fault {
        drop: true,
        apply: true,
        ..on_patch()
    });
    let (outcome, _) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::Verified);
}

#[tokio::test]
async fn a_5xx_is_unknown_unless_reading_back_proves_the_change() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let change = ui.mission().await;
    ui.service.control.add_fault(Fault {
        status: Some(502),
        ..on_patch()
    });
    let (outcome, _) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::Unknown);
    ui.service.control.add_fault(Fault {
        status: Some(503),
        apply: true,
        ..on_patch()
    });
    let (outcome, _) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::Verified);
    assert_eq!(outcome.error().unwrap().facts.status, Some(503));
}

#[tokio::test]
async fn a_success_that_changed_nothing_is_not_believed() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let change = ui.mission().await;
    ui.service.control.add_fault(Fault {
        status: Some(200),
        body: Some("{}".to_owned()),
        ..on_patch()
    });
    let (outcome, steps) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::NotYetVisible);
    let attempts = steps
        .iter()
        .filter(|step| matches!(step, Step::ReadingBack { .. }))
        .count();
    assert!(attempts > 1, "{steps:?}");
}

#[tokio::test]
async fn somebody_else_s_change_in_between_is_seen_and_nothing_is_sent() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let change = ui.mission().await;
    let other = ui.change(KIOSK, &NewTarget::AllDevices).await;
    assert_eq!(ui.run(&other).await.0.verdict(), Verdict::Verified);
    let (outcome, _) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::Conflict);
    assert!(outcome.facts().is_none());
    assert_eq!(ui.writes().len(), 1);
}

#[tokio::test]
async fn a_change_that_somebody_else_made_in_between_is_not_made_again() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let change = ui.mission().await;
    assert_eq!(ui.run(&change).await.0.verdict(), Verdict::Verified);
    let (outcome, steps) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::Already);
    assert!(outcome.facts().is_none() && outcome.reason().is_none());
    let rows = outcome.observed_list().unwrap();
    let to = change.new_target().unwrap();
    assert!(rows.iter().any(|row| row.target.same_as(to)));
    // No intent was written down.
    assert!(matches!(&steps[..], [Step::Rereading]), "{steps:?}");
    assert_eq!(ui.writes().len(), 1);

    let (configuration, rows) = ui.find(CORP).await;
    let order = ui.client.priorities(&configuration.kind, None).await;
    let change = Change::set_priority(&configuration, &rows, order.unwrap(), 2).unwrap();
    let job = |via| Job {
        id: ui.session.change_name(2),
        change: change.clone(),
        via,
        approval: Approval::None,
        first_wait: Duration::ZERO,
    };
    let (sender, _receiver) = mpsc::unbounded_channel();
    for verdict in [Verdict::Verified, Verdict::Already] {
        let (_keep, cancel) = watch::channel(false);
        let context = ui.session.write_context(None, None);
        let outcome = write::run(&context, &job(Via::SetPriority), &sender, cancel).await;
        assert_eq!(outcome.verdict(), verdict);
        assert!(outcome.observed_order().is_some());
    }
    assert_eq!(ui.writes().len(), 2);
}

#[tokio::test]
async fn without_a_connection_nothing_is_sent() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let change = ui.mission().await;
    let state = tempfile::tempdir().unwrap();
    let session = Session::open(
        &settings("http://127.0.0.1:9", ApiMode::Auto),
        Tokens::bearer("token"),
        state.path().to_owned(),
    );
    let (outcome, _) = run(&session, &change).await;
    assert_eq!(outcome.verdict(), Verdict::NotSent);
}

#[tokio::test]
async fn an_error_that_never_ends_is_a_lost_answer_and_no_refusal() {
    for (apply, verdict) in [(true, Verdict::Verified), (false, Verdict::Unknown)] {
        let ui = DemoWriter::new(Behaviour::Documented).await;
        let change = ui.mission().await;
        let long = "A".repeat(2 << 20);
        ui.service.control.add_fault(Fault {
            status: Some(400),
            body: Some(format!(
                r#"{{"error":{{"code":"BadRequest","message":"{long}"}}}}"#
            )),
            apply,
            ..on_patch()
        });
        let (outcome, _) = ui.run(&change).await;
        assert_eq!(outcome.verdict(), verdict);
        assert_eq!(ui.writes().len(), 1);
    }
}

#[tokio::test]
async fn a_long_sentence_of_the_service_is_cut() {
    let ui = DemoWriter::new(Behaviour::Documented).await;
    let change = ui.mission().await;
    let long = "E".repeat(100_000);
    ui.service.control.add_fault(Fault {
        status: Some(400),
        body: Some(format!(
            r#"{{"error":{{"code":"{long}","message":"{long}"}}}}"#
        )),
        ..on_patch()
    });
    let (outcome, _) = ui.run(&change).await;
    assert_eq!(outcome.verdict(), Verdict::Rejected);
    let error = outcome.error().unwrap();
    assert_eq!(error.message.chars().count(), 500);
    assert!(error.message.ends_with('…'));
    assert_eq!(error.code.chars().count(), 500);
}
