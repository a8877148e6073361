//! Going over to another profile: another tenant, another cloud, another way to sign in.

use super::data;
use crate::tui::app::model::{Model, Start};
use crate::tui::store::msg::Effect;

/// Begins anew in another profile. Nothing of the old tenant stays but the keys.
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
            // An answer to the old tenant must not pass for one to the new.
            model.next_number = next_number;
            super::read_views(model, effects);
            effects.push(Effect::Settle);
            effects.push(Effect::Identify);
            data::load(model, effects);
        }
    }
}
