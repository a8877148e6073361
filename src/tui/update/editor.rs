//! Commands of the editor form, and opening a review.

use super::components;
use crate::domain::{Change, Refusal};
use crate::tui::action::Open;
use crate::tui::command::Command;
use crate::tui::list::Motion;
use crate::tui::model::{Model, Overlay};
use crate::tui::msg::Effect;
use crate::tui::reviews::Proposal;

pub(super) fn run_in_form(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    if command == Command::Review {
        return to_review(model, effects);
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
        Command::Back => components::close(model, effects),
        _ => {}
    }
}

fn to_review(model: &mut Model, effects: &mut Vec<Effect>) {
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
    review(model, change, effects);
}

/// Opens the review of a change, or says why there is none.
pub(super) fn review(model: &mut Model, change: Change, effects: &mut Vec<Effect>) {
    let proposal = model.proposal(change);
    open_review(model, proposal, effects);
}

/// Opens the review of what can be sent, or says why it cannot.
pub(super) fn open_review(
    model: &mut Model,
    proposal: Result<Proposal, Refusal>,
    effects: &mut Vec<Effect>,
) {
    match proposal {
        Ok(proposal) => components::open(model, Open::Review(Box::new(proposal)), effects),
        Err(refusal) => model.notice = Some(refusal.to_string().into()),
    }
}
