//! Properties that hold whatever an admin does.

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::tui::app::view::view;
use crate::tui::components::Component;
use crate::tui::keys::command::Scope;

const ANY_KEY: &[&str] = &[
    "e", "enter", "y", "n", "esc", "tab", "down", "up", "left", "right", "j", "k", "o", "i", "r",
    "?", ":", "g", "l", "h", "space", "backtab", "a", "1", "x", "shift-k", "shift-j", "u",
    "shift-l", "s", "/", "shift-f", "c", "shift-c", "shift-e", "d", "v", "w", "f1", "shift-n",
    "ctrl-r", "shift-r", "shift-v", "shift-u",
];

#[derive(Debug, Clone)]
enum Action {
    Key(&'static str),
    Paste(&'static str),
    Verdict(bool),
    Resize(u16, u16),
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        12 => prop::sample::select(ANY_KEY).prop_map(Action::Key),
        3 => prop::sample::select(&[NEW, KIOSK, "x"][..]).prop_map(Action::Paste),
        1 => any::<bool>().prop_map(Action::Verdict),
        1 => (10_u16..120, 5_u16..40).prop_map(|(width, height)| Action::Resize(width, height)),
    ]
}

fn play(ui: &mut Harness, actions: &[Action]) {
    for action in actions {
        match action {
            Action::Key(key) => drop(ui.key(key)),
            Action::Paste(text) => drop(ui.paste(text)),
            Action::Resize(width, height) => ui.send(Msg::Input(Input::Resize(*width, *height))),
            Action::Verdict(verified) => {
                let under_way = ui.model.store.in_flight().map(|(id, _)| id);
                if let Some(id) = under_way {
                    let verdict = if *verified {
                        Verdict::Verified
                    } else {
                        Verdict::Rejected
                    };
                    ui.end(id, verdict, None);
                    ui.now += DEAF;
                }
            }
        }
        ui.now += Duration::from_millis(300);
    }
}

fn is_plain(ui: &Harness) -> bool {
    let model = &ui.model;
    let filtered = model.panes.filtered.filter(model.store.pane).value() != "";
    model.overlays.is_empty()
        && model.store.pane == Pane::Configurations
        && !model.store.list.is_loading()
        && model.store.refreshing.pane.is_none()
        && !filtered
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn in_read_only_mode_no_keys_lead_to_a_write(
        actions in prop::collection::vec(anything(), 0..80),
    ) {
        let mut ui = Harness::new(true);
        for action in &actions {
            apply(&mut ui, action);
        }
        prop_assert!(ui.effects.iter().all(|effect| !effect.writes()));
    }

    #[test]
    fn esc_leads_back_to_the_plain_list_and_loses_nothing_without_a_question(
        actions in prop::collection::vec(action(), 0..60),
    ) {
        let mut ui = Harness::new(false);
        play(&mut ui, &actions);
        play(&mut ui, &[Action::Verdict(true), Action::Resize(80, 24)]);
        ui.effects.clear();
        let mut steps = 0;
        while !is_plain(&ui) {
            let (depth, dirty) = (ui.model.overlays.len(), ui.model.has_dirty_form());
            let asked = ui.is_on(Scope::Confirm);
            play(&mut ui, &[Action::Key("esc")]);
            let now = &ui.model;
            prop_assert!(now.overlays.len() + 1 >= depth, "one step at a time");
            prop_assert!(!dirty || now.has_dirty_form(), "a form was lost");
            let asks = now.scope() == Scope::Confirm;
            if asks && !asked && now.overlays.len() > depth {
                // Esc answers no; only a yes discards the form.
                play(&mut ui, &[Action::Key("y")]);
            }
            steps += 1;
            prop_assert!(steps < 40, "{:?}", ui.model.overlays);
        }
        prop_assert!(ui.effects.iter().all(|effect| !effect.writes() && *effect != Effect::Quit));
    }

    #[test]
    fn a_write_always_follows_a_yes_and_there_is_never_a_second_one_under_way(
        actions in prop::collection::vec(action(), 0..80),
    ) {
        let mut ui = Harness::new(false);
        let mut writes = 0;
        for action in &actions {
            let was_under_way = ui.model.store.in_flight().is_some();
            play(&mut ui, std::slice::from_ref(action));
            let now = ui.effects.iter().filter(|effect| effect.writes()).count();
            if now > writes {
                prop_assert!(matches!(action, Action::Key("y")), "{action:?}");
                prop_assert!(!was_under_way);
                prop_assert_eq!(now, writes + 1);
            }
            writes = now;
        }
        // `changes` also contains an undo that was not sent because the service has changed since. A plan
        // keeps its own changes.
        let is_change = |effect: &&Effect| matches!(effect, Effect::Write(..));
        let sent = ui.effects.iter().filter(is_change).count();
        prop_assert!(ui.model.store.changes.len() >= sent);
    }
}

/// Returns every key of the keymap, and letters to type.
fn all_keys() -> Vec<KeyCombination> {
    let keymap = Keymap::built_in().unwrap();
    let scopes = Scope::ALL.into_iter();
    let mut keys: Vec<KeyCombination> = scopes
        .flat_map(|scope| {
            let keys = keymap.scope(scope).flat_map(|(_, keys)| keys.to_vec());
            keys.collect::<Vec<_>>()
        })
        .collect();
    keys.extend(["1", "z", "4", "-"].map(|key| key.parse::<KeyCombination>().unwrap()));
    keys.sort_by_key(ToString::to_string);
    keys.dedup();
    keys
}

#[derive(Debug, Clone)]
enum Anything {
    Key(KeyCombination),
    Paste(&'static str),
    Resize(u16, u16),
    Verdict(bool),
    List(Vec<(u8, i64)>),
    Answers,
}

fn anything() -> impl Strategy<Value = Anything> {
    let small = (1_u16..140, 1_u16..50);
    let large = (1_u16..=300, 1_u16..=100);
    let size = |(width, height)| Anything::Resize(width, height);
    prop_oneof![
        20 => prop::sample::select(all_keys()).prop_map(Anything::Key),
        2 => prop::sample::select(&[NEW, KIOSK, "🧑🏽\u{200d}🚀 مبيعات", "x\n\u{1b}[2J"][..]).prop_map(Anything::Paste),
        2 => small.prop_map(size),
        1 => large.prop_map(size),
        1 => any::<bool>().prop_map(Anything::Verdict),
        1 => list().prop_map(Anything::List),
        1 => Just(Anything::Answers),
    ]
}

/// Generates the configurations that a read finds, each with its priority.
fn list() -> impl Strategy<Value = Vec<(u8, i64)>> {
    prop::collection::btree_map(0_u8..12, 0_i64..5, 0..12)
        .prop_map(|rows| rows.into_iter().collect())
}

fn rows_of(list: &[(u8, i64)]) -> Vec<Row> {
    let rows = list.iter();
    rows.map(|(id, priority)| row(&format!("row{id}"), *priority))
        .collect()
}

/// Answers the last request for the list, if one is awaited.
fn answer_list(ui: &mut Harness, list: &[(u8, i64)]) {
    if ui.model.store.list.is_loading() {
        let request = ui.list_request();
        ui.send(Msg::Page(request, rows_of(list)));
        let listed = Listed {
            version: ApiVersion::Beta,
            incomplete: None,
        };
        ui.send(Msg::Listed(request, Ok(listed)));
    }
}

/// Answers the request for the row as the service returns it, if one is awaited.
fn answer_entity(ui: &mut Harness) {
    let raw = ui
        .model
        .overlays
        .iter()
        .rev()
        .find_map(|overlay| match overlay {
            AnyComponent::Raw(raw) => Some(raw),
            _ => None,
        });
    let awaited = raw.and_then(|raw| raw.awaits().first().copied());
    if let Some(id) = awaited {
        let raw = serde_json::from_str(r#"{"id":"x","source":"direct"}"#).unwrap();
        ui.send(Msg::Entity(id, ApiVersion::Beta, Ok(raw)));
    }
}

fn apply(ui: &mut Harness, action: &Anything) {
    match action {
        Anything::Key(key) => drop(ui.press(*key)),
        Anything::Paste(text) => drop(ui.paste(text)),
        Anything::Resize(width, height) => ui.send(Msg::Input(Input::Resize(*width, *height))),
        Anything::Verdict(verified) => play(ui, &[Action::Verdict(*verified)]),
        Anything::List(list) => answer_list(ui, list),
        Anything::Answers => answer_entity(ui),
    }
    ui.now += Duration::from_millis(300);
}

fn draw(ui: &Harness) {
    let (width, height) = ui.model.store.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view(&ui.model, frame)).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_key_at_any_size_makes_update_or_view_panic(
        (width, height) in (1_u16..=300, 1_u16..=100),
        ascii in any::<bool>(),
        actions in prop::collection::vec(anything(), 0..60),
    ) {
        let mut ui = Harness::new(false);
        ui.model.store.start.capabilities.ascii = ascii;
        ui.send(Msg::Input(Input::Resize(width, height)));
        draw(&ui);
        for action in &actions {
            apply(&mut ui, action);
            draw(&ui);
        }
    }
}

#[derive(Debug, Clone)]
enum Move {
    Key(&'static str),
    Refresh(Vec<(u8, i64)>),
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        4 => prop::sample::select(&["down", "up", "pagedown", "end", "home"][..]).prop_map(Move::Key),
        2 => Just(Move::Key("s")),
        3 => prop::sample::select(&["/ r 1", "/ 2", "/ z", "enter", "esc"][..]).prop_map(Move::Key),
        2 => list().prop_map(Move::Refresh),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_selected_row_stays_selected_while_it_is_shown(
        first in list(),
        moves in prop::collection::vec(moves(), 0..40),
    ) {
        let mut ui = Harness::new(false);
        ui.key("r");
        answer_list(&mut ui, &first);
        for step in moves {
            let before = ui.model.store.configuration.key().cloned();
            let goes = matches!(step, Move::Key("down" | "up" | "pagedown" | "end" | "home"));
            match step {
                Move::Key(keys) => drop(ui.keys(keys)),
                Move::Refresh(list) => {
                    ui.keys("esc esc r");
                    answer_list(&mut ui, &list);
                }
            }
            let model = &ui.model;
            let shown: Vec<_> = model.panes.configurations(&model.store).map(|row| row.configuration.id.clone()).collect();
            if let Some(before) = before.filter(|before| !goes && shown.contains(before)) {
                prop_assert_eq!(model.store.configuration.key(), Some(&before));
            }
            // The selection is the row that the keyboard acts on.
            prop_assert_eq!(model.store.configuration.key(), shown.get(model.store.configuration.index()));
        }
    }
}
