//! The pane of the configurations: its title, and as many columns as it has room for.
//!
//! Belongs here: which columns a width shows. Does not belong here: what they are called (`words`), the
//! order of the rows (`filtered`).

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::filtered::Sort;
use super::frame::{Counted, RowMarks, View, counted, frame, position, put_news, title_room};
use crate::domain::{ApiVersion, Row};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::finder::Finder;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::put::{put, put_at, put_marks};
use crate::tui::kit::remote::Remote;
use crate::tui::kit::theme::Theme;
use crate::tui::store::Store;
use crate::words;

const TYPE: usize = 9;
/// Width of the platform, where it has a column of its own.
const PLATFORM: usize = 9;
/// Width of the number of assignments.
const COUNT: usize = 4;
/// Width of the day of the last change.
const DAY: usize = 10;
/// What the sign of a row that is not as it was takes.
const NEWS: usize = 2;

/// What there is room for inside a width. The names get the rest.
struct Columns {
    /// Digits of the highest priority.
    priority: usize,
    platform: bool,
    /// Whether the number of assignments stands in a column; else it stands where a name leaves room.
    count: bool,
    day: bool,
    name: usize,
}

impl Columns {
    fn of(view: View<'_>, width: usize) -> Self {
        let store = view.store;
        let rows = store.rows().iter();
        let highest = rows.filter_map(|row| row.configuration.priority).max();
        let priority = highest.unwrap_or(0).to_string().len().clamp(2, 6);
        let (platform, day) = (width >= 66, width >= 54);
        // Where the day is what the rows are sorted by, it goes before the number.
        let count = day || width >= 44 && view.panes.filtered.sort != Sort::Changed;
        let taken = |is_there: bool, cells: usize| if is_there { cells + 1 } else { 0 };
        // The mark of the row, the priority, the type.
        let before = 1 + priority + 1 + TYPE + 1 + taken(platform, PLATFORM);
        let behind = taken(count, COUNT) + taken(day, DAY) + if count { NEWS } else { 0 };
        Self {
            priority,
            platform,
            count,
            day,
            name: width.saturating_sub(before + behind),
        }
    }
}

pub(super) fn configurations(view: View<'_>, area: Rect, buffer: &mut Buffer) {
    let View { store, theme, .. } = view;
    if area.is_empty() {
        return;
    }
    let focused = store.pane == Pane::Configurations;
    let title = title(view, title_room(area));
    let inside = frame(theme, area, &title, focused, buffer);
    let progress = progress(view);
    position(view, Pane::Configurations, area, progress, buffer);
    if view.panes.filtered.configurations.is_empty() {
        let (said, style) = nothing_listed(view);
        for (row, line) in (0..).zip(text::wrap(&said, usize::from(inside.width))) {
            put(buffer, inside, row, &line, style);
        }
    }
    let columns = Columns::of(view, usize::from(inside.width));
    let mut finder = Finder::new(view.panes.filtered.configuration_filter.value());
    let offset = store.configuration.offset();
    let mut above: Option<&Row> = None;
    for (at, row) in view
        .panes
        .configurations(view.store)
        .enumerate()
        .skip(offset)
        .take(usize::from(inside.height))
    {
        let y = u16::try_from(at - offset).unwrap_or(u16::MAX);
        let configuration = &row.configuration.id;
        let marks = RowMarks {
            selected: at == store.configuration.index(),
            marked: store.marked.iter().any(|(of, _)| of == configuration),
            begins: view.panes.range_begins(configuration, None),
        };
        put(buffer, inside, y, marks.sign(focused), theme.marker());
        let news = view.panes.changed.of(configuration);
        let room = put_news(theme, buffer, inside, y, news);
        // The first row of a group says its type aloud, the others repeat it quietly.
        let repeats = view.panes.filtered.sort == Sort::Applied
            && above.is_some_and(|above| same(above, row));
        let label = if repeats { theme.quiet() } else { Style::new() };
        let drawn = Drawn {
            view,
            theme,
            columns: &columns,
            room,
            y,
        };
        drawn.row(row, label, &mut finder, buffer);
        above = Some(row);
    }
}

/// Whether two rows are ranked against each other.
fn same(one: &Row, other: &Row) -> bool {
    let (one, other) = (&one.configuration, &other.configuration);
    one.kind == other.kind && one.platform == other.platform
}

/// A row, and where it stands.
struct Drawn<'a> {
    view: View<'a>,
    theme: Theme,
    columns: &'a Columns,
    room: Rect,
    y: u16,
}

impl Drawn<'_> {
    fn row(&self, row: &Row, label: Style, finder: &mut Option<Finder>, buffer: &mut Buffer) {
        let Columns {
            priority,
            platform,
            count,
            day,
            name,
        } = *self.columns;
        let configuration = &row.configuration;
        let mut at = 1;
        let said = format!("{:>priority$}", words::priority(configuration));
        self.put(at, &said, Style::new(), buffer);
        at += priority + 1;
        let said = if platform {
            words::kind_label(&configuration.kind).to_owned()
        } else {
            words::type_label(configuration)
        };
        self.searched(at, &text::fit(&said, TYPE), label, finder, buffer);
        at += TYPE + 1;
        if platform {
            let said = words::platform_of(configuration).unwrap_or("–");
            self.searched(at, &text::fit(said, PLATFORM), label, finder, buffer);
            at += PLATFORM + 1;
        }
        let assigned = match row.assignments.len() {
            0 if configuration.is_default() => "–".to_owned(),
            assigned => format!("→{assigned}"),
        };
        let quiet = self.theme.quiet();
        if !count {
            self.searched(at, &configuration.name, Style::new(), finder, buffer);
            // A narrow pane shows where the name leaves room what it is sorted by, or the number.
            let sorted_by = (self.view.panes.filtered.sort == Sort::Changed)
                .then(|| self.changed(row))
                .flatten();
            let room = usize::from(self.room.width).saturating_sub(at);
            let left = room.saturating_sub(text::width(&configuration.name));
            let fits = |said: &String| text::width(said) < left;
            if let Some(said) = sorted_by.into_iter().chain([assigned]).find(fits) {
                let column = usize::from(self.room.width) - text::width(&said);
                self.put(column, &said, quiet, buffer);
            }
            return;
        }
        self.searched(
            at,
            &text::fit(&configuration.name, name),
            Style::new(),
            finder,
            buffer,
        );
        at += name + 1;
        self.put(at, &format!("{assigned:>COUNT$}"), quiet, buffer);
        at += COUNT + 1;
        if day {
            let said = self.changed(row);
            self.put(at, said.as_deref().unwrap_or("–"), quiet, buffer);
        }
    }

    /// The day of the last change.
    fn changed(&self, row: &Row) -> Option<String> {
        let moment = row.configuration.last_modified()?;
        words::day(&moment, &self.view.store.start.time_zone)
    }

    fn put(&self, column: usize, said: &str, style: Style, buffer: &mut Buffer) {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        put_at(buffer, self.room, column, self.y, said, style);
    }

    /// Writes what a filter looks at, what it found marked.
    fn searched(
        &self,
        column: usize,
        said: &str,
        style: Style,
        finder: &mut Option<Finder>,
        buffer: &mut Buffer,
    ) {
        self.put(column, said, style, buffer);
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        put_marks(
            self.theme,
            buffer,
            self.room,
            (column, self.y),
            said,
            finder,
        );
    }
}

/// The title: how many there are, how far a load is, and from where. The longest form that
/// has room in `room` cells.
fn title(view: View<'_>, room: usize) -> String {
    let store = view.store;
    let count = counted(view, Pane::Configurations, store.rows().len());
    let (head, typed) = (head(store, &count), count.typed());
    let count = count.numbers + &typed;
    let page = store.pages + 1;
    let forms = match &store.list {
        // What is typed needs the room; how far the load is stands below.
        Remote::Loading { .. } if is_filtered(view) => vec![format!("{head}{typed}")],
        Remote::Loading { previous: None, .. } => vec![
            format!("{count} configurations, page {page}…"),
            format!("{count}, page {page}…"),
        ],
        Remote::Loading { .. } => vec![
            format!("Configurations {count}, refreshing: page {page}…"),
            format!("{count}, refreshing: page {page}…"),
        ],
        _ if store.is_unloaded() => vec!["Configurations (not loaded)".to_owned()],
        list if list.is_incomplete() => vec![format!("Configurations {count} partial")],
        _ => vec![format!("Configurations {count}")],
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

/// The title up to where a filter is typed.
pub(super) fn head(store: &Store, count: &Counted) -> String {
    let going_on = if store.list.is_loading() { "…" } else { "" };
    format!("Configurations {}{going_on}", count.numbers)
}

fn is_filtered(view: View<'_>) -> bool {
    view.panes.filtered.is_typing(Pane::Configurations)
        || !view.panes.filtered.configuration_filter.value().is_empty()
}

/// How far a load is, as far as the title does not say it.
fn progress(view: View<'_>) -> Option<String> {
    let store = view.store;
    let Remote::Loading { since, .. } = &store.list else {
        return None;
    };
    let elapsed = store.elapsed(*since);
    Some(if is_filtered(view) {
        format!("page {}… {elapsed}", store.pages + 1)
    } else {
        elapsed
    })
}

fn nothing_listed(view: View<'_>) -> (String, Style) {
    let View { store, theme, .. } = view;
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
            let key = store.key(Scope::List, Command::RefreshAll);
            (format!("Stopped. {key} reads it again."), theme.quiet())
        }
        _ if !store.rows().is_empty() => (
            format!(
                "No configuration matches. {} shows all.",
                store.key(Scope::List, Command::Back)
            ),
            theme.quiet(),
        ),
        Remote::Ready { .. } => (
            "This tenant has no configuration that you can see.".to_owned(),
            theme.quiet(),
        ),
        _ => ("Reading…".to_owned(), theme.quiet()),
    }
}
