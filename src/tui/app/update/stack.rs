//! The stack of components over the panes: opening them, closing them, and notifying each one.
//!
//! Belongs here: opening and closing, passing on typed keys, motions and clicks, and the step after each
//! message. Does not belong here: what a component wants done (`components`), what it does itself.

use std::collections::BTreeSet;

use tui_input::InputRequest;

use crate::domain::{ChangeId, ConfigurationId};
use crate::tui::app::model::Model;
use crate::tui::components::{self, AnyComponent, Component};
use crate::tui::kit::list::Motion;
use crate::tui::kit::remote::RequestId;
use crate::tui::store::action::{Context, DEAF, Open, Question};
use crate::tui::store::msg::{Effect, TimerId};

/// Opens a component on top of the stack.
pub(in crate::tui) fn open(model: &mut Model, what: Open, effects: &mut Vec<Effect>) {
    put(model, model.overlays.len(), what, effects);
}

/// Opens a component that the admin did not request at this moment.
pub(in crate::tui) fn open_unasked(model: &mut Model, what: Open, effects: &mut Vec<Effect>) {
    open(model, what, effects);
    model.deaf_until = Some(model.store.now + DEAF);
}

/// Puts a component into the stack at a position: the end, or that of the component it replaces.
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

/// Calls a handler of the component at a position, if there is one, and returns the handler's result.
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

/// Closes the top component, or asks first if typed text would be lost.
pub(in crate::tui) fn close(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.overlays.last().is_some_and(|it| it.is_dirty()) {
        open(model, Open::Confirm(Question::Discard), effects);
    } else {
        model.overlays.pop();
    }
}

/// Closes the components about something that has ended.
pub(in crate::tui) fn close_ended(model: &mut Model) {
    let store = &model.store;
    model.overlays.retain(|overlay| !overlay.is_over(store));
}

/// Lets a component recompute what it keeps from the store.
pub(super) fn refresh(model: &mut Model, at: usize) {
    if let Some(component) = model.overlays.get_mut(at) {
        component.refresh(&model.store);
    }
}

/// Lets all components recompute after a message that may have changed the store.
pub(in crate::tui) fn refresh_all(model: &mut Model) {
    for component in &mut model.overlays {
        component.refresh(&model.store);
    }
}

/// Lets each component repeat its requests after a new token.
pub(in crate::tui) fn ask_again(model: &mut Model, effects: &mut Vec<Effect>) {
    for at in 0..model.overlays.len() {
        notify(model, at, effects, |component, cx| component.on_open(cx));
    }
}

/// Tells the components that a change has its outcome.
pub(in crate::tui) fn on_ended(model: &mut Model, id: ChangeId, effects: &mut Vec<Effect>) {
    for at in (0..model.overlays.len()).rev() {
        notify(model, at, effects, |component, cx| {
            component.on_ended(id, cx);
        });
    }
}

/// Removes the form that this change was made in, if it is on top.
pub(in crate::tui) fn take_editor(model: &mut Model, of: &ConfigurationId) -> Option<AnyComponent> {
    model
        .overlays
        .pop_if(|component| component.edits() == Some(of))
}

/// Brings back a component that was put aside. Its answers were dropped meanwhile, so it requests them
/// again.
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

/// Tells all components that a timer is due.
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

/// Types into the top component. Returns whether the key was taken.
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

/// Pastes into the top component.
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

/// Moves in the top component, unless it is a form: in a form, only the open list below a field moves.
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

/// Selects the item at a line and column of the top component, or goes to the field there.
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

/// Returns every request that components wait for.
pub(in crate::tui) fn awaited(model: &Model) -> BTreeSet<RequestId> {
    let components = model.overlays.iter();
    components
        .flat_map(|component| component.awaits())
        .chain(model.panes.awaits())
        .collect()
}

/// Performs the step after each message for the top component: moves its cursor into its content, and
/// records whether its end was seen.
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
    // Something must still be drawn before a yes is accepted.
    model.unseen |= unseen;
}
