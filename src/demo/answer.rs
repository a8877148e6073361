//! The successful result of a handler.
//!
//! Belongs here: status, content type and body of an answer. Does not belong here: errors (`errors`) and
//! headers that every answer has (`server`).

use hyper::StatusCode;
use serde::Serialize;

/// An answer before the common headers are added.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// Content type; none for an empty body.
    pub(super) content_type: Option<&'static str>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn json<T: Serialize + ?Sized>(status: StatusCode, value: &T) -> Self {
        Self::text(
            status,
            Some("application/json"),
            super::raw::raw(value).get().to_owned(),
        )
    }

    pub(super) const fn empty(status: StatusCode) -> Self {
        Self::text(status, None, String::new())
    }

    pub(super) const fn text(
        status: StatusCode,
        content_type: Option<&'static str>,
        body: String,
    ) -> Self {
        Self {
            status,
            content_type,
            headers: Vec::new(),
            body,
        }
    }
}
