//! Settings → tokens → client: what the screen and every command start from.

use crate::auth::Tokens;
use crate::config::Settings;
use crate::graph::Client;
use crate::write::Access;

/// An open session. Nothing has been sent when it opens.
#[derive(Debug, Clone)]
pub struct Session {
    /// The service.
    pub client: Client,
    /// Whether writes are allowed.
    pub access: Access,
    /// What the header calls the service.
    pub service_name: String,
}

impl Session {
    /// Opens a session with these settings and tokens.
    #[must_use]
    pub fn open(settings: &Settings, tokens: Tokens) -> Self {
        Self {
            client: Client::new(settings, tokens),
            access: if settings.read_only {
                Access::ReadOnly
            } else {
                Access::ReadWrite
            },
            service_name: settings.service_name(),
        }
    }
}
