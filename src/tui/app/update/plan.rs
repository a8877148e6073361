//! The plan on the screen: checked when it opens, run after a yes, put aside and brought back. Events of its
//! rows are never dropped, even while the admin looks at something else.

use std::time::Duration;

use super::{change, data, run, sign_in, stack};
use crate::domain::{ObjectId, Place, Step, Verdict};
use crate::plan::{Check, CheckedRows, Control, Draft, Event, Options, Plan, USUAL_PARALLEL};
use crate::tui::app::availability::{Availability, availability};
use crate::tui::app::model::{Model, PromptFor};
use crate::tui::components::AnyComponent;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::remote::{Remote, RequestId};
use crate::tui::store::action::{Open, PlanAction, TextId};
use crate::tui::store::msg::{Effect, PlanRun};
use crate::tui::store::session_plan::{PlanState, RowState, SessionPlan};

/// How long a plan must run for the bell to ring at its end, because the admin may be looking elsewhere.
const LONG: Duration = Duration::from_secs(10);

/// Makes a plan from a draft and shows it, with the result of the checks for each row.
pub(in crate::tui) fn open(
    model: &mut Model,
    draft: Draft,
    to: Option<ObjectId>,
    effects: &mut Vec<Effect>,
) {
    let number = model.number();
    let plan = Plan {
        // Only the runtime knows a name that no other run uses; it adds that name in front.
        id: number.to_string(),
        created: String::new(),
        place: Place::default(),
        rows: draft.rows,
    };
    let view = SessionPlan::new(RequestId(number), plan, draft.skipped, to);
    let left = model
        .store
        .plan
        .as_ref()
        .map_or(0, |before| match before.state {
            PlanState::Ran => before.left(),
            _ => 0,
        });
    if left > 0 {
        model.notice =
            Some(format!("This plan replaces one with {left} rows still to run.").into());
    }
    model.store.plan = Some(Box::new(view));
    show(model, effects);
}

/// Shows the last plan.
pub(in crate::tui) fn show(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.store.plan.is_some() && !model.shows_plan() {
        recheck(model);
        stack::open(model, Open::Plan, effects);
    }
}

/// Checks the waiting rows against the current list.
pub(in crate::tui) fn recheck(model: &mut Model) {
    let Some(view) = model.store.plan.as_deref() else {
        return;
    };
    if view.is_running() || model.store.list.is_loading() {
        return;
    }
    let checks = model.store.checks_of(view);
    let Some(view) = model.store.plan.as_deref_mut() else {
        return;
    };
    for (row, check) in view.plan.rows.iter().zip(checks) {
        if let Some(state @ RowState::Waiting(_)) = view.states.get_mut(&row.number) {
            *state = RowState::Waiting(check);
        }
    }
}

/// Rebuilds rows from the current state once the list that they waited for is loaded. They need another yes.
pub(in crate::tui) fn on_reread(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.store.list.is_loading() {
        return;
    }
    let Some(number) = model
        .store
        .plan
        .as_mut()
        .and_then(|view| view.rereads.take())
    else {
        return;
    };
    let Some(mut view) = model.store.plan.take() else {
        return;
    };
    let at = view.place_of(number);
    let row = at.and_then(|at| view.plan.rows.get(at));
    let is_there = row.is_some_and(|row| model.store.row_of(&row.change.configuration).is_some());
    // An incomplete list does not prove that a configuration is gone.
    let is_read = match model.store.list {
        Remote::Failed { .. } | Remote::NotAsked => false,
        _ => is_there || !model.store.list.is_incomplete(),
    };
    if is_read {
        view.rebase(number, model.store.rows(), model.store.limits());
        view.ended = Some(model.store.now);
    }
    model.store.plan = Some(view);
    if !is_read {
        let shown = "Could not read the list again. The rows of the plan are unchanged.";
        model.notice = Some(shown.into());
        return;
    }
    recheck(model);
    let is_on_top = model.overlays.last().map(AnyComponent::keys) == Some(Scope::Plan);
    if let Some(at) = at.filter(|_| is_on_top) {
        stack::open_unasked(model, Open::Text(TextId::PlanItem(at)), effects);
    }
}

/// Carries out an action of the plan's overlay.
pub(in crate::tui) fn act(model: &mut Model, what: PlanAction, effects: &mut Vec<Effect>) {
    let now = model.store.now;
    let Some(view) = model.store.plan.as_deref_mut() else {
        return;
    };
    match (what, view.state) {
        // After the questions in between, the plan must still be ready to run.
        (PlanAction::Run, _) => match availability(model, Command::Submit) {
            Availability::Available | Availability::Always => start(model, effects),
            Availability::Disabled(reason) => model.notice = Some(reason.into()),
            Availability::Hidden => {}
        },
        (PlanAction::Justify(reason), _) => {
            view.justification = Some(reason);
            run(model, Command::Submit, effects);
        }
        (PlanAction::Pause, PlanState::Running) => {
            view.state = PlanState::Pausing;
            effects.push(Effect::ControlPlan(Control::Pause));
        }
        (PlanAction::Resume, PlanState::Pausing) => {
            view.state = PlanState::Running;
            effects.push(Effect::ControlPlan(Control::Go));
        }
        (PlanAction::Stop, PlanState::Running | PlanState::Pausing) => {
            view.state = PlanState::Stopping;
            effects.push(Effect::ControlPlan(Control::Stop));
        }
        (PlanAction::Wait, PlanState::Running | PlanState::Pausing) => {
            if let Some((number, wait)) = view.asks() {
                let facts = None;
                let step = RowState::UnderWay(Step::Waiting { wait, facts }, now);
                view.states.insert(number, step);
                view.state = PlanState::Running;
                effects.push(Effect::ControlPlan(Control::Wait(number)));
            }
        }
        (PlanAction::Rebase(number), PlanState::Unsent | PlanState::Ran) => {
            view.rereads = Some(number);
            data::load(model, effects);
        }
        (PlanAction::Close(selected), _) => {
            view.selected = selected;
            stack::close(model, effects);
        }
        (
            PlanAction::Rebase(_)
            | PlanAction::Pause
            | PlanAction::Resume
            | PlanAction::Stop
            | PlanAction::Wait,
            _,
        ) => {}
    }
}

/// Runs the remaining rows of the plan, based on the current list.
fn start(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(view) = model.store.plan.as_deref() else {
        return;
    };
    let (plan, checks) = model.store.left_of(view);
    let numbers: Vec<u32> = plan.rows.iter().map(|row| row.number).collect();
    let run = PlanRun {
        plan,
        checked: CheckedRows {
            rows: model.store.rows().to_vec(),
            checks,
        },
        options: Options {
            limits: model.store.limits().after_checks(),
            replaces: true,
            parallel: USUAL_PARALLEL,
            keep_going: true,
            asks: true,
            justification: view.justification.clone(),
        },
    };
    let id = RequestId(model.number());
    let now = model.store.now;
    let Some(view) = model.store.plan.as_deref_mut() else {
        return;
    };
    view.id = id;
    // The typed name was asked for before this run.
    view.named = true;
    view.state = PlanState::Running;
    view.began = now;
    for number in numbers {
        let state = RowState::Waiting(Check::Ready);
        view.states.insert(number, state);
    }
    model.store.marked.clear();
    effects.push(Effect::RunPlan(id, Box::new(run)));
}

/// Handles an event of the running plan.
pub(in crate::tui) fn on_event(
    model: &mut Model,
    id: RequestId,
    event: Event,
    effects: &mut Vec<Effect>,
) {
    let now = model.store.now;
    let Some(view) = model.store.plan.as_deref_mut().filter(|view| view.id == id) else {
        return;
    };
    match event {
        Event::Began(number) => {
            let state = RowState::UnderWay(Step::Rereading, now);
            view.states.insert(number, state);
        }
        Event::Stepped(number, step) => {
            view.states.insert(number, RowState::UnderWay(step, now));
        }
        Event::Asks {
            number,
            wait,
            outcome,
        } => {
            view.states.insert(number, RowState::Asks(outcome, wait));
        }
        Event::Ended(mut ended) => {
            let (change, outcome) = (ended.change.clone(), ended.outcome.clone());
            // The list contains what was read; only a conflict is shown beside it.
            let is_list = ended.outcome.observed_list().is_some();
            if is_list && outcome.verdict() != Verdict::Conflict {
                ended.outcome.observed = None;
            }
            let state = RowState::Ended(ended);
            // Every following row would be refused because of the missing justification.
            if state.wants_justification() && view.justification.is_none() {
                view.state = PlanState::Stopping;
                effects.push(Effect::ControlPlan(Control::Stop));
            }
            let number = match &state {
                RowState::Ended(ended) => ended.number,
                _ => return,
            };
            view.states.insert(number, state);
            change::show_observed(model, &change, outcome, effects);
        }
        Event::Skipped(number, check) => {
            view.states.insert(number, RowState::Waiting(check));
        }
        Event::Replaces(..) => model.store.no_patch = true,
        Event::Paused | Event::Resumed => {}
    }
}

/// Handles the end of a run of the plan.
pub(in crate::tui) fn on_end(model: &mut Model, id: RequestId, effects: &mut Vec<Effect>) {
    let now = model.store.now;
    let Some(view) = model.store.plan.as_deref_mut().filter(|view| view.id == id) else {
        return;
    };
    view.state = PlanState::Ran;
    view.ended = Some(now);
    if now.saturating_sub(view.began) >= LONG {
        effects.push(Effect::Bell);
    }
    let Some(view) = model.store.plan.as_deref() else {
        return;
    };
    let locked_out = view.states.values().find_map(|state| {
        let outcome = state.outcome()?;
        outcome.needs_token().then(|| outcome.reason())
    });
    if let Some(why) = locked_out {
        return sign_in::open(model, why, None, true, effects);
    }
    if model.overlays.last().map(AnyComponent::keys) != Some(Scope::Plan) {
        // A notice would hide the result of the plan.
        model.notice = None;
    } else if view.wants_justification() {
        stack::open_unasked(model, Open::Prompt(PromptFor::PlanJustification), effects);
    }
}
