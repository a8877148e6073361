//! Flags and verbs.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::{GraphUrl, Layer, Seconds, TimingLayer};
use crate::demo::Behaviour;
use crate::domain::ApiMode;

/// See and change the device enrollment configuration assignments of an Intune tenant.
///
/// Without a command the screen opens. The access token comes from `ENLIST_ACCESS_TOKEN` or from
/// --token-stdin, never from an argument.
#[derive(Debug, Parser)]
#[command(name = "enlist", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) verb: Option<Verb>,
}

#[derive(Debug, Args)]
pub(super) struct Global {
    /// Use an embedded service with a fictional tenant; `live` refuses the PATCH as the real one does
    #[arg(long, global = true, value_name = "BEHAVIOUR", num_args = 0..=1, require_equals = true,
          default_missing_value = "documented")]
    pub(super) demo: Option<Behaviour>,
    /// Disable every write
    #[arg(long, global = true)]
    pub(super) read_only: bool,
    /// Base URL of Microsoft Graph: https, or http to this machine
    #[arg(long, global = true, value_name = "URL", conflicts_with = "demo")]
    pub(super) graph_url: Option<GraphUrl>,
    /// Version of Graph to use: auto, v1.0 or beta
    #[arg(long, global = true, value_name = "VERSION")]
    pub(super) api: Option<ApiMode>,
    /// Read the access token from standard input
    #[arg(long, global = true, conflicts_with = "demo")]
    pub(super) token_stdin: bool,
    /// Config file, instead of enlist/config.toml under `XDG_CONFIG_HOME`
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Seconds that one request may take
    #[arg(long, global = true, value_name = "SECONDS")]
    pub(super) timeout: Option<Seconds>,
    /// Seconds that a change may take to show when it is read back
    #[arg(long, global = true, value_name = "SECONDS")]
    pub(super) settle: Option<Seconds>,
    /// Use no colours; `NO_COLOR` does the same
    #[arg(long, global = true)]
    pub(super) no_color: bool,
}

impl Global {
    /// The flags as the last layer of the settings.
    pub(super) fn layer(&self) -> Layer {
        Layer {
            read_only: self.read_only.then_some(true),
            api: self.api,
            write: None,
            cloud: None,
            graph_url: self.graph_url.clone(),
            timing: TimingLayer {
                total: self.timeout,
                // A read pause longer than the whole request would never be noticed.
                read: self.timeout,
                settle: self.settle,
                ..TimingLayer::default()
            },
        }
    }

    /// Whether colours are off.
    pub(super) fn without_colour(&self) -> bool {
        self.no_color || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// List the configurations with their assignments
    List {
        /// Print one JSON document
        #[arg(long)]
        json: bool,
        /// Look up the names of groups
        #[arg(long)]
        names: bool,
    },
    /// Run the embedded service alone and print its URL and token
    Demo {
        /// Port on 127.0.0.1; 0 takes a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Print the keys of the screen
    Keys,
}
