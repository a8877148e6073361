//! The bars above and below the panes: where the admin is, and what happened last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame::View;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::put::put_at;
use crate::tui::parts::plan_lines::progress;
use crate::tui::store::Store;
use crate::tui::store::last_event::{notice_rows, way_to_plan};
use crate::tui::store::session_plan::{PlanState, RowState, SessionPlan};
use crate::words::{self, Line, Role};

/// Where the admin is and what may be done there, from the outside in.
#[must_use]
pub fn place(store: &Store) -> Vec<&str> {
    let mode = if store.settings().read_only {
        "read-only"
    } else if store.lacks_write() {
        "read-only (rights)"
    } else {
        "read-write"
    };
    let mut place: Vec<&str> = Vec::new();
    place.extend(store.settings().profile.as_deref());
    place.extend(store.tenant.as_deref());
    place.extend(store.account.as_deref());
    place.push(&store.start.service_name);
    place.push(mode);
    place
}

pub(super) fn header(view: View<'_>, area: Rect, buffer: &mut Buffer) {
    let View { store, theme, .. } = view;
    let awaited = view.awaited;
    let marked = store.marked.len();
    let begun = view.panes.mark_from.as_ref();
    let parts = [
        begun.map(|_| "range begun".to_owned()),
        (marked > 0).then(|| format!("{marked} marked")),
        (awaited > 0).then(|| format!("{awaited} in flight")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let said = match parts.as_slice() {
        [] => String::new(),
        parts => format!(" {} ", parts.join(", ")),
    };
    let width = usize::from(area.width).saturating_sub(text::width(&said));
    put_at(buffer, area, 0, 0, &heading(store, width), theme.header());
    if !said.is_empty() {
        let column = u16::try_from(width).unwrap_or(0);
        put_at(buffer, area, column, 0, &said, Style::new());
    }
}

/// The place in so many cells. What may be done stands there whole; to make room for it the account
/// goes first, then the service, then the end of what is left.
fn heading(store: &Store, width: usize) -> String {
    let mut before = place(store);
    let mode = before.pop().unwrap_or_default();
    let said = |before: &[&str]| format!(" enlist  {}", [before, &[mode]].concat().join(" · "));
    for spare in [store.account.as_deref(), Some(&*store.start.service_name)] {
        let fits = text::width(&said(&before)) <= width;
        if !fits && before.len() > 1 {
            before.retain(|part| Some(*part) != spare);
        }
    }
    let whole = said(&before);
    if text::width(&whole) <= width {
        return whole;
    }
    let end = format!(" · {mode}");
    let front = format!(" enlist  {}", before.join(" · "));
    let room = width.saturating_sub(text::width(&end));
    format!("{}{end}", text::truncate(&front, room))
}

/// What happened last: the notice, else the change under way or the plan, else the last change. Below it,
/// as long as nothing was changed, what the token lacks: a notice goes with the next key.
pub(super) fn activity(view: View<'_>, area: Rect, buffer: &mut Buffer) {
    let View { store, theme, .. } = view;
    let happened = activity_lines(view);
    let nothing_yet = happened.is_empty();
    let lines = match view.notice {
        Some(notice) => notice_rows(store, notice, view.above.is_covered),
        None => happened,
    };
    let rights = rights(store).filter(|_| nothing_yet && lines.len() < usize::from(area.height));
    if let Some(line) = rights {
        let row = area.height - 1;
        put_at(buffer, area, 1, row, &line.text, theme.role(line.role));
    }
    for (row, line) in (0..).zip(lines) {
        put_at(buffer, area, 1, row, &line.text, theme.role(line.role));
    }
}

fn activity_lines(view: View<'_>) -> Vec<Line> {
    let store = view.store;
    let of_change = store.last_change().map_or(0, |(id, _)| id.0);
    let sent = |plan: &&SessionPlan| plan.state != PlanState::Unsent && plan.id.0 > of_change;
    if let Some(plan) = store.plan.as_deref().filter(sent) {
        let line = plan_line(store, plan);
        let is_over = plan.state == PlanState::Ran && !view.above.shows_plan;
        return vec![if is_over { last(view, line) } else { line }];
    }
    let Some((id, state)) = store.last_change() else {
        return Vec::new();
    };
    let name = &state.change.configuration_name;
    let Some(outcome) = &state.outcome else {
        let elapsed = store.elapsed(state.since);
        let said = format!(
            "{}  {elapsed}  ·  {name}",
            words::step(&state.step, store.now.saturating_sub(state.step_since))
        );
        return vec![Line::new(Role::Text, said)];
    };
    let head = words::headline(outcome);
    let head = Line::new(head.role, format!("{}  ·  {name}", head.text));
    let mut lines = vec![if view.above.outcome == Some(id) {
        head
    } else {
        last(view, head)
    }];
    lines.extend(outcome.facts().map(words::request_id));
    lines
}

/// What became of the change or the plan before. Under a form or a review it must not be taken for what
/// became of that.
fn last(view: View<'_>, line: Line) -> Line {
    if !view.above.is_covered {
        return line;
    }
    Line::new(Role::Text, format!("last: {}", line.text))
}

/// How far the plan is, or what became of it, and how to come back to it.
fn plan_line(store: &Store, view: &SessionPlan) -> Line {
    let said = progress(store, view, None).text;
    let under_way = view
        .plan
        .rows
        .iter()
        .find_map(|row| match view.state_of(row) {
            Some(RowState::UnderWay(step, since)) => Some((row, step, since)),
            _ => None,
        });
    let more = if let Some((row, step, since)) = under_way {
        let step = words::step(step, store.now.saturating_sub(*since));
        format!("  ·  {}  {step}", row.change.configuration_name)
    } else if view.asks().is_some() {
        format!("  ·  {} shows the question", way_to_plan(store))
    } else if view.left() > 0 {
        format!("  ·  {} goes on with what is left", way_to_plan(store))
    } else {
        String::new()
    };
    let role = match view.state {
        PlanState::Ran if view.states.values().all(RowState::is_made) => Role::Good,
        PlanState::Ran => Role::Warn,
        _ => Role::Text,
    };
    Line::new(role, format!("plan: {said}{more}"))
}

/// What the token lacks, with the key that says more.
fn rights(store: &Store) -> Option<Line> {
    let missing = store.missing_rights();
    let key = store.key(Scope::List, Command::Outcome);
    let first = missing.first()?;
    Some(Line::new(Role::Warn, format!("{key}: {first}")))
}
