//! A change of the tenant that no request of the client asks for.
//!
//! Belongs here: what another admin, or the service on its own, does while a request is under way. Does
//! not belong here: when it happens (`fault`, `server`).

use serde::Deserialize;

use super::raw::{Object, text_or_json};
use super::tenant::{Assignment, Content};

/// Something done to a configuration behind the back of the client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Edit {
    pub configuration: String,
    /// The targets of its new list, as the text of a JSON array. Over HTTP also the array itself. No
    /// rule is applied to them: the service itself may break its own.
    #[serde(deserialize_with = "text_or_json")]
    pub targets: Option<String>,
    pub priority: Option<usize>,
    /// It happens after the request was carried out, not before.
    pub after: bool,
}

impl Edit {
    /// Does it. An edit that makes no sense does nothing and says why.
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
