//! Everything that lies over the panes, except the editor form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};

use super::{bars, put, put_at};
use crate::text;
use crate::tui::availability::{Availability, availability};
use crate::tui::command::Scope;
use crate::tui::model::{Model, Overlay, Palette, Question};
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
                    Line::new(
                        Role::New,
                        format!("→ {}", words::target(&state.change.after, &model.names)),
                    ),
                    Line::new(
                        Role::Text,
                        format!(
                            "{}  {}",
                            words::step(&state.step),
                            bars::elapsed(model, state.since)
                        ),
                    ),
                    Line::new(Role::Hint, "esc puts this aside; the change goes on"),
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
                    "A change is under way. It cannot be called back, and its outcome will not be known here.",
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
