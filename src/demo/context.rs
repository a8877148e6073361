//! What every handler knows besides the tenant: the request and the service that it reached.
//!
//! Belongs here: the parts of an answer that depend on them, such as links and pages. Does not belong
//! here: which entities an answer holds (`enrollment`, `directory`).

use hyper::StatusCode;

use super::Behaviour;
use super::answer::Answer;
use super::errors::Failure;
use super::raw::Object;
use super::request::{Call, Version};

/// What is fixed when the service starts.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) base_url: String,
    pub(super) behaviour: Behaviour,
    /// The most entries of one page; at least 1.
    pub(super) page_size: usize,
}

pub(super) struct Context<'a> {
    pub(super) settings: &'a Settings,
    pub(super) call: &'a Call,
    pub(super) version: Version,
}

impl Context<'_> {
    /// The value of `@odata.context` for this set.
    pub(super) fn metadata_url(&self, set: &str) -> String {
        let base = &self.settings.base_url;
        format!("{base}/{}/$metadata#{set}", self.version.segment())
    }

    /// The answer that holds one entity.
    pub(super) fn one(&self, set: &str, entity: &Object) -> Answer {
        let mut entity = entity.clone();
        entity.set_first("@odata.context", &self.metadata_url(set));
        Answer::json(StatusCode::OK, &entity)
    }

    /// The value of `@odata.nextLink` for the entries from `start` on.
    pub(super) fn next_link(&self, start: usize) -> String {
        let next = self.call.with_skiptoken(&start.to_string());
        format!("{}{next}", self.settings.base_url)
    }

    /// One page of a list, with the link to the next one.
    pub(super) fn page<T>(
        &self,
        set: &str,
        entries: impl Iterator<Item = T>,
        show: impl Fn(T) -> Object,
    ) -> Result<Answer, Failure> {
        let start: usize = self.number("$skiptoken")?.unwrap_or(0);
        let top = self.number("$top")?.unwrap_or(self.settings.page_size);
        if top == 0 {
            return Err(Failure::bad_request("The option '$top' must be above 0."));
        }
        let size = top.min(self.settings.page_size);
        let mut entries = entries.skip(start);
        let value: Vec<Object> = entries.by_ref().take(size).map(show).collect();
        let mut body = Object::default().with("@odata.context", &self.metadata_url(set));
        if entries.next().is_some() {
            body.set("@odata.nextLink", &self.next_link(start + size));
        }
        Ok(Answer::json(StatusCode::OK, &body.with("value", &value)))
    }

    fn number(&self, option: &str) -> Result<Option<usize>, Failure> {
        let Some(text) = self.call.option(option) else {
            return Ok(None);
        };
        let number = text.parse().map_err(|_| {
            Failure::bad_request(format!("The option '{option}' has the bad value '{text}'."))
        })?;
        Ok(Some(number))
    }
}
