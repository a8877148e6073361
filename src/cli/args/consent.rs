//! What the admin agrees to by flags, and where it is printed.

use clap::Args;

/// What the admin says yes to.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own, and any of them can be given"
)]
pub(in crate::cli) struct Consent {
    /// Show the exact request and the list before and after; send nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Send without asking, even if the whole list has to be replaced
    #[arg(long)]
    pub(in crate::cli) yes: bool,
    /// Print one JSON document
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Reason for a change that another admin has to approve
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) justification: Option<String>,
    /// Approval code: send the change that was waiting for approval
    #[arg(long, value_name = "CODE", conflicts_with = "justification")]
    pub(in crate::cli) approval_code: Option<String>,
    /// Allow a change that removes the last assignment
    #[arg(long)]
    pub(in crate::cli) allow_empty: bool,
    /// Confirm a change that reaches all users or all devices, or any change if the profile requires it; NAME is
    /// the profile, or without a profile the default domain of the tenant
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) confirm: Option<String>,
}
