//! What is known about the object with an ID.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ObjectKind {
    Group,
    /// A user. Assignments of these configurations cannot target one by ID.
    User,
    /// A device. Assignments of these configurations cannot target one by ID.
    Device,
    Filter,
    ScopeTag,
    /// Anything else.
    Other,
}

/// What the directory says about an ID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Name {
    /// The object exists and has this display name, already cleaned of anything hostile.
    Known { name: String, kind: ObjectKind },
    /// The directory answered 404 for exactly this ID.
    Deleted,
    /// The directory left it out of its answer; nothing else is known.
    NotFound,
    /// These permissions do not allow reading the name; the ID is shown instead.
    Refused,
}

/// How many members a group has, including nested ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberCount {
    pub users: u64,
    pub devices: u64,
}

/// A tenant, as its directory calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// Its ID, if the service returned one; needed because names can be the same.
    pub id: Option<String>,
    /// Display name.
    pub name: String,
    /// Default domain.
    pub domain: Option<String>,
}

impl fmt::Display for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.domain {
            Some(domain) => write!(f, "{} ({domain})", self.name),
            None => f.write_str(&self.name),
        }
    }
}
