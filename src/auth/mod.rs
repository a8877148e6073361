//! Sign-in: where the bearer of a request comes from.
//!
//! Belongs here: getting, keeping and guarding tokens. Does not belong here: sending requests to
//! Graph (`graph`), or asking the admin anything (`tui`, `cli`): an interactive method reports through
//! a [`Dialogue`], as plain data.
//!
//! | file | what is in it |
//! |---|---|
//! | `tokens` | what a session holds: one method, chosen once |
//! | `token_cache` | cache, one request at a time, refresh in good time |
//! | `options`, `method`, `need` | how to sign in, and what a request needs |
//! | `keyring` | a sign-in that outlives a command |
//! | `prompt` | the talk of an interactive method |
//! | `interactive`, `device`, `browser` | sign-in by an admin |
//! | `redirect_listener`, `authorization_response` | where a browser comes back to, and what it brings |
//! | `azure`, `wire`, `az`, `certificate`, `locked` | sign-in by an app, a machine or `az` |
//! | `external_token`, `access_token` | a token from elsewhere; what can be a token at all |
//! | `source` | what a method is to the cache |
//! | `lock` | locks that nobody holds while waiting |
//! | `endpoint`, `error`, `hints` | the authority's answers, and what to do about them |
//! | `claims`, `guard` | what a token says of itself: hints; whether it is for here |

mod access_token;
mod authorization_response;
mod az;
mod azure;
mod browser;
mod certificate;
mod claims;
mod device;
mod endpoint;
mod error;
mod external_token;
mod guard;
mod hints;
mod interactive;
mod keyring;
mod lock;
mod locked;
mod method;
mod need;
mod options;
mod prompt;
mod redirect_listener;
mod source;
mod token_cache;
mod tokens;
mod wire;

pub use self::claims::{Claims, Mismatch};
pub use self::error::AuthError;
pub use self::hints::consent_url;
pub use self::keyring::KeyringSlot;
pub use self::method::{AmbiguousMethod, infer};
pub use self::need::Need;
pub use self::options::{BUILT_IN_CLIENT, Identity, Options, Pace};
pub use self::prompt::{Audience, Dialogue};
pub use self::tokens::Tokens;
pub use crate::domain::{
    Method, NAMES_PERMISSION, Poll, Prompt, READ_PERMISSION, Rights, UnknownMethod,
    WRITE_PERMISSION,
};

/// The environment variable that holds a ready-made token.
pub const TOKEN_VARIABLE: &str = "ENLIST_ACCESS_TOKEN";
