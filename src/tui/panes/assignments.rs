//! The pane with the assignments of the selected configuration.
//!
//! Belongs here: its title, its columns, the text of a row. Does not belong here: the order of the rows
//! (`filtered`), the names of targets (`words`).

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::availability::availability;
use super::configurations::{below_heads, ends};
use super::filtered::AssignmentSort;
use super::frame::{View, counted, frame, position, title_room};
use super::row::{RowPainter, RowState};
use super::state::Panes;
use crate::domain::{Assignment, FilterMode, MemberCount, ObjectId, Row, Source, TargetKind};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::cut::{around, distinct};
use crate::tui::kit::finder::Finder;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::put::put;
use crate::tui::store::action::Availability;
use crate::tui::store::{Store, haystack};
use crate::words::{self, Naming, Phrase, Role};

/// The signs of the row, whether it includes or excludes, and a blank.
const SIGNS: usize = 4;
/// Width of the sign of a changed row.
const NEWS: usize = 2;
/// The gap between two columns.
const GAP: usize = 2;
/// The least width of the kind: that of its heading with the sort mark.
const KIND: usize = 5;
/// Width of a number of users or of devices.
const MEMBERS: usize = 9;
/// The least that is shown of an ID that matches the search.
const ID: usize = 13;
/// Enough of an ID to distinguish deleted groups.
const SHORT_ID: usize = 8;
/// From this width on, the members have columns.
const ROOM_FOR_MEMBERS: usize = 74;

/// Draws the pane; returns the position of the cursor while its filter is typed.
pub(super) fn assignments(view: View<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let View { store, theme, .. } = view;
    if area.is_empty() {
        return None;
    }
    let focused = store.is_on(Pane::Assignments);
    let title = title(view, title_room(area));
    let inside = frame(theme, area, &title, focused, buffer);
    position(view, Pane::Assignments, area, None, buffer);
    let row = store.selected_row()?;
    let (cursor, is_filtered) = view.filter_line(Pane::Assignments, inside, buffer);
    let below = below_heads(inside);
    if view.panes.filtered.assignments.is_empty() {
        let message = nothing_listed(store, row);
        for (y, line) in (0..).zip(text::wrap(&message, usize::from(below.width))) {
            put(buffer, below, y, &line, theme.quiet());
        }
        return cursor;
    }
    let mut finder = Finder::new(view.panes.filtered.assignment_filter.value());
    let offset = store.assignment.offset();
    let in_sight = view.panes.assignments(store).skip(offset);
    let shown: Vec<&Assignment> = in_sight.take(usize::from(below.height)).collect();
    let lines = shown.iter().map(|row| AssignmentLine::of(store, row));
    let mut lines: Vec<AssignmentLine> = lines.collect();
    let finds_ids = finder.as_ref().is_some_and(Finder::looks_for_ids);
    let columns = Columns::of(&mut lines, finds_ids, usize::from(inside.width));
    if !is_filtered {
        heads(view, &columns, inside, buffer);
    }
    for ((y, assignment), line) in (0..).zip(&shown).zip(&lines) {
        let mut painter = RowPainter {
            theme,
            buffer: &mut *buffer,
            area: below,
            y,
            finder: &mut finder,
        };
        line.draw(&columns, assignment, view, &mut painter);
        let key = (row.configuration.id.clone(), assignment.id.clone());
        painter.finish(RowState {
            selected: offset + usize::from(y) == store.assignment.index(),
            focused,
            marked: store.marked.contains(&key),
            begins: view.panes.range_begins(&key.0, Some(&key.1)),
            news: view.panes.changed.of_assignment(&key.0, &key.1),
        });
    }
    cursor
}

/// The text of a row, before it is cut to its columns.
struct AssignmentLine {
    /// Whether it includes or excludes, or neither as far as known.
    sign: &'static str,
    kind: &'static str,
    /// The target, after any note on what is wrong with it.
    name: String,
    /// The same, cut to its column.
    shown_name: String,
    /// Its filter: whether it includes, and its name.
    filter: Option<(FilterMode, String)>,
    /// The same, cut to its column.
    shown_filter: String,
    members: Option<MemberCount>,
    /// Whether the target no longer exists.
    is_gone: bool,
    role: Role,
}

impl AssignmentLine {
    fn of(store: &Store, assignment: &Assignment) -> Self {
        let target = &assignment.target;
        let parts = words::target(target, store.shown_names());
        let object = target.object_id();
        let naming = object.map(|id| words::name_of(id, store.shown_names()));
        let is_gone = matches!(
            naming.as_ref().map(|named| named.naming),
            Some(Naming::Deleted | Naming::NotFound)
        );
        let mut name = parts.what().to_string();
        if let Some(named) = naming.filter(|_| is_gone) {
            // The details have the whole id.
            let start: String = named.id.chars().take(SHORT_ID).collect();
            let gone = format!("{} {start}", named.naming.word());
            name = Phrase::from(parts.target_type.unwrap_or_default())
                .dot(gone)
                .to_string();
        }
        if assignment.source == Source::PolicySets {
            let marked = format!("(policy set) {name}");
            marked.trim_end().clone_into(&mut name);
        }
        let filter = target.filter().map(|filter| {
            let message = match filter.mode {
                FilterMode::Include | FilterMode::Exclude => {
                    words::name_of(&filter.id, store.shown_names()).to_string()
                }
                FilterMode::Other(_) => words::filter(filter, store.shown_names()),
            };
            (filter.mode.clone(), message)
        });
        Self {
            sign: match parts.kind {
                TargetKind::Exclusion => "−",
                TargetKind::Unknown => "?",
                TargetKind::Unreadable | TargetKind::NotRead => "!",
                _ if is_gone => "!",
                _ => "+",
            },
            kind: parts.kind.record().short_title,
            name,
            filter,
            shown_name: String::new(),
            shown_filter: String::new(),
            members: store.count_of(object),
            is_gone,
            role: match parts.kind {
                TargetKind::Unreadable | TargetKind::NotRead => Role::Bad,
                _ if is_gone => Role::Warn,
                _ => Role::Text,
            },
        }
    }

    /// The filter, with a word for its mode or with a sign.
    fn filter(&self, in_words: bool) -> String {
        let Some((mode, name)) = &self.filter else {
            return String::new();
        };
        match (mode, in_words) {
            (FilterMode::Include, false) => format!("+{name}"),
            (FilterMode::Exclude, false) => format!("−{name}"),
            (FilterMode::Include, true) => format!("include {name}"),
            (FilterMode::Exclude, true) => format!("exclude {name}"),
            _ => name.clone(),
        }
    }

    fn draw(
        &self,
        columns: &Columns,
        assignment: &Assignment,
        view: View<'_>,
        painter: &mut RowPainter<'_>,
    ) {
        let theme = view.theme;
        let style = theme.role(self.role);
        painter.put(SIGNS - 2, self.sign, style);
        painter.searched(SIGNS, self.kind, style);
        let mut name = self.shown_name.clone();
        let mut filter = self.shown_filter.clone();
        if let Some(finder) = painter.finder {
            let found = finder.marks(&self.name);
            if finder.marks(&name).len() < found.len() {
                name = around(&self.name, ends(&found), columns.name);
            }
            // The search text may be part of an ID that is not shown.
            let ids = haystack::ids(assignment);
            let ids: Vec<&str> = ids.iter().map(|(_, id)| &**id).collect();
            let whole_filter = self.filter(false);
            let found = finder.marks(&whole_filter);
            if finder.marks(&filter).len() < found.len() {
                filter = around(&whole_filter, ends(&found), columns.filter);
            }
            let kind = assignment.target.kind().title();
            let seen = format!("{kind} {} {whole_filter}", self.name);
            if let Some(id) = finder.id_found(&ids, &seen) {
                filter = around(id, ends(&finder.marks(id)), columns.filter);
            }
        }
        painter.searched(columns.name_at, &name, style);
        painter.searched(columns.filter_at, &filter, Style::new());
        if let (Some([users, devices]), Some(members)) = (columns.members, self.members) {
            let quiet = theme.quiet();
            painter.put_right(users, &words::group_digits(members.users), quiet);
            painter.put_right(devices, &words::group_digits(members.devices), quiet);
        }
    }
}

/// Whether the members of groups may have columns inside this width.
const fn has_room_for_members(width: usize) -> bool {
    width >= ROOM_FOR_MEMBERS
}

/// The objects whose names and members are needed while no overlay is open: that of the selected row first,
/// then those of the visible rows if the members have columns.
pub fn watched(store: &Store, panes: &Panes) -> Vec<ObjectId> {
    let mut ids: Vec<ObjectId> = store.selected_object().into_iter().collect();
    let layout = store.layout();
    let width = usize::from(layout.assignments.width.saturating_sub(2));
    if has_room_for_members(width) && !store.list.is_loading() {
        let in_sight = panes.assignments(store).skip(store.assignment.offset());
        let objects = in_sight
            .take(layout.rows_in(Pane::Assignments))
            .filter_map(|row| ObjectId::parse(row.target.object_id()?).ok());
        for id in objects {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

/// Where the columns begin, or end where numbers stand in them, and how wide they are.
struct Columns {
    name_at: usize,
    name: usize,
    filter_at: usize,
    filter: usize,
    has_filters: bool,
    members: Option<[usize; 2]>,
}

impl Columns {
    /// The columns of the rows in sight, whose names are cut to theirs.
    fn of(lines: &mut [AssignmentLine], finds_ids: bool, width: usize) -> Self {
        let widest =
            |of: &dyn Fn(&AssignmentLine) -> usize| lines.iter().map(of).max().unwrap_or(0);
        // Where the kind says all, it may take the room of the name as well.
        let kind = widest(&|line| {
            if line.name.is_empty() {
                0
            } else {
                text::width(line.kind)
            }
        });
        let kind = kind.max(KIND);
        let alone = widest(&|line| {
            if line.name.is_empty() {
                text::width(line.kind)
            } else {
                0
            }
        });
        let name = widest(&|line| text::width(&line.name)).max(alone.saturating_sub(kind + 1));
        let short = widest(&|line| text::width(&line.filter(false)));
        let long = widest(&|line| text::width(&line.filter(true)));
        let room = width.saturating_sub(SIGNS + kind + 1 + NEWS);
        // They are left out where they would cost the names a part.
        let both = name + if short > 0 { GAP + short } else { 0 };
        let has_members = has_room_for_members(width) && both + 2 * MEMBERS <= room;
        let members = if has_members { 2 * MEMBERS } else { 0 };
        let room = room.saturating_sub(members);
        let both = room.saturating_sub(GAP);
        let in_words = name + long <= both;
        let wanted = if in_words { long } else { short };
        // An id that was found stands in the place of the filter.
        let wanted = if finds_ids { wanted.max(ID) } else { wanted };
        let name_room = match wanted {
            0 => room,
            wanted => both - wanted.min(both.saturating_sub(name).max(both / 2)),
        };
        let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
        let names = distinct(&names, name_room);
        for (line, name) in lines.iter_mut().zip(names) {
            let has_line = line.filter.is_none() && !finds_ids && !has_members;
            line.shown_name = if has_line && text::width(&line.name) <= room {
                // Nothing stands beside it.
                line.name.clone()
            } else if line.is_gone {
                // The word for it comes first, then what tells it from others.
                text::truncate(&line.name, name_room).into_owned()
            } else {
                name
            };
        }
        let name_at = SIGNS + kind + 1;
        let filter_at = name_at + name.min(name_room) + GAP;
        let end = width.saturating_sub(NEWS);
        let filter_room = end.saturating_sub(members + filter_at);
        let filters: Vec<String> = lines.iter().map(|line| line.filter(in_words)).collect();
        let filters: Vec<&str> = filters.iter().map(String::as_str).collect();
        for (line, filter) in lines.iter_mut().zip(distinct(&filters, filter_room)) {
            line.shown_filter = filter;
        }
        Self {
            name_at,
            name: name_room,
            filter_at,
            has_filters: short > 0,
            filter: filter_room,
            members: has_members.then_some([end - MEMBERS, end]),
        }
    }
}

/// The heads of the columns, with a mark at the one that the rows are sorted by.
fn heads(view: View<'_>, columns: &Columns, inside: Rect, buffer: &mut Buffer) {
    let sort = view.panes.filtered.assignment_sort;
    let mut painter = RowPainter {
        theme: view.theme,
        buffer,
        area: inside,
        y: 0,
        finder: &mut None,
    };
    let quiet = view.theme.quiet();
    let head = |title: &str, by: AssignmentSort| {
        let mark = if sort == by { "↑" } else { "" };
        format!("{title}{mark}")
    };
    painter.put(SIGNS, &head("Kind", AssignmentSort::Kind), quiet);
    painter.put(columns.name_at, &head("Name", AssignmentSort::Name), quiet);
    if columns.has_filters {
        painter.put(columns.filter_at, "Filter", quiet);
    }
    if let Some([users, devices]) = columns.members {
        painter.put_right(users, "Users", quiet);
        painter.put_right(devices, "Devices", quiet);
    }
}

/// The title: how many there are, and of what. The longest form that has room in `room` cells.
fn title(view: View<'_>, room: usize) -> String {
    let store = view.store;
    let Some(row) = store.selected_row() else {
        return "[2] Assignments".to_owned();
    };
    let count = counted(view, Pane::Assignments, row.assignments.len());
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
    let head = format!("[2] Assignments {count}{going_on}{unreadable} · ");
    let left = room.saturating_sub(text::width(&head));
    format!("{head}{}", text::cut_middle(&row.configuration.name, left))
}

fn nothing_listed(store: &Store, row: &Row) -> String {
    let key = |command: Command| store.key(Scope::List, command);
    if !row.assignments.is_empty() {
        format!("No assignment matches. {} shows all.", key(Command::Back))
    } else if row.configuration.is_default() {
        "The default applies to everyone whom no other one reaches. It can't be reassigned."
            .to_owned()
    } else if availability(store, Command::Add) == Availability::Available {
        format!(
            "Nothing assigned here. Press {} to add a target.",
            key(Command::Add)
        )
    } else {
        "Nothing assigned here: this configuration reaches nobody.".to_owned()
    }
}
