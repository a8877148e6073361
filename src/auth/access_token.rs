//! An access token as text.
//!
//! Belongs here: reading one, whether a text can be one, and comparing two. Does not belong here: what a
//! token says of itself (`claims`), or whether it is for here (`token_validator`).

use std::io::Read;

use secrecy::{ExposeSecret, SecretString};

use super::error::AuthError;

/// The longest token that is read; a token with many group claims stays far below it.
const LONGEST: u64 = 64 * 1024;

/// Reads a token up to the end of `input`.
pub(super) fn read(input: impl Read) -> Result<SecretString, String> {
    let mut token = String::new();
    input
        .take(LONGEST)
        .read_to_string(&mut token)
        .map_err(|error| error.to_string())?;
    Ok(SecretString::from(token))
}

/// Takes a token without the white space and the word `Bearer` that come along with it.
pub(super) fn parse(given: &str) -> Result<SecretString, AuthError> {
    let token = given.trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    if token.is_empty() {
        return Err(AuthError::unusable("the access token is empty"));
    }
    // It goes into a header as it is (RFC 6750): anything else there would be another header.
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(AuthError::unusable(
            "the access token holds a character that no token has",
        ));
    }
    Ok(SecretString::from(token))
}

/// Whether two secrets are the same.
pub(super) fn is_same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}
