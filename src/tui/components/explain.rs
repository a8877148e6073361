//! Which configuration wins for a user, or for the members of a group.

use std::collections::BTreeSet;

use super::Component;
use crate::domain::{self, Name, ObjectId, ObjectKind, RequestError};
use crate::tui::action::{Action, Answer, Context};
use crate::tui::command::Scope;
use crate::tui::explained::{Member, Subject};
use crate::tui::kit::content::{Content, Text};
use crate::tui::kit::cursor::Cursor;
use crate::tui::msg::Effect;
use crate::tui::remote::RequestId;
use crate::tui::store::Store;
use crate::words::{self, Line, ListRead, Phrase, Role};

/// The question, and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Explain {
    pub(super) cursor: Cursor,
    subject: Subject,
    awaited: Option<RequestId>,
    /// None before the first answer.
    lines: Option<Vec<Line>>,
}

impl Explain {
    pub(super) fn new(subject: Subject) -> Self {
        Self {
            cursor: Cursor::default(),
            subject,
            awaited: None,
            lines: None,
        }
    }
}

impl Component for Explain {
    fn scope(&self) -> Scope {
        Scope::Text
    }

    fn title(&self, _: &Store) -> String {
        "What wins, and why".to_owned()
    }

    fn step(&self) -> &'static str {
        "what wins"
    }

    fn content<'a>(&'a self, _: &'a Store) -> Content<'a> {
        let waiting = || {
            let said = Phrase::from("Reading the groups").going_on();
            vec![Line::new(Role::Text, said)]
        };
        Content::Text(Text::page(self.lines.clone().unwrap_or_else(waiting)))
    }

    fn awaits(&self) -> Vec<RequestId> {
        self.awaited.into_iter().collect()
    }

    fn on_open(&mut self, cx: &mut Context<'_>) -> Action {
        let id = cx.request();
        self.awaited = Some(id);
        self.lines = None;
        cx.effect(Effect::Explain(id, self.subject.clone()));
        Action::Stay
    }

    fn on_answer(&mut self, _: RequestId, answer: Answer, cx: &mut Context<'_>) -> Action {
        if let Answer::Explained(answer) = answer {
            self.awaited = None;
            self.lines = Some(lines(cx.store, &self.subject, answer));
        }
        Action::Stay
    }
}

/// The answer in sentences.
#[must_use]
fn lines(
    store: &Store,
    subject: &Subject,
    answer: Result<Option<Member>, RequestError>,
) -> Vec<Line> {
    let member = match answer {
        Ok(Some(member)) => member,
        Ok(None) => {
            return vec![
                Line::new(Role::Bad, "The directory has nobody of this name or id."),
                Line::new(
                    Role::Hint,
                    "give the user principal name, such as ada@contoso.com, or the object id",
                ),
            ];
        }
        Err(error) => return words::error(&error),
    };
    let mut names = store.names.clone();
    let mut groups: BTreeSet<ObjectId> = member.groups.keys().cloned().collect();
    if let Subject::Group(id) = subject {
        groups.insert(id.clone());
    }
    names.extend(member.groups.into_iter().map(|(id, name)| {
        let kind = ObjectKind::Group;
        (id, Name::Known { name, kind })
    }));
    let is_deleted = |(id, name): (&ObjectId, &Name)| (*name == Name::Deleted).then(|| id.clone());
    let deleted = store.names.iter().filter_map(is_deleted).collect();
    let who = match (&member.user, subject) {
        (Some(user), _) => words::user(user, groups.len()),
        (None, Subject::Group(id)) => {
            let name = words::name_of(id.as_str(), &names);
            let count = words::in_groups(groups.len());
            Phrase::from(format!("Members of {name}"))
                .dot(format!("{count}, as far as that is all they are in"))
        }
        (None, Subject::User(typed)) => typed.as_str().into(),
    };
    let rows = store.rows().iter();
    let rows = rows.map(|row| (&row.configuration, row.assignments.as_slice()));
    let explained = domain::explain(rows, &groups, &deleted);
    let list = ListRead {
        from: store.read_from,
        rows: store.rows(),
        is_whole: !store.list.is_incomplete(),
    };
    words::explain(who, &explained, &names, &list)
}
