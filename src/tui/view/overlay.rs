//! Everything that lies over the panes, except the editor form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};

use super::{bars, editor, put, put_at};
use crate::domain::Step;
use crate::text;
use crate::tui::availability::{Availability, availability};
use crate::tui::command::Scope;
use crate::tui::journal;
use crate::tui::model::{JournalView, Model, Overlay, Palette, Question, Wanted};
use crate::tui::palette;
use crate::tui::reading::{self, Page};
use crate::tui::theme::Theme;
use crate::words::{self, Line, Role};

/// Draws an overlay; gives the place of the cursor where it takes text.
pub(super) fn draw(
    model: &Model,
    theme: Theme,
    overlay: &Overlay,
    buffer: &mut Buffer,
) -> Option<Position> {
    match overlay {
        Overlay::Editor(_) => {}
        Overlay::Review(reviewed) => {
            page(
                theme,
                &reading::review(model, reviewed),
                reviewed.scroll,
                buffer,
            );
        }
        Overlay::Text { reading, scroll } => {
            page(theme, &reading::text(model, *reading), *scroll, buffer);
        }
        Overlay::InFlight(id) => {
            if let Some(state) = model.changes.get(id) {
                let lines = [
                    Line::new(Role::Title, state.change.configuration_name.clone()),
                    Line::new(Role::New, words::change(&state.change, &model.names)),
                    Line::new(
                        Role::Text,
                        format!(
                            "{}  {}",
                            words::step(&state.step, model.now.saturating_sub(state.step_since)),
                            bars::elapsed(model, state.since)
                        ),
                    ),
                    Line::new(
                        Role::Hint,
                        match state.step {
                            Step::Waiting { .. } => {
                                "esc stops the wait; nothing is sent again then"
                            }
                            _ => "esc puts this aside; the change goes on",
                        },
                    ),
                ];
                small(model, theme, "Change under way", &lines, buffer);
            }
        }
        Overlay::Confirm(question) => {
            let (title, said) = match question {
                Question::Discard => ("Discard?", "What was typed is not sent and will be lost."),
                Question::QuitDirty => ("Leave?", "What was typed is not sent and will be lost."),
                Question::QuitInFlight => (
                    "Leave?",
                    "A change is under way and cannot be called back. The journal keeps it, and its outcome is looked up at the next start.",
                ),
                Question::EmptyList => (
                    "Leave it without assignments?",
                    "Nothing is left of the list: the configuration will apply to nobody.",
                ),
            };
            let yes = model
                .keymap
                .first_key(Scope::Confirm, crate::tui::command::Command::Confirm)
                .unwrap_or_default();
            let lines = [
                Line::new(Role::Warn, said),
                Line::new(Role::Hint, format!("{yes} yes   esc no (enter too)")),
            ];
            small(model, theme, title, &lines, buffer);
        }
        Overlay::Palette(palette) => return Some(draw_palette(model, theme, palette, buffer)),
        Overlay::Journal(view) => return Some(draw_journal(model, theme, view, buffer)),
        Overlay::Prompt { wanted, input } => {
            return Some(draw_prompt(model, theme, *wanted, input, buffer));
        }
    }
    None
}

fn frame(theme: Theme, area: Rect, title: &str, buffer: &mut Buffer) -> Rect {
    let block = Block::bordered()
        .title(format!(" {title} "))
        .border_style(theme.border(true));
    let inside = block.inner(area);
    Clear.render(area, buffer);
    block.render(area, buffer);
    Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(2),
        ..inside
    }
}

fn page(theme: Theme, page: &Page, scroll: usize, buffer: &mut Buffer) {
    let title = if page.furthest() > 0 {
        let last = (scroll + page.height()).min(page.lines.len());
        format!(
            "{} · {last} of {} lines, ↓ for more",
            page.title,
            page.lines.len()
        )
    } else {
        page.title.clone()
    };
    let inside = frame(theme, page.area, &title, buffer);
    for (row, line) in (0..).zip(page.lines.iter().skip(scroll).take(page.height())) {
        put(buffer, inside, row, &line.text, theme.role(line.role));
    }
}

fn small(model: &Model, theme: Theme, title: &str, lines: &[Line], buffer: &mut Buffer) {
    let layout = model.layout();
    let width = layout.overlay(60, 1).width;
    let broken: Vec<Line> = lines
        .iter()
        .flat_map(|line| {
            text::wrap(&line.text, usize::from(width.saturating_sub(4)))
                .into_iter()
                .map(|part| Line::new(line.role, part))
        })
        .collect();
    let height = u16::try_from(broken.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let inside = frame(theme, layout.overlay(width, height), title, buffer);
    for (row, line) in (0..).zip(&broken) {
        put(buffer, inside, row, &line.text, theme.role(line.role));
    }
}

fn draw_palette(model: &Model, theme: Theme, palette: &Palette, buffer: &mut Buffer) -> Position {
    let found = palette::matches(model, palette);
    let area = model.layout().overlay(70, 12);
    let inside = frame(theme, area, "Commands", buffer);
    put(buffer, inside, 0, ":", theme.marker());
    put_at(buffer, inside, 2, 0, palette.filter.value(), Style::new());
    for (row, record) in (2..).zip(&found) {
        let at = usize::from(row) - 2;
        let (note, style) = match availability(model, record.command) {
            Availability::Disabled(reason) => (format!("({reason})"), theme.quiet()),
            _ => (record.help.to_owned(), Style::new()),
        };
        let mark = if at == palette.selected { "▸" } else { " " };
        put(buffer, inside, row, mark, theme.marker());
        put_at(
            buffer,
            inside,
            2,
            row,
            &format!("{} {note}", text::fit(record.name, 10)),
            style,
        );
    }
    if found.is_empty() {
        put(buffer, inside, 2, "no command is called so", theme.quiet());
    }
    let column = u16::try_from(palette.filter.visual_cursor()).unwrap_or(0) + 2;
    Position {
        x: inside.x + column.min(inside.width.saturating_sub(1)),
        y: inside.y,
    }
}

/// The lines of the journal, newest first, the selected one always in sight.
fn draw_journal(model: &Model, theme: Theme, view: &JournalView, buffer: &mut Buffer) -> Position {
    let area = journal::area(model);
    let found = journal::matches(model, view);
    let title = match journal::contents(model) {
        None => "Journal".to_owned(),
        Some(contents) if contents.torn > 0 => format!(
            "Journal {} · unreadable lines: {}",
            found.len(),
            contents.torn
        ),
        Some(_) => format!("Journal {}", found.len()),
    };
    let inside = frame(theme, area, &title, buffer);
    put(buffer, inside, 0, "/", theme.marker());
    put_at(buffer, inside, 2, 0, view.filter.value(), Style::new());
    let height = usize::from(inside.height.saturating_sub(1));
    let first = (view.selected + 1).saturating_sub(height);
    for (row, (at, index)) in (1..).zip(found.iter().enumerate().skip(first).take(height)) {
        let Some(entry) = journal::entry(model, *index) else {
            continue;
        };
        let mark = if at == view.selected { "▸" } else { " " };
        put(buffer, inside, row, mark, theme.marker());
        put_at(
            buffer,
            inside,
            2,
            row,
            &journal::line(model, entry),
            Style::new(),
        );
    }
    if found.is_empty() {
        let said = match &model.journal {
            None => "reading …",
            Some(Err(reason)) => reason,
            Some(Ok(contents)) if contents.entries.is_empty() => "nothing was changed yet",
            Some(Ok(_)) => "no line has all of these words",
        };
        put_at(buffer, inside, 2, 1, said, theme.quiet());
    }
    let column = u16::try_from(view.filter.visual_cursor()).unwrap_or(0) + 2;
    Position {
        x: inside.x + column.min(inside.width.saturating_sub(1)),
        y: inside.y,
    }
}

fn draw_prompt(
    model: &Model,
    theme: Theme,
    wanted: Wanted,
    input: &tui_input::Input,
    buffer: &mut Buffer,
) -> Position {
    let (title, said) = match wanted {
        Wanted::Justification(_) => (
            "Justification",
            "Another admin has to approve this change, and will read why it is made:".to_owned(),
        ),
        Wanted::TenantName => (
            "This reaches everyone",
            format!("Type {} to go on:", model.name_to_type()),
        ),
    };
    let layout = model.layout();
    let width = layout.overlay(72, 1).width.saturating_sub(4);
    let broken = text::wrap(&said, usize::from(width));
    let height = u16::try_from(broken.len()).unwrap_or(0).saturating_add(3);
    let inside = frame(theme, layout.overlay(72, height), title, buffer);
    for (row, line) in (0..).zip(&broken) {
        put(buffer, inside, row, line, Style::new());
    }
    let row = u16::try_from(broken.len())
        .unwrap_or(0)
        .min(inside.height.saturating_sub(1));
    editor::draw_input(input, inside, 0, row, buffer)
}
