//! The forms of the service's errors.
//!
//! Belongs here: status, code, wording pattern and envelope of an error. Does not belong here: when
//! to return one (the handlers).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::StatusCode;
use serde_json::json;

use super::answer::Answer;
use super::clock;
use super::raw::Object;
use super::request::Ids;

#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    nested: bool,
    headers: Vec<(String, String)>,
}

impl Failure {
    /// A plain error, as the gateway and the directory write it.
    pub(super) fn plain(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            nested: false,
            headers: Vec::new(),
        }
    }

    /// An error of an Intune service: its message is JSON as text, which contains the readable sentence.
    pub(super) fn intune(
        status: StatusCode,
        code: &'static str,
        sentence: impl Into<String>,
    ) -> Self {
        Self {
            nested: true,
            ..Self::plain(status, code, sentence)
        }
    }

    /// 400 of an Intune service.
    pub(super) fn refused(sentence: impl Into<String>) -> Self {
        Self::intune(StatusCode::BAD_REQUEST, "BadRequest", sentence)
    }

    /// 404 of an Intune service.
    pub(super) fn not_found(what: &str, id: &str) -> Self {
        Self::intune(
            StatusCode::NOT_FOUND,
            "ResourceNotFound",
            format!("{what} with id '{id}' was not found."),
        )
    }

    /// 400 of the gateway.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::plain(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// 400 of the gateway for a property that the schema of this API version does not have.
    pub(super) fn no_such_property(property: &str, type_name: &str) -> Self {
        Self::bad_request(format!(
            "The property '{property}' does not exist on type '{type_name}'. Make sure to only use \
             property names that are defined by the type."
        ))
    }

    /// 400 of the gateway for a path that does not exist.
    pub(super) fn no_such_segment(segment: &str) -> Self {
        Self::bad_request(format!("Resource not found for the segment '{segment}'."))
    }

    /// 400 of the enrollment service for a path that it does not route with this verb.
    pub(super) fn no_route(verb: &str, keyed: bool, service_path: &str) -> Self {
        let last = if keyed { "/key" } else { "" };
        Self::plain(
            StatusCode::BAD_REQUEST,
            "No method match route template",
            format!(
                "No OData route exists that match template \
                 ~/singleton/navigation/key/navigation{last} with http verb {verb} for request \
                 {service_path}."
            ),
        )
    }

    /// 401 with the challenge that Graph sends (RFC 6750, section 3).
    pub(super) fn unauthenticated(message: &str) -> Self {
        Self {
            headers: vec![(
                "WWW-Authenticate".to_owned(),
                "Bearer realm=\"\", \
                 authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", \
                 client_id=\"00000003-0000-0000-c000-000000000000\""
                    .to_owned(),
            )],
            ..Self::plain(
                StatusCode::UNAUTHORIZED,
                "InvalidAuthenticationToken",
                message,
            )
        }
    }

    /// 401 with the claims that a new token must satisfy.
    pub(super) fn challenge(claims: &str) -> Self {
        let encoded = STANDARD.encode(claims);
        Self {
            headers: vec![(
                "WWW-Authenticate".to_owned(),
                format!(
                    "Bearer realm=\"\", \
                     authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", \
                     error=\"insufficient_claims\", claims=\"{encoded}\""
                ),
            )],
            ..Self::unauthenticated(
                "Continuous access evaluation resulted in challenge with result: \
                 InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp",
            )
        }
    }

    /// 405 with the methods that are allowed (RFC 9110, section 15.5.6).
    pub(super) fn wrong_method(allow: &str) -> Self {
        Self {
            headers: vec![("Allow".to_owned(), allow.to_owned())],
            ..Self::plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "Request_BadRequest",
                "Specified HTTP method is not allowed for the request target.",
            )
        }
    }

    /// 404 of the directory.
    pub(super) fn no_such_object(id: &str) -> Self {
        Self::plain(
            StatusCode::NOT_FOUND,
            "Request_ResourceNotFound",
            format!(
                "Resource '{id}' does not exist or one of its queried reference-property objects \
                 are not present."
            ),
        )
    }

    /// 400 of the directory.
    pub(super) fn directory(message: impl Into<String>) -> Self {
        Self::plain(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    /// Converts the error to an answer. `service_path` is the path as an Intune service sees it.
    pub(super) fn into_answer(self, ids: &Ids, service_path: &str) -> Answer {
        let message = if self.nested {
            nested(&self.message, &ids.client_request, service_path)
        } else {
            self.message
        };
        // Built in this order, as logs and samples of the service have it.
        let inner = Object::default()
            .with("date", &clock::now())
            .with("request-id", &ids.request)
            .with("client-request-id", &ids.client_request);
        let error = Object::default()
            .with("code", self.code)
            .with("message", &message)
            .with("innerError", &inner);
        let body = Object::default().with("error", &error);
        Answer {
            headers: self.headers,
            ..Answer::json(self.status, &body)
        }
    }
}

/// The inner JSON text. It is written by hand, because its order and its line ends are part of the
/// form.
fn nested(sentence: &str, activity: &str, service_path: &str) -> String {
    let message = json!(format!(
        "{sentence} - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - \
         Activity ID: {activity} - Url: https://fef.demo01.manage.microsoft.com{service_path}\
         ?api-version=5026-02-11"
    ));
    format!(
        "{{\r\n  \"_version\": 3,\r\n  \"Message\": {message},\r\n  \"CustomApiErrorPhrase\": \
         \"\",\r\n  \"RetryAfter\": null,\r\n  \"ErrorSourceService\": \"\",\r\n  \"HttpHeaders\": \
         \"{{}}\"\r\n}}"
    )
}
