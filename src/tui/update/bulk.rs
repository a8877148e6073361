//! What is done with all that is marked.

use crate::tui::kit::typed::Typed;
use tui_input::InputRequest;

use super::{close, plan as plan_view};
use crate::plan::{self, Wished};
use crate::tui::bulk::{BulkForm, Meant};
use crate::tui::command::Command;
use crate::tui::model::{Model, Overlay};
use crate::tui::picker::{self, Picker};

/// Asks which group the marked assignments go to, or every use of the selected group.
pub(super) fn open(model: &mut Model) {
    let meant = if model.marked.is_empty() {
        match model.selected_object() {
            Some(id) => Meant::UsesOf(id),
            None => return,
        }
    } else {
        Meant::Marked(model.marked.clone())
    };
    model.overlays.push(Overlay::Bulk(BulkForm {
        meant,
        input: Typed::default(),
        picker: Picker::default(),
    }));
}

/// Makes a plan that removes the marked assignments.
pub(super) fn remove(model: &mut Model) {
    let wishes = plan::marked(model.rows(), &model.marked, Wished::Remove);
    let draft = plan::draft(model.rows(), &wishes, model.limits());
    plan_view::open(model, draft, None);
}

pub(super) fn edit(form: &mut BulkForm, request: InputRequest) -> bool {
    let taken = form.input.edit(request);
    if taken {
        form.picker.open();
    }
    taken
}

pub(super) fn paste(form: &mut BulkForm, pasted: &str) {
    let cleaned = crate::domain::clean_pasted(pasted);
    let is_id = crate::domain::ObjectId::parse(&cleaned).is_ok();
    form.input.paste(if is_id { &cleaned } else { pasted });
    form.picker.open();
}

pub(super) fn run_in_form(model: &mut Model, command: Command) {
    let Some(Overlay::Bulk(form)) = model.overlays.last() else {
        return;
    };
    let offered = form.offered(model);
    let last = offered.len().saturating_sub(1);
    let group = form.group(&offered);
    let mut offered = offered.into_iter();
    let offer = offered.find(|offer| Some(&offer.id) == group.as_ref());
    let meant = form.meant.clone();
    let Some(Overlay::Bulk(form)) = model.overlays.last_mut() else {
        return;
    };
    match command {
        Command::Down => form.picker.selected = (form.picker.selected + 1).min(last),
        Command::Up => form.picker.selected = form.picker.selected.saturating_sub(1),
        Command::Back => close(model),
        Command::Accept => match group {
            None => {
                model.notice =
                    Some("type a part of the group's name, or paste its Entra object ID".into());
            }
            Some(group) => {
                if let Some(offer) = offer {
                    picker::remember(model, &offer);
                }
                let wishes = match meant {
                    Meant::Marked(marked) => plan::marked(model.rows(), &marked, |id| {
                        Wished::PointAt(id, group.clone())
                    }),
                    Meant::UsesOf(from) => plan::uses(model.rows(), &from, &group, |_| true),
                };
                let draft = plan::draft(model.rows(), &wishes, model.limits());
                model.overlays.pop();
                plan_view::open(model, draft, Some(group));
            }
        },
        _ => {}
    }
}
