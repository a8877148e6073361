//! Settings: built-in ← config file ← environment ← flags.
//!
//! Belongs here: which settings exist, where they come from and whether a value is sound. Does not
//! belong here: opening anything (`session`), or the meaning of a flag beyond its value (`cli`).

mod file;
mod interval;
mod layer;
mod limited;
mod origin;
mod tenant;
mod timing;
mod url;

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::interval::Interval;
pub use self::layer::Layer;
pub use self::limited::{
    LONGEST_BUNDLE, LONGEST_FILE, LONGEST_SETTINGS, bytes_of, read_bytes, read_text, text_of,
};
pub use self::origin::{Origin, Source, Sources};
pub use self::tenant::{NoTenant, Tenant};
pub use self::timing::{EscapeWait, Seconds, Timing, TimingLayer};
pub use self::url::{BadUrl, GraphUrl};
use crate::cloud::Cloud;
use crate::domain::{ApiMode, Method, WriteMode};
pub use crate::text::nearest;

/// A setting that cannot be used. The text names where it stands and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(crate) String);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Whether every write is disabled.
    pub read_only: bool,
    /// Which version of Graph may be used.
    pub api: ApiMode,
    /// Which requests may make a change of assignments.
    pub write: WriteMode,
    pub graph_url: GraphUrl,
    /// Certificates that are trusted besides those of the system.
    pub ca_bundle: Option<PathBuf>,
    /// Where requests are recorded; none where they are not.
    pub log: Option<PathBuf>,
    /// Whether every write asks for the profile's name to be typed.
    pub confirm: bool,
    pub sign_in: SignIn,
    pub profile: Option<String>,
    pub profiles: Vec<String>,
    /// How often the screen reads the list again by itself; none where it does not.
    pub refresh: Option<Duration>,
    /// Whether the screen listens to the mouse.
    pub mouse: bool,
    /// How long things may take.
    pub timing: Timing,
}

/// How to sign in; what is not said is left to the method.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The national cloud, where one is named.
    pub cloud: Option<Cloud>,
    /// Another authority than the cloud's own.
    pub authority_url: Option<GraphUrl>,
    pub method: Option<Method>,
    /// The tenant, by id or domain.
    pub tenant: Option<String>,
    /// The client id of the app that asks.
    pub client_id: Option<String>,
    /// More delegated permissions to ask for.
    pub extra_scopes: Vec<String>,
    /// The port that a browser comes back to; 0 takes a free one.
    pub redirect_port: u16,
    /// The file with an app's certificate, and mostly its key.
    pub certificate: Option<PathBuf>,
    /// The file with the certificate's key, where that is another one.
    pub certificate_key: Option<PathBuf>,
    /// A user-assigned managed identity, as the config file names it.
    pub managed_identity: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            read_only: false,
            api: ApiMode::default(),
            write: WriteMode::default(),
            graph_url: GraphUrl::of(Cloud::default()),
            ca_bundle: None,
            log: None,
            confirm: false,
            sign_in: SignIn::default(),
            profile: None,
            profiles: Vec::new(),
            refresh: None,
            mouse: false,
            timing: Timing::default(),
        }
    }
}

impl Settings {
    /// These settings with everything that `layer` says put over them.
    ///
    /// Read-only mode is a lock: a later layer can close it and never opens it again.
    #[must_use]
    pub fn with(mut self, layer: &Layer) -> Self {
        self.read_only |= layer.read_only.unwrap_or_default();
        self.api = layer.api.unwrap_or(self.api);
        self.write = layer.write.unwrap_or(self.write);
        if let Some(cloud) = layer.cloud {
            self.graph_url = GraphUrl::of(cloud);
            self.sign_in.cloud = Some(cloud);
            // An authority that was named for another cloud is not this one's.
            self.sign_in.authority_url = None;
        }
        if let Some(url) = &layer.graph_url {
            self.graph_url = url.clone();
        }
        let or = |new: &Option<String>, old: Option<String>| new.clone().or(old);
        let or_path = |new: &Option<PathBuf>, old: Option<PathBuf>| new.clone().or(old);
        self.confirm |= layer.confirm.unwrap_or_default();
        self.ca_bundle = or_path(&layer.ca_bundle, self.ca_bundle);
        self.log = or_path(&layer.log, self.log);
        let old = self.sign_in;
        self.sign_in = SignIn {
            cloud: old.cloud,
            authority_url: layer.authority_url.clone().or(old.authority_url),
            method: layer.method.or(old.method),
            tenant: layer
                .tenant
                .as_ref()
                .map(ToString::to_string)
                .or(old.tenant),
            client_id: or(&layer.client_id, old.client_id),
            extra_scopes: layer.extra_scopes.clone().unwrap_or(old.extra_scopes),
            redirect_port: layer.redirect_port.unwrap_or(old.redirect_port),
            certificate: or_path(&layer.certificate, old.certificate),
            certificate_key: or_path(&layer.certificate_key, old.certificate_key),
            managed_identity: or(&layer.managed_identity, old.managed_identity),
        };
        if let Some(interval) = layer.refresh {
            self.refresh = interval.0;
        }
        self.mouse = layer.mouse.unwrap_or(self.mouse);
        self.timing = self.timing.with(&layer.timing);
        self
    }

    /// What the header calls the service: the national cloud, or the host of any other address.
    #[must_use]
    pub fn service_name(&self) -> String {
        Cloud::at(self.graph_url.as_str())
            .map_or_else(|| self.graph_url.host(), |cloud| cloud.title().to_owned())
    }
}

/// Environment variables as a function, so that tests need no process-wide state.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads all sources: the built-in values, the variables of the Azure tools, the config file, the profile,
/// the environment, then `flags`.
///
/// `path` is a config file that must exist; without it `ENLIST_CONFIG` is asked, then the place that
/// the XDG base directories give, where a missing file is no error. `profile` goes before
/// `ENLIST_PROFILE`, and that before the file's own choice.
///
/// # Errors
/// Names the file, line and key, or the variable, whose value cannot be used.
pub fn sources(
    path: Option<PathBuf>,
    profile: Option<String>,
    environment: Environment<'_>,
    flags: &Layer,
) -> Result<Sources, ConfigError> {
    let demanded = path.or_else(|| environment("ENLIST_CONFIG").map(PathBuf::from));
    let (path, mut file) = match demanded {
        Some(path) => (path.clone(), file::read(&path, true)?),
        None => match default_path() {
            Some(path) => (path.clone(), file::read(&path, false)?),
            None => (PathBuf::new(), Layer::default()),
        },
    };
    let mut profiles = std::mem::take(&mut file.profile);
    // Where the name of the profile stands, for an error that can be looked up.
    let (chosen, place) = match (profile, environment("ENLIST_PROFILE")) {
        (Some(name), _) => (Some(name), "--profile: ".to_owned()),
        (None, Some(name)) => (Some(name), "ENLIST_PROFILE: ".to_owned()),
        (None, None) => {
            let line = file::line_of(&path, |line| line.starts_with("default_profile"));
            let place = format!("{}:{line}: default_profile: ", path.display());
            (file.default_profile.take(), place)
        }
    };
    let known: Vec<String> = profiles.keys().cloned().collect();
    let source = |name: &str, layer| Source {
        name: name.to_owned(),
        layer,
    };
    let mut all = vec![
        source("built in", Layer::built_in()),
        source("Azure variables", origin::from_azure(environment)?),
        source(&path.display().to_string(), file),
    ];
    if let Some(name) = &chosen {
        let Some(layer) = profiles.remove(name) else {
            let near = nearest(name, known.iter().map(String::as_str));
            let hint = match near {
                Some(near) => format!("; did you mean `{near}`?"),
                None if known.is_empty() => format!("; {} has none", path.display()),
                None => format!("; there are {}", known.join(", ")),
            };
            return Err(ConfigError(format!(
                "{place}there is no profile `{name}`{hint}"
            )));
        };
        all.push(source(&format!("profile {name}"), layer));
    }
    all.push(source(
        "environment",
        origin::from_environment(environment)?,
    ));
    all.push(source("command line", flags.clone()));
    Ok(Sources {
        all,
        profile: chosen,
        profiles: known,
    })
}

/// What is left where the sources cannot be read: the built-in values and the command line.
#[must_use]
pub fn without_files(flags: &Layer) -> Sources {
    let source = |name: &str, layer| Source {
        name: name.to_owned(),
        layer,
    };
    Sources {
        all: vec![
            source("built in", Layer::built_in()),
            source("command line", flags.clone()),
        ],
        profile: None,
        profiles: Vec::new(),
    }
}

/// The settings that [`sources`] lead to.
///
/// # Errors
/// Names the file, line and key, or the variable, whose value cannot be used.
pub fn load(
    path: Option<PathBuf>,
    environment: Environment<'_>,
    flags: &Layer,
) -> Result<Settings, ConfigError> {
    Ok(sources(path, None, environment, flags)?.settings())
}

/// Where the config file is looked for when nobody names one.
#[must_use]
pub fn default_path() -> Option<PathBuf> {
    Some(folder()?.join("config.toml"))
}

/// Where the keymap file is looked for, whichever config file was named.
#[must_use]
pub fn keymap_path() -> Option<PathBuf> {
    Some(folder()?.join("keymap.toml"))
}

fn folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let dirs = etcetera::choose_base_strategy().ok()?;
    Some(dirs.config_dir().join("enlist"))
}

#[cfg(test)]
mod tests;
