//! A group that is suggested.

use crate::domain::{GroupKind, ObjectId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: ObjectId,
    pub name: String,
    /// What kind it is, if known.
    pub kind: Option<GroupKind>,
    /// Whether it was chosen before in this run.
    pub is_recent: bool,
}
