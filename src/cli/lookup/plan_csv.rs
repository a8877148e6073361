//! The rows of `enlist plan --csv`.
//!
//! Belongs here: columns, rows, and which line cannot be used. Does not belong here: what a target is
//! (`target`), what is allowed (`crate::plan`).

use std::collections::HashMap;
use std::path::Path;

use crate::cli::args::TargetArgs;
use crate::cli::args::choice::{Choice, chosen};
use crate::cli::lookup::list_rows;
use crate::cli::lookup::named;
use crate::cli::lookup::new_target::{self, NewFilter};
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print::documents;
use crate::cli::print::exit::Failure;
use crate::cli::print::list_csv;
use crate::cli::session::csv_file::{self, Problem, Record};
use crate::cli::session::files;
use crate::domain::{Assignment, FilterMode, NewTarget, Row, TargetType, WriteMode};
use crate::plan::{Wish, Wished};
use crate::text;
use crate::words::Names;

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

/// The word in the column `target` that removes an assignment.
const REMOVE: &str = "remove";

/// A row without errors of its own.
#[derive(Debug)]
pub(in crate::cli) struct CsvRow {
    line: u64,
    configuration: String,
    /// The assignment to change; `None` for a new one.
    assignment: Option<String>,
    /// The new target; `None` if the assignment is removed.
    target: Option<TargetArgs>,
    /// The cells of the target, as they are in the file.
    cells: [String; 6],
    /// The name next to the ID of the target, if the row comes from a list.
    beside: Option<String>,
}

#[derive(Debug, Default)]
pub(in crate::cli) struct Rows {
    sound: Vec<CsvRow>,
    /// The errors in the others.
    problems: Vec<Problem>,
    /// Whether they come from `enlist list --csv`: then most of them are unchanged.
    is_list: bool,
    /// Why nothing can be planned from rows of such a list.
    skipped: Vec<Problem>,
}

/// The wishes in the rows of a file, and what was skipped.
pub(in crate::cli) struct Wishes {
    pub(in crate::cli) wishes: Vec<Wish>,
    pub(in crate::cli) skipped: Vec<String>,
}

/// Reads the rows of a file. Errors are reported later, together with names that are not found.
pub(in crate::cli) fn read(path: &Path, file: &[u8]) -> Result<Rows, Failure> {
    let rows = csv_file::decode(file).and_then(|file| parse(&file));
    rows.map_err(|problem| refused(path, &mut [problem]))
}

/// Reports every line that cannot be used, in the order of the file.
fn refused(path: &Path, problems: &mut [Problem]) -> Failure {
    let what = format!("{}: some rows cannot be used", files::name(path));
    problems.sort_by_key(|problem| problem.line);
    let lines = problems
        .iter()
        .map(|Problem { line, what }| format!("line {line}: {what}"));
    let lines: Vec<String> = lines.collect();
    Failure::naming("csv", what, Some(lines.join("\n")))
}

/// The rows and the errors in some of them, or the error in the header.
fn parse(file: &str) -> Result<Rows, Problem> {
    let (mut records, mut problems) = csv_file::records(file);
    let first = records.first().map_or(u64::MAX, |head| head.line);
    if problems.first().is_some_and(|problem| problem.line < first) {
        return Err(problems.swap_remove(0));
    }
    if records.is_empty() {
        return Err(head_problem(1, "configuration", "is missing", &COLUMNS));
    }
    let head = records.remove(0);
    let is_mark = |cell: &String| cell.trim().eq_ignore_ascii_case(list_rows::MARK);
    let is_list = head.cells.iter().any(is_mark);
    let places = if is_list {
        columns(&head, &list_csv::TITLES, &["id", list_rows::MARK])?
    } else {
        columns(&head, &COLUMNS, &["configuration", "target"])?
    };
    let (mut sound, mut skipped) = (Vec::new(), Vec::new());
    for record in records {
        let cell = |name: &str| {
            let at = places.get(name);
            let cell = at.and_then(|at| record.cells.get(*at));
            cell.map_or("", String::as_str)
        };
        let (cells, columns) = (record.cells.len(), head.cells.len());
        let line = record.line;
        let row = if cells != columns {
            Err(format!("{cells} cells for {columns} columns"))
        } else if is_list {
            match list_rows::planned(cell) {
                Ok(planned) => {
                    let made = row(line, |name| planned.get(name).map_or("", String::as_str));
                    let beside = Some(list_rows::without_guard(cell("targetName")).to_owned());
                    let beside = beside.filter(|name| !name.is_empty());
                    made.map(|row| CsvRow { beside, ..row })
                }
                Err(reason) => {
                    let what = format!("{}: {reason}", cell("name"));
                    skipped.push(Problem { line, what });
                    continue;
                }
            }
        } else {
            row(line, cell)
        };
        match row {
            Ok(row) => sound.push(row),
            Err(what) => problems.push(Problem { line, what }),
        }
    }
    Ok(Rows {
        sound,
        problems,
        is_list,
        skipped,
    })
}

fn columns(
    head: &Record,
    all: &[&'static str],
    needed: &[&'static str],
) -> Result<HashMap<&'static str, usize>, Problem> {
    let mut places = HashMap::new();
    let head_problem = |line, name: &str, what| head_problem(line, name, what, all);
    for (at, name) in head.cells.iter().enumerate() {
        let known = all
            .iter()
            .copied()
            .find(|known| known.eq_ignore_ascii_case(name.trim()));
        let Some(known) = known else {
            return Err(head_problem(head.line, name, "is unknown"));
        };
        if places.insert(known, at).is_some() {
            return Err(head_problem(head.line, name, "appears twice"));
        }
    }
    let mut needed = needed.iter();
    let missing = needed.find(|name| !places.contains_key(*name));
    match missing {
        Some(missing) => Err(head_problem(head.line, missing, "is missing")),
        None => Ok(places),
    }
}

fn head_problem(line: u64, name: &str, what: &str, all: &[&str]) -> Problem {
    let what = format!(
        "the column `{}` {what}; the columns are {}",
        text::sentence(name),
        all.join(", ")
    );
    Problem { line, what }
}

/// The columns that contain a keyword or an ID: spaces around these are ignored. A name is used unchanged.
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
    // A cell of spaces may be meant as empty or as a name, which must not be guessed.
    let is_blank = |name: &&&str| !cell(name).is_empty() && cell(name).trim().is_empty();
    if let Some(name) = COLUMNS.iter().find(is_blank) {
        return Err(format!("{name}: this cell contains only spaces"));
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
            return Err("assignment: name the assignment to remove".to_owned());
        }
        if let Some(name) = COLUMNS[3..].iter().find(|name| given(name).is_some()) {
            return Err(format!("{name}: cannot be used with {REMOVE}"));
        }
        None
    } else {
        let (group, id) = (given("group"), given("id"));
        if group.is_some() && id.is_some() {
            return Err("id: cannot be used with group".to_owned());
        }
        let filter = given("filter");
        let filter_mode = word::<FilterMode>("filter-mode", given("filter-mode"))?;
        if filter.is_none() && filter_mode.is_some() {
            return Err("filter-mode: needs a filter".to_owned());
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
        beside: None,
    })
}

/// The value of a cell with one of a few words.
fn word<T: Choice>(name: &str, typed: Option<String>) -> Result<Option<T>, String> {
    let read = |typed: String| chosen::<T>(&typed).map_err(|problem| format!("{name}: {problem}"));
    typed.map(read).transpose()
}

pub(in crate::cli) async fn wishes(
    workspace: &Workspace,
    path: &Path,
    rows: &Rows,
) -> Result<Wishes, Failure> {
    let mut problems = rows.problems.clone();
    let mut found: Vec<(&CsvRow, &Row)> = Vec::new();
    // A list can be long, and contains IDs.
    let read = workspace.rows.iter();
    let by_id: HashMap<&str, &Row> = read
        .map(|row| (row.configuration.id.as_str(), row))
        .collect();
    for row in &rows.sound {
        if let Some(known) = by_id.get(row.configuration.as_str()) {
            found.push((row, *known));
            continue;
        }
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
    let (mut wishes, mut unchanged) = (Vec::new(), 0_u32);
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
        if let Some(what) = assignment.and_then(|there| row.contradiction(there, &names)) {
            let line = row.line;
            problems.push(Problem { line, what });
            continue;
        }
        let new = row.target.as_ref().and_then(|_| known.get(&row.cells));
        let meant = match (assignment, new) {
            (Some(assignment), Some((new, filter))) => {
                let to = filter.put_on(&assignment.target.retarget(new));
                if rows.is_list && to.same_as(&assignment.target) {
                    unchanged += 1;
                    continue;
                }
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
    if !problems.is_empty() {
        return Err(refused(path, &mut problems));
    }
    let skipped = rows.skipped.iter();
    let mut skipped: Vec<String> = skipped
        .map(|Problem { line, what }| {
            let what = text::clean(what);
            format!("{what} (line {line} of {})", files::name(path))
        })
        .collect();
    if unchanged > 0 {
        let rows = if unchanged == 1 { "row is" } else { "rows are" };
        skipped.push(format!("{unchanged} {rows} already as in the tenant"));
    }
    Ok(Wishes { wishes, skipped })
}

impl CsvRow {
    /// Returns the error for a row of the list whose name was edited but not its ID, because it must not be
    /// guessed which of them is right.
    fn contradiction(&self, there: &Assignment, names: &Names) -> Option<String> {
        let (beside, id) = (self.beside.as_deref()?, there.target.object_id()?);
        let is_same_id = self.cells[1].eq_ignore_ascii_case(id);
        let known = documents::known_name(id, names)?;
        (is_same_id && known != beside).then(|| {
            "targetName: this is not the group of targetId; change targetId, or leave it empty"
                .to_owned()
        })
    }
}

/// Keeps the error of a row; a failed request ends everything.
fn note(problems: &mut Vec<Problem>, row: &CsvRow, failure: Failure) -> Result<(), Failure> {
    if !failure.is_usage() {
        return Err(failure);
    }
    problems.push(Problem {
        line: row.line,
        what: failure.lines().join("\n"),
    });
    Ok(())
}

#[cfg(test)]
#[path = "plan_csv_tests.rs"]
mod tests;
