//! Messages are written down and read again, to the letter.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::*;
use crate::auth::Mismatch;
use crate::cloud::Cloud;
use crate::config::Settings;
use crate::domain::{
    ApiMode, ChangeKind, Configuration, Conflict, Evidence, Facts, GroupKind, GroupPurpose, Half,
    IdProblem, ObjectKind, Observed, Poll, ReadBack, Reading, Refusal, Response, ServiceError,
    Unsent, User, Verdict, WriteMode,
};
use crate::journal::Newer;
use crate::plan::{Check, End, Ended};
use crate::tui::terminal::capabilities::Looks;
use crate::tui::terminal::clipboard::Multiplexer;
use crate::tui::terminal::input::{Mouse, Pointing};

const GROUP: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";

fn read_again<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    let again: T = serde_json::from_str(&json).unwrap();
    assert_eq!(&again, value, "{json}");
}

fn object() -> ObjectId {
    ObjectId::parse(GROUP).unwrap()
}

/// An object with numbers that no machine word holds, and members in an order of their own.
fn raw() -> RawObject {
    serde_json::from_str(r#"{"z":1.000,"a":123456789012345678901234567890,"n":null}"#).unwrap()
}

fn assignment() -> Assignment {
    let json = format!(
        r##"{{"id":"a1","source":"somethingNew","n":1.50,"target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{GROUP}","n":2.0}}}}"##
    );
    Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

fn configuration() -> Configuration {
    let json = r##"{"@odata.type":"#microsoft.graph.somethingNew","id":"c1","displayName":"Corp","priority":2,"limit":5.0}"##;
    let raw = serde_json::from_str(json).unwrap();
    Configuration::from_raw(raw).unwrap().0
}

fn change() -> Change {
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
    }
}

fn facts() -> Facts {
    Facts {
        method: "PATCH",
        path: "/beta/x?y".to_owned(),
        status: Some(409),
        elapsed: Duration::from_millis(312),
        request_id: Some("r".to_owned()),
        client_request_id: "c".to_owned(),
    }
}

fn service_error() -> ServiceError {
    ServiceError {
        facts: facts(),
        code: "Conflict".to_owned(),
        message: "in use".to_owned(),
        activity_id: Some("a".to_owned()),
        approval_code: None,
        retry_after: Some(Duration::from_secs(7)),
    }
}

fn request_errors() -> Vec<RequestError> {
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

fn outcome(evidence: Evidence) -> Outcome {
    Outcome {
        evidence,
        observed: Some(Observed::List(vec![assignment()])),
        note: Some("the journal is full".to_owned()),
    }
}

fn outcomes() -> Vec<Outcome> {
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
        Evidence::Rejected(error.clone(), Reading::NotNeeded),
        Evidence::NoRoute(error.clone(), Reading::Shows(ReadBack::Theirs)),
        Evidence::PendingApproval(error, Reading::Gone),
        Evidence::Conflict(Conflict::Changed(None)),
        Evidence::Conflict(Conflict::Gone(Some(response()))),
        Evidence::Conflict(Conflict::MovedOn),
        Evidence::NotYetVisible(facts.clone()),
        Evidence::Unchanged(facts.clone()),
        Evidence::Differs(response()),
        Evidence::Unknown(response(), Reading::Failed(reason())),
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

fn steps() -> Vec<Step> {
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

fn ended() -> Ended {
    Ended {
        number: 3,
        via: Some(Via::Assign),
        change: change(),
        outcome: outcome(Evidence::Already),
    }
}

fn events() -> Vec<Event> {
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

fn prompts() -> Vec<Prompt> {
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

fn auth_errors() -> Vec<AuthError> {
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
    ]
}

fn start(time_zone: TimeZone, method: Method) -> Start {
    Start {
        service_name: "Contoso".to_owned(),
        settings: Settings {
            graph_url: "https://graph.example".parse().unwrap(),
            profile: Some("prod".to_owned()),
            profiles: vec!["prod".to_owned()],
            confirm: true,
            api: ApiMode::V1,
            write: WriteMode::Assign,
            refresh: Some(Duration::from_secs(60)),
            mouse: true,
            ..Settings::default()
        },
        method,
        methods: Method::ALL.to_vec(),
        looks: Looks {
            ascii: true,
            multiplexer: Multiplexer::Tmux,
            ..Looks::default()
        },
        time_zone,
        size: (80, 24),
    }
}

fn inputs() -> Vec<Input> {
    let key = |event, repeat| Input::Key { event, repeat };
    let mouse = |what| {
        Input::Mouse(Mouse {
            what,
            column: 3,
            row: 4,
        })
    };
    vec![
        key(
            KeyEvent::new(KeyCode::Char('ß'), KeyModifiers::CONTROL),
            false,
        ),
        key(KeyEvent::from(KeyCode::F(12)), true),
        mouse(Pointing::Click),
        mouse(Pointing::WheelUp),
        mouse(Pointing::WheelDown),
        Input::Paste("two\nlines\u{1b}".to_owned()),
        Input::Resize(80, 24),
        Input::Closed,
    ]
}

/// The number of a kind of input. One that is added here needs an example above.
const fn input_kind(input: &Input) -> usize {
    match input {
        Input::Key { .. } => 0,
        Input::Mouse(_) => 1,
        Input::Paste(_) => 2,
        Input::Resize(..) => 3,
        Input::Closed => 4,
    }
}

fn summary() -> Summary {
    Summary {
        ended: vec![ended()],
        done: vec![1],
        drifted: vec![2],
        refused: vec![4],
        left: vec![5],
        end: End::AtRow(3),
    }
}

fn contents() -> Contents {
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

fn of_lists() -> Vec<Msg> {
    let id = RequestId(7);
    let mut messages = vec![
        Msg::Page(
            id,
            vec![Row {
                configuration: configuration(),
                assignments: vec![assignment()],
            }],
        ),
        Msg::Assignments(id, Ok((vec![assignment()], ApiVersion::Beta))),
        Msg::Entity(id, ApiVersion::V1, Ok(raw())),
        Msg::Identified {
            tenant: Some(Tenant {
                id: None,
                name: "Contoso".to_owned(),
                domain: Some("contoso.com".to_owned()),
            }),
            account: None,
        },
        Msg::Counted(
            object(),
            Some(MemberCount {
                users: 3,
                devices: u64::MAX,
            }),
        ),
        Msg::Explained(id, Ok(None)),
        Msg::Effective(
            id,
            Ok(Some(EffectiveConfigurations {
                rows: vec![configuration()],
            })),
        ),
        Msg::Explained(
            id,
            Ok(Some(Member {
                user: Some(User {
                    id: object(),
                    name: "Ada".to_owned(),
                    principal_name: "ada@contoso.com".to_owned(),
                }),
                groups: HashMap::from([(object(), "Sales".to_owned())]),
            })),
        ),
        Msg::Groups(
            id,
            Ok(vec![Group {
                id: object(),
                name: "Sales".to_owned(),
                kind: GroupKind {
                    purpose: GroupPurpose::Microsoft365,
                    is_dynamic: true,
                },
            }]),
        ),
        Msg::Filters(Ok(vec![AssignmentFilter {
            id: "f".to_owned(),
            name: "Phones".to_owned(),
            platform: "iOS".to_owned(),
        }])),
        Msg::ScopeTags(Ok(vec![("0".to_owned(), "Default".to_owned())])),
    ];
    let kind = ObjectKind::Group;
    let name = "Sales".to_owned();
    for name in [
        Name::Known { name, kind },
        Name::Deleted,
        Name::NotFound,
        Name::Refused,
    ] {
        let names = HashMap::from([(object(), name)]);
        messages.push(Msg::Named(vec![object()], Ok(names)));
    }
    for error in request_errors() {
        messages.push(Msg::Listed(id, Err(error.clone())));
        let listed = Listed {
            version: ApiVersion::V1,
            incomplete: Some(error),
        };
        messages.push(Msg::Listed(id, Ok(listed)));
    }
    messages
}

fn messages() -> Vec<Msg> {
    let id = RequestId(7);
    let mut messages = of_lists();
    messages.extend([
        Msg::Started,
        Msg::Rights(None),
        Msg::Rights(Some(Claims {
            scopes: vec!["User.Read".to_owned()],
            expires: Some(1),
            app_only: Some(false),
            ..Claims::default()
        })),
        Msg::SignedIn(id, Ok(None)),
        Msg::PlanOver(id, Box::new(summary())),
        Msg::Switched(Err("no such profile".to_owned())),
        Msg::Settled(Ok(vec![Settled {
            configuration: configuration().id,
            configuration_name: "Corp".to_owned(),
            verdict: Some(Verdict::Unknown),
            reason: None,
        }])),
        Msg::JournalBusy(Box::default()),
        Msg::Journal(id, Ok(contents())),
        Msg::Journal(id, Err("not readable".to_owned())),
        Msg::Due(TimerId(9)),
        Msg::Resumed,
        Msg::Leaving,
        Msg::Shown,
    ]);
    let zones = [
        TimeZone::UTC,
        TimeZone::fixed(jiff::tz::offset(-3)),
        TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap(),
    ];
    let starts = zones.map(|zone| start(zone, Method::Browser));
    let starts = starts
        .into_iter()
        .chain(Method::ALL.map(|method| start(TimeZone::UTC, method)));
    messages.extend(starts.map(|start| Msg::Switched(Ok(Box::new(start)))));
    messages.extend(inputs().into_iter().map(Msg::Input));
    let change = ChangeId(5);
    messages.extend(steps().into_iter().map(|step| Msg::Step(change, step)));
    let ends = outcomes().into_iter().map(Box::new);
    messages.extend(ends.map(|end| Msg::Ended(change, end)));
    messages.extend(events().into_iter().map(|event| Msg::Plan(id, event)));
    let prompts = prompts().into_iter();
    messages.extend(prompts.map(|prompt| Msg::Prompted(id, prompt)));
    let refused = auth_errors().into_iter();
    messages.extend(refused.map(|error| Msg::SignedIn(id, Err(error))));
    messages
}

/// The number of a kind of message. One that is added here needs an example above.
const fn kind(msg: &Msg) -> usize {
    match msg {
        Msg::Started => 0,
        Msg::Input(_) => 1,
        Msg::Page(..) => 2,
        Msg::Listed(..) => 3,
        Msg::Assignments(..) => 4,
        Msg::Entity(..) => 5,
        Msg::Identified { .. } => 6,
        Msg::Named(..) => 7,
        Msg::Counted(..) => 8,
        Msg::Explained(..) => 9,
        Msg::Groups(..) => 10,
        Msg::Filters(_) => 11,
        Msg::ScopeTags(_) => 12,
        Msg::Step(..) => 13,
        Msg::Ended(..) => 14,
        Msg::Prompted(..) => 15,
        Msg::SignedIn(..) => 16,
        Msg::Rights(_) => 17,
        Msg::Plan(..) => 18,
        Msg::PlanOver(..) => 19,
        Msg::Switched(_) => 20,
        Msg::Settled(_) => 21,
        Msg::JournalBusy(_) => 22,
        Msg::Journal(..) => 23,
        Msg::Due(_) => 24,
        Msg::Resumed => 25,
        Msg::Leaving => 26,
        Msg::Shown => 27,
        Msg::Effective(..) => 28,
    }
}

#[test]
fn every_message_is_read_as_it_was_written() {
    let messages = messages();
    messages.iter().for_each(read_again);
    let found: BTreeSet<usize> = messages.iter().map(kind).collect();
    let all: BTreeSet<usize> = (0..29).collect();
    assert_eq!(found, all, "each kind has an example");
    let inputs: BTreeSet<usize> = inputs().iter().map(input_kind).collect();
    let all: BTreeSet<usize> = (0..5).collect();
    assert_eq!(inputs, all, "and so has each kind of input");
}

#[test]
fn what_the_service_said_is_kept_to_the_letter() {
    let msg = Msg::Entity(RequestId(1), ApiVersion::Beta, Ok(raw()));
    let json = serde_json::to_string(&msg).unwrap();
    assert!(json.contains(&raw().to_json()), "{json}");
}

#[test]
fn an_id_or_a_method_that_is_none_is_not_read() {
    assert!(serde_json::from_str::<ObjectId>(r#""Sales""#).is_err());
    let json = serde_json::to_string(&facts()).unwrap();
    let other = json.replace("PATCH", "BREW");
    assert!(serde_json::from_str::<Facts>(&other).is_err());
}
