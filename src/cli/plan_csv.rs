//! The rows of `enlist plan --csv`.
//!
//! Belongs here: columns, rows, and which line cannot be used. Does not belong here: what a target is
//! (`target`), what is allowed (`crate::plan`).

use std::collections::HashMap;
use std::path::Path;

use clap::ValueEnum;

use super::args::{FilterWord, KindWord, TargetArgs, TargetTypeWord, ViaWord};
use super::exit::Failure;
use super::target::NewFilter;
use super::write::Office;
use super::{files, find, list, target};
use crate::domain::NewTarget;
use crate::graph::Row;
use crate::plan::{Skipped, Wish, Wished};
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

/// The word in the column `target` that takes an assignment away.
const REMOVE: &str = "remove";

/// A row that is sound by itself.
#[derive(Debug)]
pub(super) struct CsvRow {
    line: u64,
    configuration: String,
    /// The assignment that it is about; none for a new one.
    assignment: Option<String>,
    /// The new target; none where the assignment goes.
    target: Option<TargetArgs>,
    /// The cells of the target, which stand for what they name.
    cells: [String; 6],
}

/// Reads the rows of a file.
pub(super) fn read(path: &Path, file: &str) -> Result<Vec<CsvRow>, Failure> {
    let (rows, problems) = parse(file);
    refuse(path, &problems)?;
    Ok(rows)
}

/// Every line that cannot be used, at once.
fn refuse(path: &Path, problems: &[String]) -> Result<(), Failure> {
    if problems.is_empty() {
        return Ok(());
    }
    let what = format!("{}: not every row can be used", files::name(path));
    Err(Failure::naming("csv", what, Some(problems.join("\n"))))
}

/// The rows, and what is wrong with the others.
fn parse(file: &str) -> (Vec<CsvRow>, Vec<String>) {
    let file = file.trim_start_matches('\u{feff}');
    let head = file.lines().next().unwrap_or_default();
    // Spreadsheets write what their country separates lists with.
    let separator = if head.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .trim(csv::Trim::All)
        .from_reader(file.as_bytes());
    let mut places = HashMap::new();
    match reader.headers() {
        Ok(header) => {
            for (at, name) in header.iter().enumerate() {
                let known = COLUMNS
                    .into_iter()
                    .find(|known| known.eq_ignore_ascii_case(name));
                match known {
                    Some(known) if !places.contains_key(known) => drop(places.insert(known, at)),
                    Some(_) => return (Vec::new(), vec![head_problem(name, "stands there twice")]),
                    None => {
                        return (
                            Vec::new(),
                            vec![head_problem(name, "is none of the columns")],
                        );
                    }
                }
            }
        }
        Err(error) => return (Vec::new(), vec![error.to_string()]),
    }
    if let Some(missing) = ["configuration", "target"]
        .into_iter()
        .find(|name| !places.contains_key(name))
    {
        return (Vec::new(), vec![head_problem(missing, "is missing")]);
    }
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                problems.push(format!("line {line}: {}", fault(&error)));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |name: &str| {
            let at = places.get(name);
            let cell = at.and_then(|at| record.get(*at)).unwrap_or_default();
            cell.to_owned()
        };
        match row(line, cell) {
            Ok(row) => rows.push(row),
            Err(problem) => problems.push(format!("line {line}: {problem}")),
        }
    }
    (rows, problems)
}

fn head_problem(name: &str, what: &str) -> String {
    format!(
        "line 1: the column `{}` {what}; there are {}",
        text::clean(name),
        COLUMNS.join(", ")
    )
}

fn fault(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("{len} cells, and {expected_len} columns"),
        _ => error.to_string(),
    }
}

fn row(line: u64, cell: impl Fn(&str) -> String) -> Result<CsvRow, String> {
    let given = |name: &str| Some(cell(name)).filter(|cell| !cell.is_empty());
    let configuration = given("configuration").ok_or("configuration: this cell is empty")?;
    let assignment = given("assignment");
    let kind = given("target").ok_or("target: this cell is empty")?;
    let cells = COLUMNS[2..].iter().map(|name| cell(name));
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
        let filter_mode = word::<FilterWord>("filter-mode", given("filter-mode"))?;
        if filter.is_none() && filter_mode.is_some() {
            return Err("filter-mode: this does not go without filter".to_owned());
        }
        Some(TargetArgs {
            target: KindWord::from_str(&kind, true)
                .map_err(|_| format!("target: `{}` is none of {}", text::clean(&kind), words()))?,
            group,
            id,
            target_type: word::<TargetTypeWord>("target-type", given("target-type"))?,
            filter,
            filter_mode,
            via: ViaWord::Auto,
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

fn word<T: ValueEnum>(name: &str, typed: Option<String>) -> Result<Option<T>, String> {
    let read = |typed: String| {
        T::from_str(&typed, true).map_err(|_| {
            format!(
                "{name}: `{}` is none of {}",
                text::clean(&typed),
                values::<T>()
            )
        })
    };
    typed.map(read).transpose()
}

fn values<T: ValueEnum>() -> String {
    let values = T::value_variants().iter().filter_map(T::to_possible_value);
    let names = values.map(|value| value.get_name().to_owned());
    names.collect::<Vec<_>>().join(", ")
}

fn words() -> String {
    format!("{}, {REMOVE}", values::<KindWord>())
}

/// What the rows wish for. What a filter does not go with is left out, like all that a rule forbids.
pub(super) async fn wishes(
    office: &Office,
    path: &Path,
    rows: &[CsvRow],
) -> Result<(Vec<Wish>, Vec<Skipped>), Failure> {
    let client = &office.desk.client;
    let mut problems = Vec::new();
    let mut found: Vec<(&CsvRow, &Row)> = Vec::new();
    for row in rows {
        match find::configuration(&office.rows, &row.configuration) {
            Ok(configuration) => found.push((row, configuration)),
            Err(failure) => note(&mut problems, row, failure)?,
        }
    }
    let looked_at = found.iter().filter(|(row, _)| row.assignment.is_some());
    let assignments = looked_at.flat_map(|(_, found)| &found.assignments);
    let ids = list::ids(assignments.map(|assignment| &assignment.target));
    let names = if ids.is_empty() {
        Names::new()
    } else {
        client.names(&ids).await?
    };
    let mut known: HashMap<&[String; 6], (NewTarget, NewFilter)> = HashMap::new();
    let (mut wishes, mut skipped) = (Vec::new(), Vec::new());
    for (row, found) in found {
        let assignment = row
            .assignment
            .as_ref()
            .map(|typed| find::assignment(found, typed, &names))
            .transpose();
        let assignment = match assignment {
            Ok(assignment) => assignment,
            Err(failure) => {
                note(&mut problems, row, failure)?;
                continue;
            }
        };
        if let Some(args) = &row.target
            && !known.contains_key(&row.cells)
        {
            match both(office, args).await {
                Ok(new) => drop(known.insert(&row.cells, new)),
                Err(failure) => {
                    note(&mut problems, row, failure)?;
                    continue;
                }
            }
        }
        let new = row.target.as_ref().and_then(|_| known.get(&row.cells));
        let configuration = &found.configuration;
        let meant = match (assignment, new) {
            (Some(assignment), Some((new, filter))) => {
                let to = filter.put_on(&assignment.target.retarget(new));
                Wished::Retarget(assignment.id.clone(), to)
            }
            (None, Some((new, filter))) => Wished::Add(filter.put_on(&new.clone().into_target())),
            (Some(assignment), None) => Wished::Remove(assignment.id.clone()),
            (None, None) => continue,
        };
        match new.map_or(Ok(()), |(_, filter)| filter.refusal(configuration)) {
            Ok(()) => wishes.push(Wish {
                configuration: configuration.id.clone(),
                wished: meant,
                note: format!("line {} of {}", row.line, files::name(path)),
            }),
            Err(reason) => skipped.push(Skipped {
                configuration: configuration.id.clone(),
                configuration_name: configuration.name.clone(),
                target: assignment.map(|assignment| assignment.target.clone()),
                reason,
            }),
        }
    }
    refuse(path, &problems)?;
    Ok((wishes, skipped))
}

async fn both(office: &Office, args: &TargetArgs) -> Result<(NewTarget, NewFilter), Failure> {
    let client = &office.desk.client;
    let new = target::target(client, &office.rows, args).await?;
    Ok((new, target::filter(client, args).await?))
}

/// Keeps what is wrong with a row; a request that failed ends it all.
fn note(problems: &mut Vec<String>, row: &CsvRow, failure: Failure) -> Result<(), Failure> {
    if !failure.is_usage() {
        return Err(failure);
    }
    let said = failure.said();
    problems.push(format!("line {}: {}", row.line, said.join("\n")));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_that_cannot_be_used_is_named_by_its_line() {
        let (rows, problems) = parse(
            "Target,configuration,assignment,group,id,filter,filter-mode,target-type\n\
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
             REMOVE,Corp ESP,x,,,,,\n",
        );
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 4, 13]);
        let starts = [
            "line 3: configuration: ",
            "line 6: target: `grup` is none of group, all-users",
            "line 7: assignment: ",
            "line 8: group: this does not go with remove",
            "line 9: id: ",
            "line 10: filter-mode: ",
            "line 11: target-type: `nobody` is none of user, device",
            "line 12: 2 cells, and 8 columns",
        ];
        assert_eq!(problems.len(), starts.len(), "{problems:#?}");
        for (problem, start) in problems.iter().zip(starts) {
            assert!(problem.starts_with(start), "{problem}");
        }
    }

    #[test]
    fn the_header_is_checked_and_a_semicolon_will_do() {
        let (rows, problems) = parse("\u{feff}configuration;target\r\nCorp ESP;all-users\r\n");
        assert_eq!((rows.len(), problems.len()), (1, 0));
        for (header, said) in [
            ("configuration,targt\n", "`targt` is none of the columns"),
            ("configuration\n", "`target` is missing"),
            ("target,target,configuration\n", "twice"),
            ("", "`configuration` is missing"),
        ] {
            let (rows, problems) = parse(header);
            assert!(rows.is_empty());
            assert!(problems[0].contains(said), "{problems:?}");
        }
    }
}
