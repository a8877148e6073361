//! Everything that lies over the panes, except the editor form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};

use super::lists::{draw_journal, draw_palette, draw_profiles, draw_search};
use super::plans::{draw_bulk, draw_plan};
use super::{bars, editor, look, panes, put};
use crate::domain::Step;
use crate::text;
use crate::tui::command::{Command, Scope};
use crate::tui::model::{Model, Overlay, Wanted};
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
                model,
                theme,
                &reading::review(model, reviewed),
                reviewed.scroll,
                buffer,
            );
        }
        Overlay::Text { reading, scroll } => {
            let text = reading::text(model, *reading);
            page(model, theme, &text, *scroll, buffer);
            let is_top = top_text(model).is_some_and(|top| std::ptr::eq(top, overlay));
            if let Some(look) = model.look.as_ref().filter(|_| is_top) {
                look::draw(theme, &text, *scroll, look, buffer);
            }
        }
        // What is typed stands in the border of the text, drawn with it.
        Overlay::Look { .. } => {
            let Some(Overlay::Text { reading, .. }) = top_text(model) else {
                return None;
            };
            let look = model.look.as_ref()?;
            return Some(look::cursor(&reading::text(model, *reading), look));
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
                        format!(
                            "{} {}",
                            model.key(Scope::InFlight, Command::Back),
                            match state.step {
                                Step::Rereading => "stops it before anything is sent",
                                Step::Waiting { .. } => {
                                    "stops the wait; nothing is sent again then"
                                }
                                _ => "puts this aside; the change goes on",
                            }
                        ),
                    ),
                ];
                small(model, theme, "Change under way", &lines, buffer);
            }
        }
        Overlay::Bulk(form) => return Some(draw_bulk(model, theme, form, buffer)),
        Overlay::Plan(view) => draw_plan(model, theme, view, buffer),
        Overlay::Profiles { selected } => draw_profiles(model, theme, *selected, buffer),
        Overlay::SignIn(sign_in) => {
            signing(model, theme, &sign_in.lines(model.now), buffer);
        }
        Overlay::Confirm(question) => {
            let (title, said) = reading::question(*question);
            let yes = model.key(Scope::Confirm, Command::Confirm);
            let no = model.keys(Scope::Confirm, Command::Back);
            let lines = [
                Line::new(Role::Warn, said),
                Line::new(Role::Hint, format!("{yes} yes   {no} no")),
            ];
            small(model, theme, title, &lines, buffer);
        }
        Overlay::Palette(palette) => return Some(draw_palette(model, theme, palette, buffer)),
        Overlay::Journal(view) => return Some(draw_journal(model, theme, view, buffer)),
        Overlay::Search(view) => return Some(draw_search(model, theme, view, buffer)),
        Overlay::Filter { pane, .. } => return Some(panes::filter_cursor(model, *pane)),
        Overlay::Prompt { wanted, input } => {
            return Some(draw_prompt(model, theme, *wanted, input, buffer));
        }
    }
    None
}

/// The uppermost text to read, which is the one that is searched in.
fn top_text(model: &Model) -> Option<&Overlay> {
    let is_text = |overlay: &&Overlay| matches!(overlay, Overlay::Text { .. });
    model.overlays.iter().rev().find(is_text)
}

pub(super) fn frame(theme: Theme, area: Rect, title: &str, buffer: &mut Buffer) -> Rect {
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

fn page(model: &Model, theme: Theme, page: &Page, scroll: usize, buffer: &mut Buffer) {
    let title = if page.furthest() > 0 {
        let last = (scroll + page.height()).min(page.lines.len());
        let more = if last < page.lines.len() {
            format!(", {} for more", model.key(Scope::Text, Command::Down))
        } else {
            String::new()
        };
        format!(
            "{} · {last} of {} lines{more}",
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

/// A sign-in. Where not all fits, the address gives way: it can be copied whole.
fn signing(model: &Model, theme: Theme, lines: &[Line], buffer: &mut Buffer) {
    const WIDTH: u16 = 78;
    let layout = model.layout();
    let room = layout.overlay(WIDTH, u16::MAX);
    let width = usize::from(room.width.saturating_sub(4));
    let mut broken: Vec<Line> = lines.iter().flat_map(|line| wrapped(line, width)).collect();
    let height = usize::from(room.height.saturating_sub(2));
    while broken.len() > height {
        let long = broken
            .windows(2)
            .rposition(|pair| pair[0].role == Role::Code && pair[1].role == Role::Code);
        let Some(at) = long else { break };
        broken.remove(at + 1);
        let cut = text::truncate(&broken[at].text, width.saturating_sub(1)).into_owned();
        broken[at].text = cut.trim_end_matches('…').to_owned() + "…";
    }
    let height = u16::try_from(broken.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let inside = frame(theme, layout.overlay(WIDTH, height), "Sign in", buffer);
    for (row, line) in (0..).zip(&broken) {
        put(buffer, inside, row, &line.text, theme.role(line.role));
    }
}

fn wrapped(line: &Line, width: usize) -> Vec<Line> {
    text::wrap(&line.text, width)
        .into_iter()
        .map(|part| Line::new(line.role, part))
        .collect()
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

fn draw_prompt(
    model: &Model,
    theme: Theme,
    wanted: Wanted,
    input: &tui_input::Input,
    buffer: &mut Buffer,
) -> Position {
    let (title, said) = reading::wanted(model, wanted);
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
