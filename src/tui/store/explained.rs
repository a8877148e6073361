//! Somebody for whom it is asked which configuration wins, and what the directory says of them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::domain::{ObjectId, User};

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A user, by user principal name or object id as typed.
    User(String),
    Group(ObjectId),
}

/// Somebody whose groups are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The user; none where the members of a group are meant.
    pub user: Option<User>,
    /// All groups that they are in, nested ones included, each with its display name.
    pub groups: HashMap<ObjectId, String>,
}

/// What the directory says of a [`Subject`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// Their groups.
    Member(Member),
    /// There is no such user; these come near.
    Nobody(Vec<User>),
}
