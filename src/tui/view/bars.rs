//! Header, activity and footer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::put_at;
use crate::text;
use crate::tui::availability::{Availability, availability};
use crate::tui::command::{Command, Scope};
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::words::{self, Line, Role};

/// Where the admin is and what may be done there.
pub(super) fn header(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
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
    put_at(
        buffer,
        area,
        0,
        0,
        &format!(" enlist  {}", place.join(" · ")),
        theme.header(),
    );
    let awaited = model.requests_awaited();
    if awaited > 0 {
        let said = format!(" {awaited} in flight ");
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
    let Some((_, state)) = model.last_change() else {
        return (None, None);
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

/// The time since `since`, in tenths of a second.
pub(super) fn elapsed(model: &Model, since: std::time::Duration) -> String {
    format!("{:.1} s", model.now.saturating_sub(since).as_secs_f64())
}

/// The keys that matter now, by rank, as many as fit.
pub(super) fn footer(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    let scope = model.scope();
    let mut column = 1;
    for command in footer_commands(model, scope) {
        let usable = match availability(model, command) {
            Availability::Available => true,
            Availability::Disabled(_) => false,
            Availability::Hidden => continue,
        };
        let Some(key) = model.keymap.first_key(scope, command) else {
            continue;
        };
        let title = command.record().title;
        let key_width = u16::try_from(text::width(&key)).unwrap_or(u16::MAX);
        let width = key_width + 1 + u16::try_from(text::width(title)).unwrap_or(u16::MAX);
        if column + width > area.width {
            break;
        }
        let (key_style, style) = if usable {
            (theme.key(), Style::new())
        } else {
            (theme.quiet(), theme.quiet())
        };
        put_at(buffer, area, column, 0, &key, key_style);
        put_at(buffer, area, column + key_width + 1, 0, title, style);
        column += width + 2;
    }
}

fn footer_commands(model: &Model, scope: Scope) -> Vec<Command> {
    let mut commands: Vec<(u8, Command)> = model
        .keymap
        .scope(scope)
        .filter_map(|(command, _)| Some((command.record().footer?, command)))
        .collect();
    commands.sort_by_key(|(rank, _)| *rank);
    commands.into_iter().map(|(_, command)| command).collect()
}
