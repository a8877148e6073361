//! Searching in the text on top.

use tui_input::InputRequest;

use super::reading;
use crate::tui::command::Command;
use crate::tui::help;
use crate::tui::look::{Look, places};
use crate::tui::model::{Model, Overlay};

/// Opens the line to type in.
pub(super) fn open(model: &mut Model) {
    let Some(Overlay::Text { scroll, .. }) = model.overlays.last() else {
        return;
    };
    let before = (*scroll, model.look.take());
    model.look = Some(Look::default());
    model.overlays.push(Overlay::Look { before });
}

pub(super) fn edit(model: &mut Model, request: InputRequest) -> bool {
    if let Some(look) = &mut model.look {
        if !look.typed.edit(request) {
            return false;
        }
        look.at = 0;
    }
    first_below(model);
    true
}

pub(super) fn paste(model: &mut Model, pasted: &str) {
    if let Some(look) = &mut model.look {
        look.typed.paste(pasted);
        look.at = 0;
    }
    first_below(model);
}

/// While it is typed, the first place at or below where the text stood is looked at.
fn first_below(model: &mut Model) {
    let Some(Overlay::Look { before }) = model.overlays.last() else {
        return;
    };
    // What is typed leaves few lines of help, which are seen from the first.
    let top = if help::typed(model).is_empty() {
        before.0
    } else {
        0
    };
    let (Some(page), Some(look)) = (reading::page(model), &mut model.look) else {
        return;
    };
    let found = places(&page.lines, look.typed.value());
    look.at = found.iter().position(|one| one.line >= top).unwrap_or(0);
    if let Some(scroll) = reading::scroll(model) {
        *scroll = top;
    }
    show(model);
}

pub(super) fn run_while_typed(model: &mut Model, command: Command) {
    match command {
        Command::Keep => {
            model.overlays.pop();
            let nothing = |look: &Look| look.typed.value().is_empty();
            if model.look.as_ref().is_some_and(nothing) {
                model.look = None;
            }
        }
        Command::Back => {
            if let Some(Overlay::Look { before }) = model.overlays.pop() {
                model.look = before.1;
                if let Some(scroll) = reading::scroll(model) {
                    *scroll = before.0;
                }
            }
        }
        Command::Down => step(model, true),
        Command::Up => step(model, false),
        _ => {}
    }
}

/// Goes to the next place, or to the one before; from the last to the first.
pub(super) fn step(model: &mut Model, forward: bool) {
    let (Some(page), Some(look)) = (reading::page(model), &mut model.look) else {
        return;
    };
    let count = places(&page.lines, look.typed.value()).len();
    if count > 0 {
        let step = if forward { 1 } else { count - 1 };
        look.at = (look.at.min(count - 1) + step) % count;
        show(model);
    }
}

/// Scrolls so that the place that is looked at is in sight, with some lines above it.
fn show(model: &mut Model) {
    let (Some(page), Some(look)) = (reading::page(model), &model.look) else {
        return;
    };
    let found = places(&page.lines, look.typed.value());
    let Some(place) = found.get(look.at) else {
        return;
    };
    let (height, furthest) = (page.height(), page.furthest());
    if let Some(scroll) = reading::scroll(model)
        && !(*scroll..*scroll + height).contains(&place.line)
    {
        *scroll = place.line.saturating_sub(height / 3).min(furthest);
    }
}

/// A search ends with its text.
pub(super) fn settle(model: &mut Model) {
    let still_there = model
        .overlays
        .iter()
        .rev()
        .take(2)
        .any(|overlay| matches!(overlay, Overlay::Text { .. }));
    if !still_there {
        model.look = None;
    }
}
