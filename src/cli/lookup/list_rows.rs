//! The rows of `enlist list --csv` as rows of a plan.
//!
//! Belongs here: which column of the list is which column of a plan, and which rows cannot be planned. Does
//! not belong here: writing the list (`list_csv`), reading a plan's own columns (`plan_csv`).

use std::collections::HashMap;

/// The column that distinguishes a list from a plan's own columns.
pub(in crate::cli) const MARK: &str = "targetKind";

/// A row of a plan by its columns, or why a row of the list cannot be planned.
pub(in crate::cli) fn planned<'a>(
    cell: impl Fn(&str) -> &'a str,
) -> Result<HashMap<&'static str, String>, &'static str> {
    let text = |name: &str| without_guard(cell(name)).to_owned();
    let kind = text(MARK);
    if text("id").is_empty() {
        return Err("the configuration could not be read");
    }
    match kind.trim() {
        "" if text("assignmentId").is_empty() => return Err("the configuration has no assignment"),
        "exclusion" => return Err("an excluded group is shown only"),
        "unknown" => return Err("a target of a kind that is not known here stays as it is"),
        "unreadable" => return Err("the assignment could not be read"),
        _ => {}
    }
    let mut cells = HashMap::from([
        ("configuration", text("id")),
        ("assignment", text("assignmentId")),
        ("target", kind.clone()),
    ]);
    if kind.trim().eq_ignore_ascii_case("remove") {
        return Ok(cells);
    }
    let of_target = |name| Some(text(name)).filter(|text| !text.is_empty());
    let object = match kind.trim() {
        "cm-collection" => ("id", text("targetId")),
        _ => (
            "group",
            of_target("targetId")
                .or_else(|| of_target("targetName"))
                .unwrap_or_default(),
        ),
    };
    cells.extend([
        object,
        ("target-type", text("targetType")),
        ("filter", text("filterId")),
        ("filter-mode", text("filterMode")),
    ]);
    Ok(cells)
}

/// A cell without the apostrophe that keeps a spreadsheet from reading it as a formula.
pub(in crate::cli) fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if crate::text::csv_cell(rest) != rest => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[(&str, &'static str)]) -> Result<Vec<(&'static str, String)>, &'static str> {
        let cell = |name: &str| {
            let found = cells.iter().find(|(known, _)| *known == name);
            found.map_or("", |(_, cell)| *cell)
        };
        let mut read: Vec<_> = planned(cell)?.into_iter().collect();
        read.retain(|(_, cell)| !cell.is_empty());
        read.sort();
        Ok(read)
    }

    #[test]
    fn a_row_of_the_list_says_what_a_row_of_a_plan_says() {
        let group = [
            ("id", "c"),
            ("name", "Corp"),
            ("assignmentId", "a"),
            ("targetKind", "group"),
            ("targetId", "g"),
            ("targetName", "Sales"),
            ("filterId", "f"),
            ("filterMode", "include"),
        ];
        let wanted = [
            ("assignment", "a"),
            ("configuration", "c"),
            ("filter", "f"),
            ("filter-mode", "include"),
            ("group", "g"),
            ("target", "group"),
        ];
        let wanted = wanted.map(|(name, cell)| (name, cell.to_owned()));
        assert_eq!(read(&group).unwrap(), wanted);
        let collection = [
            ("id", "c"),
            ("targetKind", "cm-collection"),
            ("targetId", "'-SMS"),
        ];
        assert!(
            read(&collection)
                .unwrap()
                .contains(&("id", "-SMS".to_owned()))
        );
        let named = [
            ("id", "c"),
            ("targetKind", "group"),
            ("targetName", "Sales"),
        ];
        assert!(
            read(&named)
                .unwrap()
                .contains(&("group", "Sales".to_owned()))
        );
        let removed = [("targetKind", "remove"), ("filterId", "f")];
        let removed = [&group[..3], &removed].concat();
        assert_eq!(read(&removed).unwrap().len(), 3);
    }

    #[test]
    fn what_cannot_be_planned_has_a_reason() {
        for (cells, reason) in [
            (&[("targetKind", "group")][..], "could not be read"),
            (&[("id", "c")], "no assignment"),
            (&[("id", "c"), ("targetKind", "exclusion")], "excluded"),
            (&[("id", "c"), ("targetKind", "unknown")], "not known"),
            (
                &[("id", "c"), ("targetKind", "unreadable")],
                "could not be read",
            ),
        ] {
            let text = read(cells).unwrap_err();
            assert!(text.contains(reason), "{cells:?}: {text}");
        }
    }
}
