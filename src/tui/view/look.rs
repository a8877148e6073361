//! A search in a text: its places marked, and the line that is typed, in the border below the text.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_segmentation::UnicodeSegmentation;

use crate::text;
use crate::tui::kit::page::Page;
use crate::tui::kit::put::put_at;
use crate::tui::look::{Look, places};
use crate::tui::theme::Theme;

/// Where what was typed stands in the border.
const TYPED: u16 = 4;

/// Marks what was found in the lines in sight, and says which of how many is looked at.
pub(super) fn draw(theme: Theme, page: &Page, scroll: usize, look: &Look, buffer: &mut Buffer) {
    let found = places(&page.lines, look.typed.value());
    let area = page.area;
    let inside = page.inside();
    let in_sight = scroll..scroll + page.height();
    for (at, place) in found.iter().enumerate() {
        if !in_sight.contains(&place.line) {
            continue;
        }
        let Some(line) = page.lines.get(place.line) else {
            continue;
        };
        let mut graphemes = line.text.graphemes(true);
        let before: String = graphemes.by_ref().take(place.from).collect();
        let marked: String = graphemes.take(place.length).collect();
        let column = u16::try_from(text::width(&before)).unwrap_or(u16::MAX);
        let row = u16::try_from(place.line - scroll).unwrap_or(u16::MAX);
        let mut style = theme.found();
        if at == look.at {
            style = style.add_modifier(Modifier::REVERSED);
        }
        put_at(buffer, inside, column, row, &marked, style);
    }
    let position = match found.len() {
        _ if look.typed.value().is_empty() => String::new(),
        0 => "nothing found ".to_owned(),
        count => format!("{}/{count} ", look.at.min(count - 1) + 1),
    };
    let border = Rect {
        y: area.bottom().saturating_sub(1),
        height: 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    let room = usize::from(border.width.saturating_sub(TYPED + 2)).saturating_sub(position.len());
    let typed = text::clean(look.typed.value());
    let said = format!(" /{} {position}", text::truncate(&typed, room));
    put_at(buffer, border, TYPED - 2, 0, &said, theme.border(true));
}

/// Where the cursor stands while it is typed.
pub(super) fn cursor(page: &Page, look: &Look) -> Position {
    let column = look.typed.column();
    let furthest = page.area.right().saturating_sub(3);
    Position {
        x: (page.area.x + TYPED).saturating_add(column).min(furthest),
        y: page.area.bottom().saturating_sub(1),
    }
}
