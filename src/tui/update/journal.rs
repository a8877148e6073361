//! Looking through the journal.

use tui_input::InputRequest;

use super::undo;
use crate::journal::Contents;
use crate::tui::command::Command;
use crate::tui::journal::{area, last_verified, matches, texts};
use crate::tui::model::{JournalView, Model, Overlay, Reading};

pub(super) fn edit(view: &mut JournalView, request: InputRequest) -> bool {
    let taken = view.filter.edit(request);
    if taken {
        view.selected = 0;
    }
    taken
}

pub(super) fn paste(view: &mut JournalView, pasted: &str) {
    view.filter.paste(pasted);
    view.selected = 0;
}

/// The journal was read, to be looked through or for the sake of its last verified change.
pub(super) fn came(model: &mut Model, contents: Result<Contents, String>) {
    if let Err(reason) = &contents {
        model.notice = Some(format!("the journal cannot be read: {reason}"));
    }
    model.journal_texts = contents
        .as_ref()
        .map_or_else(|_| Vec::new(), |contents| texts(model, contents));
    model.journal = Some(contents);
    if std::mem::take(&mut model.undo_wanted) && model.overlays.is_empty() {
        match last_verified(model).map(|entry| entry.change.clone()) {
            Some(change) => undo::take_back(model, &change),
            None if model.notice.is_none() => {
                model.notice = Some("the journal has no verified change of this tenant".to_owned());
            }
            None => {}
        }
    }
}

pub(super) fn run(model: &mut Model, command: Command) {
    let page = usize::from(area(model).height.saturating_sub(4).max(1));
    let Some(Overlay::Journal(view)) = model.overlays.last() else {
        return;
    };
    let found = matches(model, view);
    let (at, last) = (view.selected, found.len().saturating_sub(1));
    let to = match command {
        Command::Down => (at + 1).min(last),
        Command::Up => at.saturating_sub(1),
        Command::PageDown => (at + page).min(last),
        Command::PageUp => at.saturating_sub(page),
        Command::Show => {
            if let Some(index) = found.get(at).copied() {
                let reading = Reading::Journal(index);
                model.overlays.push(Overlay::Text { reading, scroll: 0 });
            }
            return;
        }
        Command::Back => return drop(model.overlays.pop()),
        _ => at,
    };
    if let Some(Overlay::Journal(view)) = model.overlays.last_mut() {
        view.selected = to;
    }
}
