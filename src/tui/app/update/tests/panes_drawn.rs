//! What the panes show besides their rows: the filter and its matches, columns of an assignment, the
//! details, which pane has the keyboard.

use ratatui::layout::Position;

use super::lists::{ESP, inside, long_names, of_type, shown, ui};
use super::*;
use crate::domain::{Name, ObjectId, ObjectKind};

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
            // The pane with the keyboard is shown, and its title says so.
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
fn a_filter_is_typed_in_a_line_and_shows_what_it_found() {
    let mut ui = ui((80, 24), long_names());
    let area = ui.model.store.layout().configurations;
    ui.key("/");
    ui.keys("b l o c k space s e c u r i t y u p d a t e m");
    let (buffer, cursor) = ui.drawn();
    let line = shown(&buffer, inside(area, 1));
    assert!(line.starts_with("/ block securityupdatem "), "{line}");
    let end = area.x + 3 + u16::try_from("block securityupdatem".len()).unwrap();
    assert_eq!(cursor, Some(Position::new(end, area.y + 1)));
    ui.keys("left left backspace");
    assert_eq!(ui.drawn().1, Some(Position::new(end - 3, area.y + 1)));
    // Two rows of two groups, with the matches underlined, even if the name is cut.
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
    // Finds rows by their type, which the heading shows.
    ui.key("ctrl-u").paste("android");
    let underlined = ui.underlined(Pane::Configurations);
    assert_eq!(underlined, ["Android"]);
    // Finds rows by an id.
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
    assert!(lines[5].contains("deleted 999"), "{lines:#?}");
    // The name of the filter is searched as well.
    ui.keys("2 /").paste("corporate");
    assert_eq!(ui.underlined(Pane::Assignments).len(), 3);
    ui.key("ctrl-u").paste("branch");
    assert_eq!(
        ui.underlined(Pane::Assignments),
        ["branch"; 3],
        "also where the name is cut"
    );
    ui.key("esc");
    // Words are shown if there is room for them.
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
            .map(|y| shown(&buffer, inside(area, y)))
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
