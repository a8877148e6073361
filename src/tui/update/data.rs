//! What comes from the service: the list, names, counts.

use std::collections::{BTreeSet, HashMap};

use crate::domain::{Configuration, MemberCount, Name, ObjectId, RequestError};
use crate::graph::{Listed, Row};
use crate::tui::model::{Count, Model, Overlay};
use crate::tui::msg::Effect;
use crate::tui::remote::RequestId;

/// Reads the list anew.
pub(super) fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    effects.extend(model.list.stop().map(Effect::Cancel));
    let id = model.new_request();
    model.list.ask(id, model.now);
    effects.push(Effect::List(id));
    // What could not be looked up before may be there now.
    let names = &model.names;
    model.names_asked.retain(|id| names.contains_key(id));
    model
        .counts
        .retain(|_, count| matches!(count, Count::Asked));
    model.looked_at = None;
}

pub(super) fn page(model: &mut Model, request: RequestId, rows: Vec<Row>) {
    if let Some(so_far) = model.list.so_far_of(request) {
        so_far.extend(rows);
        so_far.sort_by(|a, b| Configuration::order(&a.configuration, &b.configuration));
    }
}

pub(super) fn listed(
    model: &mut Model,
    request: RequestId,
    outcome: Result<Listed, RequestError>,
    effects: &mut Vec<Effect>,
) {
    if model
        .list
        .answer(request, outcome.map(|listed| listed.incomplete))
    {
        if model.list.is_incomplete() {
            model.notice =
                Some("the list is not complete: o shows why, r reads it again".to_owned());
        }
        resolve_names(model, effects);
    }
}

/// Asks for the names of everything in the list that has none yet.
pub(super) fn resolve_names(model: &mut Model, effects: &mut Vec<Effect>) {
    let ids: BTreeSet<ObjectId> = model
        .rows()
        .iter()
        .flat_map(|row| &row.assignments)
        .filter_map(|row| ObjectId::parse(row.target.object_id()?).ok())
        .collect();
    ask_names(model, ids, effects);
}

fn ask_names(
    model: &mut Model,
    ids: impl IntoIterator<Item = ObjectId>,
    effects: &mut Vec<Effect>,
) {
    let new: Vec<ObjectId> = ids
        .into_iter()
        .filter(|id| model.names_asked.insert(id.clone()))
        .collect();
    if !new.is_empty() {
        effects.push(Effect::ResolveNames(new));
    }
}

pub(super) fn named(
    model: &mut Model,
    ids: &[ObjectId],
    names: Result<HashMap<ObjectId, Name>, RequestError>,
) {
    match names {
        Ok(names) => model.names.extend(names),
        Err(error) => {
            for id in ids {
                model.names_asked.remove(id);
            }
            model.notice = Some(format!(
                "ids stand in for names, which could not be read: {}",
                error.reason()
            ));
        }
    }
}

pub(super) fn counted(model: &mut Model, id: ObjectId, count: Option<MemberCount>) {
    model
        .counts
        .insert(id, count.map_or(Count::Failed, Count::Known));
}

/// The object whose name and members matter now: what is typed, what is reviewed, what is selected.
pub(super) fn wanted(model: &Model) -> Option<ObjectId> {
    let wanted = model
        .overlays
        .iter()
        .rev()
        .find_map(|overlay| match overlay {
            Overlay::Editor(editor) => Some(editor.typed_object()),
            _ => None,
        });
    match wanted {
        Some(typed) => typed,
        None => ObjectId::parse(model.selected_assignment()?.target.object_id()?).ok(),
    }
}

/// The selection has rested: asks for what is not known of it.
pub(super) fn look_up(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(id) = wanted(model) else { return };
    ask_names(model, [id.clone()], effects);
    let gone = matches!(model.names.get(&id), Some(Name::Deleted));
    if !gone && !model.counts.contains_key(&id) {
        model.counts.insert(id.clone(), Count::Asked);
        effects.push(Effect::CountMembers(id));
    }
}
