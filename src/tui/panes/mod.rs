//! The panes: configurations, assignments, details, and what can be done in them.

pub mod availability;
