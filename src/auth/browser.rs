//! Sign-in with a browser: authorization code with PKCE (RFC 7636, RFC 8252).
//!
//! Belongs here: the page to open, and exchanging what comes back for tokens. Does not belong here: what
//! that means (`authorization_response`), the port that the browser comes back to (`redirect_listener`),
//! or opening a browser: over SSH it runs on another machine.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use super::authorization_response::{AuthorizationResponse, from_page};
use super::endpoint::{Endpoint, TokenAnswer};
use super::endpoint_error::{EndpointError, number_in};
use super::error::AuthError;
use super::options::SignInTiming;
use super::prompt::Dialogue;
use super::redirect_listener::RedirectListener;
use super::token_source::TokenRequest;
use crate::domain::Prompt;

pub(super) async fn run(
    endpoint: &Endpoint,
    timing: SignInTiming,
    port: u16,
    request: &TokenRequest,
    dialogue: &mut Dialogue,
) -> Result<TokenAnswer, AuthError> {
    let config = &endpoint.config;
    let listener = RedirectListener::bind(port).await?;
    let port = listener.port();
    let redirect = format!("http://localhost:{port}");
    let (verifier, state) = (random()?, random()?);
    let claims = request.claims_parameter();
    let challenge = digest::digest(&digest::SHA256, verifier.expose_secret().as_bytes());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &config.client)
        .append_pair("response_type", "code")
        .append_pair("response_mode", "query")
        .append_pair("redirect_uri", &redirect)
        .append_pair("scope", &request.scopes.join(" "))
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

    let returned = tokio::time::timeout(timing.browser, redirected(&listener, &state, dialogue))
        .await
        .map_err(|_| {
            AuthError::Timeout("the sign-in in the browser was not completed in time".to_owned())
        })?;
    let code = match returned {
        AuthorizationResponse::Code(code) => code,
        AuthorizationResponse::Refused(refusal) => {
            return Err(EndpointError::Refused(refusal).into_error(config));
        }
    };
    endpoint
        .post(
            "token",
            &[
                ("grant_type", "authorization_code"),
                ("client_id", &config.client),
                ("code", code.expose_secret()),
                ("redirect_uri", &redirect),
                ("code_verifier", verifier.expose_secret()),
                ("scope", &request.scopes.join(" ")),
                ("claims", &claims),
            ],
        )
        .await
        .map_err(|problem| problem.into_error(config))
}

/// Waits for the browser, or for the admin to paste the address that the browser ended up on.
async fn redirected(
    listener: &RedirectListener,
    state: &SecretString,
    dialogue: &mut Dialogue,
) -> AuthorizationResponse {
    let mut redirect = Box::pin(listener.wait(state));
    loop {
        let pasted = tokio::select! {
            returned = &mut redirect => return returned,
            pasted = dialogue.pasted() => pasted,
        };
        let pasted = pasted.expose_secret();
        match AuthorizationResponse::read(pasted, state) {
            Ok(returned) => return returned,
            // The page shows some refusals without sending the browser back, such as an unknown redirect
            // URI.
            Err(_) if number_in(pasted).is_some() => {
                return AuthorizationResponse::Refused(from_page(pasted));
            }
            Err(why) => dialogue.say(Prompt::PasteRefused(why.to_owned())),
        }
    }
}

/// 32 random bytes as text: enough for a verifier and for a state.
fn random() -> Result<SecretString, AuthError> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes)
        .map_err(|_| AuthError::unusable("the system's random number generator failed"))?;
    Ok(SecretString::from(URL_SAFE_NO_PAD.encode(bytes)))
}
