//! The admin's keymap file: the keys that it sets, and its mistakes.
//!
//! Belongs here: reading the overrides, the rules for every file, and reporting where a rule is broken.
//! Does not belong here: finding the file (`config`), reading it from disk (`cli`), looking up keys
//! (`keymap`).

use std::fmt;

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::command::{Command, Scope};
use super::keymap::{Keymap, show};
use crate::config::nearest;

/// A mistake in a keymap file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// The table and the entry, as far as they are known.
    pub entry: String,
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.entry.is_empty() {
            write!(out, "{}: {}", self.line, self.text)
        } else {
            write!(out, "{}: {}: {}", self.line, self.entry, self.text)
        }
    }
}

/// A valid entry of the file: a command with its keys.
struct Entry {
    line: usize,
    scope: Scope,
    command: Command,
    keys: Vec<KeyCombination>,
}

impl Entry {
    fn name(&self) -> String {
        entry_name(self.scope, self.command.record().name)
    }

    fn problem(&self, text: impl Into<String>) -> Problem {
        Problem {
            line: self.line,
            entry: self.name(),
            text: text.into(),
        }
    }
}

fn entry_name(scope: Scope, name: &str) -> String {
    format!("[{}] {name}", scope.word())
}

/// Applies the entries of a file to the keymap.
///
/// # Errors
/// Returns all mistakes in the file, in the order of its lines.
pub fn apply(keymap: &Keymap, text: &str) -> Result<Keymap, Vec<Problem>> {
    let (entries, mut problems) = read(keymap, text);
    problems.extend(entries.iter().flat_map(forbidden));
    problems.extend(conflicts(&entries));
    let mut changed = keymap.clone();
    for entry in &entries {
        changed.give(entry.scope, entry.command, &entry.keys);
    }
    if problems.is_empty() {
        problems.extend(lost_ways_back(keymap, &changed, &entries));
    }
    problems.sort_by_key(|problem| problem.line);
    if problems.is_empty() {
        Ok(changed)
    } else {
        Err(problems)
    }
}

fn read(keymap: &Keymap, text: &str) -> (Vec<Entry>, Vec<Problem>) {
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    let line_of = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    let (tables, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.first() {
        let line = error.span().map_or(1, |span| line_of(span.start));
        let text = error.message().lines().collect::<Vec<_>>().join(" ");
        let entry = String::new();
        return (entries, vec![Problem { line, entry, text }]);
    }
    for (word, table) in tables.get_ref() {
        let line = line_of(word.span().start);
        let scope = Scope::ALL
            .into_iter()
            .find(|scope| scope.word() == word.get_ref());
        let (Some(scope), Some(table)) = (scope, table.get_ref().as_table()) else {
            let scopes = Scope::ALL.map(Scope::word);
            let text = if scope.is_some() {
                "expected a table".to_owned()
            } else {
                format!(
                    "no scope named `{}`; {}",
                    word.get_ref(),
                    nearest(word.get_ref(), scopes).map_or_else(
                        || format!("the scopes are {}", scopes.join(", ")),
                        |near| format!("did you mean `{near}`?")
                    )
                )
            };
            let entry = format!("[{}]", word.get_ref());
            problems.push(Problem { line, entry, text });
            continue;
        };
        for (name, keys) in table {
            let line = line_of(name.span().start);
            match entry(keymap, scope, name.get_ref(), keys, &line_of) {
                Ok((command, keys)) => entries.push(Entry {
                    line,
                    scope,
                    command,
                    keys,
                }),
                Err((at, text)) => problems.push(Problem {
                    line: at.unwrap_or(line),
                    entry: entry_name(scope, name.get_ref()),
                    text,
                }),
            }
        }
    }
    (entries, problems)
}

type EntryProblem = (Option<usize>, String);

fn entry(
    keymap: &Keymap,
    scope: Scope,
    name: &str,
    keys: &Spanned<DeValue<'_>>,
    line_of: &impl Fn(usize) -> usize,
) -> Result<(Command, Vec<KeyCombination>), EntryProblem> {
    let known: Vec<&str> = keymap
        .scope(scope)
        .chain(scope.moving().into_iter().flat_map(|of| keymap.scope(of)))
        .map(|(command, _)| command.record().name)
        .collect();
    let command = Command::named(name)
        .filter(|command| known.contains(&command.record().name))
        .ok_or_else(|| (None, no_command(keymap, scope, name, &known)))?;
    let array: &DeArray<'_> = keys.get_ref().as_array().ok_or_else(|| {
        let text = "expected a list of keys, such as [\"e\", \"f2\"], or [] for none";
        (None, text.to_owned())
    })?;
    let mut found = Vec::new();
    for key in array {
        let line = Some(line_of(key.span().start));
        let Some(word) = key.get_ref().as_str() else {
            return Err((
                line,
                "expected a key as text, such as \"ctrl-r\"".to_owned(),
            ));
        };
        let key = parse_key(word).ok_or_else(|| {
            let text = format!(
                "`{word}` is not a key; write keys like \"e\", \"shift-e\", \"ctrl-r\", \"f5\", \
                 \"enter\""
            );
            (line, text)
        })?;
        if found.contains(&key) {
            return Err((line, format!("`{word}` is listed twice")));
        }
        found.push(key);
    }
    Ok((command, found))
}

fn no_command(keymap: &Keymap, scope: Scope, name: &str, known: &[&str]) -> String {
    if Command::named(name).is_some() {
        let scopes: Vec<String> = Scope::ALL
            .into_iter()
            .filter(|scope| {
                keymap
                    .scope(*scope)
                    .any(|(command, _)| command.record().name == name)
            })
            .map(|scope| format!("[{}]", scope.word()))
            .collect();
        return format!(
            "no such command in [{}]; it is in {}",
            scope.word(),
            scopes.join(", ")
        );
    }
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("no such command; did you mean `{near}`?"),
        None => format!(
            "no such command; [{}] has {}",
            scope.word(),
            known.join(", ")
        ),
    }
}

/// Parses a key. Returns `None` if the text is not a key.
fn parse_key(written: &str) -> Option<KeyCombination> {
    let mut characters = written.chars();
    let alone = characters.next().filter(|_| characters.next().is_none());
    let key = match alone {
        // The parser reads an uppercase letter as a lowercase one.
        Some(c) => KeyCombination::from(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)),
        None => match written.rsplit_once('-') {
            Some((before, last)) if last.len() == 1 && last.chars().all(char::is_uppercase) => {
                format!("shift-{before}-{last}").parse().ok()?
            }
            _ => written.parse().ok()?,
        },
    };
    let mut event: KeyEvent = match key.codes {
        crokey::OneToThree::One(code) => KeyEvent::new(code, key.modifiers),
        // Few terminals report several keys held at the same time.
        _ => return None,
    };
    match event.code {
        KeyCode::Char(c) if c.is_uppercase() => event.modifiers |= KeyModifiers::SHIFT,
        // Shift is already part of a character that is not a letter.
        KeyCode::Char(c) if !c.is_alphabetic() => event.modifiers.remove(KeyModifiers::SHIFT),
        _ => {}
    }
    Some(KeyCombination::from(event).normalized())
}

fn key(written: &str) -> Option<KeyCombination> {
    parse_key(written)
}

/// Returns the problems of an entry that no file may contain.
fn forbidden(entry: &Entry) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (yes, leave) = (key("y"), key("ctrl-c"));
    let command = entry.command;
    let is_yes = matches!(command, Command::Submit | Command::Confirm);
    if is_yes && (entry.keys.len() != 1 || entry.keys.first() != yes.as_ref()) {
        problems.push(entry.problem("only `y` means yes: this cannot be changed"));
    }
    let has = |wanted: Option<KeyCombination>| entry.keys.iter().any(|key| Some(*key) == wanted);
    let asks_yes = matches!(
        entry.scope,
        Scope::Review
            | Scope::TypedName
            | Scope::Confirm
            | Scope::Global
            | Scope::MovingInText
            | Scope::MovingInList
    );
    if !is_yes && has(yes) && (command.record().writes || asks_yes) {
        problems
            .push(entry.problem("`y` means yes, and cannot run a command that changes something"));
    }
    if command == Command::Quit && entry.scope == Scope::Global && !has(leave) {
        problems.push(entry.problem("Ctrl-C always quits: it cannot be removed from `quit`"));
    }
    if command != Command::Quit && has(leave) {
        problems.push(entry.problem("Ctrl-C always quits: it cannot run another command"));
    }
    if takes_text(entry.scope) {
        let typed = entry.keys.iter().find(|key| {
            let plain = !key
                .modifiers
                .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
            plain && matches!(key.codes, crokey::OneToThree::One(KeyCode::Char(_)))
        });
        problems.extend(typed.map(|key| {
            entry.problem(format!(
                "`{}` is typed into the text there, so it cannot run a command",
                show(*key)
            ))
        }));
    }
    problems
}

/// Whether letters are typed as text in this scope, wherever the focus is.
const fn takes_text(scope: Scope) -> bool {
    matches!(
        scope,
        Scope::Palette | Scope::Journal | Scope::Search | Scope::Filter | Scope::Prompt
    )
}

/// Returns the keys that the file gives to two commands of a scope.
fn conflicts(entries: &[Entry]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        for key in &entry.keys {
            let other = entries[..at]
                .iter()
                .find(|other| other.scope == entry.scope && other.keys.contains(key));
            problems.extend(other.map(|other| {
                entry.problem(format!(
                    "`{}` is used for both `{}` and `{}` (line {})",
                    show(*key),
                    entry.command.record().name,
                    other.command.record().name,
                    other.line
                ))
            }));
        }
    }
    problems
}

/// Returns a problem for each scope that could be entered but not left any more.
fn lost_ways_back(before: &Keymap, after: &Keymap, entries: &[Entry]) -> Vec<Problem> {
    let can_leave = |keymap: &Keymap, scope| {
        keymap
            .scope(scope)
            .any(|(command, keys)| command == Command::Back && !keys.is_empty())
    };
    Scope::ALL
        .into_iter()
        .filter(|scope| can_leave(before, *scope) && !can_leave(after, *scope))
        .map(|scope| Problem {
            line: entries
                .iter()
                .find(|entry| entry.scope == scope)
                .map_or(1, |entry| entry.line),
            entry: format!("[{}]", scope.word()),
            text: "`back` needs a key".to_owned(),
        })
        .collect()
}

#[cfg(test)]
#[path = "keymap_file_tests.rs"]
mod tests;
