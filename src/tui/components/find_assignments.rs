//! A search in all assignments of the tenant, by name or by any ID. Hits can be marked, edited and removed
//! like rows of the panes: the panes follow the selected hit, and run the commands on it.

use tui_input::InputRequest;

use super::Component;
use crate::domain::{Assignment, Row as Listed};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, List, Row};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::finder::{Finder, SHORTEST_ID};
use crate::tui::kit::list::Motion;
use crate::tui::kit::remote::Remote;
use crate::tui::kit::symbols::MARKED;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Availability, Context, RowKey};
use crate::tui::store::haystack::ids;
use crate::words::{self, Phrase};

/// Shown while nothing is typed.
const WHAT_TO_TYPE: &str =
    "Type part of a group or configuration name, or four or more characters of any ID.";

/// The least and the most columns for the names of configurations.
const NAME: (usize, usize) = (22, 44);

#[derive(Debug, Clone, Default, PartialEq)]
pub struct FindAssignments {
    pub(super) cursor: Cursor,
    found: Vec<Use>,
    /// What was typed, and the version of the rows, when the hits were computed.
    made_from: (String, u64),
    /// Whether the hits have the keyboard, rather than the line.
    on_hits: bool,
    /// The row of the selected hit, to find it again after the list has changed.
    selected: Option<RowKey>,
}

/// Where a hit is in the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The position of the configuration in the list.
    pub configuration: usize,
    /// The position of the assignment in the configuration; none if the configuration has none, or if one
    /// of its other properties is the hit.
    pub assignment: Option<usize>,
}

impl Use {
    fn row(self, store: &Store) -> Option<&Listed> {
        store.rows().get(self.configuration)
    }

    fn assignment(self, store: &Store) -> Option<&Assignment> {
        self.row(store)?.assignments.get(self.assignment?)
    }

    fn key(self, store: &Store) -> Option<RowKey> {
        let configuration = self.row(store)?.configuration.id.clone();
        let assignment = self.assignment(store);
        Some((
            configuration,
            assignment.map(|assignment| assignment.id.clone()),
        ))
    }
}

impl FindAssignments {
    #[must_use]
    pub fn found(&self) -> &[Use] {
        &self.found
    }

    fn typed(&self) -> &str {
        self.cursor.typed.value().trim()
    }

    /// How many hits there are, and whether there may be more: what is not loaded yet must not look as if
    /// it did not exist.
    fn counted(&self, store: &Store) -> String {
        if self.typed().is_empty() {
            return String::new();
        }
        let reach = match &store.list {
            Remote::Loading { previous: None, .. } => " so far (still loading)",
            Remote::Loading { .. } => "",
            _ if store.is_unloaded() => " (the list is not loaded)",
            list if list.is_incomplete() => " (the list is not complete)",
            _ => "",
        };
        format!("· {} found{reach}", self.found.len())
    }

    /// Says that nothing matches, and what was searched.
    fn nothing(store: &Store) -> String {
        if store.is_unloaded() {
            return "Nothing to search: the list is not loaded.".to_owned();
        }
        let configurations = match store.rows().len() {
            1 => "1 configuration".to_owned(),
            count => format!("{count} configurations"),
        };
        format!("No match in the names, IDs and assignments of {configurations}.")
    }

    fn hit(&self) -> Option<Use> {
        let last = self.found.len().checked_sub(1)?;
        self.found.get(self.cursor.selected.min(last)).copied()
    }

    /// Remembers which row is selected, for when the list changes.
    fn note_selected(&mut self, store: &Store) {
        self.selected = self.hit().and_then(|hit| hit.key(store));
    }

    /// A hit: the configuration, its target, and the ID that matched if it is not visible otherwise.
    fn line(&self, store: &Store, hit: Use, width: usize) -> Option<Phrase> {
        let row = hit.row(store)?;
        let name = &row.configuration.name;
        let assignment = hit.assignment(store);
        let target = match assignment {
            Some(assignment) => words::target_line(&assignment.target, store.shown_names()),
            None => Phrase::default(),
        };
        let is_marked = assignment.is_some_and(|assignment| {
            let key = (row.configuration.id.clone(), assignment.id.clone());
            store.marked.contains(&key)
        });
        let mark = if is_marked {
            Phrase::new(format!("{MARKED} "), "marked, ")
        } else {
            Phrase::new("  ", "")
        };
        let name_width = (width * 2 / 5).clamp(NAME.0, NAME.1);
        let cell = Phrase::new(text::fit(name, name_width), text::spoken_name(name));
        let in_sight = format!("{name} {target}").to_lowercase();
        let line = cell.gap(target);
        // The property is more informative than the missing assignments.
        let why = matched_id(row, assignment, self.typed(), &in_sight).or_else(|| {
            let is_bare = row.assignments.is_empty();
            is_bare.then(|| "no assignments".into())
        });
        Some(mark.then(match why {
            Some(why) if assignment.is_some() => line.dot(why),
            Some(why) => line.gap(why),
            None => line,
        }))
    }
}

impl Component for FindAssignments {
    fn scope(&self) -> Scope {
        if self.on_hits {
            Scope::Hits
        } else {
            Scope::Search
        }
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
            typing: !self.on_hits,
            count: self.found.len(),
            counted: self.counted(store),
            row: Box::new(|at, width| {
                let hit = self.found.get(at);
                let line = hit.and_then(|hit| self.line(store, *hit, width));
                Row::new(line.unwrap_or_default())
            }),
            empty: empty.into(),
            note: None,
            marks: true,
            size: (120, 48),
        })
    }

    fn label(&self, command: Command, _: &Store) -> Option<&'static str> {
        match command {
            Command::NextField if self.on_hits => Some("line"),
            Command::NextField => Some("hits"),
            Command::Bulk => Some("retarget"),
            _ => None,
        }
    }

    fn footer_rank(&self, command: Command, store: &Store) -> Option<u8> {
        if !self.on_hits {
            return command.record().footer;
        }
        let by_rank: &[Command] = if store.marked.is_empty() {
            &[
                Command::Go,
                Command::Mark,
                Command::Edit,
                Command::Bulk,
                Command::Remove,
                Command::CopyId,
            ]
        } else {
            &[
                Command::Bulk,
                Command::Remove,
                Command::Unmark,
                Command::Mark,
                Command::Go,
            ]
        };
        let rest = [
            Command::NextField,
            Command::Undo,
            Command::Details,
            Command::Explain,
            Command::Help,
            Command::Back,
        ];
        let mut all = by_rank.iter().chain(&rest);
        u8::try_from(all.position(|one| *one == command)?).ok()
    }

    fn footer_note(&self, store: &Store) -> Option<String> {
        let count = store.marked.len();
        (self.on_hits && count > 0).then(|| format!("{count} marked:"))
    }

    fn availability(&self, command: Command, store: &Store) -> Availability {
        let acts_on_assignment = match command {
            Command::Edit => true,
            Command::Remove | Command::Bulk => store.marked.is_empty(),
            _ => false,
        };
        match command {
            Command::Go | Command::NextField if self.found.is_empty() => {
                Availability::disabled("Nothing found yet.")
            }
            _ if acts_on_assignment && self.hit().is_some_and(|it| it.assignment.is_none()) => {
                let key = store.key(Scope::Hits, Command::Go);
                Availability::disabled(format!(
                    "This hit is a configuration, not an assignment. {key} goes to it."
                ))
            }
            _ => Availability::Available,
        }
    }

    fn points_at(&self, store: &Store) -> Option<RowKey> {
        self.hit().filter(|_| self.on_hits)?.key(store)
    }

    fn needs_names(&self) -> bool {
        true
    }

    fn refresh(&mut self, store: &Store) {
        let typed = self.cursor.typed.value();
        if self.made_from == (typed.to_owned(), store.rows_version) {
            return;
        }
        let was_typed = self.made_from.0 != typed;
        self.found = uses(store, typed);
        self.made_from = (typed.to_owned(), store.rows_version);
        // The row stays selected wherever it moves; if it is gone, the one in its place is selected.
        if let Some(key) = self.selected.take().filter(|_| !was_typed) {
            let mut found = self.found.iter();
            let place = found.position(|hit| is_at(store, *hit, &key));
            self.cursor.selected = place.unwrap_or(self.cursor.selected);
        }
        self.note_selected(store);
        self.on_hits &= !self.found.is_empty();
    }

    fn edit(&mut self, _: InputRequest) -> Option<bool> {
        // Letters typed over the hits are commands.
        self.on_hits.then_some(false)
    }

    fn paste(&mut self, _: &str) -> bool {
        self.on_hits
    }

    fn on_moved(&mut self, cx: &mut Context<'_>) {
        self.note_selected(cx.store);
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match command {
            Command::Go => {
                let key = self.hit().and_then(|hit| hit.key(cx.store));
                return key.map_or(Action::Stay, |(configuration, assignment)| {
                    Action::GoTo(configuration, assignment)
                });
            }
            Command::NextField => {
                self.on_hits = !self.on_hits;
                return Action::Stay;
            }
            Command::Back => return Action::Close,
            Command::Mark => {
                self.cursor.step(Motion::Down);
                self.note_selected(cx.store);
            }
            _ => {}
        }
        Action::InPanes(command)
    }
}

fn is_at(store: &Store, hit: Use, (configuration, assignment): &RowKey) -> bool {
    hit.row(store)
        .is_some_and(|row| row.configuration.id == *configuration)
        && hit.assignment(store).map(|it| &it.id) == assignment.as_ref()
}

/// The hits in the whole tenant, in the order of the list: assignments, and configurations without any.
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

/// The ID that matches what was typed, if nothing visible does.
fn matched_id(
    row: &Listed,
    assignment: Option<&Assignment>,
    typed: &str,
    in_sight: &str,
) -> Option<Phrase> {
    let typed = typed.to_lowercase();
    let mut words = typed.split_whitespace();
    let word = words.find(|word| word.len() >= SHORTEST_ID && !in_sight.contains(word))?;
    let has = |id: &str| id.to_lowercase().contains(word);
    let configuration = &row.configuration;
    if has(configuration.id.as_str()) {
        return Some(format!("configuration ID {}", configuration.id).into());
    }
    let Some(assignment) = assignment else {
        let mut properties = configuration.ids_in_properties().into_iter();
        let (property, id) = properties.find(|(_, id)| has(id))?;
        return Some(text::clean(&format!("{property}: {id}")).into());
    };
    let mut known = ids(assignment).into_iter();
    let (what, id) = known.find(|(_, id)| has(id))?;
    Some(text::clean(&format!("{what} {id}")).into())
}
