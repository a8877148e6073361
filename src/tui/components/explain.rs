//! Which configuration applies to a user, or to the members of a group.

use std::collections::BTreeSet;

use super::Component;
use crate::domain::{
    self, EffectiveConfigurations, Enrollment, Name, ObjectId, ObjectKind, RequestError, Tenant,
    User,
};
use crate::text;
use crate::tui::keys::command::Scope;
use crate::tui::kit::content::{Content, Text};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Answer, Context, Watch};
use crate::tui::store::explained::{Found, Subject};
use crate::tui::store::msg::Effect;
use crate::words::{self, Line, ListRead, Phrase, Role, ServiceAnswer};

/// The question, and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Explain {
    pub(super) cursor: Cursor,
    subject: Subject,
    awaited: Option<RequestId>,
    /// None before the first answer.
    answer: Option<Result<Found, RequestError>>,
    service: Service,
    /// The text, with the names and counts known so far.
    lines: Vec<Line>,
}

/// The service's own answer.
#[derive(Debug, Clone, PartialEq)]
enum Service {
    NotAsked,
    Asked,
    Answered(Result<Option<EffectiveConfigurations>, RequestError>),
}

impl Service {
    fn answer(&self) -> ServiceAnswer<'_> {
        match self {
            Self::NotAsked | Self::Answered(Ok(None)) => ServiceAnswer::NotAsked,
            Self::Asked => ServiceAnswer::Awaited,
            Self::Answered(Ok(Some(effective))) => ServiceAnswer::Came(effective),
            Self::Answered(Err(error)) => ServiceAnswer::Failed(error),
        }
    }
}

impl Explain {
    pub(super) fn new(subject: Subject) -> Self {
        Self {
            cursor: Cursor::default(),
            subject,
            awaited: None,
            answer: None,
            service: Service::NotAsked,
            lines: Vec::new(),
        }
    }
}

impl Component for Explain {
    fn scope(&self) -> Scope {
        Scope::Text
    }

    fn title(&self, _: &Store) -> String {
        "Which configuration wins".to_owned()
    }

    fn step(&self) -> &'static str {
        "what wins"
    }

    fn content<'a>(&'a self, _: &'a Store) -> Content<'a> {
        Content::Text(Text::page(self.lines.clone()))
    }

    fn awaits(&self) -> Vec<RequestId> {
        let is_over = match &self.answer {
            None => false,
            Some(Ok(Found::Member(_))) => self.service != Service::Asked,
            // Without a user, nothing more is requested.
            Some(_) => true,
        };
        self.awaited.filter(|_| !is_over).into_iter().collect()
    }

    fn on_open(&mut self, cx: &mut Context<'_>) {
        let id = cx.request();
        self.awaited = Some(id);
        self.answer = None;
        let is_user = matches!(self.subject, Subject::User(_));
        let ask_service = is_user && !cx.store.lacks_effective;
        self.service = if ask_service {
            Service::Asked
        } else {
            Service::NotAsked
        };
        cx.effect(Effect::Explain {
            id,
            subject: self.subject.clone(),
            ask_service,
        });
    }

    fn on_answer(&mut self, _: RequestId, answer: Answer, _: &mut Context<'_>) -> Action {
        match answer {
            Answer::Explained(answer) => self.answer = Some(answer),
            Answer::Effective(answer) => self.service = Service::Answered(answer),
            _ => {}
        }
        Action::Stay
    }

    fn refresh(&mut self, store: &Store) {
        let waiting = || {
            let loading = Phrase::from("Loading the groups").going_on();
            vec![Line::new(Role::Text, loading)]
        };
        let answered = |answer| lines(store, &self.subject, answer, self.service.answer());
        self.lines = self.answer.as_ref().map_or_else(waiting, answered);
    }

    fn watches(&self, store: &Store) -> Option<Watch> {
        let groups = domain::groups_by_device(store.rows());
        Some(Watch::Offers(groups.into_iter().collect()))
    }
}

/// Says that nobody was found, and how and where they were looked up.
fn nobody(store: &Store, subject: &Subject, near: &[User]) -> Vec<Line> {
    let typed = match subject {
        Subject::User(typed) => typed.as_str(),
        Subject::Group(id) => id.as_str(),
    };
    let tenant = store.tenant.clone().map(|name| Tenant {
        id: None,
        name,
        domain: store.domain.clone(),
    });
    let searched = words::looked_up(typed, tenant.as_ref());
    let mut lines = vec![
        Line::new(
            Role::Bad,
            format!("No user named \"{}\".", text::clean(typed)),
        ),
        Line::new(Role::Text, searched),
    ];
    if near.is_empty() {
        let hint = "Enter the whole user principal name or the object ID.";
        lines.push(Line::new(Role::Hint, hint));
    }
    lines.extend(near.iter().map(|user| {
        let near = Phrase::from("Did you mean ").then(&*user.principal_name);
        Line::new(Role::Hint, near.dot(&*user.name).then("?"))
    }));
    lines
}

/// The answer in sentences.
#[must_use]
fn lines(
    store: &Store,
    subject: &Subject,
    answer: &Result<Found, RequestError>,
    service: ServiceAnswer<'_>,
) -> Vec<Line> {
    let member = match answer {
        Ok(Found::Member(member)) => member,
        Ok(Found::Nobody(near)) => return nobody(store, subject, near),
        Err(error) => return words::error(error),
    };
    let mut names = store.shown_names().clone();
    let mut groups: BTreeSet<ObjectId> = member.groups.keys().cloned().collect();
    if let Subject::Group(id) = subject {
        groups.insert(id.clone());
    }
    names.extend(member.groups.iter().map(|(id, name)| {
        let (kind, name) = (ObjectKind::Group, name.clone());
        (id.clone(), Name::Known { name, kind })
    }));
    let is_deleted = |(id, name): (&ObjectId, &Name)| (*name == Name::Deleted).then(|| id.clone());
    let mut without_devices: BTreeSet<ObjectId> =
        store.names.iter().filter_map(is_deleted).collect();
    without_devices.extend(
        domain::groups_by_device(store.rows())
            .into_iter()
            .filter(|id| {
                let count = store.count_of(Some(id.as_str()));
                count.is_some_and(|count| count.devices == 0)
            }),
    );
    let who = match (&member.user, subject) {
        (Some(user), _) => words::user(user, groups.len()),
        (None, Subject::Group(id)) => {
            let name = words::name_of(id.as_str(), &names);
            let count = words::in_groups(groups.len());
            Phrase::from(format!("Members of {name}"))
                .dot(format!("{count} (assuming no other groups)"))
        }
        (None, Subject::User(typed)) => typed.as_str().into(),
    };
    let rows = store.rows().iter();
    let rows = rows.map(|row| (&row.configuration, row.assignments.as_slice()));
    let enrollment = Enrollment::of_user(&groups, &without_devices);
    let explained = domain::explain(rows, &enrollment);
    let list = ListRead {
        from: store.read_from,
        rows: store.rows(),
        is_whole: !store.list.is_incomplete(),
    };
    words::explain(who, &explained, &names, &list, service)
}
