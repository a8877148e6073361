//! Tokens in exchange for a proof: the token endpoint, and the identity services of a machine.

use std::time::Instant;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::StatusCode;
use serde_json::json;
use url::form_urlencoded;
use uuid::Uuid;

use super::super::answer::Answer;
use super::super::request::Call;
use super::refusal::Refusal;
use super::{Request, State, token};

pub(super) fn form_value(call: &Call, wanted: &str) -> Option<String> {
    form_urlencoded::parse(call.body.as_bytes())
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
        .filter(|value| !value.is_empty())
}

pub(super) fn token(
    state: &mut State,
    base_url: &str,
    call: &Call,
    tenant: &str,
) -> Result<Answer, Refusal> {
    let value = |name| form_value(call, name);
    let needed = |name: &'static str| value(name).ok_or_else(|| Refusal::missing(name));
    let client = needed("client_id")?;
    let claims = value("claims").unwrap_or_default();
    match needed("grant_type")?.as_str() {
        "client_credentials" => {
            let scope = needed("scope")?;
            if !scope.ends_with("/.default") {
                return Err(Refusal::scope());
            }
            check_app_proof(
                state,
                call,
                &client,
                &format!("{base_url}/{tenant}/oauth2/v2.0/token"),
            )?;
            let request = Request {
                tenant: tenant.to_owned(),
                client,
                scope,
                claims,
                nonce: None,
            };
            let token = state.issue(&request, true);
            Ok(app_answer(state, &token))
        }
        "urn:ietf:params:oauth:grant-type:device_code" => {
            let code = needed("device_code")?;
            let Some(device) = state.devices.get(&code) else {
                return Err(Refusal::device("bad_verification_code"));
            };
            if Instant::now() >= device.ends {
                return Err(Refusal::device("expired_token"));
            }
            if !state.settings.device_answers.is_empty() {
                let answer = state.settings.device_answers.remove(0);
                return Err(Refusal::device(&answer));
            }
            let mut request = device.request.clone();
            if !claims.is_empty() {
                request.claims = claims;
            }
            state.devices.remove(&code);
            Ok(user_answer(state, base_url, request))
        }
        "authorization_code" => {
            let (code, verifier) = (needed("code")?, needed("code_verifier")?);
            // Can be used only once, whatever the result.
            let known = state.codes.remove(&code).ok_or_else(Refusal::used_code)?;
            if needed("redirect_uri")? != known.redirect || client != known.request.client {
                return Err(Refusal::redirect());
            }
            let digest = digest::digest(&digest::SHA256, verifier.as_bytes());
            if URL_SAFE_NO_PAD.encode(digest) != known.challenge {
                return Err(Refusal::verifier());
            }
            Ok(user_answer(state, base_url, known.request))
        }
        "refresh_token" => {
            let given = needed("refresh_token")?;
            let known = state.refresh.get(&given).ok_or_else(Refusal::dead_grant)?;
            let mut request = known.clone();
            if let Some(claims_demanded) = &state.demanded
                && state.settings.claims_need_admin
                && token::satisfies(&claims, claims_demanded)
            {
                return Err(Refusal::more_proof(claims_demanded.clone()));
            }
            if state.settings.rotate {
                state.refresh.remove(&given);
            }
            request.scope = value("scope").unwrap_or(request.scope);
            request.claims = claims;
            // Only the first token of a sign-in page contains the nonce it was opened with.
            request.nonce = None;
            Ok(user_answer(state, base_url, request))
        }
        _ => Err(Refusal::grant_type()),
    }
}

fn check_app_proof(
    state: &State,
    call: &Call,
    client: &str,
    audience: &str,
) -> Result<(), Refusal> {
    if let Some(secret) = form_value(call, "client_secret") {
        return if secret == state.settings.secret {
            Ok(())
        } else {
            Err(Refusal::secret())
        };
    }
    let assertion = form_value(call, "client_assertion")
        .ok_or_else(|| Refusal::missing("client_assertion' or 'client_secret"))?;
    let federated = assertion == state.settings.federated_token;
    let signed = || {
        state
            .keys
            .iter()
            .any(|key| key.verifies(&assertion, client, audience))
    };
    if federated || signed() {
        Ok(())
    } else {
        Err(Refusal::assertion())
    }
}

fn app_answer(state: &State, token: &str) -> Answer {
    let lifetime = state.settings.token_lifetime;
    Answer::json(
        StatusCode::OK,
        &json!({
            "token_type": "Bearer",
            "expires_in": lifetime,
            "ext_expires_in": lifetime,
            "access_token": token,
        }),
    )
}

fn user_answer(state: &mut State, base_url: &str, request: Request) -> Answer {
    let token = state.issue(&request, false);
    let mut answer = json!({
        "token_type": "Bearer",
        "scope": request.scope,
        "expires_in": state.settings.token_lifetime,
        "access_token": token,
    });
    if request
        .scope
        .split_whitespace()
        .any(|scope| scope == "openid")
    {
        let id_token = token::identity(&request, base_url, &state.home, &state.settings);
        if let Some(answer) = answer.as_object_mut() {
            answer.insert("id_token".to_owned(), id_token.into());
        }
    }
    if request.scope.contains("offline_access") {
        let refresh = format!("demo-refresh-{}", Uuid::new_v4());
        if let Some(answer) = answer.as_object_mut() {
            answer.insert("refresh_token".to_owned(), refresh.as_str().into());
        }
        state.refresh.insert(refresh, request);
    }
    Answer::json(StatusCode::OK, &answer)
}

/// The metadata service of an Azure VM.
pub(super) fn machine_identity(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    if call.header("metadata") != Some("true") {
        return Err(Refusal::identity("Required metadata header not specified"));
    }
    identity_token(state, call)
}

pub(super) fn app_service_identity(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    if call.header("x-identity-header") != Some(&state.settings.identity_header) {
        return Err(Refusal::identity("The identity header is missing or wrong"));
    }
    identity_token(state, call)
}

fn identity_token(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let resource = call
        .option("resource")
        .ok_or_else(|| Refusal::identity("Identity request lacks a resource"))?;
    let asked = ["client_id", "object_id", "msi_res_id"]
        .into_iter()
        .find_map(|name| call.option(name));
    let client = match asked {
        None => "system-assigned".to_owned(),
        Some(id) if state.settings.identities.iter().any(|known| *known == id) => id.into_owned(),
        Some(_) => return Err(Refusal::identity("Identity not found")),
    };
    let request = Request {
        tenant: String::new(),
        client,
        scope: format!("{resource}/.default"),
        ..Request::default()
    };
    let token = state.issue(&request, true);
    // This service writes its numbers as strings.
    Ok(Answer::json(
        StatusCode::OK,
        &json!({
            "access_token": token,
            "expires_on": token::ends(state.settings.token_lifetime).to_string(),
            "expires_in": state.settings.token_lifetime.to_string(),
            "resource": resource,
            "token_type": "Bearer",
        }),
    ))
}
