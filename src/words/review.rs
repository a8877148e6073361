//! What is said before a change is sent: exactly what, why so, and what follows from it.

use std::borrow::Cow;

use super::target::target_line;
use super::{Line, Names, Phrase, Role, group_digits};
use crate::domain::{Change, ChangeKind, MemberCount, Name, ObjectId, Target, Via, WriteRequest};

/// What follows from every change of an assignment.
pub const NEW_ENROLLMENTS_ONLY: &str =
    "Acts on new enrollments only; devices that are enrolled stay as they are.";

/// Everything that a review shows.
#[derive(Debug, Clone, Copy)]
pub struct Review<'a> {
    pub change: &'a Change,
    /// The change as it was made up first, where it was made again on what is there now.
    pub earlier: Option<&'a Change>,
    /// The name that has to be typed before a yes counts, as long as it is not.
    pub name_to_type: Option<&'a str>,
    pub request: &'a WriteRequest,
    /// The tenant, or the service where its name is not known.
    pub tenant: &'a str,
    pub names: &'a Names,
    /// Members of the group before the change, as far as known.
    pub count_before: Option<MemberCount>,
    /// Members of the group after the change, as far as known.
    pub count_after: Option<MemberCount>,
}

#[must_use]
pub fn review(review: &Review<'_>) -> Vec<Line> {
    let mut lines = vec![review.title()];
    lines.extend(review.body());
    lines
}

impl Review<'_> {
    #[must_use]
    pub fn title(&self) -> Line {
        let name = Phrase::from(self.change.configuration_name.as_str());
        Line::new(Role::Title, name.dot(format!("tenant {}", self.tenant)))
    }

    /// All below the title. What stands under "Request" is what is sent, to the letter.
    #[must_use]
    pub fn body(&self) -> Vec<Line> {
        let Self {
            change, request, ..
        } = self;
        let names = &names_of(change, self.names);
        let shown = Review { names, ..*self };
        let mut lines = Vec::new();
        if let Some(name) = self.name_to_type {
            let message = format!("not by a letter alone: {name} has to be typed first");
            lines.push(Line::new(Role::Warn, message));
        }
        if let Some(earlier) = self.earlier {
            lines.extend(since(earlier, change, names));
        }
        lines.extend(what(&shown));
        if let Some(target) = change.new_target()
            && is_gone(target, self.names)
        {
            lines.push(Line::new(
                Role::Bad,
                "No group in this tenant has this ID, so the assignment would reach nobody.",
            ));
        }
        if request.via == Via::Assign {
            lines.extend(whole_list(change, names));
        }
        lines.push(new_enrollments());
        let request_line = format!("Request, to {} ({})", request.version, request.why);
        lines.push(Line::new(Role::Text, request_line));
        lines.push(Line::new(
            Role::Code,
            format!("{} {}", request.method, request.path),
        ));
        lines.extend(
            folded(&request.pretty_body)
                .into_iter()
                .map(|line| Line::new(Role::Code, line)),
        );
        lines
    }
}

/// The lines of a body without those that only open or close something: they join their neighbours, so
/// that more of it is seen at once. Every value stays to the letter.
fn folded(pretty: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in pretty.lines() {
        let message = line.trim_start();
        match lines.last_mut() {
            Some(last) if message.trim_end_matches(['}', ']', ',']).is_empty() => {
                if !last.ends_with(['}', ']']) {
                    last.push(' ');
                }
                last.push_str(message);
            }
            Some(last) if last.trim_start() == "{" => {
                last.push(' ');
                last.push_str(message);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn is_gone(target: &Target, names: &Names) -> bool {
    let id = target.object_id().and_then(|id| ObjectId::parse(id).ok());
    id.is_some_and(|id| names.get(&id) == Some(&Name::Deleted))
}

/// The names for a change. Of an id that is new in it nobody knows whether a group was deleted or never was.
fn names_of<'a>(change: &Change, names: &'a Names) -> Cow<'a, Names> {
    let new = change.new_target().filter(|target| is_gone(target, names));
    let id = new.and_then(Target::object_id);
    let Some(id) = id.and_then(|id| ObjectId::parse(id).ok()) else {
        return Cow::Borrowed(names);
    };
    let is_it = |target: &Target| {
        target
            .object_id()
            .is_some_and(|it| it.eq_ignore_ascii_case(id.as_str()))
    };
    if change.before.iter().any(is_it) {
        return Cow::Borrowed(names);
    }
    let mut names = names.clone();
    names.insert(id, Name::NotFound);
    Cow::Owned(names)
}

/// The rule that surprises most.
pub(super) fn new_enrollments() -> Line {
    Line::new(Role::Warn, NEW_ENROLLMENTS_ONLY)
}

/// What others made of the list between the moment it was shown and the one it was read again; nothing
/// where it is the same.
fn others(seen: &[Target], now: &[Target], names: &Names) -> Vec<Line> {
    let missing = |list: &[Target], from: &[Target]| -> Vec<Target> {
        let mut left: Vec<&Target> = from.iter().collect();
        let kept = |target: &&Target| match left.iter().position(|other| other.same_as(target)) {
            Some(at) => {
                left.remove(at);
                false
            }
            None => true,
        };
        list.iter().filter(kept).cloned().collect()
    };
    let (gone, new) = (missing(seen, now), missing(now, seen));
    if gone.is_empty() && new.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::new(
        Role::Warn,
        "Others have changed the list since it was shown, and that stays:",
    )];
    let gone = gone.iter().map(|target| ("gone", target));
    let new = new.iter().map(|target| ("new", target));
    lines.extend(gone.chain(new).map(|(word, target)| {
        let message = Phrase::cell(word, 4).gap(target_line(target, names));
        Line::new(Role::Warn, message.indented(2))
    }));
    lines
}

/// What others changed since a change was made up first. Where that is the very assignment, what was seen,
/// what is there now and what is wanted stand below each other.
fn since(earlier: &Change, change: &Change, names: &Names) -> Vec<Line> {
    let without = |list: &[Target], one: Option<&Target>| -> Vec<Target> {
        let rest = list.iter();
        rest.filter(|target| !one.is_some_and(|one| one.same_as(target)))
            .cloned()
            .collect()
    };
    let (ChangeKind::Retarget { from: seen, .. }, now) = (&earlier.kind, change.old_target())
    else {
        return others(&earlier.before, &change.before, names);
    };
    if now.is_some_and(|now| now.same_as(seen)) {
        return others(&earlier.before, &change.before, names);
    }
    let target_row = |word: &str, target: Option<&Target>| {
        let target = target.map_or_else(|| "none".into(), |one| target_line(one, names));
        Line::new(Role::Warn, Phrase::cell(word, 6).gap(target).indented(2))
    };
    let title = match now {
        Some(_) => "Somebody else changed this assignment since you saw it:",
        None => "Somebody else removed this assignment since you saw it. It is added again:",
    };
    let mut lines = vec![
        Line::new(Role::Warn, title),
        target_row("before", Some(seen)),
        target_row("now", now),
        target_row("yours", change.new_target()),
    ];
    lines.extend(others(
        &without(&earlier.before, Some(seen)),
        &without(&change.before, now),
        names,
    ));
    lines
}

fn what(review: &Review<'_>) -> Vec<Line> {
    let target_row = |word: &str, target: &Target, count| {
        let target = target_line(target, review.names).dot(members(count));
        Phrase::from(word).gap(target)
    };
    match &review.change.kind {
        ChangeKind::Retarget { from, to, .. } => vec![
            Line::new(Role::Old, target_row("old", from, review.count_before)),
            Line::new(Role::New, target_row("new", to, review.count_after)),
        ],
        ChangeKind::Add { target } => {
            vec![Line::new(
                Role::New,
                target_row("add", target, review.count_after),
            )]
        }
        ChangeKind::Remove { target } => {
            vec![Line::new(
                Role::Old,
                target_row("remove", target, review.count_before),
            )]
        }
        ChangeKind::Replace { .. } => Vec::new(),
        ChangeKind::SetPriority { from, to, order } => vec![
            Line::new(
                Role::New,
                Phrase::from("priority")
                    .gap(Phrase::from(from.to_string()).arrow(format!("{to} of {}", order.len()))),
            ),
            Line::new(Role::Text, super::rule(&review.change.configuration_type)),
        ],
    }
}

/// The list before and after, row by row.
pub(super) fn whole_list(change: &Change, names: &Names) -> Vec<Line> {
    let after = change.after(&change.before);
    let mut lines = vec![Line::new(
        Role::Title,
        format!(
            "The whole list is replaced: {} before, {} after",
            change.before.len(),
            after.len()
        ),
    )];
    let target_row = |word: &str, target: &Target| {
        let message = Phrase::cell(word, 6).gap(target_line(target, names));
        message.indented(2)
    };
    let mut left: Vec<&Target> = after.iter().collect();
    for target in &change.before {
        if let Some(at) = left.iter().position(|other| other.same_as(target)) {
            left.remove(at);
            lines.push(Line::new(Role::Text, target_row("keep", target)));
        } else {
            lines.push(Line::new(Role::Old, target_row("remove", target)));
        }
    }
    for target in left {
        lines.push(Line::new(Role::New, target_row("add", target)));
    }
    if after.is_empty() {
        lines.push(Line::new(
            Role::Bad,
            "Afterwards this configuration applies to nobody.",
        ));
    }
    lines
}

/// How many members a group has; nothing where that is not known.
#[must_use]
pub fn members(count: Option<MemberCount>) -> Phrase {
    count.map_or_else(Phrase::default, |MemberCount { users, devices }| {
        let (users, devices) = (group_digits(users), group_digits(devices));
        format!("{users} users, {devices} devices").into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_body_is_the_same_body() {
        let pretty =
            "{\n  \"a\": [\n    {\n      \"b\": \"}\"\n    },\n    {}\n  ],\n  \"c\": 1\n}";
        let lines = folded(pretty);
        let expected = [
            r#"{ "a": ["#,
            r#"    { "b": "}" },"#,
            "    {}],",
            r#"  "c": 1 }"#,
        ];
        assert_eq!(lines, expected);
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(&lines.join("\n")), read(pretty));
    }
}
