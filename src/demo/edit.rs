//! A change of the tenant that the client did not request.
//!
//! Belongs here: what another admin, or the service itself, does while a request is in progress. Does
//! not belong here: when it happens (`fault`, `server`).

use serde::Deserialize;

use super::raw::{Object, text_or_json};
use super::tenant::{Assignment, Content};

/// A change of a configuration that the client does not know about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Edit {
    pub configuration: String,
    /// The targets of its new list, as the text of a JSON array. Over HTTP, also the array itself. No
    /// rules are applied to them, because the service itself may break its own.
    #[serde(deserialize_with = "text_or_json")]
    pub targets: Option<String>,
    pub priority: Option<usize>,
    /// Whether it happens after the request was carried out instead of before.
    pub after: bool,
}

impl Edit {
    /// Applies the edit. An invalid edit does nothing and returns why.
    pub(super) fn apply(&self, content: &mut Content) -> Result<(), String> {
        let mut all = content.configurations.iter();
        let Some(own) = all.position(|known| known.id == self.configuration) else {
            return Err(format!("there is no configuration {}", self.configuration));
        };
        if let Some(text) = &self.targets {
            let targets: Vec<Object> =
                serde_json::from_str(text).map_err(|error| error.to_string())?;
            let configuration = &mut content.configurations[own];
            configuration.assignments = targets
                .iter()
                .map(|target| Assignment::direct(configuration.assignment_id(target), target))
                .collect();
        }
        if let Some(wanted) = self.priority {
            content.rank(own, wanted.max(1));
        }
        Ok(())
    }
}
