//! The rows of `enlist plan --csv`.
//!
//! Belongs here: columns, rows, and which line cannot be used. Does not belong here: what a target is
//! (`target`), what is allowed (`crate::plan`).

use std::collections::HashMap;
use std::path::Path;

use crate::cli::args::TargetArgs;
use crate::cli::args::choice::{Choice, chosen};
use crate::cli::lookup::named;
use crate::cli::lookup::new_target::{self, NewFilter};
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print::exit::Failure;
use crate::cli::session::csv_file::{self, Problem, Record};
use crate::cli::session::files;
use crate::domain::{FilterMode, NewTarget, Row, TargetType, WriteMode};
use crate::plan::{Wish, Wished};
use crate::text;

const COLUMNS: [&str; 8] = [
    "configuration",
    "assignment",
    "target",
    "group",
    "id",
    "target-type",
    "filter",
    "filter-mode",
];

/// The word in the column `target` that takes an assignment away.
const REMOVE: &str = "remove";

/// A row that is sound by itself.
#[derive(Debug)]
pub(in crate::cli) struct CsvRow {
    line: u64,
    configuration: String,
    /// The assignment that it is about; none for a new one.
    assignment: Option<String>,
    /// The new target; none where the assignment goes.
    target: Option<TargetArgs>,
    /// The cells of the target, which stand for what they name.
    cells: [String; 6],
}

/// The rows of a file.
#[derive(Debug, Default)]
pub(in crate::cli) struct Rows {
    sound: Vec<CsvRow>,
    /// What is wrong with the others.
    problems: Vec<Problem>,
}

/// Reads the rows of a file. Those that cannot be used are named later, together with those that
/// name nothing.
pub(in crate::cli) fn read(path: &Path, file: &[u8]) -> Result<Rows, Failure> {
    let rows = csv_file::decode(file).and_then(|file| parse(&file));
    rows.map_err(|problem| refused(path, &mut [problem]))
}

/// Every line that cannot be used, at once and in the order of the file.
fn refused(path: &Path, problems: &mut [Problem]) -> Failure {
    let what = format!("{}: not every row can be used", files::name(path));
    problems.sort_by_key(|problem| problem.line);
    let lines = problems
        .iter()
        .map(|Problem { line, what }| format!("line {line}: {what}"));
    let lines: Vec<String> = lines.collect();
    Failure::naming("csv", what, Some(lines.join("\n")))
}

/// The rows and what is wrong with some of them, or what is wrong with the head.
fn parse(file: &str) -> Result<Rows, Problem> {
    let (mut records, mut problems) = csv_file::records(file);
    let first = records.first().map_or(u64::MAX, |head| head.line);
    if problems.first().is_some_and(|problem| problem.line < first) {
        return Err(problems.swap_remove(0));
    }
    if records.is_empty() {
        return Err(head_problem(1, "configuration", "is missing"));
    }
    let head = records.remove(0);
    let places = columns(&head)?;
    let mut sound = Vec::new();
    for record in records {
        let cell = |name: &str| {
            let at = places.get(name);
            let cell = at.and_then(|at| record.cells.get(*at));
            cell.map_or("", String::as_str)
        };
        let (cells, columns) = (record.cells.len(), head.cells.len());
        let row = if cells == columns {
            row(record.line, cell)
        } else {
            Err(format!("{cells} cells, and {columns} columns"))
        };
        let line = record.line;
        match row {
            Ok(row) => sound.push(row),
            Err(what) => problems.push(Problem { line, what }),
        }
    }
    Ok(Rows { sound, problems })
}

/// Where each column stands.
fn columns(head: &Record) -> Result<HashMap<&'static str, usize>, Problem> {
    let mut places = HashMap::new();
    for (at, name) in head.cells.iter().enumerate() {
        let known = COLUMNS
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(name.trim()));
        let Some(known) = known else {
            return Err(head_problem(head.line, name, "is none of the columns"));
        };
        if places.insert(known, at).is_some() {
            return Err(head_problem(head.line, name, "stands there twice"));
        }
    }
    let missing = ["configuration", "target"]
        .into_iter()
        .find(|name| !places.contains_key(name));
    match missing {
        Some(missing) => Err(head_problem(head.line, missing, "is missing")),
        None => Ok(places),
    }
}

fn head_problem(line: u64, name: &str, what: &str) -> Problem {
    let what = format!(
        "the column `{}` {what}; there are {}",
        text::sentence(name),
        COLUMNS.join(", ")
    );
    Problem { line, what }
}

/// The columns whose cells hold a word of ours or an id: blanks around those mean nothing. A name is
/// taken as it stands.
const WORDS: [&str; 4] = ["target", "id", "target-type", "filter-mode"];

fn row<'a>(line: u64, cell: impl Fn(&str) -> &'a str) -> Result<CsvRow, String> {
    let cell = |name: &str| {
        let cell = cell(name);
        if WORDS.contains(&name) {
            cell.trim()
        } else {
            cell
        }
    };
    // An empty cell means something else than a name: which one is meant is not to be guessed.
    let is_blank = |name: &&&str| !cell(name).is_empty() && cell(name).trim().is_empty();
    if let Some(name) = COLUMNS.iter().find(is_blank) {
        return Err(format!("{name}: this cell holds blanks only"));
    }
    let given = |name: &str| Some(cell(name).to_owned()).filter(|cell| !cell.is_empty());
    let configuration = given("configuration").ok_or("configuration: this cell is empty")?;
    let assignment = given("assignment");
    let kind = given("target").ok_or("target: this cell is empty")?;
    let cells = COLUMNS[2..].iter().map(|name| cell(name).to_owned());
    let cells: Vec<String> = cells.collect();
    let cells: [String; 6] = cells.try_into().map_err(|_| "cells are missing")?;
    let target = if kind.eq_ignore_ascii_case(REMOVE) {
        if assignment.is_none() {
            return Err("assignment: what is to be removed?".to_owned());
        }
        if let Some(name) = COLUMNS[3..].iter().find(|name| given(name).is_some()) {
            return Err(format!("{name}: this does not go with {REMOVE}"));
        }
        None
    } else {
        let (group, id) = (given("group"), given("id"));
        if group.is_some() && id.is_some() {
            return Err("id: this does not go with group".to_owned());
        }
        let filter = given("filter");
        let filter_mode = word::<FilterMode>("filter-mode", given("filter-mode"))?;
        if filter.is_none() && filter_mode.is_some() {
            return Err("filter-mode: this does not go without filter".to_owned());
        }
        Some(TargetArgs {
            target: chosen(&kind).map_err(|problem| format!("target: {problem}, {REMOVE}"))?,
            group,
            id,
            target_type: word::<TargetType>("target-type", given("target-type"))?,
            filter,
            filter_mode,
            via: WriteMode::Auto,
        })
    };
    Ok(CsvRow {
        line,
        configuration,
        assignment,
        target,
        cells,
    })
}

/// The value of a cell that holds one of a few words.
fn word<T: Choice>(name: &str, typed: Option<String>) -> Result<Option<T>, String> {
    let read = |typed: String| chosen::<T>(&typed).map_err(|problem| format!("{name}: {problem}"));
    typed.map(read).transpose()
}

/// What the rows wish for.
pub(in crate::cli) async fn wishes(
    workspace: &Workspace,
    path: &Path,
    rows: &Rows,
) -> Result<Vec<Wish>, Failure> {
    let mut problems = rows.problems.clone();
    let mut found: Vec<(&CsvRow, &Row)> = Vec::new();
    for row in &rows.sound {
        match named::configuration(&workspace.rows, &row.configuration) {
            Ok(configuration) => found.push((row, configuration)),
            Err(failure) => note(&mut problems, row, failure)?,
        }
    }
    let looked_at = found.iter().filter(|(row, _)| row.assignment.is_some());
    let assignments = looked_at.flat_map(|(_, found)| &found.assignments);
    let targets = assignments.map(|assignment| &assignment.target);
    let names = workspace.names.of_targets(targets).await;
    let mut known: HashMap<&[String; 6], (NewTarget, NewFilter)> = HashMap::new();
    let mut wishes = Vec::new();
    for (row, found) in found {
        let assignment = row
            .assignment
            .as_ref()
            .map(|typed| named::assignment(found, typed, &names))
            .transpose();
        let assignment = match assignment {
            Ok(assignment) => assignment,
            Err(failure) => {
                note(&mut problems, row, workspace.names.explained(failure))?;
                continue;
            }
        };
        if let Some(args) = &row.target
            && !known.contains_key(&row.cells)
        {
            match new_target::read(workspace, args).await {
                Ok(new) => drop(known.insert(&row.cells, new)),
                Err(failure) => {
                    note(&mut problems, row, failure)?;
                    continue;
                }
            }
        }
        let new = row.target.as_ref().and_then(|_| known.get(&row.cells));
        let meant = match (assignment, new) {
            (Some(assignment), Some((new, filter))) => {
                let to = filter.put_on(&assignment.target.retarget(new));
                Wished::Retarget(assignment.id.clone(), to)
            }
            (None, Some((new, filter))) => Wished::Add(filter.put_on(&new.clone().into_target())),
            (Some(assignment), None) => Wished::Remove(assignment.id.clone()),
            (None, None) => continue,
        };
        wishes.push(Wish {
            configuration: found.configuration.id.clone(),
            wished: meant,
            note: format!("line {} of {}", row.line, files::name(path)),
        });
    }
    if problems.is_empty() {
        Ok(wishes)
    } else {
        Err(refused(path, &mut problems))
    }
}

/// Keeps what is wrong with a row; a request that failed ends it all.
fn note(problems: &mut Vec<Problem>, row: &CsvRow, failure: Failure) -> Result<(), Failure> {
    if !failure.is_usage() {
        return Err(failure);
    }
    problems.push(Problem {
        line: row.line,
        what: failure.said().join("\n"),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of the sound rows, and what is wrong with the others.
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
                "line 6: target: `grup` is none of group, all-users",
                "line 7: assignment: ",
                "line 8: group: this does not go with remove",
                "line 9: id: ",
                "line 10: filter-mode: ",
                "line 11: target-type: `nobody` is none of user, device",
                "line 12: 2 cells, and 8 columns",
                "line 13: there is text behind a closing quote",
                "line 14: assignment: this cell holds blanks only",
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
        for (header, said) in [
            (
                "configuration,targt\n",
                "line 1: the column `targt` is none of the columns",
            ),
            (
                "\n\nconfiguration\n",
                "line 3: the column `target` is missing",
            ),
            ("target,target,configuration\n", "twice"),
            (
                "\"target\"x,configuration\n",
                "line 1: there is text behind",
            ),
            ("", "`configuration` is missing"),
            ("sep=;\n", "`configuration` is missing"),
        ] {
            let (lines, problems) = read(header);
            assert!(lines.is_empty());
            assert!(problems[0].contains(said), "{problems:?}");
        }
    }
}
