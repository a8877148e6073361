//! Asking which configuration wins for somebody.

use super::sign_in;
use crate::domain::RequestError;
use crate::tui::explained::{self, Explained, Member, Subject};
use crate::tui::kit::typed::Typed;
use crate::tui::model::{Model, Overlay, Pane, Reading, Wanted};
use crate::tui::msg::Effect;
use crate::tui::remote::RequestId;

/// Explains for the members of the selected group; asks for a user where no group is selected.
pub(super) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    let on_group = model.pane == Pane::Assignments;
    match model.selected_object().filter(|_| on_group) {
        Some(group) => ask(model, Subject::Group(group), effects),
        None => open_for_user(model),
    }
}

/// Asks for a user.
pub(super) fn open_for_user(model: &mut Model) {
    let (wanted, input) = (Wanted::User, Typed::default());
    model.overlays.push(Overlay::Prompt { wanted, input });
}

/// Opens the text and asks for the groups of whoever is meant.
pub(super) fn ask(model: &mut Model, subject: Subject, effects: &mut Vec<Effect>) {
    let id = model.new_request();
    effects.push(Effect::Explain(id, subject.clone()));
    model.explained = Some(Explained {
        id,
        subject,
        lines: None,
    });
    if !model.overlays.iter().any(is_shown) {
        let reading = Reading::Explained;
        model.overlays.push(Overlay::Text { reading, scroll: 0 });
    }
}

/// Asks once more for what is shown: there is another token now.
pub(super) fn again(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(one) = model.explained.take() {
        effects.push(Effect::Cancel(one.id));
        ask(model, one.subject, effects);
    }
}

/// The groups came, or did not. An answer that nobody waits for any more is dropped.
pub(super) fn came(
    model: &mut Model,
    id: RequestId,
    answer: Result<Option<Member>, RequestError>,
    effects: &mut Vec<Effect>,
) {
    let own = model.explained.as_ref().filter(|one| one.id == id);
    let Some(subject) = own.map(|one| one.subject.clone()) else {
        return;
    };
    let refused = answer.as_ref().err().cloned();
    let lines = explained::lines(model, &subject, answer);
    if let Some(one) = &mut model.explained {
        one.lines = Some(lines);
    }
    if let Some(error) = refused {
        sign_in::wanted(model, &error, effects);
    }
}

/// The question ends with its text.
pub(super) fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.overlays.iter().any(is_shown)
        && let Some(one) = model.explained.take()
        && one.lines.is_none()
    {
        effects.push(Effect::Cancel(one.id));
    }
}

fn is_shown(overlay: &Overlay) -> bool {
    overlay.reading() == Some(Reading::Explained)
}
