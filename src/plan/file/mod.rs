//! A plan as a file: to be reviewed, edited by hand, kept with a ticket, and run elsewhere.
//!
//! Belongs here: the file, which is TOML, and what is wrong with one that was edited.
//! Does not belong here: where a file is kept (`cli`), how targets are named (`words`), what becomes of
//! the changes (`run`).
//!
//! Targets stand in it as the exact JSON that was read, so that a property that nobody knows and a number
//! of any length come back to the letter. A configuration's list stands there once, for all its rows.

mod node;
mod read;
mod write;

pub use self::node::FileError;
pub use self::read::read;
pub use self::write::{Comments, write};

/// The number of the format; a file of another one is not read.
const VERSION: u32 = 1;

#[cfg(test)]
mod tests;
