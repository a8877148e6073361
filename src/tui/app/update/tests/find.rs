//! Filtering, sorting and searching.

use super::*;

fn names(ui: &Harness) -> Vec<&str> {
    ui.model
        .panes
        .configurations(&ui.model.store)
        .map(|row| row.configuration.name.as_str())
        .collect()
}

#[test]
fn a_filter_narrows_as_it_is_typed_and_esc_restores() {
    let mut ui = Harness::new(false);
    ui.keys("/ d e f");
    assert_eq!(names(&ui), ["default"]);
    assert_eq!(
        ui.model.store.selected_row().unwrap().configuration.name,
        "default"
    );
    ui.key("esc");
    assert_eq!(names(&ui), ["corp", "default"]);
    assert_eq!(
        ui.model.store.selected_row().unwrap().configuration.name,
        "default",
        "the selection stays on its row"
    );
    // Kept, it survives a refresh, and the first Esc in the list takes it away.
    ui.keys("/ c o r p enter r");
    assert_eq!(names(&ui), ["corp"]);
    let request = ui.list_request();
    ui.send(Msg::Page(
        request,
        vec![row("corp", 1), row("corporate", 2), row("x", 3)],
    ));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    assert_eq!(names(&ui), ["corp", "corporate"]);
    ui.key("esc");
    assert_eq!(names(&ui).len(), 3);
}

#[test]
fn a_configuration_is_found_by_what_it_is_assigned_to() {
    let mut ui = Harness::new(false);
    ui.key("/").paste(&KIOSK[..13]);
    assert_eq!(names(&ui), ["corp", "default"]);
    ui.key("ctrl-u").paste(SALES);
    assert_eq!(names(&ui), ["corp"]);
}

#[test]
fn assignments_are_filtered_for_themselves() {
    let mut ui = Harness::new(false);
    ui.keys("enter /").paste(KIOSK);
    let shown: Vec<_> = ui
        .model
        .panes
        .assignments(&ui.model.store)
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(shown, ["a2"]);
    assert_eq!(
        ui.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    ui.keys("enter esc");
    assert_eq!(ui.model.panes.assignments(&ui.model.store).count(), 2);
    assert_eq!(ui.model.store.pane, Pane::Assignments, "one step at a time");
}

#[test]
fn sorting_goes_round_and_keeps_the_selection() {
    let mut ui = Harness::new(false);
    ui.keys("down s s s");
    assert_eq!(names(&ui), ["corp", "default"], "most assignments first");
    assert_eq!(
        ui.model.store.selected_row().unwrap().configuration.name,
        "default"
    );
    ui.key("s");
    assert_eq!(ui.model.panes.filtered.sort.title(), None);
}

#[test]
fn a_search_finds_every_use_and_goes_there() {
    let mut ui = Harness::new(false);
    ui.keys("/ d e f enter shift-f").paste(KIOSK);
    assert_eq!(ui.rows(), 2);
    ui.key("enter");
    assert!(ui.model.overlays.is_empty());
    assert_eq!(
        ui.model.store.selected_row().unwrap().configuration.name,
        "corp"
    );
    assert_eq!(
        ui.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    assert_eq!(ui.model.store.pane, Pane::Assignments);
}

#[test]
fn commands_are_not_typed_into_a_filter_by_accident() {
    let mut ui = Harness::new(false);
    ui.keys("/ x y q");
    assert!(ui.effects.iter().all(|effect| !effect.writes()));
    assert_eq!(ui.model.scope(), Scope::Filter);
    ui.key("ctrl-c");
    assert!(ui.effects.contains(&Effect::Quit));
}
