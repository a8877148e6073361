//! Settings → tokens → client → journal: what the screen and every command start from.
//!
//! Belongs here: what an open session holds, and what a write needs of it. Does not belong here: reading the
//! settings (`config`), how a token is got (`auth`), settling what an earlier run left open (`write`).
//!
//! | file | what is in it |
//! |---|---|
//! | `mod` | an open session: settings, client and journal; the context of a write; names for changes |
//! | `sign_in` | from settings to a way to sign in, and where `login` keeps a sign-in |

pub mod sign_in;

use std::path::PathBuf;
use std::sync::Arc;

use crate::auth::{AuthError, Options, Tokens};
use crate::config::Settings;
use crate::domain::{Holder, Place, Tenant};
use crate::graph::Client;
use crate::journal::Journal;
use crate::net::{Log, Network};
use crate::write::{Access, WriteContext};

/// An open session. Opening it sends nothing and touches no file.
#[derive(Debug, Clone)]
pub struct Session {
    pub settings: Arc<Settings>,
    pub client: Client,
    /// The record of every write.
    pub journal: Arc<Journal>,
    /// The name of the service in the header.
    pub service_name: String,
    tokens: Tokens,
    options: Option<Options>,
    /// The ID of this run of the program in the journal.
    run: String,
}

impl Session {
    /// Opens a session with these settings and tokens, and its journal in this folder.
    #[must_use]
    pub fn open(
        settings: &Settings,
        tokens: Tokens,
        state_folder: impl Into<Option<PathBuf>>,
    ) -> Self {
        Self {
            client: Client::over(
                settings,
                tokens.clone(),
                Network::default().logged(settings.log.as_deref()),
            ),
            tokens,
            options: None,
            journal: Arc::new(Journal::new(state_folder).patient(settings.timing.total)),
            service_name: settings.service_name(),
            settings: Arc::new(settings.clone()),
            run: uuid::Uuid::new_v4().to_string(),
        }
    }

    /// Opens a session that can sign in, and its journal in this folder.
    ///
    /// # Errors
    /// Names what the method needs and was not given.
    pub fn sign_in_with(
        settings: &Settings,
        options: Options,
        state_folder: impl Into<Option<PathBuf>>,
    ) -> Result<Self, AuthError> {
        let tokens = Tokens::new(options.clone())?;
        Ok(Self::over(settings, options, tokens, state_folder.into()))
    }

    /// Opens a session that can sign in, or one without tokens that says why it cannot.
    #[must_use]
    pub fn sign_in_or_say(
        settings: &Settings,
        options: Options,
        state_folder: impl Into<Option<PathBuf>>,
    ) -> Self {
        let made = Tokens::new(options.clone());
        let tokens = made.unwrap_or_else(|error| Tokens::unable(options.method, error));
        Self::over(settings, options, tokens, state_folder.into())
    }

    fn over(
        settings: &Settings,
        options: Options,
        tokens: Tokens,
        folder: Option<PathBuf>,
    ) -> Self {
        let session = Self::open(settings, tokens.clone(), folder);
        Self {
            client: Client::over(settings, tokens, options.network.clone()),
            options: Some(options),
            ..session
        }
    }

    /// The same, but reports who holds the journal after waiting for it for a second.
    #[must_use]
    pub fn with_wait_listener(
        mut self,
        listener: impl Fn(&Holder) + Send + Sync + 'static,
    ) -> Self {
        self.journal = Arc::new(self.journal.as_ref().clone().with_wait_listener(listener));
        self
    }

    /// The log of the settings.
    #[must_use]
    pub fn log(&self) -> Log {
        Log::at(self.settings.log.as_deref())
    }

    /// Whether writes are allowed.
    #[must_use]
    pub fn access(&self) -> Access {
        if self.settings.read_only {
            Access::ReadOnly
        } else {
            Access::ReadWrite
        }
    }

    /// What a write needs, with as much of the place as is known.
    #[must_use]
    pub fn write_context(&self, tenant: Option<String>, account: Option<String>) -> WriteContext {
        let claims = self.claims().unwrap_or_default();
        WriteContext {
            client: self.client.clone(),
            access: self.access(),
            journal: Arc::clone(&self.journal),
            place: Place {
                graph_url: self.graph_url().to_owned(),
                cloud: self.service_name.clone(),
                tenant,
                // What the directory says about itself takes precedence.
                tenant_id: claims.tenant,
                account,
                account_id: claims.user_id,
                app_id: claims.app,
            },
            names: Arc::default(),
            plan: None,
        }
    }

    /// The same in a tenant that was read.
    #[must_use]
    pub fn write_context_in(
        &self,
        tenant: Option<&Tenant>,
        account: Option<String>,
    ) -> WriteContext {
        let mut context = self.write_context(tenant.map(|tenant| tenant.name.clone()), account);
        if let Some(id) = tenant.and_then(|tenant| tenant.id.as_ref()) {
            context.place.tenant_id = Some(id.clone());
        }
        context
    }

    #[must_use]
    pub fn graph_url(&self) -> &str {
        self.settings.graph_url.as_str()
    }

    /// An ID that no other run has.
    #[must_use]
    pub fn run(&self) -> &str {
        &self.run
    }

    /// An ID that no other run has, with this at its end.
    #[must_use]
    pub fn change_name_of(&self, end: &str) -> String {
        format!("{}-{end}", self.run)
    }

    /// The ID of a change of this run in the journal.
    #[must_use]
    pub fn change_name(&self, number: u64) -> String {
        format!("{}-{number}", self.run)
    }
}
