//! The text of overlays that scroll.
//!
//! Belongs here: which lines an overlay shows; update and view both ask. Does not belong here: how they
//! are broken to the width (`page`), what the sentences say (`words`), or styles (`theme`).

use super::availability::{NextStep, next_step};
use super::command::{Command, Scope};
use super::explained::Explained;
use super::kit::page::Page;
use super::model::{Model, Pane, Question, Reading, Reviewed, Wanted};
use super::planned::RowState;
use super::reviews::Proposal;
use super::{entity, help, journal, latest, link, plan_lines};
use crate::domain::{ApiVersion, Change, ChangeId, Outcome, RawObject, Step, Target, Verdict, Via};
use crate::plan::Check;
use crate::text;
use crate::words::{self, Line, Role};

/// The title of a review.
pub const REVIEW: &str = "Review: nothing is sent yet";

/// The review of a change.
#[must_use]
pub fn review(model: &Model, reviewed: &Reviewed) -> Page {
    Page::new(
        &model.layout(),
        REVIEW,
        &review_lines(model, &reviewed.proposal, reviewed.named),
        0,
    )
}

/// The lines of a review as they are, not broken.
#[must_use]
pub fn review_lines(model: &Model, proposal: &Proposal, named: bool) -> Vec<Line> {
    let count = |target: Option<&Target>| model.count_of(target?.object_id());
    let mut lines = words::review(&words::Review {
        change: &proposal.change,
        request: &proposal.request,
        tenant: model.tenant_title(),
        names: &model.names,
        count_before: count(proposal.change.old_target()),
        count_after: count(proposal.change.new_target()),
    });
    if let Some(before) = &proposal.shown_before {
        let others = words::others(before, &proposal.change.before, &model.names);
        lines.splice(1..1, others);
    }
    if needs_name(model, &proposal.change) && !named {
        let said = format!(
            "not by a letter alone: {} has to be typed first",
            model.name_to_type()
        );
        lines.insert(1, Line::new(Role::Warn, said));
    }
    lines
}

/// A question: its title, and what hangs on it.
#[must_use]
pub fn question(model: &Model, question: Question) -> (&'static str, String) {
    let (title, said) = match question {
        Question::Discard => ("Discard?", "What was typed is not sent and will be lost."),
        Question::QuitDirty => ("Leave?", "What was typed is not sent and will be lost."),
        Question::QuitInFlight => ("Leave?", under_way(model)),
        Question::EmptyList => (
            "Leave it without assignments?",
            "Nothing is left of the list: the configuration will apply to nobody.",
        ),
        Question::EmptyLists => return ("Leave them without assignments?", emptied(model)),
    };
    (title, said.to_owned())
}

/// Which configurations the plan leaves empty; the first of them by name.
fn emptied(model: &Model) -> String {
    const NAMED: usize = 5;
    let emptied = model.emptied_by_plan();
    let more = match emptied.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named: Vec<_> = emptied
        .iter()
        .take(NAMED)
        .map(|name| text::clean(name))
        .collect();
    format!(
        "No assignment is left of {}{more}: without one, a configuration applies to nobody.",
        named.join(", ")
    )
}

/// What leaving means for the change under way.
fn under_way(model: &Model) -> &'static str {
    match model.in_flight().map(|(_, state)| &state.step) {
        Some(Step::Waiting {
            facts: Some(facts), ..
        }) if facts.method != "GET" => {
            "The service put the change off. It is not sent again after this; where that leaves its outcome open, it is looked up at the next start."
        }
        Some(step) if step.can_be_stopped() => {
            "A change is made ready, and nothing of it was sent yet. Leaving drops it."
        }
        _ => {
            "A change is under way and cannot be called back. The journal keeps it, and its outcome is looked up at the next start."
        }
    }
}

/// A text that is asked for: the title, and what it is for.
#[must_use]
pub fn wanted(model: &Model, wanted: Wanted) -> (&'static str, String) {
    match wanted {
        Wanted::Justification(_) => (
            "Justification",
            "Another admin has to approve this change, and will read why it is made:".to_owned(),
        ),
        Wanted::PlanJustification => (
            "Justification",
            "Another admin has to approve the rows of this plan, and will read why they are made. What is left of it goes on with this reason:".to_owned(),
        ),
        Wanted::User => (
            "What wins",
            "For which user's enrollments? The user principal name, such as ada@contoso.com, or the object id:".to_owned(),
        ),
        Wanted::TenantName | Wanted::PlanName => (
            "Typed confirmation",
            format!("Type {} to go on:", model.name_to_type()),
        ),
    }
}

/// Whether a letter is not enough: the change reaches everyone, or the profile wants more.
#[must_use]
pub fn needs_name(model: &Model, change: &Change) -> bool {
    model.start.confirm || change.reaches_everyone()
}

/// A text to read.
#[must_use]
pub fn text(model: &Model, reading: Reading) -> Page {
    let (said, lines) = (title(reading), lines(model, reading));
    if matches!(reading, Reading::Copied | Reading::Portal) {
        return Page::chosen(&model.layout(), said, &lines);
    }
    if reading != Reading::Help {
        return Page::new(&model.layout(), said, &lines, 0);
    }
    let page = Page::new(&model.layout(), said, &lines, help::all(model));
    match help::typed(model) {
        "" => page,
        _ => Page {
            title: format!("{said} · {} match", help::count(model)),
            ..page
        },
    }
}

/// The title of a text.
#[must_use]
pub const fn title(reading: Reading) -> &'static str {
    match reading {
        Reading::Help => "Keys",
        Reading::Outcome(_) => "Outcome of the change",
        Reading::ListError => "The list",
        Reading::Said => "What was said last",
        Reading::Rights => "Rights",
        Reading::Explained => "What wins, and why",
        Reading::Journal(_) => "Journal",
        Reading::PlanItem(_) => "Row of the plan",
        Reading::LastError => "The last answer that failed",
        Reading::Raw(_) => "As the service gives it",
        Reading::Details(_) => "All properties",
        Reading::Portal => "In the Intune admin center",
        Reading::Copied => "What was copied, to select with the mouse",
    }
}

/// The lines of a text as they are, not broken.
#[must_use]
pub fn lines(model: &Model, reading: Reading) -> Vec<Line> {
    match reading {
        Reading::Help => help::lines(model),
        Reading::Outcome(id) => outcome(model, id),
        Reading::ListError => list_error(model),
        Reading::Said | Reading::LastError => latest::lines(model, reading),
        Reading::PlanItem(at) => plan_item(model, at),
        Reading::Rights => rights(model),
        Reading::Explained => model
            .explained
            .as_ref()
            .map_or_else(Vec::new, Explained::said),
        Reading::Journal(at) => entry(model, at),
        Reading::Raw(pane) => raw(model, pane),
        Reading::Details(pane) => details(model, pane),
        Reading::Copied => {
            let copied = model.copied.iter().flat_map(|text| text.lines());
            copied
                .map(|line| Line::new(Role::Code, text::clean(line).into_owned()))
                .collect()
        }
        Reading::Portal => link::portal(model)
            .map(|link| Line::new(Role::Code, link))
            .into_iter()
            .collect(),
    }
}

/// A text as it is copied.
#[must_use]
pub fn copied(model: &Model, reading: Reading) -> String {
    joined(&lines(model, reading))
}

/// Lines as one text.
#[must_use]
pub fn joined(lines: &[Line]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    lines.join("\n")
}

fn outcome(model: &Model, id: ChangeId) -> Vec<Line> {
    let Some(state) = model.changes.get(&id) else {
        return Vec::new();
    };
    let mut lines = vec![
        Line::new(Role::Title, state.change.configuration_name.clone()),
        Line::new(Role::New, words::change(&state.change, &model.names)),
    ];
    let Some(outcome) = &state.outcome else {
        lines.push(Line::new(
            Role::Text,
            words::step(&state.step, model.now.saturating_sub(state.step_since)),
        ));
        return lines;
    };
    let mut said = ended(model, &state.change, Some(state.via), outcome);
    // The key below says the same, and what it leads to.
    if matches!(
        next_step(model),
        Some(NextStep::ReplaceList | NextStep::Rebase | NextStep::Justify | NextStep::Wait(_))
    ) {
        said.retain(|line| line.role != Role::Hint);
    }
    lines.extend(said);
    lines.extend(step_offered(model));
    lines
}

/// What became of a change, and what was in its way.
fn ended(model: &Model, change: &Change, via: Option<Via>, outcome: &Outcome) -> Vec<Line> {
    let mut lines = words::verdict(outcome);
    let name = |id: &_| model.configuration_name(id);
    lines.extend(words::three_sides(change, outcome, &model.names, name));
    if outcome.verdict == Verdict::Rejected && via == Some(Via::Assign) {
        lines.extend(words::replaced(change, &model.names));
    }
    lines
}

/// A row of the plan at length: what became of it, or the request that would make it.
fn plan_item(model: &Model, at: usize) -> Vec<Line> {
    let Some(view) = model.plan.as_deref() else {
        return Vec::new();
    };
    let item = plan_lines::items(model, view).into_iter().nth(at);
    let Some(item) = item else {
        return Vec::new();
    };
    let mut lines = vec![
        Line::new(Role::Title, item.name),
        Line::new(Role::New, item.change),
    ];
    let row = view.plan.rows.get(at);
    let state = row.and_then(|row| Some((row, view.state(row)?)));
    match state {
        Some((_, RowState::Ended(end))) => {
            lines.extend(ended(model, &end.change, end.via, &end.outcome));
        }
        Some((_, RowState::Waiting(Check::Drifted { change, theirs }))) => {
            lines.extend(item.more);
            lines.extend(words::conflict(change, theirs, &model.names));
        }
        Some((row, RowState::Waiting(Check::Ready))) => {
            lines.extend(item.more);
            match model.proposal(row.change.clone()) {
                // The title and the change stand above already.
                Ok(proposal) => {
                    lines.extend(review_lines(model, &proposal, false).into_iter().skip(1));
                }
                Err(refusal) => lines.push(Line::new(Role::Warn, refusal.to_string())),
            }
        }
        _ => {
            lines.push(Line::new(item.role, item.state));
            lines.extend(item.more);
        }
    }
    lines
}

/// What can be done now, with its key.
fn step_offered(model: &Model) -> Option<Line> {
    let step = next_step(model)?;
    let key = model
        .keymap
        .first_key(Scope::Text, Command::GoOn)
        .unwrap_or_default();
    let mut said = format!("{key}: {}", step.title());
    if step == NextStep::Rebase {
        let drop = model.key(Scope::Text, Command::Back);
        said = format!("{said}; {drop}: drop it");
    }
    Some(Line::new(Role::Hint, said))
}

fn rights(model: &Model) -> Vec<Line> {
    let missing = model.missing_rights();
    let title = match (model.rights, missing.is_empty()) {
        (None, _) => "The token does not say what it allows",
        (Some(_), true) => "The token says that it allows all that is needed",
        (Some(_), false) => "What the token says of its rights",
    };
    let mut lines = vec![Line::new(Role::Title, title)];
    lines.extend(missing.into_iter().map(|said| Line::new(Role::Warn, said)));
    lines.push(Line::new(
        Role::Hint,
        "these are hints: the service decides. After rights were granted, `renew` in the palette \
         fetches a token that has them",
    ));
    lines
}

fn list_error(model: &Model) -> Vec<Line> {
    if !model.list.is_incomplete() && model.read_from == ApiVersion::V1 {
        return words::read_from_v1(model.start.api);
    }
    if !model.list.is_incomplete() {
        // It was read again while this was open.
        return vec![Line::new(Role::Good, "The list is complete.")];
    }
    let mut lines = vec![Line::new(Role::Title, "The list is not complete")];
    match model.list.error() {
        Some(error) => lines.extend(words::error(error)),
        None => lines.push(Line::new(Role::Text, "Reading it was stopped.")),
    }
    if matches!(next_step(model), Some(NextStep::SignIn)) {
        let missing = model.missing_rights().into_iter();
        lines.extend(missing.map(|said| Line::new(Role::Warn, said)));
    }
    lines.extend(step_offered(model));
    lines
}

fn entry(model: &Model, at: usize) -> Vec<Line> {
    let entry = journal::entry(model, at);
    let mut lines = entry.map_or_else(Vec::new, |entry| {
        words::entry(entry, &model.names, |id| model.configuration_name(id))
    });
    lines.extend(step_offered(model));
    lines
}

/// The properties of what is selected.
fn selected(model: &Model, pane: Pane) -> Option<&RawObject> {
    let row = model.selected_row()?;
    if let (Pane::Assignments, Some(assignment)) = (pane, model.selected_assignment()) {
        return Some(&assignment.raw);
    }
    Some(&row.configuration.raw)
}

fn details(model: &Model, pane: Pane) -> Vec<Line> {
    let Some(raw) = selected(model, pane) else {
        return vec![Line::new(Role::Text, "Nothing is selected.")];
    };
    let mut lines = Vec::new();
    if let (Pane::Assignments, Some(assignment)) = (pane, model.selected_assignment()) {
        let said = words::target(&assignment.target, &model.names);
        lines.push(Line::new(Role::Title, said));
    }
    lines.extend(words::properties(
        raw,
        &model.start.time_zone,
        &model.scope_tags,
    ));
    lines
}

fn raw(model: &Model, pane: Pane) -> Vec<Line> {
    match &model.asked {
        Some(asked) => entity::lines(model, asked, selected(model, pane)),
        None => vec![Line::new(Role::Text, "Nothing is selected.")],
    }
}
