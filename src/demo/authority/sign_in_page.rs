//! The start of a sign-in by an admin: the device code, and the page that a browser opens.

use std::time::{Duration, Instant};

use hyper::StatusCode;
use serde_json::json;
use url::Url;
use uuid::Uuid;

use super::super::answer::Answer;
use super::super::request::Call;
use super::grant::form_value;
use super::refusal::Refusal;
use super::{Code, Device, Request, State};

pub(super) fn device_code(
    state: &mut State,
    base_url: &str,
    call: &Call,
    tenant: &str,
) -> Result<Answer, Refusal> {
    let request = Request {
        tenant: tenant.to_owned(),
        client: form_value(call, "client_id").ok_or_else(|| Refusal::missing("client_id"))?,
        scope: form_value(call, "scope").ok_or_else(|| Refusal::missing("scope"))?,
        claims: form_value(call, "claims").unwrap_or_default(),
        nonce: None,
    };
    let code = format!("demo-device-{}", Uuid::new_v4());
    let typed = Uuid::new_v4().simple().to_string()[..9].to_ascii_uppercase();
    let lifetime = state.settings.device_lifetime;
    let page = format!("{base_url}/devicelogin");
    let answer = json!({
        "user_code": typed,
        "device_code": code,
        "verification_uri": page,
        "expires_in": lifetime,
        "interval": state.settings.interval,
        "message": format!("To sign in, open the page {page} and enter the code {typed}."),
    });
    state.devices.insert(
        code,
        Device {
            request,
            ends: Instant::now() + Duration::from_secs(lifetime),
        },
    );
    Ok(Answer::json(StatusCode::OK, &answer))
}

/// Signs the admin in immediately and redirects the browser back, with a code or an error.
pub(super) fn authorize(state: &mut State, call: &Call, tenant: &str) -> Result<Answer, Refusal> {
    let option = |name: &'static str| {
        call.option(name)
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(|| Refusal::missing(name))
    };
    let redirect = option("redirect_uri")?;
    // As in the app registration: localhost, with any port.
    let mut back = Url::parse(&redirect).map_err(|_| Refusal::redirect())?;
    if back.host_str() != Some("localhost") || back.path() != "/" {
        return Err(Refusal::redirect());
    }
    if option("response_type")? != "code" || option("code_challenge_method")? != "S256" {
        return Err(Refusal::missing("code_challenge_method"));
    }
    let request = Request {
        tenant: tenant.to_owned(),
        client: option("client_id")?,
        scope: option("scope")?,
        claims: option("claims").unwrap_or_default(),
        nonce: option("nonce").ok(),
    };
    let challenge = option("code_challenge")?;
    let given = option("state")?;
    {
        let mut query = back.query_pairs_mut();
        if let Some((error, text)) = &state.settings.page_refusal {
            query.append_pair("error", error);
            query.append_pair("error_description", text);
        } else {
            let code = format!("demo-code-{}", Uuid::new_v4());
            query.append_pair("code", &code);
            state.codes.insert(
                code,
                Code {
                    request,
                    redirect,
                    challenge,
                },
            );
        }
        query.append_pair("state", &given);
    }
    let mut answer = Answer::empty(StatusCode::FOUND);
    answer.headers.push(("Location".to_owned(), back.into()));
    Ok(answer)
}
