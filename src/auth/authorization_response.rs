//! What the sign-in page sends back with the browser (RFC 6749, section 4.1.2).
//!
//! Belongs here: reading the address that the browser was sent to, and a refusal that was copied from the
//! page. Does not belong here: waiting for either (`browser`, `redirect_listener`).

use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use super::endpoint_error::{AuthorityRefusal, number_in};
use crate::text;

#[derive(Debug)]
pub(super) enum AuthorizationResponse {
    Code(SecretString),
    Refused(AuthorityRefusal),
}

impl AuthorizationResponse {
    /// Reads the address to which the page sent the browser, or only its query.
    pub(super) fn read(address: &str, state: &SecretString) -> Result<Self, &'static str> {
        let address = address.trim();
        let query = address.split_once('?').map_or(address, |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let value = |wanted: &str| {
            form_urlencoded::parse(query.as_bytes())
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
        };
        let given = value("state").ok_or("this is not the address the browser ended up on")?;
        // A constant-time comparison is not needed: whoever can measure the time can also read the screen.
        if given != state.expose_secret() {
            return Err("this address is from a different sign-in");
        }
        if let Some(code) = value("error") {
            let description = value("error_description").unwrap_or_default();
            let text = text::clean(description.trim()).into_owned();
            return Ok(Self::Refused(AuthorityRefusal {
                number: number_in(&text),
                sentence: if text.is_empty() {
                    format!("the sign-in page answered {}", text::clean(&code))
                } else {
                    text
                },
                code,
                claims: None,
            }));
        }
        value("code")
            .filter(|code| !code.is_empty())
            .map(|code| Self::Code(SecretString::from(code)))
            .ok_or("the address contains no code")
    }
}

/// A refusal that the admin copied from the page.
pub(super) fn from_page(pasted: &str) -> AuthorityRefusal {
    let start = pasted.find("AADSTS").unwrap_or_default();
    let line = pasted.get(start..).unwrap_or_default();
    let line = line.lines().next().unwrap_or_default();
    AuthorityRefusal {
        number: number_in(pasted),
        sentence: text::clean(line.trim()).into_owned(),
        ..AuthorityRefusal::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> SecretString {
        SecretString::from("s1")
    }

    #[test]
    fn an_address_is_taken_whole_or_as_its_query() {
        for address in [
            "http://localhost:8400/?code=c1&state=s1&session_state=x#",
            "  code=c1&state=s1\n",
            "/?state=s1&code=c1",
        ] {
            let Ok(AuthorizationResponse::Code(code)) =
                AuthorizationResponse::read(address, &state())
            else {
                unreachable!("{address}")
            };
            assert_eq!(code.expose_secret(), "c1");
        }
    }

    #[test]
    fn what_belongs_to_no_sign_in_of_ours_is_refused() {
        for address in [
            "",
            "http://localhost/",
            "/?code=c1",
            "/?code=c1&state=s2",
            "/?state=s1",
        ] {
            assert!(
                AuthorizationResponse::read(address, &state()).is_err(),
                "{address}"
            );
        }
    }

    #[test]
    fn a_refusal_of_the_page_keeps_its_number() {
        let address = "/?state=s1&error=access_denied&error_description=AADSTS65004%3a+No.%1b%5b2J";
        let Ok(AuthorizationResponse::Refused(refusal)) =
            AuthorizationResponse::read(address, &state())
        else {
            unreachable!()
        };
        assert_eq!(refusal.number, Some(65004));
        assert_eq!(refusal.sentence, "AADSTS65004: No.[2J");
        assert!(
            !format!(
                "{:?}",
                AuthorizationResponse::read("code=hush&state=s1", &state())
            )
            .contains("hush")
        );
    }
}
