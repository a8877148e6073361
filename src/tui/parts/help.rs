//! The keys in words: first the ten that matter most where help was opened, then the others; and only those
//! that match where something was typed to find them.
//!
//! Belongs here: which keys, in which order. Does not belong here: the table (`command`), the keys
//! themselves (`keymap`), searching in other texts (`kit`).

use std::collections::HashSet;

use crate::tui::keys::command::{Command, Scope};
use crate::tui::keys::keymap::Keymap;
use crate::tui::kit::search::places;
use crate::tui::store::Store;
use crate::words::{Line, Phrase, Role};

/// The heading of a group of keys, and its lines.
type Group = (Line, Vec<Line>);

/// What stands in the place of a key where a command has none.
const NO_KEY: &str = "–";

/// The keys of the panes that an admin needs most.
const PANES: [Command; 10] = [
    Command::Open,
    Command::Edit,
    Command::Add,
    Command::Remove,
    Command::Undo,
    Command::Mark,
    Command::Bulk,
    Command::Filter,
    Command::Search,
    Command::Outcome,
];

/// The commands that matter most here, ten at most.
fn foremost(store: &Store, here: Scope) -> Vec<Command> {
    if here == Scope::List {
        return PANES.to_vec();
    }
    let commands = store.keymap.scope(here).map(|(command, _)| command);
    let mut ranked: Vec<(u8, Command)> = commands
        .filter_map(|command| Some((command.record().footer?, command)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(PANES.len());
    ranked.into_iter().map(|(_, command)| command).collect()
}

/// All keys: the few that matter most here, then group by group, those of this place first. A key that does
/// the same in several places is named once.
fn groups(store: &Store, here: Scope) -> Vec<Group> {
    let keymap = &store.keymap;
    let mut message: HashSet<(String, &'static str)> = HashSet::new();
    let mut group = |title: &'static str, rows: Vec<(Phrase, &'static str)>| {
        let mut lines = Vec::new();
        // What has no key is found in the palette.
        for (keys, help) in rows.into_iter().filter(|(keys, _)| *keys != NO_KEY) {
            if message.insert((keys.to_string(), help)) {
                lines.push(Line::new(Role::Text, Phrase::cell(keys, 16).gap(help)));
            }
        }
        (Line::new(Role::Title, title), lines)
    };
    let first = foremost(store, here);
    let all: Vec<(Command, (Phrase, &'static str))> = keymap
        .scope(here)
        .map(|(command, _)| command)
        .zip(key_rows(keymap, here))
        .collect();
    let foremost_rows = first.iter().filter_map(|command| {
        let found = all.iter().find(|(one, _)| one == command);
        found.map(|(_, row)| row.clone())
    });
    let mut groups = vec![group(here.title(), foremost_rows.collect())];
    let mut scopes: Vec<Scope> = std::iter::once(here).chain(here.moving()).collect();
    let others: Vec<Scope> = Scope::ALL
        .into_iter()
        .filter(|scope| !scopes.contains(scope))
        .collect();
    scopes.extend(others);
    for scope in scopes {
        let title = if scope == here {
            "More keys here"
        } else {
            scope.title()
        };
        groups.push(group(title, key_rows(keymap, scope).collect()));
    }
    groups.retain(|(_, rows)| !rows.is_empty());
    groups
}

/// The groups as they are shown. What is typed leaves the lines that have it; a heading that has it
/// leaves its whole group.
fn shown(store: &Store, here: Scope, typed: &str) -> Vec<Group> {
    let mut groups = groups(store, here);
    if typed.is_empty() {
        return groups;
    }
    let matches = |line: &Line| !places(std::slice::from_ref(line), typed).is_empty();
    for (heading, rows) in &mut groups {
        if !matches(heading) {
            rows.retain(matches);
        }
    }
    groups.retain(|(_, rows)| !rows.is_empty());
    groups
}

/// The lines of help that was opened here, as far as they have what was typed.
#[must_use]
pub fn lines(store: &Store, here: Scope, typed: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (heading, rows) in shown(store, here, typed) {
        if !lines.is_empty() {
            lines.push(Line::new(Role::Text, ""));
        }
        lines.push(heading);
        lines.extend(rows);
    }
    if lines.is_empty() {
        let key = store.key(Scope::Text, Command::Back);
        let message = format!("No key matches. {key} shows all keys.");
        lines.push(Line::new(Role::Text, message));
    }
    lines
}

/// How many keys are shown.
#[must_use]
pub fn count(store: &Store, here: Scope, typed: &str) -> usize {
    shown(store, here, typed)
        .iter()
        .map(|(_, rows)| rows.len())
        .sum()
}

/// How many lines there are where nothing is typed: help keeps its size while it is.
#[must_use]
pub fn all(store: &Store, here: Scope) -> usize {
    let lines: usize = groups(store, here)
        .iter()
        .map(|(_, rows)| rows.len() + 2)
        .sum();
    lines.saturating_sub(1)
}

pub fn key_rows(keymap: &Keymap, scope: Scope) -> impl Iterator<Item = (Phrase, &'static str)> {
    keymap.scope(scope).map(move |(command, keys)| {
        let keys: Vec<String> = keys.iter().map(|key| keymap.show(*key)).collect();
        let keys = if keys.is_empty() {
            Phrase::new(NO_KEY, "no")
        } else {
            keys.join(" ").into()
        };
        (keys, command.help_in(scope))
    })
}
