//! Marks: one by one, by configuration, in ranges; and the order of the list with the keyboard.

use super::*;

fn marked(ui: &Harness) -> Vec<&str> {
    let mut names: Vec<&str> = ui
        .model
        .store
        .marked
        .iter()
        .map(|(of, _)| of.as_str())
        .collect();
    names.dedup();
    names
}

#[test]
fn marks_come_one_by_one_as_ranges_and_by_configuration() {
    let mut ui = Harness::new(false);
    ui.keys("enter space");
    assert_eq!(ui.model.store.marked.len(), 1);
    assert_eq!(
        ui.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    ui.keys("up space");
    assert!(
        ui.model.store.marked.is_empty(),
        "the mark is taken away again"
    );
    ui.keys("up shift-v down shift-v");
    assert_eq!(ui.model.store.marked.len(), 2);
    ui.keys("shift-u left space");
    assert_eq!(ui.model.store.marked.len(), 2, "all of the configuration");
}

#[test]
fn a_range_is_kept_by_its_row_whatever_filter_and_order_do() {
    let mut ui = Harness::grown();
    ui.keys("/ z u l enter shift-v");
    assert!(
        ui.model
            .panes
            .range_begins(ui.model.store.configuration.key().unwrap(), None)
    );
    ui.keys("/ backspace backspace backspace enter up shift-v");
    assert_eq!(marked(&ui), ["dogwood", "zulu"], "not all that stand above");
    // The row is not shown, so nothing is marked by an index that it does not have.
    let mut ui = Harness::grown();
    ui.keys("shift-v / z u l enter shift-v");
    assert!(ui.model.store.marked.is_empty());
    insta::assert_snapshot!(ui.notice(), @"The row where the range started is not shown, so it starts here: move to the end and press V again.");
    ui.keys("/ backspace backspace backspace enter up shift-v");
    assert_eq!(marked(&ui), ["dogwood", "zulu"], "it began anew there");
}

#[test]
fn esc_gives_a_range_up_and_nothing_else() {
    let mut ui = Harness::grown();
    ui.keys("/ z u l enter shift-v esc");
    assert_eq!(ui.model.panes.mark_from, None);
    assert_eq!(
        ui.model.panes.filtered.configurations.len(),
        1,
        "the filter stays"
    );
    ui.keys("esc");
    assert_eq!(ui.model.panes.filtered.configurations.len(), 6);
    ui.key("shift-v");
    assert!(ui.model.store.marked.is_empty(), "a new range begins");
}

#[test]
fn a_range_within_a_configuration_ends_with_it() {
    let mut ui = Harness::grown();
    ui.keys("enter shift-v left down enter");
    assert_eq!(ui.model.panes.mark_from, None);
    ui.keys("down shift-v");
    assert!(ui.model.store.marked.is_empty(), "a new range begins");
    ui.keys("up shift-v");
    assert_eq!(marked(&ui), ["beech"]);
    assert_eq!(ui.model.store.marked.len(), 2);
}

#[test]
fn the_mark_of_what_is_gone_is_gone() {
    let mut ui = Harness::new(false);
    ui.keys("space");
    assert_eq!(ui.model.store.marked.len(), 2);
    let mut corp = row("corp", 1);
    corp.assignments.remove(0);
    ui.reread(vec![corp]);
    assert_eq!(ui.model.store.marked.len(), 1);
}

#[test]
fn the_list_that_has_the_keyboard_is_sorted() {
    let mut ui = Harness::new(false);
    let shown = |ui: &Harness| -> Vec<String> {
        let rows = ui.model.panes.assignments(&ui.model.store);
        rows.map(|row| row.id.as_str().to_owned()).collect()
    };
    ui.keys("enter s");
    assert_eq!(
        ui.model.panes.filtered.sort,
        crate::tui::panes::filtered::Sort::Applied
    );
    assert_eq!(
        shown(&ui),
        ["a2", "a1"],
        "by the id that stands for the name"
    );
    assert_eq!(
        ui.model.store.selected_assignment().unwrap().id.as_str(),
        "a1"
    );
    ui.key("s");
    assert_eq!(
        shown(&ui),
        ["a2", "a1"],
        "group goes before scope-tag group"
    );
    ui.key("s");
    assert_eq!(shown(&ui), ["a1", "a2"], "as given");
    ui.keys("left s");
    assert_eq!(
        ui.model.panes.filtered.sort,
        crate::tui::panes::filtered::Sort::Name
    );
}
