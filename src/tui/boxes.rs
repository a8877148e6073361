//! Small overlays in their place: a change under way, a question, a text that is asked for, a sign-in.
//!
//! Belongs here: their lines, broken to the width that they have, and where they stand; view and pointer
//! both ask. Does not belong here: texts that scroll (`reading`), styles (`theme`).

use super::command::{Command, Scope};
use super::kit::page::Page;
use super::model::{Model, Overlay, Question, Wanted};
use super::panes::bars;
use super::reading;
use super::sign_in::SignIn;
use crate::domain::{ChangeId, Half, Step};
use crate::text;
use crate::words::{self, Line, Role};

/// The width of a small overlay, of one to type into, and of a sign-in with its long addresses.
const SMALL: u16 = 60;
const TYPED: u16 = 72;
const WIDE: u16 = 78;

/// A small overlay in its place; none where it is none.
#[must_use]
pub fn page(model: &Model, overlay: &Overlay) -> Option<Page> {
    match overlay {
        Overlay::InFlight(id) => in_flight(model, *id),
        Overlay::Confirm(question) => Some(confirm(model, *question)),
        Overlay::Prompt { wanted, .. } => Some(prompt(model, *wanted)),
        Overlay::SignIn(sign_in) => Some(signing(model, sign_in)),
        _ => None,
    }
}

fn in_flight(model: &Model, id: ChangeId) -> Option<Page> {
    let state = model.changes.get(&id)?;
    let elapsed = model.now.saturating_sub(state.step_since);
    let lines = [
        Line::new(Role::Title, state.change.configuration_name.clone()),
        Line::new(Role::New, words::change(&state.change, &model.names)),
        Line::new(
            Role::Text,
            format!(
                "{}  {}",
                words::step(&state.step, elapsed),
                bars::elapsed(model, state.since)
            ),
        ),
        Line::new(
            Role::Hint,
            format!(
                "{} {}",
                model.key(Scope::InFlight, Command::Back),
                match &state.step {
                    Step::Queued(_) | Step::Rereading | Step::Recording(Half::Intent) => {
                        "stops it before anything is sent"
                    }
                    Step::Waiting {
                        facts: Some(facts), ..
                    } if facts.method == "GET" => "stops the wait, and what is known then counts",
                    Step::Waiting { .. } => "stops the wait; nothing is sent again then",
                    _ => "puts this aside; the change goes on",
                }
            ),
        ),
    ];
    Some(Page::small(
        &model.layout(),
        SMALL,
        "Change under way",
        &lines,
        0,
    ))
}

fn confirm(model: &Model, question: Question) -> Page {
    let (title, said) = reading::question(model, question);
    let yes = model.key(Scope::Confirm, Command::Confirm);
    let no = model.keys(Scope::Confirm, Command::Back);
    let lines = [
        Line::new(Role::Warn, said),
        Line::new(Role::Hint, format!("{yes} yes   {no} no")),
    ];
    Page::small(&model.layout(), SMALL, title, &lines, 0)
}

/// What is typed stands in the row below the lines.
fn prompt(model: &Model, wanted: Wanted) -> Page {
    let (title, said) = reading::wanted(model, wanted);
    Page::small(
        &model.layout(),
        TYPED,
        title,
        &[Line::new(Role::Text, said)],
        1,
    )
}

fn broken(lines: &[Line], width: usize) -> Vec<Line> {
    lines
        .iter()
        .flat_map(|line| {
            let parts = text::wrap(&line.text, width).into_iter();
            parts.map(|part| Line::new(line.role, part))
        })
        .collect()
}

/// A sign-in. Where not all fits, the address gives way: it can be copied whole.
fn signing(model: &Model, sign_in: &SignIn) -> Page {
    let room = model.layout().overlay(WIDE, u16::MAX);
    let width = usize::from(room.width.saturating_sub(4));
    let mut lines = broken(&sign_in.lines(model.now), width);
    let height = usize::from(room.height.saturating_sub(2));
    while lines.len() > height {
        let long = lines
            .windows(2)
            .rposition(|pair| pair[0].role == Role::Code && pair[1].role == Role::Code);
        let Some(at) = long else { break };
        lines.remove(at + 1);
        let cut = text::truncate(&lines[at].text, width.saturating_sub(1)).into_owned();
        lines[at].text = (cut.trim_end_matches('…').to_owned() + "…").into();
    }
    Page::small(&model.layout(), WIDE, "Sign in", &lines, 0)
}
