//! Sort and selection of the last run return in the same tenant; the filter does not.

use super::*;
use crate::domain::Tenant;
use crate::tui::store::saved_view::SavedView;

fn identified(id: &str) -> Msg {
    Msg::Identified {
        tenant: Some(Tenant {
            id: Some(id.to_owned()),
            name: "Contoso".to_owned(),
            domain: None,
        }),
        account: None,
    }
}

/// Creates a screen that was just opened, before any answer.
fn opened() -> Harness {
    let mut ui = Harness::new(false);
    let start = ui.model.store.start.clone();
    ui.model = Model::new(start, Keymap::built_in().unwrap());
    ui.send(Msg::Started);
    ui
}

fn rows() -> Vec<Row> {
    vec![row("zulu", 1), row("corp", 2), row("default", 0)]
}

/// Returns the view that this screen saves on leaving.
fn left(ui: &mut Harness) -> Option<SavedView> {
    ui.effects.clear();
    ui.key("ctrl-c");
    let kept = ui
        .effects
        .iter()
        .position(|it| matches!(it, Effect::KeepView(_)));
    let quit = ui.effects.iter().position(|it| *it == Effect::Quit);
    assert!(kept.is_none_or(|kept| kept < quit.unwrap()));
    ui.effects.iter().find_map(|effect| match effect {
        Effect::KeepView(view) => Some((**view).clone()),
        _ => None,
    })
}

/// Returns the view of a screen sorted by name, with the second assignment of `zulu` selected.
fn sorted() -> SavedView {
    let mut ui = opened();
    assert!(ui.effects.contains(&Effect::ReadViews));
    ui.listed(rows());
    ui.send(identified("t1"));
    ui.keys("/ z u enter s enter down s");
    left(&mut ui).unwrap()
}

fn names(ui: &Harness) -> Vec<&str> {
    let rows = ui.model.panes.configurations(&ui.model.store);
    rows.map(|row| row.configuration.name.as_str()).collect()
}

fn selected(ui: &Harness) -> (&str, &str) {
    let store = &ui.model.store;
    (
        store.configuration.key().unwrap().as_str(),
        store.assignment.key().unwrap().as_str(),
    )
}

#[test]
fn it_comes_back_in_whichever_order_the_answers_come() {
    let view = sorted();
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let mut ui = opened();
        for step in order {
            match step {
                0 => ui.send(Msg::SavedViews(vec![view.clone()])),
                1 => ui.listed(rows()),
                _ => ui.send(identified("t1")),
            }
        }
        assert_eq!(selected(&ui), ("zulu", "a2"), "{order:?}");
        assert_eq!(
            names(&ui),
            ["corp", "default", "zulu"],
            "no filter: {order:?}"
        );
        assert_eq!(
            ui.model.panes.filtered.assignment_sort.title(),
            Some("by name")
        );
        assert_eq!(ui.model.store.pane, Pane::Configurations);
        assert_eq!(left(&mut ui), Some(view.clone()));
    }
}

#[test]
fn another_tenant_begins_as_ever() {
    let mut ui = opened();
    ui.send(Msg::SavedViews(vec![sorted()]));
    ui.send(identified("t2"));
    ui.listed(rows());
    assert_eq!(selected(&ui).0, "zulu");
    assert_eq!(ui.model.panes.filtered.sort.title(), None);
    assert_eq!(left(&mut ui).unwrap().tenant, "t2");
}

#[test]
fn nothing_moves_under_the_fingers_of_the_admin() {
    let mut ui = opened();
    ui.listed(rows());
    ui.send(Msg::SavedViews(vec![SavedView {
        configuration: rows()[1].configuration.id.clone(),
        ..sorted()
    }]));
    ui.keys("down up");
    ui.send(identified("t1"));
    assert_eq!(selected(&ui).0, "zulu");
    assert_eq!(ui.model.panes.filtered.sort.title(), None);
}

#[test]
fn a_row_that_is_gone_leaves_the_first_one_selected() {
    let mut ui = opened();
    ui.send(Msg::SavedViews(vec![sorted()]));
    ui.send(identified("t1"));
    ui.listed(vec![row("corp", 1), row("default", 0)]);
    assert_eq!(selected(&ui).0, "corp");
    assert_eq!(names(&ui), ["corp", "default"]);
    ui.reread(rows());
    assert_eq!(selected(&ui).0, "corp", "it is over");
}

#[test]
fn what_never_came_is_not_kept_over_what_was() {
    let mut ui = opened();
    ui.send(Msg::SavedViews(vec![sorted()]));
    assert_eq!(left(&mut ui), None, "no tenant");
    ui.send(identified("t1"));
    assert_eq!(left(&mut ui), None, "no rows");
    let mut ui = opened();
    ui.listed(rows());
    assert_eq!(left(&mut ui), None, "no tenant, only rows");
}

#[test]
fn a_signal_and_another_profile_keep_it_too() {
    let mut ui = opened();
    ui.listed(rows());
    ui.send(identified("t1"));
    ui.effects.clear();
    ui.send(Msg::Leaving);
    assert!(
        ui.effects
            .iter()
            .any(|it| matches!(it, Effect::KeepView(_)))
    );
    let mut ui = opened();
    ui.model.store.start.settings.profiles = vec!["lab".to_owned()];
    ui.listed(rows());
    ui.send(identified("t1"));
    ui.effects.clear();
    ui.keys("shift-p enter");
    let kept = ui
        .effects
        .iter()
        .position(|it| matches!(it, Effect::KeepView(_)));
    let left = ui
        .effects
        .iter()
        .position(|it| matches!(it, Effect::Switch(_)));
    assert!(kept.unwrap() < left.unwrap());
    let start = ui.model.store.start.clone();
    ui.effects.clear();
    ui.send(Msg::Switched(Ok(Box::new(start))));
    assert!(ui.effects.contains(&Effect::ReadViews));
}

#[test]
fn hits_of_find_leave_no_trace_in_it() {
    let mut ui = opened();
    ui.listed(rows());
    ui.send(identified("t1"));
    let before = left(&mut ui).unwrap();
    ui.key("shift-f").paste(KIOSK);
    ui.keys("tab down");
    assert_eq!(left(&mut ui), Some(before));
}

#[test]
fn lines_that_are_read_out_neither_take_nor_leave_it() {
    let mut ui = Harness::new(false);
    let mut start = ui.model.store.start.clone();
    start.capabilities.linear = true;
    ui.model = Model::new(start, Keymap::built_in().unwrap());
    ui.send(Msg::Started);
    assert!(!ui.effects.contains(&Effect::ReadViews));
    ui.listed(rows());
    ui.send(identified("t1"));
    assert_eq!(left(&mut ui), None);
}
