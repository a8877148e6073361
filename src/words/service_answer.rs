//! What the service itself says applies to a user, compared with the rules.

use super::{Line, ListRead, Phrase, Role, priority};
use crate::domain::{
    Comparison, Configuration, EffectiveConfigurations, Explanation, Reason, RequestError,
};

/// The service's own answer, as far as there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceAnswer<'a> {
    /// It was not requested, or is not offered: nothing is shown.
    NotAsked,
    Awaited,
    Came(&'a EffectiveConfigurations),
    /// It could not be read.
    Failed(&'a RequestError),
}

/// Shown above all types: whether there is an answer, and whether it differs anywhere.
pub(super) fn service_summary(
    answer: ServiceAnswer<'_>,
    explained: &[Explanation<'_>],
    list: &ListRead<'_>,
) -> Vec<Line> {
    let effective = match answer {
        ServiceAnswer::NotAsked => return Vec::new(),
        ServiceAnswer::Awaited => {
            let text = Phrase::from("Asking the service for its own answer");
            return vec![Line::new(Role::Hint, text.going_on())];
        }
        ServiceAnswer::Failed(error) => return vec![Line::new(Role::Warn, failed(error))],
        ServiceAnswer::Came(effective) => effective,
    };
    let agreements: Vec<Option<bool>> = explained
        .iter()
        .map(|one| effective.compare(one, list.rows, list.is_whole).agrees)
        .collect();
    let count = |is_so: bool| {
        let found = agreements.iter().filter(|it| **it == Some(is_so));
        found.count()
    };
    let (agree, differ) = (count(true), count(false));
    let compared = agree + differ;
    let mut lines = vec![match differ {
        0 if effective.rows.is_empty() => Line::new(
            Role::Text,
            "The service itself names no configuration for this user.",
        ),
        0 => Line::new(
            Role::Text,
            format!("The service's own answer agrees for {}.", types(agree)),
        ),
        _ => Line::new(
            Role::Warn,
            format!(
                "The service's own answer differs for {differ} of {}.",
                types(compared)
            ),
        ),
    }];
    let unreadable = effective.unreadable();
    if unreadable > 0 {
        let text = match unreadable {
            1 => "1 row of the service's answer could not be read.".to_owned(),
            count => format!("{count} rows of the service's answer could not be read."),
        };
        lines.push(Line::new(Role::Warn, text));
    }
    lines
}

pub(super) fn of_service(
    answer: ServiceAnswer<'_>,
    explained: &Explanation<'_>,
    list: &ListRead<'_>,
) -> Vec<Line> {
    let ServiceAnswer::Came(effective) = answer else {
        return Vec::new();
    };
    let Comparison {
        named,
        agrees,
        possible,
        reasons,
    } = effective.compare(explained, list.rows, list.is_whole);
    let named = named.map(numbered);
    let (role, text) = match (agrees, named) {
        (Some(false), named) => {
            let named = named.unwrap_or_else(|| "none of this type".to_owned());
            let possible: Vec<String> = possible.into_iter().map(numbered).collect();
            let text = match possible.split_last() {
                None => "none".to_owned(),
                Some((only, [])) => only.clone(),
                Some((end, others)) => format!("{} or {end}", others.join(", ")),
            };
            let text = format!("The service names {named}; by the rules above it is {text}.");
            (Role::Warn, text)
        }
        (Some(true), Some(named)) if possible.len() == 1 => {
            (Role::Good, format!("The service agrees: {named}."))
        }
        (Some(true), Some(named)) => (
            Role::Good,
            format!("The service agrees: {named} is one of those that may apply."),
        ),
        (None, Some(named)) => (Role::Text, format!("The service names {named}.")),
        (_, None) => (
            Role::Text,
            "The service names none of this type.".to_owned(),
        ),
    };
    let mut lines = vec![Line::new(role, format!("  {text}"))];
    if !reasons.is_empty() {
        lines.push(Line::new(Role::Hint, "  The difference can be because"));
    }
    for reason in reasons {
        lines.push(Line::new(Role::Hint, format!("  - {}", because(reason))));
    }
    lines
}

/// What the service names besides the types of the list.
pub(super) fn only_of_service(
    answer: ServiceAnswer<'_>,
    explained: &[Explanation<'_>],
    list: &ListRead<'_>,
) -> Vec<Line> {
    let ServiceAnswer::Came(effective) = answer else {
        return Vec::new();
    };
    let others = effective.others(explained, list.rows);
    if others.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![
        Line::new(Role::Text, ""),
        Line::new(
            Role::Title,
            "Named by the service and not in the list that you can see",
        ),
    ];
    for one in others {
        let text = Phrase::from(one.kind.title()).dot(numbered(one));
        lines.push(Line::new(Role::Warn, text.indented(2)));
    }
    lines
}

/// Why there is no answer, in one line.
fn failed(error: &RequestError) -> String {
    let text = "The service's own answer could not be read";
    match error {
        RequestError::Service(service) => {
            let status = service.facts.status_line().unwrap_or_default();
            match super::hint(service) {
                Some(hint) => format!("{text} ({status}): {hint}"),
                None => format!("{text} ({status}): {}", error.reason()),
            }
        }
        RequestError::Malformed { .. } => {
            "The service's own answer is not in the documented form, so it is left out.".to_owned()
        }
        _ => format!("{text}: {}", error.reason()),
    }
}

const fn because(reason: Reason) -> &'static str {
    match reason {
        Reason::Processing => {
            "a change of members or assignments is still being processed (usually under 15 minutes)"
        }
        Reason::Groups => "nested or dynamic groups count differently there",
        Reason::Filter => "the service does not know the device, so it cannot apply filters",
        Reason::Device => "the service does not know the device, so device rows may not count",
        Reason::Licence => {
            "All users means users with an Intune license, and this one may have none"
        }
        Reason::ScopeTags => "your scope tags hide the configuration that the service names",
        Reason::PartialList => "part of the list could not be read here",
        Reason::TypeLeftOut => "it is not documented whether the answer covers this type",
    }
}

fn types(count: usize) -> String {
    match count {
        1 => "1 type".to_owned(),
        count => format!("{count} types"),
    }
}

/// `1 Corp ESP`, or `the default`.
fn numbered(one: &Configuration) -> String {
    match one.priority {
        _ if one.is_default() => "the default".to_owned(),
        Some(_) => format!("{} {}", priority(one), one.name),
        None if one.name.is_empty() => one.id.to_string(),
        None => one.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::value::RawValue;

    use super::*;
    use crate::domain::{self, ApiVersion, Enrollment, ObjectId, Row};

    const MINE: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";

    fn read(json: &str) -> Configuration {
        Configuration::read(&RawValue::from_string(json.to_owned()).unwrap()).0
    }

    #[test]
    fn each_comparison_is_a_sentence() {
        let row = |kind: &str, id: &str, priority: u32, targets: &[&str]| {
            let targets: Vec<String> = targets
                .iter()
                .map(|target| {
                    format!(
                        r##"{{"id":"a","target":{{"@odata.type":"#microsoft.graph.{target}AssignmentTarget","groupId":"{MINE}"}}}}"##
                    )
                })
                .collect();
            let json = format!(
                r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"{id}","displayName":"{id}","priority":{priority},"assignments":[{}]}}"##,
                targets.join(",")
            );
            let raw = RawValue::from_string(json).unwrap();
            let (configuration, assignments) = Configuration::read(&raw);
            let assignments = assignments.unwrap();
            Row {
                configuration,
                assignments,
            }
        };
        let (esp, limit, hello, restriction) = (
            "windows10EnrollmentCompletionPageConfiguration",
            "deviceEnrollmentLimitConfiguration",
            "deviceEnrollmentWindowsHelloForBusinessConfiguration",
            "deviceEnrollmentPlatformRestrictionConfiguration",
        );
        let rows = [
            row(esp, "Corp", 1, &["allDevices"]),
            row(esp, "Pilot", 2, &["group"]),
            row(limit, "Two", 1, &["group"]),
            row(limit, "x_DefaultLimit", 0, &[]),
            row(hello, "x_DefaultWindowsHelloForBusiness", 0, &[]),
            row(restriction, "Block", 1, &["allLicensedUsers"]),
            row("newKindConfiguration", "New", 1, &[]),
        ];
        let groups = BTreeSet::from([ObjectId::parse(MINE).unwrap()]);
        let nobody = BTreeSet::new();
        let enrollment = Enrollment::of_user(&groups, &nobody);
        let pairs = rows
            .iter()
            .map(|row| (&row.configuration, row.assignments.as_slice()));
        let explained = domain::explain(pairs, &enrollment);
        let list = ListRead {
            from: ApiVersion::Beta,
            rows: &rows,
            is_whole: false,
        };
        let text = |answer: ServiceAnswer<'_>| {
            let types = explained
                .iter()
                .flat_map(|one| of_service(answer, one, &list));
            let lines: Vec<String> = service_summary(answer, &explained, &list)
                .into_iter()
                .chain(types)
                .chain(only_of_service(answer, &explained, &list))
                .map(|line| format!("{:?} {}", line.role, line.text))
                .collect();
            lines.join("\n")
        };
        let answer = |ids: &[&str]| EffectiveConfigurations {
            rows: ids
                .iter()
                .map(|id| read(&format!(r#"{{"id":"{id}"}}"#)))
                .collect(),
        };
        let alike = answer(&[
            "Pilot",
            "Two",
            "x_DefaultWindowsHelloForBusiness",
            "Block",
            "New",
        ]);
        let unlike = answer(&["x_DefaultLimit", "hidden_Limit", "elsewhere"]);
        let broken = EffectiveConfigurations {
            rows: vec![read("null")],
        };
        let error = RequestError::NotSent {
            reason: "no route".to_owned(),
            no_token: false,
            hint: None,
            number: None,
        };
        let all = [
            ServiceAnswer::NotAsked,
            ServiceAnswer::Awaited,
            ServiceAnswer::Failed(&error),
            ServiceAnswer::Came(&alike),
            ServiceAnswer::Came(&unlike),
            ServiceAnswer::Came(&broken),
        ];
        insta::assert_snapshot!(all.map(text).join("\n\n"));
    }
}
