//! The text of reviews, verdicts and errors.
//!
//! Belongs here: sentences, as lines of text with a role each. Does not belong here: widths, colours,
//! keys (`tui`), or deciding anything (`domain`, `write`).
//!
//! | file | what is in it |
//! |---|---|
//! | `phrase` | text in parts |
//! | `change`, `target`, `property`, `request`, `version` | one line about one thing |
//! | `settings` | what a configuration does |
//! | `summary` | a change and its outcome in one line, to be read in passing |
//! | `review`, `effect` | before a change is sent; what it does to a list |
//! | `verdict`, `next`, `error` | the result, what to do next, what went wrong |
//! | `plan`, `diff` | many changes; two states of a tenant |
//! | `explain`, `service_answer`, `unreadable` | which configuration applies, and how sure that is |
//! | `entry` | all of a journal line |
//! | `sign_in` | a sign-in, and its permissions |

mod change;
mod diff;
mod effect;
mod entry;
mod error;
mod explain;
mod next;
mod phrase;
mod plan;
mod property;
mod request;
mod review;
mod service_answer;
mod settings;
mod sign_in;
mod summary;
mod target;
mod unreadable;
mod verdict;
mod version;

pub use self::change::{change, conflict, conflict_order, replaced, three_sides};
pub use self::diff::diff;
pub use self::effect::members;
pub use self::entry::{entry, names_then};
pub use self::error::{error, error_text, hint, ids_in, request_id};
pub use self::explain::{ListRead, explain, hidden, in_groups, looked_up, rule, user};
pub use self::next::{again, nothing_left};
pub use self::phrase::Phrase;
pub use self::plan::{PlanReview, at_once, plan, plan_counts, skipped, why_not};
pub use self::property::{day, local_minute, moment, properties, scope_tag_names};
pub use self::request::failed;
pub use self::review::{NEW_ENROLLMENTS_ONLY, NOTHING_SENT, Review, review};
pub use self::service_answer::ServiceAnswer;
pub use self::settings::{Setting, settings};
pub use self::sign_in::{
    ASK_GRANTED, FIRST_START, method_warning, missing_rights, no_token, prompt, signing_in,
};
pub use self::summary::{cause, change_summary, outcome_sign, outcome_summary};
pub use self::target::{
    Named, Naming, TargetParts, filter, filter_names, group_digits, group_title, kind_label,
    name_of, platform_label, platform_of, platform_title, priority, target, target_line,
    type_label, type_word,
};
pub use self::unreadable::{unreadable, unreadable_assignments};
pub use self::verdict::{
    headline, journal_busy, settled, step, step_within, verdict, verdict_role, verdict_title,
};
pub use self::version::{only_v1, read_from_v1};

use std::collections::HashMap;

use crate::domain::{Name, ObjectId};
use crate::text;

/// Names by id, as far as they are known.
pub type Names = HashMap<ObjectId, Name>;

/// The names with the beginning of the ID behind those that would look like another one; none if all differ.
/// `in_ascii` says that they are shown in ASCII.
#[must_use]
pub fn told_apart(names: &Names, in_ascii: bool) -> Option<Names> {
    let known = |(id, name): (&ObjectId, &Name)| match name {
        Name::Known { name, .. } => Some((id.clone(), name.clone())),
        _ => None,
    };
    let known: Vec<(ObjectId, String)> = names.iter().filter_map(known).collect();
    let pairs = known.iter().map(|(id, name)| (id.as_str(), name.as_str()));
    let apart = text::told_apart(pairs, in_ascii);
    if apart.is_empty() {
        return None;
    }
    let mut shown = names.clone();
    for (id, name) in &mut shown {
        if let (Name::Known { name, .. }, Some(told)) = (name, apart.get(id.as_str())) {
            name.clone_from(told);
        }
    }
    Some(shown)
}

/// Names of scope tags by id, as far as they are known.
pub type ScopeTags = HashMap<String, String>;

/// What a line is for. The screen gives each role a style, the command line prints the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// What the lines that follow are about.
    Title,
    #[default]
    Text,
    /// Something to copy or to compare letter by letter: a path, a body, an id.
    Code,
    /// A code to read off and to type elsewhere.
    Spelled,
    Old,
    New,
    Good,
    /// It needs a look.
    Warn,
    /// It did not work.
    Bad,
    Hint,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub role: Role,
    /// What it says, free of anything hostile; not broken to any width.
    pub text: Phrase,
}

impl Line {
    pub fn new(role: Role, text: impl Into<Phrase>) -> Self {
        Self {
            role,
            text: text.into(),
        }
    }
}
