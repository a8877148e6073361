//! Searching in texts, help for the current place, and the palette.

use super::*;

fn at(ui: &Harness) -> Option<usize> {
    ui.top().cursor().search.as_ref().map(|it| it.at)
}

#[test]
fn a_search_goes_from_place_to_place_and_esc_takes_it_back_step_by_step() {
    let mut ui = Harness::new(false);
    ui.keys("? pagedown");
    let before = ui.scroll();
    assert!(before > 0);
    ui.keys("/ q u e s t i o n");
    assert_ne!(ui.scroll(), before, "the first place below is in sight");
    ui.key("esc");
    assert_eq!((ui.scroll(), at(&ui)), (before, None), "as it was");

    ui.keys("up up up up up up up up up up up up up up up up up up up up");
    ui.keys("/ p a n e enter");
    assert_eq!((ui.model.scope(), at(&ui)), (Scope::Text, Some(0)));
    ui.keys("n n");
    assert_eq!(at(&ui), Some(2));
    ui.keys("shift-n shift-n shift-n");
    let page = ui.page();
    let places = crate::tui::kit::search::places(&page.lines, "pane");
    assert_eq!(
        at(&ui),
        Some(places.len() - 1),
        "from the first to the last"
    );
    let line = places.last().unwrap().line;
    assert!((ui.scroll()..ui.scroll() + page.height()).contains(&line));

    ui.key("esc");
    assert_eq!(at(&ui), None);
    assert!(ui.on_text());
    ui.key("esc");
    assert!(ui.model.overlays.is_empty());
}

#[test]
fn a_search_without_a_match_or_a_letter_moves_nothing() {
    let mut ui = Harness::new(false);
    ui.keys("? / q q q q enter n shift-n");
    assert_eq!((ui.scroll(), at(&ui)), (0, Some(0)));
    ui.keys("/ enter n");
    assert_eq!(at(&ui), None, "nothing typed is no search");
    ui.key("/").paste("one\u{1b}[31m");
    let search = ui.top().cursor().search.as_ref();
    let typed = search.unwrap().typed.value();
    assert_eq!(typed, "one[31m");
}

#[test]
fn help_begins_with_the_place_where_it_was_asked_for_and_keeps_the_form() {
    let mut ui = Harness::new(false);
    let first = |ui: &Harness| ui.lines()[0].text.clone();
    ui.key("f1");
    assert_eq!(first(&ui), Scope::List.title());
    ui.keys("f1 esc enter down e").paste(NEW).key("f1");
    assert_eq!(first(&ui), Scope::Editor.title());
    ui.key("esc");
    assert_eq!(ui.typed().as_deref(), Some(NEW));
    ui.keys("enter f1");
    assert_eq!(first(&ui), Scope::Review.title());
    ui.keys("y esc y");
    assert!(ui.write().is_some(), "only the review's y sends");
}

#[test]
fn the_palette_finds_by_few_letters_the_best_first() {
    let mut ui = Harness::new(false);
    let mut found = |typed: &str| {
        ui.keys(":").paste(typed);
        let names: Vec<_> = match ui.top() {
            AnyComponent::Palette(palette) => palette.found().collect(),
            _ => Vec::new(),
        };
        ui.key("esc");
        names
    };
    assert_eq!(found("undo")[0], "undo");
    assert_eq!(found("raisepr")[0], "raise-priority");
    assert_eq!(found("prio rais")[0], "raise-priority");
    assert_eq!(found("refresh")[..2], ["refresh", "refresh-all"]);
    assert_eq!(found("clipboard names").len(), 0);
    assert!(found("journal").starts_with(&["journal"]));
    assert_eq!(found("")[0], "edit");
    // Finds a command by its name in other programs.
    assert_eq!(found("delete")[0], "remove");
    assert_eq!(found("history")[0], "journal");
    assert_eq!(found("sign-in")[0], "renew");
    assert_eq!(found("bulk")[0], "re-target");
    assert_eq!(found("export")[0], "raw");
    assert_eq!(found("clipboard")[0], "copy-id");
    assert_eq!(found("reload")[..2], ["refresh", "refresh-all"]);
    assert_eq!(found("theme")[0], "profile");
}

#[test]
fn the_palette_offers_what_was_chosen_last_first() {
    let mut ui = Harness::new(false);
    for command in ["sort", "journal", "sort", "rights"] {
        ui.key(":").paste(command).keys("enter esc");
    }
    ui.key(":");
    let first: Vec<_> = match ui.top() {
        AnyComponent::Palette(palette) => palette.found().take(4).collect(),
        _ => Vec::new(),
    };
    assert_eq!(first, ["rights", "sort", "journal", "edit"]);
}

#[test]
fn help_begins_with_ten_keys_and_names_no_key_twice_for_the_same() {
    for keys in ["", "shift-l", ":", "enter e"] {
        let mut ui = Harness::new(false);
        ui.keys(keys).key("f1");
        let lines: Vec<String> = ui
            .lines()
            .into_iter()
            .map(|line| line.text.into())
            .collect();
        let end = lines.iter().position(String::is_empty).unwrap();
        assert!((2..=11).contains(&end), "{keys}: {end}");
        let rows: Vec<&String> = lines.iter().filter(|line| line.contains("  ")).collect();
        let mut once = rows.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), rows.len(), "{keys}");
        assert!(lines.len() < 150, "{keys}: {}", lines.len());
    }
    let mut ui = Harness::new(false);
    ui.key("?");
    let first: Vec<String> = ui
        .lines()
        .into_iter()
        .map(|line| line.text.into())
        .collect();
    for (at, command) in [(1, Command::Open), (2, Command::Edit), (5, Command::Undo)] {
        assert!(first[at].ends_with(command.record().help), "{}", first[at]);
    }
}

#[test]
fn help_shows_what_matches_with_its_headings_and_esc_shows_all_again() {
    let mut ui = Harness::new(false);
    let shown = |ui: &Harness| -> Vec<String> {
        let lines = ui.lines();
        lines.into_iter().map(|line| line.text.into()).collect()
    };
    ui.key("?");
    let all = shown(&ui);
    ui.keys("pagedown / p r i o r i t y");
    let found = shown(&ui);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[1..].iter().all(|line| line.contains("priority")));
    assert_eq!(ui.scroll(), 0, "the first that matches is in sight");
    // A heading that matches keeps all lines below it.
    ui.keys("ctrl-u j o u r n a l");
    let found = shown(&ui);
    assert!(found.contains(&"Journal".to_owned()), "{found:?}");
    assert!(
        found
            .iter()
            .any(|line| line.ends_with(Command::Show.record().help))
    );
    ui.key("esc");
    assert_eq!(shown(&ui), all);
    assert!(ui.scroll() > 0, "where it was");
    // A search kept with Enter is given up with the first Esc, and the second one closes help.
    ui.keys("/ p l a n enter");
    assert!(shown(&ui).len() < all.len());
    ui.key("esc");
    assert_eq!(shown(&ui), all);
    ui.key("esc");
    assert!(ui.model.overlays.is_empty());
}
