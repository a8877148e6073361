//! The two lists as they are drawn: groups, distinguishable names, the signs of a row, the filter.

use std::collections::BTreeSet;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::*;
use crate::text;
use crate::tui::app::view::view;
use crate::tui::terminal::input::{Mouse, Pointing};

pub(super) const ESP: &str = "windows10EnrollmentCompletionPageConfiguration";
const RESTRICTION: &str = "deviceEnrollmentPlatformRestrictionConfiguration";
const LIMIT: &str = "deviceEnrollmentLimitConfiguration";
const HELLO: &str = "deviceEnrollmentWindowsHelloForBusinessConfiguration";

/// Creates a configuration of a type, with this many assignments.
pub(super) fn of_type(
    kind: &str,
    platform: Option<&str>,
    priority: i64,
    name: &str,
    count: usize,
) -> Row {
    let id = format!("{kind}-{}-{priority}-{name}", platform.unwrap_or_default());
    let raw = serde_json::json!({
        "@odata.type": format!("#microsoft.graph.{kind}"), "id": id, "displayName": name,
        "priority": priority, "platformType": platform,
        "lastModifiedDateTime": format!("2026-03-{:02}T10:00:00Z", priority + 1),
    });
    let raw = serde_json::from_value(raw).unwrap();
    let (configuration, _) = Configuration::from_raw(raw).unwrap();
    let assignments = (0..count)
        .map(|at| group(&format!("{id}-{at}"), KIOSK))
        .collect();
    Row {
        configuration,
        assignments,
    }
}

/// Returns names as in large tenants: too long, with a common beginning, end or middle.
pub(super) fn long_names() -> Vec<Row> {
    let everyone = "All users and all devices";
    let mut rows = vec![
        of_type(
            ESP,
            None,
            1,
            "Enrollment status page for shared devices in Europe, pilot",
            12,
        ),
        of_type(
            ESP,
            None,
            2,
            "Enrollment status page for shared devices in Europe, all",
            0,
        ),
        of_type(
            ESP,
            None,
            3,
            "Enrollment status page for kiosk devices in Europe, all",
            3,
        ),
        of_type(ESP, None, 4, "短い名前", 3),
        of_type(ESP, None, 0, everyone, 1),
    ];
    let restrictions = [
        "CFG_WIN_U_BYOD_Allow_SecurityUpdateManagement",
        "CFG_WIN_U_CORP_Allow_SecurityUpdateManagement",
        "CFG_WIN_U_BYOD_Allow_SecurityUpdateManagement_2",
        "CFG_WIN_U_BYOD_Block_SecurityUpdateManagement",
        "CFG_WIN_U_BYOD_Allow_SecurityUpdatesManagement",
    ];
    for platform in ["android", "windows"] {
        let named = (1..).zip(restrictions);
        rows.extend(named.map(|(at, name)| of_type(RESTRICTION, Some(platform), at, name, 2)));
    }
    rows.extend([LIMIT, HELLO].map(|kind| of_type(kind, None, 0, everyone, 0)));
    rows
}

pub(super) fn ui(size: (u16, u16), rows: Vec<Row>) -> Harness {
    let mut ui = Harness::new(false);
    ui.send(Msg::Input(Input::Resize(size.0, size.1)));
    ui.reread(rows);
    // New rows are marked for a while.
    let timer = ui.model.panes.changed.timer;
    ui.send(Msg::Due(timer.unwrap()));
    ui.key("home");
    ui
}

impl Harness {
    pub(super) fn drawn(&self) -> (Buffer, Option<Position>) {
        let (width, height) = self.model.store.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let takes_text = self.model.panes.filtered.typing.is_some();
        let cursor = takes_text.then(|| terminal.get_cursor_position().unwrap());
        (buffer, cursor)
    }

    /// Returns the lines of a list, without its border.
    pub(super) fn lines_of(&self, pane: Pane) -> Vec<String> {
        let area = self.model.store.layout().list(pane);
        let (buffer, _) = self.drawn();
        (1..area.height - 1)
            .map(|y| shown(&buffer, inside(area, y)))
            .collect()
    }

    /// Returns the line of the selected row.
    fn selected_line(&self, pane: Pane) -> String {
        let lines = self.lines_of(pane);
        let selected = lines
            .iter()
            .find(|line| line.starts_with(['▸', '›', '>', ':']));
        assert!(selected.is_some(), "{lines:#?}");
        selected.cloned().unwrap()
    }

    /// Returns the underlined pieces of a list.
    pub(super) fn underlined(&self, pane: Pane) -> Vec<String> {
        let area = self.model.store.layout().list(pane);
        let (buffer, _) = self.drawn();
        let mut found = Vec::new();
        for y in 2..area.height - 1 {
            let mut piece = String::new();
            for x in area.x..area.right() {
                let cell = &buffer[(x, area.y + y)];
                if cell.modifier.contains(Modifier::UNDERLINED) {
                    piece += cell.symbol();
                } else if !piece.is_empty() {
                    found.push(std::mem::take(&mut piece));
                }
            }
        }
        found
    }

    pub(super) fn name(&self) -> String {
        self.model
            .store
            .selected_row()
            .unwrap()
            .configuration
            .name
            .clone()
    }
}

pub(super) fn inside(area: Rect, y: u16) -> Rect {
    Rect::new(area.x + 1, area.y + y, area.width - 2, 1)
}

/// Returns the text in an area. A wide character counts once, although it takes two cells.
pub(super) fn shown(buffer: &Buffer, area: Rect) -> String {
    let mut shown = String::new();
    let mut x = area.x;
    while x < area.right() {
        let symbol = buffer[(x, area.y)].symbol();
        shown += symbol;
        x += u16::try_from(text::width(symbol).max(1)).unwrap();
    }
    shown
}

#[test]
fn no_two_rows_look_the_same_in_any_order_at_any_width() {
    for size in [(80, 24), (60, 15), (44, 14), (120, 40)] {
        let mut ui = ui(size, long_names());
        for order in ["by group", "by name", "by change", "by assignments"] {
            ui.key("home");
            let mut rows = BTreeSet::new();
            for _ in 0..long_names().len() {
                let line = ui.selected_line(Pane::Configurations);
                let of = &ui.model.store.selected_row().unwrap().configuration;
                // Headings distinguish the groups.
                let grouped = order == "by group";
                let group = grouped.then(|| (of.kind.title().to_owned(), of.platform.clone()));
                let is_new = rows.insert((group, line.clone()));
                assert!(is_new, "{size:?} {order}: {line:?}");
                let columns = text::width(&line);
                assert_eq!(
                    columns,
                    usize::from(ui.model.store.layout().configurations.width - 2)
                );
                // Every row shows the number of assignments.
                let count = ui.model.store.selected_row().unwrap().assignments.len();
                let count = if count == 0 {
                    "–".to_owned()
                } else {
                    count.to_string()
                };
                assert!(
                    line.split_whitespace().any(|word| word == count),
                    "{line:?}"
                );
                ui.key("down");
            }
            ui.key("s");
        }
    }
}

#[test]
fn a_default_reads_as_the_default_of_its_type() {
    let mut ui = ui((80, 24), long_names());
    for key in ["home", "s"] {
        ui.key(key);
        let defaults: Vec<String> = long_names()
            .into_iter()
            .filter(|row| row.configuration.is_default())
            .map(|row| {
                ui.model.store.configuration.select(row.configuration.id);
                ui.key("f12");
                ui.selected_line(Pane::Configurations)
            })
            .collect();
        for (line, kind) in defaults.iter().zip(["ESP", "Limit", "Hello"]) {
            assert!(line.contains(&format!("Default {kind}")), "{line}");
        }
    }
}

#[test]
fn headings_tell_the_groups_and_take_no_selection() {
    let mut ui = ui((80, 24), long_names());
    ui.model.mouse = true;
    let lines = ui.lines_of(Pane::Configurations);
    assert_eq!(lines[1].trim(), "Enrollment Status Page");
    assert_eq!(lines[7].trim(), "Platform restriction · Android");
    let area = ui.model.store.layout().configurations;
    let first = ui.name();
    for line in [0, 1, 7] {
        let what = Pointing::Click;
        let (column, row) = (area.x + 3, area.y + 1 + line);
        ui.send(Msg::Input(Input::Mouse(Mouse { what, column, row })));
        assert_eq!(ui.name(), first, "line {line}");
    }
    let (column, row) = (area.x + 3, area.y + 9);
    ui.send(Msg::Input(Input::Mouse(Mouse {
        what: Pointing::Click,
        column,
        row,
    })));
    assert!(ui.name().starts_with("CFG_WIN_U_BYOD_Allow"));
    // The heading of the visible rows stays visible.
    ui.key("end").keys("up up up");
    let lines = ui.lines_of(Pane::Configurations);
    assert!(lines[2].contains("Default ESP"), "{lines:#?}");
    assert_eq!(lines[1].trim(), "Enrollment Status Page");
}

#[test]
fn one_jumps_from_group_to_group() {
    let mut ui = ui((80, 24), long_names());
    let mut kinds = Vec::new();
    for key in ["}", "}", "}", "}", "}", "{", "{"] {
        ui.key(key);
        let row = ui.model.store.selected_row().unwrap();
        kinds.push((
            row.configuration.kind.title().to_owned(),
            row.configuration.platform.clone(),
        ));
        // The row is visible.
        ui.selected_line(Pane::Configurations);
    }
    let platforms: Vec<_> = kinds
        .iter()
        .map(|(_, platform)| platform.as_deref())
        .collect();
    assert_eq!(platforms[..2], [Some("android"), Some("windows")]);
    assert_eq!(kinds[4], kinds[3], "there is none after the last");
    assert_eq!(platforms[6], Some("windows"), "{kinds:?}");
    // Within a group, the key goes to its start first.
    ui.key("down").key("{");
    assert_eq!(
        ui.model
            .store
            .selected_row()
            .unwrap()
            .configuration
            .priority,
        Some(1)
    );
    for keys in ["s {", "s s s 2 }"] {
        let before = ui.name();
        ui.keys(keys);
        assert_eq!(ui.name(), before);
        assert!(!ui.notice().is_empty(), "{keys}");
    }
}

#[test]
fn selected_marked_and_changed_are_told_apart_without_colour_and_in_ascii() {
    for ascii in [false, true] {
        let mut ui = Harness::new(false);
        ui.model.store.start.capabilities.ascii = ascii;
        ui.model.store.start.capabilities.no_colour = true;
        let (sign, beside) = if ascii { (">", ":") } else { ("▸", "›") };
        ui.reread((1..=4).map(|at| row(&format!("c{at}"), at)).collect());
        // One row was added and one changed.
        let mut rows: Vec<Row> = (1..=5).map(|at| row(&format!("c{at}"), at)).collect();
        rows[0].assignments.pop();
        rows[2].assignments.pop();
        ui.reread(rows);
        ui.keys("home space");
        let lines = ui.lines_of(Pane::Configurations);
        let ends = |at: usize| {
            let line = lines[at + 2].trim_end().to_owned();
            (
                line[..line.len().min(4)].to_owned(),
                line.chars().last().unwrap(),
            )
        };
        assert!(lines[2].starts_with(" * 1 c1"), "marked: {lines:#?}");
        assert_eq!(ends(0).1, '~', "and changed");
        assert!(lines[3].starts_with(&format!("{sign}  2 c2")), "selected");
        assert!(lines[4].ends_with('~') && lines[4].starts_with("   3"));
        assert!(lines[6].ends_with('+'), "new");
        // All three at once, in the pane with the keyboard and in the other one.
        ui.keys("home");
        let line = ui.selected_line(Pane::Configurations);
        assert!(
            line.starts_with(&format!("{sign}* 1 c1")) && line.ends_with('~'),
            "{line}"
        );
        ui.key("2");
        let line = ui.selected_line(Pane::Configurations);
        assert!(
            line.starts_with(&format!("{beside}* 1 c1")) && line.ends_with('~'),
            "{line}"
        );
        let line = ui.selected_line(Pane::Assignments);
        assert!(line.starts_with(&format!("{sign}*+")), "{line}");
    }
}

#[test]
fn the_selected_row_is_a_bar_over_the_whole_width() {
    let mut ui = ui((80, 24), long_names());
    for (key, focused) in [("1", Pane::Configurations), ("2", Pane::Assignments)] {
        ui.key(key);
        let (buffer, _) = ui.drawn();
        for pane in [Pane::Configurations, Pane::Assignments] {
            let area = ui.model.store.layout().list(pane);
            let wanted = if pane == focused {
                Modifier::REVERSED
            } else {
                Modifier::BOLD
            };
            let barred = (2..area.height - 1).filter(|y| {
                let area = inside(area, *y);
                (area.x..area.right()).all(|x| buffer[(x, area.y)].modifier == wanted)
            });
            assert_eq!(barred.count(), 1, "{pane:?} with {key}");
        }
    }
}
