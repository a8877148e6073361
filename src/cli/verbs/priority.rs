//! `enlist priority`: moves a configuration among those of its type and platform.

use clap::Args;

use crate::cli::args::{Consent, Global};
use crate::cli::change::{self, Proposal, Stop};
use crate::cli::print::exit::{Exit, Failure};
use crate::domain::{Change, WriteMode};
use crate::words::Names;

#[derive(Debug, Args)]
pub(in crate::cli) struct PriorityArgs {
    /// Name or ID of the configuration; the beginning of the ID is enough
    #[arg(value_name = "CONFIG")]
    configuration: String,
    /// The new priority; 1 comes first
    #[arg(value_name = "N")]
    priority: i64,
    #[command(flatten)]
    consent: Consent,
}

pub(in crate::cli) fn run(global: &Global, args: &PriorityArgs) -> Result<Exit, Failure> {
    change::run(global, &args.consent, WriteMode::Auto, async |workspace| {
        let row = workspace.configuration(&args.configuration)?;
        if let Some(error) = &workspace.missing {
            // An unread configuration may belong to the same order.
            return Err(Failure::incomplete(error));
        }
        let change = workspace.order(row).and_then(|order| {
            Change::set_priority(&row.configuration, &row.assignments, order, args.priority)
        });
        Ok(Proposal {
            change: change.map_err(Stop::from),
            row: row.clone(),
            names: Names::new(),
        })
    })
}
