//! An access token as text.
//!
//! Belongs here: reading a token, checking whether a text can be one, and comparing two. Does not belong
//! here: the claims in a token (`claims`), or whether a token is for this cloud and tenant
//! (`token_validator`).

use std::io::Read;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::error::AuthError;

/// The longest token that is read. A token with many group claims stays far below this.
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

/// What `az account get-access-token` prints, and what the authority answers.
#[derive(Deserialize)]
struct Printed {
    #[serde(rename = "accessToken", alias = "access_token")]
    token: String,
}

/// Takes a token and strips what often surrounds it: white space, a byte-order mark, quotes, the word
/// `Bearer`, or the JSON that `az account get-access-token` prints.
pub(super) fn parse(given: &str) -> Result<SecretString, AuthError> {
    let given = given.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if given.starts_with('{') {
        // The parser's message could quote the token.
        let printed: Printed = serde_json::from_str(given).map_err(|_| {
            AuthError::unusable("the access token is JSON without an \"accessToken\" string")
        })?;
        return bare(&printed.token);
    }
    bare(given)
}

fn bare(given: &str) -> Result<SecretString, AuthError> {
    let quoted = |mark| {
        given
            .strip_prefix(mark)
            .and_then(|it| it.strip_suffix(mark))
    };
    let token = quoted('"').or_else(|| quoted('\'')).unwrap_or(given).trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    if token.is_empty() {
        return Err(AuthError::unusable("the access token is empty"));
    }
    // The token goes into a header unchanged (RFC 6750): any other character could start another header.
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(AuthError::unusable(
            "the access token contains a character that is not allowed",
        ));
    }
    Ok(SecretString::from(token))
}

pub(super) fn is_same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_however_it_is_handed_over() {
        for given in [
            "eyJ0.x.y",
            " eyJ0.x.y\r\n",
            "\u{feff}eyJ0.x.y\n",
            "\"eyJ0.x.y\"\n",
            "'eyJ0.x.y'",
            "\u{feff}\"eyJ0.x.y\"",
            "Bearer eyJ0.x.y",
            "\"Bearer eyJ0.x.y\"",
            "{\"accessToken\":\"eyJ0.x.y\",\"tokenType\":\"Bearer\"}",
            "\u{feff}{\r\n  \"accessToken\": \"eyJ0.x.y\",\r\n  \"expires_on\": 1769983200\r\n}\r\n",
            "{\"token_type\":\"Bearer\",\"access_token\":\"eyJ0.x.y\"}",
        ] {
            let token = parse(given).map(|token| token.expose_secret().to_owned());
            assert_eq!(token.as_deref(), Ok("eyJ0.x.y"), "{given:?}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused_without_quoting_it() {
        for given in [
            "{\"accessToken\": \"hush",
            "{\"accessToken\": [\"hush\"]}",
            "{\"accessToken\": {\"x\": \"hush\"}}",
            "{\"idToken\": \"hush\"}",
            "{\"accessToken\": \"\"}",
            "{\"accessToken\": \"hu sh\"}",
            "\"\"",
            "\"hush",
            "hush\"hush\"hush hush",
        ] {
            match parse(given) {
                Err(error) => assert!(!error.to_string().contains("hu"), "{error}"),
                // A header may contain a lone quote, so the service decides about it.
                Ok(_) => assert_eq!(given, "\"hush"),
            }
        }
    }
}
