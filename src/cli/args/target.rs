//! The flags that describe a target.

use clap::Args;

use super::choice::choices;
use crate::domain::{FilterMode, TargetKind, TargetType, WriteMode};

/// The target of an assignment.
#[derive(Debug, Args)]
pub(in crate::cli) struct TargetArgs {
    /// What to assign to
    #[arg(long, value_name = "KIND", value_parser = choices::<TargetKind>())]
    pub(in crate::cli) target: TargetKind,
    /// Name or ID of the group; the beginning of the ID is enough if the group is assigned somewhere
    #[arg(long, value_name = "GROUP", conflicts_with = "id")]
    pub(in crate::cli) group: Option<String>,
    /// Entra object ID of the group, or ID of the Configuration Manager collection
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) id: Option<String>,
    /// Whether the scope-tag group applies to users or devices
    #[arg(long, value_name = "TYPE", value_parser = choices::<TargetType>())]
    pub(in crate::cli) target_type: Option<TargetType>,
    /// Name or ID of the assignment filter; `none` removes it; the filter stays if omitted
    #[arg(long, value_name = "FILTER")]
    pub(in crate::cli) filter: Option<String>,
    /// Include or exclude the devices that match the filter
    #[arg(long, value_name = "MODE", requires = "filter", value_parser = choices::<FilterMode>())]
    pub(in crate::cli) filter_mode: Option<FilterMode>,
    /// Request to use: auto sends a PATCH, and replaces the whole list if the service has no route for it
    #[arg(long, value_name = "REQUEST", value_parser = choices::<WriteMode>(), default_value = "auto")]
    pub(in crate::cli) via: WriteMode,
}
