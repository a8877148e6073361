//! A configuration or an assignment of it, as something to ask the service for.

use crate::domain::{AssignmentId, ConfigurationId, paths};

/// A configuration, or one assignment of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    pub configuration: ConfigurationId,
    /// The assignment; none for the configuration itself.
    pub assignment: Option<AssignmentId>,
}

impl Entity {
    /// Its path below the version.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.assignment {
            Some(assignment) => paths::assignment(&self.configuration, assignment),
            None => paths::configuration(&self.configuration),
        }
    }
}
