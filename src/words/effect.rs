//! What a change does to a list: what is removed, added and kept, and what is unusual about it.

use super::target::target_line;
use super::{Line, Named, Names, Naming, Phrase, Role, filter, group_digits, name_of, target};
use crate::domain::{Change, ChangeKind, Filter, MemberCount, Name, ObjectId, Target, TargetKind};
use crate::text;

/// How many of the remaining targets are named.
const NAMED: usize = 5;
/// The widest name that the numbers beside it are aligned to; after a longer one they follow directly.
const WIDEST_NAME: usize = 40;
/// From this difference in members on, a change of the group is unusual.
const MANY: u64 = 2_000;
const NOBODY: MemberCount = MemberCount {
    users: 0,
    devices: 0,
};

/// Members of the group before and after, as far as known.
pub(super) type Counts = (Option<MemberCount>, Option<MemberCount>);

pub(super) fn naming(target: &Target, names: &Names) -> Option<Name> {
    let id = target.object_id().and_then(|id| ObjectId::parse(id).ok())?;
    names.get(&id).cloned()
}

/// Removed lines have a minus and added ones a plus; each is read out as a word.
const GOES: (&str, &str) = ("−", "old:");
const COMES: (&str, &str) = ("+", "new:");
const STAYS: (&str, &str) = (" ", "");

/// A target and its members in columns: its kind, its name, how many it reaches.
struct Columns {
    kind: usize,
    name: usize,
}

impl Columns {
    fn of(targets: &[&Target], has_filter: bool, names: &Names) -> Self {
        let parts = || targets.iter().map(|it| target(it, names));
        let kinds = parts().map(|parts| text::width(parts.kind.title()));
        let kind = kinds.chain(has_filter.then_some(FILTER.len())).max();
        let names = parts().map(|parts| text::width(&parts.what()));
        Self {
            kind: kind.unwrap_or(0),
            name: names
                .filter(|width| *width <= WIDEST_NAME)
                .max()
                .unwrap_or(0),
        }
    }

    fn row(&self, (sign, word): (&str, &str), kind: &str, rest: Phrase) -> Phrase {
        let kind = if rest.is_empty() {
            Phrase::from(kind)
        } else {
            Phrase::cell(kind, self.kind)
        };
        let sign = Phrase::new(sign, word);
        let spoken = [
            sign.spoken(),
            &*kind.clone().gap(rest.clone()).spoken().to_owned(),
        ]
        .join(" ");
        Phrase::new(
            format!("{} {}", sign.as_str(), kind.gap(rest).as_str()),
            spoken.trim(),
        )
    }

    fn target(
        &self,
        sign: (&str, &str),
        shown: &Target,
        count: Option<MemberCount>,
        names: &Names,
    ) -> Phrase {
        let parts = target(shown, names);
        let (what, members) = (parts.what(), members(count));
        let rest = if members.is_empty() || text::width(&what) > WIDEST_NAME {
            what.gap(members)
        } else {
            Phrase::cell(what, self.name).gap(members)
        };
        self.row(sign, parts.kind.title(), rest)
    }
}

const FILTER: &str = "filter";

/// What changes, with a line for each thing that is removed, added, or kept.
pub(super) fn what(change: &Change, (before, after): Counts, names: &Names) -> Vec<Line> {
    let (old, new) = (change.old_target(), change.new_target());
    let mut lines = Vec::new();
    if let ChangeKind::SetPriority { from, to, order } = &change.kind {
        let places = Phrase::from(format!("Priority {from}")).arrow(to.to_string());
        let text = places.then(format!(" (of {})", order.len()));
        return vec![
            Line::new(Role::Title, text),
            Line::new(Role::Text, super::rule(&change.configuration_type)),
        ];
    }
    let (from, to) = (old.and_then(Target::filter), new.and_then(Target::filter));
    let shown: Vec<&Target> = old.into_iter().chain(new).collect();
    let columns = Columns::of(&shown, from.or(to).is_some(), names);
    match (old, new) {
        (Some(old), Some(new)) if old.points_where(new) => {
            let text = columns.target(STAYS, new, after.or(before), names);
            lines.push(Line::new(Role::Text, text));
        }
        _ => {
            let goes = old.map(|old| columns.target(GOES, old, before, names));
            lines.extend(goes.map(|text| Line::new(Role::Old, text)));
            let comes = new.map(|new| columns.target(COMES, new, after, names));
            lines.extend(comes.map(|text| Line::new(Role::New, text)));
        }
    }
    let filter_row = |sign, found: &Filter, more: &str| {
        let text = format!("{}{more}", filter(found, names));
        columns.row(sign, FILTER, text.into())
    };
    match (from, to) {
        (Some(from), Some(to)) if from == to => {
            lines.push(Line::new(Role::Text, filter_row(STAYS, to, " (unchanged)")));
        }
        _ => {
            let goes = from.map(|from| filter_row(GOES, from, ""));
            lines.extend(goes.map(|text| Line::new(Role::Old, text)));
            let comes = to.map(|to| filter_row(COMES, to, ""));
            lines.extend(comes.map(|text| Line::new(Role::New, text)));
        }
    }
    lines
}

/// The targets that the change does not affect.
fn kept(change: &Change) -> Vec<&Target> {
    let mut kept: Vec<&Target> = change.before.iter().collect();
    if let Some(old) = change.old_target()
        && let Some(at) = kept.iter().position(|target| target.same_as(old))
    {
        kept.remove(at);
    }
    kept
}

/// The other targets in one line: those that need attention by number, the others by name.
pub(super) fn staying<'a>(change: &'a Change, names: &Names) -> String {
    let kept = kept(change);
    let head = match kept.len() {
        0 => return "It has no other target.".to_owned(),
        1 => "1 other target stays".to_owned(),
        count => format!("{count} other targets stay"),
    };
    let counted = |count: usize, one: &str, more: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {more}")),
    };
    let split = |from: Vec<&'a Target>, name: &Name| -> (Vec<&'a Target>, Vec<&'a Target>) {
        let is_it = |target: &&Target| naming(target, names).as_ref() == Some(name);
        from.into_iter().partition(is_it)
    };
    let (deleted, rest) = split(kept, &Name::Deleted);
    let (not_found, rest) = split(rest, &Name::NotFound);
    let short = |shown: &&Target| {
        let parts = target(shown, names);
        let name = match (&parts.name, shown.object_id()) {
            (Some(_), Some(id)) => match name_of(id, names) {
                Named {
                    naming: Naming::Unknown,
                    id,
                } => ending(&id),
                named => named.to_string(),
            },
            (Some(name), None) => name.clone(),
            (None, _) => parts.kind.title().to_owned(),
        };
        match parts.kind {
            TargetKind::Exclusion => format!("{name} (excluded)"),
            kind if kind.is_unreadable() => "unreadable row".to_owned(),
            _ => name,
        }
    };
    let more = rest.len().saturating_sub(NAMED);
    let parts = [
        counted(deleted.len(), "deleted group", "deleted groups"),
        counted(
            not_found.len(),
            "group that was not found",
            "groups that were not found",
        ),
    ];
    let parts = parts.into_iter().flatten();
    let parts = parts.chain(rest.iter().take(NAMED).map(short));
    let parts: Vec<String> = parts
        .chain((more > 0).then(|| format!("{more} more")))
        .collect();
    format!("{head}: {}", parts.join(", "))
}

/// The length of the list before and after it is replaced.
fn replaces(change: &Change) -> String {
    let (before, after) = (change.before.len(), change.after(&change.before).len());
    let targets = if before == 1 { "target" } else { "targets" };
    format!("Replaces the whole list: {before} {targets} before, {after} after")
}

/// The list of a change that replaces it: the remaining rows are sent along.
pub(super) fn replaced(change: &Change, names: &Names) -> Vec<Line> {
    let kept = kept(change);
    if kept.is_empty() {
        return vec![Line::new(Role::Text, replaces(change))];
    }
    let head = format!("{}. These stay:", replaces(change));
    let rows = kept.into_iter().map(|target| {
        let text = target_line(target, names).indented(2);
        Line::new(Role::Text, text)
    });
    std::iter::once(Line::new(Role::Text, head))
        .chain(rows)
        .collect()
}

/// The list before and after, row by row.
pub(super) fn whole_list(change: &Change, names: &Names) -> Vec<Line> {
    let after = change.after(&change.before);
    let mut lines = vec![Line::new(Role::Text, replaces(change))];
    let row = |(sign, word): (&str, &str), target: &Target| {
        let line = target_line(target, names);
        let spoken = format!("{word} {}", line.spoken());
        Phrase::new(format!("{sign} {}", line.as_str()), spoken.trim())
    };
    let mut left: Vec<&Target> = after.iter().collect();
    for target in &change.before {
        if let Some(at) = left.iter().position(|other| other.same_as(target)) {
            left.remove(at);
            lines.push(Line::new(Role::Text, row(STAYS, target)));
        } else {
            lines.push(Line::new(Role::Old, row(GOES, target)));
        }
    }
    for target in left {
        lines.push(Line::new(Role::New, row(COMES, target)));
    }
    lines
}

/// What an admin would want to know before saying yes. Only these lines are emphasized.
pub(super) fn unusual(change: &Change, counts: Counts, names: &Names) -> Vec<Line> {
    let line = |role, text: String| Line::new(role, Phrase::new(format!("! {text}"), text));
    let warn = |text: String| line(Role::Warn, text);
    let mut lines = Vec::new();
    if matches!(change.kind, ChangeKind::SetPriority { .. }) {
        return lines;
    }
    let after = change.after(&change.before);
    for kind in [TargetKind::AllUsers, TargetKind::AllDevices] {
        let is_in = |list: &[Target]| list.iter().any(|target| target.kind() == kind);
        let title = kind.title();
        match (is_in(&change.before), is_in(&after)) {
            (false, true) => lines.push(warn(format!("It will be assigned to {title}."))),
            (true, false) => lines.push(warn(format!("It is no longer assigned to {title}."))),
            _ => {}
        }
    }
    if after.is_empty() && !change.before.is_empty() {
        let text = "No target is left: this configuration will apply to nobody.";
        lines.push(line(Role::Bad, text.to_owned()));
    }
    if let Some(new) = change.new_target() {
        let moves = !change.old_target().is_some_and(|old| old.points_where(new));
        match naming(new, names) {
            Some(Name::Deleted | Name::NotFound) => lines.push(line(
                Role::Bad,
                "No group in this tenant has this ID, so the assignment would reach nobody."
                    .to_owned(),
            )),
            _ if counts.1 == Some(NOBODY) && moves => lines.push(warn(
                "The new group has no members, so the assignment would reach nobody.".to_owned(),
            )),
            _ => {}
        }
    }
    lines.extend(members_change(change, counts).map(warn));
    lines
}

/// A large change in members, in words.
fn members_change(change: &Change, (before, after): Counts) -> Option<String> {
    let (old, new) = (change.old_target()?, change.new_target()?);
    if old.points_where(new) {
        return None;
    }
    let (before, after) = (before?, after?);
    if after == NOBODY {
        return None;
    }
    let difference = |before: u64, after: u64, what: &str| {
        let count = before.abs_diff(after);
        // A tenth, or ten times as many, is also large in a small tenant.
        let (less, more) = (before.min(after), before.max(after));
        let is_large = count >= MANY || (count >= 100 && less > 0 && more / less >= 10);
        let word = if after < before { "fewer" } else { "more" };
        is_large.then(|| format!("{} {word} {what}", group_digits(count)))
    };
    let parts: Vec<String> = [
        difference(before.users, after.users, "users"),
        difference(before.devices, after.devices, "devices"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| format!("The new group has {}.", parts.join(" and ")))
}

/// How many members a group has; nothing if that is not known.
#[must_use]
pub fn members(count: Option<MemberCount>) -> Phrase {
    count.map_or_else(Phrase::default, |MemberCount { users, devices }| {
        let counted = |count: u64, one: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{} {one}s", group_digits(count)),
        };
        format!("{}, {}", counted(users, "user"), counted(devices, "device")).into()
    })
}

/// The last characters of a long id.
pub(super) fn ending(id: &str) -> String {
    let count = id.chars().count();
    if count <= 8 {
        return id.to_owned();
    }
    let last: String = id.chars().skip(count - 4).collect();
    format!("…{last}")
}
