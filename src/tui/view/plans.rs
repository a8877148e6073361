//! Many at once: the group they go to, and the plan.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::editor::who;
use super::lists::{listed, typed};
use super::overlay::frame;
use super::{offers, put};
use crate::tui::bulk::{BulkForm, PlanView};
use crate::tui::find::Finder;
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::words::Role;

/// The question which group they go to.
pub(super) fn draw_bulk(
    model: &Model,
    theme: Theme,
    form: &BulkForm,
    buffer: &mut Buffer,
) -> Position {
    let offered = form.offered(model);
    let inside = frame(
        theme,
        model.layout().overlay(76, 12),
        &form.title(model),
        buffer,
    );
    let width = usize::from(inside.width.saturating_sub(2));
    let lines: Vec<(String, Style)> = offered
        .iter()
        .map(|offer| (offers::line(model, offer, width), Style::new()))
        .collect();
    let mut finder = Finder::new(form.input.value());
    let list = Rect {
        height: inside.height.saturating_sub(1),
        ..inside
    };
    listed(
        theme,
        &lines,
        form.picker.selected,
        &mut finder,
        list,
        buffer,
    );
    let (said, role) = match (form.input.value().trim(), form.group(model)) {
        ("", None) => (
            "to which group? Type a part of its name, or paste its id".to_owned(),
            Role::Text,
        ),
        (_, Some(id)) if offered.is_empty() => (
            format!("{} · Enter goes on to the plan", who(model, &id)),
            Role::Good,
        ),
        (typed, _) => offers::said(model, &form.picker, typed, &offered),
    };
    let bottom = inside.height.saturating_sub(1);
    put(buffer, inside, bottom, &said, theme.role(role));
    typed(theme, "→", &form.input, inside, buffer)
}

/// The plan, a row for each change.
pub(super) fn draw_plan(model: &Model, theme: Theme, view: &PlanView, buffer: &mut Buffer) {
    let lines = view.lines(model);
    let height = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let area = model.layout().overlay(100, height.min(40));
    let title = match (view.running, &view.summary) {
        (true, _) => "Plan: running",
        (false, Some(_)) if view.is_left() => "Plan: y runs what is left",
        (false, Some(_)) => "Plan: done",
        (false, None) => "Plan: nothing is sent yet",
    };
    let inside = frame(theme, area, title, buffer);
    // The head stays in sight.
    if let Some(head) = lines.first() {
        put(buffer, inside, 0, &head.text, theme.role(head.role));
    }
    let rest = lines.iter().skip(1 + view.scroll);
    let room = usize::from(inside.height.saturating_sub(1));
    for (row, line) in (1..).zip(rest.take(room)) {
        put(buffer, inside, row, &line.text, theme.role(line.role));
    }
}
