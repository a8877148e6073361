//! Marks: one by one, by configuration, in ranges; and the order of the list that has the keyboard.

use super::*;

fn marked(bench: &Harness) -> Vec<&str> {
    let mut names: Vec<&str> = bench
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
    let mut bench = Harness::new(false);
    bench.keys("enter space");
    assert_eq!(bench.model.store.marked.len(), 1);
    assert_eq!(
        bench.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    bench.keys("up space");
    assert!(
        bench.model.store.marked.is_empty(),
        "the mark is taken away again"
    );
    bench.keys("up shift-v down shift-v");
    assert_eq!(bench.model.store.marked.len(), 2);
    bench.keys("shift-u left space");
    assert_eq!(
        bench.model.store.marked.len(),
        2,
        "all of the configuration"
    );
}

#[test]
fn a_range_is_kept_by_its_row_whatever_filter_and_order_do() {
    let mut bench = Harness::grown();
    bench.keys("/ z u l enter shift-v");
    assert!(
        bench
            .model
            .panes
            .range_begins(bench.model.store.configuration.key().unwrap(), None)
    );
    bench.keys("/ backspace backspace backspace enter up shift-v");
    assert_eq!(
        marked(&bench),
        ["dogwood", "zulu"],
        "not all that stand above"
    );
    // The row is not among those shown: nothing is marked by a place that it does not have.
    let mut bench = Harness::grown();
    bench.keys("shift-v / z u l enter shift-v");
    assert!(bench.model.store.marked.is_empty());
    insta::assert_snapshot!(bench.notice(), @"the row where the range began is not shown now, so it begins here: go to its end and press the key again");
    bench.keys("/ backspace backspace backspace enter up shift-v");
    assert_eq!(marked(&bench), ["dogwood", "zulu"], "it began anew there");
}

#[test]
fn esc_gives_a_range_up_and_nothing_else() {
    let mut bench = Harness::grown();
    bench.keys("/ z u l enter shift-v esc");
    assert_eq!(bench.model.panes.mark_from, None);
    assert_eq!(
        bench.model.panes.shown.configurations.len(),
        1,
        "the filter stays"
    );
    bench.keys("esc");
    assert_eq!(bench.model.panes.shown.configurations.len(), 6);
    bench.key("shift-v");
    assert!(bench.model.store.marked.is_empty(), "a new range begins");
}

#[test]
fn a_range_within_a_configuration_ends_with_it() {
    let mut bench = Harness::grown();
    bench.keys("enter shift-v left down enter");
    assert_eq!(bench.model.panes.mark_from, None);
    bench.keys("down shift-v");
    assert!(bench.model.store.marked.is_empty(), "a new range begins");
    bench.keys("up shift-v");
    assert_eq!(marked(&bench), ["beech"]);
    assert_eq!(bench.model.store.marked.len(), 2);
}

#[test]
fn the_mark_of_what_is_gone_is_gone() {
    let mut bench = Harness::new(false);
    bench.keys("space");
    assert_eq!(bench.model.store.marked.len(), 2);
    let mut corp = row("corp", 1);
    corp.assignments.remove(0);
    bench.reread(vec![corp]);
    assert_eq!(bench.model.store.marked.len(), 1);
}

#[test]
fn the_list_that_has_the_keyboard_is_sorted() {
    let mut bench = Harness::new(false);
    let shown = |bench: &Harness| -> Vec<String> {
        let rows = bench.model.panes.assignments(&bench.model.store);
        rows.map(|row| row.id.as_str().to_owned()).collect()
    };
    bench.keys("enter s");
    assert_eq!(
        bench.model.panes.shown.sort,
        crate::tui::panes::shown::Sort::Applied
    );
    assert_eq!(
        shown(&bench),
        ["a2", "a1"],
        "by the id that stands for the name"
    );
    assert_eq!(
        bench.model.store.selected_assignment().unwrap().id.as_str(),
        "a1"
    );
    bench.key("s");
    assert_eq!(
        shown(&bench),
        ["a2", "a1"],
        "group goes before scope-tag group"
    );
    bench.key("s");
    assert_eq!(shown(&bench), ["a1", "a2"], "as given");
    bench.keys("left s");
    assert_eq!(
        bench.model.panes.shown.sort,
        crate::tui::panes::shown::Sort::Name
    );
}
