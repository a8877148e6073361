//! `enlist restore`: writes a plan that restores the assignments of a snapshot. Sends nothing.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{Global, OutputArgs};
use crate::cli::change::plan_output;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::lookup::workspace::{Workspace, refuse_elsewhere};
use crate::cli::lookup::{named, tenant_state};
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::with_session;
use crate::domain::ConfigurationId;

#[derive(Debug, Args)]
pub(in crate::cli) struct RestoreArgs {
    /// The snapshot file; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only these configurations of the snapshot, by name or ID
    #[arg(value_name = "CONFIG")]
    configurations: Vec<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Writes the plan that restores the assignments of a snapshot.
pub(in crate::cli) fn run(global: &Global, args: &RestoreArgs) -> Result<Exit, Failure> {
    let snapshot = tenant_state::read(&args.file)?;
    let meant: Vec<ConfigurationId> = args
        .configurations
        .iter()
        .map(|typed| {
            let row = named::configuration(&snapshot.rows, typed)?;
            Ok(row.configuration.id.clone())
        })
        .collect::<Result<_, Failure>>()?;
    with_session(global, async |session| {
        OpenChanges::of(session).await.note(args.output.json);
        let workspace = Workspace::open_whole(session, global.printing()).await?;
        refuse_elsewhere("the snapshot is of", &snapshot.place, &workspace)?;
        let then = snapshot.rows.iter().flat_map(|row| &row.assignments);
        if then.into_iter().any(|row| row.target.filter().is_some()) {
            // If they cannot be read, the service decides which of them are allowed.
            drop(workspace.filters().await);
        }
        let draft = crate::plan::restore(
            &snapshot,
            &workspace.rows,
            |configuration| meant.is_empty() || meant.contains(&configuration.id),
            workspace.limits(session.settings.write),
        );
        plan_output::deliver(&workspace, draft, Vec::new(), &args.output).await
    })
}
