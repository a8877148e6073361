//! Header, activity and footer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::put_at;
use crate::text;
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::{footer, last};
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
    let said = match (marked, awaited) {
        (0, 0) => String::new(),
        (0, awaited) => format!(" {awaited} in flight "),
        (marked, 0) => format!(" {marked} marked "),
        (marked, awaited) => format!(" {marked} marked, {awaited} in flight "),
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

/// What happened last: the notice, else the change under way, else the last change.
pub(super) fn activity(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let lines = match &model.notice {
        Some(notice) => last::notice_rows(model, notice),
        None => activity_lines(model),
    };
    for (row, line) in (0..).zip(lines) {
        put_at(buffer, area, 1, row, &line.text, theme.role(line.role));
    }
}

fn activity_lines(model: &Model) -> Vec<Line> {
    let Some((_, state)) = model.last_change() else {
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
    let mut lines = vec![Line::new(head.role, format!("{}  ·  {name}", head.text))];
    lines.extend(outcome.facts.as_ref().map(words::request_id));
    lines
}

/// The time since `since`, in tenths of a second.
pub(super) fn elapsed(model: &Model, since: std::time::Duration) -> String {
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
