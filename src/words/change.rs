//! A change in one line, and the three sides of a conflict.

use super::target::target_line;
use super::{Line, Names, Phrase, Role, filter, target};
use crate::domain::{
    Change, ChangeKind, ConfigurationId, Name, ObjectId, Outcome, ReadBack, Target, Verdict,
};

#[must_use]
pub fn change(change: &Change, names: &Names) -> Phrase {
    match &change.kind {
        ChangeKind::Retarget { from, to, .. } => {
            let (old, new) = (target(from, names), target(to, names));
            if old == new {
                // Only the filter differs.
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

/// The list before, the current one, and the one that the change leads to: a table of the rows that differ,
/// and how many do not.
#[must_use]
pub fn conflict(change: &Change, theirs: &[Target], names: &Names) -> Vec<Line> {
    let yours = change.after(&change.before);
    let sides = [&change.before[..], theirs, &yours];
    let mut all: Vec<&Target> = Vec::new();
    for candidate in sides.into_iter().flatten() {
        if !all.iter().any(|known| known.same_as(candidate)) {
            all.push(candidate);
        }
    }
    let mut rows = Vec::new();
    let mut unchanged = 0;
    for target in all {
        let count = |list: &[Target]| list.iter().filter(|it| it.same_as(target)).count();
        let counts = sides.map(count);
        if is_same(&counts) {
            unchanged += counts[0];
            continue;
        }
        let cells = counts.map(|count| match count {
            0 => nowhere(),
            1 => "yes".into(),
            more => Phrase::new(format!("{more}×"), format!("{more} times")),
        });
        rows.push(side(&counts, cells, compact(target, names)));
    }
    table(rows, unchanged, "row")
}

/// A row of the table. Changes by others stand out, even if the change is not about them.
fn side<T: PartialEq>(values: &[T; 3], cells: [Phrase; 3], name: impl Into<Phrase>) -> Line {
    let role = if values[0] == values[1] {
        Role::Text
    } else {
        Role::Warn
    };
    let [before, now, yours] = cells;
    let cells = Phrase::cell(before, BEFORE.len()).gap(Phrase::cell(now, NOW.len()));
    let cells = cells.gap(Phrase::cell(yours, YOURS.len()));
    Line::new(role, cells.gap(name))
}

/// A target with its filter in few words, so that a row fits one line of 80 columns.
fn compact(shown: &Target, names: &Names) -> Phrase {
    let line = target(shown, names).line();
    match shown.filter() {
        Some(found) => line.dot(filter(found, names)),
        None => line,
    }
}

fn is_same<T: PartialEq>(values: &[T; 3]) -> bool {
    values[0] == values[1] && values[1] == values[2]
}

const BEFORE: &str = "before";
const NOW: &str = "now";
const YOURS: &str = "yours";

/// The rows below the heading of the three columns, and the number of the other rows.
fn table(rows: Vec<Line>, unchanged: usize, one: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    if !rows.is_empty() {
        let heading = Phrase::from(BEFORE).gap(NOW).gap(YOURS);
        lines.push(Line::new(Role::Title, heading));
        lines.extend(rows);
    }
    let message = match unchanged {
        0 => return lines,
        1 => format!("1 {one} unchanged"),
        more => format!("{more} {one}s unchanged"),
    };
    lines.push(Line::new(Role::Text, message));
    lines
}

/// Shown in the column of a list without the row.
fn nowhere() -> Phrase {
    Phrase::new("–", "no")
}

/// The same for a change of priorities: where each configuration was, is, and would be.
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
    let sides = [&seen[..], theirs, &yours];
    let mut all: Vec<&ConfigurationId> = Vec::new();
    for one in sides.into_iter().flatten() {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    let mut rows = Vec::new();
    let mut unchanged = 0;
    for one in all {
        let places = sides.map(|order| order.iter().position(|other| other == one));
        if is_same(&places) {
            unchanged += 1;
            continue;
        }
        let cells = places.map(|at| at.map_or_else(nowhere, |at| (at + 1).to_string().into()));
        rows.push(side(&places, cells, name_of(one)));
    }
    table(rows, unchanged, "configuration")
}

/// The three sides of a conflict; nothing for any other outcome.
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

/// The rows of a rejected list, because the service does not say which one is wrong.
#[must_use]
pub fn replaced(change: &Change, names: &Names) -> Vec<Line> {
    let mut lines = vec![Line::new(
        Role::Text,
        "The request contains every row of the list. The service may be refusing any of them:",
    )];
    for row in change.after(&change.before) {
        let deleted = row
            .object_id()
            .and_then(|id| ObjectId::parse(id).ok())
            .is_some_and(|id| names.get(&id) == Some(&Name::Deleted));
        let role = if deleted { Role::Warn } else { Role::Text };
        lines.push(Line::new(role, target_line(&row, names).indented(2)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ConfigurationType;

    fn id(name: &str) -> ConfigurationId {
        ConfigurationId::new(name.to_owned())
    }

    fn change(kind: ChangeKind, before: Vec<Target>) -> Change {
        Change {
            configuration: id("a"),
            configuration_name: "Alpha".to_owned(),
            configuration_type: ConfigurationType::Esp,
            platform: None,
            kind,
            before,
            reverses: None,
        }
    }

    fn texts(lines: Vec<Line>) -> Vec<String> {
        lines.into_iter().map(|line| line.text.into()).collect()
    }

    #[test]
    fn an_order_has_three_sides_by_name() {
        let order = ["x", "a", "b", "y"].map(id).to_vec();
        let change = change(
            ChangeKind::SetPriority {
                from: 2,
                to: 3,
                order,
            },
            Vec::new(),
        );
        let theirs = ["x", "c", "a", "y", "b"].map(id);
        let lines = conflict_order(&change, &theirs, |one| one.as_str().to_uppercase());
        assert_eq!(
            texts(lines),
            [
                "before  now  yours",
                "2       3    3      A",
                "3       5    2      B",
                "–       2    –      C",
                "2 configurations unchanged",
            ]
        );
    }

    fn group(id: &str) -> Target {
        let json = format!(
            r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{id}-0a4e-4d0b-9a55-7d2b1c3e4f50"}}"##
        );
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn only_the_rows_that_differ_stand_in_the_table() {
        let [ours, theirs, wanted] = ["11111111", "22222222", "33333333"].map(group);
        let stay = ["44444444", "55555555", "66666666"].map(group);
        let list = |own: &Target| [&stay[..], std::slice::from_ref(own)].concat();
        let kind = ChangeKind::Retarget {
            assignment: crate::domain::AssignmentId::new("r".to_owned()),
            from: ours.clone(),
            to: wanted,
        };
        let named = [
            ("1", "Sales EMEA"),
            ("2", "Executives"),
            ("3", "Engineering"),
        ];
        let named = named.map(|(digit, name)| {
            let id = format!("{}-0a4e-4d0b-9a55-7d2b1c3e4f50", digit.repeat(8));
            let (name, kind) = (name.to_owned(), crate::domain::ObjectKind::Group);
            (ObjectId::parse(&id).unwrap(), Name::Known { name, kind })
        });
        let lines = conflict(&change(kind, list(&ours)), &list(&theirs), &named.into());
        assert!(lines.iter().all(|line| crate::text::width(&line.text) < 58));
        insta::assert_snapshot!(texts(lines).join("\n"), @r"
        before  now  yours
        yes     –    –      group · Sales EMEA
        –       yes  –      group · Executives
        –       –    yes    group · Engineering
        3 rows unchanged
        ");
    }

    #[test]
    fn a_row_that_is_there_twice_is_counted() {
        let one = group("11111111");
        let kind = ChangeKind::Remove {
            target: one.clone(),
        };
        let twice = vec![one.clone(), one.clone()];
        let lines = conflict(
            &change(kind, twice),
            std::slice::from_ref(&one),
            &Names::new(),
        );
        assert!(texts(lines)[1].starts_with("2×      yes  yes    group"));
        let replaced = ChangeKind::Replace {
            targets: vec![one.clone()],
        };
        let same = std::slice::from_ref(&one);
        let lines = conflict(&change(replaced, same.to_vec()), same, &Names::new());
        assert_eq!(texts(lines), ["1 row unchanged"]);
    }
}
