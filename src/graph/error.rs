//! The sentence hidden in Graph's error bodies, and what a refusal says of the version.
//! The forms that were seen: `docs/design/write.md#error-texts`.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use crate::auth::AuthError;
use crate::domain::{Facts, RequestError, ServiceError};
use crate::text;

/// Whether beta does not exist at all, so that v1.0 is worth trying. Refusals for permissions or load do
/// not say that.
pub(super) fn lacks_version(error: &RequestError) -> bool {
    let RequestError::Service(error) = error else {
        return false;
    };
    match error.facts.status {
        Some(404 | 501) => true,
        // Not every such refusal has its own code; only here is the text searched.
        Some(400) => {
            error.code == "UnsupportedApiVersion"
                || error
                    .message
                    .to_ascii_lowercase()
                    .contains("segment not found")
                || error.message.contains("Resource not found for the segment")
        }
        _ => false,
    }
}

impl From<AuthError> for RequestError {
    fn from(error: AuthError) -> Self {
        Self::NotSent {
            reason: error.to_string(),
            // Another sign-in does not repair a network.
            no_token: !error.is_network(),
            hint: Some(error.hint().into_owned()),
            number: error.number(),
        }
    }
}

/// What the headers of a refusal say.
#[derive(Debug, Clone, Default)]
pub(super) struct Hints {
    pub(super) retry_after: Option<Duration>,
    pub(super) approval_code: Option<String>,
}

/// Reads a refusal. `body` is whatever was received, `facts` the request that it answers.
pub(super) fn read(facts: Facts, hints: Hints, body: &str) -> ServiceError {
    let (mut code, mut message) = json_error(body)
        .or_else(|| xml_error(body))
        .unwrap_or_default();
    // Intune wraps its own error as JSON text inside the message, sometimes twice.
    for _ in 0..4 {
        let Some(inner) = nested(&message) else { break };
        if let Some(better) = inner.code
            && (code.is_empty() || code == "UnknownError")
        {
            code = better;
        }
        message = inner.message;
    }
    let whole = message.clone();
    let activity_id = after(&message, " - Activity ID: ");
    for marker in [
        " - Operation ID (for customer support)",
        "- CustomApiErrorPhrase:",
    ] {
        if let Some(end) = message.find(marker) {
            message.truncate(end);
        }
    }
    ServiceError {
        facts,
        code: text::sentence(code.trim()).into_owned(),
        message: text::sentence(message.trim()).into_owned(),
        activity_id,
        approval_code: hints
            .approval_code
            .or_else(|| after(&whole, "x-msft-approval-code: ")),
        retry_after: hints.retry_after,
    }
}

/// An error body: gateways and older services send numbers, null or plain text where Graph has text or an
/// object, and one unusual member must not hide the others.
#[derive(Deserialize)]
struct Envelope {
    error: Value,
}

fn json_error(body: &str) -> Option<(String, String)> {
    let Envelope { error } = serde_json::from_str(body).ok()?;
    Some(code_and_message(&error))
}

fn code_and_message(error: &Value) -> (String, String) {
    if let Value::Object(members) = error {
        let member = |name| members.get(name).map(plain).unwrap_or_default();
        return (member("code"), member("message"));
    }
    (String::new(), plain(error))
}

/// A value as text: null and nested values are ignored.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(members) => members.get("value").map(plain).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The rare XML form of the same (`ODataError`): two of its elements are useful.
fn xml_error(body: &str) -> Option<(String, String)> {
    let element = |name: &str| {
        let start = body.find(&format!("<{name}>"))? + name.len() + 2;
        let end = start + body.get(start..)?.find(&format!("</{name}>"))?;
        let text = body.get(start..end)?;
        Some(
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&"),
        )
    };
    body.contains("<ODataError").then(|| {
        (
            element("ErrorCode").unwrap_or_default(),
            element("Message").unwrap_or_default(),
        )
    })
}

#[derive(Default)]
struct Nested {
    code: Option<String>,
    message: String,
}

fn nested(message: &str) -> Option<Nested> {
    #[derive(Deserialize)]
    struct Inner {
        #[serde(alias = "Message", default)]
        message: Value,
        #[serde(rename = "ErrorCode", default)]
        code: Value,
        error: Option<Value>,
    }
    let trimmed = message.trim();
    if !trimmed.starts_with('{') {
        return None;
    }
    let inner: Inner = serde_json::from_str(trimmed).ok()?;
    let (code, message) = match (&inner.message, &inner.error) {
        (Value::Null, Some(error)) => code_and_message(error),
        (Value::Null, None) => return None,
        (message, _) => (plain(&inner.code), plain(message)),
    };
    Some(Nested {
        code: Some(code).filter(|code| !code.is_empty()),
        message,
    })
}

/// The word after `marker`.
fn after(message: &str, marker: &str) -> Option<String> {
    let start = message.find(marker)? + marker.len();
    let word = message.get(start..)?.split_whitespace().next()?;
    Some(text::sentence(word).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(status: u16) -> Facts {
        Facts {
            method: "GET",
            path: "/beta/x".to_owned(),
            status: Some(status),
            elapsed: Duration::ZERO,
            request_id: None,
            client_request_id: "c".to_owned(),
        }
    }

    fn unwrap(body: &str) -> (String, String, Option<String>) {
        let error = read(facts(400), Hints::default(), body);
        (error.code, error.message, error.activity_id)
    }

    const TAIL: &str = " - Operation ID (for customer support): 0000 - Activity ID: act-1 - Url: https://scale.unit/x";

    #[test]
    fn a_plain_error_is_taken_as_it_is() {
        let body = r#"{"error":{"code":"Request_ResourceNotFound","message":"No such\u001b[31m group.","innerError":{}}}"#;
        assert_eq!(
            unwrap(body),
            (
                "Request_ResourceNotFound".into(),
                "No such[31m group.".into(),
                None
            )
        );
    }

    #[test]
    fn a_nested_error_gives_its_sentence_and_activity_id() {
        let inner = serde_json::json!({"_version": 3, "Message": format!("Names must differ{TAIL}"), "CustomApiErrorPhrase": ""});
        let body =
            serde_json::json!({"error": {"code": "BadRequest", "message": inner.to_string()}});
        assert_eq!(
            unwrap(&body.to_string()),
            (
                "BadRequest".into(),
                "Names must differ".into(),
                Some("act-1".into())
            )
        );
    }

    #[test]
    fn a_doubly_nested_error_gives_the_inner_code_too() {
        let inner = serde_json::json!({"_version": 3, "Message": format!("No licence{TAIL}")});
        let outer = serde_json::json!({"ErrorCode": "Forbidden", "Message": inner.to_string(), "Target": null});
        let body =
            serde_json::json!({"error": {"code": "UnknownError", "message": outer.to_string()}});
        assert_eq!(
            unwrap(&body.to_string()),
            (
                "Forbidden".into(),
                "No licence".into(),
                Some("act-1".into())
            )
        );
    }

    #[test]
    fn the_old_form_is_cut_at_its_tail() {
        let body =
            r#"{"error":{"code":"BadRequest","message":"Bad priority - CustomApiErrorPhrase: x"}}"#;
        assert_eq!(unwrap(body).1, "Bad priority");
    }

    #[test]
    fn the_xml_form_is_read() {
        let body = format!(
            r#"<ODataError xmlns="x"><ErrorCode>UnsupportedApiVersion</ErrorCode><Message>{{ "Message": "Too old &amp; gone{TAIL}" }}</Message></ODataError>"#
        );
        assert_eq!(
            unwrap(&body),
            (
                "UnsupportedApiVersion".into(),
                "Too old & gone".into(),
                Some("act-1".into())
            )
        );
    }

    #[test]
    fn what_is_no_error_body_leaves_the_status_to_speak() {
        for body in ["", "<html>proxy</html>", "{", "[]", r#"{"error":null}"#] {
            assert_eq!(unwrap(body), (String::new(), String::new(), None), "{body}");
        }
    }

    #[test]
    fn one_odd_member_does_not_lose_the_others() {
        let read = |error: &str| {
            let (code, message, _) = unwrap(&format!(r#"{{"error":{error}}}"#));
            (code, message)
        };
        let line = |code: &str, message: &str| (code.to_owned(), message.to_owned());
        assert_eq!(read(r#"{"code":500,"message":"Oh"}"#), line("500", "Oh"));
        assert_eq!(read(r#"{"code":"A","message":null}"#), line("A", ""));
        assert_eq!(read(r#"{"code":null,"message":"Oh"}"#), line("", "Oh"));
        assert_eq!(read(r#""invalid""#), line("", "invalid"));
        assert_eq!(
            read(r#"{"code":"A","message":{"lang":"en","value":"Oh"}}"#),
            line("A", "Oh")
        );
        assert_eq!(read(r#"{"code":[1],"message":["x"]}"#), line("", ""));
        let inner = r#"{"ErrorCode":7,"Message":"Oh"}"#;
        let outer = serde_json::json!({"code": "UnknownError", "message": inner});
        assert_eq!(read(&outer.to_string()), line("7", "Oh"));
    }

    #[test]
    fn only_a_missing_version_leads_to_v1() {
        let lacks = |status, body: &str| {
            lacks_version(&RequestError::Service(Box::new(read(
                facts(status),
                Hints::default(),
                body,
            ))))
        };
        assert!(lacks(404, ""));
        assert!(lacks(501, ""));
        assert!(lacks(
            400,
            r#"{"error":{"code":"UnsupportedApiVersion","message":""}}"#
        ));
        assert!(lacks(
            400,
            r#"{"error":{"code":"BadRequest","message":"Resource not found for the segment 'x'."}}"#
        ));
        for status in [400, 401, 403, 429, 500, 503] {
            assert!(!lacks(status, ""), "{status}");
        }
    }
}
