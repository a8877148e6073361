//! Marks, and what is done with all that is marked.

use std::collections::BTreeSet;

use tui_input::{Input as TextInput, InputRequest};

use super::{change, close, panes, type_in};
use crate::domain::{Place, Verdict};
use crate::plan::{self, Check, Control, Event, Known, Limits, Options, Plan, Stage, Summary};
use crate::text;
use crate::tui::bulk::{BulkForm, Meant, PlanView, RowState, why_not};
use crate::tui::command::Command;
use crate::tui::model::{Model, Overlay, Pane, Wanted};
use crate::tui::msg::{Effect, PlanRun};
use crate::tui::remote::RequestId;

/// Marks the selected assignment, or takes its mark away; in the left pane all of a configuration.
pub(super) fn mark(model: &mut Model) {
    let Some(row) = model.selected_row() else {
        return;
    };
    let configuration = row.configuration.id.clone();
    let keys: Vec<_> = match model.pane {
        Pane::Configurations => row.assignments.iter().map(|row| row.id.clone()).collect(),
        Pane::Assignments => model.assignment.key().cloned().into_iter().collect(),
    };
    let keys: Vec<_> = keys
        .into_iter()
        .map(|id| (configuration.clone(), id))
        .collect();
    if keys.iter().all(|key| model.marked.contains(key)) {
        for key in &keys {
            model.marked.remove(key);
        }
    } else {
        model.marked.extend(keys);
    }
    panes::move_in_list(model, Command::Down);
}

/// Begins a range at the selected row, or marks everything from there to the selected row.
pub(super) fn mark_range(model: &mut Model) {
    let at = match model.pane {
        Pane::Configurations => model.configuration.index(),
        Pane::Assignments => model.assignment.index(),
    };
    let Some((pane, from)) = model
        .mark_from
        .take()
        .filter(|(pane, _)| *pane == model.pane)
    else {
        model.mark_from = Some((model.pane, at));
        model.notice =
            Some("a range begins here: go to its end and press the key again".to_owned());
        return;
    };
    let (first, last) = (from.min(at), from.max(at));
    let keys: Vec<_> = match pane {
        Pane::Configurations => model
            .shown_rows()
            .enumerate()
            .filter(|(index, _)| (first..=last).contains(index))
            .flat_map(|(_, row)| {
                let id = &row.configuration.id;
                row.assignments
                    .iter()
                    .map(|row| (id.clone(), row.id.clone()))
            })
            .collect(),
        Pane::Assignments => {
            let Some(row) = model.selected_row() else {
                return;
            };
            let id = row.configuration.id.clone();
            model
                .shown_assignments()
                .enumerate()
                .filter(|(index, _)| (first..=last).contains(index))
                .map(|(_, row)| (id.clone(), row.id.clone()))
                .collect()
        }
    };
    model.marked.extend(keys);
}

/// Asks which group the marked assignments go to, or every use of the selected group.
pub(super) fn open(model: &mut Model) {
    let meant = if model.marked.is_empty() {
        match model.selected_object() {
            Some(id) => Meant::UsesOf(id),
            None => return,
        }
    } else {
        Meant::Marked(model.marked.iter().cloned().collect())
    };
    model.overlays.push(Overlay::Bulk(BulkForm {
        meant,
        input: TextInput::default(),
        selected: 0,
    }));
}

pub(super) fn edit(form: &mut BulkForm, request: InputRequest) -> bool {
    if !matches!(request, InputRequest::InsertChar(c) if text::is_hostile(c)) {
        let _ = form.input.handle(request);
    }
    form.selected = 0;
    true
}

pub(super) fn paste(form: &mut BulkForm, pasted: &str) {
    type_in(&mut form.input, &crate::domain::clean_pasted(pasted));
    form.selected = 0;
}

pub(super) fn run_in_form(model: &mut Model, command: Command) {
    let Some(Overlay::Bulk(form)) = model.overlays.last() else {
        return;
    };
    let last = form.offered(model).len().saturating_sub(1);
    let group = form.group(model);
    let meant = form.meant.clone();
    let Some(Overlay::Bulk(form)) = model.overlays.last_mut() else {
        return;
    };
    match command {
        Command::Down => form.selected = (form.selected + 1).min(last),
        Command::Up => form.selected = form.selected.saturating_sub(1),
        Command::Back => close(model),
        Command::Accept => match group {
            None => {
                model.notice =
                    Some("paste the group's Entra object ID, or type a name known here".to_owned());
            }
            Some(group) => {
                let wishes = match meant {
                    Meant::Marked(marked) => plan::marked(model.rows(), &marked, &group),
                    Meant::UsesOf(from) => plan::uses(model.rows(), &from, &group, |_| true),
                };
                let draft = plan::draft(model.rows(), &wishes, limits(model));
                let number = model.number();
                let plan = Plan {
                    // Only the runtime knows a name that no other run has; it puts it in front.
                    id: number.to_string(),
                    created: String::new(),
                    place: Place::default(),
                    rows: draft.rows,
                };
                model.overlays.pop();
                let view = PlanView::new(RequestId(number), plan, draft.skipped);
                model.overlays.push(Overlay::Plan(Box::new(view)));
            }
        },
        _ => {}
    }
}

fn limits(model: &Model) -> Limits {
    Limits {
        api: model.start.api,
        mode: model.start.write_mode,
        read_from: model.read_from,
    }
}

pub(super) fn run_in_plan(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let lines = match model.overlays.last() {
        Some(Overlay::Plan(view)) => view.lines(model),
        _ => return,
    };
    let height = usize::from(
        model
            .layout()
            .overlay(100, 40)
            .height
            .saturating_sub(3)
            .max(1),
    );
    let confirm = model.start.confirm;
    let Some(Overlay::Plan(view)) = model.overlays.last_mut() else {
        return;
    };
    let furthest = lines.len().saturating_sub(height);
    match command {
        Command::Down => view.scroll = (view.scroll + 1).min(furthest),
        Command::Up => view.scroll = view.scroll.saturating_sub(1),
        Command::PageDown => view.scroll = (view.scroll + height).min(furthest),
        Command::PageUp => view.scroll = view.scroll.saturating_sub(height),
        Command::Submit if view.running || !view.is_left() => {}
        Command::Submit if confirm && !view.named => {
            let (wanted, input) = (Wanted::PlanName, TextInput::default());
            model.overlays.push(Overlay::Prompt { wanted, input });
        }
        Command::Submit => start(model, effects),
        Command::Pause if view.running => {
            view.paused = !view.paused;
            let control = if view.paused {
                Control::Pause
            } else {
                Control::Go
            };
            effects.push(Effect::ControlPlan(control));
        }
        Command::Copy => {
            let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
            effects.push(Effect::Copy(lines.join("\n")));
            model.notice = Some("sent to the terminal's clipboard".to_owned());
        }
        Command::Back if view.running => {
            effects.push(Effect::ControlPlan(Control::Stop));
            model.notice =
                Some("no other row begins; the one under way comes to its end".to_owned());
        }
        Command::Back => drop(model.overlays.pop()),
        _ => {}
    }
}

/// Runs what is left of the plan on top, against the list as it is now.
fn start(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Overlay::Plan(view)) = model.overlays.last() else {
        return;
    };
    let verified: BTreeSet<u32> = view
        .states
        .iter()
        .filter(|(_, state)| matches!(state, RowState::Ended(Verdict::Verified, _)))
        .map(|(number, _)| *number)
        .collect();
    let known = Known {
        limits: limits(model),
        verified: verified.clone(),
        unsettled: model.unsettled.iter().cloned().collect(),
    };
    let rows = model.rows().to_vec();
    let checks = plan::check(&view.plan, &rows, &known);
    let run = PlanRun {
        plan: view.plan.clone(),
        stage: Stage { rows, checks },
        options: Options {
            limits: known.limits,
            replaces: true,
            keep_going: true,
            justification: None,
        },
    };
    let id = RequestId(model.number());
    let Some(Overlay::Plan(view)) = model.overlays.last_mut() else {
        return;
    };
    view.id = id;
    view.running = true;
    view.paused = false;
    view.summary = None;
    for (number, state) in &mut view.states {
        if !verified.contains(number) {
            *state = RowState::Waiting;
        }
    }
    model.marked.clear();
    effects.push(Effect::RunPlan(id, Box::new(run)));
}

/// Takes the name that the profile demands; says whether it was the right one.
pub(super) fn named(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(Overlay::Plan(view)) = model.overlays.last_mut() {
        view.named = true;
        start(model, effects);
    }
}

/// Something happened to a plan that runs.
pub(super) fn happened(model: &mut Model, id: RequestId, event: Event, effects: &mut Vec<Effect>) {
    let Some(view) = view_of(model, id) else {
        return;
    };
    match event {
        Event::Began(number) => {
            view.states
                .insert(number, RowState::UnderWay(crate::domain::Step::Rereading));
        }
        Event::Stepped(number, step) => {
            view.states.insert(number, RowState::UnderWay(step));
        }
        Event::Ended(ended) => {
            let verdict = ended.outcome.verdict;
            let error = ended.outcome.error.as_ref();
            let said = error
                .map(|error| error.message.clone())
                .filter(|message| !message.is_empty())
                .or_else(|| ended.outcome.reason.clone());
            let state = RowState::Ended(verdict, said.unwrap_or_default());
            view.states.insert(ended.number, state);
            change::show_observed(model, &ended.change, ended.outcome, effects);
        }
        Event::Skipped(number, check) => {
            let state = match check {
                // Made by an earlier run of the same plan.
                Check::Done { .. } => RowState::Ended(Verdict::Verified, String::new()),
                check => RowState::NotRun(why_not(&check)),
            };
            view.states.insert(number, state);
        }
        Event::Replaces(..) => model.no_patch = true,
        Event::Paused | Event::Resumed => {}
    }
}

/// A plan is over for now.
pub(super) fn over(model: &mut Model, id: RequestId, summary: Summary) {
    if let Some(view) = view_of(model, id) {
        view.running = false;
        view.paused = false;
        view.summary = Some(summary);
    }
}

fn view_of(model: &mut Model, id: RequestId) -> Option<&mut PlanView> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Plan(view) if view.id == id => Some(&mut **view),
        _ => None,
    })
}
