//! `enlist remove`: removes an assignment.

use clap::Args;

use crate::cli::args::{Consent, Global};
use crate::cli::change::{self, Proposal, Stop};
use crate::cli::print::exit::{Exit, Failure};
use crate::domain::{Change, WriteMode};

#[derive(Debug, Args)]
pub(in crate::cli) struct RemoveArgs {
    /// Name or ID of the configuration; the beginning of the ID is enough
    #[arg(value_name = "CONFIG")]
    configuration: String,
    /// Name or ID of the group, ID of the assignment (the beginning is enough), all-users or all-devices
    #[arg(value_name = "ASSIGNMENT")]
    assignment: String,
    #[command(flatten)]
    consent: Consent,
}

pub(in crate::cli) fn run(global: &Global, args: &RemoveArgs) -> Result<Exit, Failure> {
    change::run(global, &args.consent, WriteMode::Auto, async |workspace| {
        let row = workspace.configuration(&args.configuration)?;
        let (assignment, names) = workspace.assignment(row, &args.assignment).await?;
        let change = Change::remove(&row.configuration, &row.assignments, assignment);
        Ok(Proposal {
            change: change.map_err(Stop::from),
            row: row.clone(),
            names,
        })
    })
}
