//! Flags and verbs.

pub(in crate::cli) mod plan;
mod reading;
mod terminal;

use std::path::PathBuf;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use clap_complete::Shell;

pub(in crate::cli) use self::reading::ExplainArgs;
pub(in crate::cli) use self::reading::FindArgs;
pub(in crate::cli) use self::reading::ListArgs;
use self::terminal::TerminalArgs;
use crate::cli::args::plan::{ApplyArgs, DiffArgs, PlanArgs, RestoreArgs, SnapshotArgs};
use crate::cli::print::exit::CODES;
use crate::cli::verbs::journal::JournalArgs;
use crate::cli::verbs::login::Span;
use crate::cloud::Cloud;
use crate::config::GraphUrl;
use crate::config::Layer;
use crate::config::Seconds;
use crate::config::Tenant;
use crate::config::TimingLayer;
use crate::demo::Behaviour;
use crate::domain::ApiMode;
use crate::domain::Method;
use crate::domain::TargetKind;

/// See and change the device enrollment configuration assignments of an Intune tenant.
///
/// Without a command the screen opens. The access token comes from `ENLIST_ACCESS_TOKEN` or from
/// --token-stdin, never from an argument.
#[derive(Debug, Parser)]
#[command(name = "enlist", version, max_term_width = 100, after_long_help = CODES)]
pub struct Cli {
    #[command(flatten)]
    pub(in crate::cli) global: Global,
    #[command(subcommand)]
    pub(in crate::cli) verb: Option<Verb>,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub(in crate::cli) struct Global {
    /// Use an embedded service with a fictional tenant; `live` refuses the PATCH as the real one does
    #[arg(long, global = true, value_name = "BEHAVIOUR", num_args = 0..=1, require_equals = true,
          default_missing_value = "documented")]
    pub(in crate::cli) demo: Option<Behaviour>,
    /// With --demo: sign in at the embedded authority first
    #[arg(long, global = true, requires = "demo")]
    pub(in crate::cli) sign_in: bool,
    /// With --demo or `demo`: a fault of the embedded service, see `demo --help`; can be repeated
    #[arg(long, global = true, value_name = "JSON")]
    pub(in crate::cli) fault: Vec<String>,
    /// Profile of the config file
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "demo")]
    pub(in crate::cli) profile: Option<String>,
    /// Disable every write
    #[arg(long, global = true)]
    pub(in crate::cli) read_only: bool,
    /// National cloud: global, usgov, dod or china
    #[arg(long, global = true, value_name = "CLOUD", conflicts_with = "demo")]
    pub(in crate::cli) cloud: Option<Cloud>,
    /// Tenant to sign in to: its id, or one of its domains
    #[arg(long, global = true, value_name = "TENANT", conflicts_with = "demo")]
    pub(in crate::cli) tenant: Option<Tenant>,
    /// Sign-in: device-code, browser, certificate, secret, workload, managed-identity, azure-cli, token
    #[arg(long, global = true, value_name = "METHOD", conflicts_with = "demo")]
    pub(in crate::cli) method: Option<Method>,
    /// Client id of the app that asks for tokens
    #[arg(long, global = true, value_name = "ID", conflicts_with = "demo")]
    pub(in crate::cli) client_id: Option<String>,
    /// Port that the browser comes back to [default: 8400]; 0 takes a free one
    #[arg(long, global = true, value_name = "PORT", conflicts_with = "demo")]
    pub(in crate::cli) redirect_port: Option<u16>,
    /// Base URL of the authority: https, or http to this machine
    #[arg(long, global = true, value_name = "URL", conflicts_with = "demo")]
    pub(in crate::cli) authority_url: Option<GraphUrl>,
    /// PEM file with certificates to trust besides those of the system
    #[arg(long, global = true, value_name = "FILE")]
    pub(in crate::cli) ca_bundle: Option<PathBuf>,
    /// Record each request in this file: method, path, status, time and ids, and nothing secret
    #[arg(long, global = true, value_name = "FILE")]
    pub(in crate::cli) log: Option<PathBuf>,
    /// Base URL of Microsoft Graph: https, or http to this machine
    #[arg(long, global = true, value_name = "URL", conflicts_with = "demo")]
    pub(in crate::cli) graph_url: Option<GraphUrl>,
    /// Version of Graph to use: auto, v1.0 or beta
    #[arg(long, global = true, value_name = "VERSION")]
    pub(in crate::cli) api: Option<ApiMode>,
    /// Read the access token from standard input
    #[arg(long, global = true, conflicts_with = "demo")]
    pub(in crate::cli) token_stdin: bool,
    /// Config file, instead of enlist/config.toml under `XDG_CONFIG_HOME`
    #[arg(long, global = true, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Seconds that one request may take
    #[arg(long, global = true, value_name = "SECONDS")]
    pub(in crate::cli) timeout: Option<Seconds>,
    /// Seconds that a change may take to show when it is read back
    #[arg(long, global = true, value_name = "SECONDS")]
    pub(in crate::cli) settle: Option<Seconds>,
    #[command(flatten)]
    pub(in crate::cli) terminal: TerminalArgs,
}

/// What `--fault` takes.
const FAULTS: &str = r#"A fault is JSON, as `POST /_control/faults` of the service takes it:
  --fault '{"method":"PATCH","status":429,"headers":{"Retry-After":"5"}}'
It fits the next requests with `method` and `pathContains`, after `skip` of them, for `times` (1).
It answers with `status`, `headers` and `body`, or closes the connection with `drop`; `apply` carries
the request out all the same. Without those the normal answer comes, after `delayMs`. `edit` changes
the tenant meanwhile: {"configuration":ID,"targets":[...],"priority":N,"after":true}. `staleReads`
lets so many reads see the time before. `withoutGroups` answers getEffectiveDeviceEnrollmentConfigurations
as if the user were in no group."#;

impl Global {
    /// The same command line in another profile: what says who is asked, and by whom, belongs to the
    /// profile that it was meant for and stays behind.
    pub(in crate::cli) fn in_profile(&self, name: &str) -> Self {
        Self {
            profile: Some(name.to_owned()),
            cloud: None,
            tenant: None,
            method: None,
            client_id: None,
            redirect_port: None,
            authority_url: None,
            graph_url: None,
            token_stdin: false,
            ..self.clone()
        }
    }

    /// The flags as the last layer of the settings.
    pub(in crate::cli) fn layer(&self) -> Layer {
        Layer {
            read_only: self.read_only.then_some(true),
            api: self.api,
            cloud: self.cloud,
            graph_url: self.graph_url.clone(),
            authority_url: self.authority_url.clone(),
            ca_bundle: self.ca_bundle.clone(),
            log: self.log.clone(),
            method: self.method,
            tenant: self.tenant.clone(),
            client_id: self.client_id.clone(),
            redirect_port: self.redirect_port,
            refresh: None,
            mouse: None,
            timing: TimingLayer {
                total: self.timeout,
                // A read pause longer than the whole request would never be noticed.
                read: self.timeout,
                settle: self.settle,
                ..TimingLayer::default()
            },
            ..Layer::default()
        }
    }
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Verb {
    /// List the configurations with their assignments
    List(ListArgs),
    /// Show one configuration with its assignments
    Show {
        /// Id, unique beginning of one, or name
        #[arg(value_name = "CONFIG")]
        configuration: String,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Say where a group, a filter or any other id is used
    Find(FindArgs),
    /// Say which configuration of each type wins for a user's enrollments, and why
    Explain(ExplainArgs),
    /// Point an assignment at another target
    Set(Box<SetArgs>),
    /// Add an assignment
    Add(Box<AddArgs>),
    /// Remove an assignment
    Remove(Box<RemoveArgs>),
    /// Move a configuration among those of its type and platform
    Priority(Box<PriorityArgs>),
    /// Write a plan of many changes, to be reviewed and applied later; nothing is sent
    Plan(Box<PlanArgs>),
    /// Make what is left of a plan, row by row; called again it goes on where it stopped
    Apply(Box<ApplyArgs>),
    /// Write all configurations and assignments to a file
    Snapshot(SnapshotArgs),
    /// Show what differs between a snapshot and the tenant, or another snapshot
    Diff(DiffArgs),
    /// Write the plan that brings the assignments of a snapshot back; nothing is sent
    Restore(Box<RestoreArgs>),
    /// Take a verified change back
    Undo(Box<UndoArgs>),
    /// Print the record of the changes made from here
    Journal(JournalArgs),
    /// Sign in once for a series of commands
    Login {
        /// How long the sign-in is kept, in the kernel's keyring of this login session
        #[arg(long = "for", value_name = "SPAN", default_value = "8h")]
        keep: Span,
    },
    /// Forget the sign-in that `login` kept
    Logout,
    /// Say what is in the way: settings, terminal, proxy, TLS, clock, token, rights
    Doctor {
        /// Also ask what Microsoft's pages leave open, and write shapes, never values, to this new file
        #[arg(long, value_name = "FILE")]
        facts: Option<PathBuf>,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Print the settings in force and where each comes from
    Config {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Run the embedded service alone and print its URL and token
    #[command(after_help = FAULTS)]
    Demo {
        /// Port on 127.0.0.1; 0 takes a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Print the completions of a shell
    Completions {
        /// The shell
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    /// Print the manual as a man page: of the program, or of one verb
    Man {
        /// The verb
        #[arg(value_name = "VERB")]
        verb: Option<String>,
    },
    /// Print the JSON Schema of everything that --json prints
    Schema,
    /// Print the keys of the screen; * marks those that enlist/keymap.toml gives
    Keys {
        /// Only say what is wrong with the keymap file
        #[arg(long)]
        check: bool,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
}

impl Verb {
    /// Whether the result, or the failure, is wanted as JSON.
    pub(in crate::cli) fn wants_json(&self) -> bool {
        match self {
            Self::List(args) => args.json,
            Self::Find(args) => args.json,
            Self::Explain(args) => args.json,
            Self::Show { json, .. }
            | Self::Journal(JournalArgs { json, .. })
            | Self::Config { json }
            | Self::Doctor { json, .. }
            | Self::Keys { json, .. } => *json,
            Self::Set(args) => args.consent.json,
            Self::Add(args) => args.consent.json,
            Self::Remove(args) => args.consent.json,
            Self::Priority(args) => args.consent.json,
            Self::Undo(args) => args.consent.json,
            Self::Plan(args) => args.output.json,
            Self::Apply(args) => args.consent.json,
            Self::Snapshot(args) => args.json,
            Self::Diff(args) => args.json,
            Self::Restore(args) => args.output.json,
            Self::Login { .. }
            | Self::Logout
            | Self::Demo { .. }
            | Self::Completions { .. }
            | Self::Man { .. }
            | Self::Schema => false,
        }
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SetArgs {
    /// Id, unique beginning of one, or name
    #[arg(value_name = "CONFIG")]
    pub(in crate::cli) configuration: String,
    /// Id or unique beginning of one, id or name of its group, all-users or all-devices
    #[arg(value_name = "ASSIGNMENT")]
    pub(in crate::cli) assignment: String,
    #[command(flatten)]
    pub(in crate::cli) target: TargetArgs,
    #[command(flatten)]
    pub(in crate::cli) consent: Consent,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct AddArgs {
    /// Id, unique beginning of one, or name
    #[arg(value_name = "CONFIG")]
    pub(in crate::cli) configuration: String,
    #[command(flatten)]
    pub(in crate::cli) target: TargetArgs,
    #[command(flatten)]
    pub(in crate::cli) consent: Consent,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RemoveArgs {
    /// Id, unique beginning of one, or name
    #[arg(value_name = "CONFIG")]
    pub(in crate::cli) configuration: String,
    /// Id or unique beginning of one, id or name of its group, all-users or all-devices
    #[arg(value_name = "ASSIGNMENT")]
    pub(in crate::cli) assignment: String,
    #[command(flatten)]
    pub(in crate::cli) consent: Consent,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PriorityArgs {
    /// Id, unique beginning of one, or name
    #[arg(value_name = "CONFIG")]
    pub(in crate::cli) configuration: String,
    /// The new priority; 1 comes first
    #[arg(value_name = "N")]
    pub(in crate::cli) priority: i64,
    #[command(flatten)]
    pub(in crate::cli) consent: Consent,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct UndoArgs {
    /// Id of the change in the journal or unique beginning of one, or `last`
    #[arg(value_name = "ROW")]
    pub(in crate::cli) row: String,
    #[command(flatten)]
    pub(in crate::cli) consent: Consent,
}

/// What an assignment is meant to point at.
#[derive(Debug, Args)]
pub(in crate::cli) struct TargetArgs {
    /// Kind of the new target
    #[arg(long, value_enum, value_name = "KIND")]
    pub(in crate::cli) target: TargetKind,
    /// The group, by id, unique beginning of one, or name
    #[arg(long, value_name = "GROUP", conflicts_with = "id")]
    pub(in crate::cli) group: Option<String>,
    /// Entra object ID, or the id of the Configuration Manager collection
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) id: Option<String>,
    /// Target type of a scope-tag group
    #[arg(long, value_enum, value_name = "TYPE")]
    pub(in crate::cli) target_type: Option<TargetTypeWord>,
    /// Assignment filter, by id or name; `none` takes it away. Left out, the filter stays
    #[arg(long, value_name = "FILTER")]
    pub(in crate::cli) filter: Option<String>,
    /// Whether devices that match the filter are taken in or left out
    #[arg(long, value_enum, value_name = "MODE", requires = "filter")]
    pub(in crate::cli) filter_mode: Option<FilterWord>,
    /// Request to use: auto is the PATCH, and the whole list where the PATCH has no route
    #[arg(long, value_enum, value_name = "REQUEST", default_value_t)]
    pub(in crate::cli) via: ViaWord,
}

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

impl ValueEnum for TargetKind {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::WRITABLE
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TargetTypeWord {
    User,
    Device,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FilterWord {
    Include,
    Exclude,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum ViaWord {
    #[default]
    Auto,
    Patch,
    Assign,
}
