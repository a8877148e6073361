//! Settings: built-in ← config file ← environment ← flags.
//!
//! Belongs here: which settings exist, where they come from and whether a value is sound. Does not
//! belong here: opening anything (`session`), or the meaning of a flag beyond its value (`cli`).

mod file;
mod timing;
mod url;

use std::path::PathBuf;

use serde::Deserialize;

pub use self::timing::{Seconds, Timing, TimingLayer};
pub use self::url::{BadUrl, GraphUrl};
use crate::cloud::Cloud;
use crate::domain::{ApiMode, WriteMode};

/// A setting that cannot be used. The text names where it stands and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(crate) String);

/// One source of settings; what it does not say stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Whether every write is disabled.
    pub read_only: Option<bool>,
    /// Which version of Graph may be used.
    pub api: Option<ApiMode>,
    /// Which requests may make a change of assignments.
    pub write: Option<WriteMode>,
    /// The national cloud, which stands for its Graph URL.
    pub cloud: Option<Cloud>,
    /// Base URL of Graph; goes before `cloud`.
    pub graph_url: Option<GraphUrl>,
    /// How long things may take.
    #[serde(default)]
    pub timing: TimingLayer,
}

/// The settings in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Whether every write is disabled.
    pub read_only: bool,
    /// Which version of Graph may be used.
    pub api: ApiMode,
    /// Which requests may make a change of assignments.
    pub write: WriteMode,
    /// Base URL of Graph.
    pub graph_url: GraphUrl,
    /// How long things may take.
    pub timing: Timing,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            read_only: false,
            api: ApiMode::default(),
            write: WriteMode::default(),
            graph_url: GraphUrl::of(Cloud::default()),
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
        }
        if let Some(url) = &layer.graph_url {
            self.graph_url = url.clone();
        }
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

/// Reads all layers: the built-in values, the config file, the environment, then `flags`.
///
/// `path` is a config file that must exist; without it `ENLIST_CONFIG` is asked, then the place that
/// the XDG base directories give, where a missing file is no error.
///
/// # Errors
/// Names the file, line and key, or the variable, whose value cannot be used.
pub fn load(
    path: Option<PathBuf>,
    environment: Environment<'_>,
    flags: &Layer,
) -> Result<Settings, ConfigError> {
    let demanded = path.or_else(|| environment("ENLIST_CONFIG").map(PathBuf::from));
    let from_file = match demanded {
        Some(path) => file::read(&path, true)?,
        None => match default_path() {
            Some(path) => file::read(&path, false)?,
            None => Layer::default(),
        },
    };
    let from_environment = Layer {
        graph_url: environment("ENLIST_GRAPH_URL")
            .map(|url| {
                url.parse()
                    .map_err(|problem| ConfigError(format!("ENLIST_GRAPH_URL: {problem}")))
            })
            .transpose()?,
        ..Layer::default()
    };
    Ok(Settings::default()
        .with(&from_file)
        .with(&from_environment)
        .with(flags))
}

/// Where the config file is looked for when nobody names one.
#[must_use]
pub fn default_path() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let dirs = etcetera::choose_base_strategy().ok()?;
    Some(dirs.config_dir().join("enlist").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(toml: &str) -> Layer {
        toml::from_str(toml).unwrap()
    }

    #[test]
    fn a_later_layer_goes_before_an_earlier_one() {
        let file = layer("api = \"beta\"\ncloud = \"usgov\"\n[timing]\nsettle = 2.5");
        let flags = layer("graph_url = \"http://127.0.0.1:4010/\"");
        let settings = Settings::default().with(&file).with(&flags);
        assert_eq!(settings.api, ApiMode::Beta);
        assert_eq!(settings.graph_url.as_str(), "http://127.0.0.1:4010");
        assert_eq!(
            settings.timing.settle,
            std::time::Duration::from_millis(2_500)
        );
        assert_eq!(settings.timing.connect, Timing::default().connect);
    }

    #[test]
    fn read_only_cannot_be_opened_again() {
        let settings = Settings::default()
            .with(&layer("read_only = true"))
            .with(&layer("read_only = false"));
        assert!(settings.read_only);
    }

    #[test]
    fn the_service_is_called_by_its_cloud_or_its_host() {
        let china = Settings::default().with(&layer("cloud = \"china\""));
        assert_eq!(china.service_name(), "China");
        let local = Settings::default().with(&layer("graph_url = \"http://[::1]:81\""));
        assert_eq!(local.service_name(), "[::1]:81");
    }

    #[test]
    fn a_bad_variable_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, "").unwrap();
        let environment =
            |name: &str| (name == "ENLIST_GRAPH_URL").then(|| "http://graph.example".to_owned());
        let error = load(Some(path), &environment, &Layer::default()).unwrap_err();
        assert!(
            error.to_string().starts_with("ENLIST_GRAPH_URL: "),
            "{error}"
        );
    }
}
