//! The keys in words: those of the place where help was opened first, and only those that match where
//! something was typed to find them.
//!
//! Belongs here: which keys, in which order. Does not belong here: the table (`command`), the keys
//! themselves (`keymap`), searching in other texts (`kit`).

use crate::tui::keys::command::{Command, Scope};
use crate::tui::keys::keymap::Keymap;
use crate::tui::kit::search::places;
use crate::tui::store::Store;
use crate::words::{Line, Phrase, Role};

/// The heading of a group of keys, and its lines.
type Group = (Line, Vec<Line>);

/// All keys, group by group, those of this place first.
fn groups(store: &Store, here: Scope) -> Vec<Group> {
    let first: Vec<Scope> = std::iter::once(here).chain(here.moving()).collect();
    let others = Scope::ALL
        .into_iter()
        .filter(|scope| !first.contains(scope));
    first
        .iter()
        .copied()
        .chain(others)
        .map(|scope| {
            let rows = key_rows(&store.keymap, scope)
                .map(|(keys, help)| Line::new(Role::Text, Phrase::cell(keys, 16).gap(help)));
            (Line::new(Role::Title, scope.title()), rows.collect())
        })
        .collect()
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
        let said = format!("no key and no command has this; {key} shows all again");
        lines.push(Line::new(Role::Text, said));
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
            Phrase::new("–", "no")
        } else {
            keys.join(" ").into()
        };
        (keys, command.help_in(scope))
    })
}
