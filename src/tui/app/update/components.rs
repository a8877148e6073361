//! Carries out the actions that components return after a command, an answer or a reply.
//!
//! Belongs here: routing of commands, answers and replies, and one arm for each action. Does not belong
//! here: opening and closing (`stack`), what a component does (`components`).

use super::{change, data, plan, run as run_command, sign_in, stack, undo};
use crate::tui::app::model::Model;
use crate::tui::components::{self, AnyComponent, Component};
use crate::tui::keys::command::Command;
use crate::tui::kit::list::Motion;
use crate::tui::kit::remote::RequestId;
use crate::tui::panes::{Panes, PanesContext};
use crate::tui::store::action::{Action, Answer, Context, DEAF, Reply};
use crate::tui::store::msg::Effect;

/// Calls a handler of the component at a position, and carries out the action it returns.
fn tell(
    model: &mut Model,
    at: usize,
    effects: &mut Vec<Effect>,
    handler: impl FnOnce(&mut dyn Component, &mut Context<'_>) -> Action,
) {
    if let Some(action) = stack::notify(model, at, effects, handler) {
        act(model, at, action, effects);
    }
}

/// Calls a handler of the panes, which are below all components, and carries out the action it returns.
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
    // The panes open components on top of the stack.
    act(model, model.overlays.len(), action, effects);
}

fn act(model: &mut Model, at: usize, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::Stay => {}
        Action::Close => {
            model.overlays.truncate(at + 1);
            stack::close(model, effects);
        }
        Action::Open(what) => stack::open(model, what, effects),
        Action::Become(what) => stack::put(model, at, what, effects),
        Action::Reply(answer) => {
            model.overlays.truncate(at);
            reply(model, answer, effects);
        }
        Action::Discard => model.overlays.truncate(at.saturating_sub(1)),
        Action::Quit => {
            // The answer relies on what the question said about a change, so the change must not be sent at
            // the last moment.
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
        Action::ReadAgain => data::load(model, effects),
        Action::TakeBack(entry) => undo::take_back(model, &entry, effects),
        Action::Undo(what) => {
            // Nothing may be above the review that opens; typed text is kept.
            if !model.has_dirty_form() {
                model.overlays.clear();
            }
            tell_panes(model, effects, |panes, cx| panes.undo(what, cx));
        }
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
            sign_in::on_signed_in(model, method, claims, then, effects);
        }
        Action::Run(command) => {
            if matches!(model.overlays.get(at), Some(AnyComponent::Palette(_))) {
                model.store.remember_command(command);
            }
            model.overlays.truncate(at);
            run_command(model, command, effects);
        }
        Action::InPanes(command) => {
            tell_panes(model, effects, |panes, cx| panes.on_command(command, cx));
        }
        Action::Remember(offer, then) => {
            model.store.remember(offer);
            stack::refresh_all(model);
            act(model, at, *then, effects);
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
            stack::refresh_all(model);
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

/// Passes an answer to the component that awaits it. If no component does, the answer is dropped.
pub(in crate::tui) fn on_answer(
    model: &mut Model,
    id: RequestId,
    answer: Answer,
    effects: &mut Vec<Effect>,
) {
    if model.panes.awaits() == Some(id) {
        let top = model.overlays.last();
        let is_covered = top.is_some_and(|top| top.points_at(&model.store).is_none());
        return tell_panes(model, effects, |panes, cx| {
            panes.on_answer(answer, is_covered, cx)
        });
    }
    let awaits = |overlay: &AnyComponent| overlay.awaits().contains(&id);
    let Some(at) = model.overlays.iter().position(awaits) else {
        return;
    };
    let refused = answer.error().cloned();
    let is_on_top = at + 1 == model.overlays.len();
    let mut opens = false;
    tell(model, at, effects, |component, cx| {
        let action = component.on_answer(id, answer, cx);
        opens = matches!(
            action,
            Action::Open(_) | Action::Remember(..) | Action::Plan { .. }
        );
        // A component below another one opens nothing over it.
        if opens && !is_on_top {
            opens = false;
            return Action::Stay;
        }
        action
    });
    if opens {
        model.deaf_until = Some(model.store.now + DEAF);
    }
    if let Some(error) = refused {
        sign_in::wanted(model, &error, effects);
    }
    stack::refresh_all(model);
}

/// Passes the answer to a question or a prompt, which is closed by now, to the component below, or to the
/// panes.
fn reply(model: &mut Model, reply: Reply, effects: &mut Vec<Effect>) {
    let Some(at) = model.overlays.len().checked_sub(1) else {
        return tell_panes(model, effects, |panes, _| panes.on_reply(reply));
    };
    tell(model, at, effects, |component, cx| {
        component.on_reply(reply, cx)
    });
}

/// Lets the top component say why a command is not available now.
pub(in crate::tui) fn refuse(
    model: &mut Model,
    command: Command,
    reason: String,
    effects: &mut Vec<Effect>,
) {
    match model.overlays.len().checked_sub(1) {
        None => model.notice = Some(reason.into()),
        Some(at) => drop(stack::notify(model, at, effects, |component, cx| {
            component.on_refused(command, reason, cx);
        })),
    }
}

/// Runs a command in the top component: the common commands here, the others in the component itself.
pub(in crate::tui) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let Some((at, component)) = stack::top(model) else {
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
        return stack::step(model, motion, effects);
    }
    match command {
        Command::Look => return cursor.open_search(),
        Command::NextMatch => return cursor.go_to_match(true),
        Command::PreviousMatch => return cursor.go_to_match(false),
        // One step back: first the search, then the text.
        Command::Back if cursor.search.is_some() => return cursor.end_search(),
        Command::Copy => {
            let shown = model.overlays.last();
            let copied = shown.and_then(|component| component.copied(&model.store));
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
