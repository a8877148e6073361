//! The keys in words: those of the place where help was opened first, and only those that match where
//! something was typed to find them.
//!
//! Belongs here: which keys, in which order. Does not belong here: the table (`command`), the keys
//! themselves (`keymap`), searching in other texts (`look`).

use super::command::{Command, Scope};
use super::keymap::Keymap;
use super::look::places;
use super::model::{Model, Overlay};
use crate::words::{Line, Phrase, Role};

/// The heading of a group of keys, and its lines.
type Group = (Line, Vec<Line>);

/// All keys, group by group, those of this place first.
fn groups(model: &Model) -> Vec<Group> {
    let here = place_of_help(model);
    let first: Vec<Scope> = std::iter::once(here).chain(here.moving()).collect();
    let others = Scope::ALL
        .into_iter()
        .filter(|scope| !first.contains(scope));
    first
        .iter()
        .copied()
        .chain(others)
        .map(|scope| {
            let rows = key_rows(&model.keymap, scope)
                .map(|(keys, help)| Line::new(Role::Text, Phrase::cell(keys, 16).gap(help)));
            (Line::new(Role::Title, scope.title()), rows.collect())
        })
        .collect()
}

/// The groups as they are shown. What is typed leaves the lines that have it; a heading that has it
/// leaves its whole group.
fn shown(model: &Model) -> Vec<Group> {
    let typed = typed(model);
    let mut groups = groups(model);
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

/// The lines of help.
#[must_use]
pub fn lines(model: &Model) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (heading, rows) in shown(model) {
        if !lines.is_empty() {
            lines.push(Line::new(Role::Text, ""));
        }
        lines.push(heading);
        lines.extend(rows);
    }
    if lines.is_empty() {
        let key = model.key(Scope::Text, Command::Back);
        let said = format!("no key and no command has this; {key} shows all again");
        lines.push(Line::new(Role::Text, said));
    }
    lines
}

/// How many keys are shown.
#[must_use]
pub fn count(model: &Model) -> usize {
    shown(model).iter().map(|(_, rows)| rows.len()).sum()
}

/// How many lines there are where nothing is typed: help keeps its size while it is.
#[must_use]
pub fn all(model: &Model) -> usize {
    let lines: usize = groups(model).iter().map(|(_, rows)| rows.len() + 2).sum();
    lines.saturating_sub(1)
}

/// What was typed into help; nothing where another text is searched.
#[must_use]
pub fn typed(model: &Model) -> &str {
    let text = |overlay: &&Overlay| matches!(overlay, Overlay::Text { .. });
    let on_help = model
        .overlays
        .iter()
        .rev()
        .find(text)
        .is_some_and(Overlay::is_help);
    match &model.look {
        Some(look) if on_help => look.typed.value(),
        _ => "",
    }
}

/// Where the admin was when help was opened.
fn place_of_help(model: &Model) -> Scope {
    let below = model
        .overlays
        .iter()
        .take_while(|overlay| !overlay.is_help());
    below.last().map_or(Scope::List, Overlay::scope)
}

/// The keys of a scope with what they do, in the order of the keymap.
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
