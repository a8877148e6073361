//! Filtering, sorting and searching.

use super::*;

fn names(bench: &Harness) -> Vec<&str> {
    bench
        .model
        .panes
        .configurations(&bench.model.store)
        .map(|row| row.configuration.name.as_str())
        .collect()
}

#[test]
fn a_filter_narrows_as_it_is_typed_and_esc_restores() {
    let mut bench = Harness::new(false);
    bench.keys("/ d e f");
    assert_eq!(names(&bench), ["default"]);
    assert_eq!(
        bench.model.store.selected_row().unwrap().configuration.name,
        "default"
    );
    bench.key("esc");
    assert_eq!(names(&bench), ["corp", "default"]);
    assert_eq!(
        bench.model.store.selected_row().unwrap().configuration.name,
        "default",
        "the selection stays on its row"
    );
    // Kept, it survives a refresh, and the first Esc in the list takes it away.
    bench.keys("/ c o r p enter r");
    assert_eq!(names(&bench), ["corp"]);
    let request = bench.list_request();
    bench.send(Msg::Page(
        request,
        vec![row("corp", 1), row("corporate", 2), row("x", 3)],
    ));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    bench.send(Msg::Listed(request, Ok(listed)));
    assert_eq!(names(&bench), ["corp", "corporate"]);
    bench.key("esc");
    assert_eq!(names(&bench).len(), 3);
}

#[test]
fn a_configuration_is_found_by_what_it_is_assigned_to() {
    let mut bench = Harness::new(false);
    bench.key("/").paste(&KIOSK[..13]);
    assert_eq!(names(&bench), ["corp", "default"]);
    bench.key("ctrl-u").paste(SALES);
    assert_eq!(names(&bench), ["corp"]);
}

#[test]
fn assignments_are_filtered_for_themselves() {
    let mut bench = Harness::new(false);
    bench.keys("enter /").paste(KIOSK);
    let shown: Vec<_> = bench
        .model
        .panes
        .assignments(&bench.model.store)
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(shown, ["a2"]);
    assert_eq!(
        bench.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    bench.keys("enter esc");
    assert_eq!(bench.model.panes.assignments(&bench.model.store).count(), 2);
    assert_eq!(
        bench.model.store.pane,
        Pane::Assignments,
        "one step at a time"
    );
}

#[test]
fn sorting_goes_round_and_keeps_the_selection() {
    let mut bench = Harness::new(false);
    bench.keys("down s s s");
    assert_eq!(names(&bench), ["corp", "default"], "most assignments first");
    assert_eq!(
        bench.model.store.selected_row().unwrap().configuration.name,
        "default"
    );
    bench.key("s");
    assert_eq!(bench.model.panes.shown.sort.title(), None);
}

#[test]
fn a_search_finds_every_use_and_goes_there() {
    let mut bench = Harness::new(false);
    bench.keys("/ d e f enter shift-f").paste(KIOSK);
    assert_eq!(bench.rows(), 2);
    bench.key("enter");
    assert!(bench.model.overlays.is_empty());
    assert_eq!(
        bench.model.store.selected_row().unwrap().configuration.name,
        "corp"
    );
    assert_eq!(
        bench.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    assert_eq!(bench.model.store.pane, Pane::Assignments);
}

#[test]
fn commands_are_not_typed_into_a_filter_by_accident() {
    let mut bench = Harness::new(false);
    bench.keys("/ x y q");
    assert!(bench.effects.iter().all(|effect| !effect.writes()));
    assert_eq!(bench.model.scope(), Scope::Filter);
    bench.key("ctrl-c");
    assert!(bench.effects.contains(&Effect::Quit));
}
