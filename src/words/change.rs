//! A change in one line, and the three sides of a conflict.

use super::target::target_line;
use super::{Line, Names, Role, target};
use crate::domain::{Change, ChangeKind, Name, ObjectId, Target};

/// What a change does, in one line.
#[must_use]
pub fn change(change: &Change, names: &Names) -> String {
    match &change.kind {
        ChangeKind::Retarget { from, to, .. } => {
            let (old, new) = (target(from, names), target(to, names));
            if old == new {
                // Only the filter tells them apart.
                let (old, new) = (target_line(from, names), target_line(to, names));
                return format!("{old} → {new}");
            }
            format!("{old} → {new}")
        }
        ChangeKind::Add { target: new } => format!("add {}", target(new, names)),
        ChangeKind::Remove { target: old } => format!("remove {}", target(old, names)),
        ChangeKind::Replace { targets } => format!("replace the list by {} targets", targets.len()),
        ChangeKind::SetPriority { from, to, .. } => format!("priority {from} → {to}"),
    }
}

/// What was seen, what is there now, and what the change would have made of it.
#[must_use]
pub fn conflict(change: &Change, theirs: &[Target], names: &Names) -> Vec<Line> {
    let yours = change.after(&change.before);
    let mut all: Vec<&Target> = Vec::new();
    for candidate in change.before.iter().chain(theirs).chain(&yours) {
        if !all.iter().any(|known| known.same_as(candidate)) {
            all.push(candidate);
        }
    }
    let mut lines = vec![Line::new(Role::Title, "seen  theirs  yours")];
    for candidate in all {
        let mark = |list: &[Target]| {
            if list.iter().any(|other| other.same_as(candidate)) {
                "✓"
            } else {
                "–"
            }
        };
        let (seen, now, wanted) = (mark(&change.before), mark(theirs), mark(&yours));
        let role = if seen == now { Role::Text } else { Role::Warn };
        let said = format!(
            " {seen}     {now}      {wanted}     {}",
            target_line(candidate, names)
        );
        lines.push(Line::new(role, said));
    }
    lines
}

/// The rows that a rejected list named, since the service does not say which one it minds.
#[must_use]
pub fn replaced(change: &Change, names: &Names) -> Vec<Line> {
    let mut lines = vec![Line::new(
        Role::Text,
        "It names every row of the list, and any of them can be what the service minds:",
    )];
    for row in change.after(&change.before) {
        let deleted = row
            .object_id()
            .and_then(|id| ObjectId::parse(id).ok())
            .is_some_and(|id| names.get(&id) == Some(&Name::Deleted));
        let role = if deleted { Role::Warn } else { Role::Text };
        lines.push(Line::new(role, format!("  {}", target(&row, names))));
    }
    lines
}
