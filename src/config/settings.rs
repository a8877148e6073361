//! All settings, and how one source is applied over another.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::color::AnsiColor;
use super::interval::Interval;
use super::layered::{Shown, layered};
use super::tenant::Tenant;
use super::timing::{Timing, TimingLayer};
use super::url::GraphUrl;
use crate::cloud::Cloud;
use crate::domain::{ApiMode, Method, WriteMode};

/// The port that a browser comes back to by default: a fixed one, so that it can be forwarded (`ssh -L`)
/// before the sign-in starts.
const REDIRECT_PORT: u16 = 8400;

layered! {
    prefix = "";
    struct Settings {
        /// How long things may take.
        pub timing: Timing,
        pub profile: Option<String>,
        pub profiles: Vec<String>,
    }
    default {
        timing: Timing::default(),
        profile: None,
        profiles: Vec::new(),
    }
    /// One source of settings; what it does not set stays as it was.
    struct Layer {
        /// The profile that is used if none is named. Only at the top of the file.
        pub default_profile: Option<String>,
        /// Profiles by name. Only at the top of the file.
        #[serde(default)]
        pub profile: BTreeMap<String, Self>,
        /// How long things may take.
        #[serde(default)]
        pub timing: TimingLayer,
    }

    /// The national cloud: `global`, `usgov`, `dod` or `china`. It sets the addresses of Graph and of the authority.
    cloud: Cloud => Cloud = Cloud::default();
    /// Base URL of Microsoft Graph, in place of that of `cloud`.
    graph_url: GraphUrl => GraphUrl = GraphUrl::of(Cloud::default());
    /// Base URL of the authority, in place of that of `cloud`.
    authority_url: GraphUrl => Option<GraphUrl> = None;
    /// The tenant to sign in to: its ID or one of its domains.
    tenant: Tenant => Option<Tenant> = None;
    /// How to sign in: `device-code`, `browser`, `certificate`, `secret`, `workload`, `managed-identity`, `azure-cli`
    /// or `token`.
    method: Method => Option<Method> = None;
    /// Client ID of the app to sign in with.
    client_id: String => Option<String> = None;
    /// More delegated permissions to ask for, as a list.
    extra_scopes: Vec<String> => Option<Vec<String>> = None;
    /// Port for the redirect of the browser sign-in; 0 picks a free one.
    redirect_port: u16 => u16 = REDIRECT_PORT;
    /// File with the certificate of an app, and with its key if that is not in `certificate_key`: PEM or PKCS#12.
    certificate: PathBuf => Option<PathBuf> = None;
    /// File with the private key, if it is a file of its own.
    certificate_key: PathBuf => Option<PathBuf> = None;
    /// A user-assigned managed identity: its client ID, `object:` and its object ID, or its Azure resource ID, which
    /// begins with `/subscriptions/`.
    managed_identity: String => Option<String> = None;
    /// PEM file with certificates to trust in addition to those of the system.
    ca_bundle: PathBuf => Option<PathBuf> = None;
    /// File to log each request to: method, path, status, time and IDs, no secrets.
    log: PathBuf => Option<PathBuf> = None;
    /// Disable all changes. A later source can turn this on, never off.
    read_only: bool => bool = false;
    /// Ask for the name of the profile before each change. A later source can turn this on, never off.
    confirm: bool => bool = false;
    /// Version of Graph to use: `auto`, `v1.0` or `beta`.
    api: ApiMode => ApiMode = ApiMode::default();
    /// Request that changes an assignment: `patch` never replaces a list, `assign` always does, `auto` offers `assign` where
    /// the service has no route for PATCH.
    write: WriteMode => WriteMode = WriteMode::default();
    /// Seconds after which the screen reads the list again by itself; 0 for never.
    refresh: Interval => Interval = Interval(None);
    /// Let clicks select and the wheel scroll. A click never answers a review.
    mouse: bool => bool = false;
    /// Color of the profile's name in the header: `black`, `red`, `green`, `yellow`, `blue`, `magenta`, `cyan` or `white`,
    /// each also with `bright-` before it.
    color: AnsiColor => Option<AnsiColor> = None;
}

impl Settings {
    /// These settings with those of `layer` applied over them.
    ///
    /// Read-only mode and the typed confirmation are locks: a later layer can set them but never remove
    /// them.
    #[must_use]
    pub fn with(mut self, layer: &Layer) -> Self {
        let (read_only, confirm) = (self.read_only, self.confirm);
        if let Some(cloud) = layer.cloud {
            // What was set for another cloud does not apply to this one.
            self.graph_url = GraphUrl::of(cloud);
            self.authority_url = None;
        }
        self.put(layer);
        self.read_only |= read_only;
        self.confirm |= confirm;
        self.timing = self.timing.with(&layer.timing);
        self
    }

    /// The name of the service in the header: the national cloud, or the host of any other address.
    #[must_use]
    pub fn service_name(&self) -> String {
        Cloud::at(self.graph_url.as_str())
            .map_or_else(|| self.graph_url.host(), |cloud| cloud.title().to_owned())
    }

    /// Every setting: its key, what it is for, and its built-in value.
    pub fn described() -> impl Iterator<Item = (&'static str, &'static str, Option<String>)> {
        let built_in = Self::built_in();
        let all = Self::DESCRIPTIONS.iter().chain(Timing::DESCRIPTIONS);
        all.map(move |(key, description)| {
            let value = built_in.iter().find(|(it, _)| it == key);
            (
                *key,
                description.trim(),
                value.map(|(_, value)| value.clone()),
            )
        })
    }

    /// What holds where nobody says anything, by key, as a person would write it. The Graph URL is left
    /// out: it follows from the cloud.
    pub(super) fn built_in() -> Vec<(&'static str, String)> {
        let settings = Self::default();
        let of_cloud = |key: &str| key == "graph_url";
        let own = settings.listed().filter(|(key, _)| !of_cloud(key));
        own.chain(settings.timing.entries()).collect()
    }
}

impl Layer {
    /// The values of this source, by key, as a person would write them.
    #[must_use]
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        self.listed().chain(self.timing.entries()).collect()
    }
}
