//! Which settings there are, and how one source of them is put over another.

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

/// The port that a browser comes back to, unless another one is named: a known one, so that it can be
/// forwarded (`ssh -L`) before the sign-in begins.
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
    /// One source of settings; what it does not say stays as it was.
    struct Layer {
        /// The profile that is taken when nobody names one. At the top of the file only.
        pub default_profile: Option<String>,
        /// Profiles by name. At the top of the file only.
        #[serde(default)]
        pub profile: BTreeMap<String, Self>,
        /// How long things may take.
        #[serde(default)]
        pub timing: TimingLayer,
    }

    /// The national cloud, which stands for its Graph URL and authority.
    cloud: Cloud => Cloud = Cloud::default();
    /// Base URL of Graph; goes before `cloud`.
    graph_url: GraphUrl => GraphUrl = GraphUrl::of(Cloud::default());
    /// Base URL of the authority; goes before `cloud`.
    authority_url: GraphUrl => Option<GraphUrl> = None;
    /// The tenant, by id or domain.
    tenant: Tenant => Option<Tenant> = None;
    method: Method => Option<Method> = None;
    /// The client id of the app that asks for tokens.
    client_id: String => Option<String> = None;
    /// More delegated permissions to ask for.
    extra_scopes: Vec<String> => Option<Vec<String>> = None;
    /// The port that a browser comes back to; 0 takes a free one.
    redirect_port: u16 => u16 = REDIRECT_PORT;
    /// The file with an app's certificate, and mostly its key.
    certificate: PathBuf => Option<PathBuf> = None;
    /// The file with the certificate's key, where that is another one.
    certificate_key: PathBuf => Option<PathBuf> = None;
    /// A user-assigned managed identity: its client id, `object:` and its object id, or its Azure resource
    /// id, which begins with `/subscriptions/`.
    managed_identity: String => Option<String> = None;
    /// Certificates that are trusted besides those of the system.
    ca_bundle: PathBuf => Option<PathBuf> = None;
    /// Where requests are recorded; none if they are not.
    log: PathBuf => Option<PathBuf> = None;
    /// Whether every write is disabled.
    read_only: bool => bool = false;
    /// Whether every write asks for the profile's name to be typed.
    confirm: bool => bool = false;
    /// Which version of Graph may be used.
    api: ApiMode => ApiMode = ApiMode::default();
    /// Which requests may make a change of assignments.
    write: WriteMode => WriteMode = WriteMode::default();
    /// How often the screen reads the list again by itself.
    refresh: Interval => Interval = Interval(None);
    /// Whether the screen listens to the mouse.
    mouse: bool => bool = false;
    /// The color of the header, so that one tenant is told from another at a glance.
    color: AnsiColor => Option<AnsiColor> = None;
}

impl Settings {
    /// These settings with everything that `layer` says put over them.
    ///
    /// Read-only mode and the typed confirmation are locks: a later layer can close them and never opens
    /// them again.
    #[must_use]
    pub fn with(mut self, layer: &Layer) -> Self {
        let (read_only, confirm) = (self.read_only, self.confirm);
        if let Some(cloud) = layer.cloud {
            // What was named for another cloud is not this one's.
            self.graph_url = GraphUrl::of(cloud);
            self.authority_url = None;
        }
        self.put(layer);
        self.read_only |= read_only;
        self.confirm |= confirm;
        self.timing = self.timing.with(&layer.timing);
        self
    }

    /// What the header calls the service: the national cloud, or the host of any other address.
    #[must_use]
    pub fn service_name(&self) -> String {
        Cloud::at(self.graph_url.as_str())
            .map_or_else(|| self.graph_url.host(), |cloud| cloud.title().to_owned())
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
    /// What this source says, by key, as a person would write it.
    #[must_use]
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        self.listed().chain(self.timing.entries()).collect()
    }
}
