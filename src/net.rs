//! The one HTTP client: how it is built, and what its errors mean in words.
//!
//! Belongs here: deadlines, proxy, the loopback rule, reading an error chain. Does not belong here:
//! what is sent (`graph`), or who may send it (`auth`).

use std::error::Error;

use crate::config::{GraphUrl, Timing};
use crate::text;

/// Says who calls, as Microsoft asks of every client.
const USER_AGENT: &str = concat!("enlist/", env!("CARGO_PKG_VERSION"));

/// A client for this base URL. Redirects are off, since they could carry the token to another host,
/// and it never sends anything twice by itself.
///
/// # Errors
/// Says why TLS or the proxy cannot be set up.
pub fn client(url: &GraphUrl, timing: &Timing) -> Result<reqwest::Client, String> {
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(timing.connect)
        .read_timeout(timing.read)
        .timeout(timing.total);
    if url.is_loopback_http() {
        // A proxy set for the machine must not catch 127.0.0.1, and loading the system's
        // certificates costs more time than everything else together.
        builder = builder.no_proxy().tls_certs_only([]);
    }
    builder.build().map_err(|error| explain(&error))
}

/// The innermost cause of an error with the words of the outer ones that add to it, safe to print.
#[must_use]
pub fn explain(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return if error.is_connect() {
            "no connection within the time allowed".to_owned()
        } else {
            "no answer within the time allowed".to_owned()
        };
    }
    let mut causes: Vec<String> = Vec::new();
    let mut next: Option<&dyn Error> = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !causes.iter().any(|known| known.contains(&words)) {
            causes.push(words);
        }
        next = cause.source();
    }
    // The outer layers say "client error (Connect)" and the like; the last ones say what happened.
    let kept = causes.len().saturating_sub(2);
    let said = if causes.is_empty() {
        error.to_string()
    } else {
        causes[kept..].join(": ")
    };
    text::clean(&said).into_owned()
}
