//! How many rows of a list could not be read.

use crate::domain::Row;

/// What could not be read, as part of a sentence: `1 configuration and 2 assignments could not be read`;
/// none if everything could. The assignments of a list that was not read at all count as one.
#[must_use]
pub fn unreadable(rows: &[Row]) -> Option<String> {
    let is_unreadable = |row: &&Row| row.configuration.unreadable.is_some();
    let configurations = rows.iter().filter(is_unreadable).count();
    let assignments = rows.iter().map(unreadable_assignments).sum();
    let counted = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        count => Some(format!("{count} {what}s")),
    };
    let parts: Vec<String> = [
        counted(configurations, "configuration"),
        counted(assignments, "assignment"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| format!("{} could not be read", parts.join(" and ")))
}

/// How many assignments of a configuration could not be read. Those of one that could not be read itself
/// are not counted beside it.
#[must_use]
pub fn unreadable_assignments(row: &Row) -> usize {
    let rows = row.assignments.iter().filter(|row| row.is_unreadable());
    match row.configuration.unreadable {
        Some(_) => 0,
        None => rows.count(),
    }
}
