//! An assignment (enrollmentConfigurationAssignment): a target with an id and where it came from.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{RawObject, Target};
use crate::text;

/// The id of an assignment, opaque text. The service makes it from the target, so it changes when the
/// target does: never keep one across a write.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AssignmentId(String);

impl AssignmentId {
    /// Takes the id as the service gave it.
    #[must_use]
    pub const fn new(id: String) -> Self {
        Self(id)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AssignmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::clean(&self.0))
    }
}

/// Who made the assignment (deviceAndAppManagementAssignmentSource, beta).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An admin, on the configuration itself.
    Direct,
    /// A policy set; such a row is read-only here.
    PolicySets,
    /// v1.0 does not say.
    NotSaid,
    /// A value this program does not know.
    Other(String),
}

impl Source {
    /// Graph's value; none where it said none.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::Direct => Some("direct"),
            Self::PolicySets => Some("policySets"),
            Self::NotSaid => None,
            Self::Other(word) => Some(word),
        }
    }
}

/// An assignment of an enrollment configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Its id at the time it was read.
    pub id: AssignmentId,
    /// Who made it.
    pub source: Source,
    /// What it points at.
    pub target: Target,
    /// All properties as they were read.
    pub raw: RawObject,
}

impl Assignment {
    /// Reads an assignment; none where it has no id or no target.
    #[must_use]
    pub fn from_raw(raw: &RawObject) -> Option<Self> {
        Some(Self {
            id: AssignmentId(raw.text("id")?),
            source: match raw.text("source").as_deref() {
                Some("direct") => Source::Direct,
                Some("policySets") => Source::PolicySets,
                Some(other) => Source::Other(text::clean(other).into_owned()),
                None => Source::NotSaid,
            },
            target: Target::from_raw(raw.read("target")?),
            raw: raw.clone(),
        })
    }
}
