//! Commands of the editor form and of the review.

use super::{change, reading};
use crate::tui::command::Command;
use crate::tui::list::Motion;
use crate::tui::model::{Model, Overlay, Question, Reviewed};
use crate::tui::msg::Effect;

pub(super) fn run_in_form(model: &mut Model, command: Command) {
    if command == Command::Review {
        return open_review(model);
    }
    let Some(Overlay::Editor(editor)) = model.overlays.last_mut() else {
        return;
    };
    match command {
        Command::NextField => editor.turn(true),
        Command::PreviousField => editor.turn(false),
        Command::Down => editor.step(Motion::Down),
        Command::Up => editor.step(Motion::Up),
        Command::NextChoice => drop(editor.choose(true)),
        Command::PreviousChoice => drop(editor.choose(false)),
        Command::Back if editor.is_dirty() => {
            model.overlays.push(Overlay::Confirm(Question::Discard));
        }
        Command::Back => drop(model.overlays.pop()),
        _ => {}
    }
}

fn open_review(model: &mut Model) {
    let Some(Overlay::Editor(editor)) = model.overlays.last() else {
        return;
    };
    let Some(row) = model.row_of(&editor.configuration) else {
        return;
    };
    // `availability` has just said that both succeed.
    let Ok(change) = editor.change(&row.configuration, &row.assignments) else {
        return;
    };
    let Ok(request) = change.request(model.start.api) else {
        return;
    };
    let opened = model.now;
    model.overlays.push(Overlay::Review(Box::new(Reviewed {
        change,
        request,
        scroll: 0,
        opened,
    })));
}

pub(super) fn run_in_review(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Submit => {
            let Some(Overlay::Review(reviewed)) = model.overlays.last() else {
                return;
            };
            // A `y` that came in one burst with the key that opened the review was pasted, not meant.
            if reviewed.opened == model.now {
                return;
            }
            let change = reviewed.change.clone();
            model.overlays.pop();
            change::send(model, change, effects);
        }
        Command::Back => drop(model.overlays.pop()),
        _ => reading::run(model, command),
    }
}
