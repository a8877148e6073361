//! Sign-in with a browser: authorization code with PKCE (RFC 7636, RFC 8252).
//!
//! Belongs here: the page to open, what must come back, and exchanging it for tokens. Does not belong
//! here: the port that the browser comes back to (`landing`), or opening a browser: over SSH it runs
//! on another machine.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use super::endpoint::{Endpoint, Problem, Refusal, TokenAnswer, number_in};
use super::error::AuthError;
use super::interactive::with_capability;
use super::landing::Landing;
use super::options::Pace;
use super::prompt::Dialogue;
use super::source::Want;
use crate::domain::Prompt;
use crate::text;

/// What came back from the page.
#[derive(Debug)]
pub(super) enum Returned {
    Code(SecretString),
    Refused(Refusal),
}

pub(super) async fn run(
    endpoint: &Endpoint,
    pace: Pace,
    port: u16,
    want: &Want,
    dialogue: &mut Dialogue,
) -> Result<TokenAnswer, AuthError> {
    let asker = &endpoint.asker;
    let landing = Landing::bind(port).await?;
    let port = landing.port();
    let redirect = format!("http://localhost:{port}");
    let (verifier, state) = (random()?, random()?);
    let claims = with_capability(want.claims.as_deref());
    let challenge = digest::digest(&digest::SHA256, verifier.expose_secret().as_bytes());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &asker.client)
        .append_pair("response_type", "code")
        .append_pair("response_mode", "query")
        .append_pair("redirect_uri", &redirect)
        .append_pair("scope", &want.scopes.join(" "))
        .append_pair("state", state.expose_secret())
        .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(challenge))
        .append_pair("code_challenge_method", "S256")
        .append_pair("prompt", "select_account")
        .append_pair("claims", &claims)
        .finish();
    dialogue.say(Prompt::Browser {
        url: format!("{}?{query}", endpoint.url("authorize")),
        port,
    });

    let returned = tokio::time::timeout(pace.browser, back(&landing, &state, dialogue))
        .await
        .map_err(|_| {
            AuthError::Timeout("no browser came back within the time allowed".to_owned())
        })?;
    let code = match returned {
        Returned::Code(code) => code,
        Returned::Refused(refusal) => return Err(Problem::Refused(refusal).into_error(asker)),
    };
    endpoint
        .post(
            "token",
            &[
                ("grant_type", "authorization_code"),
                ("client_id", &asker.client),
                ("code", code.expose_secret()),
                ("redirect_uri", &redirect),
                ("code_verifier", verifier.expose_secret()),
                ("scope", &want.scopes.join(" ")),
                ("claims", &claims),
            ],
        )
        .await
        .map_err(|problem| problem.into_error(asker))
}

/// Waits for the browser, or for the admin to paste the address on which it ended.
async fn back(landing: &Landing, state: &SecretString, dialogue: &mut Dialogue) -> Returned {
    let mut arrival = Box::pin(landing.arrival(state));
    loop {
        let pasted = tokio::select! {
            returned = &mut arrival => return returned,
            pasted = dialogue.pasted() => pasted,
        };
        let pasted = pasted.expose_secret();
        match read(pasted, state) {
            Ok(returned) => return returned,
            // The page keeps some refusals to itself, such as an unknown redirect URI.
            Err(_) if number_in(pasted).is_some() => return Returned::Refused(quoted(pasted)),
            Err(why) => dialogue.say(Prompt::PasteRefused(why.to_owned())),
        }
    }
}

/// Reads the address to which the page sent the browser, or its query alone.
pub(super) fn read(address: &str, state: &SecretString) -> Result<Returned, &'static str> {
    let address = address.trim();
    let query = address.split_once('?').map_or(address, |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let value = |wanted: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let given = value("state").ok_or("this is not the address on which the browser ended")?;
    // Compared as a whole: who can measure this can read the screen as well.
    if given != state.expose_secret() {
        return Err("this address belongs to another sign-in");
    }
    if let Some(code) = value("error") {
        let description = value("error_description").unwrap_or_default();
        let said = text::clean(description.trim()).into_owned();
        return Ok(Returned::Refused(Refusal {
            number: number_in(&said),
            sentence: if said.is_empty() {
                format!("the sign-in page answered {}", text::clean(&code))
            } else {
                said
            },
            code,
            claims: None,
        }));
    }
    value("code")
        .filter(|code| !code.is_empty())
        .map(|code| Returned::Code(SecretString::from(code)))
        .ok_or("the address holds no code")
}

/// A refusal that the admin copied from the page.
fn quoted(pasted: &str) -> Refusal {
    let start = pasted.find("AADSTS").unwrap_or_default();
    let line = pasted.get(start..).unwrap_or_default();
    let line = line.lines().next().unwrap_or_default();
    Refusal {
        number: number_in(pasted),
        sentence: text::clean(line.trim()).into_owned(),
        ..Refusal::default()
    }
}

/// 32 random bytes as text: enough for a verifier and for a state.
fn random() -> Result<SecretString, AuthError> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes)
        .map_err(|_| AuthError::unusable("the system gives no random numbers"))?;
    Ok(SecretString::from(URL_SAFE_NO_PAD.encode(bytes)))
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
            let Ok(Returned::Code(code)) = read(address, &state()) else {
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
            assert!(read(address, &state()).is_err(), "{address}");
        }
    }

    #[test]
    fn a_refusal_of_the_page_keeps_its_number() {
        let address = "/?state=s1&error=access_denied&error_description=AADSTS65004%3a+No.%1b%5b2J";
        let Ok(Returned::Refused(refusal)) = read(address, &state()) else {
            unreachable!()
        };
        assert_eq!(refusal.number, Some(65004));
        assert_eq!(refusal.sentence, "AADSTS65004: No.[2J");
        assert!(!format!("{:?}", read("code=hush&state=s1", &state())).contains("hush"));
    }
}
