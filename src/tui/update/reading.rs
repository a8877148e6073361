//! Scrolling through a text or a review.

use super::{change, look, undo};
use crate::tui::command::Command;
use crate::tui::kit::page::Page;
use crate::tui::model::{Model, Overlay};
use crate::tui::msg::Effect;
use crate::tui::reading;

/// The text on top, in its place; a search in it may be typed above it.
pub(super) fn page(model: &Model) -> Option<Page> {
    let above = |overlay: &&Overlay| !matches!(overlay, Overlay::Look { .. });
    match model.overlays.iter().rev().find(above)? {
        Overlay::Text { reading, .. } => Some(reading::text(model, *reading)),
        Overlay::Review(reviewed) => Some(reading::review(model, reviewed)),
        _ => None,
    }
}

pub(super) fn scroll(model: &mut Model) -> Option<&mut usize> {
    let above = |overlay: &&mut Overlay| !matches!(overlay, Overlay::Look { .. });
    match model.overlays.iter_mut().rev().find(above)? {
        Overlay::Text { scroll, .. } => Some(scroll),
        Overlay::Review(reviewed) => Some(&mut reviewed.scroll),
        _ => None,
    }
}

/// Commands of a text, beyond scrolling.
pub(super) fn run_in_text(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::GoOn => change::go_on(model, effects),
        Command::Undo => undo::run(model, effects),
        Command::Look => look::open(model),
        Command::NextMatch => look::step(model, true),
        Command::PreviousMatch => look::step(model, false),
        // One step back: first the search, then the text.
        Command::Back if model.look.is_some() => model.look = None,
        Command::Copy => {
            let Some(Overlay::Text { reading, .. }) = model.overlays.last() else {
                return;
            };
            effects.push(Effect::Copy(reading::copied(model, *reading)));
        }
        _ => run(model, command),
    }
}

pub(super) fn run(model: &mut Model, command: Command) {
    if command == Command::Back {
        model.overlays.pop();
        return;
    }
    let Some(page) = page(model) else { return };
    let step = page.height().saturating_sub(1).max(1);
    let furthest = page.furthest();
    let Some(scroll) = scroll(model) else { return };
    *scroll = match command {
        Command::Down => *scroll + 1,
        Command::Up => scroll.saturating_sub(1),
        Command::PageDown => *scroll + step,
        Command::PageUp => scroll.saturating_sub(step),
        _ => *scroll,
    }
    .min(furthest);
}

/// Keeps the text in sight after the terminal became larger, and takes note of a review that was seen to
/// its end.
pub(super) fn settle(model: &mut Model) {
    let Some(furthest) = page(model).map(|page| page.furthest()) else {
        return;
    };
    let Some(scroll) = scroll(model) else { return };
    *scroll = (*scroll).min(furthest);
    let at_end = *scroll == furthest;
    let at_end = at_end && !model.layout().too_small;
    if let Some(Overlay::Review(reviewed)) = model.overlays.last_mut()
        && at_end
        && !reviewed.seen
    {
        reviewed.seen = true;
        // Its end is still to be drawn.
        model.unseen = true;
    }
}
