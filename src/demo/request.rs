//! A request as this service sees it.
//!
//! Belongs here: parsing method, path, query and headers. Does not belong here: what a path
//! refers to.

use std::borrow::Cow;

use hyper::http::request::Parts;
use percent_encoding::percent_decode_str;
use url::form_urlencoded;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    Beta,
}

impl Version {
    fn parse(segment: &str) -> Option<Self> {
        match segment {
            "v1.0" => Some(Self::V1),
            "beta" => Some(Self::Beta),
            _ => None,
        }
    }

    /// As it is written in a URL.
    pub(super) const fn segment(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

/// The IDs of one request in answers and support cases.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    /// Created by the service for every request.
    pub(super) request: String,
    /// As sent by the client, or otherwise the same as `request`.
    pub(super) client_request: String,
}

/// A request that was completely received.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) parts: Parts,
    pub(super) body: String,
    pub(super) ids: Ids,
    /// The most entries of an expanded list.
    pub(super) expanded: usize,
    /// Whether the answer for a user is as if they were in no group.
    pub(super) without_groups: bool,
    segments: Vec<String>,
}

impl Call {
    pub(super) fn new(parts: Parts, body: String) -> Self {
        let request = Uuid::new_v4().to_string();
        let client_request = header(&parts, "client-request-id")
            .unwrap_or(&request)
            .to_owned();
        // Split before decoding, because an encoded slash belongs to an ID.
        let segments = parts
            .uri
            .path()
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy())
            .flat_map(|segment| without_brackets(&segment))
            .collect();
        Self {
            parts,
            body,
            ids: Ids {
                request,
                client_request,
            },
            expanded: usize::MAX,
            without_groups: false,
            segments,
        }
    }

    pub(super) fn method(&self) -> &str {
        self.parts.method.as_str()
    }

    /// Path and query as received.
    pub(super) fn target(&self) -> &str {
        let whole = self.parts.uri.path_and_query();
        whole.map_or("/", |whole| whole.as_str())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        header(&self.parts, name)
    }

    /// The version, if the path contains one.
    pub(super) fn version(&self) -> Option<Version> {
        Version::parse(self.segments.first()?)
    }

    /// The decoded segments of the path, including the version.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    pub(super) fn option(&self, name: &str) -> Option<Cow<'_, str>> {
        let query = self.parts.uri.query().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The same path and options, each spelled as before, with another `$skiptoken`.
    pub(super) fn with_skiptoken(&self, token: &str) -> String {
        let query = self.parts.uri.query().unwrap_or_default();
        let is_token = |pair: &&str| {
            form_urlencoded::parse(pair.as_bytes())
                .all(|(name, _)| name.trim_start_matches('$') == "skiptoken")
        };
        let mut pairs: Vec<&str> = query.split('&').filter(|pair| !is_token(pair)).collect();
        let token = format!("$skiptoken={token}");
        pairs.push(&token);
        format!("{}?{}", self.parts.uri.path(), pairs.join("&"))
    }

    /// The path as an Intune service behind the gateway sees it, with keys in brackets.
    pub(super) fn service_path(&self) -> String {
        let mut path = "/StatelessOnboardingService".to_owned();
        let mut before = "";
        for segment in self.segments.iter().skip(1) {
            if matches!(before, "deviceEnrollmentConfigurations" | "assignments") {
                path.extend(["('", segment, "')"]);
                before = "";
            } else {
                path.extend(["/", segment]);
                before = segment;
            }
        }
        path
    }
}

/// Splits a segment such as `set('key')` into its two parts, and removes the brackets of `function()`.
fn without_brackets(segment: &str) -> Vec<String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
    };
    let bracketed = segment
        .strip_suffix(')')
        .and_then(|rest| rest.split_once('('))
        .filter(|(name, _)| is_name(name));
    let Some((name, inside)) = bracketed else {
        return vec![segment.to_owned()];
    };
    let key = inside
        .strip_prefix('\'')
        .and_then(|key| key.strip_suffix('\''));
    match key {
        Some(key) => vec![name.to_owned(), key.replace("''", "'")],
        None if inside.is_empty() => vec![name.to_owned()],
        None => vec![segment.to_owned()],
    }
}

fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name)?.to_str().ok()
}
