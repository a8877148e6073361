//! Tests of the service from outside, with a bare HTTP client and literal expectations.
//!
//! Belongs here: the client, starting a service and the IDs of the named entries. The tests are in
//! the other files of this folder.

#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod authority;
mod batch;
mod control;
mod effective;
mod query;
mod read;
mod tenant;
mod write;

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;
use tokio::task::spawn_blocking;

use super::{Behaviour, Options, Service, start};

const BETA: &str = "/beta/deviceManagement/deviceEnrollmentConfigurations";
const V1: &str = "/v1.0/deviceManagement/deviceEnrollmentConfigurations";
const CORP: &str =
    "4d95761d-5c3d-4642-80cc-dab07d74859e_Windows10EnrollmentCompletionPageConfiguration";
const KIOSK: &str =
    "3a3eee8a-e982-4776-9ce0-d0ce2de264cf_Windows10EnrollmentCompletionPageConfiguration";
const LAB: &str =
    "5cb93df4-ddae-403b-bd85-8790de8ef717_Windows10EnrollmentCompletionPageConfiguration";
const BLOCK_PERSONAL: &str = "31f36ce5-424c-4c35-8454-bf1bc2da90f2_SinglePlatformRestriction";
const DEFAULT_LIMIT: &str = "2c63888f-28f0-4481-be6d-dce7a7ace732_DefaultLimit";
const SALES: &str = "8a119b9e-16bc-4732-8f7b-7676d015b0dc";
const KIOSK_BERLIN: &str = "bc67ba94-637d-4efa-a09e-467ada679f81";
const DELETED: &str = "7c77833f-338f-4aab-b1c8-046a3c6dd345";
/// The assignment of Corp ESP to Sales EMEA.
const CORP_SALES: &str = "4d95761d-5c3d-4642-80cc-dab07d74859e_8a119b9e-16bc-4732-8f7b-7676d015b0dc_4d95761d-5c3d-4642-80cc-dab07d74859e";

/// An answer as received.
struct Reply {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The sentence in a nested error.
    fn inner_message(&self) -> String {
        let message = self.json()["error"]["message"].clone();
        let inner: Value = serde_json::from_str(message.as_str().unwrap()).unwrap();
        inner["Message"].as_str().unwrap().to_owned()
    }
}

async fn documented() -> Service {
    start(Options::default()).await.unwrap()
}

async fn live() -> Service {
    let behaviour = Behaviour::Live;
    start(Options {
        behaviour,
        ..Options::default()
    })
    .await
    .unwrap()
}

/// Sends a request with only these headers; none means that no answer arrived.
async fn send(
    service: &Service,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Reply> {
    let address = service.base_url.strip_prefix("http://").unwrap().to_owned();
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n");
    for (name, value) in headers {
        request.extend([*name, ": ", *value, "\r\n"]);
    }
    let length = body.len().to_string();
    let end = ["Connection: close\r\nContent-Length: ", &length];
    request.extend(end.into_iter().chain(["\r\n\r\n", body]));
    let exchange = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    };
    let reply = spawn_blocking(exchange).await.unwrap();
    let (head, body) = reply.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    Some(Reply {
        status: status.parse().unwrap(),
        headers: headers.collect(),
        body: body.to_owned(),
    })
}

/// Sends a request with the token.
async fn call(service: &Service, method: &str, path: &str, body: &str) -> Reply {
    let bearer = format!("Bearer {}", service.token);
    let headers = [("Authorization", bearer.as_str())];
    send(service, method, path, &headers, body).await.unwrap()
}

async fn get(service: &Service, path: &str) -> Reply {
    call(service, "GET", path, "").await
}

/// Returns all entries of a list, from all pages, and the number of pages.
async fn whole_list(service: &Service, path: &str) -> (Vec<Value>, usize) {
    let (mut all, mut pages, mut next) = (Vec::new(), 0, path.to_owned());
    loop {
        let reply = get(service, &next).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        pages += 1;
        let page = reply.json();
        all.extend(page["value"].as_array().unwrap().iter().cloned());
        match page["@odata.nextLink"].as_str() {
            Some(link) => next = link.strip_prefix(&service.base_url).unwrap().to_owned(),
            None => return (all, pages),
        }
    }
}
