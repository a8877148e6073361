//! What the admin agrees to by flags, and where it is printed.

use clap::Args;

/// What the admin says yes to.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own, and any of them can be given"
)]
pub(in crate::cli) struct Consent {
    /// Print the exact request and the list before and after; send nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Send without asking, the replacement of the whole list included
    #[arg(long)]
    pub(in crate::cli) yes: bool,
    /// Print one JSON document
    #[arg(long)]
    pub(in crate::cli) json: bool,
    /// Reason to give where another admin has to approve the change
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) justification: Option<String>,
    /// Code of an approval that was given: sends the change that waited for it
    #[arg(long, value_name = "CODE", conflicts_with = "justification")]
    pub(in crate::cli) approval_code: Option<String>,
    /// Allow a change that leaves no assignment
    #[arg(long)]
    pub(in crate::cli) allow_empty: bool,
    /// Name of the profile, or default domain of the tenant without one: confirms a change to all
    /// users or all devices, or any where the profile asks for it
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) confirm: Option<String>,
}
