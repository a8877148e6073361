//! What holds whatever an admin does.

use proptest::prelude::*;

use super::*;

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

fn play(bench: &mut Bench, actions: &[Action]) {
    for action in actions {
        match action {
            Action::Key(key) => drop(bench.key(key)),
            Action::Paste(text) => drop(bench.paste(text)),
            Action::Resize(width, height) => bench.send(Msg::Input(Input::Resize(*width, *height))),
            Action::Verdict(verified) => {
                let under_way = bench.model.in_flight().map(|(id, _)| id);
                if let Some(id) = under_way {
                    let verdict = if *verified {
                        Verdict::Verified
                    } else {
                        Verdict::Rejected
                    };
                    bench.end(id, verdict, None);
                    bench.now += DEAF;
                }
            }
        }
        bench.now += Duration::from_millis(300);
    }
}

fn is_plain(bench: &Bench) -> bool {
    let model = &bench.model;
    let filtered = model.shown.filter(model.pane).value() != "";
    model.overlays.is_empty()
        && model.pane == Pane::Configurations
        && !model.list.is_loading()
        && model.again.pane.is_none()
        && !filtered
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn in_read_only_mode_no_keys_lead_to_a_write(
        actions in prop::collection::vec(action(), 0..80),
    ) {
        let mut bench = Bench::new(true);
        play(&mut bench, &actions);
        prop_assert!(bench.effects.iter().all(|effect| !effect.writes()));
    }

    #[test]
    fn esc_leads_back_to_the_plain_list_and_loses_nothing_without_a_question(
        actions in prop::collection::vec(action(), 0..60),
    ) {
        let mut bench = Bench::new(false);
        play(&mut bench, &actions);
        play(&mut bench, &[Action::Verdict(true), Action::Resize(80, 24)]);
        bench.effects.clear();
        let mut steps = 0;
        while !is_plain(&bench) {
            let (depth, dirty) = (bench.model.overlays.len(), bench.model.has_dirty_form());
            let asked = matches!(bench.model.overlays.last(), Some(Overlay::Confirm(_)));
            play(&mut bench, &[Action::Key("esc")]);
            let now = &bench.model;
            prop_assert!(now.overlays.len() + 1 >= depth, "one step at a time");
            prop_assert!(!dirty || now.has_dirty_form(), "a form was lost");
            let asks = matches!(now.overlays.last(), Some(Overlay::Confirm(_)));
            if asks && !asked && now.overlays.len() > depth {
                // No is the answer of esc; only a yes gives the form up.
                play(&mut bench, &[Action::Key("y")]);
            }
            steps += 1;
            prop_assert!(steps < 40, "{:?}", bench.model.overlays);
        }
        prop_assert!(bench.effects.iter().all(|effect| !effect.writes() && *effect != Effect::Quit));
    }

    #[test]
    fn a_write_always_follows_a_yes_and_there_is_never_a_second_one_under_way(
        actions in prop::collection::vec(action(), 0..80),
    ) {
        let mut bench = Bench::new(false);
        let mut writes = 0;
        for action in &actions {
            let was_under_way = bench.model.in_flight().is_some();
            play(&mut bench, std::slice::from_ref(action));
            let now = bench.effects.iter().filter(|effect| effect.writes()).count();
            if now > writes {
                prop_assert!(matches!(action, Action::Key("y")), "{action:?}");
                prop_assert!(!was_under_way);
                prop_assert_eq!(now, writes + 1);
            }
            writes = now;
        }
        // An undo that the service has overtaken is among them and was not sent.
        prop_assert!(bench.model.changes.len() >= writes);
    }
}
