//! The options of every command.

use std::path::PathBuf;

use clap::Args;

use super::terminal::TerminalArgs;
use crate::cloud::Cloud;
use crate::config::{GraphUrl, Layer, Seconds, Tenant, TimingLayer};
use crate::demo::{Behaviour, Size};
use crate::domain::{ApiMode, Method};

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own, and any of them can be given"
)]
pub(in crate::cli) struct Global {
    /// Use the embedded demo service; `live` has no route for PATCH, like the real service
    #[arg(long, global = true, value_name = "BEHAVIOUR", num_args = 0..=1, require_equals = true,
          default_missing_value = "documented")]
    pub(in crate::cli) demo: Option<Behaviour>,
    /// With --demo: sign in first
    #[arg(long, global = true, requires = "demo")]
    pub(in crate::cli) sign_in: bool,
    /// With --demo or `demo`: a tenant of this size, such as 500x20 for 500 configurations with 20 assignments each
    #[arg(long, global = true, value_name = "SIZE")]
    pub(in crate::cli) demo_size: Option<Size>,
    /// With --demo or `demo`: a fault of the embedded service, see CONTRIBUTING; can be repeated
    #[arg(long, global = true, value_name = "JSON", hide = true)]
    pub(in crate::cli) fault: Vec<String>,
    /// Profile from the config file
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "demo")]
    pub(in crate::cli) profile: Option<String>,
    /// Disable all changes
    #[arg(long, global = true)]
    pub(in crate::cli) read_only: bool,
    /// National cloud: global, usgov, dod or china
    #[arg(long, global = true, value_name = "CLOUD", conflicts_with = "demo")]
    pub(in crate::cli) cloud: Option<Cloud>,
    /// Tenant to sign in to: its ID or one of its domains
    #[arg(long, global = true, value_name = "TENANT", conflicts_with = "demo")]
    pub(in crate::cli) tenant: Option<Tenant>,
    /// Sign-in method: device-code, browser, certificate, secret, workload, managed-identity, azure-cli or token
    #[arg(long, global = true, value_name = "METHOD", conflicts_with = "demo")]
    pub(in crate::cli) method: Option<Method>,
    /// Client ID of the app to sign in with
    #[arg(long, global = true, value_name = "ID", conflicts_with = "demo")]
    pub(in crate::cli) client_id: Option<String>,
    /// Port for the redirect of the browser sign-in; 0 picks a free one [default: 8400]
    #[arg(long, global = true, value_name = "PORT", conflicts_with = "demo")]
    pub(in crate::cli) redirect_port: Option<u16>,
    /// Base URL of the sign-in service: https, or http to this computer
    #[arg(long, global = true, value_name = "URL", conflicts_with = "demo")]
    pub(in crate::cli) authority_url: Option<GraphUrl>,
    /// PEM file with certificates to trust in addition to those of the system
    #[arg(long, global = true, value_name = "FILE")]
    pub(in crate::cli) ca_bundle: Option<PathBuf>,
    /// Log each request to this file: method, path, status, time and IDs, no secrets
    #[arg(long, global = true, value_name = "FILE")]
    pub(in crate::cli) log: Option<PathBuf>,
    /// Base URL of Microsoft Graph: https, or http to this computer
    #[arg(long, global = true, value_name = "URL", conflicts_with = "demo")]
    pub(in crate::cli) graph_url: Option<GraphUrl>,
    /// Version of Graph to use: auto, v1.0 or beta
    #[arg(long, global = true, value_name = "VERSION")]
    pub(in crate::cli) api: Option<ApiMode>,
    /// Read the access token from standard input
    #[arg(long, global = true, conflicts_with = "demo")]
    pub(in crate::cli) token_stdin: bool,
    /// Config file to use instead of enlist/config.toml in `XDG_CONFIG_HOME`
    #[arg(long, global = true, value_name = "FILE")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Seconds to wait for one request
    #[arg(long, global = true, value_name = "SECONDS")]
    pub(in crate::cli) timeout: Option<Seconds>,
    /// Seconds to wait until a change shows when it is read back
    #[arg(long, global = true, value_name = "SECONDS")]
    pub(in crate::cli) settle: Option<Seconds>,
    #[command(flatten)]
    pub(in crate::cli) terminal: TerminalArgs,
    /// Whether the command prints a JSON document. Each verb that can has the flag.
    #[arg(skip)]
    pub(in crate::cli) json: bool,
}

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
