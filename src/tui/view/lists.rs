//! Overlays that are lists with a line to type in: palette, search.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::text;
use crate::tui::availability::{Availability, availability};
use crate::tui::find::Finder;
use crate::tui::kit::put::{frame, put, put_at, put_marks, put_typed};
use crate::tui::model::{Model, Palette, SearchView};
use crate::tui::remote::Remote;
use crate::tui::symbols::SELECTED;
use crate::tui::theme::Theme;
use crate::tui::{boxes, palette, shown};

/// Lines below the line to type in, the selected one always in sight.
pub(super) fn listed(
    theme: Theme,
    lines: &[(String, Style)],
    selected: usize,
    finder: &mut Option<Finder>,
    inside: Rect,
    buffer: &mut Buffer,
) {
    let height = usize::from(inside.height.saturating_sub(1));
    let first = (selected + 1).saturating_sub(height);
    for (row, (at, (line, style))) in (1..).zip(lines.iter().enumerate().skip(first).take(height)) {
        let mark = if at == selected { SELECTED } else { " " };
        put(buffer, inside, row, mark, theme.marker());
        put_at(buffer, inside, 2, row, line, *style);
        put_marks(theme, buffer, inside, (2, row), line, finder);
    }
}

/// The commands that match, each with what it does or why it cannot be given.
pub(super) fn draw_palette(
    model: &Model,
    theme: Theme,
    palette: &Palette,
    buffer: &mut Buffer,
) -> Position {
    let found = palette::matches(model, palette);
    let inside = frame(theme, model.layout().overlay(76, 14), "Commands", buffer);
    let lines: Vec<(String, Style)> = found
        .iter()
        .map(|record| {
            let name = text::fit(record.name, 14);
            match availability(model, record.command) {
                Availability::Disabled(reason) => (format!("{name} ({reason})"), theme.quiet()),
                _ => (format!("{name} {}", record.help), Style::new()),
            }
        })
        .collect();
    if found.is_empty() {
        put_at(
            buffer,
            inside,
            2,
            1,
            "no command is called so",
            theme.quiet(),
        );
    }
    let mut finder = Finder::new(palette.filter.value());
    listed(theme, &lines, palette.selected, &mut finder, inside, buffer);
    put_typed(theme, ":", &palette.filter, inside, buffer)
}

/// The assignments of the whole tenant that match.
pub(super) fn draw_search(
    model: &Model,
    theme: Theme,
    view: &SearchView,
    buffer: &mut Buffer,
) -> Position {
    let found = &view.found;
    let title = match (view.filter.value().trim(), found.len()) {
        ("", _) => "Find assignments".to_owned(),
        (_, count) => {
            // Nobody should take what is not read yet for what is not there.
            let reach = match &model.list {
                Remote::Loading { previous: None, .. } => " so far, the list still loads",
                Remote::Loading { .. } => "",
                list if list.is_incomplete() => ", and the list is not complete",
                _ => "",
            };
            format!("Find assignments · {count} found{reach}")
        }
    };
    let inside = frame(theme, model.layout().overlay(100, 40), &title, buffer);
    let lines: Vec<(String, Style)> = found
        .iter()
        .filter_map(|found| {
            let (row, said) = shown::said_of(model, *found)?;
            let name = text::fit(&row.configuration.name, 28);
            Some((format!("{name} {said}"), Style::new()))
        })
        .collect();
    let mut finder = Finder::new(view.filter.value());
    listed(theme, &lines, view.selected, &mut finder, inside, buffer);
    if found.is_empty() {
        let said = if view.filter.value().trim().is_empty() {
            SearchView::WHAT_TO_TYPE
        } else {
            "nothing matches"
        };
        put_at(buffer, inside, 2, 1, said, theme.quiet());
    }
    put_typed(theme, "/", &view.filter, inside, buffer)
}

/// The profiles, the one in use marked by a word.
pub(super) fn draw_profiles(model: &Model, theme: Theme, selected: usize, buffer: &mut Buffer) {
    let profiles = &model.start.profiles;
    let inside = frame(theme, boxes::profiles(model), "Profiles", buffer);
    let rows = usize::from(inside.height);
    let first = (selected + 1).saturating_sub(rows);
    for (row, (at, name)) in (0..).zip(profiles.iter().enumerate().skip(first).take(rows)) {
        let mark = if at == selected { SELECTED } else { " " };
        put(buffer, inside, row, mark, theme.marker());
        let note = if model.start.profile.as_ref() == Some(name) {
            "  (in use)"
        } else {
            ""
        };
        let said = format!("{}{note}", text::clean(name));
        put_at(buffer, inside, 2, row, &said, Style::new());
    }
}
