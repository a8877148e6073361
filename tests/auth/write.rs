//! A change whose token ends on the way: sent again once, with another one, and only then.

use enlist::domain::{Change, NewTarget, ObjectId, Outcome, TargetType, Verdict, Via};
use enlist::session::Session;
use enlist::write::{self, Approval, Job};
use tokio::sync::{mpsc, watch};

use super::*;

const ENGINEERING: &str = "c3dd75f6-8085-48e6-ac92-5f09a227f039";

async fn run(service: &Service, tokens: &Tokens) -> Outcome {
    let settings = Settings {
        graph_url: service.base_url.parse().unwrap(),
        ..Settings::default()
    };
    let state = tempfile::tempdir().unwrap();
    let session = Session::open(&settings, tokens.clone(), state.path().to_owned());
    let mut rows = Vec::new();
    let listed = session.client.configurations(|page| rows.extend(page));
    listed.await.unwrap();
    let row = rows
        .iter()
        .find(|row| row.configuration.name == "Kiosk ESP")
        .unwrap();
    let id = ObjectId::parse(ENGINEERING).unwrap();
    let assignment = &row.assignments[0];
    let to = assignment
        .target
        .retarget(&NewTarget::ScopeTagGroup(TargetType::Device, id));
    let job = Job {
        id: session.change_name(1),
        change: Change::retarget(&row.configuration, &row.assignments, assignment, to).unwrap(),
        via: Via::Patch,
        approval: Approval::None,
        first_wait: Duration::ZERO,
    };
    let (steps, _) = mpsc::unbounded_channel();
    let (_keep, cancel) = watch::channel(false);
    let outcome = write::run(&session.write_context(None, None), &job, &steps, cancel).await;
    let journal = session.journal.read().unwrap();
    let halves = journal.entries.len();
    assert_eq!(
        halves,
        2 * sends(service),
        "an intent and a verdict for each send"
    );
    assert!(session.journal.open_changes().unwrap().open.is_empty());
    outcome
}

fn sends(service: &Service) -> usize {
    let all = service.control.requests();
    all.iter().filter(|it| it.method == "PATCH").count()
}

fn ended(service: &Service, times: u32) {
    service.control.add_fault(Fault {
        method: Some("PATCH".to_owned()),
        times,
        status: Some(401),
        body: Some(
            r#"{"error":{"code":"InvalidAuthenticationToken","message":"Lifetime validation failed."}}"#
                .to_owned(),
        ),
        ..Fault::default()
    });
}

#[tokio::test]
async fn a_change_is_sent_again_with_another_token() {
    let service = service().await;
    let tokens = Tokens::new(with_secret(&service)).unwrap();
    ended(&service, 1);
    let outcome = run(&service, &tokens).await;
    assert_eq!((outcome.verdict(), sends(&service)), (Verdict::Verified, 2));
    assert_eq!(token_requests(&service).len(), 2);
}

#[tokio::test]
async fn it_is_sent_again_once_only() {
    let service = service().await;
    let tokens = Tokens::new(with_secret(&service)).unwrap();
    ended(&service, 9);
    let outcome = run(&service, &tokens).await;
    assert_eq!((outcome.verdict(), sends(&service)), (Verdict::Rejected, 2));
}

#[tokio::test]
async fn a_given_token_that_ended_is_not_tried_again() {
    let service = service().await;
    let tokens = Tokens::bearer(&service.token);
    ended(&service, 1);
    let outcome = run(&service, &tokens).await;
    assert_eq!((outcome.verdict(), sends(&service)), (Verdict::Rejected, 1));
}
