//! Arguments of the verbs that only look, and of those that print what the program knows itself.

use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct ListArgs {
    /// Only this type: a beginning of its short name, its name, or its @odata.type
    #[arg(long = "type", value_name = "TYPE")]
    pub(in crate::cli) kind: Option<String>,
    /// Only this platform: windows, ios, mac, android, androidForWork, …
    #[arg(long, value_name = "PLATFORM")]
    pub(in crate::cli) platform: Option<String>,
    /// Only what `/` on the screen would find: each word in a name, type, platform, id or target
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) search: Option<String>,
    /// Look up the names of groups
    #[arg(long)]
    pub(in crate::cli) names: bool,
    /// Print one JSON document
    #[arg(long, conflicts_with = "csv")]
    pub(in crate::cli) json: bool,
    /// Print comma-separated values, a line for each assignment
    #[arg(long)]
    pub(in crate::cli) csv: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct FindArgs {
    /// A group by id, unique beginning of one, or name; a filter or a collection by id or name;
    /// all-users or all-devices
    #[arg(value_name = "GROUP-OR-ID")]
    pub(in crate::cli) object: String,
    /// Print one JSON document
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArgs {
    /// User principal name or object id
    #[arg(value_name = "USER")]
    pub(in crate::cli) user: String,
    /// Print one JSON document
    #[arg(long)]
    pub(in crate::cli) json: bool,
}
