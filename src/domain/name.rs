//! What is known of the object behind an id.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ObjectKind {
    Group,
    /// A user, whom no assignment of these configurations reaches by id.
    User,
    /// A device, of which the same is true.
    Device,
    Filter,
    ScopeTag,
    /// Anything else.
    Other,
}

/// What the directory says of an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Name {
    /// The object exists and has this display name, already free of anything hostile.
    Known { name: String, kind: ObjectKind },
    /// The directory answered 404 for exactly this id.
    Deleted,
    /// The directory left it out of its answer; more is not known.
    NotFound,
    /// The name may not be read with these rights; the id stands in.
    Refused,
}

/// How many members a group has, nested ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberCount {
    pub users: u64,
    pub devices: u64,
}

/// A tenant, as its directory calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// Its id, where the service gave one: names can be the same.
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
