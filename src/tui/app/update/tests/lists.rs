//! The two lists as they are drawn: groups, names that can be told apart, the signs of a row, the filter.

use std::collections::BTreeSet;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::*;
use crate::domain::{Name, ObjectId, ObjectKind};
use crate::text;
use crate::tui::app::view::view;
use crate::tui::terminal::input::{Mouse, Pointing};

const ESP: &str = "windows10EnrollmentCompletionPageConfiguration";
const RESTRICTION: &str = "deviceEnrollmentPlatformRestrictionConfiguration";
const LIMIT: &str = "deviceEnrollmentLimitConfiguration";
const HELLO: &str = "deviceEnrollmentWindowsHelloForBusinessConfiguration";

/// A configuration of a type, with so many assignments.
fn of_type(kind: &str, platform: Option<&str>, priority: i64, name: &str, count: usize) -> Row {
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

/// Names as large tenants have them: too long, alike in front, at the end, or in the middle only.
fn long_names() -> Vec<Row> {
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

fn ui(size: (u16, u16), rows: Vec<Row>) -> Harness {
    let mut ui = Harness::new(false);
    ui.send(Msg::Input(Input::Resize(size.0, size.1)));
    ui.reread(rows);
    // What came anew is marked for a while.
    let timer = ui.model.panes.changed.timer;
    ui.send(Msg::Due(timer.unwrap()));
    ui.key("home");
    ui
}

impl Harness {
    fn drawn(&self) -> (Buffer, Option<Position>) {
        let (width, height) = self.model.store.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let takes_text = self.model.panes.filtered.typing.is_some();
        let cursor = takes_text.then(|| terminal.get_cursor_position().unwrap());
        (buffer, cursor)
    }

    /// The lines of a list, without its border.
    fn lines_of(&self, pane: Pane) -> Vec<String> {
        let area = self.model.store.layout().list(pane);
        let (buffer, _) = self.drawn();
        (1..area.height - 1)
            .map(|y| said(&buffer, inside(area, y)))
            .collect()
    }

    /// The line of the selected row.
    fn selected_line(&self, pane: Pane) -> String {
        let lines = self.lines_of(pane);
        let selected = lines.iter().find(|line| line.starts_with(['▸', '›', '>']));
        selected.cloned().unwrap_or_else(|| panic!("{lines:#?}"))
    }

    /// What is underlined in a list, piece by piece.
    fn underlined(&self, pane: Pane) -> Vec<String> {
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

    fn name(&self) -> String {
        self.model
            .store
            .selected_row()
            .unwrap()
            .configuration
            .name
            .clone()
    }
}

fn inside(area: Rect, y: u16) -> Rect {
    Rect::new(area.x + 1, area.y + y, area.width - 2, 1)
}

/// The text in a place: a wide character is one, though it takes two cells.
fn said(buffer: &Buffer, area: Rect) -> String {
    let mut said = String::new();
    let mut x = area.x;
    while x < area.right() {
        let symbol = buffer[(x, area.y)].symbol();
        said += symbol;
        x += u16::try_from(text::width(symbol).max(1)).unwrap();
    }
    said
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
                // Headings tell the groups apart.
                let grouped = order == "by group";
                let group = grouped.then(|| (of.kind.title().to_owned(), of.platform.clone()));
                let is_new = rows.insert((group, line.clone()));
                assert!(is_new, "{size:?} {order}: {line:?}");
                let columns = text::width(&line);
                assert_eq!(
                    columns,
                    usize::from(ui.model.store.layout().configurations.width - 2)
                );
                // The number of assignments stands in every row.
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
    // The heading of the rows in sight stays in sight.
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
        // It is in sight.
        ui.selected_line(Pane::Configurations);
    }
    let platforms: Vec<_> = kinds
        .iter()
        .map(|(_, platform)| platform.as_deref())
        .collect();
    assert_eq!(platforms[..2], [Some("android"), Some("windows")]);
    assert_eq!(kinds[4], kinds[3], "there is none after the last");
    assert_eq!(platforms[6], Some("windows"), "{kinds:?}");
    // Within a group it goes to its start first.
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
fn digits_go_to_a_pane_and_tab_goes_round() {
    for size in [(80, 24), (44, 14)] {
        let mut ui = ui(size, long_names());
        let focus = |ui: &Harness| match (ui.model.store.on_details, ui.model.store.pane) {
            (true, _) => 3,
            (_, Pane::Assignments) => 2,
            (_, Pane::Configurations) => 1,
        };
        for (key, to) in [
            ("2", 2),
            ("3", 3),
            ("1", 1),
            ("tab", 2),
            ("tab", 3),
            ("tab", 1),
            ("backtab", 3),
            ("backtab", 2),
            ("3", 3),
            ("esc", 2),
            ("esc", 1),
            ("enter", 2),
            ("3", 3),
            ("left", 1),
        ] {
            ui.key(key);
            assert_eq!(focus(&ui), to, "{key}");
            // What has the keyboard is shown, and its title says so.
            let layout = ui.model.store.layout();
            let areas = [layout.configurations, layout.assignments, layout.details];
            let (buffer, _) = ui.drawn();
            let signs = areas.map(|area| {
                let is_shown = !area.is_empty();
                is_shown.then(|| buffer[(area.x + 1, area.y)].symbol().to_owned())
            });
            let focused: Vec<usize> = (1..=3)
                .filter(|at| signs[at - 1].as_deref() == Some("▸"))
                .collect();
            assert_eq!(focused, [to], "{key}");
        }
    }
}

#[test]
fn selected_marked_and_changed_are_told_apart_without_colour_and_in_ascii() {
    for ascii in [false, true] {
        let mut ui = Harness::new(false);
        ui.model.store.start.capabilities.ascii = ascii;
        ui.model.store.start.capabilities.no_colour = true;
        let (sign, beside) = if ascii { (">", ">") } else { ("▸", "›") };
        ui.reread((1..=4).map(|at| row(&format!("c{at}"), at)).collect());
        // Another row came, one changed.
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
        // All three at once, in the pane that has the keyboard and beside it.
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

#[test]
fn a_filter_is_typed_in_a_line_and_shows_what_it_found() {
    let mut ui = ui((80, 24), long_names());
    let area = ui.model.store.layout().configurations;
    ui.key("/");
    ui.keys("b l o c k space s e c u r i t y u p d a t e m");
    let (buffer, cursor) = ui.drawn();
    let line = said(&buffer, inside(area, 1));
    assert!(line.starts_with("/ block securityupdatem "), "{line}");
    let end = area.x + 3 + u16::try_from("block securityupdatem".len()).unwrap();
    assert_eq!(cursor, Some(Position::new(end, area.y + 1)));
    ui.keys("left left backspace");
    assert_eq!(ui.drawn().1, Some(Position::new(end - 3, area.y + 1)));
    // Two rows of two groups, with what was found underlined, also where the name is cut.
    let underlined = ui.underlined(Pane::Configurations);
    assert!(
        underlined.iter().any(|piece| piece.starts_with("Block")),
        "{underlined:?}"
    );
    ui.key("enter");
    let line = &ui.lines_of(Pane::Configurations)[0];
    assert!(line.starts_with("/ block securityupdaem"), "{line}");
    assert!(line.contains("Esc"), "how to clear it: {line}");
    ui.key("esc");
    assert!(ui.lines_of(Pane::Configurations)[0].contains("Name"));
}

#[test]
fn a_row_says_why_it_was_found_where_its_name_does_not() {
    let mut ui = ui((80, 24), long_names());
    let known = Name::Known {
        name: "Kiosk Berlin".to_owned(),
        kind: ObjectKind::Group,
    };
    let id = ObjectId::parse(KIOSK).unwrap();
    ui.send(Msg::Named(Vec::new(), Ok([(id, known)].into())));
    ui.key("/").paste("kiosk berlin");
    let lines = ui.lines_of(Pane::Configurations);
    let rows = lines.iter().filter(|line| line.contains("CFG_"));
    assert!(rows.clone().count() > 3, "{lines:#?}");
    assert!(
        rows.clone().all(|line| line.contains("Berlin")),
        "{lines:#?}"
    );
    let underlined = ui.underlined(Pane::Configurations);
    assert!(
        underlined.iter().any(|piece| piece == "Berlin"),
        "{underlined:?}"
    );
    // By the type, which the heading tells.
    ui.key("ctrl-u").paste("android");
    let underlined = ui.underlined(Pane::Configurations);
    assert_eq!(underlined, ["Android"]);
    // By an id.
    ui.key("ctrl-u").paste(&KIOSK[..8]);
    assert!(
        ui.underlined(Pane::Configurations)
            .iter()
            .all(|piece| *piece == KIOSK[..8])
    );
    ui.keys("esc 2 /").paste(&KIOSK[..8]);
    let row = &ui.lines_of(Pane::Assignments)[1];
    assert!(row.contains(&KIOSK[..8]), "{row}");
}

#[test]
fn an_assignment_says_its_filter_in_a_column_of_its_own() {
    let filter = "f0f0f0f0-0a4e-4d0b-9a55-7d2b1c3e4f50";
    let with_filter = |id: &str, kind: &str, mode: &str| {
        let rest = format!(
            r#"{kind}","groupId":"{KIOSK}","deviceAndAppManagementAssignmentFilterId":"{filter}","deviceAndAppManagementAssignmentFilterType":"{mode}""#
        );
        assignment(id, &rest)
    };
    let mut rows = vec![row("corp", 1)];
    rows[0].assignments = vec![
        with_filter("a1", "groupAssignmentTarget", "include"),
        with_filter("a2", "groupAssignmentTarget", "exclude"),
        with_filter("a3", "exclusionGroupAssignmentTarget", "include"),
        assignment("a4", r#"allDevicesAssignmentTarget""#),
        group("a5", NEW),
    ];
    let mut ui = ui((80, 24), rows);
    let named = |id: &str, name: &str, kind| {
        let known = Name::Known {
            name: name.to_owned(),
            kind,
        };
        (ObjectId::parse(id).unwrap(), known)
    };
    let names = [
        named(
            KIOSK,
            "Kiosk devices of the Berlin branch offices",
            ObjectKind::Group,
        ),
        named(filter, "Corporate Windows devices", ObjectKind::Filter),
        (ObjectId::parse(NEW).unwrap(), Name::Deleted),
    ];
    ui.send(Msg::Named(Vec::new(), Ok(names.into())));
    let signs = |ui: &Harness| {
        let lines = ui.lines_of(Pane::Assignments);
        let cells = |line: &String| line.chars().nth(2).unwrap();
        lines[1..6].iter().map(cells).collect::<String>()
    };
    assert_eq!(signs(&ui), "++−+!");
    let lines = ui.lines_of(Pane::Assignments);
    let column = lines[0].find("Filter").unwrap();
    let filters: Vec<&str> = lines[1..3]
        .iter()
        .map(|line| {
            line.char_indices()
                .nth(column)
                .map_or("", |(at, _)| &line[at - 2..])
        })
        .collect();
    assert!(filters[0].starts_with("  +Cor"), "{lines:#?}");
    assert!(filters[1].contains("−Cor"), "{lines:#?}");
    assert!(lines[5].contains(&"deleted 999"), "{lines:#?}");
    // What is typed is looked for in the name of the filter as well.
    ui.keys("2 /").paste("corporate");
    assert_eq!(ui.underlined(Pane::Assignments).len(), 3);
    ui.key("ctrl-u").paste("branch");
    assert_eq!(
        ui.underlined(Pane::Assignments),
        ["branch"; 3],
        "also where the name is cut"
    );
    ui.key("esc");
    // Words where there is room for them.
    ui.send(Msg::Input(Input::Resize(220, 40)));
    let lines = ui.lines_of(Pane::Assignments);
    assert!(
        lines[1].contains("  include Corporate Windows devices"),
        "{lines:#?}"
    );
    assert!(
        lines[2].contains("  exclude Corporate Windows devices"),
        "{lines:#?}"
    );
}

#[test]
fn the_details_scroll_while_they_have_the_keyboard() {
    let long = "A name that takes many lines. ".repeat(12);
    let rows = (1..3).map(|at| of_type(ESP, None, at, &format!("{long}{at}"), 1));
    let mut ui = ui((44, 12), rows.collect());
    ui.key("3");
    let lines = |ui: &Harness| {
        let (buffer, _) = ui.drawn();
        let area = ui.model.store.layout().details;
        (1..area.height - 1)
            .map(|y| said(&buffer, inside(area, y)))
            .collect::<Vec<_>>()
    };
    let (top, name) = (lines(&ui), ui.name());
    ui.key("down");
    assert_eq!(lines(&ui)[..6], top[1..7]);
    ui.key("end");
    assert_ne!(lines(&ui), top);
    let bottom = lines(&ui);
    ui.key("down");
    assert_eq!(lines(&ui), bottom);
    assert_eq!(ui.name(), name, "the selection stays");
    ui.keys("1 down 3");
    assert_ne!(ui.name(), name);
    let other = lines(&ui);
    ui.key("home");
    assert_eq!(lines(&ui), other, "another row is seen from its first line");
}

#[test]
fn the_members_of_the_groups_in_sight_are_counted_where_they_have_columns() {
    let counted = |size: (u16, u16)| {
        let mut ui = ui(size, vec![row("corp", 1), row("next", 2)]);
        ui.effects.clear();
        ui.key("down");
        let timer = ui.model.store.count_timer.unwrap();
        ui.send(Msg::Due(timer));
        let counted = ui.effects.iter().find_map(|effect| match effect {
            Effect::CountAll(ids) => Some(ids.len()),
            Effect::CountMembers(_) => Some(1),
            _ => None,
        });
        let id = ObjectId::parse(KIOSK).unwrap();
        let count = crate::domain::MemberCount {
            users: 1204,
            devices: 7,
        };
        ui.send(Msg::Counted(id, Some(count)));
        (counted, ui.lines_of(Pane::Assignments)[2].clone())
    };
    let (wide, line) = counted((160, 40));
    assert_eq!(wide, Some(2));
    assert!(
        line.contains("1,204") && line.trim_end().ends_with('7'),
        "{line}"
    );
    let (narrow, line) = counted((80, 24));
    assert_eq!(narrow, Some(1), "only that of the selected row");
    assert!(!line.contains("1,204"), "{line}");
}
