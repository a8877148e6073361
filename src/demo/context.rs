//! What every handler gets besides the tenant: the request and the service.
//!
//! Belongs here: the parts of an answer that depend on these, such as links and pages. Does not belong
//! here: which entities an answer contains (`enrollment`, `directory`).

use hyper::StatusCode;

use super::Behaviour;
use super::answer::Answer;
use super::errors::Failure;
use super::query::Query;
use super::raw::Object;
use super::request::{Call, Version};

/// The settings that are fixed when the service starts.
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

    pub(super) fn one(&self, set: &str, entity: &Object) -> Answer {
        let mut entity = entity.clone();
        entity.set_first("@odata.context", &self.metadata_url(set));
        Answer::json(StatusCode::OK, &entity)
    }

    /// A bare number, as `$count` returns it, for a client that accepts plain text.
    pub(super) fn count(&self, number: usize) -> Result<Answer, Failure> {
        let accept = self.call.header("accept").unwrap_or("*/*");
        let takes = ["text/plain", "text/*", "*/*"];
        if !takes.iter().any(|kind| accept.contains(kind)) {
            return Err(Failure::plain(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Request_BadRequest",
                "A supported MIME type could not be found that matches the acceptable MIME types \
                 for the request.",
            ));
        }
        let number = number.to_string();
        Ok(Answer::text(StatusCode::OK, Some("text/plain"), number))
    }

    /// The value of `@odata.nextLink` for the entries from `start`.
    pub(super) fn next_link(&self, start: usize) -> String {
        let next = self.call.with_skiptoken(&start.to_string());
        format!("{}{next}", self.settings.base_url)
    }

    /// One page of the entries that the options request, with the link to the next one.
    pub(super) fn page<'e, T: 'e>(
        &self,
        set: &str,
        query: &Query,
        entries: impl Iterator<Item = &'e T>,
        entity: impl Fn(&'e T) -> &'e Object,
        show: impl Fn(&'e T) -> Object,
    ) -> Result<Answer, Failure> {
        let found = query.narrow(entries, entity)?;
        let most = self.settings.page_size;
        let size = query.top.unwrap_or(most).min(most);
        let rest = found
            .get(query.skip.saturating_add(query.start)..)
            .unwrap_or_default();
        let page = rest.iter().take(size);
        let value: Vec<Object> = page.map(|entry| query.project(show(entry))).collect();
        let mut body = Object::default().with("@odata.context", &self.metadata_url(set));
        if query.count && query.start == 0 {
            body.set("@odata.count", &found.len());
        }
        if rest.len() > size {
            body.set("@odata.nextLink", &self.next_link(query.start + size));
        }
        Ok(Answer::json(StatusCode::OK, &body.with("value", &value)))
    }
}
