//! Lists of names below a field: searching as it is typed, and taking one.
//!
//! Belongs here: when the directory is asked, what its answers do, the keys of the list. Does not belong
//! here: what is offered (`picker`), the fields (`form`).

use super::editor;
use crate::domain::{Assignment, AssignmentFilter, RequestError};
use crate::graph::Row;
use crate::tui::action::{Answer, Context, Watch};
use crate::tui::command::Command;
use crate::tui::form::{Editor, Field};
use crate::tui::list::Motion;
use crate::tui::model::{Model, Overlay};
use crate::tui::msg::{Effect, TimerId};
use crate::tui::parts::group_search::GroupSearch;
use crate::tui::parts::offers::{self, ROWS};
use crate::tui::picker::{filters_in, groups_in};
use crate::tui::remote::RequestId;
use crate::words;

/// A form on an assignment, or on one to be added, with the names that are known already.
pub(super) fn editor(model: &Model, row: &Row, assignment: Option<&Assignment>) -> Editor {
    let mut editor = Editor::open(&row.configuration, assignment);
    editor.learn_filters(&model.filters.known);
    editor
}

/// What is typed as the name of a group in the overlay on top, with the state of its search.
fn searching(overlay: &mut Overlay) -> Option<(String, &mut GroupSearch)> {
    match overlay {
        Overlay::Editor(form) if form.picking() == Some(Field::ObjectId) => {
            let typed = form.text(Field::ObjectId)?.value().trim().to_owned();
            Some((typed, &mut form.picker.search))
        }
        _ => None,
    }
}

/// What is looked at in a form.
pub(super) fn watched(model: &Model, form: &Editor) -> Watch {
    if form.picking() == Some(Field::ObjectId) {
        let offers = groups_in(model, form);
        return Watch::Offers(offers::in_sight(&offers, form.picker.selected));
    }
    Watch::Objects(form.typed_object().into_iter().collect())
}

/// Sees to it that what is typed is searched for once it has rested, and only the latest of it.
pub(super) fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    let Model {
        store,
        next_number,
        notice,
        overlays,
        ..
    } = model;
    let Some((typed, search)) = overlays.last_mut().and_then(searching) else {
        return filters_wanted(model, effects);
    };
    let before = search.awaits();
    let mut cx = Context {
        store: &*store,
        numbers: next_number,
        notice,
        effects,
    };
    search.on_typed(&typed, &mut cx);
    let after = search.awaits();
    let given_up = before.into_iter().filter(|id| !after.contains(id));
    effects.extend(given_up.map(Effect::Cancel));
}

/// The filters are read when somebody is about to choose one.
fn filters_wanted(model: &mut Model, effects: &mut Vec<Effect>) {
    let is_choosing = |overlay: &Overlay| match overlay {
        Overlay::Component(component) => component.needs_filters(),
        Overlay::Editor(form) => matches!(form.focus(), Field::Filter | Field::FilterMode),
    };
    if !model.filters.asked && model.overlays.last().is_some_and(is_choosing) {
        read_filters(model, effects);
    }
}

pub(super) fn read_filters(model: &mut Model, effects: &mut Vec<Effect>) {
    model.filters.asked = true;
    effects.push(Effect::ReadFilters);
}

/// What was typed has rested: the directory is asked.
pub(super) fn due(model: &mut Model, timer: TimerId, effects: &mut Vec<Effect>) {
    let mut cx = Context {
        store: &model.store,
        numbers: &mut model.next_number,
        notice: &mut model.notice,
        effects,
    };
    for (_, search) in model.overlays.iter_mut().filter_map(searching) {
        search.on_due(timer, &mut cx);
    }
}

/// The directory answered; an answer to what was typed before is dropped.
pub(super) fn came(model: &mut Model, request: RequestId, answer: Answer) {
    let mut overlays = model.overlays.iter_mut().filter_map(searching);
    let own = overlays.find(|(_, search)| search.awaits().contains(&request));
    if let Some((_, search)) = own {
        search.on_answer(answer);
    }
}

/// The filters of the tenant came.
pub(super) fn filters_came(model: &mut Model, answer: Result<Vec<AssignmentFilter>, RequestError>) {
    match answer {
        Ok(filters) => {
            model.names.extend(words::filter_names(&filters));
            for overlay in &mut model.overlays {
                if let Overlay::Editor(form) = overlay {
                    form.learn_filters(&filters);
                }
            }
            model.filters.known = filters;
            model.filters.came = true;
            model.filters.problem = None;
        }
        Err(error) => {
            let why = match error.status() {
                Some(403) => "the token lacks DeviceManagementConfiguration.Read.All".to_owned(),
                _ => error.reason(),
            };
            if model.filters.problem.is_none() && model.notice.is_none() {
                model.notice = Some(format!("ids stand in for names of filters: {why}").into());
            }
            model.filters.problem = Some(why);
        }
    }
}

/// A key while a list is open below its field.
pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let Some(Overlay::Editor(form)) = model.overlays.last() else {
        return;
    };
    let count = match form.picking() {
        Some(Field::Filter) => filters_in(model, form).len(),
        _ => groups_in(model, form).len(),
    };
    let last = count.saturating_sub(1);
    let Some(Overlay::Editor(form)) = model.overlays.last_mut() else {
        return;
    };
    let at = form.picker.selected.min(last);
    match command {
        Command::Down => form.picker.selected = (at + 1).min(last),
        Command::Up if at == 0 => form.step(Motion::Up),
        Command::Up => form.picker.selected = at - 1,
        Command::PageDown => form.picker.selected = (at + ROWS).min(last),
        Command::PageUp => form.picker.selected = at.saturating_sub(ROWS),
        Command::Take => take(model),
        Command::Back => form.picker.closed = true,
        _ => editor::run_in_form(model, command, effects),
    }
    settle(model, effects);
}

/// Takes the selected row.
fn take(model: &mut Model) {
    let Some(Overlay::Editor(form)) = model.overlays.last() else {
        return;
    };
    let at = form.picker.selected;
    if form.picking() == Some(Field::Filter) {
        match filters_in(model, form)
            .get(at)
            .map(|filter| (*filter).clone())
        {
            Some(filter) => {
                if let Some(Overlay::Editor(form)) = model.overlays.last_mut() {
                    form.take_filter(&filter);
                }
            }
            None => model.notice = Some("no filter is called so".into()),
        }
        return;
    }
    match groups_in(model, form).get(at) {
        Some(offer) => {
            let offer = offer.clone();
            let id = offer.id.clone();
            model.store.remember(offer);
            if let Some(Overlay::Editor(form)) = model.overlays.last_mut() {
                form.take_group(&id);
            }
        }
        None => {
            model.notice = Some("type a part of the group's name, or paste its id".into());
        }
    }
}
