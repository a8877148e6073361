//! Commands of the panes.

use super::editor::review;
use super::{
    change, components, copy, data, find, marks, mouse, pick, plan, refresh, run as run_command,
    sign_in, undo,
};
use crate::domain::{AssignmentId, Change, ConfigurationId};
use crate::plan::{self as planning, Wished};
use crate::tui::action::{Meant, Open};
use crate::tui::command::{Command, Scope};
use crate::tui::entity::Entity;
use crate::tui::explained::Subject;
use crate::tui::kit::typed::Typed;
use crate::tui::latest::latest;
use crate::tui::list::{Motion, Selection};
use crate::tui::model::{Model, Overlay, Pane, TextId, Wanted};
use crate::tui::msg::Effect;
use crate::tui::panes::availability::move_by;

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Mark => marks::toggle(model),
        Command::MarkRange => marks::range(model),
        Command::Unmark => {
            model.marked.clear();
            model.mark_from = None;
        }
        Command::Bulk => bulk(model, effects),
        Command::Filter => find::open_filter(model),
        Command::Search => components::open(model, Open::FindAssignments, effects),
        Command::Sort => model.shown.sort_next(model.pane),
        Command::CopyId | Command::CopyUrl | Command::CopyError | Command::Portal => {
            copy::run(model, command, effects);
        }
        Command::Details => {
            components::open(model, Open::Text(TextId::Details(model.pane)), effects);
        }
        Command::Raw => raw(model, effects),
        Command::Explain => explain(model, effects),
        Command::ExplainUser => components::open(model, Open::Prompt(Wanted::User), effects),
        Command::NextPane | Command::PreviousPane => {
            model.pane = match model.pane {
                Pane::Configurations => Pane::Assignments,
                Pane::Assignments => Pane::Configurations,
            }
        }
        Command::Right => model.pane = Pane::Assignments,
        Command::Left => model.pane = Pane::Configurations,
        Command::Open => match model.pane {
            Pane::Configurations => model.pane = Pane::Assignments,
            Pane::Assignments => run_command(model, Command::Edit, effects),
        },
        Command::Edit => edit(model),
        Command::Add => add(model),
        Command::Remove if !model.marked.is_empty() => remove_marked(model),
        Command::Remove => remove(model, effects),
        Command::RaisePriority => priority(model, -1, effects),
        Command::LowerPriority => priority(model, 1, effects),
        Command::Undo => undo::run(model, effects),
        Command::Journal => components::open(model, Open::Journal, effects),
        Command::Profile => {
            let at = |name: &String| Some(name) == model.start.profile.as_ref();
            let selected = model.start.profiles.iter().position(at).unwrap_or(0);
            components::open(model, Open::Profiles(selected), effects);
        }
        Command::Rights => components::open(model, Open::Text(TextId::Rights), effects),
        Command::Renew => sign_in::open(model, None, None, false, effects),
        Command::WriteAnyway => {
            model.lifted = true;
            model.notice = Some("changes are tried; the service decides".into());
        }
        Command::Refresh => refresh::pane(model, effects),
        Command::RefreshAll => refresh::all(model, effects),
        Command::Outcome if model.in_flight().is_some() => change::reopen(model),
        Command::Outcome => outcome(model, effects),
        Command::Plan => plan::show(model),
        Command::Mouse => mouse::toggle(model, effects),
        Command::Palette => components::open(model, Open::Palette, effects),
        Command::Back => back(model, effects),
        _ => move_in_list(model, command),
    }
}

/// Moves the selection of the focused pane.
pub(super) fn move_in_list(model: &mut Model, command: Command) {
    if let Some(motion) = Motion::of(command) {
        step(model, model.pane, motion);
    }
}

pub(super) fn step(model: &mut Model, pane: Pane, motion: Motion) {
    let height = model.layout().rows_in(pane);
    match pane {
        Pane::Configurations => {
            let mut selection = std::mem::take(&mut model.configuration);
            let before = selection.key().cloned();
            let keys: Vec<_> = model
                .shown_rows()
                .map(|row| &row.configuration.id)
                .collect();
            selection.step(motion, &keys, height);
            if selection.key() != before.as_ref() {
                model.assignment = Selection::default();
                // What was looked for there is not looked for here.
                model.shown.assignment_filter = Typed::default();
            }
            model.configuration = selection;
        }
        Pane::Assignments => {
            let mut selection = std::mem::take(&mut model.assignment);
            let keys: Vec<_> = model.shown_assignments().map(|row| &row.id).collect();
            selection.step(motion, &keys, height);
            model.assignment = selection;
        }
    }
}

/// Selects a row wherever it is. A filter must not hide it.
pub(super) fn go_to(
    model: &mut Model,
    configuration: ConfigurationId,
    assignment: Option<AssignmentId>,
) {
    model.shown.configuration_filter = Typed::default();
    model.shown.assignment_filter = Typed::default();
    model.configuration.select(configuration);
    model.assignment = Selection::default();
    model.pane = match assignment {
        Some(assignment) => {
            model.assignment.select(assignment);
            Pane::Assignments
        }
        None => Pane::Configurations,
    };
}

fn edit(model: &mut Model) {
    let (Some(row), Some(assignment)) = (model.selected_row(), model.selected_assignment()) else {
        return;
    };
    let editor = pick::editor(model, row, Some(assignment));
    model.overlays.push(Overlay::Editor(Box::new(editor)));
}

fn add(model: &mut Model) {
    let Some(row) = model.selected_row() else {
        return;
    };
    let editor = pick::editor(model, row, None);
    model.overlays.push(Overlay::Editor(Box::new(editor)));
}

/// Asks which group the marked assignments go to, or every use of the selected group.
fn bulk(model: &mut Model, effects: &mut Vec<Effect>) {
    let meant = if model.marked.is_empty() {
        match model.selected_object() {
            Some(id) => Meant::UsesOf(id),
            None => return,
        }
    } else {
        Meant::Marked(model.marked.clone())
    };
    components::open(model, Open::Bulk(meant), effects);
}

/// Makes a plan that removes the marked assignments.
fn remove_marked(model: &mut Model) {
    let wishes = planning::marked(model.rows(), &model.marked, Wished::Remove);
    let draft = planning::draft(model.rows(), &wishes, model.limits());
    plan::open(model, draft, None);
}

/// `availability` has just said that what the following make can be made.
fn remove(model: &mut Model, effects: &mut Vec<Effect>) {
    let (Some(row), Some(assignment)) = (model.selected_row(), model.selected_assignment()) else {
        return;
    };
    if let Ok(change) = Change::remove(&row.configuration, &row.assignments, assignment) {
        review(model, change, effects);
    }
}

fn priority(model: &mut Model, step: i64, effects: &mut Vec<Effect>) {
    let Some(row) = model.selected_row() else {
        return;
    };
    if let Ok(change) = move_by(model, row, step) {
        review(model, change, effects);
    }
}

/// Shows the selected row as the service returns it.
fn raw(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(row) = model.selected_row() else {
        model.notice = Some("nothing is selected".into());
        return;
    };
    let assignment = model.selected_assignment();
    let entity = Entity {
        configuration: row.configuration.id.clone(),
        assignment: assignment
            .filter(|row| model.pane == Pane::Assignments && row.given_id().is_some())
            .map(|assignment| assignment.id.clone()),
    };
    components::open(model, Open::Raw(entity), effects);
}

/// Explains for the members of the selected group; asks for a user where no group is selected.
fn explain(model: &mut Model, effects: &mut Vec<Effect>) {
    let on_group = model.pane == Pane::Assignments;
    let what = match model.selected_object().filter(|_| on_group) {
        Some(group) => Open::Explain(Subject::Group(group)),
        None => Open::Prompt(Wanted::User),
    };
    components::open(model, what, effects);
}

/// Shows what happened last.
fn outcome(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(what) = latest(model) else {
        return;
    };
    match what.text() {
        Some(text) => components::open(model, text, effects),
        None => plan::show(model),
    }
}

/// The first that applies: give a range up, stop a change while nothing of it is on its way, stop the running
/// load, drop the filter, go back a pane.
fn back(model: &mut Model, effects: &mut Vec<Effect>) {
    if marks::drop_range(model) {
        return;
    }
    if change::stop(model, effects) {
        model.notice = Some("the change is stopped: nothing more is sent".into());
    } else if let Some(request) = model.list.stop() {
        effects.push(Effect::Cancel(request));
        data::resolve_names(model, effects);
        model.notice = Some(
            format!(
                "reading the list was stopped: {} reads it again",
                model.key(Scope::List, Command::RefreshAll)
            )
            .into(),
        );
    } else if refresh::stop(model, effects) {
        model.notice = Some("reading the assignments again was stopped".into());
    } else if !find::clear_filter(model) {
        model.pane = Pane::Configurations;
    }
}
