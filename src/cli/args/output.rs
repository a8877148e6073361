//! Where a plan goes.

use std::path::PathBuf;

use clap::Args;

/// Where a plan goes.
#[derive(Debug, Args)]
pub(in crate::cli) struct OutputArgs {
    /// File for the plan (TOML); stdout if omitted
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Print a report of the rows as one JSON document; the plan is written only with -o FILE
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
