//! From settings to a way to sign in.

use std::path::Path;

use secrecy::SecretString;

use super::Session;
use crate::auth::{self, AuthError, Claims, KeyringSlot, ManagedIdentity, Method, Options, Tokens};
use crate::cloud::Cloud;
use crate::config::{Environment, Settings};
use crate::net::Network;

/// How to sign in with these settings. `token` is one that was given.
///
/// The method comes from the settings, or else from the one complete set of Azure variables, or else it is
/// the device code. Only the certificate bundle is opened.
///
/// # Errors
/// Names the setting, variable or file that cannot be used.
pub fn options(
    settings: &Settings,
    environment: Environment<'_>,
    token: Option<SecretString>,
) -> Result<Options, String> {
    let network = Network::read(environment, settings.ca_bundle.as_deref())?;
    options_over(settings, environment, token, network)
}

/// The same over a network that was already read.
///
/// # Errors
/// Several methods are set up, and none is named.
pub fn options_over(
    settings: &Settings,
    environment: Environment<'_>,
    token: Option<SecretString>,
    network: Network,
) -> Result<Options, String> {
    let method = match (token.is_some(), settings.method) {
        (true, _) => Method::Token,
        (false, Some(method)) => method,
        (false, None) => auth::infer(environment)
            .map_err(|error| error.to_string())?
            .unwrap_or_default(),
    };
    let mut options = who(settings, method);
    options.read_only = settings.read_only;
    options.extra_scopes = settings.extra_scopes.clone().unwrap_or_default();
    options.redirect_port = settings.redirect_port;
    options.certificate.clone_from(&settings.certificate);
    options.key.clone_from(&settings.certificate_key);
    options.identity = settings.managed_identity.as_deref().map(identity);
    options.token = token;
    options.timing = settings.timing;
    options.network = network.logged(settings.log.as_deref());
    Ok(options.or_environment(environment))
}

/// What follows from the settings if they do not say it themselves, by key: the value and where it comes
/// from. None of it is secret.
///
/// # Errors
/// Several methods are set up, and none is named.
pub fn derived(
    settings: &Settings,
    environment: Environment<'_>,
) -> Result<Vec<(&'static str, String, &'static str)>, String> {
    let inferred = auth::infer(environment).map_err(|error| error.to_string());
    let (method, source) = match settings.method {
        Some(method) => (method, None),
        None => match inferred? {
            Some(method) => (method, Some("from the Azure variables")),
            None => (Method::default(), Some("built in")),
        },
    };
    let mut options = who(settings, method).or_environment(environment);
    options.read_only = settings.read_only;
    options.extra_scopes = settings.extra_scopes.clone().unwrap_or_default();
    let mut rows = Vec::new();
    rows.extend(source.map(|source| ("method", method.to_string(), source)));
    if settings.authority_url.is_none() {
        rows.push(("authority_url", options.authority().to_string(), "cloud"));
    }
    if options.client.is_none() && method.is_interactive() && options.cloud != Cloud::China {
        rows.push(("client_id", auth::BUILT_IN_CLIENT.to_owned(), "built in"));
    }
    if method != Method::Token {
        rows.push(("scopes", options.scopes().join(" "), "cloud and method"));
    }
    for (variable, key) in SECRETS {
        if environment(variable).is_some_and(|value| !value.is_empty()) {
            rows.push((key, "set, not shown".to_owned(), variable));
        }
    }
    Ok(rows)
}

/// Variables that contain secrets, or lead to one, and their names in lists.
const SECRETS: [(&str, &str); 4] = [
    (auth::TOKEN_VARIABLE, "token"),
    ("AZURE_CLIENT_SECRET", "client_secret"),
    ("AZURE_CLIENT_CERTIFICATE_PASSWORD", "certificate_password"),
    ("AZURE_FEDERATED_TOKEN_FILE", "federated_token_file"),
];

/// The identity that the settings select.
fn identity(text: &str) -> ManagedIdentity {
    match text.strip_prefix("object:") {
        Some(id) => ManagedIdentity::Object(id.trim().to_owned()),
        None if text.starts_with("/subscriptions/") => ManagedIdentity::Resource(text.to_owned()),
        None => ManagedIdentity::Client(text.to_owned()),
    }
}

/// The client and authority for this method.
fn who(settings: &Settings, method: Method) -> Options {
    let cloud = Cloud::at(settings.graph_url.as_str()).unwrap_or(settings.cloud);
    let mut options = Options::new(method, cloud);
    options.authority.clone_from(&settings.authority_url);
    options.tenant = settings.tenant.as_ref().map(ToString::to_string);
    options.client.clone_from(&settings.client_id);
    options
}

impl Session {
    #[must_use]
    pub const fn sign_in_options(&self) -> Option<&Options> {
        self.options.as_ref()
    }

    /// This session with another method. This one continues unchanged.
    ///
    /// # Errors
    /// Names what the method needs and was not given.
    pub fn by(&self, method: Method) -> Result<Self, AuthError> {
        let Some(options) = &self.options else {
            return Err(AuthError::None);
        };
        let options = Options {
            method,
            ..options.clone()
        };
        let tokens = Tokens::new(options.clone())?;
        Ok(Self {
            client: self.client.with_tokens(tokens.clone()),
            tokens,
            options: Some(options),
            ..self.clone()
        })
    }

    #[must_use]
    pub const fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The claims of the current token: only hints.
    #[must_use]
    pub fn claims(&self) -> Option<Claims> {
        self.tokens.claims()
    }

    /// Where the sign-in of this session is stored between two commands, if its method has one.
    #[must_use]
    pub fn keyring_slot(&self) -> Option<KeyringSlot> {
        let options = self.options.as_ref()?;
        options
            .method
            .is_interactive()
            .then(|| slot_of(options, options.method, self.journal.folder()))
    }

    /// Continues a sign-in that `enlist login` stored; returns whether there was one. From then on, each
    /// token that replaces it is stored in its place.
    #[must_use]
    pub fn resume(&self) -> bool {
        let Some(slot) = self.keyring_slot() else {
            return false;
        };
        let Ok(Some(kept)) = slot.token() else {
            return false;
        };
        self.tokens.resume(kept, Some(slot));
        true
    }
}

/// The slots in which sign-ins with these settings can be stored, one for each method that an admin signs
/// in with. Nothing is opened, so other errors in the settings do not keep anyone signed in.
#[must_use]
pub fn keyring_slots(
    settings: &Settings,
    environment: Environment<'_>,
    folder: Option<&Path>,
) -> Vec<KeyringSlot> {
    let options = who(settings, Method::default()).or_environment(environment);
    Method::ALL
        .into_iter()
        .filter(|method| method.is_interactive())
        .map(|method| slot_of(&options, method, folder))
        .collect()
}

fn slot_of(options: &Options, method: Method, folder: Option<&Path>) -> KeyringSlot {
    let or = |word: &Option<String>| word.clone().unwrap_or_default();
    let name = format!(
        "enlist {} {} {} {method}",
        options.authority(),
        or(&options.tenant),
        or(&options.client),
    );
    KeyringSlot::new(name, folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_named_in_three_ways() {
        assert_eq!(identity("abc"), ManagedIdentity::Client("abc".to_owned()));
        assert_eq!(
            identity("object: o1"),
            ManagedIdentity::Object("o1".to_owned())
        );
        let resource = "/subscriptions/s/resourceGroups/g/x";
        assert_eq!(
            identity(resource),
            ManagedIdentity::Resource(resource.to_owned())
        );
    }

    #[test]
    fn what_is_not_said_is_derived_and_what_is_secret_is_not_shown() {
        let environment = |name: &str| match name {
            "AZURE_TENANT_ID" => Some("contoso.com".to_owned()),
            "AZURE_CLIENT_ID" => Some("app".to_owned()),
            "AZURE_CLIENT_SECRET" => Some("hush".to_owned()),
            _ => None,
        };
        let rows = derived(&Settings::default(), &environment).unwrap();
        let message = format!("{rows:?}");
        for part in [
            "secret",
            "from the Azure variables",
            "graph.microsoft.com/.default",
            "not shown",
        ] {
            assert!(message.contains(part), "{part} in {message}");
        }
        assert!(!message.contains("hush"), "{message}");
        let message = format!("{:?}", derived(&Settings::default(), &|_| None).unwrap());
        assert!(message.contains(auth::BUILT_IN_CLIENT) && message.contains("device-code"));
    }
}
