//! The one HTTP client: how it is built, and what its errors mean in words.
//!
//! Belongs here: deadlines, proxy, the loopback rule, how much of an answer is read, reading an error chain. Does not belong here:
//! what is sent (`graph`), or who may send it (`auth`).
//!
//! | file | what is in it |
//! |---|---|
//! | `body` | the body of an answer, limited while it streams |
//! | `proxy`, `roots` | the proxy; certificates trusted besides the system's |
//! | `chain` | who vouches for a host: one TLS handshake |
//! | `certificate` | why a certificate is refused, in words |
//! | `log` | a record of requests, off unless asked for |

mod body;
mod certificate;
mod chain;
mod log;
mod proxy;
mod roots;

use std::error::Error;
use std::path::Path;
use std::time::Duration;

pub use self::body::{BodyError, LONGEST_SHORT, body, longest};
pub use self::certificate::Refusal;
pub use self::chain::{Chain, chain, is_usual};
pub use self::log::{Line, Log};
pub use self::proxy::{Proxies, ProxyTrouble, proxy_refusal};
pub use self::roots::Roots;
use crate::config::{Environment, GraphUrl, Timing};
use crate::text;

/// The user agent, as Microsoft requests of every client.
const USER_AGENT: &str = concat!("enlist/", env!("CARGO_PKG_VERSION"));

/// How this machine connects: proxy and certificates. The default is what the system is set up for.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// The proxy, and the hosts it is not used for.
    pub proxies: Proxies,
    /// Certificates that are trusted in addition to the system's.
    pub roots: Roots,
    /// Where requests are recorded, if they are.
    pub log: Log,
}

impl Network {
    /// The same network, its requests recorded in this file, if one is named.
    #[must_use]
    pub fn logged(self, path: Option<&Path>) -> Self {
        Self {
            log: Log::at(path),
            ..self
        }
    }

    /// Reads the variables of the proxy and the bundle, and checks both. Neither is used before a client is
    /// built.
    ///
    /// # Errors
    /// Names the variable or the file that cannot be used.
    pub fn read(environment: Environment<'_>, ca_bundle: Option<&Path>) -> Result<Self, String> {
        Ok(Self {
            proxies: Proxies::read(environment)?,
            roots: ca_bundle.map_or_else(|| Ok(Roots::default()), Roots::read)?,
            log: Log::default(),
        })
    }
}

/// A client for this base URL. Redirects are off, because they could send the token to another host, and it
/// never resends anything by itself.
///
/// # Errors
/// Says why TLS or the proxy cannot be set up.
pub fn client(url: &GraphUrl, timing: &Timing) -> Result<reqwest::Client, String> {
    client_over(url, timing, &Network::default())
}

/// The same over a network described by the settings.
///
/// # Errors
/// Says why TLS or the proxy cannot be set up.
pub fn client_over(
    url: &GraphUrl,
    timing: &Timing,
    network: &Network,
) -> Result<reqwest::Client, String> {
    if url.is_loopback_http() {
        return local_client(timing, timing.connect);
    }
    let builder = network.roots.add_to(builder(timing, timing.connect));
    network
        .proxies
        .add_to(builder)?
        .build()
        .map_err(|error| explain(&error))
}

/// A client for plain http within this machine.
///
/// # Errors
/// Says why it cannot be set up.
pub fn local_client(timing: &Timing, connect: Duration) -> Result<reqwest::Client, String> {
    // A proxy set for the machine must not be used for 127.0.0.1, and loading the system's certificates
    // would take longer than everything else.
    builder(timing, connect)
        .no_proxy()
        .tls_certs_only([])
        .build()
        .map_err(|error| explain(&error))
}

fn builder(timing: &Timing, connect: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        // A write must not go out twice: `docs/design/write.md#tried-and-dropped`.
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(connect)
        .read_timeout(timing.read)
        .timeout(timing.total)
}

/// How the client library reports that a proxy answered 407.
const PROXY_ASKS: &str = "proxy authorization required";

/// The innermost cause of an error, with the messages of the outer ones that add to it, safe to print.
#[must_use]
pub fn explain(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return if error.is_connect() {
            "no connection in time".to_owned()
        } else {
            "no answer in time".to_owned()
        };
    }
    let causes = causes(error);
    if causes.iter().any(|cause| cause.contains(PROXY_ASKS)) {
        return proxy::ASKS_FOR_MORE.to_owned();
    }
    let text = sentence(&causes).unwrap_or_else(|| error.to_string());
    text::clean(&text).into_owned()
}

/// The messages in a chain of causes, from the outermost on; none if nothing in it is for people.
fn sentence(causes: &[String]) -> Option<String> {
    // The library's own layers only say "client error (SendRequest)" and the like.
    let text: Vec<&str> = causes
        .iter()
        .map(String::as_str)
        .filter(|cause| !cause.starts_with("client error ("))
        .collect();
    let last = text.last()?;
    if last.contains("connection closed before message completed") {
        return Some("the connection was closed before the answer was complete".to_owned());
    }
    if let Some(refusal) = certificate::refusal(last) {
        return Some(refusal.why);
    }
    // The last ones say what happened.
    Some(text[text.len().saturating_sub(2)..].join(": "))
}

/// What happened to a failed request to `url`, and what to do about it if known. If there is a proxy, it is
/// asked again for the cause, because the client library does not report it.
pub async fn explain_over(
    error: &reqwest::Error,
    url: &GraphUrl,
    network: &Network,
) -> (String, Option<&'static str>) {
    if error.is_connect()
        && network.proxies.serves(url.host_name())
        && let Some(trouble) = proxy_refusal(network, url.host_name(), url.port()).await
    {
        return (trouble.why, Some(trouble.advice));
    }
    (explain(error), remedy(error))
}

/// What to do if no client can be built, as far as the reason tells.
#[must_use]
pub fn advice(reason: &str) -> Option<&'static str> {
    reason.contains(NO_ROOTS).then_some(ADD_ROOTS)
}

/// What to do about an error whose cause tells more than that there is no connection.
#[must_use]
fn remedy(error: &reqwest::Error) -> Option<&'static str> {
    let causes = causes(error);
    let says = |words: &str| causes.iter().any(|cause| cause.contains(words));
    if says(NO_ROOTS) {
        return Some(ADD_ROOTS);
    }
    let refusal = causes.iter().find_map(|cause| certificate::refusal(cause));
    refusal.map(|refusal| refusal.advice.unwrap_or(UNTRUSTED))
}

/// How the verifier reports that the system has no trusted certificates.
const NO_ROOTS: &str = "No CA certificates were loaded";

const ADD_ROOTS: &str = "install the system certificates (package ca-certificates), or set a PEM bundle with \
     --ca-bundle or SSL_CERT_FILE";

/// What to do about a certificate that the system does not trust.
const UNTRUSTED: &str = "if your company's proxy inspects TLS, add its certificate (PEM) with --ca-bundle; `enlist \
     doctor` shows who issued the certificate";

/// The causes of an error from the outside in, each once.
fn causes(error: &reqwest::Error) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut next: Option<&dyn Error> = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !causes.iter().any(|known| known.contains(&words)) {
            causes.push(words);
        }
        next = cause.source();
    }
    causes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(causes: &[&str]) -> Option<String> {
        let causes: Vec<String> = causes.iter().map(|cause| (*cause).to_owned()).collect();
        sentence(&causes)
    }

    #[test]
    fn a_chain_of_causes_is_said_in_words_for_people() {
        let closed = "connection closed before message completed";
        assert_eq!(
            shown(&["client error (SendRequest)", closed]).unwrap(),
            "the connection was closed before the answer was complete"
        );
        let refused = "Connection refused (os error 111)";
        let chain = ["client error (Connect)", "tcp connect error", refused];
        let refused = "tcp connect error: Connection refused (os error 111)";
        assert_eq!(shown(&chain).unwrap(), refused);
        assert_eq!(shown(&["client error (Connect)"]), None);
    }
}
