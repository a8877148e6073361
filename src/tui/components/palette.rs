//! The command palette: commands found by name.

use std::cmp::Reverse;

use super::Component;
use crate::text;
use crate::tui::keys::command::{Command, Record, Scope, TABLE};
use crate::tui::kit::content::{Content, List, Row};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::finder::Finder;
use crate::tui::panes::availability::availability;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Availability, Context};
use crate::words::Phrase;

/// Width of a name, and of its key.
const NAME: usize = 14;
const KEY: usize = 9;

/// The palette. It is shown over the panes, which run the chosen command.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Palette {
    pub(super) cursor: Cursor,
    found: Vec<(&'static Record, Availability)>,
}

impl Palette {
    /// The names of the commands that match what was typed, the best match first.
    pub fn found(&self) -> impl Iterator<Item = &'static str> {
        self.found.iter().map(|(record, _)| record.name)
    }
}

impl Component for Palette {
    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn title(&self, _: &Store) -> String {
        "Commands".to_owned()
    }

    fn step(&self) -> &'static str {
        "commands"
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::List(List {
            sign: Some(":"),
            typing: true,
            count: self.found.len(),
            counted: String::new(),
            row: Box::new(|at, _| {
                self.found
                    .get(at)
                    .map_or_else(Row::default, |it| row(it, store))
            }),
            empty: Phrase::new("No such command.", ""),
            note: None,
            marks: true,
            size: (76, 14),
        })
    }

    /// The commands chosen last come first, then those of the table in their order. If something was typed,
    /// a match in the name or in an alias comes before one in the description.
    fn refresh(&mut self, store: &Store) {
        let mut finder = Finder::new(self.cursor.typed.value());
        let mut found: Vec<(u32, &Record)> = TABLE
            .iter()
            .filter(|record| record.palette)
            .filter_map(|record| match &mut finder {
                Some(finder) => Some((score(finder, record)?, record)),
                None => Some((0, record)),
            })
            .collect();
        let age = |command: Command| {
            let mut recent = store.recent_commands.iter();
            recent.position(|one| *one == command).unwrap_or(usize::MAX)
        };
        found.sort_by_key(|(score, record)| (Reverse(*score), age(record.command)));
        self.found = found
            .into_iter()
            .map(|(_, record)| (record, availability(store, record.command)))
            .filter(|(_, availability)| *availability != Availability::Hidden)
            .collect();
    }

    fn on_command(&mut self, command: Command, _: &mut Context<'_>) -> Action {
        match command {
            Command::Run => match self.found.get(self.cursor.selected) {
                Some((record, _)) => Action::Run(record.command),
                None => Action::Close,
            },
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }
}

/// How well what was typed matches the name or an alias.
fn score(finder: &mut Finder, record: &Record) -> Option<u32> {
    let names = std::iter::once(&record.name).chain(record.aliases);
    names
        .filter_map(|name| finder.score(name, record.help))
        .max()
}

/// A command with its key and what it does, or why it cannot be run now.
fn row((record, availability): &(&'static Record, Availability), store: &Store) -> Row {
    let key = store.keymap.first_key(Scope::List, record.command);
    let key = key.unwrap_or_default();
    let spoken_key = match key.as_str() {
        "" => String::new(),
        key => format!(", key {key}"),
    };
    let key = Phrase::new(format!(" {}", text::fit(&key, KEY)), spoken_key);
    let name = Phrase::cell(record.name, NAME).then(key);
    let (shown, spoken, quiet) = match availability {
        Availability::Disabled(reason) => {
            (format!(" ({reason})"), format!(", not now: {reason}"), true)
        }
        _ => (
            format!(" {}", record.help),
            format!(", {}", record.help),
            false,
        ),
    };
    Row {
        text: name.then(Phrase::new(shown, spoken)),
        quiet,
    }
}
