//! `enlist set`: changes the target of an assignment.

use clap::Args;

use crate::cli::args::{Consent, Global, TargetArgs};
use crate::cli::change::{self, Proposal};
use crate::cli::lookup::new_target;
use crate::cli::print::exit::{Exit, Failure};
use crate::domain::Change;

#[derive(Debug, Args)]
pub(in crate::cli) struct SetArgs {
    /// Name or ID of the configuration; the beginning of the ID is enough
    #[arg(value_name = "CONFIG")]
    configuration: String,
    /// Name or ID of the group, ID of the assignment (the beginning is enough), all-users or all-devices
    #[arg(value_name = "ASSIGNMENT")]
    assignment: String,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    consent: Consent,
}

pub(in crate::cli) fn run(global: &Global, args: &SetArgs) -> Result<Exit, Failure> {
    change::run(global, &args.consent, args.target.via, async |workspace| {
        let row = workspace.configuration(&args.configuration)?;
        let (assignment, names) = workspace.assignment(row, &args.assignment).await?;
        let (target, filter) = new_target::read(workspace, &args.target).await?;
        let to = filter.put_on(&assignment.target.retarget(&target));
        let change = Change::retarget(&row.configuration, &row.assignments, assignment, to);
        Ok(Proposal {
            change: workspace.with_usable_filters(change).await,
            row: row.clone(),
            names,
        })
    })
}
