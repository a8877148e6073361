//! `enlist add`: adds an assignment.

use clap::Args;

use crate::cli::args::{Consent, Global, TargetArgs};
use crate::cli::change::{self, Proposal};
use crate::cli::lookup::new_target;
use crate::cli::print::exit::{Exit, Failure};
use crate::domain::Change;
use crate::words::Names;

#[derive(Debug, Args)]
pub(in crate::cli) struct AddArgs {
    /// Name or ID of the configuration; the beginning of the ID is enough
    #[arg(value_name = "CONFIG")]
    configuration: String,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    consent: Consent,
}

pub(in crate::cli) fn run(global: &Global, args: &AddArgs) -> Result<Exit, Failure> {
    change::run(global, &args.consent, args.target.via, async |workspace| {
        let row = workspace.configuration(&args.configuration)?;
        let (target, filter) = new_target::read(workspace, &args.target).await?;
        let target = filter.put_on(&target.into_target());
        let change = Change::add(&row.configuration, &row.assignments, target);
        Ok(Proposal {
            change: workspace.with_usable_filters(change).await,
            row: row.clone(),
            names: Names::new(),
        })
    })
}
