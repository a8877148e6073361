//! The pane of the assignments of the selected configuration.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame::{Counted, RowMarks, View, counted, frame, position, put_news};
use crate::domain::{Assignment, FilterMode, Source};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::finder::Finder;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::put::{put, put_at, put_marks};
use crate::tui::kit::theme::Theme;
use crate::tui::store::Store;
use crate::words;

/// Width of the kind of a target.
const KIND: usize = 11;
/// Writes a row with what was searched for marked in it.
fn put_marked(
    theme: Theme,
    buffer: &mut Buffer,
    area: Rect,
    (column, row): (u16, u16),
    line: &str,
    finder: &mut Option<Finder>,
) {
    put_at(buffer, area, column, row, line, Style::new());
    put_marks(theme, buffer, area, (column, row), line, finder);
}

fn title(view: View<'_>) -> String {
    let store = view.store;
    let Some(row) = store.selected_row() else {
        return "Assignments".to_owned();
    };
    let count = counted(view, Pane::Assignments, row.assignments.len());
    let (head, typed) = (head(&count), count.typed());
    let unreadable = match words::unreadable_assignments(row) {
        0 => String::new(),
        count => format!(", {count} unreadable"),
    };
    let read_again = store
        .refreshing
        .pane
        .as_ref()
        .is_some_and(|read| read.configuration == row.configuration.id);
    let going_on = if read_again { "…" } else { "" };
    format!(
        "{head}{typed}{going_on}{unreadable} · {}",
        row.configuration.name
    )
}

/// The title up to where a filter is typed.
pub(super) fn head(count: &Counted) -> String {
    format!("Assignments {}", count.numbers)
}

pub(super) fn assignments(view: View<'_>, area: Rect, buffer: &mut Buffer) {
    let View { store, theme, .. } = view;
    if area.is_empty() {
        return;
    }
    let focused = store.pane == Pane::Assignments;
    let inside = frame(theme, area, &title(view), focused, buffer);
    position(view, Pane::Assignments, area, None, buffer);
    let Some(row) = store.selected_row() else {
        return;
    };
    if view.panes.filtered.assignments.is_empty() {
        let said = if !row.assignments.is_empty() {
            &format!(
                "No assignment matches. {} shows all.",
                store.key(Scope::List, Command::Back)
            )
        } else if row.configuration.is_default() {
            "A default applies to everyone, after all others, and is not assigned."
        } else {
            "No assignments: this configuration applies to nobody."
        };
        for (row, line) in (0..).zip(text::wrap(said, usize::from(inside.width))) {
            put(buffer, inside, row, &line, theme.quiet());
        }
    }
    let mut finder = Finder::new(view.panes.filtered.assignment_filter.value());
    let offset = store.assignment.offset();
    let shown = view
        .panes
        .assignments(view.store)
        .enumerate()
        .skip(offset)
        .take(usize::from(inside.height));
    for (at, assignment) in shown {
        let y = u16::try_from(at - offset).unwrap_or(u16::MAX);
        let key = (row.configuration.id.clone(), assignment.id.clone());
        let marks = RowMarks {
            selected: at == store.assignment.index(),
            marked: store.marked.contains(&key),
            begins: view.panes.range_begins(&key.0, Some(&key.1)),
        };
        put(buffer, inside, y, marks.sign(focused), theme.marker());
        let news = view
            .panes
            .changed
            .of_assignment(&row.configuration.id, &assignment.id);
        let room = put_news(theme, buffer, inside, y, news);
        let width = usize::from(room.width.saturating_sub(1));
        let line = assignment_line(store, assignment, width);
        put_marked(theme, buffer, room, (1, y), &line, &mut finder);
    }
}

fn assignment_line(store: &Store, assignment: &Assignment, width: usize) -> String {
    let target = &assignment.target;
    let pointed = words::target(target, &store.names);
    let what = pointed.what();
    let kind = pointed.kind.record().short_title;
    let mut notes = Vec::new();
    notes.extend(target.filter().map(|filter| match filter.mode {
        FilterMode::Include => {
            format!("filter {}", words::name_of(&filter.id, &store.names))
        }
        _ => words::filter(filter, &store.names),
    }));
    notes.extend((assignment.source == Source::PolicySets).then(|| "policy set".to_owned()));
    let notes = notes.join(", ");
    let left = width.saturating_sub(KIND + 1);
    // What is pointed at goes first; the notes stand in the details as well.
    let room = left.saturating_sub(text::width(&what) + 1);
    let room = room.max(left / 3).min(text::width(&notes));
    if room < 8 {
        return format!("{} {what}", text::fit(kind, KIND));
    }
    let what = text::fit(&what, left - room - 1);
    let notes = text::truncate(&notes, room);
    format!("{} {what} {notes}", text::fit(kind, KIND))
}
