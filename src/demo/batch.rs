//! Many requests in one (<https://learn.microsoft.com/graph/json-batching>).
//!
//! Belongs here: taking a batch apart and putting its answers together. Does not belong here: what the
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
struct BatchItem {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: std::collections::HashMap<String, String>,
    body: Option<Box<RawValue>>,
}

/// A request of a batch, by its name in it.
pub(super) struct Part {
    pub(super) id: String,
    pub(super) call: Call,
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
    batch
        .requests
        .into_iter()
        .map(|item| part(item, version, call))
        .collect()
}

fn part(item: BatchItem, version: &str, whole: &Call) -> Result<Part, Failure> {
    let bad = |_| Failure::bad_request(format!("Invalid request '{}' in the batch.", item.id));
    let uri = format!("/{version}/{}", item.url.trim_start_matches('/'));
    let mut request = Request::builder().method(item.method.as_str()).uri(uri);
    // What is inside is asked with the right of the whole.
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
        id: item.id,
        call: Call::new(parts, body.unwrap_or_default()),
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
            // What is no JSON is carried as text.
            let body =
                RawValue::from_string(answer.body.clone()).unwrap_or_else(|_| raw(&answer.body));
            Object::default()
                .with("id", &id)
                .with("status", &answer.status.as_u16())
                .with("headers", &headers)
                .with("body", &body)
        })
        .collect();
    let body = Object::default().with("responses", &responses);
    Answer::json(StatusCode::OK, &body)
}
