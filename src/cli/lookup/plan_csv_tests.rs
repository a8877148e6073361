//! Tests which rows of a CSV file can be used, and the errors in the others.

use super::*;

/// Returns the line numbers of the valid rows, and the errors in the others.
fn read(file: &str) -> (Vec<u64>, Vec<String>) {
    match parse(file) {
        Ok(mut rows) => {
            rows.problems.sort_by_key(|problem| problem.line);
            let problems = rows.problems.iter();
            (
                rows.sound.iter().map(|row| row.line).collect(),
                problems
                    .map(|problem| format!("line {}: {}", problem.line, problem.what))
                    .collect(),
            )
        }
        Err(Problem { line, what }) => (Vec::new(), vec![format!("line {line}: {what}")]),
    }
}

#[test]
fn every_row_that_cannot_be_used_is_named_by_its_line() {
    let file = "Target,configuration,assignment,group,id,filter,filter-mode,target-type\n\
         group,Corp ESP,Sales,Engineering,,,,\n\
         group,,Sales,Engineering,,,,\n\
         \"group\",\"two\nlines\",,a,,,,\n\
         grup,Corp ESP,,Engineering,,,,\n\
         remove,Corp ESP,,,,,,\n\
         remove,Corp ESP,x,y,,,,\n\
         group,Corp ESP,,a,b,,,\n\
         all-users,Corp ESP,,,,,include,\n\
         scope-tag,Corp ESP,,a,,,,nobody\n\
         all-users,Corp ESP\n\
         \"REMOVE\"x,Corp ESP,x,,,,,\n\
         all-users,Corp ESP, ,,,,,\n\
         REMOVE ,Corp ESP,x,,,,,\n";
    for end in ["\n", "\r\n", "\r"] {
        let (lines, problems) = read(&file.replace('\n', end));
        assert_eq!(lines, [2, 4, 15]);
        let starts = [
            "line 3: configuration: ",
            "line 6: target: `grup` is not one of group, all-users",
            "line 7: assignment: ",
            "line 8: group: cannot be used with remove",
            "line 9: id: ",
            "line 10: filter-mode: ",
            "line 11: target-type: `nobody` is not one of user, device",
            "line 12: 2 cells for 8 columns",
            "line 13: there is text after a closing quote",
            "line 14: assignment: this cell contains only spaces",
        ];
        assert_eq!(problems.len(), starts.len(), "{problems:#?}");
        for (problem, start) in problems.iter().zip(starts) {
            assert!(problem.starts_with(start), "{problem}");
        }
    }
}

#[test]
fn names_keep_their_blanks_and_words_do_not() {
    let rows = parse("configuration, target ,group\n Corp ESP, Group , a \n").unwrap();
    let row = &rows.sound[0];
    assert_eq!(row.configuration, " Corp ESP");
    let target = row.target.as_ref().unwrap();
    assert_eq!(target.target, crate::domain::TargetKind::Group);
    assert_eq!(target.group.as_deref(), Some(" a "));
}

#[test]
fn the_header_is_checked() {
    for (header, text) in [
        (
            "configuration,targt\n",
            "line 1: the column `targt` is unknown",
        ),
        (
            "\n\nconfiguration\n",
            "line 3: the column `target` is missing",
        ),
        ("target,target,configuration\n", "twice"),
        ("\"target\"x,configuration\n", "line 1: there is text after"),
        ("", "`configuration` is missing"),
        ("sep=;\n", "`configuration` is missing"),
    ] {
        let (lines, problems) = read(header);
        assert!(lines.is_empty());
        assert!(problems[0].contains(text), "{problems:?}");
    }
}
