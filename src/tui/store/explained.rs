//! A user or group whose winning configuration is asked for, and what the directory says about them.

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

/// Someone whose groups are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The user; none if the members of a group are meant.
    pub user: Option<User>,
    /// All groups that they are in, including nested ones, each with its display name.
    pub groups: HashMap<ObjectId, String>,
}

/// What the directory says about a [`Subject`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// Their groups.
    Member(Member),
    /// There is no such user; these are near.
    Nobody(Vec<User>),
}
