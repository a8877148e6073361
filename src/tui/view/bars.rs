//! Header, activity and footer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::put_at;
use crate::text;
use crate::tui::command::{Command, Scope};
use crate::tui::footer;
use crate::tui::latest::way_to_plan;
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
    put_at(
        buffer,
        area,
        0,
        0,
        &format!(" enlist  {}", place(model).join(" · ")),
        theme.header(),
    );
    let awaited = model.requests_awaited();
    let marked = model.marked.len();
    let begun = model.mark_from.as_ref();
    let parts = [
        begun.map(|_| "range begun".to_owned()),
        (marked > 0).then(|| format!("{marked} marked")),
        (awaited > 0).then(|| format!("{awaited} in flight")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if !parts.is_empty() {
        let said = format!(" {} ", parts.join(", "));
        let column = area
            .width
            .saturating_sub(u16::try_from(text::width(&said)).unwrap_or(0));
        put_at(buffer, area, column, 0, &said, Style::new());
    }
}

/// What happened last: the notice, else the change under way, else the last change.
pub(super) fn activity(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let (first, second) = activity_lines(model);
    let notice = model
        .notice
        .as_ref()
        .map(|notice| Line::new(Role::Warn, format!(" {notice}")));
    let rows = [notice.or(first), second];
    for (row, line) in (0..).zip(rows) {
        if let Some(line) = line {
            put_at(buffer, area, 0, row, &line.text, theme.role(line.role));
        }
    }
}

fn activity_lines(model: &Model) -> (Option<Line>, Option<Line>) {
    let of_change = model.last_change().map_or(0, |(id, _)| id.0);
    let sent = |view: &&PlanView| view.stand != Stand::Unsent && view.id.0 > of_change;
    if let Some(view) = model.plan.as_deref().filter(sent) {
        return (Some(plan_line(model, view)), None);
    }
    let Some((_, state)) = model.last_change() else {
        return (None, rights(model));
    };
    let name = &state.change.configuration_name;
    let Some(outcome) = &state.outcome else {
        let elapsed = elapsed(model, state.since);
        let said = format!(
            " {}  {elapsed}  ·  {name}",
            words::step(&state.step, model.now.saturating_sub(state.step_since))
        );
        return (Some(Line::new(Role::Text, said)), None);
    };
    let head = words::headline(outcome);
    let first = Line::new(head.role, format!(" {}  ·  {name}", head.text));
    let second = outcome.facts.as_ref().map(|facts| {
        let id = facts.request_id.as_ref().map_or_else(
            || format!(" client-request-id {}", facts.client_request_id),
            |id| format!(" request-id {id}"),
        );
        Line::new(Role::Text, id)
    });
    (Some(first), second)
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
    Line::new(role, format!(" plan: {said}{more}"))
}

/// What the token lacks, for as long as nothing was changed: a notice goes with the next key.
fn rights(model: &Model) -> Option<Line> {
    let missing = model.missing_rights();
    let key = model.key(Scope::List, Command::Outcome);
    let first = missing.first()?;
    Some(Line::new(Role::Warn, format!(" {key}: {first}")))
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
        let title = entry.command.record().title;
        put_at(buffer, area, entry.column, 0, &entry.key, key_style);
        let wide = u16::try_from(text::width(title)).unwrap_or(0);
        let column = entry.column + entry.width.saturating_sub(wide);
        put_at(buffer, area, column, 0, title, style);
    }
}
