//! `enlist apply`: runs the remaining rows of a plan.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::choice::choices;
use crate::cli::args::{Consent, Global};
use crate::cli::change::{PlanOptions, run_plan};
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::files;
use crate::domain::WriteMode;
use crate::plan::{MOST_PARALLEL, Plan, USUAL_PARALLEL, file};

#[derive(Debug, Args)]
pub(in crate::cli) struct ApplyArgs {
    /// The plan file; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Run the other rows if some cannot be run or fail; always stops if a token or permissions are missing
    #[arg(long)]
    keep_going: bool,
    /// How many configurations to change at the same time, 1 to 8; the first row always runs alone
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=i64::from(MOST_PARALLEL)), default_value_t = USUAL_PARALLEL)]
    parallel: u8,
    /// Request to use: auto sends a PATCH, and replaces the whole list if the service has no route for it
    #[arg(long, value_name = "REQUEST", value_parser = choices::<WriteMode>(), default_value = "auto")]
    via: WriteMode,
    #[command(flatten)]
    consent: Consent,
}

pub(in crate::cli) fn run(global: &Global, args: &ApplyArgs) -> Result<Exit, Failure> {
    if args.consent.approval_code.is_some() {
        return Err(Failure::usage(
            "--approval-code is for a single change, not for a plan".to_owned(),
        )
        .with_hint("use it with the command that makes the approved change"));
    }
    let options = PlanOptions {
        consent: &args.consent,
        via: args.via,
        keep_going: args.keep_going,
        parallel: args.parallel,
        is_linear: global.capabilities().linear,
    };
    // Report a missing file before any question is asked.
    run_plan(global, options, &read(args)?)
}

fn read(args: &ApplyArgs) -> Result<Plan, Failure> {
    file::read(&files::read(&args.file)?).map_err(|error| {
        let what = format!("{}:{error}", files::name(&args.file));
        Failure::naming("plan-file", what, None)
    })
}
