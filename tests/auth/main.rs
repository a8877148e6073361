//! Every sign-in method end to end, over loopback, against the embedded authority: success, refusal,
//! faults of the network, and tokens that end in the middle of the work.

#![allow(
    clippy::allow_attributes,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod app;
mod browser;
mod device;
mod doctor;
mod machine;
mod mismatch;
mod network;
mod secrets;
mod token_cache;
mod write;

use std::collections::BTreeMap;
use std::time::Duration;

use enlist::auth::{
    AuthError, Dialogue, DialogueHandle, Method, Need, Options, Prompt, SignInTiming, Tokens,
};
use enlist::cloud::Cloud;
use enlist::config::{Settings, Timing};
use enlist::demo::{self, Fault, Service};
use enlist::domain::RequestError;
use enlist::graph::Client;
use secrecy::{ExposeSecret, SecretString};

/// The tenant of the embedded service.
const TENANT: &str = "f6fadfa7-e5c1-4b62-9362-da5cc13da58a";
/// A port that nothing listens on: the discard service.
const NOWHERE: &str = "http://127.0.0.1:9";

async fn service() -> Service {
    let service = demo::start(demo::Options::default()).await.unwrap();
    let mut authority = service.control.authority();
    authority.interval = 0;
    service.control.set_authority(authority);
    service
}

/// Changes how the authority behaves.
fn authority(service: &Service, change: impl FnOnce(&mut demo::AuthoritySettings)) {
    let mut settings = service.control.authority();
    change(&mut settings);
    service.control.set_authority(settings);
}

fn timing() -> SignInTiming {
    let (short, long) = (Duration::from_millis(2), Duration::from_secs(20));
    SignInTiming {
        least: short,
        slow_down: short,
        deadline: long,
        back_off: short,
        browser: long,
        identity: long,
        az: long,
    }
}

fn options(method: Method, base_url: &str) -> Options {
    let mut options = Options::new(method, Cloud::Global);
    options.authority = Some(base_url.parse().unwrap());
    options.tenant = Some(TENANT.to_owned());
    options.client = Some("demo-app".to_owned());
    options.sign_in_timing = timing();
    options
}

fn with_secret(service: &Service) -> Options {
    let mut options = options(Method::Secret, &service.base_url);
    options.secret = Some(SecretString::from(service.control.authority().secret));
    options
}

async fn token(tokens: &Tokens) -> Result<String, AuthError> {
    let token = tokens.token(&Need::default()).await?;
    Ok(token.expose_secret().to_owned())
}

/// Signs in by device code and throws the prompts away.
async fn signed_in(service: &Service) -> Tokens {
    let tokens = Tokens::new(options(Method::DeviceCode, &service.base_url)).unwrap();
    let (dialogue, _handle) = Dialogue::new();
    tokens.sign_in(&Need::default(), dialogue).await.unwrap();
    tokens
}

/// A client of the embedded Graph with these tokens.
fn graph(service: &Service, tokens: &Tokens) -> Client {
    let settings = Settings {
        graph_url: service.base_url.parse().unwrap(),
        timing: Timing {
            back_off: Duration::from_millis(2),
            ..Timing::default()
        },
        ..Settings::default()
    };
    Client::new(&settings, tokens.clone())
}

/// Reads the list, as proof that Graph takes the token.
async fn reads(client: &Client) -> Result<(), RequestError> {
    let mut rows = 0;
    let listed = client.configurations(|page| rows += page.len()).await?;
    assert!(rows > 20);
    listed.incomplete.map_or(Ok(()), Err)
}

/// What the token endpoint was asked, in order.
fn token_requests(service: &Service) -> Vec<demo::Recorded> {
    let mut all = service.control.requests();
    all.retain(|request| request.path.contains("/token"));
    all
}

/// A refusal in the shape of the authority's, for the next request to a path.
fn refuse(service: &Service, path: &str, number: u32, error: &str) {
    service.control.add_fault(Fault {
        path_contains: Some(path.to_owned()),
        status: Some(400),
        body: Some(format!(
            r#"{{"error":"{error}","error_description":"AADSTS{number}: It\u0027s refused.\r\nTrace ID: t","error_codes":[{number}]}}"#
        )),
        ..Fault::default()
    });
}

/// The token endpoint is not well, so often.
fn unwell(service: &Service, times: u32) {
    service.control.add_fault(Fault {
        path_contains: Some("/token".to_owned()),
        times,
        status: Some(503),
        headers: BTreeMap::from([("content-type".to_owned(), "text/html".to_owned())]),
        body: Some("<html>busy</html>".to_owned()),
        ..Fault::default()
    });
}

/// The token endpoint closes the connection, so often.
fn dropped(service: &Service, times: u32) {
    service.control.add_fault(Fault {
        path_contains: Some("/token".to_owned()),
        times,
        drop: true,
        ..Fault::default()
    });
}

fn number(error: &AuthError) -> Option<u32> {
    match error {
        AuthError::Refused { number, .. } => *number,
        other => panic!("no refusal: {other:?}"),
    }
}

/// Everything that was said up to now.
fn prompts(handle: &mut DialogueHandle) -> Vec<Prompt> {
    std::iter::from_fn(|| handle.prompts.try_recv().ok()).collect()
}
