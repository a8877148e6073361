//! Where a plan goes that `enlist plan` or `enlist restore` made.

use crate::cli::args::OutputArgs;
use crate::cli::lookup::named;
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::files;
use crate::plan::file::{self, Comments, Format};
use crate::plan::{Draft, Plan};
use crate::words;

/// Writes the plan where it is wanted, and says on stderr what is in it and what is not.
pub(in crate::cli) async fn deliver(
    workspace: &Workspace,
    draft: Draft,
    args: &OutputArgs,
) -> Result<Exit, Failure> {
    let Draft { rows, skipped } = draft;
    let changes = rows.iter().map(|row| &row.change);
    let targets = changes
        .flat_map(|change| [change.before.clone(), change.after(&change.before)].concat())
        .chain(skipped.iter().filter_map(|left| left.target.clone()));
    let ids = named::ids(&targets.collect::<Vec<_>>());
    // The ids stand in.
    let names = workspace
        .context
        .client
        .names(&ids)
        .await
        .unwrap_or_default();
    let skipped: Vec<String> = skipped
        .iter()
        .map(|left| words::skipped(left, &names))
        .collect();
    let plan = Plan {
        id: uuid::Uuid::new_v4().to_string(),
        created: format!("{:.0}", jiff::Timestamp::now()),
        place: workspace.context.place.clone(),
        rows,
    };
    let written = |format| {
        file::write(
            &plan,
            format,
            &Comments {
                target: &|target| words::target_line(target, &names).into(),
                change: &|change| words::change(change, &names).into(),
                skipped: &skipped,
            },
        )
    };
    if let Some(path) = &args.output {
        files::create(path, &written(Format::of(path)))?;
    }
    // Whoever closed the pipe has read enough.
    let _ = match (args.json, &args.output) {
        (true, _) => print::text(&written(Format::Json)),
        (false, None) => print::text(&written(Format::Toml)),
        (false, Some(_)) => Ok(()),
    };
    for left in &skipped {
        let _ = print::error(&format!("left out: {left}\n"));
    }
    let changes = match plan.rows.len() {
        1 => "1 change".to_owned(),
        count => format!("{count} changes"),
    };
    let said = match &args.output {
        _ if plan.rows.is_empty() => "nothing to change: the plan has no rows".to_owned(),
        Some(path) => {
            let path = files::name(path);
            format!("{changes} in {path}; `enlist apply {path}` shows the plan and asks")
        }
        None => changes,
    };
    let _ = print::error(&format!("{said}\n"));
    Ok(Exit::Done)
}
