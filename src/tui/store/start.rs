//! What the screen starts with: data of the session and the terminal, before anything is read.
//!
//! Belongs here: what stays the same while a profile is in use. Does not belong here: what is learned later
//! (`model`).

use serde::{Deserialize, Serialize};

use jiff::tz::TimeZone;

use crate::auth::{Method, Options};
use crate::config::Settings;
use crate::session::Session;
use crate::tui::terminal::capabilities::Capabilities;

/// What the screen starts with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The start of the IDs of this run's changes in the journal.
    pub run: String,
    /// The name of the service in the header.
    pub service_name: String,
    pub settings: Settings,
    /// How the session signs in.
    pub method: Method,
    /// The methods that can be switched to.
    pub methods: Vec<Method>,
    /// The tenant to sign in to, by ID or domain; none if the account decides.
    pub tenant: Option<String>,
    /// The client ID of the app that requests a token.
    pub client_id: Option<String>,
    /// How the terminal is to be used.
    pub capabilities: Capabilities,
    /// The time zone of the admin.
    #[serde(with = "time_zone")]
    pub time_zone: TimeZone,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
}

impl Start {
    pub(in crate::tui) fn new(
        session: &Session,
        capabilities: Capabilities,
        size: (u16, u16),
    ) -> Self {
        let options = session.sign_in_options();
        Self {
            run: session.run().to_owned(),
            tenant: options.and_then(|options| options.tenant.clone()),
            client_id: options.and_then(Options::client_id).map(str::to_owned),
            service_name: session.service_name.clone(),
            settings: (*session.settings).clone(),
            method: session.tokens().method(),
            methods: options.map(Options::usable_methods).unwrap_or_default(),
            capabilities,
            time_zone: TimeZone::system(),
            size,
        }
    }

    /// The same terminal with another session.
    pub(in crate::tui) fn of(&self, session: &Session) -> Self {
        Self {
            time_zone: self.time_zone.clone(),
            ..Self::new(session, self.capabilities, self.size)
        }
    }
}

/// A time zone by its IANA name, or by its offset or rule if it has none.
mod time_zone {
    use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter};
    use jiff::tz::TimeZone;
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::tui) fn serialize<S: Serializer>(
        zone: &TimeZone,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let shown = DateTimePrinter::new().time_zone_to_string(zone);
        shown.map_err(S::Error::custom)?.serialize(serializer)
    }

    pub(in crate::tui) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<TimeZone, D::Error> {
        let shown = String::deserialize(deserializer)?;
        let zone = DateTimeParser::new().parse_time_zone(&shown);
        zone.map_err(D::Error::custom)
    }
}
