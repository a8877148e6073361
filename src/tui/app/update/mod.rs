//! What each message does to the model, and which effects it requests. No clock, no I/O, no randomness.
//!
//! Belongs here: routing, with one file below for each kind of event. Does not belong here: drawing
//! (`view`), performing effects (`runtime`).

mod change;
mod components;
mod copy;
mod data;
mod filters;
mod mouse;
mod panes;
mod plan;
mod profile;
mod refresh;
mod review;
mod sign_in;
mod stack;
mod undo;

use std::collections::BTreeSet;
use std::time::Duration;

use crossterm::event::{Event as Heard, KeyEvent};
use jiff::Timestamp;
use tui_input::backend::crossterm::to_input_request;

use super::availability::{Availability, availability};
use super::model::{Model, Question};
use crate::plan::Event;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::remote::RequestId;
use crate::tui::store::action::{Answer, Open, REST, TextId};
use crate::tui::store::last_event::LastNotice;
use crate::tui::store::msg::{Effect, Msg};
use crate::tui::terminal::input::Input;
use crate::words;

/// How often the elapsed time is updated.
const CLOCK: Duration = Duration::from_millis(200);

/// Applies a message. `now` is the time since the start of the program, the same for all input that
/// arrived together.
pub fn update(model: &mut Model, msg: Msg, now: Duration) -> Vec<Effect> {
    if msg == Msg::Painted {
        model.unseen = false;
        return Vec::new();
    }
    model.store.now = now;
    let stack = layers(model);
    let awaited = stack::awaited(model);
    let answered = match &msg {
        Msg::Entity(id, ..)
        | Msg::Explained(id, _)
        | Msg::Effective(id, _)
        | Msg::Groups(id, _)
        | Msg::Journal(id, _)
        | Msg::SignedIn(id, _) => Some(*id),
        _ => None,
    };
    let changes_store = match &msg {
        Msg::Input(input) => matches!(input, Input::Resize(..)),
        Msg::Due(_) | Msg::Clock(_) | Msg::Resumed => false,
        _ => true,
    };
    let mut effects = Vec::new();
    let rows_came = matches!(
        &msg,
        Msg::Page(..)
            | Msg::Listed(..)
            | Msg::Assignments(..)
            | Msg::Named(..)
            | Msg::Ended(..)
            | Msg::Plan(_, Event::Ended(_))
            | Msg::PlanOver(..)
            | Msg::Settled(_)
    );
    let was_loading = model.store.list.is_loading();
    on_message(model, msg, &mut effects);
    stack::close_ended(model);
    // A key can stop a load, and then the earlier list is shown again.
    let stopped = was_loading && !model.store.list.is_loading();
    let rows_changed = rows_came || stopped;
    if rows_changed {
        plan::recheck(model);
        plan::on_reread(model, &mut effects);
    }
    model.unseen |= layers(model) != stack;
    if rows_changed {
        model.store.rows_version += 1;
        model.store.haystacks.clear();
    }
    data::prepare_search(model);
    if changes_store || rows_changed {
        stack::refresh_all(model);
    }
    settle(model, rows_changed);
    cancel(&awaited, answered, model, &mut effects);
    data::ask_waiting(model, &mut effects);
    start_timers(model, &mut effects);
    if copy::note(model, &mut effects) {
        copy::show(model, &mut effects);
        stack::settle(model);
    }
    LastNotice::note(model.notice.as_ref(), &mut model.store);
    let mut leaves = effects.iter();
    if leaves.any(|it| matches!(it, Effect::Quit | Effect::Switch(_))) {
        let mut kept = Vec::new();
        keep_view(model, &mut kept);
        effects.splice(0..0, kept);
    }
    effects
}

/// Requests the saved state of the panes in this tenant. Line output ignores it and begins at the top.
fn read_views(model: &Model, effects: &mut Vec<Effect>) {
    if !model.store.start.capabilities.linear {
        effects.push(Effect::ReadViews);
    }
}

/// Saves the state of the panes when the tenant is left.
fn keep_view(model: &Model, effects: &mut Vec<Effect>) {
    let view = model.panes.view_to_save(&model.store);
    let view = view.filter(|_| !model.store.start.capabilities.linear);
    effects.extend(view.map(|view| Effect::KeepView(Box::new(view))));
}

/// Passes a message to the part it concerns.
fn on_message(model: &mut Model, msg: Msg, effects: &mut Vec<Effect>) {
    match msg {
        Msg::Started => {
            sign_in::warn(model);
            read_views(model, effects);
            effects.push(Effect::Settle);
            effects.push(Effect::Identify);
            data::load(model, effects);
        }
        Msg::Input(input) => self::input(model, input, effects),
        Msg::Page(request, rows) => data::on_page(model, request, rows),
        Msg::Listed(request, outcome) => {
            let failed = match &outcome {
                Ok(listed) => listed.incomplete.clone(),
                Err(error) => Some(error.clone()),
            };
            let asked = model.store.list.so_far_of(request).is_some();
            data::on_list_end(model, request, outcome, effects);
            if let Some(error) = failed.filter(|_| asked) {
                sign_in::wanted(model, &error, effects);
                model.store.fail(error, true);
            }
        }
        Msg::Assignments(request, answer) => {
            refresh::on_assignments(model, request, answer, effects);
        }
        Msg::Entity(id, version, answer) => {
            components::on_answer(model, id, Answer::Entity(version, answer), effects);
        }
        Msg::Identified { tenant, account } => {
            model.store.domain = tenant.as_ref().and_then(|tenant| tenant.domain.clone());
            model.store.tenant_id = tenant.as_ref().and_then(|tenant| tenant.id.clone());
            model.store.tenant = tenant.map(|tenant| tenant.name);
            model.store.account = account;
        }
        Msg::Named(ids, names) => {
            if let Err(error) = &names {
                sign_in::wanted(model, error, effects);
                model.store.fail(error.clone(), false);
            }
            data::on_names(model, &ids, names);
        }
        Msg::Counted(id, count) => data::on_count(model, id, count),
        Msg::Explained(id, answer) => {
            components::on_answer(model, id, Answer::Explained(answer), effects);
        }
        Msg::Effective(id, answer) => {
            // Do not request it again in this run.
            model.store.lacks_effective |= answer == Ok(None);
            components::on_answer(model, id, Answer::Effective(answer), effects);
        }
        Msg::Groups(id, answer) => {
            components::on_answer(model, id, Answer::Groups(answer), effects);
        }
        Msg::Filters(answer) => filters::on_filters(model, answer),
        Msg::ScopeTags(answer) => data::on_scope_tags(model, answer),
        Msg::Prompted(id, prompt) => {
            components::on_answer(model, id, Answer::Prompted(prompt), effects);
        }
        Msg::SignedIn(id, outcome) => {
            components::on_answer(model, id, Answer::SignedIn(outcome), effects);
        }
        Msg::Plan(id, event) => plan::on_event(model, id, event, effects),
        Msg::PlanOver(id, _) => plan::on_end(model, id, effects),
        Msg::Switched(outcome) => profile::on_switched(model, outcome, effects),
        Msg::Rights(claims) => sign_in::on_rights(model, claims),
        Msg::Settled(settled) => data::on_settled(model, settled),
        Msg::JournalBusy(holder) => model.notice = Some(words::journal_busy(&holder).into()),
        Msg::Journal(id, contents) => {
            components::on_answer(model, id, Answer::Journal(contents), effects);
        }
        Msg::Step(id, step) => change::on_step(model, id, step),
        Msg::Ended(id, outcome) => change::on_ended(model, id, *outcome, effects),
        Msg::SavedViews(views) => model.panes.take_saved(views),
        Msg::Due(timer) => {
            if model.clock_timer == Some(timer) {
                model.clock_timer = None;
            } else if model.store.count_timer == Some(timer) {
                model.store.count_timer = None;
                data::look_up(model, effects);
            } else {
                stack::on_due(model, timer, effects);
                refresh::on_due(model, timer, effects);
            }
        }
        Msg::Clock(at) => {
            let at = Timestamp::from_second(at).ok();
            model.store.clock = at.map(|at| (model.store.now, at));
        }
        Msg::Resumed | Msg::Painted => {}
        Msg::Leaving => {
            leaving(model);
            keep_view(model, effects);
        }
    }
}

/// Handles a signal: nothing new begins after it, and the notice says what is still awaited.
fn leaving(model: &mut Model) {
    model.leaving = true;
    let what = if model.store.plan_running() {
        "the row in flight"
    } else {
        "the change in flight"
    };
    model.notice = Some(format!("Leaving as soon as {what} has its result, within 10 s.").into());
}

fn input(model: &mut Model, input: Input, effects: &mut Vec<Effect>) {
    match input {
        Input::Closed => effects.push(Effect::HangUp),
        // Line output needs no room.
        Input::Resize(..) if model.store.start.capabilities.linear => {}
        Input::Resize(width, height) => model.store.size = (width, height),
        Input::Paste(_) | Input::Mouse(_) | Input::Key { .. } if model.leaving => {}
        Input::Paste(text) => {
            if is_deaf(model, false) || model.store.layout().too_small {
                return;
            }
            if model.overlays.is_empty() {
                model.panes.paste(&text);
            } else {
                stack::paste(model, &text, effects);
            }
        }
        Input::Mouse(event) => mouse::used(model, event, effects),
        Input::Key { event, repeat } => key(model, event, repeat, effects),
    }
}

fn key(model: &mut Model, event: KeyEvent, repeat: bool, effects: &mut Vec<Effect>) {
    let global = model.store.keymap.command(Scope::Global, event);
    // These two commands work whatever is on the screen.
    if !matches!(global, Some(Command::Quit | Command::Suspend)) {
        if is_deaf(model, repeat) {
            return;
        }
        let leaves = model.store.keymap.command(Scope::List, event) == Some(Command::Quit);
        // What cannot be seen must not be answered.
        if model.store.layout().too_small && !(leaves && model.is_on_rows()) {
            return;
        }
    }
    model.notice = None;
    model.store.keys_heard += 1;
    if let Some(request) = to_input_request(&Heard::Key(event)) {
        let taken = if model.overlays.is_empty() {
            model.panes.edit(request)
        } else {
            stack::edit(model, request, effects)
        };
        if taken {
            return;
        }
    }
    if let Some(command) = model.store.keymap.command(model.scope(), event) {
        run(model, command, effects);
    }
}

/// Returns the overlays above the panes: the kind of each, and the number of its opening.
fn layers(model: &Model) -> Vec<(Scope, u64)> {
    let overlays = model.overlays.iter();
    overlays
        .map(|it| (it.keys(), it.cursor().serial()))
        .collect()
}

/// Cancels the requests that were awaited before a message, but are no longer, and were not just answered.
fn cancel(
    awaited: &BTreeSet<RequestId>,
    answered: Option<RequestId>,
    model: &Model,
    effects: &mut Vec<Effect>,
) {
    let now = stack::awaited(model);
    let given_up = awaited.difference(&now).copied();
    let given_up = given_up.filter(|id| answered != Some(*id));
    effects.extend(given_up.map(Effect::Cancel));
}

/// Whether a command may send something and arrived before its overlay was shown. Such a command was pasted
/// or buffered, and the admin has not seen what it approves.
fn is_unseen(model: &Model, command: Command) -> bool {
    let sends = match command {
        Command::Submit | Command::Confirm | Command::GoOn => true,
        Command::Accept => model.scope() == Scope::Prompt,
        _ => false,
    };
    sends && model.unseen
}

/// Runs a command, or says why it is not available.
fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match availability(model, command) {
        Availability::Available | Availability::Always => {}
        Availability::Disabled(reason) => {
            return components::refuse(model, command, reason, effects);
        }
        Availability::Hidden => return,
    }
    if is_unseen(model, command) {
        return;
    }
    match command {
        Command::Quit => return quit(model, effects),
        Command::Suspend => return effects.push(Effect::Suspend),
        Command::Help => {
            let from = model.scope();
            return stack::open(model, Open::Text(TextId::Help(from)), effects);
        }
        Command::ShowCopy => return copy::show(model, effects),
        _ => {}
    }
    if model.overlays.is_empty() {
        panes::run(model, command, effects);
    } else {
        components::run(model, command, effects);
    }
}

fn quit(model: &mut Model, effects: &mut Vec<Effect>) {
    let question = if model.store.in_flight().is_some() || model.store.plan_running() {
        Question::QuitInFlight
    } else if model.has_dirty_form() {
        Question::QuitDirty
    } else {
        return effects.push(Effect::Quit);
    };
    if model.scope() != Scope::Confirm {
        stack::open(model, Open::Confirm(question), effects);
    }
}

/// Whether the top overlay ignores keys for now. The first key that it accepts ends this state.
fn is_deaf(model: &mut Model, repeat: bool) -> bool {
    match model.deaf_until {
        Some(until) if repeat || model.store.now < until => true,
        _ => {
            model.deaf_until = None;
            false
        }
    }
}

/// Updates what is selected, marked and shown, after any event.
fn settle(model: &mut Model, rows_changed: bool) {
    let Model {
        panes,
        store,
        overlays,
        ..
    } = model;
    let mut above = overlays.iter().rev();
    panes.follow(above.find_map(|it| it.points_at(store)), store);
    panes.settle(store, rows_changed);
    stack::settle(model);
}

fn start_timers(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.clock_timer.is_none() && model.requests_awaited() > 0 {
        let timer = model.new_timer();
        model.clock_timer = Some(timer);
        effects.push(Effect::After(timer, CLOCK));
    }
    refresh::arm(model, effects);
    filters::settle(model, effects);
    let wanted = data::wanted(model);
    if wanted != model.store.looked_at {
        model.store.count_timer = (!wanted.is_empty()).then(|| model.new_timer());
        model.store.looked_at = wanted;
        effects.extend(
            model
                .store
                .count_timer
                .map(|timer| Effect::After(timer, REST)),
        );
    }
}

#[cfg(test)]
pub(in crate::tui) mod tests;
