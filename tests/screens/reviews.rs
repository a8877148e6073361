//! Pictures of the review and of the conflict at every size, in ASCII, without colours and in lines.

use enlist::domain::{Observed, Verdict};
use enlist::journal::Contents;
use enlist::tui::app::model::Start;
use enlist::tui::speech::{Spoken, announce};

use super::support::screen::{NEW, ScreenTest};
use super::{USUAL, conflict, end, intent, journal, pilot, result, shown, verified};

type Picture = fn(&ScreenTest) -> String;

/// Each state of a review, and a change that met somebody else's, one below the other.
fn states(size: (u16, u16), configure: fn(&mut Start), picture: Picture) -> String {
    let mut states = Vec::new();
    let mut add = |ui: &ScreenTest| states.push(picture(ui));
    let mut ui = ScreenTest::with(size, configure);
    add(ui.keys("down enter e").paste(NEW).keys("enter"));
    add(ui.keys("v"));
    let mut ui = ScreenTest::with(size, |start| {
        configure(start);
        start.settings.confirm = true;
    });
    add(ui.keys("down enter e").paste(NEW).keys("enter c o n t"));
    let mut ui = ScreenTest::with(size, configure);
    let id = pilot(&mut ui);
    let mut made = ui.model.store.selected_row().unwrap().assignments.clone();
    let change = &ui.model.store.last_change().unwrap().1.change;
    made[0].target = change.new_target().unwrap().clone();
    end(&mut ui, id, verified().seeing(Observed::List(made)));
    let intent = intent(&ui);
    let entries = vec![intent.clone(), result(&intent)];
    let contents = Contents {
        entries,
        ..Contents::default()
    };
    journal(ui.keys("u"), contents);
    add(&ui);
    let mut ui = ScreenTest::with(size, configure);
    let id = pilot(&mut ui);
    let conflict = conflict(&ui);
    assert_eq!(conflict.verdict(), Verdict::Conflict);
    end(&mut ui, id, conflict);
    add(&ui);
    add(ui.keys("c"));
    states.join("\n")
}

#[test]
fn a_review_and_a_conflict_at_every_size() {
    for size in [USUAL, (120, 40), (160, 50), (60, 15)] {
        let (width, height) = size;
        let states = states(size, |_| {}, ScreenTest::picture);
        shown(&format!("reviews-{width}x{height}"), &states);
    }
}

#[test]
fn a_review_and_a_conflict_in_ascii_and_without_colours() {
    let ascii = states(
        USUAL,
        |start| start.capabilities.ascii = true,
        ScreenTest::picture,
    );
    assert!(ascii.is_ascii(), "{ascii}");
    shown("reviews-ascii", &ascii);
    let plain = |start: &mut Start| start.capabilities.no_colour = true;
    assert_eq!(
        states(USUAL, plain, ScreenTest::picture),
        states(USUAL, |_| {}, ScreenTest::picture)
    );
    let attributes = states(USUAL, plain, ScreenTest::attributes);
    shown("reviews-attributes", &attributes);
}

#[test]
fn a_review_and_a_conflict_in_lines() {
    let lines = states(
        USUAL,
        |start| start.capabilities.linear = true,
        |ui| {
            let (_, mut lines) = announce(&Spoken::default(), &ui.model);
            // All of it is new at once, and so are the keys of each layer.
            lines.dedup();
            lines.join("\n") + "\n"
        },
    );
    shown("reviews-in-lines", &lines);
}
