//! Clicks and the wheel: what they reach, and what they must not do.

use proptest::prelude::*;

use super::*;
use crate::tui::app::footer;
use crate::tui::terminal::input::{Mouse, Pointing};

fn bench() -> Harness {
    let mut bench = Harness::new(false);
    bench.model.mouse = true;
    bench
}

fn point(bench: &mut Harness, what: Pointing, column: u16, row: u16) {
    bench.send(Msg::Input(Input::Mouse(Mouse { what, column, row })));
}

fn click(bench: &mut Harness, column: u16, row: u16) {
    point(bench, Pointing::Click, column, row);
}

fn press(bench: &mut Harness, command: Command) {
    let entries = footer::entries(&bench.model);
    let entry = entries
        .iter()
        .find(|entry| entry.command == command)
        .unwrap();
    let (column, row) = (
        entry.column + entry.width - 1,
        bench.model.store.layout().footer.y,
    );
    click(bench, column, row);
}

#[test]
fn off_means_off_and_a_key_switches_it_for_this_run() {
    let mut bench = Harness::new(false);
    click(&mut bench, 40, 3);
    assert_eq!(bench.model.store.pane, Pane::Configurations);
    bench.key("shift-m");
    assert!(bench.effects.contains(&Effect::Mouse(true)));
    click(&mut bench, 40, 3);
    assert_eq!(bench.model.store.pane, Pane::Assignments);
    bench.key("shift-m");
    assert!(bench.effects.contains(&Effect::Mouse(false)));
    click(&mut bench, 3, 3);
    assert_eq!(bench.model.store.pane, Pane::Assignments);
}

#[test]
fn a_click_selects_the_row_under_it_and_focuses_its_pane() {
    let mut bench = bench();
    click(&mut bench, 40, 3);
    assert_eq!(
        bench.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    click(&mut bench, 5, 3);
    assert_eq!(bench.model.store.pane, Pane::Configurations);
    let selected = |bench: &Harness| {
        bench
            .model
            .store
            .selected_row()
            .unwrap()
            .configuration
            .name
            .clone()
    };
    assert_eq!(selected(&bench), "default");
    click(&mut bench, 5, 12);
    assert_eq!(selected(&bench), "default", "there is no row");
    click(&mut bench, 5, 1);
    assert_eq!(selected(&bench), "default", "the border is no row");
    // Where one pane stands at a time, the other is not there.
    bench.send(Msg::Input(Input::Resize(45, 15)));
    click(&mut bench, 40, 2);
    assert_eq!(bench.model.store.pane, Pane::Configurations);
    assert_eq!(selected(&bench), "corp");
    bench.send(Msg::Input(Input::Resize(30, 10)));
    click(&mut bench, 5, 3);
    assert_eq!(
        selected(&bench),
        "corp",
        "what cannot be seen is not clicked"
    );
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut bench = bench();
    point(&mut bench, Pointing::WheelDown, 40, 3);
    assert_eq!(
        bench.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    assert_eq!(
        bench.model.store.pane,
        Pane::Configurations,
        "the focus stays"
    );
    bench.key("?");
    let scroll = |bench: &Harness| bench.scroll();
    point(&mut bench, Pointing::WheelDown, 40, 10);
    assert_eq!(scroll(&bench), 3);
    point(&mut bench, Pointing::WheelUp, 40, 10);
    assert_eq!(scroll(&bench), 0);
    point(&mut bench, Pointing::WheelDown, 40, 23);
    assert_eq!(scroll(&bench), 0, "the last line is not the text");
}

#[test]
fn a_click_on_the_last_line_presses_the_key() {
    let mut bench = bench();
    bench.key("enter");
    press(&mut bench, Command::Edit);
    assert!(bench.on_editor());
    press(&mut bench, Command::Back);
    assert!(bench.model.overlays.is_empty());
    press(&mut bench, Command::Palette);
    click(&mut bench, 10, 7);
    let chosen = |bench: &Harness| bench.top().cursor().selected;
    assert_eq!(chosen(&bench), 1);
    click(&mut bench, 0, 0);
    assert_eq!(chosen(&bench), 1, "beside it nothing happens");
}

#[test]
fn a_click_goes_to_a_field_of_the_form() {
    let mut bench = bench();
    bench.keys("enter down e");
    let place = |bench: &Harness, wanted: Field| {
        let layout = bench.model.store.layout();
        let content = bench.top().content(&bench.model.store);
        let area = content.area(&layout);
        let is_of = |line: &u16| {
            let field = content.field_at(usize::from(*line), &layout);
            field.is_some_and(|(field, _)| field == wanted as usize)
        };
        let line = (0..area.height).find(is_of)?;
        Some((area.x + 5, area.y + 1 + line))
    };
    let focus = |bench: &Harness| {
        let form = bench.editor().form();
        Some((form.focus(), form.kind()))
    };
    let (column, row) = place(&bench, Field::ObjectId).unwrap();
    click(&mut bench, column, row);
    assert_eq!(focus(&bench), Some((Field::ObjectId, TargetKind::Group)));
    let (column, row) = place(&bench, Field::Kind).unwrap();
    click(&mut bench, column, row + 1);
    assert_eq!(focus(&bench), Some((Field::Kind, TargetKind::WRITABLE[1])));
    assert!(place(&bench, Field::ObjectId).is_none() || bench.model.overlays.len() == 1);
}

#[test]
fn a_click_never_answers_a_review_or_a_question() {
    let mut bench = bench();
    bench.keys("enter down e").paste(NEW).key("enter");
    press(&mut bench, Command::Submit);
    assert!(bench.write().is_none());
    assert_eq!(
        bench.model.notice.as_deref(),
        Some("a click is no yes: press y")
    );
    assert!(bench.on_review());
    press(&mut bench, Command::Back);
    press(&mut bench, Command::Back);
    assert!(bench.is_on(Scope::Confirm));
    press(&mut bench, Command::Confirm);
    assert!(bench.is_on(Scope::Confirm), "the form is not given up");
    press(&mut bench, Command::Back);
    assert_eq!(bench.typed().as_deref(), Some(NEW));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_click_sends_anything_wherever_it_falls(
        steps in prop::collection::vec(
            (0_u8..4, 0_u16..90, 0_u16..26, prop::sample::select(
                &["enter", "e", "a", "x", "down", "tab", "?", "/", ":", "esc", "shift-l", "shift-f"][..]
            )),
            0..60,
        ),
        size in (1_u16..120, 1_u16..40),
    ) {
        let mut bench = bench();
        bench.send(Msg::Input(Input::Resize(size.0, size.1)));
        for (kind, column, row, key) in steps {
            let what = match kind {
                0 => Pointing::WheelUp,
                1 => Pointing::WheelDown,
                _ => Pointing::Click,
            };
            point(&mut bench, what, column, row);
            bench.key(key);
            if !bench.model.overlays.is_empty() && bench.on_editor() {
                bench.paste(NEW);
            }
        }
        prop_assert!(bench.effects.iter().all(|effect| !effect.writes()));
    }
}
