//! `enlist plan`: many changes as a file, to be reviewed and applied later. Nothing is sent.
//!
//! Belongs here: from flags to wishes, and where the plan goes. Does not belong here: the rows of a CSV
//! file (`plan_csv`), which changes are allowed and the form of the file (`crate::plan`).

use crate::cli::args::Global;
use crate::cli::args::plan::{OutputArgs, PlanArgs};
use crate::cli::change::workspace::Workspace;
use crate::cli::lookup::named;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::files;
use crate::cli::verbs::{list, plan_csv};
use crate::domain::ConfigurationId;
use crate::domain::Place;
use crate::plan::Draft;
use crate::plan::Plan;
use crate::plan::draft;
use crate::plan::file;
use crate::plan::file::Comments;
use crate::plan::file::Format;
use crate::plan::uses;
use crate::session::Session;
use crate::text;
use crate::words;

/// What a plan is made from, as far as it can be read without the service.
enum Made<'a> {
    Retarget(&'a str, &'a str),
    Csv(&'a std::path::Path, plan_csv::Rows),
}

pub(in crate::cli) fn run(global: &Global, args: &PlanArgs) -> Result<Exit, Failure> {
    let made = match (&args.csv, args.retarget.as_deref()) {
        (Some(path), _) => Made::Csv(path, plan_csv::read(path, &files::read_bytes(path)?)?),
        (None, Some([from, to])) => Made::Retarget(from, to),
        // The flags do not allow it.
        (None, _) => return Err(Failure::usage("--retarget or --csv is needed".to_owned())),
    };
    let runtime = crate::cli::plain_runtime()?;
    let opened = crate::cli::session::open::open_signed_in(global, &runtime)?;
    let ended = runtime.block_on(make(&opened.session, args, &made));
    drop(opened);
    crate::cli::end(runtime);
    ended
}

async fn make(session: &Session, args: &PlanArgs, made: &Made<'_>) -> Result<Exit, Failure> {
    let workspace = Workspace::open_whole(session).await?;
    let draft = match made {
        Made::Retarget(from, to) => retarget(&workspace, session, args, from, to).await?,
        Made::Csv(path, rows) => {
            let wishes = plan_csv::wishes(&workspace, path, rows).await?;
            draft(
                &workspace.rows,
                &wishes,
                workspace.limits(session.write_mode),
            )
        }
    };
    deliver(&workspace, draft, &args.output).await
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
        workspace.limits(session.write_mode),
    ))
}

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
    let ids = list::ids(&targets.collect::<Vec<_>>());
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

/// Refuses a file of another tenant or cloud.
pub(in crate::cli) fn elsewhere(
    what: &str,
    place: &Place,
    workspace: &Workspace,
) -> Result<(), Failure> {
    let here = &workspace.context.place;
    if !place.is_apart(here) {
        return Ok(());
    }
    let said = format!("{what} {}, and this is {}", named(place), named(here));
    Err(Failure::naming("elsewhere", said, None)
        .with_hint("choose the profile of that tenant with --profile"))
}

/// A tenant and its cloud in words, with its id: two tenants can have one name.
pub(in crate::cli) fn named(place: &Place) -> String {
    let tenant = place.tenant.as_deref();
    let tenant = tenant.unwrap_or("a tenant that is not known");
    let id = place.tenant_id.iter().map(|id| format!(", {id}"));
    let id: String = id.collect();
    text::clean(&format!("{tenant} ({}{id})", place.cloud)).into_owned()
}
