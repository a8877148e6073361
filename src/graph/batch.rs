//! Many reads in one request (<https://learn.microsoft.com/graph/json-batching>).
//!
//! Belongs here: sending GETs together and separating their answers. Does not belong here: the content of
//! the answers. A write is never part of a batch.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Client;
use super::error::{self, Hints};
use super::send::{Answer, Call, LONGEST_WAIT, MOST_READS, back_off, wait_of};
use crate::domain::{ApiVersion, Facts, RequestError};
use crate::text;

/// The most requests that one batch may hold.
pub(super) const MOST_PARTS: usize = 20;

#[derive(Serialize)]
struct BatchBody<'a> {
    requests: Vec<BatchRequest<'a>>,
}

#[derive(Serialize)]
struct BatchRequest<'a> {
    id: String,
    method: &'static str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<Headers>,
}

#[derive(Serialize)]
struct Headers {
    #[serde(rename = "ConsistencyLevel")]
    level: &'static str,
}

#[derive(Deserialize)]
struct BatchResponse {
    responses: Vec<PartResponse>,
}

#[derive(Deserialize)]
pub(super) struct PartResponse {
    id: String,
    status: u16,
    #[serde(default)]
    headers: HashMap<String, String>,
    body: Option<Box<RawValue>>,
}

/// The answer to one of the requests.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) status: u16,
    pub(super) body: Option<Box<RawValue>>,
    facts: Facts,
    retry_after: Option<Duration>,
}

impl Part {
    /// The body read as `T`; none if it is missing or has another form.
    pub(super) fn read<'a, T: Deserialize<'a>>(&'a self) -> Option<T> {
        serde_json::from_str(self.body.as_ref()?.get()).ok()
    }

    /// The same as the answer to a separate request.
    pub(super) fn outcome(self) -> Result<Answer, RequestError> {
        let body = self
            .body
            .map_or_else(String::new, |body| body.get().to_owned());
        if (200..300).contains(&self.status) {
            let facts = self.facts;
            return Ok(Answer { facts, body });
        }
        let hints = Hints {
            retry_after: self.retry_after,
            ..Hints::default()
        };
        let error = error::read(self.facts, hints, &body);
        Err(RequestError::Service(Box::new(error)))
    }

    /// Whether the service asks to retry later.
    const fn is_put_off(&self) -> bool {
        matches!(self.status, 429 | 503 | 504)
    }
}

impl Client {
    /// Sends up to [`MOST_PARTS`] GETs, their paths below the version, and gives their answers in the
    /// same order; none for one that was not answered. What the service puts off is asked for again.
    /// `eventual` makes them advanced queries
    /// (<https://learn.microsoft.com/graph/aad-advanced-queries>).
    pub(super) async fn batch(
        &self,
        version: ApiVersion,
        paths: &[String],
        eventual: bool,
    ) -> Result<Vec<Option<Part>>, RequestError> {
        let mut parts: Vec<Option<Part>> = paths.iter().map(|_| None).collect();
        let mut open: Vec<usize> = (0..paths.len().min(MOST_PARTS)).collect();
        for sent in 1..=MOST_READS {
            let (facts, answers) = self.batch_once(version, paths, &open, eventual).await?;
            for answered in answers {
                let place: Option<usize> = answered.id.parse().ok();
                if let Some(place) = place.filter(|at| open.contains(at)) {
                    let path = format!("/{version}{}", paths[place]);
                    parts[place] = Some(answered.into_part(&path, &facts));
                }
            }
            open.retain(|at| parts[*at].as_ref().is_some_and(Part::is_put_off));
            let back_off = back_off(self.0.timing.back_off, sent);
            let named = |at: &usize| parts[*at].as_ref().and_then(|part| part.retry_after);
            let waits = open.iter().map(|at| named(at).unwrap_or(back_off));
            let wait = waits.max().unwrap_or_default();
            if open.is_empty() || sent == MOST_READS || wait > LONGEST_WAIT {
                break;
            }
            let is_throttled =
                |at: &usize| parts[*at].as_ref().is_some_and(|part| part.status == 429);
            if open.iter().any(is_throttled) {
                self.slow_down(wait);
            }
            if self.sleep(wait, Some(facts)).await {
                break;
            }
        }
        Ok(parts)
    }

    async fn batch_once(
        &self,
        version: ApiVersion,
        paths: &[String],
        places: &[usize],
        eventual: bool,
    ) -> Result<(Facts, Vec<PartResponse>), RequestError> {
        let requests = places
            .iter()
            .filter_map(|at| {
                Some(BatchRequest {
                    id: at.to_string(),
                    method: "GET",
                    url: paths.get(*at)?,
                    headers: eventual.then_some(Headers { level: "eventual" }),
                })
            })
            .collect();
        // The fragment is not sent. It says what the batch reads, for errors.
        let first = paths.first().map_or("", String::as_str);
        let path = format!("/{version}/$batch#{first}");
        let call = Call {
            requests: u32::try_from(places.len()).unwrap_or(1),
            ..Call::post(path, &BatchBody { requests })
        };
        let answer = self.read(&call).await?;
        let answers: BatchResponse = answer.json()?;
        Ok((answer.facts, answers.responses))
    }
}

impl PartResponse {
    /// The answer with the facts of its own request; `whole` are those of the batch.
    pub(super) fn into_part(self, path: &str, whole: &Facts) -> Part {
        let header = |name: &str| {
            let mut headers = self.headers.iter();
            let found = headers.find(|(own, _)| own.eq_ignore_ascii_case(name));
            found.map(|(_, value)| text::clean(value).into_owned())
        };
        Part {
            status: self.status,
            facts: Facts {
                method: "GET",
                path: path.to_owned(),
                status: Some(self.status),
                request_id: header("request-id").or_else(|| whole.request_id.clone()),
                ..whole.clone()
            },
            // The time to wait, if the service names one.
            retry_after: header("retry-after").and_then(|value| wait_of(&value)),
            body: self.body,
        }
    }
}
