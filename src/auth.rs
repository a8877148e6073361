//! Sign-in: where the bearer of a request comes from.
//!
//! Belongs here: getting, keeping and guarding tokens. Does not belong here: sending requests to
//! Graph (`graph`), or asking the admin anything (`tui`, `cli`).

use std::io::Read;

use secrecy::SecretString;

/// The environment variable that holds a ready-made token.
pub const TOKEN_VARIABLE: &str = "ENLIST_ACCESS_TOKEN";

/// The longest token that is read; a token with many group claims stays far below it.
const LONGEST: u64 = 64 * 1024;

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// Nobody gave one.
    #[error("no access token was given")]
    None,
    /// Something was given and is no token.
    #[error("{0}")]
    Unusable(&'static str),
}

impl AuthError {
    /// What to do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        "set ENLIST_ACCESS_TOKEN, or pipe a token in with --token-stdin; --demo needs none"
    }
}

/// The tokens of a session.
#[derive(Debug, Clone)]
pub struct Tokens {
    bearer: Result<SecretString, AuthError>,
}

impl Tokens {
    /// A token that somebody else obtained.
    #[must_use]
    pub fn bearer(token: &str) -> Self {
        Self {
            bearer: sound(token),
        }
    }

    /// No token: every request ends with [`AuthError::None`], and with what to do about it.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            bearer: Err(AuthError::None),
        }
    }

    /// Reads a token up to the end of `input`.
    ///
    /// # Errors
    /// The error of reading, in words.
    pub fn read(input: impl Read) -> Result<Self, String> {
        let mut token = String::new();
        input
            .take(LONGEST)
            .read_to_string(&mut token)
            .map_err(|error| error.to_string())?;
        Ok(Self::bearer(&token))
    }

    /// The token for the next request.
    ///
    /// # Errors
    /// Says why there is none.
    pub fn token(&self) -> Result<SecretString, AuthError> {
        self.bearer.clone()
    }
}

/// Takes a token without the white space and the word `Bearer` that come along with it.
fn sound(given: &str) -> Result<SecretString, AuthError> {
    let token = given.trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    if token.is_empty() {
        return Err(AuthError::Unusable("the access token is empty"));
    }
    // It goes into a header as it is (RFC 6750): anything else there would be another header.
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(AuthError::Unusable(
            "the access token holds a character that no token has",
        ));
    }
    Ok(SecretString::from(token))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn what_comes_along_with_a_token_is_dropped() {
        let tokens = Tokens::read("Bearer eyJ0.x.y\r\n".as_bytes()).unwrap();
        assert_eq!(tokens.token().unwrap().expose_secret(), "eyJ0.x.y");
    }

    #[test]
    fn a_token_never_reaches_debug_output() {
        assert!(!format!("{:?}", Tokens::bearer("eyJ0.x.y")).contains("eyJ0"));
    }

    #[test]
    fn what_cannot_be_a_token_is_refused() {
        assert_eq!(Tokens::none().token().unwrap_err(), AuthError::None);
        for bad in ["", "  \n", "a\nb", "a b", "tökén"] {
            assert!(
                matches!(Tokens::bearer(bad).token(), Err(AuthError::Unusable(_))),
                "{bad:?}"
            );
        }
    }
}
