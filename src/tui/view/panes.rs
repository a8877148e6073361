//! The assignments, the details, and what all panes have in common.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Widget};

use super::configurations;
use crate::domain::{Assignment, FilterMode, ObjectId, Source, TargetKind, TargetShape};
use crate::graph::Row;
use crate::text;
use crate::tui::changed::Mark;
use crate::tui::command::{Command, Scope};
use crate::tui::find::Finder;
use crate::tui::kit::put::{put, put_at, put_marks};
use crate::tui::model::{Count, Model, Pane};
use crate::tui::symbols::{BESIDE, MARKED, RANGE, SELECTED, SELECTED_AND_MARKED};
use crate::tui::theme::Theme;
use crate::words;

/// Width of the kind of a target.
const KIND: usize = 11;
/// Width of a label in the details.
const LABEL: u16 = 10;

/// How many cells a title may have.
pub(super) fn title_room(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(4))
}

/// Draws a border with a title; gives the room inside.
pub(super) fn frame(
    theme: Theme,
    area: Rect,
    title: &str,
    focused: bool,
    buffer: &mut Buffer,
) -> Rect {
    let title = text::truncate(title, title_room(area));
    let block = Block::bordered()
        .title(format!(" {title} "))
        // The border stays as it is when the keyboard goes to another pane: it would be drawn anew,
        // character by character.
        .border_style(theme.border(false))
        .title_style(theme.title(focused));
    let inside = block.inner(area);
    block.render(area, buffer);
    inside
}

/// The order of the rows, and which of how many is selected, in the border below them, with how far a
/// load is.
pub(super) fn position(
    model: &Model,
    theme: Theme,
    pane: Pane,
    area: Rect,
    progress: Option<String>,
    buffer: &mut Buffer,
) {
    let (at, count) = match pane {
        Pane::Configurations => (
            model.configuration.index(),
            model.shown.configurations.len(),
        ),
        Pane::Assignments => (model.assignment.index(), model.shown.assignments.len()),
    };
    let place = (count > 0).then(|| format!("{}/{count}", at + 1));
    let parts: Vec<String> = progress.into_iter().chain(place).collect();
    let said = format!(" {} ", parts.join(" · "));
    let wide = u16::try_from(text::width(&said)).unwrap_or(u16::MAX);
    let style = theme.border(false);
    // Below the list, where no filter that is typed can push it out of sight.
    if let Some(order) = model.shown.sort_title(pane) {
        put_at(
            buffer,
            area,
            2,
            area.height.saturating_sub(1),
            &format!(" {order} "),
            style,
        );
    }
    if parts.is_empty() || wide.saturating_add(4) > area.width {
        return;
    }
    let (column, row) = (area.width - wide - 2, area.height.saturating_sub(1));
    put_at(buffer, area, column, row, &said, style);
}

/// What a row is besides its text.
pub(super) struct RowMarks {
    pub(super) selected: bool,
    /// Whether it is marked for many at once.
    pub(super) marked: bool,
    /// Whether a range of marks begins there.
    pub(super) begins: bool,
}

impl RowMarks {
    /// The sign for it, which also says whether the pane has the keyboard.
    pub(super) const fn sign(&self, focused: bool) -> &'static str {
        match (self.selected, focused, self.marked) {
            (true, true, false) => SELECTED,
            (true, true, true) => SELECTED_AND_MARKED,
            _ if self.begins => RANGE,
            (true, false, false) => BESIDE,
            (_, _, true) => MARKED,
            _ => " ",
        }
    }
}

/// The sign of a row that is not as it was, at the end of the row; gives the room left of it.
pub(super) fn put_news(
    theme: Theme,
    buffer: &mut Buffer,
    area: Rect,
    row: u16,
    news: Option<Mark>,
) -> Rect {
    let Some(mark) = news else { return area };
    let column = area.width.saturating_sub(1);
    put_at(buffer, area, column, row, mark.sign(), theme.news());
    Rect {
        width: area.width.saturating_sub(2),
        ..area
    }
}

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

/// How many rows there are, and what was typed to find them.
pub(super) struct Counted {
    /// How many, and of how many where a filter is typed.
    pub(super) numbers: String,
    /// The filter, if there is one.
    pub(super) typed: Option<String>,
}

impl Counted {
    /// The filter as it stands behind the numbers.
    pub(super) fn typed(&self) -> String {
        let typed = self.typed.as_ref();
        typed.map_or_else(String::new, |typed| format!(" /{typed}"))
    }
}

/// How many rows there are, and of how many, and what was typed to find them.
pub(super) fn counted(model: &Model, pane: Pane, count: usize) -> Counted {
    let typed = model.shown.filter(pane).value();
    if typed.is_empty() && !model.shown.is_typing(pane) {
        return Counted {
            numbers: count.to_string(),
            typed: None,
        };
    }
    let shown = match pane {
        Pane::Configurations => model.shown.configurations.len(),
        Pane::Assignments => model.shown.assignments.len(),
    };
    Counted {
        numbers: format!("{shown}/{count}"),
        typed: Some(text::clean(typed).into_owned()),
    }
}

/// Where the cursor of a filter that is typed stands: in the title of its pane.
pub(super) fn filter_cursor(model: &Model, pane: Pane) -> Position {
    let layout = model.layout();
    let (area, before) = match pane {
        Pane::Configurations => {
            let count = counted(model, pane, model.rows().len());
            (layout.configurations, configurations::head(model, &count))
        }
        Pane::Assignments => (
            layout.assignments,
            match model.selected_row() {
                Some(row) => assignments_head(&counted(model, pane, row.assignments.len())),
                None => String::new(),
            },
        ),
    };
    // What is typed stands behind a blank and a slash.
    let before = match before.as_str() {
        "" => 0,
        before => text::width(before) + 2,
    };
    let column = before + usize::from(model.shown.filter(pane).column()) + 2;
    let furthest = area.width.saturating_sub(3);
    Position {
        x: area.x + u16::try_from(column).unwrap_or(u16::MAX).min(furthest),
        y: area.y,
    }
}

fn assignments_title(model: &Model) -> String {
    let Some(row) = model.selected_row() else {
        return "Assignments".to_owned();
    };
    let count = counted(model, Pane::Assignments, row.assignments.len());
    let (head, typed) = (assignments_head(&count), count.typed());
    let unreadable = match words::unreadable_assignments(row) {
        0 => String::new(),
        count => format!(", {count} unreadable"),
    };
    let read_again = model
        .again
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
fn assignments_head(count: &Counted) -> String {
    format!("Assignments {}", count.numbers)
}

pub(super) fn assignments(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let focused = model.pane == Pane::Assignments;
    let inside = frame(theme, area, &assignments_title(model), focused, buffer);
    position(model, theme, Pane::Assignments, area, None, buffer);
    let Some(row) = model.selected_row() else {
        return;
    };
    if model.shown.assignments.is_empty() {
        let said = if !row.assignments.is_empty() {
            &format!(
                "No assignment matches. {} shows all.",
                model.key(Scope::List, Command::Back)
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
    let mut finder = Finder::new(model.shown.assignment_filter.value());
    let offset = model.assignment.offset();
    let shown = model
        .shown_assignments()
        .enumerate()
        .skip(offset)
        .take(usize::from(inside.height));
    for (at, assignment) in shown {
        let y = u16::try_from(at - offset).unwrap_or(u16::MAX);
        let key = (row.configuration.id.clone(), assignment.id.clone());
        let marks = RowMarks {
            selected: at == model.assignment.index(),
            marked: model.marked.contains(&key),
            begins: model.range_begins(&key.0, Some(&key.1)),
        };
        put(buffer, inside, y, marks.sign(focused), theme.marker());
        let news = model
            .marks
            .of_assignment(&row.configuration.id, &assignment.id);
        let room = put_news(theme, buffer, inside, y, news);
        let width = usize::from(room.width.saturating_sub(1));
        let line = assignment_line(model, assignment, width);
        put_marked(theme, buffer, room, (1, y), &line, &mut finder);
    }
}

fn assignment_line(model: &Model, assignment: &Assignment, width: usize) -> String {
    let target = &assignment.target;
    let pointed = words::target(target, &model.names);
    let what = pointed.what();
    let kind = match pointed.kind {
        TargetKind::ScopeTagGroup => "scope-tag",
        TargetKind::CmCollection => "CM collect.",
        TargetKind::Exclusion => "excluded",
        TargetKind::Unknown => "unknown",
        other => other.title(),
    };
    let mut notes = Vec::new();
    notes.extend(target.filter().map(|filter| match filter.mode {
        FilterMode::Include => {
            format!("filter {}", words::name_of(&filter.id, &model.names))
        }
        _ => words::filter(filter, &model.names),
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

pub(super) fn details(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let inside = frame(theme, area, "Details", false, buffer);
    let rows = match (model.pane, model.selected_assignment()) {
        (Pane::Assignments, Some(assignment)) => assignment_details(model, assignment),
        _ => model
            .selected_row()
            .map(|row| configuration_details(model, row))
            .unwrap_or_default(),
    };
    let mut y = 0;
    for (label, said) in rows {
        put(buffer, inside, y, label, theme.quiet());
        let width = usize::from(inside.width.saturating_sub(LABEL));
        for line in text::wrap(&said, width) {
            put_at(buffer, inside, LABEL, y, &line, Style::new());
            y += 1;
        }
    }
}

fn assignment_details(model: &Model, assignment: &Assignment) -> Vec<(&'static str, String)> {
    let target = &assignment.target;
    let kind = target.kind().title();
    let mut rows = vec![(
        "Target",
        match target.shape() {
            TargetShape::ScopeTagGroup { target_type, .. } => {
                format!("{kind}, {}", text::clean(target_type))
            }
            _ => kind.to_owned(),
        },
    )];
    if let TargetShape::Unknown { .. } = target.shape() {
        rows.push(("Raw", text::clean(&target.raw().to_json()).into_owned()));
    } else if let TargetShape::Unreadable { row: what } | TargetShape::NotRead { reason: what } =
        target.shape()
    {
        let label = match target.shape() {
            TargetShape::NotRead { .. } => "Reason",
            _ => "Raw",
        };
        rows.push((label, text::clean(what).into_owned()));
    } else {
        // The same rows for each kind, so that moving on changes little on a slow line.
        let none = || "–".to_owned();
        let object = target.object_id();
        let id = match target.shape() {
            TargetShape::CmCollection { id } => Some(id.as_str()),
            _ => object,
        };
        rows.push(("Name", object.map_or_else(none, |id| name(model, id))));
        rows.push((
            "ID",
            id.map_or_else(none, |id| text::clean(id).into_owned()),
        ));
        rows.push(("Members", object.map_or_else(none, |id| members(model, id))));
    }
    rows.extend(
        assignment
            .source
            .word()
            .map(|source| ("Source", source.to_owned())),
    );
    if let Some(filter) = target.filter() {
        rows.push(("Filter", words::filter(filter, &model.names)));
    }
    rows
}

/// The name behind an id, or what became of it; the id itself stands in a row of its own.
fn name(model: &Model, id: &str) -> String {
    words::name_of(id, &model.names).naming.word().to_owned()
}

fn members(model: &Model, id: &str) -> String {
    let count = ObjectId::parse(id)
        .ok()
        .and_then(|id| model.counts.get(&id));
    match count {
        Some(Count::Known(count)) => format!(
            "{} users, {} devices",
            words::group_digits(count.users),
            words::group_digits(count.devices)
        ),
        Some(Count::Failed) => "could not be counted".to_owned(),
        Some(Count::Asked) | None => String::new(),
    }
}

fn configuration_details(model: &Model, row: &Row) -> Vec<(&'static str, String)> {
    let configuration = &row.configuration;
    let mut rows = vec![
        ("Name", configuration.name.clone()),
        ("Type", configuration.kind.title().to_owned()),
    ];
    rows.extend(
        configuration
            .platform
            .clone()
            .map(|platform| ("Platform", platform)),
    );
    rows.push(("Priority", words::priority(configuration)));
    rows.extend(configuration.last_modified().map(|at| {
        let said = words::moment(&at, &model.start.time_zone);
        ("Modified", said.unwrap_or(at))
    }));
    let label = if configuration.given_id().is_some() {
        "ID"
    } else {
        "Raw"
    };
    rows.push((label, configuration.id.to_string()));
    rows
}
