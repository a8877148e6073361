//! The keys in the last line: which ones are shown, and where.
//!
//! Belongs here: choosing the keys that fit by rank, and their positions, for drawing and for the pointer.
//! Does not belong here: styles (`view`), what a command does (`update`).

use super::availability::{Availability, availability};
use super::model::Model;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::panes::hints;

/// A key with its command and its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub command: Command,
    pub key: String,
    /// What the command does now, in one or two words.
    pub title: &'static str,
    /// Whether the command is available now.
    pub usable: bool,
    pub column: u16,
    /// The width in columns.
    pub width: u16,
}

/// Returns every key that matters now, by rank, each with its title and whether it is available.
#[must_use]
pub fn keys(model: &Model) -> Vec<(String, &'static str, bool)> {
    candidates(model)
        .into_iter()
        .map(|(_, entry)| (entry.key, entry.title, entry.usable))
        .collect()
}

/// The columns between two entries, and before the first one.
const GAP: u16 = 2;
const FIRST: u16 = 1;

/// Returns the text in front of the keys, which says what they apply to.
#[must_use]
pub fn note(model: &Model) -> Option<String> {
    let note = match model.overlays.last() {
        Some(top) => top.footer_note(&model.store),
        None if model.scope() == Scope::List => hints::note(&model.store, &model.panes),
        None => None,
    };
    // The keys matter more than this text.
    let room = usize::from(model.store.layout().footer.width) / 2;
    note.filter(|note| text::width(note) < room)
}

/// Returns the column of the first key, behind the text in front.
fn first_column(model: &Model) -> u16 {
    let wide = note(model).map_or(0, |note| text::width(&note));
    let wide = u16::try_from(wide).unwrap_or(u16::MAX - FIRST - GAP);
    FIRST + if wide > 0 { wide + GAP } else { 0 }
}

/// Returns the entries that fit, by rank. An entry that does not fit is left out as a whole; help stays
/// because it lists the others, and so does the way back.
#[must_use]
pub fn entries(model: &Model) -> Vec<Entry> {
    let width = model.store.layout().footer.width;
    let all = candidates(model);
    let in_panes = model.scope() == Scope::List;
    let stays = |entry: &Entry| match entry.command {
        Command::Help => true,
        Command::Back => !in_panes,
        _ => false,
    };
    let reserved = all
        .iter()
        .filter(|(_, entry)| stays(entry))
        .fold(0, |sum, (_, entry)| sum + entry.width + GAP);
    let first = first_column(model);
    let mut left = width.saturating_sub(first);
    let mut room = left.saturating_sub(reserved);
    let mut chosen: Vec<Entry> = Vec::new();
    for (_, entry) in all {
        if stays(&entry) {
            chosen.push(entry);
        } else if entry.width <= room {
            room = room.saturating_sub(entry.width + GAP);
            chosen.push(entry);
        } else {
            // By rank: no entry of a lower rank replaces one that did not fit.
            room = 0;
        }
    }
    let mut column = first;
    chosen.retain_mut(|entry| {
        entry.column = column;
        let fits = entry.width <= left;
        if fits {
            column += entry.width + GAP;
            left = left.saturating_sub(entry.width + GAP);
        }
        fits
    });
    chosen
}

/// Returns the rank of a command, and what it does now.
fn hint(model: &Model, command: Command) -> Option<(u8, &'static str)> {
    let store = &model.store;
    let title = command.record().title;
    match model.overlays.last() {
        // A search that is being typed has its own keys.
        Some(top) if top.cursor().is_searching() => Some((command.record().footer?, title)),
        Some(top) => {
            let rank = top.footer_rank(command, store)?;
            Some((rank, top.label(command, store).unwrap_or(title)))
        }
        None if model.scope() == Scope::List => hints::hint(store, &model.panes, command),
        None => Some((command.record().footer?, title)),
    }
}

fn candidates(model: &Model) -> Vec<(u8, Entry)> {
    let scope = model.scope();
    let of_scope = || model.store.keymap.scope(scope).map(|(command, _)| command);
    // While letters are typed, only the key that works everywhere opens help.
    let has_help = of_scope().any(|command| command == Command::Help);
    let mut found: Vec<(u8, Entry)> = of_scope()
        .chain((!has_help).then_some(Command::Help))
        .filter_map(|command| {
            let (rank, title) = hint(model, command)?;
            let usable = match availability(model, command) {
                Availability::Available | Availability::Always => {
                    scope != Scope::List || hints::has_effect(&model.store, command)
                }
                Availability::Disabled(_) => false,
                Availability::Hidden => return None,
            };
            let key = model.store.keymap.first_key(scope, command)?;
            let wide = text::width(&key) + 1 + text::width(title);
            let entry = Entry {
                command,
                key,
                title,
                usable,
                column: 0,
                width: u16::try_from(wide).unwrap_or(u16::MAX),
            };
            Some((rank, entry))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found
}
