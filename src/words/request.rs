//! Which request failed, and what it was for.

use crate::domain::{Facts, RequestError};

/// Which request failed, what it was for and how it ended; or why nothing was sent.
#[must_use]
pub fn failed(error: &RequestError) -> String {
    match error.facts() {
        None => format!("not sent: {}", error.reason()),
        Some(facts) => with_purpose(facts, error.with_request()),
    }
}

/// What a request was for, and its method and path.
pub(super) fn request(facts: &Facts) -> String {
    with_purpose(facts, facts.request())
}

fn with_purpose(facts: &Facts, text: String) -> String {
    match purpose(facts.method, &facts.path) {
        Some(purpose) => format!("{purpose}: {text}"),
        None => text,
    }
}

/// What a request to Graph is for, as far as its path tells.
fn purpose(method: &str, path: &str) -> Option<&'static str> {
    let (_version, path) = path.trim_start_matches('/').split_once('/')?;
    if let Some(first) = path.strip_prefix("$batch#/") {
        return Some(purpose_of_batch(first));
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.split('/').collect();
    Some(match (method, &parts[..]) {
        ("GET", ["deviceManagement", "deviceEnrollmentConfigurations"]) => {
            if query.contains("EnrollmentNotificationsConfiguration") {
                "reading the notification configurations"
            } else {
                "reading the enrollment configurations"
            }
        }
        ("GET", ["deviceManagement", "deviceEnrollmentConfigurations", _]) => {
            "reading the configuration"
        }
        (
            "GET",
            [
                "deviceManagement",
                "deviceEnrollmentConfigurations",
                _,
                "assignments",
            ],
        ) => "reading the assignments of a configuration",
        ("GET", ["deviceManagement", "deviceEnrollmentConfigurations", ..]) => {
            "reading the assignment"
        }
        ("PATCH", ["deviceManagement", "deviceEnrollmentConfigurations", ..]) => {
            "changing the assignment"
        }
        (
            "POST",
            [
                "deviceManagement",
                "deviceEnrollmentConfigurations",
                _,
                action,
            ],
        ) => {
            if action.ends_with("assign") {
                "replacing the assignments"
            } else {
                "changing the priority"
            }
        }
        (_, ["deviceManagement", "assignmentFilters", ..]) => "reading the assignment filters",
        (_, ["deviceManagement", "roleScopeTags", ..]) => "reading the scope tags",
        (_, ["directoryObjects", "getByIds"]) => "looking up the names of groups",
        (_, ["groups", _, "transitiveMembers", ..]) => "counting the members of a group",
        (_, ["groups", _, "transitiveMemberOf", ..]) => "reading the groups that a group is in",
        (_, ["groups"]) => "searching for groups by name",
        (_, ["groups", ..]) => "looking up a group",
        (_, ["users", _, "getEffectiveDeviceEnrollmentConfigurations"]) => {
            "asking the service what applies to the user"
        }
        (_, ["users", _, "transitiveMemberOf", ..]) => "reading the groups of the user",
        (_, ["users", _]) => "looking up the user",
        (_, ["users"]) => "searching for users by name",
        (_, ["organization"]) => "reading the name of the tenant",
        (_, ["me"]) => "reading the name of the account",
        _ => return None,
    })
}

/// What a `$batch` is for, by the path of the first request in it.
fn purpose_of_batch(first: &str) -> &'static str {
    let path = first.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    match &parts[..] {
        ["deviceManagement", "deviceEnrollmentConfigurations", ..] => {
            "reading the assignments of several configurations"
        }
        ["groups", _, "transitiveMembers", ..] => "counting the members of groups",
        ["groups", ..] => "looking up the names of groups",
        _ => "reading several items at once",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::ServiceError;

    fn facts(method: &'static str, path: &str, status: Option<u16>) -> Facts {
        Facts {
            method,
            path: path.to_owned(),
            status,
            elapsed: Duration::ZERO,
            request_id: None,
            client_request_id: String::new(),
        }
    }

    #[test]
    fn a_request_says_what_it_is_for() {
        const LIST: &str = "/beta/deviceManagement/deviceEnrollmentConfigurations";
        for (method, path, wanted) in [
            (
                "GET",
                LIST.to_owned(),
                "reading the enrollment configurations",
            ),
            (
                "GET",
                format!("{LIST}?$expand=assignments"),
                "reading the enrollment configurations",
            ),
            (
                "GET",
                format!("{LIST}?$filter=x%20eq%20%27EnrollmentNotificationsConfiguration%27"),
                "reading the notification configurations",
            ),
            ("GET", format!("{LIST}/a"), "reading the configuration"),
            (
                "GET",
                format!("{LIST}/a/assignments"),
                "reading the assignments of a configuration",
            ),
            (
                "PATCH",
                format!("{LIST}/a/assignments/b"),
                "changing the assignment",
            ),
            (
                "POST",
                format!("{LIST}/a/assign"),
                "replacing the assignments",
            ),
            (
                "POST",
                format!("{LIST}/a/setPriority"),
                "changing the priority",
            ),
            (
                "GET",
                "/v1.0/groups?$filter=x".to_owned(),
                "searching for groups by name",
            ),
            (
                "GET",
                "/v1.0/groups/g/transitiveMembers/microsoft.graph.user/$count".to_owned(),
                "counting the members of a group",
            ),
            (
                "POST",
                "/v1.0/directoryObjects/getByIds?$select=id".to_owned(),
                "looking up the names of groups",
            ),
            ("GET", "/v1.0/users/a%40b".to_owned(), "looking up the user"),
        ] {
            let text = request(&facts(method, &path, None));
            assert_eq!(text, format!("{wanted}: {method} {path}"));
        }
        let other = request(&facts("GET", "/v1.0/x", None));
        assert_eq!(other, "GET /v1.0/x");
        let hostile = format!("/v1.0/x\u{1b}[31m{}", "y".repeat(1_000));
        let shown = request(&facts("GET", &hostile, None));
        assert!(
            shown.chars().count() < 260 && !shown.contains('\u{1b}'),
            "{shown}"
        );
    }

    #[test]
    fn a_batch_says_what_it_reads() {
        for (first, wanted) in [
            (
                "/deviceManagement/deviceEnrollmentConfigurations/a/assignments",
                "reading the assignments of several configurations",
            ),
            (
                "/groups/g/transitiveMembers/microsoft.graph.user/$count",
                "counting the members of groups",
            ),
            (
                "/groups/g?$select=id,displayName",
                "looking up the names of groups",
            ),
        ] {
            let text = request(&facts("POST", &format!("/v1.0/$batch#{first}"), None));
            assert_eq!(text, format!("{wanted}: POST /v1.0/$batch"));
        }
    }

    #[test]
    fn a_failure_names_its_request_and_how_it_ended() {
        let service = |code: &str, message: &str| {
            failed(&RequestError::Service(Box::new(ServiceError {
                facts: facts("GET", "/v1.0/me", Some(403)),
                code: code.to_owned(),
                message: message.to_owned(),
                activity_id: None,
                approval_code: None,
                retry_after: None,
            })))
        };
        let start = "reading the name of the account: GET /v1.0/me answered 403 Forbidden";
        assert_eq!(service("Denied", "Not you."), format!("{start}: Not you."));
        assert_eq!(service("Denied", ""), format!("{start}: Denied"));
        assert_eq!(service("", ""), start);
        let lost = RequestError::Lost {
            facts: Box::new(facts("GET", "/v1.0/me", None)),
            reason: "the connection was closed".to_owned(),
            timed_out: false,
        };
        assert_eq!(
            failed(&lost),
            "reading the name of the account: GET /v1.0/me got no complete answer: the connection was closed"
        );
        let garbage = RequestError::Malformed {
            facts: Box::new(facts("GET", "/v1.0/me", Some(200))),
            reason: "it is not JSON".to_owned(),
        };
        assert_eq!(
            failed(&garbage),
            "reading the name of the account: GET /v1.0/me answered 200 OK: it is not JSON"
        );
    }
}
