//! Refreshing: what is awaited.
//!
//! Belongs here: state. Does not belong here: when to refresh (`update`), comparing two reads
//! (`panes::changed`).

use super::msg::TimerId;
use crate::domain::{ApiVersion, ConfigurationId};
use crate::tui::kit::remote::RequestId;

/// What is being refreshed, and why.
#[derive(Debug, Clone, Default)]
pub struct Refreshing {
    /// The reading of one configuration's assignments that is awaited.
    pub pane: Option<PaneRead>,
    /// The version of a list that was complete when its refresh started: the answer can only be compared
    /// with the same version.
    pub comparable: Option<ApiVersion>,
    /// Whether the refresh started by itself.
    pub quiet: bool,
    /// The timer of the next automatic refresh.
    pub timer: Option<TimerId>,
}

/// A reading of one configuration's assignments that is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaneRead {
    /// The read whose answer counts.
    pub id: RequestId,
    pub configuration: ConfigurationId,
}
