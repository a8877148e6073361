//! What can happen to the model, and what it can ask for. Plain data on both sides.
//!
//! Belongs here: messages and effects. Does not belong here: what they do (`update`, `runtime`). An
//! effect never holds a secret.

use std::collections::HashMap;
use std::time::Duration;

use super::input::Input;
use super::remote::RequestId;
use crate::domain::{Change, ChangeId, MemberCount, Name, ObjectId, Outcome, RequestError, Step};
use crate::graph::{Listed, Row};

/// Names a timer. Only the latest one of its kind is obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerId(pub u64);

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The program has started.
    Started,
    /// The admin did something.
    Input(Input),
    /// A part of the list came.
    Page(RequestId, Vec<Row>),
    /// The list ended.
    Listed(RequestId, Result<Listed, RequestError>),
    /// The tenant's name and the account came, as far as they may be read.
    Identified {
        /// Display name of the tenant.
        tenant: Option<String>,
        /// User principal name of the account.
        account: Option<String>,
    },
    /// Names came, or did not.
    Named(Vec<ObjectId>, Result<HashMap<ObjectId, Name>, RequestError>),
    /// The members of a group were counted, or were not.
    Counted(ObjectId, Result<MemberCount, RequestError>),
    /// A change got further.
    Step(ChangeId, Step),
    /// A change ended.
    Ended(ChangeId, Box<Outcome>),
    /// A timer is due.
    Due(TimerId),
    /// The program came back from the background.
    Resumed,
}

/// Something to be done. Only the runtime does it.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read all configurations.
    List(RequestId),
    /// Stop a read.
    Cancel(RequestId),
    /// Ask who signed in, and where.
    Identify,
    /// Ask for names.
    ResolveNames(Vec<ObjectId>),
    /// Count the members of a group.
    CountMembers(ObjectId),
    /// Make a change. The one effect that writes.
    Write(ChangeId, Box<Change>),
    /// Send [`Msg::Due`] later.
    After(TimerId, Duration),
    /// Go to the background.
    Suspend,
    /// Leave.
    Quit,
}

impl Effect {
    /// Whether it changes anything in the tenant.
    #[must_use]
    pub const fn writes(&self) -> bool {
        matches!(self, Self::Write(..))
    }
}
