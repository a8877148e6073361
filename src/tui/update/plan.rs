//! The plan on the screen: checked when it opens, run after a yes, put aside and brought back. What
//! happens to its rows is never dropped, wherever the admin looks meanwhile.

use super::{DEAF, change, components, sign_in};
use crate::domain::{ObjectId, Place, Step, Verdict};
use crate::plan::{Check, Control, Draft, Event, Options, Plan, Stage};
use crate::tui::action::{Open, Reply, TextId};
use crate::tui::availability::{Availability, availability};
use crate::tui::command::Command;
use crate::tui::latest::{Latest, latest, way_to_plan};
use crate::tui::model::{Model, Overlay, Question, Wanted};
use crate::tui::msg::{Effect, PlanRun};
use crate::tui::notice::Notice;
use crate::tui::plan_lines::report;
use crate::tui::plan_page::PlanPage;
use crate::tui::planned::{At, PlanView, RowState, Stand};
use crate::tui::reading;
use crate::tui::remote::RequestId;

/// Makes a plan of a draft and shows it, with what the checks say of each row.
pub(super) fn open(model: &mut Model, draft: Draft, to: Option<ObjectId>) {
    let number = model.number();
    let plan = Plan {
        // Only the runtime knows a name that no other run has; it puts it in front.
        id: number.to_string(),
        created: String::new(),
        place: Place::default(),
        rows: draft.rows,
    };
    let view = PlanView::new(RequestId(number), plan, draft.skipped, to);
    let left = model.plan.as_ref().map_or(0, |before| match before.stand {
        Stand::Ran => before.left(),
        _ => 0,
    });
    if left > 0 {
        model.notice =
            Some(format!("this plan takes the place of one with {left} rows left to run").into());
    }
    model.plan = Some(Box::new(view));
    show(model);
}

/// Shows the plan that was made last.
pub(super) fn show(model: &mut Model) {
    if model.plan.is_some() && !model.shows_plan() {
        recheck(model);
        model.overlays.push(Overlay::Plan);
    }
}

/// Checks the rows that wait against the list as it is now.
pub(super) fn recheck(model: &mut Model) {
    let Some(view) = model.plan.as_deref() else {
        return;
    };
    if view.is_running() || model.list.is_loading() {
        return;
    }
    let checks = model.checks_of(view);
    let Some(view) = model.plan.as_deref_mut() else {
        return;
    };
    for (row, check) in view.plan.rows.iter().zip(checks) {
        if let Some(state @ RowState::Waiting(_)) = view.states.get_mut(&row.number) {
            *state = RowState::Waiting(check);
        }
    }
}

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    match command {
        Command::Submit => return submit(model, effects),
        Command::Copy => {
            let lines = model.plan.as_deref().map(|view| report(model, view));
            effects.push(Effect::Copy(reading::joined(&lines.unwrap_or_default())));
            return;
        }
        Command::Back => return put_aside(model),
        _ => {}
    }
    let Some(view) = model.plan.as_deref_mut() else {
        return;
    };
    match (command, view.stand) {
        (Command::Pause, Stand::Running) => {
            view.stand = Stand::Pausing;
            effects.push(Effect::ControlPlan(Control::Pause));
        }
        (Command::Pause, Stand::Pausing) => {
            view.stand = Stand::Running;
            effects.push(Effect::ControlPlan(Control::Go));
        }
        (Command::Stop, Stand::Running | Stand::Pausing) => {
            view.stand = Stand::Stopping;
            effects.push(Effect::ControlPlan(Control::Stop));
        }
        (Command::Show, _) => {
            if let At::Item(at, _) = view.at {
                components::open(model, Open::Text(TextId::PlanItem(at)), effects);
            } else {
                model.notice = Some("go down to a row to show it at length".into());
            }
        }
        _ => step(model, command),
    }
}

/// Moves the selection; from then on it does not go along with the row under way.
pub(super) fn step(model: &mut Model, command: Command) {
    let Some(view) = model.plan.as_deref() else {
        return;
    };
    let page = PlanPage::new(model, view);
    let (at, last) = (page.stop_of(view.at), page.stops.len().saturating_sub(1));
    // The stop whose first line stands a window further on, and at least the next one.
    let from = page.stops.get(at).map_or(0, |(_, from, _)| *from);
    let window = page.height();
    let beyond = |line: usize| page.stops.iter().rposition(|(_, from, _)| *from <= line);
    let to = match command {
        Command::Down => at + 1,
        Command::Up => at.saturating_sub(1),
        Command::PageDown => beyond(from + window).unwrap_or(at).max(at + 1),
        Command::PageUp => beyond(from.saturating_sub(window))
            .unwrap_or(0)
            .min(at.saturating_sub(1)),
        Command::First => 0,
        Command::Last => last,
        _ => return,
    };
    if let Some((at, ..)) = page.stops.get(to.min(last)).copied() {
        select(model, at);
    }
}

/// Selects a row, or a part of the head.
pub(super) fn select(model: &mut Model, at: At) {
    if let Some(view) = model.plan.as_deref_mut() {
        view.at = at;
        view.follows = false;
    }
}

/// Closes the plan; it stays, and so does what runs of it.
fn put_aside(model: &mut Model) {
    model.overlays.pop();
    let Some(view) = model.plan.as_deref() else {
        return;
    };
    let back = way_to_plan(model);
    let said = match view.stand {
        Stand::Unsent => Some(format!("nothing was sent; {back} brings the plan back")),
        // What became of it stands where a notice would hide it.
        Stand::Ran => None,
        _ => Some(format!("the plan goes on: {back} brings it back")),
    };
    let leads_on = latest(model) == Some(Latest::Plan);
    model.notice = said.map(|text| Notice { text, leads_on });
}

/// The yes: asks for what has to be typed first, then runs.
fn submit(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(view) = model.plan.as_deref() else {
        return;
    };
    // A yes from a moment ago was not meant for what is left.
    if view.ended.is_some_and(|ended| model.now < ended + DEAF) {
        return;
    }
    let wanted = if model.start.confirm && !view.named {
        Wanted::PlanName
    } else if view.wants_justification() {
        Wanted::PlanJustification
    } else {
        return ask_or_start(model, effects);
    };
    components::open(model, Open::Prompt(wanted), effects);
}

/// Asks first where nothing would be left of a list.
fn ask_or_start(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.emptied_by_plan().is_empty() {
        start(model, effects);
    } else {
        components::open(model, Open::Confirm(Question::EmptyLists), effects);
    }
}

/// Runs what is left of the plan, against the list as it is now.
fn start(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(view) = model.plan.as_deref() else {
        return;
    };
    let (plan, checks) = model.left_of(view);
    let numbers: Vec<u32> = plan.rows.iter().map(|row| row.number).collect();
    let run = PlanRun {
        plan,
        stage: Stage {
            rows: model.rows().to_vec(),
            checks,
        },
        options: Options {
            limits: model.limits().after_checks(),
            replaces: true,
            keep_going: true,
            justification: view.justification.clone(),
        },
    };
    let id = RequestId(model.number());
    let Some(view) = model.plan.as_deref_mut() else {
        return;
    };
    view.id = id;
    view.stand = Stand::Running;
    view.follows = true;
    for number in numbers {
        let state = RowState::Waiting(Check::Ready);
        view.states.insert(number, state);
    }
    model.marked.clear();
    effects.push(Effect::RunPlan(id, Box::new(run)));
}

/// The answer to a question or a prompt above the plan.
pub(super) fn on_reply(model: &mut Model, reply: Reply, effects: &mut Vec<Effect>) {
    let wants_name = model.start.confirm && !model.plan.as_deref().is_some_and(|view| view.named);
    match reply {
        // The plan has the keyboard again: it has to be one that can be run still.
        Reply::Yes => match availability(model, Command::Submit) {
            Availability::Available | Availability::Always => start(model, effects),
            Availability::Disabled(reason) => model.notice = Some(reason.into()),
            Availability::Hidden => {}
        },
        Reply::Typed(_) if wants_name => named(model),
        Reply::Typed(reason) => justified(model, reason, effects),
    }
}

/// The name that the profile demands was typed.
fn named(model: &mut Model) {
    if let Some(view) = model.plan.as_deref_mut() {
        view.named = true;
        model.notice = Some("the name is right: one more yes runs the plan".into());
    }
}

/// The reason for another admin was typed: what is left goes on with it.
fn justified(model: &mut Model, reason: String, effects: &mut Vec<Effect>) {
    if let Some(view) = model.plan.as_deref_mut() {
        view.justification = Some(reason);
        ask_or_start(model, effects);
    }
}

/// Something happened to the plan that runs.
pub(super) fn happened(model: &mut Model, id: RequestId, event: Event, effects: &mut Vec<Effect>) {
    let now = model.now;
    let Some(view) = model.plan.as_deref_mut().filter(|view| view.id == id) else {
        return;
    };
    match event {
        Event::Began(number) => {
            let state = RowState::UnderWay(Step::Rereading, now);
            view.states.insert(number, state);
            if let Some(at) = view.place_of(number).filter(|_| view.follows) {
                view.at = At::Item(at, 0);
            }
        }
        Event::Stepped(number, step) => {
            view.states.insert(number, RowState::UnderWay(step, now));
        }
        Event::Ended(mut ended) => {
            let (change, outcome) = (ended.change.clone(), ended.outcome.clone());
            // What was read is in the list; only a conflict is looked at beside it.
            let is_list = ended.outcome.observed_list().is_some();
            if is_list && outcome.verdict() != Verdict::Conflict {
                ended.outcome.observed = None;
            }
            let state = RowState::Ended(ended);
            // Each row that follows would be refused for the same want of a reason.
            if state.wants_justification() && view.justification.is_none() {
                view.stand = Stand::Stopping;
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
        Event::Replaces(..) => model.no_patch = true,
        Event::Paused | Event::Resumed => {}
    }
}

/// A plan is over for now.
pub(super) fn over(model: &mut Model, id: RequestId, effects: &mut Vec<Effect>) {
    let now = model.now;
    let Some(view) = model.plan.as_deref_mut().filter(|view| view.id == id) else {
        return;
    };
    view.stand = Stand::Ran;
    view.ended = Some(now);
    let Some(view) = model.plan.as_deref() else {
        return;
    };
    let locked_out = view.states.values().find_map(|state| {
        let outcome = state.outcome()?;
        outcome.needs_token().then(|| outcome.reason())
    });
    if let Some(why) = locked_out {
        return sign_in::open(model, why, None, true, effects);
    }
    if !matches!(model.overlays.last(), Some(Overlay::Plan)) {
        // What became of it stands where a notice would hide it.
        model.notice = None;
    } else if view.wants_justification() {
        components::open_unasked(model, Open::Prompt(Wanted::PlanJustification), effects);
    }
}
