//! The journal as a table on a terminal, and as lines elsewhere.
//!
//! Belongs here: which requests have a line, and its cells. Does not belong here: JSON and CSV (`verbs::journal`).

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use crate::cli::print::OutputStyle;
use crate::cli::print::table::{Cell, Column, Table};
use crate::domain::{Entry, Half};
use crate::journal::Contents;
use crate::text;
use crate::words::{self, Names, Role};

/// The fewest characters of a change's ID that are shown.
const LEAST_ID: usize = 8;

/// A request of the journal, ready to be printed.
struct Printed<'a> {
    time: &'a str,
    verdict: &'a str,
    role: Role,
    id: String,
    configuration: String,
    change: String,
}

/// Returns one line for each request, oldest first. An intent is shown only if it has no verdict.
pub(in crate::cli) fn table(
    contents: &Contents,
    names: &[Cow<'_, Names>],
    open: &HashSet<String>,
    style: OutputStyle,
) -> String {
    let Contents { entries, newer, .. } = contents;
    let is_verdict = |entry: &Entry| entry.row == Half::Verdict;
    let closed: HashSet<&str> = entries
        .iter()
        .filter(|entry| is_verdict(entry))
        .map(|entry| entry.client_request_id.as_str())
        .collect();
    let shown = entries.iter().zip(names).filter(|(entry, _)| {
        is_verdict(entry) || !closed.contains(entry.client_request_id.as_str())
    });
    let mut lines: Vec<Printed<'_>> = shown
        .map(|(entry, names)| {
            let (verdict, role) = match entry.verdict {
                Some(verdict) => (verdict.word(), words::verdict_role(verdict)),
                None if open.contains(&entry.client_request_id) => ("open", Role::Bad),
                None => ("intent", Role::Warn),
            };
            Printed {
                time: &entry.time,
                verdict,
                role,
                id: short_id(entries, &entry.change_id).to_owned(),
                configuration: entry.change.configuration_name.clone(),
                change: words::change(&entry.change, names).to_string(),
            }
        })
        .collect();
    for newer in newer {
        let known = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
        let time = newer.time.as_deref().unwrap_or_default();
        let verdict = newer.verdict.as_deref().or(newer.row.as_deref());
        let line = Printed {
            time,
            verdict: verdict.unwrap_or("?"),
            role: Role::Text,
            id: known(&newer.change_id),
            configuration: known(&newer.configuration_name),
            change: newer.to_string(),
        };
        let at = lines.iter().rposition(|other| other.time <= time);
        lines.insert(at.map_or(0, |at| at + 1), line);
    }
    if style.is_terminal() {
        on_terminal(lines, style)
    } else {
        in_lines(&lines, style)
    }
}

fn on_terminal(lines: Vec<Printed<'_>>, style: OutputStyle) -> String {
    if lines.is_empty() {
        return "No changes were made from here.\n".to_owned();
    }
    let mut table = Table::new([
        Column::text("Time (UTC)", 16),
        Column::text("Verdict", 8),
        Column::text("Change", 8),
        Column::text("Configuration", 16),
        Column::below("What"),
    ]);
    for line in lines {
        table.push([
            Cell::from(line.time.get(..16).unwrap_or(line.time).replace('T', " ")),
            Cell::new(line.role, line.verdict),
            line.id.into(),
            line.configuration.into(),
            line.change.into(),
        ]);
    }
    table.text(style)
}

/// Returns a line for each request, for programs.
fn in_lines(lines: &[Printed<'_>], style: OutputStyle) -> String {
    let mut printed = String::new();
    for line in lines {
        let start = line.time.get(..19).unwrap_or(line.time).replace('T', " ");
        let verdict = text::fit(line.verdict, 16);
        let Printed {
            id,
            configuration,
            change,
            ..
        } = line;
        let line = format!("{start}  {verdict}  {id}  {configuration}  {change}");
        // The file may contain text from any source.
        let _ = writeln!(printed, "{}", style.characters(&text::clean(&line)));
    }
    printed
}

/// Returns the shortest beginning of a change's ID that is unique.
fn short_id<'a>(entries: &[Entry], id: &'a str) -> &'a str {
    let is_unique = |start: &str| {
        entries
            .iter()
            .all(|entry| entry.change_id == id || !entry.change_id.starts_with(start))
    };
    (LEAST_ID..id.len())
        .filter_map(|end| id.get(..end))
        .find(|start| is_unique(start))
        .unwrap_or(id)
}
