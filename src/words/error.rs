//! What went wrong, in the service's words, and what to do about it, in ours.

use super::request::request;
use super::{Line, Names, Role};
use crate::domain::{Facts, Name, ObjectId, ObjectKind, RequestError, ServiceError};

pub(super) const NO_TOKEN: &str = "sign in, or use another sign-in method";
pub(super) const NO_CONNECTION: &str =
    "check the network, the proxy (HTTPS_PROXY, NO_PROXY) and --graph-url";

/// An error as lines: what happened, the IDs that support needs, and what to do next.
#[must_use]
pub fn error(error: &RequestError) -> Vec<Line> {
    match error {
        RequestError::NotSent {
            reason,
            no_token,
            hint,
            ..
        } => {
            let hint = match hint {
                Some(hint) => hint.as_str(),
                None if *no_token => NO_TOKEN,
                None => NO_CONNECTION,
            };
            vec![
                Line::new(Role::Bad, format!("not sent: {reason}")),
                Line::new(Role::Hint, hint),
            ]
        }
        RequestError::Lost {
            facts,
            reason,
            timed_out,
        } => {
            let mut lines = vec![
                Line::new(Role::Bad, format!("no complete answer: {reason}")),
                Line::new(Role::Text, request(facts)),
            ];
            lines.extend(ids(facts));
            let hint = if *timed_out {
                "try again; --timeout sets a longer limit"
            } else {
                "try again; if it keeps happening, check the proxy (HTTPS_PROXY, NO_PROXY) and \
                 --graph-url"
            };
            lines.push(Line::new(Role::Hint, hint));
            lines
        }
        RequestError::Malformed { facts, reason } => {
            let mut lines = vec![
                Line::new(Role::Bad, reason.clone()),
                Line::new(Role::Text, request(facts)),
            ];
            lines.extend(ids(facts));
            lines.push(Line::new(
                Role::Hint,
                "check that this is the URL of Microsoft Graph",
            ));
            lines
        }
        RequestError::Service(error) => service(error),
    }
}

#[must_use]
pub fn error_text(failed: &RequestError) -> String {
    let lines = error(failed);
    // The service's message may or may not end with a full stop.
    let text = lines.iter().map(|line| line.text.trim_end_matches('.'));
    text.collect::<Vec<_>>().join(". ")
}

pub(super) fn service(error: &ServiceError) -> Vec<Line> {
    let status = error.facts.status_line().unwrap_or_default();
    let mut lines = vec![Line::new(Role::Bad, status)];
    lines.extend(sentence(error));
    lines.push(Line::new(Role::Text, request(&error.facts)));
    lines.extend(hint(error).map(|hint| Line::new(Role::Hint, hint)));
    lines.extend(all_ids(error));
    lines
}

/// The service's code and message.
pub(super) fn sentence(error: &ServiceError) -> Vec<Line> {
    let mut lines = Vec::new();
    if !error.code.is_empty() {
        lines.push(Line::new(Role::Bad, error.code.clone()));
    }
    if !error.message.is_empty() {
        lines.push(Line::new(Role::Text, error.message.clone()));
    }
    lines
}

/// Every ID that identifies a refusal.
pub(super) fn all_ids(error: &ServiceError) -> Vec<Line> {
    let mut lines = ids(&error.facts);
    if let Some(id) = &error.activity_id {
        lines.push(Line::new(Role::Code, format!("activity-id {id}")));
    }
    lines
}

/// The IDs by which Microsoft's support, or the sender, finds a request.
pub(super) fn ids(facts: &Facts) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(id) = &facts.request_id {
        lines.push(Line::new(Role::Code, format!("request-id {id}")));
    }
    lines.push(Line::new(
        Role::Code,
        format!("client-request-id {}", facts.client_request_id),
    ));
    lines
}

/// The one ID that identifies a request: the service's if it sent one.
#[must_use]
pub fn request_id(facts: &Facts) -> Line {
    let text = facts.request_id.as_ref().map_or_else(
        || format!("client-request-id {}", facts.client_request_id),
        |id| format!("request-id {id}"),
    );
    Line::new(Role::Text, text)
}

/// What to do about a refusal, for those that admins encounter; none if the message says it all.
#[must_use]
pub fn hint(error: &ServiceError) -> Option<&'static str> {
    specific(error).or_else(|| by_status(error))
}

/// What the service's message calls for. These refusals share their codes with others, so only the text
/// distinguishes them; this is the only place that searches it.
pub(super) fn specific(error: &ServiceError) -> Option<&'static str> {
    let message = error.message.to_ascii_lowercase();
    if error.is_no_route() {
        return Some(
            "Microsoft documents this request, but the service does not offer it: make the change \
             by replacing the whole list",
        );
    }
    // `docs/design/sign-in.md#apps-are-refused-where-users-are-not`
    if message.contains("not global admin or intune service admin") {
        return Some("sign in as an Intune Administrator; an app needs that directory role itself");
    }
    if message.contains("one of the following scopes") {
        return Some("the token lacks a permission: use a token with one of these scopes");
    }
    // Sent with a claims challenge: the token is valid, but a policy requires more.
    if error.facts.status == Some(401) && message.contains("continuous access evaluation") {
        return Some("a policy requires more than this token has: sign in again");
    }
    if message.contains("not applicable to target tenant") {
        return Some(
            "this tenant has no Intune license, or it is the wrong tenant: check --tenant and the \
             profile",
        );
    }
    if message.contains("filters validation failed") || message.contains("validated filters") {
        return Some(
            "the service rejected the assignment filter: check that it exists, is for this \
             platform and is visible with your scope tags",
        );
    }
    if message.contains("app only context") {
        return Some("the app needs this permission as an application permission");
    }
    // Some services ask for it with a 403: another sign-in would not help.
    if error.wants_justification() {
        return Some(
            "enter a reason for the admin who has to approve it; then the change is sent again",
        );
    }
    None
}

/// The objects behind the IDs in the service's message, as far as known.
pub(super) fn named(error: &ServiceError, names: &Names) -> Option<String> {
    let known = ids_in(error).into_iter().filter_map(|id| {
        let Name::Known { name, kind } = names.get(&id)? else {
            return None;
        };
        let kind = match kind {
            ObjectKind::Group => "the group ",
            ObjectKind::Filter => "the assignment filter ",
            ObjectKind::User => "the user ",
            ObjectKind::Device => "the device ",
            ObjectKind::ScopeTag => "the scope tag ",
            ObjectKind::Other => "",
        };
        Some(format!("{id} is {kind}\"{name}\""))
    });
    let known: Vec<String> = known.collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// The IDs of directory objects and filters in the service's message, each once.
#[must_use]
pub fn ids_in(error: &ServiceError) -> Vec<ObjectId> {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let mut ids = Vec::new();
    for word in error.message.split(|c| !is_part(c)) {
        if let Ok(id) = ObjectId::parse(word)
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}

/// What a status calls for, if the message does not say more.
pub(super) fn by_status(error: &ServiceError) -> Option<&'static str> {
    match error.facts.status? {
        401 => {
            Some("the token has expired or is for another service: get a new one and start again")
        }
        403 => Some(missing_right(&error.facts)),
        404 => Some("it does not exist, or you have no access to it"),
        409 | 412 => Some("someone else may have changed it: read it again and compare"),
        429 => Some("the tenant is throttled: wait a minute, then try again"),
        500..=599 => {
            Some("the service has a problem: try again later, and check the service health page")
        }
        _ => None,
    }
}

/// The least permission that a refused request needs, according to its documentation.
fn missing_right(facts: &Facts) -> &'static str {
    let is_about = |part: &str| facts.path.contains(part);
    if is_about("/getEffectiveDeviceEnrollmentConfigurations") {
        "needs DeviceManagementServiceConfig.Read.All (an older Microsoft page says \
         DeviceManagementServiceConfig.ReadWrite.All) and an Intune role that can read this"
    } else if is_about("/assignmentFilters") {
        "needs DeviceManagementConfiguration.Read.All and an Intune role that can read filters"
    } else if is_about("/groups")
        || is_about("/directoryObjects")
        || is_about("/transitiveMemberOf")
    {
        "needs GroupMember.Read.All: a Privileged Role Administrator can grant it"
    } else if is_about("/users/") {
        "needs User.ReadBasic.All (an application: User.Read.All): a Privileged Role Administrator can grant it"
    } else if facts.method == "GET" || is_about("/$batch#") {
        "needs DeviceManagementServiceConfig.Read.All and an Intune role that can read this"
    } else {
        "needs DeviceManagementServiceConfig.ReadWrite.All and an Intune role that can do this"
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{NAMES_PERMISSION, READ_PERMISSION, WRITE_PERMISSION};

    fn refusal(status: u16, code: &str, message: &str) -> ServiceError {
        ServiceError {
            facts: Facts {
                method: "PATCH",
                path: "/v1.0/x".to_owned(),
                status: Some(status),
                elapsed: Duration::ZERO,
                request_id: Some("r-1".to_owned()),
                client_request_id: "c-1".to_owned(),
            },
            code: code.to_owned(),
            message: message.to_owned(),
            activity_id: Some("a-1".to_owned()),
            approval_code: None,
            retry_after: None,
        }
    }

    #[test]
    fn a_refusal_says_what_why_and_what_next() {
        let refusal = refusal(
            403,
            "Forbidden",
            "Tenant is not Global Admin or Intune Service Admin.",
        );
        let texts: Vec<String> = service(&refusal)
            .into_iter()
            .map(|line| line.text.into())
            .collect();
        assert_eq!(texts[..2], ["403 Forbidden", "Forbidden"]);
        assert!(texts[2].starts_with("Tenant is not"));
        assert_eq!(texts[3], "PATCH /v1.0/x");
        assert!(texts[4].contains("Intune Administrator"));
        assert_eq!(
            texts[5..],
            ["request-id r-1", "client-request-id c-1", "activity-id a-1"]
        );
    }

    #[test]
    fn each_refused_request_names_the_right_that_it_needs() {
        for (method, path, right) in [
            (
                "GET",
                "/beta/deviceManagement/deviceEnrollmentConfigurations",
                READ_PERMISSION,
            ),
            (
                "PATCH",
                "/v1.0/deviceManagement/deviceEnrollmentConfigurations/c",
                WRITE_PERMISSION,
            ),
            ("GET", "/v1.0/groups?$filter=x", NAMES_PERMISSION),
            ("POST", "/v1.0/directoryObjects/getByIds", NAMES_PERMISSION),
            (
                "GET",
                "/v1.0/users/u/transitiveMemberOf/x",
                NAMES_PERMISSION,
            ),
            ("GET", "/v1.0/users/u", "User.ReadBasic.All"),
            (
                "GET",
                "/beta/users/u/getEffectiveDeviceEnrollmentConfigurations",
                READ_PERMISSION,
            ),
            (
                "POST",
                "/beta/$batch#/deviceManagement/deviceEnrollmentConfigurations/a/assignments",
                READ_PERMISSION,
            ),
            (
                "POST",
                "/v1.0/$batch#/groups/g/transitiveMembers/microsoft.graph.user/$count",
                NAMES_PERMISSION,
            ),
        ] {
            let mut refused = refusal(403, "Forbidden", "Insufficient privileges.");
            refused.facts.method = method;
            refused.facts.path = path.to_owned();
            assert!(hint(&refused).unwrap().contains(right), "{method} {path}");
        }
    }

    #[test]
    fn known_refusals_have_a_hint_of_their_own() {
        let hinted = |status, message: &str| hint(&refusal(status, "BadRequest", message));
        let tenant = hinted(400, "Request not applicable to target tenant.");
        assert!(tenant.unwrap().contains("license"));
        let filter = hinted(
            400,
            "Scope Tags validation failed : Filters 7b000000-0000-4000-8000-00000000000a , Validated filters",
        );
        assert!(filter.unwrap().contains("filter"));
        let challenge = hinted(
            401,
            "Continuous access evaluation resulted in challenge with result: InteractionRequired",
        );
        assert!(challenge.unwrap().contains("policy"));
    }

    #[test]
    fn ids_that_are_refused_are_named() {
        const FILTER: &str = "7b000000-0000-4000-8000-00000000000a";
        const GROUP: &str = "3a1f0c11-0000-4000-8000-000000000001";
        let known = |name: &str, kind| Name::Known {
            name: name.to_owned(),
            kind,
        };
        let names = Names::from([
            (
                ObjectId::parse(FILTER).unwrap(),
                known("Not Windows Home", ObjectKind::Filter),
            ),
            (
                ObjectId::parse(GROUP).unwrap(),
                known("Sales", ObjectKind::Group),
            ),
        ]);
        for (message, wanted) in [
            (
                format!("Filters {FILTER} , Validated filters"),
                Some(format!(
                    "{FILTER} is the assignment filter \"Not Windows Home\""
                )),
            ),
            (
                format!("Group '{}' is not found; {GROUP}.", GROUP.to_uppercase()),
                Some(format!("{GROUP} is the group \"Sales\"")),
            ),
            (
                format!("({GROUP},{FILTER})"),
                Some(format!(
                    "{GROUP} is the group \"Sales\", {FILTER} is the assignment filter \"Not Windows Home\""
                )),
            ),
            ("3a1f0c11-0000-4000-8000-000000000002".to_owned(), None),
            ("abc-def dead-beef".to_owned(), None),
        ] {
            let refused = refusal(400, "BadRequest", &message);
            assert_eq!(named(&refused, &names), wanted, "{message}");
        }
    }

    #[test]
    fn more_time_is_offered_only_where_time_ran_out() {
        let lost = |timed_out| {
            let facts = Box::new(refusal(400, "", "").facts);
            let reason = "no answer".to_owned();
            let lines = error(&RequestError::Lost {
                facts,
                reason,
                timed_out,
            });
            lines.last().unwrap().text.as_str().contains("--timeout")
        };
        assert!(lost(true));
        assert!(!lost(false));
    }

    #[test]
    fn a_missing_route_is_told_from_any_other_400() {
        let missing = refusal(
            400,
            "No method match route template",
            "No OData route exists",
        );
        assert!(hint(&missing).unwrap().contains("does not offer it"));
        assert_eq!(hint(&refusal(400, "BadRequest", "Names must differ")), None);
    }
}
