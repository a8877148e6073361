//! Draws a content.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Block, Borders, Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;

use super::content::{Content, List, TextStyle, first_row};
use super::cursor::Cursor;
use super::form::{FIRST, Form};
use super::page::Page;
use super::put::{frame, put, put_at, put_input, put_marks, put_typed};
use super::search::{Search, places};
use super::sections::Sections;
use crate::text;
use crate::tui::kit::finder::Finder;
use crate::tui::kit::layout::Layout;
use crate::tui::kit::symbols::SELECTED;
use crate::tui::kit::theme::Theme;
use crate::words::Line;

/// The column of the search text in the border.
const TYPED: u16 = 4;

/// What is needed to draw a content.
#[derive(Debug, Clone, Copy)]
pub struct Paint<'a> {
    pub title: &'a str,
    /// The key that shows more of a text.
    pub more_key: &'a str,
    pub cursor: &'a Cursor,
    /// The areas of the screen.
    pub layout: &'a Layout,
    pub theme: Theme,
}

impl Paint<'_> {
    /// Draws a content. Returns its area, and the position of the cursor if the content takes text.
    pub fn draw(self, content: &Content<'_>, buffer: &mut Buffer) -> (Rect, Option<Position>) {
        match content {
            Content::Text(text) => {
                let page = text.place(self.title, self.layout);
                self.page(&page, !matches!(text.style, TextStyle::Box(_)), buffer);
                let search = self.cursor.search.as_ref();
                let searched = search.and_then(|search| self.search(&page, search, buffer));
                let typed = text.typed.as_ref().map(|label| {
                    let below = u16::try_from(page.lines.len()).unwrap_or(u16::MAX);
                    let inside = page.inside();
                    let row = below.min(inside.height.saturating_sub(page.foot));
                    self.typed(label, inside, row, buffer)
                });
                (page.area, searched.or(typed))
            }
            Content::List(list) => self.list(list, buffer),
            Content::Sections(sections) => self.sections(sections, buffer),
            Content::Form(form) => self.form(form, buffer),
        }
    }

    /// Draws the typed line with its label; returns the position of the cursor.
    fn typed(self, label: &Line, inside: Rect, row: u16, buffer: &mut Buffer) -> Position {
        put(
            buffer,
            inside,
            row,
            &label.text,
            self.theme.role(label.role),
        );
        let from = match text::width(&label.text) {
            0 => 0,
            width => u16::try_from(width + 1).unwrap_or(u16::MAX),
        };
        put_input(
            &self.cursor.typed,
            inside,
            (from, row),
            Style::new(),
            buffer,
        )
    }

    fn list(self, list: &List<'_>, buffer: &mut Buffer) -> (Rect, Option<Position>) {
        let Self { cursor, theme, .. } = self;
        let area = list.area(self.layout);
        let title = format!("{} {}", self.title, list.counted);
        let inside = frame(theme, area, title.trim_end(), buffer);
        let top = u16::from(list.sign.is_some());
        let width = usize::from(inside.width.saturating_sub(2));
        let height = list.height(self.layout);
        let first = first_row(cursor.selected, height);
        let mut finder = list
            .marks
            .then(|| Finder::new(cursor.typed.value()))
            .flatten();
        for (row, at) in (top..).zip(first..list.count.min(first + height)) {
            let mark = if at == cursor.selected { SELECTED } else { " " };
            put(buffer, inside, row, mark, theme.marker());
            let shown = (list.row)(at, width);
            let style = if shown.quiet {
                theme.quiet()
            } else {
                Style::new()
            };
            put_at(buffer, inside, 2, row, &shown.text, style);
            put_marks(theme, buffer, inside, (2, row), &shown.text, &mut finder);
        }
        if list.count == 0 {
            put_at(buffer, inside, 2, top, &list.empty, theme.quiet());
        }
        if let Some(note) = &list.note {
            let bottom = inside.height.saturating_sub(1);
            put(buffer, inside, bottom, &note.text, theme.role(note.role));
        }
        let position = list
            .sign
            .map(|sign| put_typed(theme, sign, &cursor.typed, inside, buffer));
        (area, position.filter(|_| list.typing))
    }

    fn sections(self, sections: &Sections, buffer: &mut Buffer) -> (Rect, Option<Position>) {
        let Self { theme, layout, .. } = self;
        let area = sections.area(layout);
        let title = format!("{}{}", self.title, sections.state);
        let inside = frame(theme, area, &title, buffer);
        for (row, line) in (0..).zip(&sections.top) {
            put(buffer, inside, row, &line.text, theme.role(line.role));
        }
        let top = u16::try_from(sections.top.len()).unwrap_or(u16::MAX);
        let selected = self.cursor.selected;
        let scroll = sections.scroll(selected, layout);
        let marked = sections.sections.get(selected).filter(|one| one.is_row);
        let marked = marked.map(|one| one.lines.start);
        let in_sight = sections.lines.iter().enumerate().skip(scroll);
        for (row, (at, line)) in (top..).zip(in_sight.take(sections.height(layout))) {
            put_at(buffer, inside, 2, row, &line.text, theme.role(line.role));
            if marked == Some(at) {
                put(buffer, inside, row, SELECTED, theme.marker());
            }
        }
        let last = inside.height.saturating_sub(1);
        let typed = sections.typed.as_ref();
        let position = typed.map(|label| self.typed(label, inside, last, buffer));
        (area, position)
    }

    fn form(self, form: &Form<'_>, buffer: &mut Buffer) -> (Rect, Option<Position>) {
        let theme = self.theme;
        let area = form.area(self.layout);
        let title = text::truncate(self.title, usize::from(area.width.saturating_sub(4)));
        frame(theme, area, &title, buffer);
        // The mark of the selected line is directly beside the border.
        let inside = area.inner(Margin::new(1, 1));
        let in_sight = form.rows.iter().skip(form.first(self.layout));
        let mut position = None;
        for (row, shown) in (0..inside.height).zip(in_sight) {
            let has_focus = shown.field == Some(form.focus);
            if has_focus && shown.is_chosen {
                put(buffer, inside, row, SELECTED, theme.marker());
            }
            let style = if shown.is_quiet {
                theme.quiet()
            } else {
                theme.role(shown.line.role)
            };
            put_at(buffer, inside, FIRST, row, &shown.line.text, style);
            for choice in shown.choices.iter().filter(|choice| choice.is_taken) {
                let place = Rect {
                    x: inside.x + choice.columns.start,
                    y: inside.y + row,
                    width: choice.columns.end - choice.columns.start,
                    height: 1,
                };
                let style = if has_focus {
                    theme.picked()
                } else {
                    theme.header()
                };
                buffer.set_style(place.intersection(inside), style);
            }
            let wide = u16::try_from(text::width(&shown.hint)).unwrap_or(u16::MAX);
            let end = inside.width.saturating_sub(1);
            if shown
                .width(form.input)
                .saturating_add(wide)
                .saturating_add(2)
                <= end
            {
                put_at(buffer, inside, end - wide, row, &shown.hint, theme.quiet());
            }
            if let Some(typed) = shown.typed {
                let style = if has_focus && form.fresh {
                    theme.picked()
                } else {
                    Style::new()
                };
                let at = put_input(typed, inside, (form.input, row), style, buffer);
                position = has_focus.then_some(at).or(position);
            }
        }
        (area, position)
    }

    fn page(self, page: &Page, says_where: bool, buffer: &mut Buffer) {
        let (theme, scroll) = (self.theme, self.cursor.scroll);
        let title = if says_where && page.furthest() > 0 {
            let last = (scroll + page.height()).min(page.lines.len());
            let count = page.lines.len();
            let shown = format!("{} · {last} of {count} lines", page.title);
            let more = format!("{shown}, {} for more", self.more_key);
            let room = usize::from(page.area.width.saturating_sub(4));
            if last == count {
                shown
            } else if text::width(&more) <= room {
                more
            } else {
                format!("{shown} {}", self.more_key)
            }
        } else {
            page.title.clone()
        };
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
        let shown = page.lines.iter().skip(scroll).take(page.height());
        for (row, line) in (0..).zip(shown) {
            let style = if page.chosen {
                theme.chosen()
            } else {
                theme.role(line.role)
            };
            put(buffer, page.inside(), row, &line.text, style);
        }
    }

    /// Marks the matches in the visible lines, and shows in the border which of how many is current. Returns
    /// the position of the cursor while the search is typed.
    fn search(self, page: &Page, search: &Search, buffer: &mut Buffer) -> Option<Position> {
        let (theme, scroll) = (self.theme, self.cursor.scroll);
        let found = places(&page.lines, search.typed.value());
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
            if at == search.at {
                style = style.add_modifier(Modifier::REVERSED);
            }
            put_at(buffer, inside, column, row, &marked, style);
        }
        let position = match found.len() {
            _ if search.typed.value().is_empty() => String::new(),
            0 => "nothing found ".to_owned(),
            count => format!("{}/{count} ", search.at.min(count - 1) + 1),
        };
        let border = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        let room =
            usize::from(border.width.saturating_sub(TYPED + 2)).saturating_sub(position.len());
        let typed = text::clean(search.typed.value());
        let message = format!(" /{} {position}", text::truncate(&typed, room));
        put_at(buffer, border, TYPED - 2, 0, &message, theme.border(true));
        search.before.as_ref()?;
        let furthest = area.right().saturating_sub(3);
        Some(Position {
            x: (area.x + TYPED)
                .saturating_add(search.typed.column())
                .min(furthest),
            y: area.bottom().saturating_sub(1),
        })
    }
}
