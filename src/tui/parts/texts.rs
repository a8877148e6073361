//! Lines that several overlays share, and those of the texts that only show data of the store.
//!
//! Belongs here: which lines there are. Does not belong here: wrapping them (`page`), their wording
//! (`words`), or styles (`theme`).

use super::{help, link};
use crate::domain::{ApiVersion, Change, ChangeKind, Outcome, RawObject, Target, Verdict, Via};
use crate::plan::{Check, PlanRow};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::layout::Pane;
use crate::tui::parts::plan_lines;
use crate::tui::store::action::TextId;
use crate::tui::store::next_step::{after_refused_read, title};
use crate::tui::store::reviews::Proposal;
use crate::tui::store::session_plan::RowState;
use crate::tui::store::{Store, last_event};
use crate::words::{self, Line, Role};
use crate::write::NextStep;

/// The text of a review, with what is known now.
#[must_use]
pub fn review_of<'a>(store: &'a Store, proposal: &'a Proposal) -> words::Review<'a> {
    let count = |target: Option<&Target>| store.count_of(target?.object_id());
    let row = store.row_of(&proposal.change.configuration);
    words::Review {
        change: &proposal.change,
        earlier: proposal.earlier.as_deref(),
        priority: row.and_then(|row| row.configuration.priority),
        request: &proposal.request,
        tenant: store.tenant_title(),
        names: store.shown_names(),
        count_before: count(proposal.change.old_target()),
        count_after: count(proposal.change.new_target()),
        zone: &store.start.time_zone,
        now: store.wall_clock(),
    }
}

/// Whether pressing a key is not enough: the change reaches everyone, or the profile requires more.
#[must_use]
pub fn needs_name(store: &Store, change: &Change) -> bool {
    store.settings().confirm || change.reaches_everyone()
}

/// The lines of a text as they are, not broken.
#[must_use]
pub fn lines(store: &Store, id: TextId) -> Vec<Line> {
    match id {
        TextId::Help(from) => help::lines(store, from, ""),
        TextId::ListError => list_error(store),
        TextId::Notice | TextId::LastError => last_event::lines(store, id),
        TextId::PlanItem(at) => plan_item(store, at),
        TextId::Rights => rights(store),
        TextId::Details(pane) => details(store, pane),
        TextId::Copied => {
            let copied = store.copied.iter().flat_map(|text| text.lines());
            copied
                .map(|line| Line::new(Role::Code, text::clean(line).into_owned()))
                .collect()
        }
        TextId::Portal => link::portal(store)
            .map(|link| Line::new(Role::Code, link))
            .into_iter()
            .collect(),
    }
}

#[must_use]
pub fn joined(lines: &[Line]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    lines.join("\n")
}

/// The result of a change, and what caused it.
pub(in crate::tui) fn ended(
    store: &Store,
    change: &Change,
    via: Option<Via>,
    outcome: &Outcome,
) -> Vec<Line> {
    let mut lines = words::verdict(outcome, store.shown_names());
    let name = |id: &_| store.configuration_name(id);
    lines.extend(words::three_sides(
        change,
        outcome,
        store.shown_names(),
        name,
    ));
    if outcome.verdict() == Verdict::Rejected && via == Some(Via::Assign) {
        lines.extend(words::replaced(change, store.shown_names()));
    }
    lines
}

/// All of a plan row: its result, or the request for it.
fn plan_item(store: &Store, at: usize) -> Vec<Line> {
    let Some(view) = store.plan.as_deref() else {
        return Vec::new();
    };
    let item = plan_lines::items(store, view).into_iter().nth(at);
    let Some(item) = item else {
        return Vec::new();
    };
    let mut lines = vec![
        Line::new(Role::Title, item.name),
        Line::new(Role::Title, item.change),
    ];
    let row = view.plan.rows.get(at);
    let state = row.and_then(|row| Some((row, view.state_of(row)?)));
    match state {
        Some((_, state @ RowState::Ended(end))) => {
            let mut shown = ended(store, &end.change, end.via, &end.outcome);
            if state.is_in_conflict() {
                shown.retain(|line| line.role != Role::Hint);
                shown.push(way_on(store));
            }
            lines.extend(shown);
        }
        Some((_, RowState::Waiting(Check::Drifted { change, theirs }))) => {
            lines.extend(item.more);
            lines.extend(words::conflict(change, theirs, store.shown_names()));
            lines.push(way_on(store));
        }
        Some((row, RowState::Waiting(Check::Ready))) => {
            lines.extend(item.more);
            let earlier = view.earlier.get(&row.number);
            lines.extend(
                earlier
                    .into_iter()
                    .flat_map(|earlier| orders(store, earlier, row)),
            );
            match store.proposal(row.change.clone()) {
                // The title and the change stand above already.
                Ok(proposal) => {
                    let proposal = Proposal {
                        earlier: earlier.cloned().map(Box::new),
                        ..proposal
                    };
                    let review = review_of(store, &proposal);
                    lines.extend(review.effect());
                    lines.extend(review.request());
                }
                Err(refusal) => lines.push(Line::new(Role::Warn, refusal.to_string())),
            }
        }
        _ => {
            lines.push(Line::new(item.role, item.state));
            lines.extend(item.more);
            // Why nothing of it is left.
            if let Some((row, RowState::Waiting(_))) = state
                && let Some(earlier) = view.earlier.get(&row.number)
            {
                lines.extend(match &row.change.kind {
                    ChangeKind::SetPriority { .. } => orders(store, earlier, row),
                    _ => words::conflict(earlier, &row.change.before, store.shown_names()),
                });
            }
        }
    }
    lines
}

/// How to rebuild a row in conflict.
fn way_on(store: &Store) -> Line {
    let (back, again) = (
        store.key(Scope::Text, Command::Back),
        store.key(Scope::Plan, Command::GoOn),
    );
    let shown = format!(
        "{back}, then {again}: rebuild the rows of this configuration on what is there now"
    );
    Line::new(Role::Hint, shown)
}

/// The orders before a move was made again, now, and as it is wanted; nothing for any other change.
fn orders(store: &Store, earlier: &Change, row: &PlanRow) -> Vec<Line> {
    match &row.change.kind {
        ChangeKind::SetPriority { order, .. } => {
            words::conflict_order(earlier, order, |id| store.configuration_name(id))
        }
        _ => Vec::new(),
    }
}

/// What can be done now, with its key.
pub(in crate::tui) fn step_offered(store: &Store, step: Option<&NextStep>) -> Option<Line> {
    let step = step?;
    let key = store
        .keymap
        .first_key(Scope::Text, Command::GoOn)
        .unwrap_or_default();
    let shown = format!("{key}: {}", title(step));
    Some(Line::new(Role::Hint, shown))
}

fn rights(store: &Store) -> Vec<Line> {
    let missing = store.missing_rights();
    let title = match (store.rights, missing.is_empty()) {
        (None, _) => "The token does not list its permissions",
        (Some(_), true) => "The token has all required permissions",
        (Some(_), false) => "Permissions that the token lacks",
    };
    let mut lines = vec![Line::new(Role::Title, title)];
    lines.extend(
        missing
            .into_iter()
            .map(|shown| Line::new(Role::Warn, shown)),
    );
    lines.push(Line::new(
        Role::Hint,
        "The token lists these; the service decides. After a role or permission was granted, \
         `renew` in the palette gets a new token.",
    ));
    lines
}

fn list_error(store: &Store) -> Vec<Line> {
    if !store.list.is_incomplete() && store.read_from == ApiVersion::V1 {
        return words::read_from_v1(store.settings().api);
    }
    if !store.list.is_incomplete() {
        // It was read again while this was open.
        return vec![Line::new(Role::Good, "The list is complete.")];
    }
    let mut lines = vec![Line::new(
        Role::Title,
        if store.is_unloaded() {
            "The list is not loaded"
        } else {
            "The list is not complete"
        },
    )];
    match store.list.error() {
        Some(error) => lines.extend(words::error(error)),
        None => lines.push(Line::new(Role::Text, "Loading was stopped.")),
    }
    let step = after_refused_read(store);
    if step == Some(NextStep::SignIn) {
        let missing = store.missing_rights().into_iter();
        lines.extend(missing.map(|shown| Line::new(Role::Warn, shown)));
    }
    lines.extend(step_offered(store, step.as_ref()));
    lines
}

fn selected(store: &Store, pane: Pane) -> Option<&RawObject> {
    let row = store.selected_row()?;
    if let (Pane::Assignments, Some(assignment)) = (pane, store.selected_assignment()) {
        return Some(&assignment.raw);
    }
    Some(&row.configuration.raw)
}

fn details(store: &Store, pane: Pane) -> Vec<Line> {
    let Some(raw) = selected(store, pane) else {
        return vec![Line::new(Role::Text, "Nothing is selected.")];
    };
    let mut lines = Vec::new();
    if let (Pane::Assignments, Some(assignment)) = (pane, store.selected_assignment()) {
        let shown = words::target(&assignment.target, store.shown_names());
        lines.push(Line::new(Role::Title, shown));
    }
    lines.extend(words::properties(
        raw,
        &store.start.time_zone,
        &store.scope_tags,
    ));
    lines
}
