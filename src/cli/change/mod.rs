//! Making a change, or the changes of a plan: confirmation, run, report. Both share all three steps.
//!
//! | file | what is in it |
//! |---|---|
//! | `change_run` | one change, and when the same change runs again |
//! | `confirmation` | what is shown and asked before anything is sent |
//! | `change_steps` | the steps of one change on stderr, with a countdown for waits |
//! | `plan_output` | the file or text that a new plan goes to |
//! | `plan_run` | the changes of a plan |
//! | `plan_report` | the report of a plan |
//! | `progress_bar` | the progress of a plan, in one line at the bottom of the terminal |
//! | `proposal` | the change that a command proposes, or why there is none |
//! | `report` | the end of a change in words, as a document and as an exit code |
//! | `under_signals` | a run that handles signals |

mod change_run;
mod change_steps;
mod confirmation;
pub(in crate::cli) mod plan_output;
pub(in crate::cli) mod plan_report;
mod plan_run;
mod progress_bar;
mod proposal;
pub(in crate::cli) mod report;
mod under_signals;

pub(in crate::cli) use self::change_run::{run, run_by_ids};
pub(in crate::cli) use self::plan_run::{PlanOptions, run_plan};
pub(in crate::cli) use self::proposal::{Proposal, Stop};
