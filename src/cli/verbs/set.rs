//! `enlist set`: changes the target of an assignment.

use clap::Args;

use crate::cli::args::{Consent, Global, TargetArgs};
use crate::cli::change::{self, Proposal};
use crate::cli::lookup::new_target;
use crate::cli::print::exit::{Exit, Failure};
use crate::domain::{Change, ObjectId};

#[derive(Debug, Args)]
pub(in crate::cli) struct SetArgs {
    /// Name or ID of the configuration; the beginning of the ID is enough
    #[arg(value_name = "CONFIG")]
    configuration: String,
    /// Name or ID of the group, ID of the assignment (the beginning is enough), all-users or all-devices
    #[arg(value_name = "ASSIGNMENT")]
    assignment: String,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    consent: Consent,
}

pub(in crate::cli) fn run(global: &Global, args: &SetArgs) -> Result<Exit, Failure> {
    let (consent, via) = (&args.consent, args.target.via);
    change::run_by_ids(global, consent, via, by_ids(args), async |workspace| {
        let row = workspace.configuration(&args.configuration)?;
        let (found, target) = tokio::join!(
            workspace.assignment(row, &args.assignment),
            new_target::read(workspace, &args.target)
        );
        let (assignment, names) = found?;
        let (target, filter) = target?;
        let to = filter.put_on(&assignment.target.retarget(&target));
        let change = Change::retarget(&row.configuration, &row.assignments, assignment, to);
        Ok(Proposal {
            change: workspace.with_usable_filters(change).await,
            row: row.clone(),
            names,
        })
    })
}

/// Returns the ID of the configuration and the IDs whose names are needed, if every argument is an ID.
fn by_ids(args: &SetArgs) -> Option<(&str, Vec<ObjectId>)> {
    let own = leading_guid(&args.configuration)?;
    let assignment = args.assignment.as_str();
    let mut named: Vec<ObjectId> = match ObjectId::parse(assignment) {
        Ok(id) => vec![id],
        Err(_) if ["all-users", "all-devices"].contains(&assignment) => Vec::new(),
        // The ID of an assignment contains the IDs of its configuration and its group.
        Err(_) => {
            leading_guid(assignment)?;
            let ids = assignment.split('_').filter(|part| *part != own);
            ids.filter_map(|id| ObjectId::parse(id).ok()).collect()
        }
    };
    if let Some(group) = &args.target.group {
        named.push(ObjectId::parse(group).ok()?);
    }
    let id = args.target.id.as_deref();
    named.extend(id.and_then(|id| ObjectId::parse(id).ok()));
    Some((&args.configuration, named))
}

/// Returns the GUID at the start of a complete ID of a configuration or an assignment.
fn leading_guid(id: &str) -> Option<&str> {
    let (guid, rest) = id.split_once('_')?;
    uuid::Uuid::try_parse(guid).ok()?;
    (!rest.is_empty()).then_some(guid)
}
