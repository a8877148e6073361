//! The pane of the configurations: its title, the heads of its columns, headings and rows.
//!
//! Belongs here: what stands where in it. Does not belong here: which columns a width has, what the rows
//! are called (`columns`), their order (`filtered`).

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::columns::{Columns, DAY, KIND, NEWS, SIGNS, label};
use super::filtered::Sort;
use super::frame::{View, counted, frame, position, title_room};
use super::row::{RowPainter, RowState};
use crate::domain::{ApiVersion, Row};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::cut::around;
use crate::tui::kit::finder::Finder;
use crate::tui::kit::groups::ListLine;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::put::put;
use crate::tui::kit::remote::Remote;
use crate::words;

/// Draws the pane; gives the place of the cursor where its filter is typed.
pub(super) fn configurations(view: View<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let View {
        store,
        panes,
        theme,
        ..
    } = view;
    if area.is_empty() {
        return None;
    }
    let focused = store.is_on(Pane::Configurations);
    let title = title(view, title_room(area));
    let inside = frame(theme, area, &title, focused, buffer);
    position(view, Pane::Configurations, area, progress(view), buffer);
    let (cursor, is_filtered) = view.filter_line(Pane::Configurations, inside, buffer);
    if !is_filtered {
        heads(view, inside, buffer);
    }
    let rows = below_heads(inside);
    if panes.filtered.configurations.is_empty() {
        let (message, style) = nothing_listed(view);
        for (row, line) in (0..).zip(text::wrap(&message, usize::from(rows.width))) {
            put(buffer, rows, row, &line, style);
        }
        return cursor;
    }
    let mut finder = Finder::new(panes.filtered.configuration_filter.value());
    let (groups, offset) = (&panes.table.groups, store.configuration.offset());
    let last = groups.lines(panes.filtered.configurations.len());
    for y in (0..rows.height).take(last.saturating_sub(offset)) {
        let mut painter = RowPainter {
            theme,
            buffer: &mut *buffer,
            area: rows,
            y,
            finder: &mut finder,
        };
        let place = |at: usize| {
            let place = panes.filtered.configurations.get(at)?;
            Some((*place, store.rows().get(*place)?))
        };
        match groups.shown(offset, usize::from(y)) {
            ListLine::Heading(first) => {
                let heading = place(first).map(|(_, row)| words::group_title(&row.configuration));
                painter.searched(1, &heading.unwrap_or_default(), theme.quiet());
            }
            ListLine::Row(at) => {
                let Some((place, row)) = place(at) else {
                    continue;
                };
                let id = &row.configuration.id;
                row_line(view, &mut painter, place, row);
                painter.finish(RowState {
                    selected: at == store.configuration.index(),
                    focused,
                    marked: store.marked.iter().any(|(of, _)| of == id),
                    begins: panes.range_begins(id, None),
                    news: panes.changed.of(id),
                });
            }
        }
    }
    cursor
}

/// The room of the rows.
pub(super) fn below_heads(inside: Rect) -> Rect {
    Rect {
        y: inside.y.saturating_add(1),
        height: inside.height.saturating_sub(1),
        ..inside
    }
}

/// The columns where each one begins, and the numbers end.
struct Places {
    kind: usize,
    name: usize,
    count_end: usize,
    day: usize,
}

impl Places {
    const fn of(columns: &Columns) -> Self {
        let kind = match columns.priority {
            0 => SIGNS,
            priority => SIGNS + priority + 1,
        };
        let name = if columns.kind { kind + KIND + 1 } else { kind };
        let count_end = name + columns.name + 1 + columns.count;
        Self {
            kind,
            name,
            count_end,
            day: count_end + 1,
        }
    }
}

/// The heads of the columns, with a mark at the one that the rows are sorted by.
fn heads(view: View<'_>, inside: Rect, buffer: &mut Buffer) {
    let (columns, sort) = (&view.panes.table.columns, view.panes.filtered.sort);
    let places = Places::of(columns);
    let mut painter = RowPainter {
        theme: view.theme,
        buffer,
        area: inside,
        y: 0,
        finder: &mut None,
    };
    let quiet = view.theme.quiet();
    let head = |title: &str, by: Sort, mark: &str| {
        let mark = if sort == by { mark } else { "" };
        format!("{title}{mark}")
    };
    if columns.priority > 0 {
        painter.put_right(places.kind - 1, "#", quiet);
    }
    if columns.kind {
        painter.put(places.kind, "Type", quiet);
    }
    painter.put(places.name, &head("Name", Sort::Name, "↑"), quiet);
    let assigned = head("Assignments", Sort::Assignments, "↓");
    painter.put_right(places.count_end, &assigned, quiet);
    if columns.day {
        painter.put(places.day, &head("Changed", Sort::Changed, "↓"), quiet);
    }
}

fn row_line(view: View<'_>, painter: &mut RowPainter<'_>, place: usize, row: &Row) {
    let (table, store) = (&view.panes.table, view.store);
    let columns = &table.columns;
    let places = Places::of(columns);
    let configuration = &row.configuration;
    let plain = Style::new();
    if columns.priority > 0 {
        painter.put_right(places.kind - 1, &words::priority(configuration), plain);
    }
    let kind = words::type_label(configuration);
    if columns.kind {
        painter.searched(places.kind, &text::fit(&kind, KIND), plain);
    }
    let grouped = !table.groups.is_empty();
    let heading = if grouped {
        words::group_title(configuration)
    } else {
        String::new()
    };
    let whole = label(row);
    let mut name = table.name(place, row).to_owned();
    let mut reason = None;
    if let Some(finder) = painter.finder {
        let seen = [&*whole, &*heading, if columns.kind { &kind } else { "" }];
        let haystack = store.haystacks.get(place);
        reason = haystack.and_then(|haystack| finder.reason(haystack, &seen));
        let found = finder.marks(&whole);
        if finder.marks(&name).len() < found.len() {
            name = around(&whole, ends(&found), columns.name);
        }
    }
    if let Some(reason) = reason {
        // Why it was found stands beside the name: what was typed is not in it.
        let left = columns.name.saturating_sub(text::width(&name) + 2);
        let room = left.max(columns.name / 2).min(text::width(reason));
        let finder = painter.finder.as_mut();
        let found = finder.map_or_else(Vec::new, |finder| finder.marks(reason));
        let reason = around(reason, ends(&found), room);
        name = text::cut_middle(&whole, columns.name.saturating_sub(room + 2));
        let column = places.name + columns.name - text::width(&reason);
        painter.searched(column, &reason, view.theme.quiet());
    }
    painter.searched(places.name, &name, plain);
    let assigned = match row.assignments.len() {
        0 => "–".to_owned(),
        assigned => assigned.to_string(),
    };
    painter.put_right(places.count_end, &assigned, plain);
    if columns.day {
        let moment = configuration.last_modified();
        let day = moment.and_then(|moment| words::day(&moment, &store.start.time_zone));
        let day = text::fit(day.as_deref().unwrap_or("–"), DAY);
        painter.put(places.day, &day, view.theme.quiet());
    }
    debug_assert!(places.count_end + NEWS <= usize::from(painter.area.width) || columns.name == 0);
}

/// The first and the last place that was found.
pub(super) fn ends(found: &[usize]) -> (usize, usize) {
    let end = |place: Option<&usize>| place.copied().unwrap_or(0);
    (end(found.first()), end(found.last()))
}

/// The title: how many there are, how far a load is, and from where. The longest form that
/// has room in `room` cells.
fn title(view: View<'_>, room: usize) -> String {
    let store = view.store;
    let count = counted(view, Pane::Configurations, store.rows().len());
    let page = store.pages + 1;
    let name = "[1] Configurations";
    let forms = match &store.list {
        Remote::Loading { previous: None, .. } => vec![
            format!("{name} {count} · loading page {page}…"),
            format!("{name} {count}…"),
        ],
        Remote::Loading { .. } => vec![
            format!("{name} {count} · refreshing, page {page}…"),
            format!("{name} {count}…"),
        ],
        _ if store.is_unloaded() => vec![format!("{name} (not loaded)")],
        list if list.is_incomplete() => vec![
            format!("{name} {count} (incomplete)"),
            format!("[1] {count} (incomplete)"),
        ],
        _ => vec![format!("{name} {count}")],
    };
    let ends = if store.read_from == ApiVersion::V1 {
        [words::only_v1(), "v1.0".to_owned()].map(|version| format!(" · {version}"))
    } else {
        [String::new(), String::new()]
    };
    let all = forms
        .iter()
        .flat_map(|form| ends.iter().map(move |end| format!("{form}{end}")));
    let mut shortest = String::new();
    for form in all {
        if text::width(&form) <= room {
            return form;
        }
        shortest = form;
    }
    shortest
}

/// How long a load has taken, in the border below the rows.
fn progress(view: View<'_>) -> Option<String> {
    match &view.store.list {
        Remote::Loading { since, .. } => Some(view.store.elapsed(*since)),
        _ => None,
    }
}

fn nothing_listed(view: View<'_>) -> (String, Style) {
    let View { store, theme, .. } = view;
    let key = |command: Command| store.key(Scope::List, command);
    match &store.list {
        // What to do about it stands in the overlay.
        Remote::Failed {
            error: Some(error), ..
        } if error.needs_token() && view.above.is_sign_in => {
            ("Waiting for the sign-in.".to_owned(), theme.quiet())
        }
        Remote::Failed {
            error: Some(error), ..
        } => (words::error_text(error), theme.role(words::Role::Bad)),
        Remote::Failed { error: None, .. } => {
            let message = format!(
                "Stopped. {} loads the list again.",
                key(Command::RefreshAll)
            );
            (message, theme.quiet())
        }
        _ if !store.rows().is_empty() => {
            let message = format!(
                "No configuration matches. {} shows all.",
                key(Command::Back)
            );
            (message, theme.quiet())
        }
        Remote::Ready { .. } => (
            "This tenant has no configuration that you can see.".to_owned(),
            theme.quiet(),
        ),
        _ => ("Loading…".to_owned(), theme.quiet()),
    }
}
