//! The state of the panes when a tenant was left: sort orders and selected row.
//!
//! Belongs here: the saved data. Does not belong here: applying it (`panes`), the file (`runtime`).

use serde::{Deserialize, Serialize};

use crate::domain::{AssignmentId, ConfigurationId};

/// The state of the panes in a tenant. The filter is not saved: a list that hides rows would be taken for
/// the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedView {
    pub graph_url: String,
    /// The id of the tenant.
    pub tenant: String,
    /// The order of the configurations, by its name.
    pub sort: String,
    pub assignment_sort: String,
    pub configuration: ConfigurationId,
    pub assignment: Option<AssignmentId>,
}

impl SavedView {
    /// Whether both are for the same tenant.
    #[must_use]
    pub fn is_of(&self, graph_url: &str, tenant: &str) -> bool {
        self.graph_url == graph_url && self.tenant == tenant
    }
}
