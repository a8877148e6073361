//! What reviews, verdicts and errors say.
//!
//! Belongs here: sentences, as lines of text with a role each. Does not belong here: widths, colours,
//! keys (`tui`), or deciding anything (`domain`, `write`).

mod change;
mod entry;
mod error;
mod property;
mod review;
mod sign_in;
mod target;
mod verdict;

pub use self::change::{change, conflict, replaced};
pub use self::entry::entry;
pub use self::error::{error, hint, request_id};
pub use self::property::{moment, properties};
pub use self::review::{Review, review};
pub use self::sign_in::{method_warning, missing_rights, no_token, prompt};
pub use self::target::{filter, group_digits, name_of, priority, target, type_label};
pub use self::verdict::{headline, settled, step, verdict};

use std::collections::HashMap;

use crate::domain::{Name, ObjectId};

/// Names by id, as far as they are known.
pub type Names = HashMap<ObjectId, Name>;

/// What a line is for. The screen gives each role a style, the command line prints the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What the lines that follow are about.
    Title,
    /// Plain text.
    Text,
    /// Something to copy or to compare letter by letter: a path, a body, an id.
    Code,
    /// What is there now.
    Old,
    /// What is meant to be there.
    New,
    /// It is as it should be.
    Good,
    /// It needs a look.
    Warn,
    /// It did not work.
    Bad,
    /// What to do next.
    Hint,
}

/// A line of text with its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is for.
    pub role: Role,
    /// What it says, free of anything hostile; not broken to any width.
    pub text: String,
}

impl Line {
    /// A line.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self {
            role,
            text: text.into(),
        }
    }
}
