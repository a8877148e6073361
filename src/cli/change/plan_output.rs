//! Where the plan of `enlist plan` or `enlist restore` goes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::args::OutputArgs;
use crate::cli::lookup::listing::NamesMissing;
use crate::cli::lookup::named;
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print;
use crate::cli::print::documents::{self, PriorityJson, TargetJson};
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::files;
use crate::domain::{ConfigurationId, Target};
use crate::plan::file::{self, Comments};
use crate::plan::{Draft, Plan};
use crate::words::{self, Names};

/// What is in a plan. The plan itself is a TOML file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "plan"))]
pub(in crate::cli) struct PlanJson<'a> {
    /// Id of the plan.
    plan: &'a str,
    /// Where the plan was written; null if it was not.
    file: Option<String>,
    rows: Vec<RowJson<'a>>,
    /// What was left out and why.
    skipped: &'a [String],
    #[serde(flatten)]
    not_read: NamesMissing,
}

/// A change.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "planRow"))]
struct RowJson<'a> {
    number: u32,
    configuration_id: &'a str,
    configuration_name: &'a str,
    /// The change in words.
    change: String,
    note: &'a str,
    /// The list after the changes of earlier rows.
    before: Vec<TargetJson<'a>>,
    after: Vec<TargetJson<'a>>,
    #[serde(flatten)]
    priority: Option<PriorityJson<'a>>,
}

/// Writes the plan to its place, and says on stderr what it contains and what was skipped.
pub(in crate::cli) async fn deliver(
    workspace: &Workspace,
    draft: Draft,
    more_skipped: Vec<String>,
    args: &OutputArgs,
) -> Result<Exit, Failure> {
    if args.json && args.output.as_deref().is_some_and(files::is_standard) {
        let why = "--json and -o - both print to standard output";
        return Err(Failure::usage(why.to_owned()).with_hint("name a file with -o"));
    }
    let Draft { rows, skipped } = draft;
    let changes = rows.iter().map(|row| &row.change);
    let targets = changes
        .flat_map(|change| [change.before.clone(), change.after(&change.before)].concat())
        .chain(skipped.iter().filter_map(|left| left.target.clone()));
    let targets: Vec<Target> = targets.collect();
    let mut names = workspace.names.names(&named::ids(&targets)).await;
    workspace.add_filters(&targets, &mut names).await;
    workspace.names.warn(args.json);
    let skipped: Vec<String> = skipped
        .iter()
        .map(|left| words::skipped(left, &names))
        .chain(more_skipped)
        .collect();
    let plan = Plan {
        id: uuid::Uuid::new_v4().to_string(),
        created: format!("{:.0}", jiff::Timestamp::now()),
        place: workspace.context.place.clone(),
        rows,
    };
    let written = || {
        file::write(
            &plan,
            &Comments {
                target: &|target| words::target_line(target, &names).into(),
                change: &|change| words::change(change, &names).into(),
                skipped: &skipped,
            },
        )
    };
    if let Some(path) = &args.output {
        files::create(path, &written())?;
    }
    // A closed pipe is not an error.
    let _ = match (args.json, &args.output) {
        (true, path) => {
            let path = path.as_deref().map(files::name);
            let not_read = NamesMissing::of(&workspace.names);
            report(&plan, path, &skipped, &names, not_read)
        }
        (false, None) => print::text(&written()),
        (false, Some(_)) => Ok(()),
    };
    for left in &skipped {
        workspace.printing.note(&format!("skipped: {left}\n"));
    }
    let changes = match plan.rows.len() {
        1 => "1 change".to_owned(),
        count => format!("{count} changes"),
    };
    let text = match &args.output {
        _ if plan.rows.is_empty() => "nothing to change: the plan has no rows".to_owned(),
        Some(path) => {
            let path = files::name(path);
            format!("{changes} in {path}; review and send them with: enlist apply {path}")
        }
        None => changes,
    };
    workspace.printing.note(&format!("{text}\n"));
    Ok(Exit::Done)
}

/// Prints the document of `--json`.
fn report(
    plan: &Plan,
    file: Option<String>,
    skipped: &[String],
    names: &Names,
    not_read: NamesMissing,
) -> std::io::Result<()> {
    let mut now: BTreeMap<&ConfigurationId, Vec<Target>> = BTreeMap::new();
    let lists: Vec<(Vec<Target>, Vec<Target>)> = plan
        .rows
        .iter()
        .map(|row| {
            let change = &row.change;
            let list = now.entry(&change.configuration);
            let list = list.or_insert_with(|| change.before.clone());
            let before = std::mem::take(list);
            list.clone_from(&change.after(&before));
            (before, list.clone())
        })
        .collect();
    let rows = plan.rows.iter().zip(&lists).map(|(row, (before, after))| {
        let change = &row.change;
        RowJson {
            number: row.number,
            configuration_id: change.configuration.as_str(),
            configuration_name: &change.configuration_name,
            change: words::change(change, names).into(),
            note: &row.note,
            before: documents::targets(before, names),
            after: documents::targets(after, names),
            priority: documents::priority(change, None),
        }
    });
    print::json(&PlanJson {
        plan: &plan.id,
        file,
        rows: rows.collect(),
        skipped,
        not_read,
    })
}
