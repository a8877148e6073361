//! Reading again: what is awaited.
//!
//! Belongs here: state. Does not belong here: when it is read again (`update`), comparing two readings
//! (`panes::changed`).

use super::msg::TimerId;
use crate::domain::{ApiVersion, ConfigurationId};
use crate::tui::kit::remote::RequestId;

/// What is read again, and why.
#[derive(Debug, Clone, Default)]
pub struct Refreshing {
    /// The reading of one configuration's assignments that is awaited.
    pub pane: Option<PaneRead>,
    /// The version of a list that was whole when it was asked for again: only with that one can the
    /// answer be compared.
    pub comparable: Option<ApiVersion>,
    /// Whether nobody asked for the reading under way.
    pub quiet: bool,
    /// The timer after which the list is read again by itself.
    pub timer: Option<TimerId>,
}

/// A reading of one configuration's assignments that is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaneRead {
    /// Whose answer counts.
    pub id: RequestId,
    pub configuration: ConfigurationId,
}
