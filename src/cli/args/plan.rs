//! Flags of the verbs that make many changes at once, and of those that keep the state of a tenant.

use std::path::PathBuf;

use clap::ArgGroup;
use clap::Args;

use crate::cli::args::{Consent, ViaWord};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("changes").required(true).args(["retarget", "csv"])), after_help = "\
The first line of a CSV file names its columns, in any order; a comma, a semicolon or a tab separates cells;
UTF-8, or UTF-16 with a byte-order mark; names to the letter, blanks included:
  configuration  id, unique beginning of one, or name
  assignment     as for `enlist set`; left empty, the row adds an assignment
  target         group, all-users, all-devices, scope-tag, cm-collection, or remove
  group, id      the group by id or name; the id of a collection
  target-type    user or device, for a scope-tag group
  filter         assignment filter by id or name; none takes it away; left empty, it stays
  filter-mode    include or exclude
`configuration` and `target` have to be there. Rows that cannot be used are named by line.")]
pub(in crate::cli) struct PlanArgs {
    /// Put the second group in the place of the first wherever that is assigned; id or name
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"])]
    pub(in crate::cli) retarget: Option<Vec<String>>,
    /// Only in this configuration; may be given more than once
    #[arg(long, value_name = "CONFIG", conflicts_with = "csv")]
    pub(in crate::cli) only: Vec<String>,
    /// Make one change of each row of a CSV file; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) csv: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArgs,
}

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

#[derive(Debug, Args)]
pub(in crate::cli) struct ApplyArgs {
    /// The plan; - reads standard input
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Make the other rows where some cannot be made or go wrong
    #[arg(long)]
    pub(in crate::cli) keep_going: bool,
    /// Request to use: auto is the PATCH, and the whole list where the PATCH has no route
    #[arg(long, value_enum, value_name = "REQUEST", default_value_t)]
    pub(in crate::cli) via: ViaWord,
    #[command(flatten)]
    pub(in crate::cli) consent: Consent,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SnapshotArgs {
    /// File for the snapshot, replaced where there is one; - writes to stdout
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Write what could be read where a request failed, marked as not complete; `diff` and `restore` refuse
    /// such a file
    #[arg(long)]
    pub(in crate::cli) partial: bool,
    /// Print what was written as one JSON document
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DiffArgs {
    /// The older snapshot; - reads standard input
    #[arg(value_name = "FILE")]
    pub(in crate::cli) old: PathBuf,
    /// The newer snapshot; left out, the tenant as it is now
    #[arg(value_name = "FILE")]
    pub(in crate::cli) new: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RestoreArgs {
    /// The snapshot; - reads standard input
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
    /// Only these configurations of the snapshot; id, unique beginning of one, or name
    #[arg(value_name = "CONFIG")]
    pub(in crate::cli) configurations: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArgs,
}
