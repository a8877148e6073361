//! Which configuration wins, and why, in sentences.

use super::target::target_line;
use super::{Line, Names, Phrase, Role, name_of, platform_title, priority, target, unreadable};
use crate::domain::{
    ApiVersion, Assignment, Configuration, Doubt, Explanation, FilterMode, Row, Target, Through,
    Undecided, User, Winner,
};

/// How the list was read.
#[derive(Debug, Clone, Copy)]
pub struct ListRead<'a> {
    /// The version that it was read from.
    pub from: ApiVersion,
    /// What was read.
    pub rows: &'a [Row],
    /// Whether it came to its end.
    pub is_whole: bool,
}

/// What wins for somebody, `who` at the top: a user with all their groups, or the members of a group.
/// What the list lacks is said before all else.
#[must_use]
pub fn explain(
    who: impl Into<Phrase>,
    explained: &[Explanation<'_>],
    names: &Names,
    list: &ListRead<'_>,
) -> Vec<Line> {
    let mut lines = vec![Line::new(Role::Title, who)];
    if !list.is_whole {
        let said = "The list has not been read to its end: what wins may be missing here.";
        lines.push(Line::new(Role::Warn, said));
    }
    if let Some(said) = unreadable(list.rows) {
        let said = format!("{said}: what wins may be missing here.");
        lines.push(Line::new(Role::Warn, said));
    }
    lines.extend(hidden(list.from).map(|said| Line::new(Role::Warn, said)));
    for one in explained {
        let title = match one.platform {
            Some(platform) => Phrase::from(one.kind.title()).dot(platform_title(platform)),
            None => one.kind.title().into(),
        };
        lines.push(Line::new(Role::Text, ""));
        lines.push(Line::new(Role::Title, title));
        lines.push(winner(one, names));
        for undecided in &one.undecided {
            lines.extend(doubts(undecided, names));
        }
        for through in &one.beaten {
            let said = Phrase::from("later: ").then(reached(through, names));
            let said = said.indented(2);
            lines.push(Line::new(Role::Text, said));
        }
        for Through {
            configuration,
            assignment,
        } in &one.excluded
        {
            let said = format!("left out of {} by ", numbered(configuration));
            let said = Phrase::from(said).then(target(&assignment.target, names));
            lines.push(Line::new(Role::Text, said.indented(2)));
        }
    }
    lines.push(Line::new(Role::Text, ""));
    lines.push(Line::new(
        Role::Hint,
        "This is about enrollments to come. All users means every user with a licence for Intune.",
    ));
    if explained.iter().any(|one| !one.undecided.is_empty()) {
        lines.push(Line::new(
            Role::Hint,
            "Lines with a ? depend on the device: where what they say is true, that configuration wins.",
        ));
    }
    lines
}

/// A user, and how many groups they are in.
#[must_use]
pub fn user(user: &User, groups: usize) -> Phrase {
    let name = Phrase::from(user.name.as_str()).dot(user.principal_name.as_str());
    name.dot(in_groups(groups))
}

/// In how many groups somebody is.
#[must_use]
pub fn in_groups(count: usize) -> String {
    match count {
        1 => "in 1 group".to_owned(),
        count => format!("in {count} groups"),
    }
}

/// What a version of Graph does not show; none where it shows all.
#[must_use]
pub fn hidden(read_from: ApiVersion) -> Option<&'static str> {
    (read_from == ApiVersion::V1).then_some(
        "read from v1.0, which hides assignment filters and several types: this is not the whole",
    )
}

fn winner(one: &Explanation<'_>, names: &Names) -> Line {
    let applies = if one.undecided.is_empty() {
        "applies"
    } else {
        "is sure to apply"
    };
    match &one.winner {
        Winner::Reaches(through) => {
            let said = Phrase::from("wins: ").then(reached(through, names));
            Line::new(Role::Good, said.indented(2))
        }
        Winner::Default(configuration) => Line::new(
            Role::Good,
            format!(
                "  wins: {}, the default, as nothing else {applies}",
                configuration.name
            ),
        ),
        Winner::Nothing => Line::new(
            Role::Warn,
            format!("  nothing {applies}, and there is no default"),
        ),
    }
}

fn reached(through: &Through<'_>, names: &Names) -> Phrase {
    let configuration = numbered(through.configuration);
    Phrase::from(format!("{configuration}, by ")).then(target(&through.assignment.target, names))
}

/// `1 Corp ESP`: the number is what decides.
fn numbered(configuration: &Configuration) -> String {
    format!("{} {}", priority(configuration), configuration.name)
}

fn doubts(undecided: &Undecided<'_>, names: &Names) -> Vec<Line> {
    let doubts = undecided.doubts.iter();
    doubts
        .map(|(assignment, doubt)| {
            let said = Phrase::from(format!("? {} ", numbered(undecided.configuration)));
            let said = said.then(condition(assignment, *doubt, names));
            Line::new(Role::Warn, said.indented(2))
        })
        .collect()
}

fn condition(assignment: &Assignment, doubt: Doubt<'_>, names: &Names) -> Phrase {
    let pointed = &assignment.target;
    let filtered = filtered(pointed, names);
    let around = |before: &str, after: &str| {
        let said = Phrase::from(before).then(target(pointed, names));
        said.then(after)
    };
    match (doubt, filtered) {
        (Doubt::Filter(_) | Doubt::AllDevices, Some(filtered)) => {
            around(&format!("if the device {filtered}, by "), "")
        }
        (Doubt::Filter(_) | Doubt::AllDevices, None) => around("by ", ""),
        (Doubt::DeviceGroup | Doubt::Collection, Some(filtered)) => {
            around("if the device is in ", &format!(" and {filtered}"))
        }
        (Doubt::DeviceGroup | Doubt::Collection, None) => around("if the device is in ", ""),
        (Doubt::LeftOut, Some(_)) => around("unless ", " with its filter leaves the device out"),
        (Doubt::LeftOut, None) => around("unless the device is in ", ""),
        (Doubt::NotKnown, _) => Phrase::from("by ")
            .then(target_line(pointed, names))
            .then(": what that does at an enrollment is not known"),
    }
}

fn filtered(target: &Target, names: &Names) -> Option<String> {
    target.filter().map(|filter| {
        let name = name_of(&filter.id, names);
        match &filter.mode {
            FilterMode::Include => format!("matches filter {name}"),
            FilterMode::Exclude => format!("does not match filter {name}"),
            FilterMode::Other(_) => format!("is meant by filter {}", super::filter(filter, names)),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::{self, Name, ObjectId, ObjectKind};

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
            (esp, "Late", 5, vec![kind("allLicensedUsers")]),
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
        let explained = domain::explain(rows, &groups, &BTreeSet::new());
        let list = |from, is_whole| ListRead {
            from,
            rows: &[],
            is_whole,
        };
        let said: Vec<String> = explain("Sasha", &explained, &names, &list(ApiVersion::Beta, true))
            .into_iter()
            .map(|line| line.text.into())
            .collect();
        assert_eq!(
            said,
            [
                "Sasha",
                "",
                "Enrollment Status Page",
                "  wins: 4 Corp, by group · Sales",
                "  ? 1 Pilot if the device does not match filter Corp Win, by group · Sales",
                "  ? 2 Kiosk if the device is in group · Corp Win",
                "  ? 2 Kiosk by all devices",
                "  ? 2 Kiosk by unknown kind · dynamicRingAssignmentTarget: what that does at an enrollment is not known",
                "  ? 3 Lab unless the device is in excluded group · Corp Win",
                "  later: 5 Late, by all users",
                "",
                "Device limit",
                "  wins: All users and all devices, the default, as nothing else applies",
                "  left out of 1 Two by excluded group · Sales",
                "",
                "Enrollment notification",
                "  nothing applies, and there is no default",
                "",
                "This is about enrollments to come. All users means every user with a licence for Intune.",
                "Lines with a ? depend on the device: where what they say is true, that configuration wins.",
            ]
        );
        let hidden = explain("Sasha", &[], &names, &list(ApiVersion::V1, true));
        assert_eq!(hidden[1].role, Role::Warn);
        let partial = explain("Sasha", &[], &names, &list(ApiVersion::V1, false));
        let roles: Vec<Role> = partial.iter().map(|line| line.role).collect();
        assert_eq!(roles[..3], [Role::Title, Role::Warn, Role::Warn]);
        assert_eq!(partial[2..], hidden[1..]);
    }
}
