//! Sign-in: where the access token of a request comes from.
//!
//! Belongs here: getting, keeping and guarding tokens. Does not belong here: sending requests to
//! Graph (`graph`), or asking the admin anything (`tui`, `cli`): an interactive method reports through
//! a [`Dialogue`], as plain data.
//!
//! Why there are so many methods, and which permissions are requested: `docs/design/sign-in.md`.
//!
//! | file | what is in it |
//! |---|---|
//! | `tokens` | what a session holds: one method, chosen once |
//! | `token_cache` | one request at a time, renewed early enough |
//! | `options`, `method`, `need` | how to sign in, and what a request needs |
//! | `keyring` | a sign-in that is stored for the next commands |
//! | `prompt` | the dialogue of an interactive method |
//! | `interactive`, `device`, `browser` | sign-in by an admin |
//! | `redirect_listener`, `authorization_response` | where a browser comes back to, and with what |
//! | `azure`, `azure_transport`, `az`, `certificate`, `encrypted_key`, `pkcs12` | sign-in by an app, a machine or `az` |
//! | `external_token`, `access_token` | a token from elsewhere; what can be a token at all |
//! | `token_source` | the interface between a method and the cache |
//! | `lock` | locks that nobody holds while waiting |
//! | `endpoint` | requests to the authority |
//! | `endpoint_error`, `error`, `hints` | why there is no token, and what to do about it |
//! | `claims`, `token_validator` | the claims of a token: hints; whether it is for this cloud and tenant |
//!
//! # What the Azure library is used for
//!
//! `azure_identity` writes the form of a token request, for the methods that need no admin, and takes the
//! token out of a good answer; nothing else. Its version 1.0 was tested against a stand-in for Entra ID
//! and the metadata service. What it lacks, or does in a way that an admin would suffer from, is done
//! here:
//!
//! | tried | what happened | here |
//! |---|---|---|
//! | its retries | a 503 page of the authority cost 82 s of silence and ended in an error about JSON; Retry-After is obeyed without a limit | `azure_transport` ends the attempt at the first answer that is no success |
//! | its errors | text with an escape such as `\u0027`, the usual case, became "expected a borrowed string": the AADSTS number was gone | `endpoint_error` reads the answer |
//! | its cache | a token that Graph refused cannot be forgotten; a failed renewal is an error while the old token still serves; `az` is not cached | `token_cache`; `azure` makes a credential for each token |
//! | claims challenges | no way to send the `claims` parameter | `azure_transport` adds it to the body |
//! | managed identity | 100 s until it failed outside Azure, whatever the retry options | a connect deadline of 2 s (`options`) |
//! | `az` | the child read the keys of the screen and outlived a cancel | `az` |
//! | certificates | needs OpenSSL, takes PKCS#12 alone | `certificate` signs the assertion (PS256) |
//! | an authority on loopback | http is refused | `azure_transport` maps a made-up https host to it |
//! | device code, browser | not there | `device`, `browser` |
//!
//! For the device code the crate `oauth2` 5 was tried too: one 503 page ended the sign-in, the error codes
//! of the authority were lost, and it brought 24 more crates. For PKCS#12 the crate `p12-keystore` 0.4 did all that is
//! needed, but brought 21 crates, two of them pre-releases, for what `pkcs12` reads with the crates that are here anyway.

mod access_token;
mod authorization_response;
mod az;
mod azure;
mod azure_transport;
mod browser;
mod certificate;
mod claims;
mod device;
mod encrypted_key;
mod endpoint;
mod endpoint_error;
mod error;
mod external_token;
mod hints;
mod interactive;
mod keyring;
mod lock;
mod method;
mod need;
mod options;
mod pkcs12;
mod prompt;
mod redirect_listener;
mod token_cache;
mod token_source;
mod token_validator;
mod tokens;

pub use self::claims::{Claims, Mismatch};
pub use self::error::AuthError;
pub use self::hints::consent_url;
pub use self::keyring::KeyringSlot;
pub use self::method::{AmbiguousMethod, infer};
pub use self::need::Need;
pub use self::options::{BUILT_IN_CLIENT, ManagedIdentity, Options, SignInTiming, known_app};
pub use self::prompt::{Dialogue, DialogueHandle};
pub use self::tokens::Tokens;
pub use crate::domain::{
    Method, NAMES_PERMISSION, Poll, Prompt, READ_PERMISSION, Rights, UnknownMethod,
    WRITE_PERMISSION,
};

/// The environment variable that holds a ready-made token.
pub const TOKEN_VARIABLE: &str = "ENLIST_ACCESS_TOKEN";
