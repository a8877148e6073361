//! Many reads in one request (<https://learn.microsoft.com/graph/json-batching>).
//!
//! Belongs here: sending GETs together and taking their answers apart. Does not belong here: what the
//! answers say. A write is never part of a batch.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Client;
use super::send::{Call, LONGEST_WAIT, MOST_READS};
use crate::domain::RequestError;

/// The most requests that one batch may hold.
pub(super) const MOST_PARTS: usize = 20;

#[derive(Serialize)]
struct Batch<'a> {
    requests: Vec<Asked<'a>>,
}

#[derive(Serialize)]
struct Asked<'a> {
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
struct Answers {
    responses: Vec<Answered>,
}

#[derive(Deserialize)]
struct Answered {
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
}

impl Part {
    /// The body read as `T`; none where it is missing or of another shape.
    pub(super) fn read<'a, T: Deserialize<'a>>(&'a self) -> Option<T> {
        serde_json::from_str(self.body.as_ref()?.get()).ok()
    }
}

impl Client {
    /// Sends up to [`MOST_PARTS`] GETs, their paths below the version, and gives their answers in the
    /// same order. What the service puts off is asked for again. `eventual` makes them advanced queries
    /// (<https://learn.microsoft.com/graph/aad-advanced-queries>).
    pub(super) async fn batch(
        &self,
        paths: &[String],
        eventual: bool,
    ) -> Result<Vec<Option<Part>>, RequestError> {
        let mut parts: Vec<Option<Part>> = paths.iter().map(|_| None).collect();
        let mut open: Vec<usize> = (0..paths.len().min(MOST_PARTS)).collect();
        for sent in 1..=MOST_READS {
            let answers = self.batch_once(paths, &open, eventual).await?;
            let mut wait = Duration::ZERO;
            for answered in answers {
                let Some(place) = answered.id.parse().ok().filter(|at| open.contains(at)) else {
                    continue;
                };
                let place: usize = place;
                if matches!(answered.status, 429 | 503) {
                    wait = wait.max(answered.patience().unwrap_or(self.0.timing.back_off));
                }
                let Answered { status, body, .. } = answered;
                parts[place] = Some(Part { status, body });
            }
            open.retain(|at| {
                let part = parts.get(*at).and_then(Option::as_ref);
                part.is_some_and(|part| matches!(part.status, 429 | 503))
            });
            if open.is_empty() || sent == MOST_READS || wait > LONGEST_WAIT {
                break;
            }
            tokio::time::sleep(wait).await;
        }
        Ok(parts)
    }

    async fn batch_once(
        &self,
        paths: &[String],
        places: &[usize],
        eventual: bool,
    ) -> Result<Vec<Answered>, RequestError> {
        let requests = places
            .iter()
            .filter_map(|at| {
                Some(Asked {
                    id: at.to_string(),
                    method: "GET",
                    url: paths.get(*at)?,
                    headers: eventual.then_some(Headers { level: "eventual" }),
                })
            })
            .collect();
        let call = Call {
            method: "POST",
            path: "/v1.0/$batch".to_owned(),
            body: serde_json::to_string(&Batch { requests }).ok(),
            header: None,
            within: None,
        };
        let answers: Answers = self.read(&call).await?.json()?;
        Ok(answers.responses)
    }
}

impl Answered {
    /// How long the service wants to be left alone, where it says.
    fn patience(&self) -> Option<Duration> {
        let named = |(name, _): &(&String, &String)| name.eq_ignore_ascii_case("retry-after");
        let (_, value) = self.headers.iter().find(named)?;
        value.trim().parse().ok().map(Duration::from_secs)
    }
}
