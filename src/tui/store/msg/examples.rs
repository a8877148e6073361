//! An example of every message.

mod parts;

pub(super) use parts::*;

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::*;
use crate::domain::{GroupKind, GroupPurpose, ObjectKind, User, Verdict};
use crate::tui::store::explained::Member;
use crate::tui::terminal::input::examples::inputs;

pub(super) fn of_lists() -> Vec<Msg> {
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
        Msg::Explained(id, Ok(Found::Nobody(Vec::new()))),
        Msg::Effective(
            id,
            Ok(Some(EffectiveConfigurations {
                rows: vec![configuration()],
            })),
        ),
        Msg::Explained(
            id,
            Ok(Found::Member(Member {
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

pub(super) fn messages() -> Vec<Msg> {
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
        Msg::SavedViews(vec![SavedView {
            graph_url: "https://graph.example".to_owned(),
            tenant: "t".to_owned(),
            sort: "name".to_owned(),
            assignment_sort: "given".to_owned(),
            configuration: configuration().id,
            assignment: Some(assignment().id),
        }]),
        Msg::Due(TimerId(9)),
        Msg::Clock(1_772_000_000),
        Msg::Resumed,
        Msg::Leaving,
        Msg::Painted,
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
pub(super) const fn kind(msg: &Msg) -> usize {
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
        Msg::Painted => 27,
        Msg::Effective(..) => 28,
        Msg::Clock(_) => 29,
        Msg::SavedViews(_) => 30,
    }
}
