//! Where a plan goes.

use std::path::PathBuf;

use clap::Args;

/// Where a plan goes.
#[derive(Debug, Args)]
pub(in crate::cli) struct OutputArgs {
    /// File for the plan, TOML or, where its name ends so, JSON; left out, TOML goes to stdout
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Print the plan as one JSON document
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
