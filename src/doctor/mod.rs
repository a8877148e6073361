//! Why it does not work from here: one check for each thing that can be in the way, in the order in
//! which they are needed.
//!
//! Belongs here: checks, and what to do about each finding. Does not belong here: printing (`cli`). No
//! finding holds a secret, so that all of it can go into a ticket.

mod network;
mod terminal;
mod token;

use serde::Serialize;

pub use self::terminal::Surroundings;
use crate::config::{Environment, Sources};
use crate::session::Session;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and something should be known.
    Warn,
    /// It is in the way.
    Bad,
    /// Not looked at, since something before it is in the way.
    Skipped,
}

/// A check, and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How it ended.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do about it.
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

/// What the settings say, or why they cannot be used.
#[must_use]
pub fn settings(sources: Result<&Sources, &str>) -> Check {
    match sources {
        Err(error) => Check::bad(
            "settings",
            error,
            "correct it: `enlist config` shows the rest",
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

/// The terminal that the program stands in.
#[must_use]
pub fn terminal(surroundings: &Surroundings) -> Check {
    terminal::check(surroundings)
}

/// Everything that needs the network, from the name of the host to the rights of the token.
pub async fn service(session: &Session, environment: Environment<'_>) -> Vec<Check> {
    let mut checks = network::checks(session, environment).await;
    let in_the_way = checks.iter().any(|check| check.state == State::Bad);
    checks.extend(token::checks(session, in_the_way).await);
    checks
}
