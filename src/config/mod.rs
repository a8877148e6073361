//! Settings: built-in ← config file ← environment ← flags.
//!
//! Belongs here: which settings exist, where they come from and whether a value is sound. Does not
//! belong here: opening anything (`session`), or the meaning of a flag beyond its value (`cli`).
//!
//! | file | what is in it |
//! |---|---|
//! | `layer`, `origin` | one source of settings; where each setting comes from |
//! | `file`, `limited` | the config file; reading files that the user names |
//! | `url`, `tenant` | the base URL of Graph; the name of a tenant |
//! | `timing`, `interval` | how long things may take; how often something is repeated |
//! | `color` | the colors that a profile may have |

mod color;
mod file;
mod interval;
mod layered;
mod limited;
mod origin;
mod settings;
mod tenant;
mod timing;
mod url;

use std::path::PathBuf;

pub use self::color::{AnsiColor, NoColor};
pub use self::interval::Interval;
pub use self::limited::{
    LONGEST_BUNDLE, LONGEST_FILE, LONGEST_SETTINGS, bytes_of, read_bytes, read_text, text_of,
};
pub use self::origin::{Origin, Source, Sources};
pub use self::settings::{Layer, Settings};
pub use self::tenant::{NoTenant, Tenant};
pub use self::timing::{EscapeWait, Seconds, Timing, TimingLayer};
pub use self::url::{BadUrl, GraphUrl};
pub use crate::text::nearest;

/// A setting that cannot be used. The text says where it is and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(crate) String);

/// Environment variables as a function, so that tests need no process-wide state.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads all sources: the built-in values, the variables of the Azure tools, the config file, the profile,
/// the environment, then `flags`.
///
/// `path` is a config file that must exist; without it, the file in `ENLIST_CONFIG` is read, or else the
/// one at the place defined by the XDG base directories, which may be missing. `profile` takes precedence
/// over `ENLIST_PROFILE`, and that over the file's own choice.
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
    // Where the name of the profile comes from, for the error.
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
                "{place}no profile named `{name}`{hint}"
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
        file: Some(path).filter(|path| !path.as_os_str().is_empty()),
        all,
        profile: chosen,
        profiles: known,
    })
}

/// The settings if the sources cannot be read: the built-in values and the command line.
#[must_use]
pub fn without_files(flags: &Layer) -> Sources {
    let source = |name: &str, layer| Source {
        name: name.to_owned(),
        layer,
    };
    Sources {
        file: None,
        all: vec![source("command line", flags.clone())],
        profile: None,
        profiles: Vec::new(),
    }
}

/// The settings that [`sources`] result in.
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

/// The usual place of the config file.
#[must_use]
pub fn default_path() -> Option<PathBuf> {
    Some(folder()?.join("config.toml"))
}

/// The place of the keymap file, whichever config file is used.
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
