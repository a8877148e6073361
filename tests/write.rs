//! One change from the request to the verdict, for every way in which it can go wrong.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod support;

use enlist::demo::{self, Behaviour, Fault, Options, Service};
use enlist::domain::{
    ApiMode, Assignment, Change, Configuration, NewTarget, ObjectId, Outcome, Step, TargetType,
    Verdict,
};
use enlist::graph::Client;
use enlist::write::{self, Access};
use support::wire::client;
use tokio::sync::mpsc;

const KIOSK: &str = "Kiosk ESP";
const CORP: &str = "Corp ESP";
const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";

struct Bench {
    service: Service,
    client: Client,
}

impl Bench {
    async fn new(behaviour: Behaviour) -> Self {
        let service = demo::start(Options {
            behaviour,
            ..Options::default()
        })
        .await
        .unwrap();
        let client = client(&service, ApiMode::Auto);
        Self { service, client }
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
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let outcome = write::run(&self.client, Access::ReadWrite, change, &sender).await;
        drop(sender);
        let mut steps = Vec::new();
        while let Some(step) = receiver.recv().await {
            steps.push(step);
        }
        (outcome, steps)
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

fn on_patch() -> Fault {
    Fault {
        method: Some("PATCH".to_owned()),
        ..Fault::default()
    }
}

#[tokio::test]
async fn a_change_is_verified_by_reading_it_back() {
    let bench = Bench::new(Behaviour::Documented).await;
    let change = bench.mission().await;
    let (outcome, steps) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::Verified);
    let facts = outcome.facts.unwrap();
    assert_eq!(facts.status_line().as_deref(), Some("200 OK"));
    assert!(facts.request_id.is_some());
    assert!(
        outcome
            .observed
            .unwrap()
            .iter()
            .any(|row| row.target.same_as(&change.after))
    );
    assert!(matches!(
        &steps[..],
        [
            Step::Sending,
            Step::Answered(_),
            Step::ReadingBack { attempt: 1 }
        ]
    ));
    let writes = bench.writes();
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
    let bench = Bench::new(Behaviour::Documented).await;
    let new = NewTarget::Group(ObjectId::parse(ENGINEERING).unwrap());
    let change = bench.change(CORP, &new).await;
    assert!(change.before.filter().is_some());
    let (outcome, _) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::Verified);
    assert!(bench.writes()[0].path.starts_with("/beta/"));
    let (_, rows) = bench.find(CORP).await;
    let row = rows
        .iter()
        .find(|row| row.target.object_id() == Some(ENGINEERING))
        .unwrap();
    assert_eq!(row.target.filter(), change.before.filter());
    assert_eq!(rows.len(), 4, "the other targets are still there");
}

#[tokio::test]
async fn the_live_service_has_no_route() {
    let bench = Bench::new(Behaviour::Live).await;
    let change = bench.mission().await;
    let (outcome, _) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::NoRoute);
    let error = outcome.error.unwrap();
    assert!(
        error.message.starts_with("No OData route exists"),
        "{error:?}"
    );
    assert_eq!(bench.writes().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_rejected_with_the_sentence() {
    let bench = Bench::new(Behaviour::Documented).await;
    let change = bench.mission().await;
    for status in [400, 401, 403, 404, 409, 412, 429] {
        bench.service.control.add_fault(Fault {
            status: Some(status),
            body: Some(r#"{"error":{"code":"Nope","message":"Not you."}}"#.to_owned()),
            ..on_patch()
        });
        let (outcome, _) = bench.run(&change).await;
        assert_eq!(outcome.verdict, Verdict::Rejected, "{status}");
        assert_eq!(outcome.error.unwrap().message, "Not you.");
    }
}

#[tokio::test]
async fn a_write_is_never_sent_twice() {
    let bench = Bench::new(Behaviour::Documented).await;
    let change = bench.mission().await;
    for fault in [
        Fault {
            status: Some(429),
            headers: [("Retry-After".into(), "0".into())].into(),
            ..on_patch()
        },
        Fault {
            status: Some(503),
            headers: [("Retry-After".into(), "0".into())].into(),
            ..on_patch()
        },
        Fault {
            drop: true,
            ..on_patch()
        },
        Fault {
            status: Some(500),
            ..on_patch()
        },
    ] {
        let before = bench.writes().len();
        bench.service.control.add_fault(fault);
        bench.run(&change).await;
        assert_eq!(bench.writes().len(), before + 1);
    }
}

#[tokio::test]
async fn a_lost_answer_is_unknown_unless_reading_back_proves_the_change() {
    let bench = Bench::new(Behaviour::Documented).await;
    let change = bench.mission().await;
    bench.service.control.add_fault(Fault {
        drop: true,
        ..on_patch()
    });
    let (outcome, _) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::Unknown);
    assert!(outcome.reason.is_some());
    // The list as it was seen tells the admin where to look next.
    assert!(outcome.observed.is_some());

    bench.service.control.add_fault(Fault {
        drop: true,
        apply: true,
        ..on_patch()
    });
    let (outcome, _) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::Verified);
}

#[tokio::test]
async fn a_5xx_is_unknown_unless_reading_back_proves_the_change() {
    let bench = Bench::new(Behaviour::Documented).await;
    let change = bench.mission().await;
    bench.service.control.add_fault(Fault {
        status: Some(502),
        ..on_patch()
    });
    let (outcome, _) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::Unknown);
    bench.service.control.add_fault(Fault {
        status: Some(503),
        apply: true,
        ..on_patch()
    });
    let (outcome, _) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::Verified);
    assert_eq!(outcome.error.unwrap().facts.status, Some(503));
}

#[tokio::test]
async fn a_success_that_changed_nothing_is_not_believed() {
    let bench = Bench::new(Behaviour::Documented).await;
    let change = bench.mission().await;
    bench.service.control.add_fault(Fault {
        status: Some(200),
        body: Some("{}".to_owned()),
        ..on_patch()
    });
    let (outcome, steps) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::NotYetVisible);
    let attempts = steps
        .iter()
        .filter(|step| matches!(step, Step::ReadingBack { .. }))
        .count();
    assert!(attempts > 1, "{steps:?}");
}

#[tokio::test]
async fn a_success_that_cannot_be_read_back_is_unknown() {
    let bench = Bench::new(Behaviour::Documented).await;
    let change = bench.mission().await;
    bench.service.control.add_fault(Fault {
        method: Some("GET".to_owned()),
        path_contains: Some("/assignments".to_owned()),
        status: Some(403),
        times: 9,
        ..Fault::default()
    });
    let (outcome, _) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::Unknown);
    assert_eq!(outcome.facts.unwrap().status, Some(200));
}

#[tokio::test]
async fn somebody_else_s_change_in_between_is_seen() {
    let bench = Bench::new(Behaviour::Documented).await;
    let change = bench.mission().await;
    // Another admin points the same assignment elsewhere, and this one's answer is lost.
    let other = bench.change(KIOSK, &NewTarget::AllDevices).await;
    assert_eq!(bench.run(&other).await.0.verdict, Verdict::Verified);
    bench.service.control.add_fault(Fault {
        drop: true,
        ..on_patch()
    });
    let (outcome, _) = bench.run(&change).await;
    assert_eq!(outcome.verdict, Verdict::Differs);
}

#[tokio::test]
async fn without_a_connection_nothing_is_sent() {
    let bench = Bench::new(Behaviour::Documented).await;
    let change = bench.mission().await;
    let Bench { service, client } = bench;
    drop(service);
    let (sender, _) = mpsc::unbounded_channel();
    // The pooled connection may be found dead only while it is used, so this client is a fresh one.
    drop(client);
    let settings = support::wire::settings("http://127.0.0.1:9", ApiMode::Auto);
    let client = support::wire::client_of(&settings, "token");
    let outcome = write::run(&client, Access::ReadWrite, &change, &sender).await;
    assert_eq!(outcome.verdict, Verdict::NotSent);
}
