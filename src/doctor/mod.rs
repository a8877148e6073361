//! Diagnosis: one check for each thing that can go wrong, in the order in which they are needed.
//!
//! Belongs here: checks, and what to do about each finding. Does not belong here: printing (`cli`). No
//! finding contains a secret, so all of it can go into a ticket.
//!
//! | file | what is in it |
//! |---|---|
//! | `network`, `token`, `terminal` | the checks |
//! | `facts` | what a tenant's Graph answers where no page says it |
//! | `answer`, `shape` | what is kept of an answer: its shape, no value |

mod answer;
pub mod facts;
mod network;
mod shape;
mod terminal;
mod token;

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Serialize;

pub use self::terminal::TerminalEnvironment;
use crate::auth::{Method, Options};
use crate::config::{Environment, Settings, Sources};
use crate::journal::Journal;
use crate::net::{Log, Network, Proxies, Roots};
use crate::session::{Session, sign_in};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
pub enum State {
    Ok,
    /// It works, with something to know.
    Warn,
    Bad,
    /// Not checked, because something before it failed.
    Skipped,
}

/// A check and its finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "check"))]
pub struct Check {
    pub name: &'static str,
    pub state: State,
    pub found: String,
    #[serde(rename = "hint")]
    pub advice: Option<String>,
}

impl Check {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self::new(name, State::Ok, found, None)
    }

    fn warn(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(name, State::Warn, found, Some(advice.into()))
    }

    fn bad(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(name, State::Bad, found, Some(advice.into()))
    }

    fn skipped(name: &'static str, found: impl Into<String>) -> Self {
        Self::new(name, State::Skipped, found, None)
    }

    fn new(
        name: &'static str,
        state: State,
        found: impl Into<String>,
        advice: Option<String>,
    ) -> Self {
        Self {
            name,
            state,
            found: crate::text::clean(&found.into()).into_owned(),
            advice,
        }
    }
}

/// The settings, or why they cannot be used.
#[must_use]
pub fn settings(sources: Result<&Sources, &str>) -> Check {
    match sources {
        Err(error) => Check::bad(
            "settings",
            error,
            "fix this; the following checks use the built-in settings and the command line",
        ),
        Ok(sources) => {
            let settings = sources.settings();
            let profile = settings.profile.as_deref().unwrap_or("none");
            let found = format!(
                "profile {profile}, {} at {}",
                settings.service_name(),
                settings.graph_url.as_str()
            );
            Check::ok("settings", found)
        }
    }
}

/// The terminal that the program runs in.
#[must_use]
pub fn terminal(surroundings: &TerminalEnvironment) -> Check {
    terminal::check(surroundings)
}

/// The journal, where it lies in a place that it should not.
#[must_use]
pub fn journal() -> Option<Check> {
    let (roaming, own) = Journal::roaming_folder()?;
    Some(roaming_journal(&roaming, &own))
}

fn roaming_journal(roaming: &Path, own: &Path) -> Check {
    Check::warn(
        "journal",
        format!(
            "{} is in use: Windows may copy it to other computers, where its locks have no effect",
            roaming.display()
        ),
        format!(
            "close enlist everywhere, then move the files in it to {}",
            own.display()
        ),
    )
}

/// A session for the checks, with whatever of the settings can be used; what cannot is a finding each.
pub fn prepare(
    settings: &Settings,
    environment: Environment<'_>,
    token: Option<SecretString>,
    state_folder: Option<PathBuf>,
) -> (Vec<Check>, Session) {
    let mut checks = Vec::new();
    let proxies = Proxies::read(environment).unwrap_or_else(|why| {
        let advice = "set the variable to a URL such as http://proxy.contoso.com:8080, or unset it";
        checks.push(Check::bad("proxy settings", why, advice));
        Proxies::default()
    });
    let bundle = settings.ca_bundle.as_deref().map(Roots::read).transpose();
    let roots = bundle.unwrap_or_else(|why| {
        let advice = "set ca_bundle to a PEM file with the certificates to trust, or remove it";
        checks.push(Check::bad("ca bundle", why, advice));
        None
    });
    let network = Network {
        proxies,
        roots: roots.unwrap_or_default(),
        log: Log::at(settings.log.as_deref()),
    };
    let options = sign_in::options_over(settings, environment, token, network.clone());
    let options = options.unwrap_or_else(|why| {
        let advice = "choose one with --method or with method in the profile";
        checks.push(Check::bad("method", why, advice));
        let cloud = settings.cloud;
        Options {
            network,
            timing: settings.timing,
            ..Options::new(Method::default(), cloud)
        }
    });
    let session = Session::sign_in_or_say(settings, options, state_folder);
    (checks, session)
}

/// Everything that needs the network, from the name of the host to the permissions of the token.
pub async fn service(session: &Session, environment: Environment<'_>) -> Vec<Check> {
    let mut checks = network::checks(session, environment).await;
    let in_the_way = checks.iter().any(|check| check.state == State::Bad);
    checks.extend(token::checks(session, in_the_way).await);
    checks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_that_roams_is_told_with_where_it_belongs() {
        let check = roaming_journal(Path::new("/roaming/enlist"), Path::new("/local/enlist"));
        assert_eq!(check.state, State::Warn);
        assert!(check.found.contains("/roaming/enlist"));
        assert!(check.advice.unwrap().contains("/local/enlist"));
    }
}
