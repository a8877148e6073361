//! The new target that flags describe.

use crate::cli::args::TargetArgs;
use crate::cli::lookup::named;
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print::exit::Failure;
use crate::domain::{Filter, Name, NewTarget, ObjectId, ObjectKind, Target, TargetField};

/// The value of `--filter`.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) enum NewFilter {
    /// Not given: the current filter stays.
    Same,
    None,
    This(Filter),
}

impl NewFilter {
    pub(in crate::cli) fn put_on(&self, target: &Target) -> Target {
        match self {
            Self::Same => target.clone(),
            Self::None => target.with_filter(None),
            Self::This(filter) => target.with_filter(Some(filter)),
        }
    }
}

/// The target and the filter that the flags name.
pub(in crate::cli) async fn read(
    workspace: &Workspace,
    args: &TargetArgs,
) -> Result<(NewTarget, NewFilter), Failure> {
    let target = target(workspace, args).await?;
    Ok((target, filter(workspace, args).await?))
}

/// The target that the flags describe; flags that do not belong to its kind are errors.
async fn target(workspace: &Workspace, args: &TargetArgs) -> Result<NewTarget, Failure> {
    let kind = args.target;
    let word = kind.word();
    let flag = format!("--target {word}");
    let only_for = |flag: &str, given: bool, fields: &[TargetField]| {
        if given && !fields.iter().any(|field| kind.has(*field)) {
            return Err(Failure::usage(format!(
                "{flag} cannot be used with --target {word}"
            )));
        }
        Ok(())
    };
    let (object_id, collection_id) = (TargetField::ObjectId, TargetField::CollectionId);
    let target_type = TargetField::TargetType;
    only_for("--group", args.group.is_some(), &[object_id])?;
    only_for("--id", args.id.is_some(), &[object_id, collection_id])?;
    only_for("--target-type", args.target_type.is_some(), &[target_type])?;
    let (mut of_type, mut object, mut collection) = (None, None, None);
    for field in kind.fields() {
        match field {
            TargetField::TargetType => {
                let given = args.target_type;
                of_type = Some(given.ok_or_else(|| needs(&flag, "--target-type"))?);
            }
            TargetField::ObjectId => object = Some(self::object(workspace, args).await?),
            TargetField::CollectionId => {
                let id = args.id.as_deref().map(str::trim);
                let id = id.filter(|id| !id.is_empty());
                collection = Some(id.ok_or_else(|| needs(&flag, "--id"))?.to_owned());
            }
        }
    }
    NewTarget::of(kind, of_type, object, collection)
        .ok_or_else(|| Failure::usage(format!("--target {word} cannot be chosen")))
}

/// The filter that the flags name.
async fn filter(workspace: &Workspace, args: &TargetArgs) -> Result<NewFilter, Failure> {
    let Some(typed) = &args.filter else {
        return Ok(NewFilter::Same);
    };
    let mode = match &args.filter_mode {
        None if typed == "none" => return Ok(NewFilter::None),
        None => return Err(needs("a filter", "--filter-mode")),
        Some(mode) => mode.clone(),
    };
    // Also read for an ID: its platform must be known if possible.
    let id = match (workspace.filters().await, ObjectId::parse(typed)) {
        (Ok(filters), _) => named::filter(filters, typed)?,
        (Err(_), Ok(id)) => id.as_str().to_owned(),
        (Err(error), Err(_)) => return Err(error.into()),
    };
    Ok(NewFilter::This(Filter { id, mode }))
}

async fn object(workspace: &Workspace, args: &TargetArgs) -> Result<ObjectId, Failure> {
    match (&args.group, &args.id) {
        (Some(typed), _) => {
            let client = &workspace.context.client;
            let found = named::group_with_name(client, &workspace.rows, typed).await;
            let (id, name) = found?;
            if !name.is_empty() {
                let kind = ObjectKind::Group;
                let known = (id.clone(), Name::Known { name, kind });
                workspace.names.learn(&[known].into());
            }
            Ok(id)
        }
        (None, Some(id)) => {
            ObjectId::parse(id).map_err(|problem| Failure::usage(format!("--id: {problem}")))
        }
        (None, None) => Err(needs(
            &format!("--target {}", args.target.word()),
            "--group or --id",
        )),
    }
}

fn needs(what: &str, flag: &str) -> Failure {
    Failure::usage(format!("{what} needs {flag}"))
}
