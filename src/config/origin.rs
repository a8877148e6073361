//! Where each setting comes from.

use std::path::PathBuf;

use super::{ConfigError, Environment, GraphUrl, Layer, Settings, Tenant, TimingLayer};
use crate::cloud::Cloud;

#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its name: a file, a profile, the environment, the command line.
    pub name: String,
    pub layer: Layer,
}

/// A setting in force, and the source that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub key: &'static str,
    /// The value, as a person would write it.
    pub value: String,
    pub source: String,
}

/// All sources over the built-in values, in their order; the last one wins.
#[derive(Debug, Clone, PartialEq)]
pub struct Sources {
    /// The config file, whether or not it exists.
    pub file: Option<PathBuf>,
    pub all: Vec<Source>,
    pub profile: Option<String>,
    pub profiles: Vec<String>,
}

impl Sources {
    #[must_use]
    pub fn settings(&self) -> Settings {
        let settings = self
            .all
            .iter()
            .fold(Settings::default(), |settings, source| {
                settings.with(&source.layer)
            });
        Settings {
            profile: self.profile.clone(),
            profiles: self.profiles.clone(),
            ..settings
        }
    }

    /// Every setting that has a value, with its source. A lock is reported with the first source that set
    /// it.
    #[must_use]
    pub fn origins(&self) -> Vec<Origin> {
        let origin = |source: &str| {
            let source = source.to_owned();
            move |(key, value)| Origin {
                key,
                value,
                source: source.clone(),
            }
        };
        let mut origins: Vec<Origin> = Settings::built_in()
            .into_iter()
            .map(origin("built in"))
            .collect();
        for source in &self.all {
            if source.layer.cloud.is_some() {
                // What was set for another cloud is not in force.
                origins.retain(|it| !matches!(it.key, "graph_url" | "authority_url"));
            }
            for new in source.layer.entries().into_iter().map(origin(&source.name)) {
                let is_lock = matches!(new.key, "read_only" | "confirm");
                match origins.iter_mut().find(|old| old.key == new.key) {
                    Some(old) if is_lock && old.value == "true" => {}
                    Some(old) => *old = new,
                    None => origins.push(new),
                }
            }
        }
        origins
    }
}

/// The variables of the Azure tools. They are meant for every program, so the config file takes precedence.
/// Secrets are read only when needed.
///
/// # Errors
/// Names the variable whose value cannot be used.
pub(super) fn from_azure(environment: Environment<'_>) -> Result<Layer, ConfigError> {
    let get = |name: &str| environment(name).filter(|value| !value.is_empty());
    let wrong = |name: &str, why: &dyn std::fmt::Display| ConfigError(format!("{name}: {why}"));
    let mut layer = Layer {
        client_id: get("AZURE_CLIENT_ID"),
        certificate: get("AZURE_CLIENT_CERTIFICATE_PATH").map(Into::into),
        ..Layer::default()
    };
    if let Some(tenant) = get("AZURE_TENANT_ID") {
        let tenant: Tenant = tenant
            .parse()
            .map_err(|why| wrong("AZURE_TENANT_ID", &why))?;
        layer.tenant = Some(tenant);
    }
    let variable = "AZURE_AUTHORITY_HOST";
    if let Some(host) = get(variable) {
        // The Azure tools also accept a host alone.
        let url = if host.contains("://") {
            host
        } else {
            format!("https://{host}")
        };
        let url: GraphUrl = url.parse().map_err(|why| wrong(variable, &why))?;
        match Cloud::of_authority(url.as_str()) {
            Some(cloud) => layer.cloud = Some(cloud),
            None => layer.authority_url = Some(url),
        }
    }
    Ok(layer)
}

/// The variables of enlist.
///
/// # Errors
/// Names the variable whose value cannot be used.
pub(super) fn from_environment(environment: Environment<'_>) -> Result<Layer, ConfigError> {
    let url = |name: &str| {
        environment(name)
            .map(|url| {
                url.parse()
                    .map_err(|problem| ConfigError(format!("{name}: {problem}")))
            })
            .transpose()
    };
    let seconds = |name: &str| {
        environment(name)
            .map(|text| {
                text.parse()
                    .map_err(|problem| ConfigError(format!("{name}: {problem}")))
            })
            .transpose()
    };
    let api = environment("ENLIST_API")
        .map(|word| {
            word.parse()
                .map_err(|problem| ConfigError(format!("ENLIST_API: {problem}")))
        })
        .transpose()?;
    Ok(Layer {
        read_only: yes_or_no("ENLIST_READ_ONLY", environment)?,
        api,
        timing: TimingLayer {
            // As for the flag: no part of an answer may take longer than the whole.
            total: seconds("ENLIST_TIMEOUT")?,
            read: seconds("ENLIST_TIMEOUT")?,
            settle: seconds("ENLIST_SETTLE")?,
            ..TimingLayer::default()
        },
        graph_url: url("ENLIST_GRAPH_URL")?,
        authority_url: url("ENLIST_AUTHORITY_URL")?,
        // A token in the variable is meant to be used.
        method: environment("ENLIST_ACCESS_TOKEN")
            .is_some()
            .then_some(crate::domain::Method::Token),
        ..Layer::default()
    })
}

/// A variable that is a switch.
fn yes_or_no(name: &str, environment: Environment<'_>) -> Result<Option<bool>, ConfigError> {
    let message = environment(name).map(|text| text.trim().to_ascii_lowercase());
    match message.as_deref() {
        None | Some("") => Ok(None),
        Some("1" | "true" | "yes" | "on") => Ok(Some(true)),
        Some("0" | "false" | "no" | "off") => Ok(Some(false)),
        Some(other) => Err(ConfigError(format!(
            "{name}: `{other}` is neither true nor false"
        ))),
    }
}
