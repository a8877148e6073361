//! A plan as a file: to be reviewed, edited by hand, kept with a ticket, and run elsewhere.
//!
//! Belongs here: the two forms of the file, TOML and JSON, and what is wrong with one that was edited.
//! Does not belong here: where a file is kept (`cli`), how targets are named (`words`), what becomes of
//! the changes (`run`).
//!
//! Targets stand in it as the exact JSON that was read, so that a property that nobody knows and a number
//! of any length come back to the letter. A configuration's list stands there once, for all its rows.

mod node;
mod read;
mod write;

use std::path::Path;

pub use self::node::FileError;
pub use self::read::read;
pub use self::write::{Comments, write};

/// The form of a plan file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// With comments, for people.
    #[default]
    Toml,
    /// For programs.
    Json,
}

impl Format {
    /// The form that the name of a file asks for.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        match path.extension() {
            Some(end) if end.eq_ignore_ascii_case("json") => Self::Json,
            _ => Self::Toml,
        }
    }

    /// What the key of the rows is called, and that of the lists.
    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Toml => ("row", "configuration"),
            Self::Json => ("rows", "configurations"),
        }
    }
}

/// The number of the format; a file of another one is not read.
const VERSION: u32 = 1;

#[cfg(test)]
mod tests;
