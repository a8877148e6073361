//! From settings to a way to sign in.

use secrecy::SecretString;

use super::Session;
use crate::auth::{self, AuthError, Claims, Identity, Method, Options, Tokens, keyring};
use crate::cloud::Cloud;
use crate::config::{Environment, Settings};
use crate::net::Network;

/// How to sign in with these settings. `token` is one that was given on the way.
///
/// A method is taken from the settings, else from the one complete set of the Azure variables, else it
/// is the device code. Nothing is opened but the certificate bundle.
///
/// # Errors
/// Names the setting, variable or file that cannot be used.
pub fn options(
    settings: &Settings,
    environment: Environment<'_>,
    token: Option<SecretString>,
) -> Result<Options, String> {
    let asked = &settings.sign_in;
    let method = match (token.is_some(), asked.method) {
        (true, _) => Method::Token,
        (false, Some(method)) => method,
        (false, None) => auth::infer(environment)
            .map_err(|error| error.to_string())?
            .unwrap_or_default(),
    };
    let cloud = Cloud::at(settings.graph_url.as_str())
        .or(asked.cloud)
        .unwrap_or_default();
    let mut options = Options::new(method, cloud);
    options.authority.clone_from(&asked.authority_url);
    options.tenant.clone_from(&asked.tenant);
    options.client.clone_from(&asked.client_id);
    options.read_only = settings.read_only;
    options.extra_scopes.clone_from(&asked.extra_scopes);
    options.redirect_port = asked.redirect_port;
    options.certificate.clone_from(&asked.certificate);
    options.key.clone_from(&asked.certificate_key);
    options.identity = asked.managed_identity.clone().map(Identity::Client);
    options.token = token;
    options.timing = settings.timing;
    options.network = Network::read(environment, settings.ca_bundle.as_deref())?;
    Ok(options.or_environment(environment))
}

impl Session {
    /// The way in which this session signs in, if it can sign in at all.
    #[must_use]
    pub const fn sign_in_options(&self) -> Option<&Options> {
        self.options.as_ref()
    }

    /// Takes another method for the rest of this session. What was obtained by the old one is dropped.
    ///
    /// # Errors
    /// Names what the method needs and was not given.
    pub fn sign_in_by(&mut self, method: Method) -> Result<(), AuthError> {
        let Some(options) = &self.options else {
            return Err(AuthError::None);
        };
        let options = Options {
            method,
            ..options.clone()
        };
        let tokens = Tokens::new(options.clone())?;
        self.client = self.client.with_tokens(tokens.clone());
        self.tokens = tokens;
        self.options = Some(options);
        Ok(())
    }

    /// The tokens of this session.
    #[must_use]
    pub const fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// What the token in use says of itself: hints only.
    #[must_use]
    pub fn claims(&self) -> Option<Claims> {
        self.tokens.claims()
    }

    /// Under which name the keyring keeps the sign-in of these settings.
    #[must_use]
    pub fn keyring_name(&self) -> Option<String> {
        let options = self.options.as_ref()?;
        let or = |word: &Option<String>| word.clone().unwrap_or_default();
        let authority = options.authority.as_ref().map(ToString::to_string);
        Some(format!(
            "enlist {} {} {} {}",
            authority.unwrap_or_else(|| options.cloud.authority().to_owned()),
            or(&options.tenant),
            or(&options.client),
            options.method
        ))
    }

    /// Goes on with a sign-in that `enlist login` has kept; says whether there was one.
    #[must_use]
    pub fn resume(&self) -> bool {
        if !self.tokens.method().is_interactive() {
            return false;
        }
        let kept = self
            .keyring_name()
            .and_then(|name| keyring::kept(&name).ok().flatten());
        let Some(kept) = kept else { return false };
        self.tokens.resume(kept);
        true
    }
}
