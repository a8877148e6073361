//! A change in one line, and the three sides of a conflict.

use super::target::target_line;
use super::{Line, Names, Phrase, Role, target};
use crate::domain::{
    Change, ChangeKind, ConfigurationId, Name, ObjectId, Outcome, ReadBack, Target, Verdict,
};

#[must_use]
pub fn change(change: &Change, names: &Names) -> Phrase {
    match &change.kind {
        ChangeKind::Retarget { from, to, .. } => {
            let (old, new) = (target(from, names), target(to, names));
            if old == new {
                // Only the filter tells them apart.
                let (old, new) = (target_line(from, names), target_line(to, names));
                return old.arrow(new);
            }
            old.line().arrow(new)
        }
        ChangeKind::Add { target: new } => Phrase::from("add ").then(target(new, names)),
        ChangeKind::Remove { target: old } => Phrase::from("remove ").then(target(old, names)),
        ChangeKind::Replace { targets } => {
            format!("replace the list by {} targets", targets.len()).into()
        }
        ChangeKind::SetPriority { from, to, .. } => {
            Phrase::from(format!("priority {from}")).arrow(to.to_string())
        }
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
    let mut lines = vec![sides()];
    for candidate in all {
        let mark = |list: &[Target]| {
            if list.iter().any(|other| other.same_as(candidate)) {
                Phrase::new("✓", "yes")
            } else {
                nowhere()
            }
        };
        let (seen, now, wanted) = (mark(&change.before), mark(theirs), mark(&yours));
        let role = if seen == now { Role::Text } else { Role::Warn };
        let marks = Phrase::cell(seen, 4).gap(Phrase::cell(now, 5));
        let text = marks.gap(Phrase::cell(wanted, 4));
        let text = text.gap(target_line(candidate, names)).indented(1);
        lines.push(Line::new(role, text));
    }
    lines
}

/// The heading of the three columns.
fn sides() -> Line {
    Line::new(Role::Title, Phrase::from("seen").gap("theirs").gap("yours"))
}

/// What stands in the column of a list that does not have it.
fn nowhere() -> Phrase {
    Phrase::new("–", "no")
}

/// The same for a change of priorities: where each configuration stood, stands, and would stand.
#[must_use]
pub fn conflict_order(
    change: &Change,
    theirs: &[ConfigurationId],
    name_of: impl Fn(&ConfigurationId) -> String,
) -> Vec<Line> {
    let ChangeKind::SetPriority { order: seen, .. } = &change.kind else {
        return Vec::new();
    };
    let yours = change.order_after().unwrap_or_default();
    let mut all: Vec<&ConfigurationId> = Vec::new();
    for one in seen.iter().chain(theirs).chain(&yours) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    let mut lines = vec![sides()];
    for one in all {
        let place = |order: &[ConfigurationId]| {
            let at = order.iter().position(|other| other == one);
            at.map_or_else(nowhere, |at| (at + 1).to_string().into())
        };
        let (then, now, wanted) = (place(seen), place(theirs), place(&yours));
        let role = if then == now { Role::Text } else { Role::Warn };
        let places = Phrase::cell(then, 4).gap(Phrase::cell(now, 6));
        let text = places.gap(Phrase::cell(wanted, 4));
        lines.push(Line::new(role, text.gap(name_of(one)).indented(1)));
    }
    lines
}

/// The three sides of an end that others have a part in; nothing for any other.
#[must_use]
pub fn three_sides(
    change: &Change,
    outcome: &Outcome,
    names: &Names,
    name_of: impl Fn(&ConfigurationId) -> String,
) -> Vec<Line> {
    let theirs = outcome.read_back() == Some(ReadBack::Theirs);
    if !theirs && !matches!(outcome.verdict(), Verdict::Conflict | Verdict::Differs) {
        return Vec::new();
    }
    match (outcome.observed_list(), outcome.observed_order()) {
        (_, Some(order)) => conflict_order(change, order, name_of),
        (Some(_), None) if matches!(change.kind, ChangeKind::SetPriority { .. }) => Vec::new(),
        (Some(rows), None) => {
            let theirs: Vec<Target> = rows.iter().map(|row| row.target.clone()).collect();
            conflict(change, &theirs, names)
        }
        (None, None) => Vec::new(),
    }
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
        lines.push(Line::new(role, target(&row, names).line().indented(2)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ConfigurationType;

    #[test]
    fn an_order_has_three_sides_by_name() {
        let id = |name: &str| ConfigurationId::new(name.to_owned());
        let change = Change {
            configuration: id("a"),
            configuration_name: "Alpha".to_owned(),
            configuration_type: ConfigurationType::Esp,
            platform: None,
            kind: ChangeKind::SetPriority {
                from: 1,
                to: 2,
                order: vec![id("a"), id("b")],
            },
            before: Vec::new(),
            reverses: None,
        };
        let theirs = [id("c"), id("a"), id("b")];
        let text: Vec<String> = conflict_order(&change, &theirs, |one| one.as_str().to_uppercase())
            .into_iter()
            .map(|line| line.text.into())
            .collect();
        assert_eq!(
            text,
            [
                "seen  theirs  yours",
                " 1     2       2     A",
                " 2     3       1     B",
                " –     1       –     C",
            ]
        );
    }
}
