//! The change that a command proposes, or the reason why there is none.

use crate::domain::{Change, Refusal, Row};
use crate::words::Names;

/// A change of a configuration that was found.
pub(in crate::cli) struct Proposal {
    pub(in crate::cli) row: Row,
    /// Names by id, as far as they were needed.
    pub(in crate::cli) names: Names,
    pub(in crate::cli) change: Result<Change, Stop>,
}

/// Why a change is not made.
pub(in crate::cli) enum Stop {
    Rule(Refusal),
    /// What it undoes no longer exists; the change as it would have been.
    MovedOn(Box<Change>),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Rule(refusal)
    }
}
