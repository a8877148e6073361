//! Searching in texts, help of the place, and the palette.

use super::*;

fn at(bench: &Harness) -> Option<usize> {
    bench.top().cursor().search.as_ref().map(|it| it.at)
}

#[test]
fn a_search_goes_from_place_to_place_and_esc_takes_it_back_step_by_step() {
    let mut bench = Harness::new(false);
    bench.keys("? pagedown");
    let before = bench.scroll();
    assert!(before > 0);
    bench.keys("/ q u e s t i o n");
    assert_ne!(bench.scroll(), before, "the first place below is in sight");
    bench.key("esc");
    assert_eq!((bench.scroll(), at(&bench)), (before, None), "as it was");

    bench.keys("up up up up up up up up up up up up up up up up up up up up");
    bench.keys("/ p a n e enter");
    assert_eq!((bench.model.scope(), at(&bench)), (Scope::Text, Some(0)));
    bench.keys("n n");
    assert_eq!(at(&bench), Some(2));
    bench.keys("shift-n shift-n shift-n");
    let page = bench.page();
    let places = crate::tui::kit::search::places(&page.lines, "pane");
    assert_eq!(
        at(&bench),
        Some(places.len() - 1),
        "from the first to the last"
    );
    let line = places.last().unwrap().line;
    assert!((bench.scroll()..bench.scroll() + page.height()).contains(&line));

    bench.key("esc");
    assert_eq!(at(&bench), None);
    assert!(bench.on_text());
    bench.key("esc");
    assert!(bench.model.overlays.is_empty());
}

#[test]
fn a_search_without_a_match_or_a_letter_moves_nothing() {
    let mut bench = Harness::new(false);
    bench.keys("? / q q q q enter n shift-n");
    assert_eq!((bench.scroll(), at(&bench)), (0, Some(0)));
    bench.keys("/ enter n");
    assert_eq!(at(&bench), None, "nothing typed is no search");
    bench.key("/").paste("one\u{1b}[31m");
    let search = bench.top().cursor().search.as_ref();
    let typed = search.unwrap().typed.value();
    assert_eq!(typed, "one[31m");
}

#[test]
fn help_begins_with_the_place_where_it_was_asked_for_and_keeps_the_form() {
    let mut bench = Harness::new(false);
    let first = |bench: &Harness| bench.lines()[0].text.clone();
    bench.key("f1");
    assert_eq!(first(&bench), Scope::List.title());
    bench.keys("f1 esc enter down e").paste(NEW).key("f1");
    assert_eq!(first(&bench), Scope::Editor.title());
    bench.key("esc");
    assert_eq!(bench.typed().as_deref(), Some(NEW));
    bench.keys("enter f1");
    assert_eq!(first(&bench), Scope::Review.title());
    bench.keys("y esc y");
    assert!(bench.write().is_some(), "only the review's y sends");
}

#[test]
fn the_palette_finds_by_few_letters_the_best_first() {
    let mut bench = Harness::new(false);
    let mut found = |typed: &str| {
        bench.keys(":").paste(typed);
        let names: Vec<_> = match bench.top() {
            AnyComponent::Palette(palette) => palette.found().collect(),
            _ => Vec::new(),
        };
        bench.key("esc");
        names
    };
    assert_eq!(found("undo")[0], "undo");
    assert_eq!(found("raisepr")[0], "raise-priority");
    assert_eq!(found("prio rais")[0], "raise-priority");
    assert_eq!(found("refresh")[..2], ["refresh", "refresh-all"]);
    assert_eq!(found("clipboard names").len(), 0);
    assert!(found("journal").starts_with(&["journal"]));
    assert_eq!(found("")[0], "edit");
    // By what other programs call it.
    assert_eq!(found("delete")[0], "remove");
    assert_eq!(found("history")[0], "journal");
    assert_eq!(found("sign-in")[0], "renew");
}

#[test]
fn help_shows_what_matches_with_its_headings_and_esc_shows_all_again() {
    let mut bench = Harness::new(false);
    let shown = |bench: &Harness| -> Vec<String> {
        let lines = bench.lines();
        lines.into_iter().map(|line| line.text.into()).collect()
    };
    bench.key("?");
    let all = shown(&bench);
    bench.keys("pagedown / p r i o r i t y");
    let found = shown(&bench);
    assert_eq!(found[0], "Panes");
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(bench.scroll(), 0, "the first that matches is in sight");
    // A heading that matches keeps all that stands below it.
    bench.keys("ctrl-u j o u r n a l");
    let found = shown(&bench);
    assert!(found.contains(&"Journal".to_owned()), "{found:?}");
    assert!(
        found
            .iter()
            .any(|line| line.ends_with(Command::Show.record().help))
    );
    bench.key("esc");
    assert_eq!(shown(&bench), all);
    assert!(bench.scroll() > 0, "where it was");
    // Kept with Enter, it is given up with the first Esc, and the second closes help.
    bench.keys("/ p l a n enter");
    assert!(shown(&bench).len() < all.len());
    bench.key("esc");
    assert_eq!(shown(&bench), all);
    bench.key("esc");
    assert!(bench.model.overlays.is_empty());
}
