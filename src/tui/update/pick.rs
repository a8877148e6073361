//! Lists of names below a field: searching as it is typed, and taking one.
//!
//! Belongs here: when the directory is asked, what its answers do, the keys of the list. Does not belong
//! here: what is offered (`picker`), the fields (`form`).

use super::{REST, editor};
use crate::domain::{
    Assignment, AssignmentFilter, Group, NAMES_PERMISSION, ObjectId, RequestError,
};
use crate::graph::Row;
use crate::tui::action::Watch;
use crate::tui::command::Command;
use crate::tui::form::{Editor, Field};
use crate::tui::list::Motion;
use crate::tui::model::{Model, Overlay};
use crate::tui::msg::{Effect, TimerId};
use crate::tui::picker::{self, Picker, ROWS, filters_in, first_offered, groups_in, is_name};
use crate::tui::remote::RequestId;
use crate::words;

/// A form on an assignment, or on one to be added, with the names that are known already.
pub(super) fn editor(model: &Model, row: &Row, assignment: Option<&Assignment>) -> Editor {
    let mut editor = Editor::open(&row.configuration, assignment);
    editor.learn_filters(&model.filters.known);
    editor
}

/// What is typed as the name of a group in the overlay on top, with the state of its search.
fn searching(overlay: &mut Overlay) -> Option<(String, &mut Picker)> {
    match overlay {
        Overlay::Editor(form) if form.picking() == Some(Field::ObjectId) => {
            let typed = form.text(Field::ObjectId)?.value().trim().to_owned();
            Some((typed, &mut form.picker))
        }
        Overlay::Bulk(form) => Some((form.input.value().trim().to_owned(), &mut form.picker)),
        _ => None,
    }
}

/// The groups whose rows are in sight.
pub(super) fn in_sight(model: &Model) -> Option<Vec<ObjectId>> {
    let (offers, selected) = match model.overlays.last()? {
        Overlay::Component(component) => {
            return match component.watches(model) {
                Some(Watch::Offers(offered)) => Some(offered),
                _ => None,
            };
        }
        Overlay::Editor(form) if form.picking() == Some(Field::ObjectId) => {
            (groups_in(model, form), form.picker.selected)
        }
        Overlay::Bulk(form) if !form.input.value().is_empty() => {
            (form.offered(model), form.picker.selected)
        }
        _ => return None,
    };
    let rows = offers.into_iter().skip(first_offered(selected)).take(ROWS);
    Some(rows.map(|offer| offer.id).collect())
}

/// Sees to it that what is typed is searched for once it has rested, and only the latest of it.
pub(super) fn settle(model: &mut Model, effects: &mut Vec<Effect>) {
    let timer = TimerId(model.next_number);
    let Some((typed, picker)) = model.overlays.last_mut().and_then(searching) else {
        return filters_wanted(model, effects);
    };
    if picker.typed == typed {
        return;
    }
    effects.extend(picker.request.take().map(Effect::Cancel));
    picker.found = None;
    picker.timer = is_name(&typed).then_some(timer);
    picker.typed = typed;
    if picker.timer.is_some() {
        effects.push(Effect::After(timer, REST));
        model.next_number += 1;
    }
}

/// The filters are read when somebody is about to choose one.
fn filters_wanted(model: &mut Model, effects: &mut Vec<Effect>) {
    let is_choosing = |overlay: &Overlay| match overlay {
        Overlay::Component(component) => component.needs_filters(),
        Overlay::Editor(form) => matches!(form.focus(), Field::Filter | Field::FilterMode),
        _ => false,
    };
    if !model.filters.asked && model.overlays.last().is_some_and(is_choosing) {
        read_filters(model, effects);
    }
}

pub(super) fn read_filters(model: &mut Model, effects: &mut Vec<Effect>) {
    model.filters.asked = true;
    effects.push(Effect::ReadFilters);
}

/// What was typed has rested: the directory is asked. Says whether this was its timer.
pub(super) fn due(model: &mut Model, timer: TimerId, effects: &mut Vec<Effect>) -> bool {
    let request = RequestId(model.next_number);
    let overlays = model.overlays.iter_mut().filter_map(searching);
    let mut own = overlays.filter(|(_, picker)| picker.timer == Some(timer));
    let Some((typed, picker)) = own.next() else {
        return false;
    };
    picker.timer = None;
    picker.request = Some(request);
    effects.push(Effect::SearchGroups(request, typed));
    model.next_number += 1;
    true
}

/// The directory answered; an answer to what was typed before is dropped.
pub(super) fn came(
    model: &mut Model,
    request: RequestId,
    answer: Result<Vec<Group>, RequestError>,
) {
    let overlays = model.overlays.iter_mut().filter_map(searching);
    let mut own = overlays.filter(|(_, picker)| picker.request == Some(request));
    if let Some((_, picker)) = own.next() {
        picker.request = None;
        picker.found = Some(answer.map_err(|error| match error.status() {
            Some(403) => format!("the token lacks {NAMES_PERMISSION}"),
            _ => error.reason(),
        }));
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
            picker::remember(model, offer);
            if let Some(Overlay::Editor(form)) = model.overlays.last_mut() {
                form.take_group(&offer.id);
            }
        }
        None => {
            model.notice = Some("type a part of the group's name, or paste its id".into());
        }
    }
}
