//! One source of settings, and the names that its keys have everywhere.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::{GraphUrl, Interval, Tenant, TimingLayer};
use crate::cloud::Cloud;
use crate::domain::{ApiMode, Method, WriteMode};

/// One source of settings; what it does not say stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// The profile that is taken when nobody names one. At the top of the file only.
    pub default_profile: Option<String>,
    /// Profiles by name. At the top of the file only.
    #[serde(default)]
    pub profile: BTreeMap<String, Self>,
    /// Whether every write is disabled.
    pub read_only: Option<bool>,
    /// Whether every write asks for the profile's name to be typed.
    pub confirm: Option<bool>,
    /// Which version of Graph may be used.
    pub api: Option<ApiMode>,
    /// Which requests may make a change of assignments.
    pub write: Option<WriteMode>,
    /// The national cloud, which stands for its Graph URL and authority.
    pub cloud: Option<Cloud>,
    /// Base URL of Graph; goes before `cloud`.
    pub graph_url: Option<GraphUrl>,
    /// Base URL of the authority; goes before `cloud`.
    pub authority_url: Option<GraphUrl>,
    /// Certificates that are trusted besides those of the system.
    pub ca_bundle: Option<PathBuf>,
    /// Where requests are recorded.
    pub log: Option<PathBuf>,
    pub method: Option<Method>,
    /// The tenant, by id or domain.
    pub tenant: Option<Tenant>,
    /// The client id of the app that asks for tokens.
    pub client_id: Option<String>,
    /// More delegated permissions to ask for.
    pub extra_scopes: Option<Vec<String>>,
    /// The port that a browser comes back to; 0 takes a free one.
    pub redirect_port: Option<u16>,
    /// The file with an app's certificate, and mostly its key.
    pub certificate: Option<PathBuf>,
    /// The file with the certificate's key, where that is another one.
    pub certificate_key: Option<PathBuf>,
    /// A user-assigned managed identity: its client id, `object:` and its object id, or its Azure resource
    /// id, which begins with `/subscriptions/`.
    pub managed_identity: Option<String>,
    /// How often the screen reads the list again by itself.
    pub refresh: Option<Interval>,
    /// Whether the screen listens to the mouse.
    pub mouse: Option<bool>,
    /// How long things may take.
    #[serde(default)]
    pub timing: TimingLayer,
}

/// The port that a browser comes back to, unless another one is named: a known one, so that it can be
/// forwarded (`ssh -L`) before the sign-in begins.
const REDIRECT_PORT: u16 = 8400;

impl Layer {
    /// What this source says, by key, as a person would write it.
    #[must_use]
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let timing = self.timing;
        let seconds = |value: Option<super::Seconds>| {
            value.map(|seconds| format!("{} s", seconds.0.as_secs_f64()))
        };
        [
            ("cloud", self.cloud.map(|cloud| cloud.title().to_owned())),
            (
                "graph_url",
                self.graph_url.as_ref().map(ToString::to_string),
            ),
            (
                "authority_url",
                self.authority_url.as_ref().map(ToString::to_string),
            ),
            ("tenant", self.tenant.as_ref().map(ToString::to_string)),
            ("method", self.method.map(|method| method.to_string())),
            ("client_id", self.client_id.clone()),
            (
                "extra_scopes",
                self.extra_scopes.as_ref().map(|scopes| scopes.join(" ")),
            ),
            (
                "redirect_port",
                self.redirect_port.map(|port| port.to_string()),
            ),
            ("certificate", path(&self.certificate)),
            ("certificate_key", path(&self.certificate_key)),
            ("managed_identity", self.managed_identity.clone()),
            ("ca_bundle", path(&self.ca_bundle)),
            ("log", path(&self.log)),
            ("read_only", self.read_only.map(|yes| yes.to_string())),
            ("confirm", self.confirm.map(|yes| yes.to_string())),
            ("api", self.api.map(|mode| mode.word().to_owned())),
            ("write", self.write.map(|mode| mode.word().to_owned())),
            (
                "refresh",
                self.refresh.map(|interval| match interval.0 {
                    Some(wait) => format!("{} s", wait.as_secs()),
                    None => "never".to_owned(),
                }),
            ),
            ("mouse", self.mouse.map(|yes| yes.to_string())),
            ("timing.connect", seconds(timing.connect)),
            ("timing.read", seconds(timing.read)),
            ("timing.total", seconds(timing.total)),
            ("timing.settle", seconds(timing.settle)),
            ("timing.back_off", seconds(timing.back_off)),
            (
                "timing.escape_wait",
                timing
                    .escape_wait
                    .and_then(|wait| seconds(Some(super::Seconds(wait.0)))),
            ),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
    }

    /// The values that hold when nobody says anything.
    #[must_use]
    pub fn built_in() -> Self {
        let timing = super::Timing::default();
        let seconds = |value| Some(super::Seconds(value));
        Self {
            read_only: Some(false),
            confirm: Some(false),
            api: Some(ApiMode::default()),
            write: Some(WriteMode::default()),
            cloud: Some(Cloud::default()),
            redirect_port: Some(REDIRECT_PORT),
            refresh: Some(Interval(None)),
            mouse: Some(false),
            timing: TimingLayer {
                connect: seconds(timing.connect),
                read: seconds(timing.read),
                total: seconds(timing.total),
                settle: seconds(timing.settle),
                back_off: seconds(timing.back_off),
                escape_wait: Some(super::EscapeWait(timing.escape)),
            },
            ..Self::default()
        }
    }
}
