//! Components: what they are told, and what becomes of what they want.
//!
//! Belongs here: opening, routing of keys, answers and replies, and the one step after each message. Does
//! not belong here: what any of them does (`components`).

use std::collections::BTreeSet;

use tui_input::InputRequest;

use super::{change, plan, run as run_command, sign_in, undo};
use crate::domain::{ChangeId, ConfigurationId};
use crate::tui::app::model::Model;
use crate::tui::components::{self, AnyComponent, Component};
use crate::tui::keys::command::Command;
use crate::tui::kit::list::Motion;
use crate::tui::kit::remote::RequestId;
use crate::tui::panes::{Panes, PanesContext};
use crate::tui::store::action::{Action, Answer, Context, DEAF, Open, Question, Reply};
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
fn put(model: &mut Model, at: usize, what: Open, effects: &mut Vec<Effect>) {
    let Some(mut component) = components::open(what, &model.store) else {
        return;
    };
    component.cursor_mut().name(model.number());
    match model.overlays.get_mut(at) {
        Some(place) => *place = component,
        None => model.overlays.push(component),
    }
    tell(model, at, effects, |component, cx| component.on_open(cx));
    refresh(model, at);
}

/// Calls a handler of the component at a place, and does what it wants.
fn tell(
    model: &mut Model,
    at: usize,
    effects: &mut Vec<Effect>,
    handler: impl FnOnce(&mut dyn Component, &mut Context<'_>) -> Action,
) {
    let Some(component) = model.overlays.get_mut(at) else {
        return;
    };
    let mut cx = Context {
        store: &model.store,
        numbers: &mut model.next_number,
        notice: &mut model.notice,
        effects,
    };
    let action = handler(&mut **component, &mut cx);
    act(model, at, action, effects);
}

/// Calls a handler of the panes, which lie below all components, and does what they want.
pub(in crate::tui) fn tell_panes(
    model: &mut Model,
    effects: &mut Vec<Effect>,
    handler: impl FnOnce(&mut Panes, &mut PanesContext<'_>) -> Action,
) {
    let mut cx = Context {
        store: &mut model.store,
        numbers: &mut model.next_number,
        notice: &mut model.notice,
        effects,
    };
    let action = handler(&mut model.panes, &mut cx);
    act(model, 0, action, effects);
}

fn act(model: &mut Model, at: usize, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Stay => {}
        Action::Close => {
            model.overlays.truncate(at + 1);
            close(model, effects);
        }
        Action::Open(what) => open(model, what, effects),
        Action::Become(what) => put(model, at, what, effects),
        Action::Reply(answer) => {
            model.overlays.truncate(at);
            reply(model, answer, effects);
        }
        Action::Discard => model.overlays.truncate(at.saturating_sub(1)),
        Action::Quit => {
            // What the question said of a change must come true: it does not leave in the last moment.
            let _ = change::stop(model, effects);
            effects.push(Effect::Quit);
        }
        Action::PutAside(id) => {
            model.overlays.truncate(at);
            change::put_aside(model, id);
        }
        Action::Write(id, submission) => {
            model.overlays.truncate(at);
            change::submit(model, id, *submission, effects);
        }
        Action::TakeBack(change) => undo::take_back(model, &change, effects),
        Action::SignIn(then) => {
            model.overlays.truncate(at);
            sign_in::open(model, None, then, false, effects);
        }
        Action::SignedIn {
            method,
            claims,
            then,
        } => {
            model.overlays.remove(at);
            let claims = claims.map(|claims| *claims);
            sign_in::signed_in(model, method, claims, then, effects);
        }
        Action::Run(command) => {
            model.overlays.truncate(at);
            run_command(model, command, effects);
        }
        Action::Remember(offer) => {
            model.store.remember(offer);
            refresh_all(model);
        }
        Action::Plan { draft, to, chosen } => {
            model.overlays.truncate(at);
            if let Some(offer) = chosen {
                model.store.remember(offer);
            }
            plan::open(model, *draft, to, effects);
        }
        Action::OfPlan(what) => {
            plan::act(model, what, effects);
            refresh_all(model);
        }
        Action::Copy(what) => {
            let shown = components::open(what, &model.store);
            let copied = shown.and_then(|it| it.content(&model.store).copied());
            effects.extend(copied.map(Effect::Copy));
        }
        Action::GoTo(configuration, assignment) => {
            model.overlays.truncate(at);
            let Model { panes, store, .. } = model;
            panes.go_to(configuration, assignment, store);
        }
    }
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
fn refresh(model: &mut Model, at: usize) {
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
        tell(model, at, effects, |component, cx| component.on_open(cx));
    }
}

/// A change has its outcome.
pub(in crate::tui) fn ended(model: &mut Model, id: ChangeId, effects: &mut Vec<Effect>) {
    for at in (0..model.overlays.len()).rev() {
        tell(model, at, effects, |component, cx| {
            component.on_ended(id, cx)
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
    tell(model, at, effects, |component, cx| component.on_open(cx));
    refresh(model, at);
}

/// Hands an answer to whoever awaits it. One that nobody awaits is dropped.
pub(in crate::tui) fn answer(
    model: &mut Model,
    id: RequestId,
    answer: Answer,
    effects: &mut Vec<Effect>,
) {
    if model.panes.awaits() == Some(id) {
        let is_covered = !model.overlays.is_empty();
        return tell_panes(model, effects, |panes, cx| {
            panes.on_answer(answer, is_covered, cx)
        });
    }
    let awaits = |overlay: &AnyComponent| overlay.awaits().contains(&id);
    let Some(at) = model.overlays.iter().position(awaits) else {
        return;
    };
    let refused = answer.error().cloned();
    tell(model, at, effects, |component, cx| {
        component.on_answer(id, answer, cx)
    });
    if let Some(error) = refused {
        sign_in::wanted(model, &error, effects);
    }
    refresh_all(model);
}

/// Tells all of them that a timer is due.
pub(in crate::tui) fn due(model: &mut Model, timer: TimerId, effects: &mut Vec<Effect>) {
    for at in (0..model.overlays.len()).rev() {
        tell(model, at, effects, |component, cx| {
            component.on_due(timer, cx)
        });
    }
}

/// Hands the answer to a question or a prompt, which is closed by now, to what lies below: a component, or
/// the panes.
fn reply(model: &mut Model, reply: Reply, effects: &mut Vec<Effect>) {
    let Some(at) = model.overlays.len().checked_sub(1) else {
        return tell_panes(model, effects, |panes, _| panes.on_reply(reply));
    };
    tell(model, at, effects, |component, cx| {
        component.on_reply(reply, cx)
    });
}

fn top(model: &mut Model) -> Option<(usize, &mut AnyComponent)> {
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
        tell(model, at, effects, |component, cx| component.on_typed(cx));
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
    tell(model, at, effects, |component, cx| component.on_typed(cx));
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
        tell(model, at, effects, |component, cx| component.on_moved(cx));
    }
}

/// Selects what stands in a line of the component on top, or goes to the field there.
pub(in crate::tui) fn point(model: &mut Model, line: usize, effects: &mut Vec<Effect>) {
    let layout = model.store.layout();
    let Some(component) = model.overlays.last() else {
        return;
    };
    let content = component.content(&model.store);
    let row = content.row_at(component.cursor().selected, line, &layout);
    let field = content.field_at(line, &layout);
    drop(content);
    if let Some((field, line)) = field {
        let at = model.overlays.len() - 1;
        tell(model, at, effects, |component, cx| {
            component.on_point(field, line, cx)
        });
    }
    if let (Some(row), Some((at, component))) = (row, top(model)) {
        component.cursor_mut().selected = row;
        tell(model, at, effects, |component, cx| component.on_moved(cx));
    }
}

/// Runs a command in the component on top: what all of them have in common, else what it does itself.
pub(in crate::tui) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let Some((at, component)) = top(model) else {
        return;
    };
    let cursor = component.cursor_mut();
    if cursor.is_searching() {
        match command {
            Command::Keep => return cursor.keep_search(),
            Command::Back => return cursor.end_search(),
            Command::Down => return cursor.go_to_match(true),
            Command::Up => return cursor.go_to_match(false),
            _ => {}
        }
    }
    let motion = Motion::of(command).filter(|_| !cursor.is_in_form());
    if let Some(motion) = motion {
        return step(model, motion, effects);
    }
    match command {
        Command::Look => return cursor.open_search(),
        Command::NextMatch => return cursor.go_to_match(true),
        Command::PreviousMatch => return cursor.go_to_match(false),
        // One step back: first the search, then the text.
        Command::Back if cursor.search.is_some() => return cursor.end_search(),
        Command::Copy => {
            let shown = model.overlays.last();
            let copied = shown.and_then(|component| component.content(&model.store).copied());
            if let Some(text) = copied {
                return effects.push(Effect::Copy(text));
            }
        }
        _ => {}
    }
    tell(model, at, effects, |component, cx| {
        component.on_command(command, cx)
    });
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
