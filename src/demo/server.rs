//! Connections, and handling one request.
//!
//! Belongs here: accepting, recording, faults, the bearer token, the top level of the paths and the headers
//! that every answer has. Does not belong here: what a path means (`enrollment`, `directory`).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::answer::Answer;
use super::authority::{self, TokenState};
use super::context::{Context, Settings};
use super::control::Control;
use super::errors::Failure;
use super::fault::Fault;
use super::request::Call;
use super::shared::Shared;
use super::{batch, directory, enrollment};

/// What every request needs to know.
pub(super) struct Server {
    pub(super) settings: Settings,
    pub(super) token: String,
    pub(super) shared: Arc<Shared>,
}

/// Why a connection ends without an answer. For hyper, any error has this effect.
#[derive(Debug)]
struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the connection was dropped")
    }
}

impl std::error::Error for Dropped {}

/// Accepts connections until the task ends, which also ends the connections.
pub(super) async fn run(listener: TcpListener, server: Arc<Server>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, Arc::clone(&server)));
                }
                // Usually a temporary lack of file handles. Retrying without a pause would spin.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, server: Arc<Server>) {
    // Small answers should be sent immediately. If this fails, they are only delayed.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let server = Arc::clone(&server);
        async move { server.respond(request).await }
    });
    // An error here means that one of the two sides disconnected.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

impl Server {
    async fn respond(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Dropped> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| Dropped)?.to_bytes();
        let call = Call::new(parts, String::from_utf8_lossy(&body).into_owned());
        if call.segments().first() == Some(&"_control") {
            let control = Control::new(Arc::clone(&self.shared));
            return Ok(response(&call, control.answer(&call)));
        }
        let index = self.shared.record(&call);
        self.shared.rounds.arrive().await;
        let answer = match self.shared.take_fault(&call) {
            Some(fault) => self.answer_with_fault(&call, fault).await?,
            None if batch::is_batch(&call) => self.batch(&call).await?,
            None => self.answer(&call),
        };
        self.shared.set_status(index, answer.status);
        Ok(response(&call, answer))
    }

    /// Handles each request of a batch on its own, including faults.
    async fn batch(&self, call: &Call) -> Result<Answer, Dropped> {
        let parts = self.authorise(call).and_then(|()| batch::parts(call));
        let parts = match parts {
            Ok(parts) => parts,
            Err(failure) => return Ok(failure.into_answer(&call.ids, &call.service_path())),
        };
        let mut answers = Vec::with_capacity(parts.len());
        for part in parts {
            let answer = match part.refusal(&answers) {
                Some(refusal) => refusal,
                None => match self.shared.take_fault(&part.call) {
                    Some(fault) => self.answer_with_fault(&part.call, fault).await?,
                    None => self.answer(&part.call),
                },
            };
            answers.push((part.id, answer));
        }
        Ok(batch::answer(answers))
    }

    async fn answer_with_fault(&self, call: &Call, fault: Fault) -> Result<Answer, Dropped> {
        let hidden = fault.hides_the_answer();
        self.shared.keep_stale_reads(fault.stale_reads);
        self.edit(&fault, false);
        let mut call = call.clone();
        call.expanded = fault.expanded.unwrap_or(call.expanded);
        call.without_groups = fault.without_groups;
        let call = &call;
        let normal = (fault.apply || !hidden).then(|| self.answer(call));
        self.edit(&fault, true);
        if fault.delay_ms > 0 {
            tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
        }
        if fault.drop {
            return Err(Dropped);
        }
        let mut answer = match normal {
            Some(normal) if !hidden => normal,
            _ => fault_answer(fault.status, fault.body.unwrap_or_default()),
        };
        answer.headers.extend(fault.headers);
        Ok(answer)
    }

    fn edit(&self, fault: &Fault, after: bool) {
        if let Some(edit) = fault.edit.as_ref().filter(|edit| edit.after == after) {
            // An invalid edit was refused when it was added; in-process, nothing can report it here.
            let _ = edit.apply(&mut self.shared.content());
        }
    }

    fn answer(&self, call: &Call) -> Answer {
        let signing_in =
            authority::answer(&mut self.shared.authority(), &self.settings.base_url, call);
        if let Some(answer) = signing_in {
            return answer;
        }
        self.route(call)
            .unwrap_or_else(|failure| failure.into_answer(&call.ids, &call.service_path()))
    }

    fn route(&self, call: &Call) -> Result<Answer, Failure> {
        self.authorise(call)?;
        let segments = call.segments();
        let (first, rest) = segments.split_first().unwrap_or((&"", &[]));
        let version = call
            .version()
            .ok_or_else(|| Failure::bad_request(format!("There is no API version '{first}'.")))?;
        let context = Context {
            settings: &self.settings,
            call,
            version,
        };
        let mut tenant = self.shared.content();
        match rest {
            [
                "deviceManagement",
                "deviceEnrollmentConfigurations",
                rest @ ..,
            ] => {
                let stale = (call.method() == "GET")
                    .then(|| self.shared.take_stale_read())
                    .flatten();
                match stale {
                    Some(mut stale) => enrollment::answer(&context, &mut stale, rest),
                    None => enrollment::answer(&context, &mut tenant, rest),
                }
            }
            _ => directory::answer(&context, &tenant, rest),
        }
    }

    fn authorise(&self, call: &Call) -> Result<(), Failure> {
        let header = call.header("authorization").unwrap_or_default();
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
            Err(Failure::unauthenticated("The access token is missing."))
        } else if token == self.token {
            Ok(())
        } else {
            match self.shared.authority().token_state(token) {
                TokenState::Good => Ok(()),
                TokenState::Unknown => {
                    Err(Failure::unauthenticated("The access token is not valid."))
                }
                TokenState::Expired => Err(Failure::unauthenticated(
                    "Lifetime validation failed, the token is expired.",
                )),
                TokenState::LacksClaims(claims) => Err(Failure::challenge(&claims)),
            }
        }
    }
}

fn fault_answer(status: Option<u16>, body: String) -> Answer {
    let status = status.unwrap_or(200);
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = (!body.is_empty()).then_some("application/json");
    Answer::text(status, content_type, body)
}

/// Adds the headers that every answer has; hyper adds the date and the length.
fn response(call: &Call, answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    if let Some(content_type) = answer.content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let diagnostic = r#"{"ServerInfo":{"DataCenter":"Loopback","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"DEMO"}}"#;
    let common = [
        ("request-id", call.ids.request.as_str()),
        ("client-request-id", &call.ids.client_request),
        ("x-ms-ags-diagnostic", diagnostic),
    ];
    let own = answer.headers.iter();
    let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in common.into_iter().chain(own) {
        // An invalid header is left out. Only a fault can request one.
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) {
            headers.insert(name, value);
        }
    }
    response
}
