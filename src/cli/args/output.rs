//! Where a plan goes.

use std::path::PathBuf;

use clap::Args;

/// Where a plan goes.
#[derive(Debug, Args)]
pub(in crate::cli) struct OutputArgs {
    /// File for the plan (TOML); left out, the plan goes to stdout
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Print a report of the rows as one JSON document; only `-o FILE` writes the plan then
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
