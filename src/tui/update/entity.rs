//! Asking the service for the selected row anew, to show it as it is given.

use super::sign_in;
use crate::domain::{ApiVersion, RawObject, RequestError};
use crate::tui::entity::{Asked, Entity, versions};
use crate::tui::model::{Model, Overlay, Pane, Reading};
use crate::tui::msg::Effect;
use crate::tui::remote::RequestId;

/// Opens the text and asks every version that the settings allow.
pub(super) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    let reading = Reading::Raw(model.pane);
    model.overlays.push(Overlay::Text { reading, scroll: 0 });
    let Some(row) = model.selected_row() else {
        return;
    };
    let assignment = model.selected_assignment();
    let entity = Entity {
        configuration: row.configuration.id.clone(),
        assignment: assignment
            .filter(|_| model.pane == Pane::Assignments)
            .map(|assignment| assignment.id.clone()),
    };
    ask(model, entity, effects);
}

fn ask(model: &mut Model, entity: Entity, effects: &mut Vec<Effect>) {
    let versions = versions(model.start.api);
    let id = model.new_request();
    model.asked = Some(Asked::new(id, entity.clone(), &versions));
    effects.push(Effect::Entity {
        id,
        entity,
        versions,
    });
}

/// Asks once more for what is shown: there is another token now.
pub(super) fn again(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(asked) = model.asked.take() {
        effects.push(Effect::Cancel(asked.id));
        ask(model, asked.entity, effects);
    }
}

/// A version answered. An answer that nobody waits for any more is dropped.
pub(super) fn came(
    model: &mut Model,
    id: RequestId,
    version: ApiVersion,
    answer: Result<RawObject, RequestError>,
    effects: &mut Vec<Effect>,
) {
    let Some(asked) = model.asked.as_mut().filter(|asked| asked.id == id) else {
        return;
    };
    let refused = answer.as_ref().err().cloned();
    let place = asked.returned.iter_mut().find(|one| one.version == version);
    if let Some(one) = place {
        one.answer = Some(answer);
    }
    if let Some(error) = refused {
        sign_in::wanted(model, &error, effects);
    }
}

/// The question ends with its text.
pub(super) fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    let is_shown = |overlay: &Overlay| matches!(overlay.reading(), Some(Reading::Raw(_)));
    if !model.overlays.iter().any(is_shown)
        && let Some(asked) = model.asked.take()
        && asked.is_awaited()
    {
        effects.push(Effect::Cancel(asked.id));
    }
}
