//! `enlist apply`: a plan of many changes, row by row.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::choice::choices;
use crate::cli::args::{Consent, Global};
use crate::cli::change::{PlanOptions, run_plan};
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::files;
use crate::domain::WriteMode;
use crate::plan::{Plan, file};

#[derive(Debug, Args)]
pub(in crate::cli) struct ApplyArgs {
    /// The plan; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Make the other rows where some cannot be made or go wrong; not without a token or rights
    #[arg(long)]
    keep_going: bool,
    /// Request to use: auto is the PATCH, and the whole list where the PATCH has no route
    #[arg(long, value_name = "REQUEST", value_parser = choices::<WriteMode>(), default_value = "auto")]
    via: WriteMode,
    #[command(flatten)]
    consent: Consent,
}

pub(in crate::cli) fn run(global: &Global, args: &ApplyArgs) -> Result<Exit, Failure> {
    if args.consent.approval_code.is_some() {
        return Err(Failure::usage(
            "--approval-code is for one change, and a plan has many".to_owned(),
        )
        .with_hint("give it with the verb that makes the change of the row that was approved"));
    }
    let options = PlanOptions {
        consent: &args.consent,
        via: args.via,
        keep_going: args.keep_going,
        is_linear: global.capabilities().linear,
    };
    // A file that is not there is a mistake of its own, whoever can say yes.
    run_plan(global, options, &read(args)?)
}

fn read(args: &ApplyArgs) -> Result<Plan, Failure> {
    file::read(&files::read(&args.file)?).map_err(|error| {
        let what = format!("{}:{error}", files::name(&args.file));
        Failure::naming("plan-file", what, None)
    })
}
