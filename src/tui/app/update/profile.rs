//! Switching to another profile: another tenant, another cloud, another way to sign in.

use super::data;
use crate::tui::app::model::{Model, Start};
use crate::tui::store::msg::Effect;

/// Starts again in another profile. Only the keys of the old tenant are kept.
pub(in crate::tui) fn on_switched(
    model: &mut Model,
    outcome: Result<Box<Start>, String>,
    effects: &mut Vec<Effect>,
) {
    match outcome {
        Err(reason) => model.notice = Some(reason.into()),
        Ok(start) => {
            let size = model.store.size;
            let next_number = model.next_number;
            let now = model.store.now;
            let mouse = model.mouse;
            *model = Model::new(*start, model.store.keymap.clone());
            model.store.size = size;
            model.store.now = now;
            model.mouse = mouse;
            // An answer for the old tenant must not be taken for one of the new.
            model.next_number = next_number;
            super::read_views(model, effects);
            effects.push(Effect::Settle);
            effects.push(Effect::Identify);
            data::load(model, effects);
        }
    }
}
