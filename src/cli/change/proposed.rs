//! The change that a verb asks for.
//!
//! Belongs here: from arguments to a [`Change`], or to the reason why there is none. Does not belong
//! here: asking and sending (`write`).

use crate::cli::args::{AddArgs, Consent, PriorityArgs, RemoveArgs, SetArgs, UndoArgs, ViaWord};
use crate::cli::change::workspace::Workspace;
use crate::cli::lookup::{named, new_target};
use crate::cli::print::exit::Failure;
use crate::cli::verbs::undo;
use crate::domain::Change;
use crate::domain::Refusal;
use crate::graph::Row;
use crate::words::Names;

/// What was asked for.
pub(in crate::cli) enum Wanted<'a> {
    Set(&'a SetArgs),
    Add(&'a AddArgs),
    Remove(&'a RemoveArgs),
    Priority(&'a PriorityArgs),
    Undo(&'a UndoArgs),
}

/// Why a change is not made.
pub(in crate::cli) enum Stop {
    /// A rule forbids it.
    Rule(Refusal),
    /// What it takes back is not there any more; the change as it would have been.
    MovedOn(Box<Change>),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Rule(refusal)
    }
}

/// A change of a configuration that was found.
pub(in crate::cli) struct Made<'a> {
    pub(in crate::cli) row: &'a Row,
    /// Names by id, as far as they were needed.
    pub(in crate::cli) names: Names,
    pub(in crate::cli) change: Result<Change, Stop>,
}

impl Wanted<'_> {
    pub(in crate::cli) const fn consent(&self) -> &Consent {
        match self {
            Self::Set(args) => &args.consent,
            Self::Add(args) => &args.consent,
            Self::Remove(args) => &args.consent,
            Self::Priority(args) => &args.consent,
            Self::Undo(args) => &args.consent,
        }
    }

    pub(in crate::cli) const fn via(&self) -> ViaWord {
        match self {
            Self::Set(args) => args.target.via,
            Self::Add(args) => args.target.via,
            Self::Remove(_) | Self::Priority(_) | Self::Undo(_) => ViaWord::Auto,
        }
    }

    /// Finds what the arguments name and makes up the change.
    pub(in crate::cli) async fn make<'a>(
        &self,
        workspace: &'a Workspace,
    ) -> Result<Made<'a>, Failure> {
        match self {
            Self::Set(args) => set(workspace, args).await,
            Self::Add(args) => add(workspace, args).await,
            Self::Remove(args) => remove(workspace, args).await,
            Self::Priority(args) => priority(workspace, args),
            Self::Undo(args) => undo::make(workspace, &args.row).await,
        }
    }
}

async fn set<'a>(workspace: &'a Workspace, args: &SetArgs) -> Result<Made<'a>, Failure> {
    let client = &workspace.context.client;
    let row = named::configuration(&workspace.rows, &args.configuration)?;
    let names = named::names(client, row).await?;
    let assignment = named::assignment(row, &args.assignment, &names)?;
    let new = new_target::target(client, &workspace.rows, &args.target).await?;
    let filter = new_target::filter(workspace, &args.target).await?;
    let to = filter.put_on(&assignment.target.retarget(&new));
    let change = Change::retarget(&row.configuration, &row.assignments, assignment, to);
    let change = checked(workspace, change).await;
    Ok(Made { row, names, change })
}

async fn add<'a>(workspace: &'a Workspace, args: &AddArgs) -> Result<Made<'a>, Failure> {
    let client = &workspace.context.client;
    let row = named::configuration(&workspace.rows, &args.configuration)?;
    let new = new_target::target(client, &workspace.rows, &args.target).await?;
    let filter = new_target::filter(workspace, &args.target).await?;
    let target = filter.put_on(&new.into_target());
    let change = Change::add(&row.configuration, &row.assignments, target);
    let change = checked(workspace, change).await;
    let names = Names::new();
    Ok(Made { row, names, change })
}

/// The change, where its filter may be used.
async fn checked(workspace: &Workspace, change: Result<Change, Refusal>) -> Result<Change, Stop> {
    let change = change?;
    workspace.check_filters(&change).await?;
    Ok(change)
}

async fn remove<'a>(workspace: &'a Workspace, args: &RemoveArgs) -> Result<Made<'a>, Failure> {
    let row = named::configuration(&workspace.rows, &args.configuration)?;
    let names = named::names(&workspace.context.client, row).await?;
    let assignment = named::assignment(row, &args.assignment, &names)?;
    let change = Change::remove(&row.configuration, &row.assignments, assignment);
    let change = change.map_err(Stop::from);
    Ok(Made { row, names, change })
}

fn priority<'a>(workspace: &'a Workspace, args: &PriorityArgs) -> Result<Made<'a>, Failure> {
    let row = named::configuration(&workspace.rows, &args.configuration)?;
    let change = workspace.order(row).and_then(|order| {
        Change::set_priority(&row.configuration, &row.assignments, order, args.priority)
    });
    Ok(Made {
        row,
        names: Names::new(),
        change: change.map_err(Stop::from),
    })
}
