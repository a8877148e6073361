//! The holder of a lock that others wait for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The holder of a lock, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Holder {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Since when it holds the lock (RFC 3339, UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_id: Option<String>,
    /// The display name of the configuration that the holder is changing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_name: Option<String>,
    /// Whether the process is stopped (Ctrl-Z, SIGSTOP) and does not continue by itself.
    #[serde(skip)]
    pub is_stopped: bool,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "process {pid}")?,
            None => f.write_str("another process")?,
        }
        if let Some(user) = &self.user {
            write!(f, " of {user}")?;
        }
        if self.is_stopped {
            f.write_str(", which is stopped")?;
        }
        let mut facts = Vec::new();
        if let Some(id) = &self.change_id {
            facts.push(format!("change {id}"));
        }
        if let Some(name) = &self.configuration_name {
            facts.push(name.clone());
        }
        if let Some(since) = &self.since {
            facts.push(format!("started {since}"));
        }
        if !facts.is_empty() {
            write!(f, " ({})", facts.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(Holder::default().to_string(), "another process");
        let holder = Holder {
            pid: Some(42),
            user: Some("ada".to_owned()),
            since: Some("2026-03-01T10:00:00Z".to_owned()),
            change_id: Some("run-1".to_owned()),
            configuration_name: Some("Corp ESP".to_owned()),
            is_stopped: true,
        };
        assert_eq!(
            holder.to_string(),
            "process 42 of ada, which is stopped (change run-1, Corp ESP, started 2026-03-01T10:00:00Z)"
        );
    }
}
