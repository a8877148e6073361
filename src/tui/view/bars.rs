//! Header, activity and footer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::ChangeId;
use crate::text;
use crate::tui::command::{Command, Scope};
use crate::tui::footer;
use crate::tui::kit::put::put_at;
use crate::tui::latest::{notice_rows, way_to_plan};
use crate::tui::model::Model;
use crate::tui::plan_lines::progress;
use crate::tui::planned::{PlanView, RowState, Stand};
use crate::tui::theme::Theme;
use crate::words::{self, Line, Role};

/// Where the admin is and what may be done there, from the outside in.
pub(in crate::tui) fn place(model: &Model) -> Vec<&str> {
    let mode = if model.start.read_only {
        "read-only"
    } else if model.lacks_write() {
        "read-only (rights)"
    } else {
        "read-write"
    };
    let mut place: Vec<&str> = Vec::new();
    place.extend(model.start.profile.as_deref());
    place.extend(model.tenant.as_deref());
    place.extend(model.account.as_deref());
    place.push(&model.start.service_name);
    place.push(mode);
    place
}

pub(super) fn header(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let awaited = model.requests_awaited();
    let marked = model.marked.len();
    let begun = model.mark_from.as_ref();
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
    put_at(buffer, area, 0, 0, &heading(model, width), theme.header());
    if !said.is_empty() {
        let column = u16::try_from(width).unwrap_or(0);
        put_at(buffer, area, column, 0, &said, Style::new());
    }
}

/// The place in so many cells. What may be done stands there whole; to make room for it the account
/// goes first, then the service, then the end of what is left.
fn heading(model: &Model, width: usize) -> String {
    let mut before = place(model);
    let mode = before.pop().unwrap_or_default();
    let said = |before: &[&str]| format!(" enlist  {}", [before, &[mode]].concat().join(" · "));
    for spare in [model.account.as_deref(), Some(&*model.start.service_name)] {
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
pub(super) fn activity(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let happened = activity_lines(model);
    let nothing_yet = happened.is_empty();
    let lines = match &model.notice {
        Some(notice) => notice_rows(model, notice),
        None => happened,
    };
    let rights = rights(model).filter(|_| nothing_yet && lines.len() < usize::from(area.height));
    if let Some(line) = rights {
        let row = area.height - 1;
        put_at(buffer, area, 1, row, &line.text, theme.role(line.role));
    }
    for (row, line) in (0..).zip(lines) {
        put_at(buffer, area, 1, row, &line.text, theme.role(line.role));
    }
}

fn activity_lines(model: &Model) -> Vec<Line> {
    let of_change = model.last_change().map_or(0, |(id, _)| id.0);
    let sent = |view: &&PlanView| view.stand != Stand::Unsent && view.id.0 > of_change;
    if let Some(view) = model.plan.as_deref().filter(sent) {
        let line = plan_line(model, view);
        let is_over = view.stand == Stand::Ran && !model.shows_plan();
        return vec![if is_over { last(model, line) } else { line }];
    }
    let Some((id, state)) = model.last_change() else {
        return Vec::new();
    };
    let name = &state.change.configuration_name;
    let Some(outcome) = &state.outcome else {
        let elapsed = elapsed(model, state.since);
        let said = format!(
            "{}  {elapsed}  ·  {name}",
            words::step(&state.step, model.now.saturating_sub(state.step_since))
        );
        return vec![Line::new(Role::Text, said)];
    };
    let head = words::headline(outcome);
    let head = Line::new(head.role, format!("{}  ·  {name}", head.text));
    let mut lines = vec![if shows_outcome(model, id) {
        head
    } else {
        last(model, head)
    }];
    lines.extend(outcome.facts.as_ref().map(words::request_id));
    lines
}

/// What became of the change or the plan before. Under a form or a review it must not be taken for what
/// became of that.
fn last(model: &Model, line: Line) -> Line {
    if model.is_on_rows() {
        return line;
    }
    Line::new(Role::Text, format!("last: {}", line.text))
}

/// Whether the outcome of this change is open.
fn shows_outcome(model: &Model, id: ChangeId) -> bool {
    model.overlays.iter().any(|overlay| overlay.is_outcome(id))
}

/// How far the plan is, or what became of it, and how to come back to it.
fn plan_line(model: &Model, view: &PlanView) -> Line {
    let said = progress(model, view, None).text;
    let under_way = view.plan.rows.iter().find_map(|row| match view.state(row) {
        Some(RowState::UnderWay(step, since)) => Some((row, step, since)),
        _ => None,
    });
    let more = if let Some((row, step, since)) = under_way {
        let step = words::step(step, model.now.saturating_sub(*since));
        format!("  ·  {}  {step}", row.change.configuration_name)
    } else if view.left() > 0 {
        format!("  ·  {} goes on with what is left", way_to_plan(model))
    } else {
        String::new()
    };
    let role = match view.stand {
        Stand::Ran if view.states.values().all(RowState::is_made) => Role::Good,
        Stand::Ran => Role::Warn,
        _ => Role::Text,
    };
    Line::new(role, format!("plan: {said}{more}"))
}

/// What the token lacks, with the key that says more.
fn rights(model: &Model) -> Option<Line> {
    let missing = model.missing_rights();
    let key = model.key(Scope::List, Command::Outcome);
    let first = missing.first()?;
    Some(Line::new(Role::Warn, format!("{key}: {first}")))
}

/// The time since `since`, in tenths of a second.
pub(in crate::tui) fn elapsed(model: &Model, since: std::time::Duration) -> String {
    format!("{:.1} s", model.now.saturating_sub(since).as_secs_f64())
}

/// The keys that matter now, by rank, as many as fit.
pub(super) fn footer(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    for entry in footer::entries(model) {
        let (key_style, style) = if entry.usable {
            (theme.key(), Style::new())
        } else {
            (theme.quiet(), theme.quiet())
        };
        put_at(buffer, area, entry.column, 0, &entry.key, key_style);
        let wide = u16::try_from(text::width(entry.title)).unwrap_or(0);
        let column = entry.column + entry.width.saturating_sub(wide);
        put_at(buffer, area, column, 0, entry.title, style);
    }
}
