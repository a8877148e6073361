//! Which configuration applies to an enrollment, and why, in sentences.

use super::service_answer::{of_service, only_of_service, service_summary};
use super::{
    Line, Names, Phrase, Role, ServiceAnswer, name_of, platform_title, priority, target, unreadable,
};
use crate::domain::{
    ApiVersion, Assignment, Candidate, ConfigurationType, DecidedBy, Doubt, Explanation,
    FilterMode, Fit, ObjectId, Row, Rule, Target, TargetKind, Tenant, User, WithoutUser,
};
use crate::text;

#[derive(Debug, Clone, Copy)]
pub struct ListRead<'a> {
    pub from: ApiVersion,
    pub rows: &'a [Row],
    /// Whether it was read completely.
    pub is_whole: bool,
}

/// Which configurations apply to `who`: a user with all their groups, or the members of a group, and what
/// the service itself answers. What the list lacks comes first.
#[must_use]
pub fn explain(
    who: impl Into<Phrase>,
    explained: &[Explanation<'_>],
    names: &Names,
    list: &ListRead<'_>,
    service: ServiceAnswer<'_>,
) -> Vec<Line> {
    let mut lines = vec![Line::new(Role::Title, who)];
    if !list.is_whole {
        let text = "Part of the list could not be read: a configuration may be missing here.";
        lines.push(Line::new(Role::Warn, text));
    }
    if let Some(text) = unreadable(list.rows) {
        let text = format!("{text}: a configuration may be missing here.");
        lines.push(Line::new(Role::Warn, text));
    }
    lines.extend(hidden(list.from).map(|text| Line::new(Role::Warn, text)));
    lines.extend(service_summary(service, explained, list));
    for one in explained {
        lines.push(Line::new(Role::Text, ""));
        lines.extend(of_type(one, names));
        lines.extend(of_service(service, one, list));
    }
    lines.extend(only_of_service(service, explained, list));
    lines.push(Line::new(Role::Text, ""));
    lines.push(Line::new(
        Role::Hint,
        "This is about future enrollments. All users means every user with an Intune license.",
    ));
    lines
}

/// The candidates of a type, in the order of the checks.
fn of_type(one: &Explanation<'_>, names: &Names) -> Vec<Line> {
    let title = match one.platform {
        Some(platform) => Phrase::from(one.kind.title()).dot(platform_title(platform)),
        None => one.kind.title().into(),
    };
    let title = match one.candidates.len() {
        0 | 1 => title,
        _ => title.gap("checked in this order; the first that fits applies"),
    };
    let mut lines = vec![Line::new(Role::Title, title)];
    if one.candidates.is_empty() {
        let text = "  none that you can see is assigned to them, and there is no default";
        lines.push(Line::new(Role::Text, text));
    }
    let numbered: Vec<String> = one.candidates.iter().map(numbered).collect();
    let targets: Vec<Phrase> = one
        .candidates
        .iter()
        .map(|it| match it.assignment {
            Some(assignment) => target(&assignment.target, names).line(),
            None => Phrase::default(),
        })
        .collect();
    let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0).min(28);
    let name_width = widest(&mut numbered.iter().map(|text| text::width(text)));
    let target_width = widest(&mut targets.iter().map(|text| text::width(text.as_str())));
    let certain = one.certain();
    for ((candidate, name), target) in one.candidates.iter().zip(&numbered).zip(targets) {
        let by = match candidate.by {
            DecidedBy::Default => "",
            by => by.word(),
        };
        let text = Phrase::cell(by, 6)
            .gap(Phrase::cell(name.as_str(), name_width))
            .gap(Phrase::cell(target, target_width))
            .gap(fit(candidate, one, names));
        let role = match &candidate.fit {
            Fit::Fits if certain == Some(candidate) => Role::Good,
            Fit::Depends(_) => Role::Warn,
            Fit::Fits | Fit::Excluded | Fit::NeverReached(_) => Role::Text,
        };
        lines.push(Line::new(role, text.indented(2)));
    }
    lines.extend(without_user(one).map(|text| Line::new(Role::Text, format!("  {text}"))));
    lines
}

/// What decides whether a candidate applies.
fn fit(candidate: &Candidate<'_>, of: &Explanation<'_>, names: &Names) -> Phrase {
    let is_after_device = candidate.by == DecidedBy::User
        && of.rule == Rule::DeviceThenUser
        && of.candidates.iter().any(|it| it.by == DecidedBy::Device);
    let is_all_devices = |one: &Candidate<'_>| {
        let target = one.assignment.map(|it| it.target.kind());
        target == Some(TargetKind::AllDevices)
    };
    match &candidate.fit {
        Fit::Excluded => "never: the user is in this excluded group".into(),
        Fit::NeverReached(by) => {
            let Some(by) = of.candidates.get(*by) else {
                return Phrase::default();
            };
            format!("never: row {} wins", priority(by.configuration)).into()
        }
        Fit::Fits if is_after_device => "if no device row fits".into(),
        Fit::Fits if candidate.by == DecidedBy::Default && of.candidates.len() > 1 => {
            "if nothing above fits".into()
        }
        Fit::Fits if candidate.by == DecidedBy::Device && is_all_devices(candidate) => {
            "applies if registered".into()
        }
        Fit::Fits => "applies".into(),
        Fit::Depends(doubts) => {
            let before = is_after_device.then(|| "if no device row fits".into());
            let conditions = doubts
                .iter()
                .map(|(assignment, doubt)| condition(candidate, assignment, *doubt, names));
            let mut parts = before.into_iter().chain(conditions);
            let first = parts.next().unwrap_or_default();
            parts.fold(first, |text, part| text.then(", and ").then(part))
        }
    }
}

/// What methods without a user get; none if the rows already say it.
fn without_user(one: &Explanation<'_>) -> Option<&'static str> {
    let has_user_rows = one.candidates.iter().any(|it| it.by == DecidedBy::User);
    match one.rule.without_user() {
        WithoutUser::DeviceThenDefault => Some(
            "Pre-provisioning, self-deploying: the device rows, then the default. User rows do not count.",
        ),
        WithoutUser::Default if has_user_rows => Some("Methods without a user get the default."),
        WithoutUser::Nothing if one.rule == Rule::DeviceOnly => {
            Some("Used by Autopilot user-driven enrollment only.")
        }
        WithoutUser::Nothing if has_user_rows => Some("Methods without a user get none of these."),
        WithoutUser::NotKnown if one.rule == Rule::Tenant => {
            Some("Documented as one policy for the whole tenant.")
        }
        WithoutUser::NotKnown => Some("How Intune chooses among these is not documented."),
        WithoutUser::Default | WithoutUser::Nothing => None,
    }
}

/// How Intune chooses among the configurations of a type, for the review of a new priority.
#[must_use]
pub fn rule(kind: &ConfigurationType) -> &'static str {
    match Rule::of(kind) {
        Rule::UserThenDefault => {
            "The lowest number that fits the user applies. Methods without a user get the default."
        }
        Rule::UserOnly => "The lowest number that fits the user applies.",
        Rule::DeviceThenUser => {
            "The lowest number assigned to the device applies; only if there is none, the lowest for the user."
        }
        Rule::DeviceOnly => "The lowest number assigned to the device applies.",
        Rule::Tenant => "Documented as one policy for the whole tenant.",
        Rule::NotKnown => "How Intune chooses among configurations of this type is not documented.",
    }
}

#[must_use]
pub fn user(user: &User, groups: usize) -> Phrase {
    let name = Phrase::from(user.name.as_str()).dot(user.principal_name.as_str());
    name.dot(in_groups(groups))
}

/// How and where a user was looked up, as part of a sentence.
#[must_use]
pub fn looked_up(typed: &str, tenant: Option<&Tenant>) -> String {
    let by = match ObjectId::parse(typed) {
        Ok(_) => "object ID",
        Err(_) => "user principal name",
    };
    match tenant {
        Some(tenant) => format!("looked up by {by} in {tenant}"),
        None => format!("looked up by {by} in this tenant"),
    }
}

/// How many groups someone is in.
#[must_use]
pub fn in_groups(count: usize) -> String {
    match count {
        1 => "in 1 group".to_owned(),
        count => format!("in {count} groups"),
    }
}

/// What a version of Graph does not show; none if it shows everything.
#[must_use]
pub fn hidden(read_from: ApiVersion) -> Option<&'static str> {
    (read_from == ApiVersion::V1).then_some(
        "read from v1.0, which hides assignment filters and several types: this may be incomplete",
    )
}

/// `1 Corp ESP`: the number decides.
fn numbered(candidate: &Candidate<'_>) -> String {
    match candidate.by {
        DecidedBy::Default => "  default".to_owned(),
        DecidedBy::Device | DecidedBy::User => {
            let configuration = candidate.configuration;
            format!("{} {}", priority(configuration), configuration.name)
        }
    }
}

fn condition(
    of: &Candidate<'_>,
    assignment: &Assignment,
    doubt: Doubt<'_>,
    names: &Names,
) -> Phrase {
    let pointed = &assignment.target;
    let filtered = filtered(pointed, names);
    match (doubt, filtered) {
        (Doubt::Filter(_), Some(filtered)) => format!("if the device {filtered}").into(),
        (Doubt::DeviceGroup, Some(filtered)) => {
            format!("if the device is in this group and {filtered}").into()
        }
        (Doubt::DeviceGroup, None) => "if the device is in this group".into(),
        (Doubt::Collection, Some(filtered)) => {
            format!("if the device is in this collection and {filtered}").into()
        }
        (Doubt::Collection, None) => "if the device is in this collection".into(),
        (Doubt::LeftOut, Some(_)) => Phrase::from("unless ")
            .then(target(pointed, names))
            .then(" with its filter leaves the device out"),
        (Doubt::LeftOut, None) => {
            Phrase::from("unless the device is in ").then(target(pointed, names))
        }
        (Doubt::NotKnown | Doubt::Filter(_), _) if of.assignment == Some(assignment) => {
            "effect unknown: Microsoft does not document this target here".into()
        }
        (Doubt::NotKnown | Doubt::Filter(_), _) => "unknown".into(),
    }
}

fn filtered(target: &Target, names: &Names) -> Option<String> {
    target.filter().map(|filter| {
        let name = name_of(&filter.id, names);
        match &filter.mode {
            FilterMode::Include => format!("matches filter {name}"),
            FilterMode::Exclude => format!("does not match filter {name}"),
            FilterMode::Other(_) => {
                format!("is selected by filter {}", super::filter(filter, names))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::{self, Configuration, Enrollment, Name, ObjectKind};

    const MINE: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
    const FILTER: &str = "f0f0f0f0-0a4e-4d0b-9a55-7d2b1c3e4f50";

    #[test]
    fn each_case_is_a_sentence() {
        let pair = |mode: &str| {
            format!(
                r#""deviceAndAppManagementAssignmentFilterId":"{FILTER}","deviceAndAppManagementAssignmentFilterType":"{mode}""#
            )
        };
        let kind =
            |name: &str| format!(r##""@odata.type":"#microsoft.graph.{name}AssignmentTarget""##);
        let mine = format!(r#"{},"groupId":"{MINE}""#, kind("group"));
        let other = format!(r#"{},"groupId":"{FILTER}""#, kind("group"));
        let not = |id: &str| format!(r#"{},"groupId":"{id}""#, kind("exclusionGroup"));
        let esp = "windows10EnrollmentCompletionPageConfiguration";
        let limit = "deviceEnrollmentLimitConfiguration";
        let rows: Vec<_> = [
            (esp, "Pilot", 1, vec![format!("{mine},{}", pair("exclude"))]),
            (esp, "Kiosk", 2, vec![other, kind("allDevices"), kind("dynamicRing")]),
            (esp, "Lab", 3, vec![mine.clone(), not(FILTER)]),
            (esp, "Corp", 4, vec![mine.clone()]),
            (esp, "Late", 5, vec![kind("allLicensedUsers"), kind("allDevices")]),
            (esp, "Last", 6, vec![kind("allLicensedUsers")]),
            (limit, "Two", 1, vec![mine.clone(), not(MINE)]),
            (limit, "All users and all devices", 0, vec![]),
            ("deviceEnrollmentNotificationConfiguration", "Mail", 1, vec![]),
        ]
        .into_iter()
        .map(|(kind, name, priority, targets)| {
            let rows: Vec<String> = targets.iter().map(|target| format!(r#"{{"id":"a","target":{{{target}}}}}"#)).collect();
            let json = format!(
                r##"{{"@odata.type":"#microsoft.graph.{kind}","id":"{name}","displayName":"{name}","priority":{priority},"assignments":[{}]}}"##,
                rows.join(",")
            );
            Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap()
        })
        .collect();
        let known = |id: &str, name: &str| {
            let name = Name::Known {
                name: name.to_owned(),
                kind: ObjectKind::Group,
            };
            (ObjectId::parse(id).unwrap(), name)
        };
        let names = Names::from([known(MINE, "Sales"), known(FILTER, "Corp Win")]);
        let groups = BTreeSet::from([ObjectId::parse(MINE).unwrap()]);
        let rows = rows
            .iter()
            .map(|(row, list)| (row, list.as_deref().unwrap()));
        let nobody = BTreeSet::new();
        let asked = Enrollment::of_user(&groups, &nobody);
        let explained = domain::explain(rows, &asked);
        let list = |from, is_whole| ListRead {
            from,
            rows: &[],
            is_whole,
        };
        let text: Vec<String> = explain(
            "Sasha",
            &explained,
            &names,
            &list(ApiVersion::Beta, true),
            ServiceAnswer::NotAsked,
        )
        .into_iter()
        .map(|line| line.text.into())
        .collect();
        insta::assert_snapshot!(text.join("\n"));
        let hidden = explain(
            "Sasha",
            &[],
            &names,
            &list(ApiVersion::V1, true),
            ServiceAnswer::NotAsked,
        );
        assert_eq!(hidden[1].role, Role::Warn);
        let partial = explain(
            "Sasha",
            &[],
            &names,
            &list(ApiVersion::V1, false),
            ServiceAnswer::NotAsked,
        );
        let roles: Vec<Role> = partial.iter().map(|line| line.role).collect();
        assert_eq!(roles[..3], [Role::Title, Role::Warn, Role::Warn]);
        assert_eq!(partial[2..], hidden[1..]);
    }
}
