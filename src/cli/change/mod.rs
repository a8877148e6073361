//! Making a change, or the changes of a plan: confirmation, run, report. Both ways share each of the three.
//!
//! | file | what is in it |
//! |---|---|
//! | `change_run` | one change, and the same again where the answer to its end is known |
//! | `confirmation` | what is shown and asked before anything is sent |
//! | `change_steps` | the steps of one change on stderr, a wait counted down |
//! | `plan_output` | the file or text that a new plan goes to |
//! | `plan_run` | the changes of a plan |
//! | `plan_report` | the report of a plan |
//! | `progress_bar` | how far a plan is, in one line at the foot of the terminal |
//! | `proposal` | the change that a verb makes up, or why there is none |
//! | `report` | the end of a change in words, as a document and as an exit code |
//! | `under_signals` | a run that listens to signals |

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
