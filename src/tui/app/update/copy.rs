//! Copying: the notice, and showing the copied text for selecting with the mouse.

use super::stack;
use crate::text;
use crate::tui::app::model::Model;
use crate::tui::components::AnyComponent;
use crate::tui::keys::command::Command;
use crate::tui::store::action::{Open, TextId};
use crate::tui::store::msg::Effect;
use crate::tui::terminal::clipboard::{LONGEST, encoded};

/// The most cells of a copied text in the notice, which should stay short when read out.
const LONGEST_NOTICE: usize = 200;

/// Says what is sent to the terminal, and keeps it: an admin whose terminal has no OSC 52 can show it for
/// selecting. A text that no terminal would accept is not sent; returns whether there was one, to be shown
/// for selecting.
pub(in crate::tui) fn note(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    let mut shown = false;
    effects.retain(|effect| {
        let Effect::Copy(text) = effect else {
            return true;
        };
        model.store.copied = Some(text.clone());
        let length = encoded(text);
        if length > LONGEST {
            model.notice = Some(
                format!("Too long for the clipboard ({length} bytes, the limit is {LONGEST}). Select it here.")
                    .into(),
            );
            shown = true;
            return false;
        }
        let key = model.store.key(model.scope(), Command::ShowCopy);
        if let Some(message) = model.notice.take() {
            // The source of the copy has set a notice that describes it.
            model.notice = Some(format!("{message} {key} shows it.").into());
            return true;
        }
        model.notice = Some(
            match text.lines().count() {
                0 | 1 => {
                    let text = text::truncate(text, LONGEST_NOTICE);
                    format!("Copied ({key} shows it): {text}")
                }
                lines => {
                    format!("Copied {lines} lines ({key} shows them)")
                }
            }
            .into(),
        );
        true
    });
    shown
}

/// Shows the last copied text as selected.
pub(in crate::tui) fn show(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.mouse && model.notice.is_none() {
        model.notice = Some("The mouse is on: hold Shift to select.".into());
    }
    let is_open = |overlay: &AnyComponent| overlay.is_text(|id| id == TextId::Copied);
    if model.store.copied.is_some() && !model.overlays.iter().any(is_open) {
        stack::open(model, Open::Text(TextId::Copied), effects);
    }
}
