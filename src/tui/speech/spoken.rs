//! The text that is read out for a model, and the parts of it that are new.
//!
//! Belongs here: a digest of the model in words, and the lines for the differences between two digests.
//! Does not belong here: printing them (`linear`), sentences that the screen shows as well (`words`,
//! `reading`). A digest contains nothing that only shows the passing of time: a countdown is read out once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::spoken_overlay::{
    SEARCH, SpokenOverlay, Spot, filter_title, name, pane_title, spoken, spoken_filter,
    spoken_overlay,
};
use crate::domain::{AssignmentId, ChangeId, ConfigurationId, Row, Source};
use crate::tui::app::footer;
use crate::tui::app::model::{ChangeState, Model, Pane};
use crate::tui::components::AnyComponent;
use crate::tui::keys::command::Scope;
use crate::tui::kit::remote::Remote;
use crate::tui::panes::{details_text, header};
use crate::tui::parts::plan_lines::progress;
use crate::tui::store::session_plan::PlanState;
use crate::words;

/// Everything that was read out for a model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken {
    /// Tenant, account, service, and what the admin may do.
    place: String,
    list: String,
    changes: BTreeMap<ChangeId, String>,
    /// The progress of the plan, while something else has the focus.
    plan: String,
    marked: BTreeSet<(ConfigurationId, AssignmentId)>,
    /// The notice, and the number of keys pressed before it.
    notice: Option<(String, u64)>,
    /// Titles of the overlays, the last on top.
    stack: Vec<String>,
    top: Option<SpokenOverlay>,
    /// The focused row: its position and its text.
    row: Option<(String, String)>,
    /// Details of that row that become known a moment later.
    more: Option<String>,
}

/// Returns the digest of a model, and the lines for what is new since the previous digest.
#[must_use]
pub fn announce(before: &Spoken, now: &Model) -> (Spoken, Vec<String>) {
    let spoken = Spoken::of(now);
    let mut lines = Vec::new();
    if spoken.place != before.place {
        lines.push(spoken.place.clone());
    }
    if spoken.list != before.list {
        lines.push(spoken.list.clone());
    }
    for (id, message) in &spoken.changes {
        if before.changes.get(id) != Some(message) {
            lines.push(message.clone());
        }
    }
    if spoken.plan != before.plan && !spoken.plan.is_empty() {
        lines.push(spoken.plan.clone());
    }
    lines.extend(marks(&before.marked, &spoken.marked, now));
    if spoken.notice != before.notice {
        lines.extend(spoken.notice.iter().map(|(notice, _)| notice.clone()));
    }
    if let Some(top) = &spoken.top {
        overlay(before, &spoken, top, now, &mut lines);
    }
    row(before, &spoken, &mut lines);
    if before.place.is_empty() {
        lines.push(keys(now));
    }
    (spoken, lines)
}

fn overlay(
    before: &Spoken,
    now: &Spoken,
    top: &SpokenOverlay,
    model: &Model,
    lines: &mut Vec<String>,
) {
    let was_top = before.stack == now.stack;
    let was_there = before.stack.starts_with(&now.stack);
    let old = before.top.as_ref().filter(|_| was_top);
    if !was_top {
        lines.push(top.title.clone());
    }
    if !was_there || old.is_some() {
        let message = old.map_or(&[][..], |old| &old.lines);
        lines.extend(
            top.lines
                .iter()
                .filter(|line| !message.contains(line))
                .cloned(),
        );
    }
    let old_field = old.and_then(|old| old.field.as_ref());
    match (&top.field, old_field) {
        (Some(field), Some(old)) if old.label == field.label => {
            if old.value != field.value {
                lines.push(if field.is_text {
                    typed(&old.value, &field.value)
                } else {
                    field.value.clone()
                });
            }
        }
        (Some(field), _) if field.value.is_empty() => lines.push(format!("{}: empty", field.label)),
        (Some(field), _) => lines.push(format!("{}: {}", field.label, field.value)),
        (None, _) => {}
    }
    if old.is_none_or(|old| old.check != top.check) {
        lines.extend(top.check.clone());
    }
    let label = |field: &Spot| field.label.clone();
    let is_elsewhere = old_field.map(label) != top.field.as_ref().map(label);
    if is_elsewhere || old.is_none_or(|old| old.item != top.item) {
        lines.extend(top.item.clone());
    }
    if !was_there {
        lines.push(keys(model));
    }
}

/// Returns only the typed or deleted text, because the rest was read out before.
fn typed(old: &str, new: &str) -> String {
    let spoken = |piece: &str| match piece.trim() {
        "" => "space".to_owned(),
        piece => piece.to_owned(),
    };
    if new.is_empty() {
        return "empty".to_owned();
    }
    if let Some(added) = new.strip_prefix(old) {
        return spoken(added);
    }
    match old.strip_prefix(new) {
        Some(gone) => format!("deleted {}", spoken(gone)),
        None => new.to_owned(),
    }
}

/// Describes what was marked or unmarked, and how many rows are marked.
fn marks(
    before: &BTreeSet<(ConfigurationId, AssignmentId)>,
    now: &BTreeSet<(ConfigurationId, AssignmentId)>,
    model: &Model,
) -> Option<String> {
    if before == now {
        return None;
    }
    let count = match now.len() {
        0 => return Some("nothing is marked".to_owned()),
        count => format!("{count} marked"),
    };
    let new: Vec<_> = now.difference(before).collect();
    let gone = before.difference(now).count();
    Some(match (new.as_slice(), gone) {
        ([(configuration, id)], 0) => {
            let row = model.store.row_of(configuration);
            let target = row.and_then(|row| {
                let found = row.assignments.iter().find(|found| found.id == *id)?;
                let target = words::target(&found.target, model.store.shown_names()).line();
                Some(format!(
                    "{}, {}",
                    name(&row.configuration.name),
                    target.spoken()
                ))
            });
            format!("marked {}; {count}", target.unwrap_or_default())
        }
        (_, 0) => format!("{} more marked; {count}", new.len()),
        _ => format!("{gone} not marked any more; {count}"),
    })
}

fn row(before: &Spoken, now: &Spoken, lines: &mut Vec<String>) {
    let what = |spoken: &Spoken| spoken.row.as_ref().map(|(_, what)| what.clone());
    let Some((place, message)) = &now.row else {
        return;
    };
    let is_new = what(before).as_ref() != Some(message);
    if is_new {
        lines.push(format!("{place}: {message}"));
    }
    if is_new || before.more != now.more {
        lines.extend(now.more.clone());
    }
}

fn keys(model: &Model) -> String {
    let keys: Vec<String> = footer::keys(model)
        .into_iter()
        .filter(|(_, _, usable)| *usable)
        .map(|(key, title, _)| format!("{key} {title}"))
        .collect();
    let note = footer::note(model).map_or_else(String::new, |note| format!("{note} "));
    format!("Keys: {note}{}", keys.join(", "))
}

impl Spoken {
    fn of(model: &Model) -> Self {
        let top = model.overlays.last();
        // While a filter is typed, the remaining rows are read out.
        let on_rows = top.is_none();
        let filter = model.panes.filtered.typing.as_ref().filter(|_| on_rows);
        Self {
            place: format!("enlist, {}", header::place(&model.store).join(", ")),
            list: list(model),
            changes: model
                .store
                .changes
                .iter()
                .map(|(id, state)| (*id, change(state)))
                .collect(),
            plan: model
                .store
                .plan
                .as_deref()
                .filter(|view| view.state != PlanState::Unsent)
                .filter(|_| top.map(AnyComponent::keys) != Some(Scope::Plan))
                .map_or_else(String::new, |view| {
                    format!("plan: {}", progress(&model.store, view, None).text.spoken())
                }),
            marked: model.store.marked.clone(),
            notice: model
                .notice
                .as_ref()
                .map(|notice| (notice.text.clone(), model.store.keys_heard)),
            stack: stack(model),
            top: match top {
                Some(overlay) => Some(spoken_overlay(model, overlay)),
                None => filter.map(|it| spoken_filter(model, it.pane)),
            },
            row: on_rows.then(|| selected(model)).flatten(),
            more: on_rows.then(|| members(model)).flatten(),
        }
    }
}

/// Returns the titles of everything above the panes. A search being typed is above its text.
fn stack(model: &Model) -> Vec<String> {
    let typing = model.panes.filtered.typing.as_ref();
    let mut titles: Vec<String> = typing.map(|it| filter_title(it.pane)).into_iter().collect();
    for overlay in &model.overlays {
        titles.push(overlay.spoken_title(&model.store));
        if overlay.cursor().is_searching() {
            titles.push(SEARCH.to_owned());
        }
    }
    titles
}

/// Describes the state of the list. Pages are not read out one by one.
fn list(model: &Model) -> String {
    let count = |count: usize| match count {
        1 => "1 configuration".to_owned(),
        count => format!("{count} configurations"),
    };
    match &model.store.list {
        Remote::NotAsked => String::new(),
        Remote::Loading { .. } => "Reading configurations".to_owned(),
        Remote::Ready {
            value, incomplete, ..
        } => match incomplete {
            None => count(value.len()),
            Some(_) => format!("{}, and the list is not complete", count(value.len())),
        },
        Remote::Failed { error: None, .. } => "Loading the configurations was stopped".to_owned(),
        Remote::Failed {
            error: Some(error), ..
        } => {
            let message: Vec<String> = words::error(error).iter().map(spoken).collect();
            let what = if error.needs_token() {
                "is not loaded"
            } else {
                "could not be read"
            };
            format!("The list {what}: {}", message.join(". "))
        }
    }
}

/// Describes the progress of a change, or its outcome.
fn change(state: &ChangeState) -> String {
    let name = name(&state.change.configuration_name);
    match &state.outcome {
        None => format!(
            "{name}: {}",
            words::step(&state.step, Duration::ZERO).spoken()
        ),
        Some(outcome) => {
            let ids = outcome.facts().map(|facts| match &facts.request_id {
                Some(id) => format!(", request-id {id}"),
                None => format!(", client-request-id {}", facts.client_request_id),
            });
            let head = words::headline(outcome).text;
            format!("{name}: {}{}", head.spoken(), ids.unwrap_or_default())
        }
    }
}

/// Returns the focused row: its position and its text.
fn selected(model: &Model) -> Option<(String, String)> {
    let pane = model.store.pane;
    let (shown, count) = model.panes.counts(&model.store, pane);
    let of = model
        .store
        .selected_row()
        .map(|row| name(&row.configuration.name));
    if model.store.on_details {
        let message = details_text(&model.store).join("; ");
        return Some(("Details".to_owned(), message));
    }
    let heading = match (pane, &of) {
        (Pane::Assignments, Some(of)) => format!("Assignments of {of}"),
        _ => pane_title(pane).to_owned(),
    };
    if shown == 0 {
        let message = match (count, model.store.selected_row()) {
            (1.., _) => format!("none of {count} matches"),
            (0, Some(row)) if row.configuration.is_default() => {
                "none, a default applies to everyone, after all others".to_owned()
            }
            _ => "none".to_owned(),
        };
        return (!model.store.list.is_loading()).then_some((heading, message));
    }
    let (at, message) = match pane {
        Pane::Configurations => (
            model.store.configuration.index(),
            configuration(model, model.store.selected_row()?),
        ),
        Pane::Assignments => (model.store.assignment.index(), assignment(model)?),
    };
    Some((format!("{heading} {} of {shown}", at + 1), message))
}

fn configuration(model: &Model, row: &Row) -> String {
    let configuration = &row.configuration;
    let mut message = vec![
        name(&configuration.name),
        configuration.kind.title().to_owned(),
    ];
    message.extend(configuration.platform.clone());
    message.push(match configuration.priority {
        _ if configuration.is_default() => "default".to_owned(),
        Some(priority) => format!("priority {priority}"),
        None => "priority not known".to_owned(),
    });
    message.push(match row.assignments.len() {
        1 => "1 assignment".to_owned(),
        count => format!("{count} assignments"),
    });
    message.extend(match words::unreadable_assignments(row) {
        0 => None,
        count => Some(format!("{count} of them unreadable")),
    });
    let is_of = |key: &&(ConfigurationId, AssignmentId)| key.0 == configuration.id;
    message.extend(match model.store.marked.iter().filter(is_of).count() {
        0 => None,
        count => Some(format!("{count} marked")),
    });
    message.join(", ")
}

fn assignment(model: &Model) -> Option<String> {
    let assignment = model.store.selected_assignment()?;
    let target = words::target(&assignment.target, model.store.shown_names()).line();
    let mut message = vec![name(target.spoken())];
    let filter = assignment.target.filter();
    message.extend(filter.map(|filter| {
        format!(
            "filter {}",
            words::filter(filter, model.store.shown_names())
        )
    }));
    message
        .extend((assignment.source == Source::PolicySets).then(|| "from a policy set".to_owned()));
    let key = (
        model.store.configuration.key()?.clone(),
        assignment.id.clone(),
    );
    message.extend(
        model
            .store
            .marked
            .contains(&key)
            .then(|| "marked".to_owned()),
    );
    Some(message.join(", "))
}

/// Returns the number of members of the selected assignment's group, once they are counted.
fn members(model: &Model) -> Option<String> {
    if !model.store.is_on(Pane::Assignments) {
        return None;
    }
    let count = model
        .store
        .count_of(model.store.selected_assignment()?.target.object_id())?;
    Some(format!("{} users, {} devices", count.users, count.devices))
}
