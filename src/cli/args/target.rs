//! The flags that describe a target.

use clap::Args;

use super::choice::choices;
use crate::domain::{FilterMode, TargetKind, TargetType, WriteMode};

/// What an assignment is meant to point at.
#[derive(Debug, Args)]
pub(in crate::cli) struct TargetArgs {
    /// Kind of the new target
    #[arg(long, value_name = "KIND", value_parser = choices::<TargetKind>())]
    pub(in crate::cli) target: TargetKind,
    /// The group, by id, unique beginning of one, or name
    #[arg(long, value_name = "GROUP", conflicts_with = "id")]
    pub(in crate::cli) group: Option<String>,
    /// Entra object ID, or the id of the Configuration Manager collection
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) id: Option<String>,
    /// Target type of a scope-tag group
    #[arg(long, value_name = "TYPE", value_parser = choices::<TargetType>())]
    pub(in crate::cli) target_type: Option<TargetType>,
    /// Assignment filter, by id or name; `none` takes it away. Left out, the filter stays
    #[arg(long, value_name = "FILTER")]
    pub(in crate::cli) filter: Option<String>,
    /// Whether devices that match the filter are taken in or left out
    #[arg(long, value_name = "MODE", requires = "filter", value_parser = choices::<FilterMode>())]
    pub(in crate::cli) filter_mode: Option<FilterMode>,
    /// Request to use: auto is the PATCH, and the whole list where the PATCH has no route
    #[arg(long, value_name = "REQUEST", value_parser = choices::<WriteMode>(), default_value = "auto")]
    pub(in crate::cli) via: WriteMode,
}
