//! The review before a change is sent: what changes, what stays, what is unusual, and the request.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::effect::{ending, naming, replaced, staying, unusual, what, whole_list};
use super::property::local_minute;
use super::target::target_line;
use super::{Line, Names, Phrase, Role, platform_title};
use crate::domain::{
    ApiVersion, Change, ChangeKind, MemberCount, Name, ObjectId, ReversalKind, Target, Via,
    WriteRequest,
};
use crate::text;

/// Added to the title of every review.
pub const NOTHING_SENT: &str = "nothing sent yet";

/// True of every change of an assignment.
pub const NEW_ENROLLMENTS_ONLY: &str =
    "Affects new enrollments only. Enrolled devices keep their settings.";

/// Everything that a review shows.
#[derive(Debug, Clone, Copy)]
pub struct Review<'a> {
    pub change: &'a Change,
    /// The original change, if this one was rebuilt on the current list.
    pub earlier: Option<&'a Change>,
    /// The priority of the configuration, if known.
    pub priority: Option<i64>,
    pub request: &'a WriteRequest,
    /// The tenant, or the service if its name is not known.
    pub tenant: &'a str,
    pub names: &'a Names,
    /// Members of the group before the change, as far as known.
    pub count_before: Option<MemberCount>,
    /// Members of the group after the change, as far as known.
    pub count_after: Option<MemberCount>,
    /// The time zone of the admin.
    pub zone: &'a TimeZone,
    /// The current time, if known.
    pub now: Option<Timestamp>,
}

/// All of a review, with the complete request.
#[must_use]
pub fn review(review: &Review<'_>) -> Vec<Line> {
    let title = review.title().dot(NOTHING_SENT);
    let mut lines = vec![Line::new(Role::Title, title)];
    lines.extend(review.facts());
    lines.extend(review.request());
    lines
}

/// What a change does, in two or three words.
const fn action(kind: &ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Retarget { .. } => "Change target",
        ChangeKind::Add { .. } => "Add target",
        ChangeKind::Remove { .. } => "Remove target",
        ChangeKind::Replace { .. } => "Replace the whole list",
        ChangeKind::SetPriority { .. } => "Change priority",
    }
}

impl Review<'_> {
    /// The title of a change. An undo is named by the time of the change that it undoes.
    #[must_use]
    pub fn title(&self) -> Phrase {
        let Some(reversal) = &self.change.reverses else {
            return action(&self.change.kind).into();
        };
        let word = match reversal.kind {
            ReversalKind::Undo => "Undo",
            ReversalKind::Redo => "Redo",
        };
        let today = self
            .now
            .map(|now| now.to_zoned_datetime(self.zone.clone()).date());
        match local_minute(&reversal.time, self.zone) {
            Some(at) => {
                let today = today.map(|today| format!("{today} "));
                let at = today
                    .and_then(|today| at.strip_prefix(&*today))
                    .unwrap_or(&at);
                format!("{word} the change of {at}").into()
            }
            None => format!("{word} a change").into(),
        }
    }

    /// Everything except the request: a yes is based on these.
    #[must_use]
    pub fn facts(&self) -> Vec<Line> {
        let mut lines = vec![Line::new(Role::Title, self.about())];
        lines.extend(self.effect());
        lines
    }

    /// The configuration and the tenant.
    fn about(&self) -> Phrase {
        let change = self.change;
        let platform = change.platform.as_deref().filter(|it| !it.is_empty());
        let platform = platform.map(|platform| text::clean(platform_title(platform)).into_owned());
        let kind = text::clean(change.configuration_type.title()).into_owned();
        let priority = self.priority.map(|it| format!("priority {it}"));
        let parts: Vec<String> = [Some(kind), platform, priority]
            .into_iter()
            .flatten()
            .collect();
        Phrase::from(text::clean(&change.configuration_name))
            .dot(parts.join(", "))
            .dot(format!("tenant {}", text::clean(self.tenant)))
    }

    /// What changes and what follows from it, without what it is about.
    #[must_use]
    pub fn effect(&self) -> Vec<Line> {
        let Self {
            change, request, ..
        } = self;
        let names = &names_of(change, self.names);
        let counts = (self.count_before, self.count_after);
        let mut lines = Vec::new();
        if let Some(earlier) = self.earlier {
            lines.extend(since(earlier, change, names));
        }
        lines.extend(what(change, counts, names));
        match change.kind {
            ChangeKind::Replace { .. } => lines.extend(whole_list(change, names)),
            ChangeKind::SetPriority { .. } => {}
            _ if request.via == Via::Assign => lines.extend(replaced(change, names)),
            _ => lines.push(Line::new(Role::Text, staying(change, names))),
        }
        lines.extend(unusual(change, counts, names));
        lines.push(new_enrollments());
        lines
    }

    /// The request in one line, with shortened IDs.
    #[must_use]
    pub fn short_request(&self) -> String {
        let WriteRequest {
            method,
            path,
            version,
            ..
        } = self.request;
        let path = text::clean(path);
        let parts: Vec<&str> = path.split('/').collect();
        let end = match parts.as_slice() {
            [.., "assignments", id] => format!("assignments/{}", ending(id)),
            [.., action] => (*action).to_owned(),
            [] => String::new(),
        };
        format!("{method} /{version}/…/{end}")
    }

    /// The complete request.
    #[must_use]
    pub fn request(&self) -> Vec<Line> {
        let request = self.request;
        let title = match request.version {
            ApiVersion::V1 => "Request (v1.0):".to_owned(),
            version @ ApiVersion::Beta => format!("Request ({version}: {}):", request.why),
        };
        let path = format!("{} {}", request.method, request.path);
        let body = folded(&request.pretty_body);
        let code = std::iter::once(path).chain(body);
        std::iter::once(Line::new(Role::Text, title))
            .chain(code.map(|line| Line::new(Role::Code, line)))
            .collect()
    }
}

/// The lines of a body without those that only open or close something: these are joined to their
/// neighbors, so that more fits. Every value is unchanged.
fn folded(pretty: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in pretty.lines() {
        let text = line.trim_start();
        match lines.last_mut() {
            Some(last) if text.trim_end_matches(['}', ']', ',']).is_empty() => {
                if !last.ends_with(['}', ']']) {
                    last.push(' ');
                }
                last.push_str(text);
            }
            Some(last) if last.trim_start() == "{" => {
                last.push(' ');
                last.push_str(text);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn is_gone(target: &Target, names: &Names) -> bool {
    naming(target, names) == Some(Name::Deleted)
}

/// The names for a change. For a new ID, nobody knows whether a group was deleted or never existed.
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

/// The rule that surprises most. It is in every review, so it is not emphasized.
pub(super) fn new_enrollments() -> Line {
    Line::new(Role::Text, NEW_ENROLLMENTS_ONLY)
}

/// What others changed in the list since it was shown; nothing if it is the same.
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
        "Others changed the list since you saw it. These changes stay:",
    )];
    let gone = gone.iter().map(|target| ("gone", target));
    let new = new.iter().map(|target| ("new", target));
    lines.extend(gone.chain(new).map(|(word, target)| {
        let text = Phrase::cell(word, 4).gap(target_line(target, names));
        Line::new(Role::Warn, text.indented(2))
    }));
    lines
}

/// What others changed since a change was first created. If it is the same assignment, the old, the current
/// and the wanted target are shown below each other.
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
    let row = |word: &str, target: Option<&Target>| {
        let target = target.map_or_else(|| "none".into(), |one| target_line(one, names));
        Line::new(Role::Warn, Phrase::cell(word, 6).gap(target).indented(2))
    };
    let title = match now {
        Some(_) => "Someone else changed this assignment since you saw it:",
        None => "Someone else removed this assignment since you saw it. It is added again:",
    };
    let mut lines = vec![
        Line::new(Role::Warn, title),
        row("before", Some(seen)),
        row("now", now),
        row("yours", change.new_target()),
    ];
    lines.extend(others(
        &without(&earlier.before, Some(seen)),
        &without(&change.before, now),
        names,
    ));
    lines
}

#[cfg(test)]
#[path = "review_tests.rs"]
mod tests;
