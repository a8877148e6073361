//! The transport under the Azure library: our client and our rules.
//!
//! Belongs here: sending what the library wants sent. The library's own error handling is bypassed: it
//! retries for minutes, loses the AADSTS number of most answers and obeys any Retry-After. So the first
//! answer that is not a success ends the attempt here, and `endpoint_error` reads it. Does not belong here:
//! retrying (`token_cache`).

use std::time::Instant;

use async_trait::async_trait;
use azure_core::http::headers::Headers;
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Method, Request, StatusCode};
use tokio::sync::mpsc;
use url::Url;

use super::endpoint_error::{EndpointError, read_error};
use crate::config::GraphUrl;
use crate::net::{self, Log, Network};

/// A made-up host that stands for an authority on this machine, because the library accepts only https.
pub(super) const STAND_IN: &str = "https://authority.invalid";
/// The address at which a machine in Azure requests its identity.
const METADATA: &str = "169.254.169.254";

#[derive(Debug)]
pub(super) struct AzureTransport {
    http: reqwest::Client,
    /// An authority on this machine, which then also acts as the metadata service.
    local: Option<GraphUrl>,
    /// The claims parameter, which the library cannot send.
    claims: Option<String>,
    /// The authority and how to reach it; none for services on this machine.
    route: Option<(GraphUrl, Network)>,
    problems: mpsc::UnboundedSender<EndpointError>,
    log: Log,
}

impl AzureTransport {
    pub(super) const fn new(
        http: reqwest::Client,
        log: Log,
        local: Option<GraphUrl>,
        claims: Option<String>,
        route: Option<(GraphUrl, Network)>,
        problems: mpsc::UnboundedSender<EndpointError>,
    ) -> Self {
        Self {
            http,
            local,
            claims,
            route,
            problems,
            log,
        }
    }

    /// Where a request is really sent.
    fn target(&self, asked: &Url) -> Url {
        let mapped = || {
            let local = self.local.as_ref()?;
            let stand_in = STAND_IN.ends_with(asked.host_str()?);
            if !stand_in && asked.host_str() != Some(METADATA) {
                return None;
            }
            let rest = asked
                .query()
                .map_or_else(String::new, |query| format!("?{query}"));
            Url::parse(&format!("{local}{}{rest}", asked.path())).ok()
        };
        mapped().unwrap_or_else(|| asked.clone())
    }

    async fn send(&self, request: &Request) -> Result<AsyncRawResponse, EndpointError> {
        let target = self.target(request.url());
        let host = target.host_str().unwrap_or_default().to_owned();
        let is_post = matches!(request.method(), Method::Post);
        let mut sent = if is_post {
            self.http.post(target)
        } else {
            self.http.get(target)
        };
        for (name, value) in request.headers().iter() {
            // Our own user agent.
            if !name.as_str().eq_ignore_ascii_case("user-agent") {
                sent = sent.header(name.as_str(), value.as_str());
            }
        }
        if let Body::Bytes(bytes) = request.body() {
            let mut body = bytes.to_vec();
            if is_post && let Some(claims) = &self.claims {
                let more = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("claims", claims)
                    .finish();
                body.push(b'&');
                body.extend(more.into_bytes());
            }
            sent = sent.body(body);
        }
        let started = Instant::now();
        let answer = sent.send().await;
        self.log.tell_sign_in(&host, started, &answer);
        let response = match (answer, &self.route) {
            (Ok(response), _) => response,
            (Err(error), Some((authority, network))) => {
                return Err(EndpointError::from_authority(&error, authority, network).await);
            }
            (Err(error), None) => return Err(EndpointError::from_request(&error, &host)),
        };
        let status = response.status();
        let retry_after = super::endpoint::retry_after(&response);
        let body = net::body(response, net::LONGEST_SHORT)
            .await
            .map_err(|error| EndpointError::from_body(&error, &host))?;
        if !status.is_success() {
            return Err(read_error(status.as_u16(), &body, retry_after, &host));
        }
        Ok(AsyncRawResponse::from_bytes(
            StatusCode::from(status.as_u16()),
            Headers::default(),
            body,
        ))
    }
}

#[async_trait]
impl HttpClient for AzureTransport {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        match self.send(request).await {
            Ok(response) => Ok(response),
            Err(problem) => {
                // The caller that waits for the token receives the error and drops this future.
                let _ = self.problems.send(problem);
                std::future::pending().await
            }
        }
    }
}
