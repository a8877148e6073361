//! Clicks and the wheel: what they can do, and what they must not do.

use proptest::prelude::*;

use super::*;
use crate::tui::app::footer;
use crate::tui::terminal::input::{Mouse, Pointing};

fn ui() -> Harness {
    let mut ui = Harness::new(false);
    ui.model.mouse = true;
    ui
}

fn point(ui: &mut Harness, what: Pointing, column: u16, row: u16) {
    ui.send(Msg::Input(Input::Mouse(Mouse { what, column, row })));
}

fn click(ui: &mut Harness, column: u16, row: u16) {
    point(ui, Pointing::Click, column, row);
}

fn press(ui: &mut Harness, command: Command) {
    let entries = footer::entries(&ui.model);
    let entry = entries
        .iter()
        .find(|entry| entry.command == command)
        .unwrap();
    let (column, row) = (
        entry.column + entry.width - 1,
        ui.model.store.layout().footer.y,
    );
    click(ui, column, row);
}

#[test]
fn off_means_off_and_a_key_switches_it_for_this_run() {
    let mut ui = Harness::new(false);
    click(&mut ui, 40, 3);
    assert_eq!(ui.model.store.pane, Pane::Configurations);
    ui.key("shift-m");
    assert!(ui.effects.contains(&Effect::Mouse(true)));
    click(&mut ui, 40, 3);
    assert_eq!(ui.model.store.pane, Pane::Assignments);
    ui.key("shift-m");
    assert!(ui.effects.contains(&Effect::Mouse(false)));
    click(&mut ui, 3, 3);
    assert_eq!(ui.model.store.pane, Pane::Assignments);
}

#[test]
fn a_click_selects_the_row_under_it_and_focuses_its_pane() {
    let mut ui = ui();
    click(&mut ui, 40, 4);
    assert_eq!(
        ui.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    click(&mut ui, 5, 5);
    assert_eq!(ui.model.store.pane, Pane::Configurations);
    assert_eq!(ui.name(), "default");
    click(&mut ui, 5, 12);
    assert_eq!(ui.name(), "default", "there is no row");
    click(&mut ui, 5, 1);
    assert_eq!(ui.name(), "default", "the border is no row");
    // If one pane is shown at a time, the other cannot be clicked.
    ui.send(Msg::Input(Input::Resize(45, 15)));
    click(&mut ui, 40, 4);
    assert_eq!(ui.model.store.pane, Pane::Configurations);
    assert_eq!(ui.name(), "corp");
    ui.send(Msg::Input(Input::Resize(30, 10)));
    click(&mut ui, 5, 3);
    assert_eq!(ui.name(), "corp", "what cannot be seen is not clicked");
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut ui = ui();
    point(&mut ui, Pointing::WheelDown, 40, 3);
    assert_eq!(
        ui.model.store.selected_assignment().unwrap().id.as_str(),
        "a2"
    );
    assert_eq!(ui.model.store.pane, Pane::Configurations, "the focus stays");
    ui.key("?");
    let scroll = |ui: &Harness| ui.scroll();
    point(&mut ui, Pointing::WheelDown, 40, 10);
    assert_eq!(scroll(&ui), 3);
    point(&mut ui, Pointing::WheelUp, 40, 10);
    assert_eq!(scroll(&ui), 0);
    point(&mut ui, Pointing::WheelDown, 40, 23);
    assert_eq!(scroll(&ui), 0, "the last line is not the text");
}

#[test]
fn a_click_on_the_last_line_presses_the_key() {
    let mut ui = ui();
    ui.key("enter");
    press(&mut ui, Command::Open);
    assert!(ui.on_editor());
    press(&mut ui, Command::Back);
    assert!(ui.model.overlays.is_empty());
    press(&mut ui, Command::Filter);
    press(&mut ui, Command::Back);
    ui.key(":");
    click(&mut ui, 10, 7);
    let chosen = |ui: &Harness| ui.top().cursor().selected;
    assert_eq!(chosen(&ui), 1);
    click(&mut ui, 0, 0);
    assert_eq!(chosen(&ui), 1, "beside it nothing happens");
}

#[test]
fn a_click_goes_to_a_field_of_the_form() {
    let mut ui = ui();
    ui.keys("enter down e");
    let place = |ui: &Harness, wanted: Field, choice: Option<usize>| {
        let layout = ui.model.store.layout();
        let content = ui.top().content(&ui.model.store);
        let area = content.area(&layout);
        let mut places =
            (0..area.height).flat_map(|line| (0..area.width).map(move |at| (at, line)));
        let (column, line) = places.find(|(column, line)| {
            let found = content.field_at(usize::from(*line), *column, &layout);
            found == Some((wanted as usize, choice))
        })?;
        Some((area.x + 1 + column, area.y + 1 + line))
    };
    let focus = |ui: &Harness| {
        let form = ui.editor().form();
        (form.focus(), form.kind())
    };
    let on = |ui: &mut Harness, field: Field, choice: Option<usize>| {
        let (column, row) = place(ui, field, choice).unwrap();
        click(ui, column, row);
    };
    on(&mut ui, Field::FilterMode, Some(1));
    on(&mut ui, Field::ObjectId, None);
    assert_eq!(focus(&ui), (Field::ObjectId, TargetKind::Group));
    on(&mut ui, Field::Kind, Some(1));
    assert_eq!(focus(&ui), (Field::Kind, TargetKind::AllUsers));
    assert_eq!(place(&ui, Field::ObjectId, None), None, "it needs no group");
    on(&mut ui, Field::Kind, Some(3));
    on(&mut ui, Field::TargetType, Some(1));
    assert_eq!(focus(&ui), (Field::TargetType, TargetKind::ScopeTagGroup));
    assert_eq!(ui.editor().form().target_type(), TargetType::Device);
}

#[test]
fn a_click_never_answers_a_review_or_a_question() {
    let mut ui = ui();
    ui.keys("enter down e").paste(NEW).key("enter");
    press(&mut ui, Command::Submit);
    assert!(ui.write().is_none());
    assert_eq!(
        ui.model.notice.as_deref(),
        Some("A click does not confirm. Press y.")
    );
    assert!(ui.on_review());
    press(&mut ui, Command::Back);
    press(&mut ui, Command::Back);
    assert!(ui.is_on(Scope::Confirm));
    press(&mut ui, Command::Confirm);
    assert!(ui.is_on(Scope::Confirm), "the form is not given up");
    press(&mut ui, Command::Back);
    assert_eq!(ui.typed().as_deref(), Some(NEW));
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
        let mut ui = ui();
        ui.send(Msg::Input(Input::Resize(size.0, size.1)));
        for (kind, column, row, key) in steps {
            let what = match kind {
                0 => Pointing::WheelUp,
                1 => Pointing::WheelDown,
                _ => Pointing::Click,
            };
            point(&mut ui, what, column, row);
            ui.key(key);
            if !ui.model.overlays.is_empty() && ui.on_editor() {
                ui.paste(NEW);
            }
        }
        prop_assert!(ui.effects.iter().all(|effect| !effect.writes()));
    }
}
