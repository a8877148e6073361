//! `enlist plan`: writes a plan of many changes to a file, to review and apply later. Sends nothing.
//!
//! Belongs here: turning flags into wishes. Does not belong here: the rows of a CSV file (`plan_csv`), where
//! the plan goes (`plan_output`), which changes are allowed and the format of the file (`crate::plan`).

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};

use crate::cli::args::{Global, OutputArgs};
use crate::cli::change::plan_output;
use crate::cli::lookup::named;
use crate::cli::lookup::open_changes::OpenChanges;
use crate::cli::lookup::plan_csv::{self, Wishes};
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::{files, with_session};
use crate::domain::ConfigurationId;
use crate::plan::{Draft, draft, uses};
use crate::session::Session;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("changes").required(true).args(["retarget", "csv"])), after_help = "\
The first line of the CSV file names the columns, in any order. Cells are separated by commas, semicolons or tabs.
The file is UTF-8, or UTF-16 with a byte-order mark. Names must match exactly.
  configuration  name or ID
  assignment     as for `enlist set`; empty to add an assignment
  target         group, all-users, all-devices, scope-tag, cm-collection, or remove
  group, id      name or ID of the group; ID of the collection
  target-type    user or device, for a scope-tag group
  filter         name or ID of the assignment filter; none removes it; empty keeps it
  filter-mode    include or exclude
Only `configuration` and `target` are required. Rows that cannot be used are reported with their line.
A file of `enlist list --csv` works too: edit targetKind (`remove` removes the assignment), targetId or targetName,
targetType, filterId and filterMode; an empty assignmentId adds an assignment; unchanged rows are skipped.")]
pub(in crate::cli) struct PlanArgs {
    /// Replace the first group by the second wherever it is assigned; name or ID
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"])]
    retarget: Option<Vec<String>>,
    /// Only in this configuration; can be repeated
    #[arg(long, value_name = "CONFIG", conflicts_with = "csv")]
    only: Vec<String>,
    /// Plan one change for each row of a CSV file; - reads standard input
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

/// The source of a plan, as far as it can be read without the service.
enum Made<'a> {
    Retarget(&'a str, &'a str),
    Csv(&'a Path, plan_csv::Rows),
}

pub(in crate::cli) fn run(global: &Global, args: &PlanArgs) -> Result<Exit, Failure> {
    let made = match (&args.csv, args.retarget.as_deref()) {
        (Some(path), _) => Made::Csv(path, plan_csv::read(path, &files::read_bytes(path)?)?),
        (None, Some([from, to])) => Made::Retarget(from, to),
        // The flags do not allow it.
        (None, _) => return Err(Failure::usage("--retarget or --csv is required".to_owned())),
    };
    with_session(global, async |session| {
        OpenChanges::of(session).await.note(args.output.json);
        let workspace = Workspace::open_whole(session, global.printing()).await?;
        let (draft, skipped) = match made {
            Made::Retarget(from, to) => (
                retarget(&workspace, session, args, from, to).await?,
                Vec::new(),
            ),
            Made::Csv(path, rows) => {
                let Wishes { wishes, skipped } = plan_csv::wishes(&workspace, path, &rows).await?;
                let limits = workspace.limits(session.settings.write);
                (draft(&workspace.rows, &wishes, limits), skipped)
            }
        };
        plan_output::deliver(&workspace, draft, skipped, &args.output).await
    })
}

async fn retarget(
    workspace: &Workspace,
    session: &Session,
    args: &PlanArgs,
    from: &str,
    to: &str,
) -> Result<Draft, Failure> {
    let client = &workspace.context.client;
    let (from, to) = (
        named::group(client, &workspace.rows, from).await?,
        named::group(client, &workspace.rows, to).await?,
    );
    let only: Vec<&ConfigurationId> = args
        .only
        .iter()
        .map(|typed| named::configuration(&workspace.rows, typed).map(|row| &row.configuration.id))
        .collect::<Result<_, _>>()?;
    let wishes = uses(&workspace.rows, &from, &to, |configuration| {
        only.is_empty() || only.contains(&&configuration.id)
    });
    Ok(draft(
        &workspace.rows,
        &wishes,
        workspace.limits(session.settings.write),
    ))
}
