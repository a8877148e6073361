//! Settings: built-in ← config file ← environment ← flags.
//!
//! Belongs here: which settings exist, where they come from and whether a value is sound. Does not
//! belong here: opening anything (`session`), or the meaning of a flag beyond its value (`cli`).

mod file;
mod interval;
mod layer;
mod origin;
mod timing;
mod url;

use std::path::PathBuf;
use std::time::Duration;

pub use self::interval::Interval;
pub use self::layer::Layer;
pub use self::origin::{Origin, Source, Sources, nearest};
pub use self::timing::{Seconds, Timing, TimingLayer};
pub use self::url::{BadUrl, GraphUrl};
use crate::cloud::Cloud;
use crate::domain::{ApiMode, Method, WriteMode};

/// A setting that cannot be used. The text names where it stands and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(crate) String);

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
    /// Certificates that are trusted besides those of the system.
    pub ca_bundle: Option<PathBuf>,
    /// Whether every write asks for the profile's name to be typed.
    pub confirm: bool,
    /// How to sign in.
    pub sign_in: SignIn,
    /// The profile in use.
    pub profile: Option<String>,
    /// The profiles that there are.
    pub profiles: Vec<String>,
    /// How often the screen reads the list again by itself; none where it does not.
    pub refresh: Option<Duration>,
    /// Whether the screen listens to the mouse.
    pub mouse: bool,
    /// How long things may take.
    pub timing: Timing,
}

/// How to sign in; what is not said is left to the method.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    /// The national cloud, where one is named.
    pub cloud: Option<Cloud>,
    /// Another authority than the cloud's own.
    pub authority_url: Option<GraphUrl>,
    /// The method, where one is named.
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
    /// The client id of a user-assigned managed identity.
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
        let old = self.sign_in;
        self.sign_in = SignIn {
            cloud: old.cloud,
            authority_url: layer.authority_url.clone().or(old.authority_url),
            method: layer.method.or(old.method),
            tenant: or(&layer.tenant, old.tenant),
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

/// Reads all sources: the built-in values, the config file, the profile, the environment, then `flags`.
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
    let named = profile.or_else(|| environment("ENLIST_PROFILE"));
    let chosen = named.or_else(|| file.default_profile.take());
    let known: Vec<String> = profiles.keys().cloned().collect();
    let source = |name: &str, layer| Source {
        name: name.to_owned(),
        layer,
    };
    let mut all = vec![
        source("built in", Layer::built_in()),
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
            return Err(ConfigError(format!("there is no profile `{name}`{hint}")));
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
        assert_eq!(settings.timing.settle, Duration::from_millis(2_500));
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

    fn sources_of(file: &str, profile: Option<&str>) -> Result<Sources, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, file).unwrap();
        let environment = |name: &str| {
            let value = match name {
                "ENLIST_PROFILE" => "gov",
                "ENLIST_AUTHORITY_URL" => "http://127.0.0.1:2",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let flags = layer("tenant = \"flag.example\"");
        sources(Some(path), profile.map(str::to_owned), &environment, &flags)
    }

    const PROFILES: &str = r#"
        default_profile = "prod"
        tenant = "file.example"
        [profile.prod]
        confirm = true
        [profile.gov]
        cloud = "USGov"
        method = "certificate"
        certificate = "/etc/enlist/app.pem"
        read_only = true
    "#;

    #[test]
    fn a_profile_stands_between_the_file_and_the_environment() {
        let sources = sources_of(PROFILES, None).unwrap();
        let settings = sources.settings();
        assert_eq!(settings.profile.as_deref(), Some("gov"));
        assert_eq!(settings.profiles, ["gov", "prod"]);
        assert_eq!(settings.graph_url.as_str(), "https://graph.microsoft.us");
        assert!(settings.read_only && !settings.confirm);
        assert_eq!(settings.sign_in.method, Some(Method::Certificate));
        assert_eq!(settings.sign_in.tenant.as_deref(), Some("flag.example"));
        let origin = |key: &str| {
            let origins = sources.origins();
            let found = origins.into_iter().find(|origin| origin.key == key);
            found.map(|origin| (origin.value, origin.source)).unwrap()
        };
        let pair = |value: &str, source: &str| (value.to_owned(), source.to_owned());
        assert_eq!(origin("tenant"), pair("flag.example", "command line"));
        assert_eq!(origin("cloud"), pair("US Gov L4", "profile gov"));
        assert_eq!(origin("write"), pair("auto", "built in"));
        assert_eq!(
            origin("authority_url"),
            pair("http://127.0.0.1:2", "environment")
        );
        // What is named on the command line goes before the variable.
        let prod = sources_of(PROFILES, Some("prod")).unwrap().settings();
        assert!(prod.confirm && !prod.read_only);
    }

    #[test]
    fn a_profile_that_is_not_there_is_told_from_its_neighbours() {
        let error = sources_of(PROFILES, Some("prd")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no profile `prd`; did you mean `prod`?"
        );
    }

    #[test]
    fn the_environment_stands_between_the_file_and_the_flags() {
        let environment = |name: &str| {
            let value = match name {
                "ENLIST_READ_ONLY" => "1",
                "ENLIST_API" => "beta",
                "ENLIST_TIMEOUT" => "7.5",
                "ENLIST_SETTLE" => "3",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, "api = \"v1.0\"\n[timing]\ntotal = 2\nconnect = 4").unwrap();
        let flags = layer("[timing]\nsettle = 0.5");
        let sources = sources(Some(path), None, &environment, &flags).unwrap();
        let settings = sources.settings();
        assert!(settings.read_only);
        assert_eq!(settings.api, ApiMode::Beta);
        assert_eq!(settings.timing.total, Duration::from_millis(7_500));
        assert_eq!(settings.timing.connect, Duration::from_secs(4));
        assert_eq!(settings.timing.settle, Duration::from_millis(500));
        let origins = sources.origins();
        let source = |key: &str| {
            let found = origins.iter().find(|origin| origin.key == key);
            found.map(|origin| origin.source.as_str()).unwrap()
        };
        for key in ["read_only", "api", "timing.total"] {
            assert_eq!(source(key), "environment");
        }
        assert_eq!(source("timing.settle"), "command line");
    }

    #[test]
    fn a_switch_of_the_environment_is_a_switch() {
        let read_only = |value: &'static str| {
            let environment =
                move |name: &str| (name == "ENLIST_READ_ONLY").then(|| value.to_owned());
            origin::from_environment(&environment).map(|layer| layer.read_only)
        };
        assert_eq!(read_only("TRUE"), Ok(Some(true)));
        assert_eq!(read_only("0"), Ok(Some(false)));
        assert_eq!(read_only(""), Ok(None));
        let error = read_only("maybe").unwrap_err().to_string();
        assert_eq!(error, "ENLIST_READ_ONLY: `maybe` is neither true nor false");
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
