//! A plan as a file: to review it, edit it by hand, attach it to a ticket, or run it elsewhere.
//!
//! Belongs here: the TOML file, and the errors in an edited one. Does not belong here: where a file is kept
//! (`cli`), the names of targets (`words`), running the changes (`run`).
//!
//! Targets are stored as the exact JSON that was read, so that unknown properties and numbers of any length
//! are preserved. The list of a configuration is stored once, for all its rows.

mod node;
mod read;
mod write;

pub use self::node::FileError;
pub use self::read::read;
pub use self::write::{Comments, write};

/// The version of the format; files of other versions are not read.
const VERSION: u32 = 1;

#[cfg(test)]
mod tests;
