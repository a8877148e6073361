//! The command palette: commands found by what they are called.

use std::cmp::Reverse;

use tui_input::InputRequest;

use super::availability::{Availability, availability};
use super::command::{Command, Record, TABLE};
use super::find::Finder;
use super::model::{Model, Overlay, Palette};

/// The commands that match what was typed, the best match first; where nothing was typed, all in the
/// order of the table. A match in the name goes before one in what the command does.
#[must_use]
pub fn matches(model: &Model, palette: &Palette) -> Vec<&'static Record> {
    let mut finder = Finder::new(palette.filter.value());
    let mut found: Vec<(u32, &Record)> = TABLE
        .iter()
        .filter(|record| record.palette)
        .filter(|record| availability(model, record.command) != Availability::Hidden)
        .filter_map(|record| match &mut finder {
            Some(finder) => Some((finder.score(record.name, record.help)?, record)),
            None => Some((0, record)),
        })
        .collect();
    found.sort_by_key(|(score, _)| Reverse(*score));
    found.into_iter().map(|(_, record)| record).collect()
}

/// Types into the filter.
pub(super) fn edit(palette: &mut Palette, request: InputRequest) -> bool {
    let taken = palette.filter.edit(request);
    if taken {
        palette.selected = 0;
    }
    taken
}

/// Pastes into the filter.
pub(super) fn paste(palette: &mut Palette, pasted: &str) {
    palette.filter.paste(pasted);
    palette.selected = 0;
}

/// Runs a command of the palette itself; gives the command that was chosen in it.
pub(super) fn run(model: &mut Model, command: Command) -> Option<Command> {
    let Some(Overlay::Palette(palette)) = model.overlays.last() else {
        return None;
    };
    let found = matches(model, palette);
    let at = palette.selected;
    let chosen = found.get(at).map(|record| record.command);
    let to = match command {
        Command::Down => (at + 1).min(found.len().saturating_sub(1)),
        Command::Up => at.saturating_sub(1),
        Command::Run => {
            model.overlays.pop();
            return chosen;
        }
        Command::Back => {
            model.overlays.pop();
            return None;
        }
        _ => at,
    };
    if let Some(Overlay::Palette(palette)) = model.overlays.last_mut() {
        palette.selected = to;
    }
    None
}
