//! The details of the selected row: first what it does, then who created it, IDs last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::frame::{View, frame};
use crate::domain::{Assignment, ObjectId, Row, Source, TargetShape};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::layout::Pane;
use crate::tui::kit::put::put_at;
use crate::tui::kit::theme::Theme;
use crate::tui::store::{Count, Store};
use crate::words::{self, Setting};

/// Columns of a label.
const LABEL: usize = 12;
/// Of a text that may be pages long this much is enough here.
const LONGEST: usize = 400;
/// What stands between two settings in one line.
const BETWEEN: &str = " · ";

/// A row of the pane, in pieces with a style each.
type Line = Vec<(String, Style)>;

pub(super) fn details(view: View<'_>, area: Rect, buffer: &mut Buffer) {
    let View { store, theme, .. } = view;
    if area.is_empty() {
        return;
    }
    let inside = frame(theme, area, "[3] Details", store.on_details, buffer);
    let (width, height) = (usize::from(inside.width), usize::from(inside.height));
    let lines = lines(store, theme, (width, height));
    // There may be fewer lines than when they were scrolled.
    let furthest = lines.len().saturating_sub(height);
    let scroll = view.panes.details_scroll.min(furthest);
    if lines.len() > height {
        let key = store.key(Scope::List, Command::Details);
        let place = if store.on_details {
            format!("{}/{} · ", (scroll + height).min(lines.len()), lines.len())
        } else {
            String::new()
        };
        let hint = format!(" {place}{key}: all ");
        let room = area.width.saturating_sub(2);
        let wide = u16::try_from(text::width(&hint)).unwrap_or(u16::MAX);
        if wide < room {
            let (column, row) = (area.width - wide - 2, area.height.saturating_sub(1));
            put_at(buffer, area, column, row, &hint, theme.border(false));
        }
    }
    for (y, line) in (0..inside.height).zip(lines.into_iter().skip(scroll)) {
        let mut column = 0;
        for (shown, style) in line {
            put_at(buffer, inside, column, y, &shown, style);
            column += u16::try_from(text::width(&shown)).unwrap_or(u16::MAX);
        }
    }
}

/// The details as they are read out: one line each, not wrapped.
pub fn text(store: &Store) -> Vec<String> {
    const NOT_BROKEN: (usize, usize) = (usize::MAX, usize::MAX);
    let theme = Theme::new(store.start.capabilities);
    let pieces = |line: Line| line.into_iter().map(|(shown, _)| shown).collect::<String>();
    let lines = lines(store, theme, NOT_BROKEN).into_iter().map(pieces);
    // The labels are filled up to a column.
    let words = |line: String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.map(words).collect()
}

/// How many lines of the details are visible, and how far they can be scrolled.
pub(super) fn extent(store: &Store) -> (usize, usize) {
    let area = store.layout().details;
    let inside = [area.width, area.height].map(|cells| usize::from(cells.saturating_sub(2)));
    let [width, height] = inside;
    let theme = Theme::new(store.start.capabilities);
    let count = lines(store, theme, (width, height)).len();
    (height, count.saturating_sub(height))
}

/// Everything about the selected row, wrapped to `width` cells. If it fits into `height` rows, each setting
/// has its own row; otherwise they follow each other.
fn lines(store: &Store, theme: Theme, (width, height): (usize, usize)) -> Vec<Line> {
    if let (Pane::Assignments, Some(assignment)) = (store.pane, store.selected_assignment()) {
        return table(&assignment_facts(store, assignment), width, theme);
    }
    let Some(row) = store.selected_row() else {
        return Vec::new();
    };
    let settings: Vec<Setting> = words::settings(&row.configuration)
        .into_iter()
        .map(|setting| Setting {
            value: text::truncate(&setting.value, LONGEST).into_owned(),
            ..setting
        })
        .collect();
    let rest = table(&configuration_facts(store, row), width, theme);
    let mut lines: Vec<Line> = settings
        .iter()
        .flat_map(|setting| broken(setting, width, theme))
        .collect();
    if lines.len() + rest.len() > height {
        lines = running_on(&settings, width, theme);
    }
    lines.extend(rest);
    lines
}

/// Rows with a label of fixed width before each.
fn table(facts: &[(&'static str, String)], width: usize, theme: Theme) -> Vec<Line> {
    let mut lines = Vec::new();
    for (label, shown) in facts {
        let wrapped = text::wrap(shown, width.saturating_sub(LABEL));
        for (at, piece) in wrapped.into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            lines.push(vec![
                (text::fit(label, LABEL), theme.quiet()),
                (piece, Style::new()),
            ]);
        }
    }
    lines
}

/// A setting in a row of its own, or in more where it is long.
fn broken(setting: &Setting, width: usize, theme: Theme) -> Vec<Line> {
    let label = format!("{}: ", setting.label);
    let wide = text::width(&label);
    if wide + text::width(&setting.value) <= width {
        return vec![vec![
            (label, theme.quiet()),
            (setting.value.clone(), Style::new()),
        ]];
    }
    text::wrap(&format!("{label}{}", setting.value), width)
        .into_iter()
        .map(|piece| vec![(piece, Style::new())])
        .collect()
}

/// Settings one after another, as many in a row as fit.
fn running_on(settings: &[Setting], width: usize, theme: Theme) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut used = 0;
    for setting in settings {
        let mut pieces = broken(setting, width, theme);
        let wide =
            |line: &Line| -> usize { line.iter().map(|(shown, _)| text::width(shown)).sum() };
        let own = pieces.first().map_or(0, wide);
        let fits = pieces.len() == 1 && used + text::width(BETWEEN) + own <= width;
        match lines.last_mut() {
            Some(last) if used > 0 && fits => {
                last.push((BETWEEN.to_owned(), theme.quiet()));
                last.append(&mut pieces.remove(0));
                used += text::width(BETWEEN) + own;
            }
            _ => {
                lines.append(&mut pieces);
                used = lines.last().map_or(0, wide);
            }
        }
    }
    lines
}

/// What an assignment points at and who made it, its ids last.
fn assignment_facts(store: &Store, assignment: &Assignment) -> Vec<(&'static str, String)> {
    let target = &assignment.target;
    let mut facts = vec![(
        "Target",
        words::target(target, store.shown_names())
            .line()
            .to_string(),
    )];
    match target.shape() {
        TargetShape::Unknown { .. } => {
            facts.push((
                "As received",
                text::clean(&target.raw().to_json()).into_owned(),
            ));
        }
        TargetShape::Unreadable { row: what } => {
            facts.push(("As received", text::clean(what).into_owned()));
        }
        TargetShape::NotRead { reason } => {
            facts.push(("Reason", text::clean(reason).into_owned()));
        }
        // The same rows for each kind, so that moving on changes little on a slow line.
        _ => {
            let object = target.object_id();
            facts.push((
                "Members",
                object.map_or_else(|| "–".to_owned(), |id| members(store, id)),
            ));
            facts.push((
                "Filter",
                target.filter().map_or_else(
                    || "none".to_owned(),
                    |filter| words::filter(filter, store.shown_names()),
                ),
            ));
        }
    }
    facts.extend(source(assignment).map(|source| ("Assigned", source)));
    if let Some(id) = target.id() {
        facts.push(("Object ID", text::clean(id).into_owned()));
    }
    if let Some(filter) = target.filter() {
        facts.push(("Filter ID", text::clean(&filter.id).into_owned()));
    }
    if let Some(id) = assignment.given_id() {
        facts.push(("ID", text::clean(id).into_owned()));
    }
    facts
}

/// Who created an assignment, if the service says.
fn source(assignment: &Assignment) -> Option<String> {
    match &assignment.source {
        Source::Direct => Some("directly".to_owned()),
        Source::PolicySets => {
            let id = assignment.raw.text("sourceId");
            let id = id.map_or_else(String::new, |id| format!(" {}", text::clean(&id)));
            Some(format!("by policy set{id}, change it there"))
        }
        Source::NotSaid => None,
        Source::Other(word) => Some(text::clean(word).into_owned()),
    }
}

fn members(store: &Store, id: &str) -> String {
    let count = ObjectId::parse(id)
        .ok()
        .and_then(|id| store.counts.get(&id));
    match count {
        Some(Count::Known(count)) => format!(
            "{} users, {} devices",
            words::group_digits(count.users),
            words::group_digits(count.devices)
        ),
        Some(Count::Failed) => "not available".to_owned(),
        Some(Count::Asked) | None => String::new(),
    }
}

/// What a configuration is, besides what it does.
fn configuration_facts(store: &Store, row: &Row) -> Vec<(&'static str, String)> {
    let configuration = &row.configuration;
    let raw = &configuration.raw;
    let mut facts = Vec::new();
    if let Some(shown) = raw.text("description").filter(|shown| !shown.is_empty()) {
        let shown = text::sentence(&shown).into_owned();
        facts.push(("Description", text::truncate(&shown, LONGEST).into_owned()));
    }
    facts.extend(words::scope_tag_names(raw, &store.scope_tags).map(|tags| ("Scope tags", tags)));
    facts.extend(configuration.last_modified().map(|at| {
        let shown = words::local_minute(&at, &store.start.time_zone);
        ("Changed", shown.unwrap_or(at))
    }));
    let label = if configuration.given_id().is_some() {
        "ID"
    } else {
        "As received"
    };
    facts.push((label, configuration.id.to_string()));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::terminal::capabilities::Capabilities;

    fn shown(lines: &[Line]) -> Vec<String> {
        let pieces = |line: &Line| {
            line.iter()
                .map(|(shown, _)| shown.as_str())
                .collect::<String>()
        };
        lines
            .iter()
            .map(|line| pieces(line).trim_end().to_owned())
            .collect()
    }

    fn theme() -> Theme {
        Theme::new(Capabilities::default())
    }

    #[test]
    fn settings_run_on_and_none_is_torn_apart() {
        let settings: Vec<Setting> = [("Shows progress", "yes"), ("Timeout", "60 min")]
            .map(|(label, value)| Setting {
                label: label.to_owned(),
                value: value.to_owned(),
            })
            .into();
        assert_eq!(
            shown(&running_on(&settings, 44, theme())),
            ["Shows progress: yes · Timeout: 60 min"]
        );
        assert_eq!(
            shown(&running_on(&settings, 30, theme())),
            ["Shows progress: yes", "Timeout: 60 min"]
        );
    }
}
