//! Commands of the editor form and of prompts, and opening a review.

use super::{close, components, plan};
use crate::domain::{Change, Refusal};
use crate::tui::action::{Open, Reply, Wanted};
use crate::tui::command::Command;
use crate::tui::list::Motion;
use crate::tui::model::{Model, Overlay};
use crate::tui::msg::Effect;
use crate::tui::reviews::Proposal;
use crate::write::LONGEST_JUSTIFICATION;

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
        Command::Back => close(model),
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

/// Takes the text that was asked for.
pub(super) fn run_in_prompt(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let Some(Overlay::Prompt { wanted, input }) = model.overlays.last() else {
        return;
    };
    let (wanted, typed) = (*wanted, input.value().trim().to_owned());
    match (command, wanted) {
        (Command::Back, _) => close(model),
        (Command::Accept, Wanted::PlanName) => {
            if typed != model.name_to_type() {
                model.notice = Some(format!("this is not {}", model.name_to_type()).into());
                return;
            }
            model.overlays.pop();
            plan::named(model);
        }
        (Command::Accept, Wanted::User) => {
            if typed.is_empty() {
                model.notice = Some("a user principal name or an object id is needed".into());
                return;
            }
            model.overlays.pop();
            components::reply(model, Reply::Typed(typed), effects);
        }
        (Command::Accept, Wanted::TenantName) => {
            if typed != model.name_to_type() {
                model.notice = Some(format!("this is not {}", model.name_to_type()).into());
                return;
            }
            model.overlays.pop();
            components::reply(model, Reply::Typed(typed), effects);
        }
        (Command::Accept, Wanted::Justification(_) | Wanted::PlanJustification) => {
            let length = typed.chars().count();
            if length == 0 || length > LONGEST_JUSTIFICATION {
                model.notice = Some(format!(
                    "a justification has 1 to {LONGEST_JUSTIFICATION} characters, this one {length}"
                ).into());
                return;
            }
            model.overlays.pop();
            if wanted == Wanted::PlanJustification {
                return plan::justified(model, typed, effects);
            }
            components::reply(model, Reply::Typed(typed), effects);
        }
        _ => {}
    }
}
