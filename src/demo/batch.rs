//! Several requests in one (<https://learn.microsoft.com/graph/json-batching>).
//!
//! Belongs here: splitting a batch and combining its answers. Does not belong here: what the
//! requests in it mean (`server`).

use hyper::header::{AUTHORIZATION, HeaderName, HeaderValue};
use hyper::{Request, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::answer::Answer;
use super::errors::Failure;
use super::raw::{Object, raw};
use super::request::Call;

const MOST_REQUESTS: usize = 20;

#[derive(Deserialize)]
struct Batch {
    requests: Vec<BatchItem>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BatchItem {
    id: Id,
    method: String,
    url: String,
    #[serde(default)]
    headers: std::collections::HashMap<String, String>,
    body: Option<Box<RawValue>>,
    #[serde(default)]
    depends_on: Vec<Id>,
}

/// The ID of a request, as text or as a number. The answer always has it as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(i64),
}

impl Id {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A request of a batch, with its ID.
pub(super) struct Part {
    pub(super) id: String,
    pub(super) call: Call,
    /// The earlier requests that must have succeeded.
    depends_on: Vec<String>,
}

impl Part {
    /// The refusal of a request that depends on one that failed.
    pub(super) fn refusal(&self, so_far: &[(String, Answer)]) -> Option<Answer> {
        let failed = |(id, answer): &(String, Answer)| {
            self.depends_on.contains(id) && !answer.status.is_success()
        };
        so_far.iter().any(failed).then(|| {
            let failure = Failure::plain(
                StatusCode::FAILED_DEPENDENCY,
                "FailedDependency",
                "A request that this one depends on has failed.",
            );
            failure.into_answer(&self.call.ids, "")
        })
    }
}

pub(super) fn is_batch(call: &Call) -> bool {
    call.method() == "POST" && call.version().is_some() && call.segments().get(1) == Some(&"$batch")
}

pub(super) fn parts(call: &Call) -> Result<Vec<Part>, Failure> {
    let batch: Batch = serde_json::from_str(&call.body)
        .map_err(|_| Failure::bad_request("Invalid batch payload format."))?;
    if batch.requests.len() > MOST_REQUESTS {
        return Err(Failure::bad_request(format!(
            "Number of batch request steps exceeds the maximum value {MOST_REQUESTS}."
        )));
    }
    let version = call
        .version()
        .map_or("v1.0", super::request::Version::segment);
    let mut parts: Vec<Part> = Vec::new();
    for item in batch.requests {
        let part = part(item, version, call)?;
        let is_known = |id: &String| parts.iter().any(|known| known.id == *id);
        if is_known(&part.id) {
            return Err(Failure::bad_request(format!(
                "Request id '{}' is used more than once in the batch.",
                part.id
            )));
        }
        if let Some(unknown) = part.depends_on.iter().find(|id| !is_known(id)) {
            return Err(Failure::bad_request(format!(
                "Request '{}' depends on '{unknown}', which does not come before it.",
                part.id
            )));
        }
        parts.push(part);
    }
    Ok(parts)
}

fn part(item: BatchItem, version: &str, whole: &Call) -> Result<Part, Failure> {
    let id = item.id.into_text();
    let bad = |_| Failure::bad_request(format!("Invalid request '{id}' in the batch."));
    let uri = format!("/{version}/{}", item.url.trim_start_matches('/'));
    let mut request = Request::builder().method(item.method.as_str()).uri(uri);
    // The requests inside use the authorization of the batch.
    if let Some(token) = whole.parts.headers.get(AUTHORIZATION) {
        request = request.header(AUTHORIZATION, token);
    }
    for (name, value) in &item.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            request = request.header(name, value);
        }
    }
    let (parts, ()) = request.body(()).map_err(bad)?.into_parts();
    let body = item.body.map(|body| body.get().to_owned());
    Ok(Part {
        call: Call::new(parts, body.unwrap_or_default()),
        depends_on: item.depends_on.into_iter().map(Id::into_text).collect(),
        id,
    })
}

pub(super) fn answer(answers: Vec<(String, Answer)>) -> Answer {
    let responses: Vec<Object> = answers
        .into_iter()
        .map(|(id, answer)| {
            let mut headers = Object::default();
            if let Some(content_type) = answer.content_type {
                headers = headers.with("Content-Type", content_type);
            }
            for (name, value) in &answer.headers {
                headers = headers.with(name, value);
            }
            let mut response = Object::default()
                .with("id", &id)
                .with("status", &answer.status.as_u16())
                .with("headers", &headers);
            if !answer.body.is_empty() {
                // A body that is not JSON is sent as text.
                let body = RawValue::from_string(answer.body.clone());
                response.set("body", &body.unwrap_or_else(|_| raw(&answer.body)));
            }
            response
        })
        .collect();
    let body = Object::default().with("responses", &responses);
    Answer::json(StatusCode::OK, &body)
}
