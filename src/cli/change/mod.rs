//! Making a change, or the changes of a plan: confirmation, run, report.

pub(in crate::cli) mod apply;
pub(in crate::cli) mod confirmation;
pub(in crate::cli) mod plan_report;
pub(in crate::cli) mod progress;
pub(in crate::cli) mod proposed;
pub(in crate::cli) mod report;
pub(in crate::cli) mod single;
pub(in crate::cli) mod watched;
pub(in crate::cli) mod workspace;
