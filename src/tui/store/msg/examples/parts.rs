//! What the examples of messages carry: one of each kind.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::super::*;
use crate::auth::Mismatch;
use crate::cloud::Cloud;
use crate::config::{Interval, Settings};
use crate::domain::{
    ApiMode, ChangeKind, Configuration, Conflict, Evidence, Facts, Half, IdProblem, Observed, Poll,
    ReadBack, ReadBackResult, Refusal, Response, ServiceError, Unsent, WriteMode,
};
use crate::journal::Newer;
use crate::plan::{Check, End, Ended};
use crate::tui::terminal::capabilities::Capabilities;
use crate::tui::terminal::clipboard::Multiplexer;

pub(in super::super) const GROUP: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";

pub(in super::super) fn object() -> ObjectId {
    ObjectId::parse(GROUP).unwrap()
}

/// An object with numbers that no machine word holds, and members in an order of their own.
pub(in super::super) fn raw() -> RawObject {
    serde_json::from_str(r#"{"z":1.000,"a":123456789012345678901234567890,"n":null}"#).unwrap()
}

pub(in super::super) fn assignment() -> Assignment {
    let json = format!(
        r##"{{"id":"a1","source":"somethingNew","n":1.50,"target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{GROUP}","n":2.0}}}}"##
    );
    Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

pub(in super::super) fn configuration() -> Configuration {
    let json = r##"{"@odata.type":"#microsoft.graph.somethingNew","id":"c1","displayName":"Corp","priority":2,"limit":5.0}"##;
    let raw = serde_json::from_str(json).unwrap();
    Configuration::from_raw(raw).unwrap().0
}

pub(in super::super) fn change() -> Change {
    let configuration = configuration();
    let Assignment { id, target, .. } = assignment();
    Change {
        configuration: configuration.id,
        configuration_name: configuration.name,
        configuration_type: configuration.kind,
        platform: Some("windows".to_owned()),
        kind: ChangeKind::Retarget {
            assignment: id,
            from: target.clone(),
            to: target.clone(),
        },
        before: vec![target],
        reverses: None,
    }
}

pub(in super::super) fn facts() -> Facts {
    Facts {
        method: "PATCH",
        path: "/beta/x?y".to_owned(),
        status: Some(409),
        elapsed: Duration::from_millis(312),
        request_id: Some("r".to_owned()),
        client_request_id: "c".to_owned(),
    }
}

pub(in super::super) fn service_error() -> ServiceError {
    ServiceError {
        facts: facts(),
        code: "Conflict".to_owned(),
        message: "in use".to_owned(),
        activity_id: Some("a".to_owned()),
        approval_code: None,
        retry_after: Some(Duration::from_secs(7)),
    }
}

pub(in super::super) fn request_errors() -> Vec<RequestError> {
    vec![
        RequestError::NotSent {
            reason: "no way".to_owned(),
            no_token: true,
            hint: None,
            number: Some(50_173),
        },
        RequestError::Lost {
            facts: Box::new(facts()),
            reason: "cut off".to_owned(),
            timed_out: true,
        },
        RequestError::Service(Box::new(service_error())),
        RequestError::Malformed {
            facts: Box::new(facts()),
            reason: "no JSON".to_owned(),
        },
    ]
}

pub(in super::super) fn outcome(evidence: Evidence) -> Outcome {
    Outcome {
        evidence,
        observed: Some(Observed::List(vec![assignment()])),
        note: Some("the journal is full".to_owned()),
    }
}

pub(in super::super) fn outcomes() -> Vec<Outcome> {
    let refusals = [
        Refusal::ReadOnly,
        Refusal::KindOfSubtype("an ESP".into(), "collection".into()),
        Refusal::FilterOfSubtype("an ESP".into()),
        Refusal::FilterOfPlatform("Phones".to_owned(), "iOS".to_owned()),
        Refusal::NoGroup(IdProblem::NotHex {
            character: 'x',
            position: 3,
        }),
    ];
    let reason = || "why".to_owned();
    let unsent = refusals.into_iter().map(Unsent::Rule).chain([
        Unsent::Journal(reason()),
        Unsent::Network(reason()),
        Unsent::NoToken(reason()),
        Unsent::Stopped(reason()),
        Unsent::Unread(Box::new(service_error())),
        Unsent::Other(reason()),
    ]);
    let response = || Response {
        reply: Err(service_error()),
        doubt: Some(reason()),
    };
    let (error, facts) = (service_error(), facts());
    let others = [
        Evidence::Verified(Response::from(facts.clone())),
        Evidence::Already,
        Evidence::Rejected(error.clone(), ReadBackResult::NotNeeded),
        Evidence::NoRoute(error.clone(), ReadBackResult::Shows(ReadBack::Theirs)),
        Evidence::PendingApproval(error, ReadBackResult::Gone),
        Evidence::Conflict(Conflict::Changed(None)),
        Evidence::Conflict(Conflict::Gone(Some(response()))),
        Evidence::Conflict(Conflict::MovedOn),
        Evidence::NotYetVisible(facts.clone()),
        Evidence::Unchanged(facts.clone()),
        Evidence::Differs(response()),
        Evidence::Unknown(response(), ReadBackResult::Failed(reason())),
        Evidence::ProgramFailed,
    ];
    let unsent = unsent.map(|why| Evidence::NotSent(why, Some(facts.clone())));
    let mut outcomes: Vec<Outcome> = unsent.chain(others).map(outcome).collect();
    outcomes.push(Outcome {
        evidence: Evidence::Already,
        observed: Some(Observed::Order(vec![configuration().id])),
        note: None,
    });
    outcomes
}

pub(in super::super) fn steps() -> Vec<Step> {
    let facts = facts();
    vec![
        Step::Queued(Box::default()),
        Step::Rereading,
        Step::Waiting {
            wait: Duration::from_secs(30),
            facts: Some(facts.clone()),
        },
        Step::Recording(Half::Intent),
        Step::Sending,
        Step::Answered(facts.clone()),
        Step::ReadingBack { attempt: 2, facts },
    ]
}

pub(in super::super) fn ended() -> Ended {
    Ended {
        number: 3,
        via: Some(Via::Assign),
        change: change(),
        outcome: outcome(Evidence::Already),
    }
}

pub(in super::super) fn events() -> Vec<Event> {
    let checks = [
        Check::Ready,
        Check::Done { by_plan: true },
        Check::Drifted {
            change: Box::new(change()),
            theirs: vec![assignment().target],
        },
        Check::Refused(Refusal::Gone),
    ];
    let others = [
        Event::Began(1),
        Event::Stepped(1, Step::Sending),
        Event::Replaces(2, Box::new(outcome(Evidence::Already))),
        Event::Ended(Box::new(ended())),
        Event::Paused,
        Event::Resumed,
    ];
    let skipped = checks.map(|check| Event::Skipped(4, check));
    skipped.into_iter().chain(others).collect()
}

pub(in super::super) fn prompts() -> Vec<Prompt> {
    vec![
        Prompt::DeviceCode {
            user_code: "ABCD".to_owned(),
            verification_url: "https://login.example/device".to_owned(),
            expires_in: Duration::from_secs(900),
        },
        Prompt::Polling(Poll::Pending),
        Prompt::Polling(Poll::SlowedDown),
        Prompt::Polling(Poll::Trouble("no answer".to_owned())),
        Prompt::Browser {
            url: "https://login.example".to_owned(),
            port: 8400,
        },
        Prompt::PasteRefused("another address".to_owned()),
    ]
}

pub(in super::super) fn auth_errors() -> Vec<AuthError> {
    vec![
        AuthError::None,
        AuthError::Unusable("no certificate".into()),
        AuthError::NeedsSignIn(None),
        AuthError::NeedsSignIn(Some("expired".to_owned())),
        AuthError::Refused {
            number: Some(65_001),
            sentence: "no consent".to_owned(),
            hint: "consent".to_owned(),
            consent: Some("https://login.example".to_owned()),
        },
        AuthError::Mismatch(Mismatch::Cloud {
            found: Cloud::UsGov,
            wanted: Cloud::Dod,
        }),
        AuthError::Network("no way".to_owned()),
        AuthError::Timeout("the code".to_owned()),
        AuthError::NoIdentityService(Box::new(AuthError::Timeout("10 s".to_owned()))),
    ]
}

pub(in super::super) fn start(time_zone: TimeZone, method: Method) -> Start {
    Start {
        run: "run".to_owned(),
        tenant: Some("contoso.com".to_owned()),
        client_id: Some(crate::auth::BUILT_IN_CLIENT.to_owned()),
        service_name: "Contoso".to_owned(),
        settings: Settings {
            graph_url: "https://graph.example".parse().unwrap(),
            profile: Some("prod".to_owned()),
            profiles: vec!["prod".to_owned()],
            confirm: true,
            api: ApiMode::V1,
            write: WriteMode::Assign,
            refresh: Interval(Some(Duration::from_secs(60))),
            mouse: true,
            ..Settings::default()
        },
        method,
        methods: Method::ALL.to_vec(),
        capabilities: Capabilities {
            ascii: true,
            multiplexer: Multiplexer::Tmux,
            ..Capabilities::default()
        },
        time_zone,
        size: (80, 24),
    }
}

pub(in super::super) fn summary() -> Summary {
    Summary {
        ended: vec![ended()],
        done: vec![1],
        drifted: vec![2],
        refused: vec![4],
        left: vec![5],
        end: End::AtRow(3),
    }
}

pub(in super::super) fn contents() -> Contents {
    let entry = r#"{"row":"intent","changeId":"c","time":"2026-01-01T00:00:00Z",
        "place":{"graphUrl":"https://graph.example","cloud":"Global"},"via":"patch","method":"PATCH","path":"/x",
        "before":[],"after":[],"clientRequestId":"r","change":"#;
    let change = serde_json::to_string(&change()).unwrap();
    Contents {
        entries: vec![serde_json::from_str(&format!("{entry}{change}}}")).unwrap()],
        newer: vec![Newer::default()],
        torn: 1,
        older: None,
    }
}
