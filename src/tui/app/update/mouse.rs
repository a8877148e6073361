//! Clicks and the wheel. A click never sends anything.

use ratatui::layout::Position;

use super::{is_deaf, run, stack};
use crate::tui::app::model::Model;
use crate::tui::app::pointer::{Spot, spot};
use crate::tui::keys::command::Command;
use crate::tui::kit::list::Motion;
use crate::tui::store::msg::Effect;
use crate::tui::terminal::input::{Mouse, Pointing};

/// How many lines one turn of the wheel moves.
const TURN: usize = 3;

pub(in crate::tui) fn used(model: &mut Model, mouse: Mouse, effects: &mut Vec<Effect>) {
    if !model.mouse || is_deaf(model, false) {
        return;
    }
    let at = spot(model, Position::new(mouse.column, mouse.row));
    match mouse.what {
        Pointing::Click => click(model, at, effects),
        Pointing::WheelUp => wheel(model, at, false, effects),
        Pointing::WheelDown => wheel(model, at, true, effects),
    }
}

/// Turns the mouse on or off for this run.
pub(in crate::tui) fn toggle(model: &mut Model, effects: &mut Vec<Effect>) {
    model.mouse = !model.mouse;
    effects.push(Effect::Mouse(model.mouse));
    model.notice = Some(if model.mouse {
        "The mouse is on. Most terminals select text while Shift is held.".into()
    } else {
        "The mouse is off.".into()
    });
}

fn click(model: &mut Model, at: Spot, effects: &mut Vec<Effect>) {
    if at == Spot::Nothing {
        return;
    }
    model.notice = None;
    match at {
        Spot::Key(command) if sends(command) => {
            let key = model.store.key(model.scope(), command);
            model.notice = Some(format!("A click does not confirm. Press {key}.").into());
        }
        Spot::Key(command) => run(model, command, effects),
        Spot::List(pane, row) => {
            let Model { panes, store, .. } = model;
            panes.on_click(pane, row, store);
        }
        Spot::Details => {
            let Model { panes, store, .. } = model;
            panes.on_click_details(store);
        }
        Spot::Overlay(Some(place)) => stack::point(model, place, effects),
        Spot::Overlay(None) | Spot::Nothing => {}
    }
}

/// Whether a command may send a change or answers a question: that requires a key.
const fn sends(command: Command) -> bool {
    matches!(
        command,
        Command::Submit | Command::Confirm | Command::GoOn | Command::Accept
    )
}

fn wheel(model: &mut Model, at: Spot, down: bool, effects: &mut Vec<Effect>) {
    let motion = if down { Motion::Down } else { Motion::Up };
    for _ in 0..TURN {
        match (at, model.overlays.last()) {
            (Spot::List(pane, _), _) => {
                let Model { panes, store, .. } = model;
                panes.step(motion, pane, store);
            }
            (Spot::Details, _) => {
                let Model { panes, store, .. } = model;
                panes.scroll_details(motion, store);
            }
            (Spot::Overlay(_), Some(_)) => {
                stack::step(model, motion, effects);
            }
            _ => return,
        }
    }
}
