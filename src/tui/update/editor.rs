//! Commands of the editor form and of the review.

use std::time::Duration;

use super::{change, close, explain, plan, reading};
use crate::domain::{Change, Refusal};
use crate::tui::command::Command;
use crate::tui::explained::Subject;
use crate::tui::kit::typed::Typed;
use crate::tui::list::Motion;
use crate::tui::model::{Model, Overlay, Question, Reviewed, Wanted};
use crate::tui::msg::Effect;
use crate::tui::reading::needs_name;
use crate::tui::reviews::Proposal;
use crate::write::{Approval, LONGEST_JUSTIFICATION};

pub(super) fn run_in_form(model: &mut Model, command: Command) {
    if command == Command::Review {
        return to_review(model);
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

fn to_review(model: &mut Model) {
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
    review(model, change);
}

/// Opens the review of a change, or says why there is none.
pub(super) fn review(model: &mut Model, change: Change) {
    let proposal = model.proposal(change);
    open_review(model, proposal);
}

/// Opens the review of what can be sent, or says why it cannot.
pub(super) fn open_review(model: &mut Model, proposal: Result<Proposal, Refusal>) {
    match proposal {
        Ok(proposal) => {
            let reviewed = Reviewed::new(proposal, model.start.looks.linear);
            model.overlays.push(Overlay::Review(Box::new(reviewed)));
        }
        Err(refusal) => model.notice = Some(refusal.to_string()),
    }
}

pub(super) fn run_in_review(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Submit => {
            let Some(Overlay::Review(reviewed)) = model.overlays.last() else {
                return;
            };
            // What was not on the screen cannot be agreed to.
            if !reviewed.seen {
                return reading::run(model, Command::PageDown);
            }
            if needs_name(model, &reviewed.proposal.change) && !reviewed.named {
                let (wanted, input) = (Wanted::TenantName, Typed::default());
                return model.overlays.push(Overlay::Prompt { wanted, input });
            }
            if reviewed.proposal.empties_list() {
                return model.overlays.push(Overlay::Confirm(Question::EmptyList));
            }
            send(model, effects);
        }
        Command::Back => drop(model.overlays.pop()),
        _ => reading::run(model, command),
    }
}

/// Sends what the review on top shows.
pub(super) fn send(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.overlays.pop() {
        Some(Overlay::Review(reviewed)) => change::send(model, reviewed.proposal, effects),
        other => model.overlays.extend(other),
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
                model.notice = Some(format!("this is not {}", model.name_to_type()));
                return;
            }
            model.overlays.pop();
            plan::named(model);
        }
        (Command::Accept, Wanted::User) => {
            if typed.is_empty() {
                model.notice = Some("a user principal name or an object id is needed".to_owned());
                return;
            }
            model.overlays.pop();
            explain::ask(model, Subject::User(typed), effects);
        }
        (Command::Accept, Wanted::TenantName) => {
            if typed != model.name_to_type() {
                model.notice = Some(format!("this is not {}", model.name_to_type()));
                return;
            }
            model.overlays.pop();
            if let Some(Overlay::Review(reviewed)) = model.overlays.last_mut() {
                reviewed.named = true;
                model.notice = Some("the name is right: one more yes sends it".to_owned());
            }
        }
        (Command::Accept, Wanted::Justification(_) | Wanted::PlanJustification) => {
            let length = typed.chars().count();
            if length == 0 || length > LONGEST_JUSTIFICATION {
                model.notice = Some(format!(
                    "a justification has 1 to {LONGEST_JUSTIFICATION} characters, this one {length}"
                ));
                return;
            }
            model.overlays.pop();
            let Wanted::Justification(id) = wanted else {
                return plan::justified(model, typed, effects);
            };
            let approval = Approval::Justification(typed);
            change::again(model, id, approval, Duration::ZERO, effects);
        }
        _ => {}
    }
}
