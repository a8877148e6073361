//! The stack of components over the panes: what opens, what closes, and what each is told in passing.
//!
//! Belongs here: opening and closing, keys that are typed, moved with or pointed at, and the one step after
//! each message. Does not belong here: what a component wants done (`components`), what it does itself.

use std::collections::BTreeSet;

use tui_input::InputRequest;

use crate::domain::{ChangeId, ConfigurationId};
use crate::tui::app::model::Model;
use crate::tui::components::{self, AnyComponent, Component};
use crate::tui::kit::list::Motion;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::action::{Context, DEAF, Open, Question};
use crate::tui::store::msg::{Effect, TimerId};

/// Opens something over all that there is.
pub(in crate::tui) fn open(model: &mut Model, what: Open, effects: &mut Vec<Effect>) {
    put(model, model.overlays.len(), what, effects);
}

/// Opens something that nobody asked for at this moment.
pub(in crate::tui) fn open_unasked(model: &mut Model, what: Open, effects: &mut Vec<Effect>) {
    open(model, what, effects);
    model.deaf_until = Some(model.store.now + DEAF);
}

/// Puts something into the stack at a place, which is the end or that of what it takes the place of.
pub(super) fn put(model: &mut Model, at: usize, what: Open, effects: &mut Vec<Effect>) {
    let Some(mut component) = components::open(what, &model.store) else {
        return;
    };
    component.cursor_mut().name(model.number());
    match model.overlays.get_mut(at) {
        Some(place) => *place = component,
        None => model.overlays.push(component),
    }
    notify(model, at, effects, |component, cx| component.on_open(cx));
    refresh(model, at);
}

/// Calls a handler of the component at a place, if there is one, and gives what the handler returns.
pub(super) fn notify<T>(
    model: &mut Model,
    at: usize,
    effects: &mut Vec<Effect>,
    handler: impl FnOnce(&mut dyn Component, &mut Context<'_>) -> T,
) -> Option<T> {
    let component = model.overlays.get_mut(at)?;
    let mut cx = Context {
        store: &model.store,
        numbers: &mut model.next_number,
        notice: &mut model.notice,
        effects,
    };
    Some(handler(&mut **component, &mut cx))
}

/// Closes what is on top, or asks first where what was typed would be lost.
pub(in crate::tui) fn close(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.overlays.last().is_some_and(|it| it.is_dirty()) {
        open(model, Open::Confirm(Question::Discard), effects);
    } else {
        model.overlays.pop();
    }
}

/// Closes what is about something that has ended.
pub(in crate::tui) fn close_ended(model: &mut Model) {
    let store = &model.store;
    model.overlays.retain(|overlay| !overlay.is_over(store));
}

/// Lets a component work out anew what it keeps of the store.
pub(super) fn refresh(model: &mut Model, at: usize) {
    if let Some(component) = model.overlays.get_mut(at) {
        component.refresh(&model.store);
    }
}

/// Lets all of them, after a message that may have changed the store.
pub(in crate::tui) fn refresh_all(model: &mut Model) {
    for component in &mut model.overlays {
        component.refresh(&model.store);
    }
}

/// There is another token: each asks once more for what it shows.
pub(in crate::tui) fn ask_again(model: &mut Model, effects: &mut Vec<Effect>) {
    for at in 0..model.overlays.len() {
        notify(model, at, effects, |component, cx| component.on_open(cx));
    }
}

/// A change has its outcome.
pub(in crate::tui) fn on_ended(model: &mut Model, id: ChangeId, effects: &mut Vec<Effect>) {
    for at in (0..model.overlays.len()).rev() {
        notify(model, at, effects, |component, cx| {
            component.on_ended(id, cx);
        });
    }
}

/// Takes away what this change was made in, where that is on top.
pub(in crate::tui) fn take_editor(model: &mut Model, of: &ConfigurationId) -> Option<AnyComponent> {
    model
        .overlays
        .pop_if(|component| component.edits() == Some(of))
}

/// Brings back what was put aside. Nobody waited for its answers meanwhile: it asks again.
pub(in crate::tui) fn bring_back(
    model: &mut Model,
    component: AnyComponent,
    effects: &mut Vec<Effect>,
) {
    let at = model.overlays.len();
    model.overlays.push(component);
    notify(model, at, effects, |component, cx| component.on_open(cx));
    refresh(model, at);
}

/// Tells all of them that a timer is due.
pub(in crate::tui) fn on_due(model: &mut Model, timer: TimerId, effects: &mut Vec<Effect>) {
    for at in (0..model.overlays.len()).rev() {
        notify(model, at, effects, |component, cx| {
            component.on_due(timer, cx);
        });
    }
}

pub(super) fn top(model: &mut Model) -> Option<(usize, &mut AnyComponent)> {
    let at = model.overlays.len().checked_sub(1)?;
    Some((at, model.overlays.get_mut(at)?))
}

/// Types into the component on top. Says whether the key was taken.
pub(in crate::tui) fn edit(
    model: &mut Model,
    request: InputRequest,
    effects: &mut Vec<Effect>,
) -> bool {
    let Some((at, component)) = top(model) else {
        return false;
    };
    let searching = component.cursor().is_searching();
    let own = if searching {
        None
    } else {
        component.edit(request)
    };
    let taken = own.unwrap_or_else(|| component.cursor_mut().edit(request));
    if taken && !searching {
        notify(model, at, effects, |component, cx| component.on_typed(cx));
        refresh(model, at);
    }
    taken
}

/// Pastes into the component on top.
pub(in crate::tui) fn paste(model: &mut Model, pasted: &str, effects: &mut Vec<Effect>) {
    let Some((at, component)) = top(model) else {
        return;
    };
    if component.cursor().is_searching() {
        return component.cursor_mut().paste(pasted);
    }
    if !component.paste(pasted) {
        let pasted = component.pasted(pasted).into_owned();
        component.cursor_mut().paste(&pasted);
    }
    notify(model, at, effects, |component, cx| component.on_typed(cx));
    refresh(model, at);
}

/// Moves in the component on top, where it is no form: of that only the list that is open below a field.
pub(in crate::tui) fn step(model: &mut Model, motion: Motion, effects: &mut Vec<Effect>) {
    let Some((at, component)) = top(model) else {
        return;
    };
    if component.cursor().is_in_form() {
        component.on_wheel(motion);
    } else {
        component.cursor_mut().step(motion);
        notify(model, at, effects, |component, cx| component.on_moved(cx));
    }
}

/// Selects what stands at a line and column of the component on top, or goes to the field there.
pub(in crate::tui) fn point(
    model: &mut Model,
    (line, column): (usize, u16),
    effects: &mut Vec<Effect>,
) {
    let layout = model.store.layout();
    let Some(component) = model.overlays.last() else {
        return;
    };
    let content = component.content(&model.store);
    let row = content.row_at(component.cursor().selected, line, &layout);
    let field = content.field_at(line, column, &layout);
    drop(content);
    if let Some((field, choice)) = field {
        let at = model.overlays.len() - 1;
        notify(model, at, effects, |component, cx| {
            component.on_point(field, choice, cx);
        });
    }
    if let (Some(row), Some((at, component))) = (row, top(model)) {
        component.cursor_mut().selected = row;
        notify(model, at, effects, |component, cx| component.on_moved(cx));
    }
}

/// Everything that components wait for.
pub(in crate::tui) fn awaited(model: &Model) -> BTreeSet<RequestId> {
    let components = model.overlays.iter();
    components
        .flat_map(|component| component.awaits())
        .chain(model.panes.awaits())
        .collect()
}

/// The one step after each message, for what is on top: its cursor within its content, its end seen.
pub(in crate::tui) fn settle(model: &mut Model) {
    let layout = model.store.layout();
    let Some(component) = model.overlays.last() else {
        return;
    };
    let mut cursor = component.cursor().clone();
    let unseen = cursor.settle(&component.content(&model.store), &layout);
    if let Some((_, component)) = top(model) {
        *component.cursor_mut() = cursor;
    }
    // What a yes rests on is still to be drawn.
    model.unseen |= unseen;
}
