//! A search through all assignments of the tenant, by name or by any id.

use super::Component;
use crate::domain::Row as Listed;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, List, Row};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::finder::Finder;
use crate::tui::kit::remote::Remote;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Context};
use crate::words::{self, Phrase};

/// What is said where nothing was typed yet.
const WHAT_TO_TYPE: &str = "type a group, a configuration, or four or more characters of any id";

/// The width of the names of configurations.
const NAME: usize = 28;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct FindAssignments {
    pub(super) cursor: Cursor,
    found: Vec<Use>,
    /// What was typed, and of which rows, when that was worked out.
    made_from: (String, u64),
}

/// Where something that was searched for stands in the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The configuration, by its place in the list.
    pub configuration: usize,
    /// The assignment, by its place in the configuration; none where the configuration has none, or holds it
    /// in a property of its own.
    pub assignment: Option<usize>,
}

impl FindAssignments {
    #[must_use]
    pub fn found(&self) -> &[Use] {
        &self.found
    }

    fn typed(&self) -> &str {
        self.cursor.typed.value().trim()
    }

    /// How many places were found, and whether there may be others: what is not read yet must not be taken
    /// for what is not there.
    fn counted(&self, store: &Store) -> String {
        if self.typed().is_empty() {
            return String::new();
        }
        let reach = match &store.list {
            Remote::Loading { previous: None, .. } => " so far, the list still loads",
            Remote::Loading { .. } => "",
            _ if store.is_unloaded() => ", and the list is not loaded",
            list if list.is_incomplete() => ", and the list is not complete",
            _ => "",
        };
        format!("· {} found{reach}", self.found.len())
    }

    /// That nothing matches, and what was searched.
    fn nothing(store: &Store) -> String {
        if store.is_unloaded() {
            return "nothing to search: the list is not loaded".to_owned();
        }
        let configurations = match store.rows().len() {
            1 => "1 configuration".to_owned(),
            count => format!("{count} configurations"),
        };
        format!("no match in the names, ids and assignments of {configurations}")
    }

    /// The row that is selected, to go there.
    fn target(&self, store: &Store) -> Option<Action> {
        let found = self.found.get(self.cursor.selected)?;
        let row = store.rows().get(found.configuration)?;
        let assignment = found.assignment.and_then(|at| row.assignments.get(at));
        Some(Action::GoTo(
            row.configuration.id.clone(),
            assignment.map(|assignment| assignment.id.clone()),
        ))
    }
}

impl Component for FindAssignments {
    fn scope(&self) -> Scope {
        Scope::Search
    }

    fn title(&self, _: &Store) -> String {
        "Find assignments".to_owned()
    }

    fn step(&self) -> &'static str {
        "find"
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        let empty = if self.typed().is_empty() {
            WHAT_TO_TYPE.to_owned()
        } else {
            Self::nothing(store)
        };
        Content::List(List {
            sign: Some("/"),
            count: self.found.len(),
            counted: self.counted(store),
            row: Box::new(|at, _| {
                let found = self.found.get(at);
                let said = found.and_then(|found| {
                    let row = store.rows().get(found.configuration)?;
                    line(store, row, found.assignment)
                });
                Row::new(said.unwrap_or_default())
            }),
            empty: empty.into(),
            note: None,
            marks: true,
            size: (100, 40),
        })
    }

    fn needs_names(&self) -> bool {
        true
    }

    fn refresh(&mut self, store: &Store) {
        let typed = self.cursor.typed.value();
        if self.made_from == (typed.to_owned(), store.rows_version) {
            return;
        }
        self.found = uses(store, typed);
        self.made_from = (typed.to_owned(), store.rows_version);
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match command {
            Command::Go => self.target(cx.store).unwrap_or(Action::Stay),
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }
}

/// What was searched for in the whole tenant, in the order of the list: assignments, and configurations
/// that have none.
fn uses(store: &Store, typed: &str) -> Vec<Use> {
    let Some(mut finder) = Finder::new(typed) else {
        return Vec::new();
    };
    let rows = store.haystacks.iter().enumerate();
    rows.flat_map(|(configuration, row)| {
        let found = finder.finds_in(row).into_iter();
        found.map(move |assignment| Use {
            configuration,
            assignment,
        })
    })
    .collect()
}

/// A configuration with what one of its assignments points at.
fn line(store: &Store, row: &Listed, assignment: Option<usize>) -> Option<Phrase> {
    let target: Phrase = match assignment {
        Some(at) => words::target(&row.assignments.get(at)?.target, &store.names).line(),
        None if row.assignments.is_empty() => "(no assignments)".into(),
        None => "(in its own properties)".into(),
    };
    let name = &row.configuration.name;
    Some(Phrase::new(
        format!("{} {target}", text::fit(name, NAME)),
        format!("{}, {}", text::spoken_name(name), target.spoken()),
    ))
}
