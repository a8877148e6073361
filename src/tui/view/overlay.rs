//! Everything that lies over the panes, except the editor form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Borders, Clear, Widget};

use super::lists::{draw_journal, draw_palette, draw_profiles, draw_search};
use super::plan::draw_plan;
use super::plans::draw_bulk;
use super::{look, panes};
use crate::tui::boxes;
use crate::tui::command::{Command, Scope};
use crate::tui::kit::page::Page;
use crate::tui::kit::put::{frame, put, put_input};
use crate::tui::model::{Model, Overlay};
use crate::tui::reading;
use crate::tui::theme::Theme;

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
        Overlay::Bulk(form) => return Some(draw_bulk(model, theme, form, buffer)),
        Overlay::Plan => draw_plan(model, theme, buffer),
        Overlay::Profiles { selected } => draw_profiles(model, theme, *selected, buffer),
        Overlay::InFlight(_) | Overlay::SignIn(_) | Overlay::Confirm(_) => {
            small(model, theme, overlay, buffer);
        }
        Overlay::Palette(palette) => return Some(draw_palette(model, theme, palette, buffer)),
        Overlay::Journal(view) => return Some(draw_journal(model, theme, view, buffer)),
        Overlay::Search(view) => return Some(draw_search(model, theme, view, buffer)),
        Overlay::Filter { pane, .. } => return Some(panes::filter_cursor(model, *pane)),
        Overlay::Prompt { input, .. } => {
            let (row, inside) = small(model, theme, overlay, buffer)?;
            let row = row.min(inside.height.saturating_sub(1));
            return Some(put_input(input, inside, (0, row), Style::new(), buffer));
        }
    }
    None
}

/// The uppermost text to read, which is the one that is searched in.
fn top_text(model: &Model) -> Option<&Overlay> {
    let is_text = |overlay: &&Overlay| matches!(overlay, Overlay::Text { .. });
    model.overlays.iter().rev().find(is_text)
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
    let shown = page.lines.iter().skip(scroll).take(page.height());
    if page.chosen {
        let block = Block::new()
            .borders(Borders::TOP | Borders::BOTTOM)
            .title(format!(" {title} "))
            .border_style(theme.border(true));
        Clear.render(page.area, buffer);
        block.render(page.area, buffer);
    } else {
        frame(theme, page.area, &title, buffer);
    }
    for (row, line) in (0..).zip(shown) {
        let style = if page.chosen {
            theme.chosen()
        } else {
            theme.role(line.role)
        };
        put(buffer, page.inside(), row, &line.text, style);
    }
}

/// A small overlay; gives the row below its lines, and the room that it has.
fn small(
    model: &Model,
    theme: Theme,
    overlay: &Overlay,
    buffer: &mut Buffer,
) -> Option<(u16, Rect)> {
    let page = boxes::page(model, overlay)?;
    let inside = frame(theme, page.area, &page.title, buffer);
    for (row, line) in (0..).zip(&page.lines) {
        put(buffer, inside, row, &line.text, theme.role(line.role));
    }
    let below = u16::try_from(page.lines.len()).unwrap_or(u16::MAX);
    Some((below, inside))
}
