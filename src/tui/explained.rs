//! Which configuration wins for a user, or for the members of a group: the question and its answer.
//!
//! Belongs here: what was asked, what came, the text that follows from both. Does not belong here: the
//! rule (`domain`), its sentences (`words`), keys (`update`).

use std::collections::{BTreeSet, HashMap};

use super::model::Model;
use super::remote::RequestId;
use crate::domain::{self, Name, ObjectId, ObjectKind, RequestError, User};
use crate::words::{self, Line, Phrase, Role};

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A user, by user principal name or object id as typed.
    User(String),
    /// The members of a group.
    Group(ObjectId),
}

/// Somebody whose groups are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The user; none where the members of a group are meant.
    pub user: Option<User>,
    /// All groups that they are in, nested ones included, each with its display name.
    pub groups: HashMap<ObjectId, String>,
}

/// A question under way, or answered.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Whose answer counts.
    pub id: RequestId,
    /// Who is meant.
    pub subject: Subject,
    /// The answer; none while it is awaited.
    pub lines: Option<Vec<Line>>,
}

impl Explained {
    /// What there is to read.
    #[must_use]
    pub fn said(&self) -> Vec<Line> {
        let waiting = || {
            vec![Line::new(
                Role::Text,
                Phrase::from("Reading the groups").going_on(),
            )]
        };
        self.lines.clone().unwrap_or_else(waiting)
    }
}

/// The answer in sentences.
#[must_use]
pub(super) fn lines(
    model: &Model,
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
    let mut names = model.names.clone();
    let mut groups: BTreeSet<ObjectId> = member.groups.keys().cloned().collect();
    if let Subject::Group(id) = subject {
        groups.insert(id.clone());
    }
    names.extend(member.groups.into_iter().map(|(id, name)| {
        let kind = ObjectKind::Group;
        (id, Name::Known { name, kind })
    }));
    let is_deleted = |(id, name): (&ObjectId, &Name)| (*name == Name::Deleted).then(|| id.clone());
    let deleted = model.names.iter().filter_map(is_deleted).collect();
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
    let rows = model.rows().iter();
    let rows = rows.map(|row| (&row.configuration, row.assignments.as_slice()));
    let explained = domain::explain(rows, &groups, &deleted);
    let mut lines = words::explain(who, &explained, &names, model.read_from);
    if model.list.is_incomplete() {
        let said = "The list has not been read to its end: what wins may be missing here.";
        lines.insert(1, Line::new(Role::Warn, said));
    }
    lines
}
