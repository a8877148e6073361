//! Data from the service: the list, names, counts.

use std::collections::{BTreeSet, HashMap};

use super::filters;
use crate::domain::{
    ApiVersion, Configuration, MemberCount, NAMES_PERMISSION, Name, ObjectId, RequestError, Row,
};
use crate::graph::{IDS_PER_REQUEST, Listed};
use crate::tui::app::model::{Count, Model, Pane};
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::finder::Haystack;
use crate::tui::kit::remote::RequestId;
use crate::tui::panes::changed::{Marks, SHOWN_FOR, Tally};
use crate::tui::panes::watched as watched_in_panes;
use crate::tui::store::Store;
use crate::tui::store::action::Watch;
use crate::tui::store::msg::Effect;
use crate::tui::store::notice::Notice;
use crate::words;
use crate::write::Settled;

/// Reads the list again.
pub(in crate::tui) fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.store.list.is_loading() {
        model.store.refreshing.comparable =
            (!model.store.list.is_incomplete()).then_some(model.store.read_from);
    }
    effects.extend(model.store.list.stop().map(Effect::Cancel));
    let id = model.new_request();
    let now = model.store.now;
    model.store.list.ask(id, now);
    model.store.pages = 0;
    model.store.names_waiting.clear();
    model.store.refreshing.quiet = false;
    effects.push(Effect::List(id));
    // Open changes that could not be settled before may be settled now.
    if !model.store.unsettled.is_empty() || model.store.unlooked.is_some() {
        effects.push(Effect::Settle);
    }
    // Objects that could not be looked up before may be available now.
    let store = &mut model.store;
    store.names_asked.retain(|id| store.names.contains_key(id));
    model
        .store
        .counts
        .retain(|_, count| !matches!(count, Count::Failed));
    model.store.looked_at.clear();
    model.store.filters.asked &= model.store.filters.problem.is_none();
}

pub(in crate::tui) fn on_page(model: &mut Model, request: RequestId, rows: Vec<Row>) {
    let store = &mut model.store;
    if let Some(so_far) = store.list.so_far_of(request) {
        let asked = &store.names_asked;
        let new = objects(&rows).filter(|id| !asked.contains(id));
        store.names_waiting.extend(new);
        so_far.extend(rows);
        store.pages += 1;
        so_far.sort_by(|a, b| Configuration::order(&a.configuration, &b.configuration));
    }
}

/// Requests names while the list still loads: those of the first page, as many as one request takes, and all
/// of them during a search. The rest is requested at the end, so a large tenant takes no more requests than
/// needed.
pub(in crate::tui) fn ask_waiting(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.store.list.is_loading() || model.store.names_waiting.is_empty() {
        return;
    }
    let looking =
        model.overlays.iter().any(|it| it.needs_names()) || model.panes.filtered.is_searching();
    if looking || model.store.pages == 1 {
        let all = std::mem::take(&mut model.store.names_waiting);
        return ask_names(model, all, effects);
    }
    while model.store.names_waiting.len() >= IDS_PER_REQUEST {
        let rest = model
            .store
            .names_waiting
            .iter()
            .nth(IDS_PER_REQUEST)
            .cloned();
        let rest = rest.map_or_else(BTreeSet::new, |from| {
            model.store.names_waiting.split_off(&from)
        });
        let full = std::mem::replace(&mut model.store.names_waiting, rest);
        ask_names(model, full, effects);
    }
}

/// Prepares what the rows are found by, if a search needs it and it is missing.
pub(in crate::tui) fn prepare_search(model: &mut Model) {
    let searched = model.overlays.iter().any(|it| it.needs_names());
    let filter = model.panes.filtered.filter(Pane::Configurations);
    if (searched || !filter.value().is_empty()) && model.store.haystacks.is_empty() {
        let rows = model.store.rows().iter();
        let haystacks = rows
            .map(|row| Haystack::of(row, &model.store.names))
            .collect();
        model.store.haystacks = haystacks;
    }
}

/// Returns the objects that assignments refer to.
fn objects(rows: &[Row]) -> impl Iterator<Item = ObjectId> {
    rows.iter()
        .flat_map(|row| &row.assignments)
        .filter_map(|row| ObjectId::parse(row.target.object_id()?).ok())
}

/// Says that the list, or a part of it, is missing. Before the first sign-in this is no error.
fn missing(store: &Store) -> String {
    if store.list.error().is_some_and(RequestError::needs_token) && store.is_unloaded() {
        return "Sign in to load the list.".to_owned();
    }
    let what = if store.is_unloaded() {
        "the list"
    } else {
        "everything"
    };
    format!(
        "Could not load {what}. {}: why · {}: retry",
        store.key(Scope::List, Command::Outcome),
        store.key(Scope::List, Command::RefreshAll)
    )
}

pub(in crate::tui) fn on_list_end(
    model: &mut Model,
    request: RequestId,
    outcome: Result<Listed, RequestError>,
    effects: &mut Vec<Effect>,
) {
    let read_from = outcome.as_ref().ok().map(|listed| listed.version);
    let before = read_from.and_then(|_| model.store.list.take_previous(request));
    if model
        .store
        .list
        .answer(request, outcome.map(|listed| listed.incomplete))
    {
        model.store.read_from = read_from.unwrap_or(model.store.read_from);
        if read_from.is_some() {
            model.store.list_read = model.store.wall_clock();
        }
        if model.store.list.is_incomplete() {
            model.notice = Some(Notice::leading_on(missing(&model.store)));
        } else if model.store.read_from == ApiVersion::V1 {
            model.notice = Some(Notice::leading_on(format!(
                "{}. {}: more",
                words::only_v1(),
                model.store.key(Scope::List, Command::Outcome)
            )));
        }
        if let Some(before) = before
            && read_from == model.store.refreshing.comparable
            && !model.store.list.is_incomplete()
        {
            let mut marks = Marks::default();
            let tally = marks.compare(&before, model.store.rows());
            // An automatic refresh is mentioned only if something changed.
            if !model.store.refreshing.quiet || tally != Tally::default() {
                model.notice = Some(tally.shown().into());
            }
            mark_changes(model, marks, effects);
        }
        resolve_names(model, effects);
        read_used(model, effects);
    }
}

/// Marks the changed rows for a while.
pub(in crate::tui) fn mark_changes(model: &mut Model, mut marks: Marks, effects: &mut Vec<Effect>) {
    if !marks.is_empty() {
        let timer = model.new_timer();
        marks.timer = Some(timer);
        effects.push(Effect::After(timer, SHOWN_FOR));
    }
    model.panes.changed = marks;
}

/// Reads the names of filters and scope tags, if the list uses any that have one.
fn read_used(model: &mut Model, effects: &mut Vec<Effect>) {
    let has_filter = |row: &Row| {
        let mut targets = row.assignments.iter().map(|row| &row.target);
        targets.any(|target| target.filter().is_some())
    };
    if !model.store.filters.asked && model.store.rows().iter().any(has_filter) {
        filters::read(model, effects);
    }
    // `0` is the default tag, which everything without another tag has.
    let has_tag = |row: &Row| {
        let tags: Option<Vec<String>> = row.configuration.raw.read("roleScopeTagIds");
        tags.is_some_and(|tags| tags.iter().any(|tag| tag != "0"))
    };
    if model.store.scope_tags.is_empty() && model.store.rows().iter().any(has_tag) {
        effects.push(Effect::ReadScopeTags);
    }
}

/// Handles the scope tags of the tenant. Without them, their ids are shown.
pub(in crate::tui) fn on_scope_tags(
    model: &mut Model,
    answer: Result<Vec<(String, String)>, RequestError>,
) {
    model.store.scope_tags.extend(answer.unwrap_or_default());
}

/// Requests the names that are still missing from the list.
pub(in crate::tui) fn resolve_names(model: &mut Model, effects: &mut Vec<Effect>) {
    model.store.names_waiting.clear();
    let ids: BTreeSet<ObjectId> = objects(model.store.rows()).collect();
    ask_names(model, ids, effects);
}

fn ask_names(
    model: &mut Model,
    ids: impl IntoIterator<Item = ObjectId>,
    effects: &mut Vec<Effect>,
) {
    let new: Vec<ObjectId> = ids
        .into_iter()
        .filter(|id| model.store.names_asked.insert(id.clone()))
        .collect();
    if !new.is_empty() {
        effects.push(Effect::ResolveNames(new));
    }
}

pub(in crate::tui) fn on_names(
    model: &mut Model,
    ids: &[ObjectId],
    names: Result<HashMap<ObjectId, Name>, RequestError>,
) {
    match names {
        Ok(names) => {
            let refused = names.values().any(|name| *name == Name::Refused);
            if refused && !std::mem::replace(&mut model.store.names_missed, true) {
                model.notice = Some(
                    format!("Showing IDs instead of names: the token lacks {NAMES_PERMISSION}.")
                        .into(),
                );
            }
            model.store.learn_names(names);
        }
        Err(error) => {
            for id in ids {
                model.store.names_asked.remove(id);
            }
            model.notice = Some(
                format!(
                    "Showing IDs instead of names: could not read the names: {}",
                    error.reason()
                )
                .into(),
            );
        }
    }
}

pub(in crate::tui) fn on_count(model: &mut Model, id: ObjectId, count: Option<MemberCount>) {
    model
        .store
        .counts
        .insert(id, count.map_or(Count::Failed, Count::Known));
}

/// Returns the objects whose names and members matter now: those under review, offered or typed, or else
/// those selected.
fn watched(model: &Model) -> Watch {
    let mut overlays = model.overlays.iter().rev();
    let watched = overlays.find_map(|component| component.watches(&model.store));
    watched.unwrap_or_else(|| Watch::Objects(watched_in_panes(&model.store, &model.panes)))
}

/// Returns their ids.
pub(in crate::tui) fn wanted(model: &Model) -> Vec<ObjectId> {
    match watched(model) {
        Watch::Objects(ids) | Watch::Offers(ids) => ids,
    }
}

/// Requests what is unknown about the selection once it has stayed the same for a moment.
pub(in crate::tui) fn look_up(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.store.list.is_loading() {
        // Visible names do not wait for the end of the list.
        let row = model.store.selected_row();
        let ids: Vec<ObjectId> = row
            .map(std::slice::from_ref)
            .map_or_else(Vec::new, |row| objects(row).collect());
        ask_names(model, ids, effects);
    }
    // A deleted group has no members.
    let is_gone =
        |model: &Model, id: &ObjectId| matches!(model.store.names.get(id), Some(Name::Deleted));
    match watched(model) {
        Watch::Offers(mut offered) => {
            // The names of offered groups are known already.
            offered.retain(|id| !model.store.counts.contains_key(id) && !is_gone(model, id));
            if !offered.is_empty() {
                let asked = offered.iter().map(|id| (id.clone(), Count::Asked));
                model.store.counts.extend(asked);
                effects.push(Effect::CountAll(offered));
            }
        }
        Watch::Objects(ids) => {
            ask_names(model, ids.clone(), effects);
            let is_open =
                |id: &ObjectId| !is_gone(model, id) && !model.store.counts.contains_key(id);
            let open: Vec<ObjectId> = ids.into_iter().filter(is_open).collect();
            let asked = open.iter().map(|id| (id.clone(), Count::Asked));
            model.store.counts.extend(asked);
            match open.as_slice() {
                [] => {}
                [id] => effects.push(Effect::CountMembers(id.clone())),
                _ => effects.push(Effect::CountAll(open)),
            }
        }
    }
}

/// Handles changes that earlier runs left open: shows what is known about them now.
pub(in crate::tui) fn on_settled(model: &mut Model, settled: Result<Vec<Settled>, String>) {
    model.store.settled = settled.is_ok();
    model.store.unlooked = settled.as_ref().err().cloned();
    let settled = match settled {
        Ok(settled) => settled,
        Err(reason) => {
            model.notice = Some(reason.into());
            return;
        }
    };
    model.store.unsettled = settled
        .iter()
        .filter(|one| one.verdict.is_none())
        .map(|one| one.configuration.clone())
        .collect();
    if let Some(one) = settled.last() {
        let more = match settled.len() {
            1 => String::new(),
            count => format!(", and {} more", count - 1),
        };
        model.notice = Some(
            format!(
                "{}{more}. {} shows the journal.",
                words::settled(&one.configuration_name, one.verdict),
                model.store.key(Scope::List, Command::Journal)
            )
            .into(),
        );
    }
}
