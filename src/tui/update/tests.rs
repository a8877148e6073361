//! Tests of `update`: what keys do, and that writes are never lost and never by accident.

use crokey::KeyCombination;
use crossterm::event::KeyEvent;
use proptest::prelude::*;

use super::*;
use crate::domain::{
    ApiMode, ApiVersion, Assignment, ChangeId, Configuration, Facts, Outcome, TargetKind, Verdict,
};
use crate::graph::{GraphError, Listed, Row};
use crate::tui::form::Field;
use crate::tui::keymap::Keymap;
use crate::tui::model::{Pane, Reading, Start};
use crate::tui::remote::RequestId;

const SALES: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
const KIOSK: &str = "1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50";
const NEW: &str = "99999999-0a4e-4d0b-9a55-7d2b1c3e4f50";

struct Bench {
    model: Model,
    now: Duration,
    effects: Vec<Effect>,
}

impl Bench {
    /// Two configurations: `Corp` with a scope-tag target and a group, and a default.
    fn new(read_only: bool) -> Self {
        let start = Start {
            service_name: "test".to_owned(),
            read_only,
            api: ApiMode::Auto,
            no_colour: false,
            size: (80, 24),
        };
        let model = Model::new(start, Keymap::built_in().unwrap());
        let mut bench = Self {
            model,
            now: Duration::ZERO,
            effects: Vec::new(),
        };
        bench.send(Msg::Started);
        let request = bench.list_request();
        bench.send(Msg::Page(request, vec![row("corp", 1), row("default", 0)]));
        let listed = Listed {
            version: ApiVersion::Beta,
            incomplete: None,
        };
        bench.send(Msg::Listed(request, Ok(listed)));
        bench.effects.clear();
        bench
    }

    fn list_request(&self) -> RequestId {
        let request = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::List(id) => Some(*id),
            _ => None,
        });
        request.unwrap()
    }

    fn send(&mut self, msg: Msg) {
        self.now += Duration::from_millis(10);
        self.effects.extend(update(&mut self.model, msg, self.now));
    }

    fn key(&mut self, key: &str) -> &mut Self {
        let key: KeyCombination = key.parse().unwrap();
        let event: KeyEvent = key.into();
        self.send(Msg::Input(Input::Key {
            event,
            repeat: false,
        }));
        self
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.key(key);
        }
        self
    }

    fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Msg::Input(Input::Paste(text.to_owned())));
        self
    }

    fn write(&self) -> Option<(ChangeId, &crate::domain::Change)> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Write(id, change) => Some((*id, &**change)),
            _ => None,
        })
    }

    /// Goes all the way to the write: another group for the second assignment.
    fn submitted() -> (Self, ChangeId) {
        let mut bench = Self::new(false);
        bench.keys("enter down e").paste(NEW).keys("enter y");
        let (id, _) = bench.write().unwrap();
        (bench, id)
    }

    fn end(&mut self, id: ChangeId, verdict: Verdict, observed: Option<Vec<Assignment>>) {
        let facts = Facts {
            method: "PATCH",
            path: "/v1.0/x".to_owned(),
            status: Some(200),
            elapsed: Duration::from_millis(312),
            request_id: Some("r-1".to_owned()),
            client_request_id: "c-1".to_owned(),
        };
        let outcome = Outcome {
            verdict,
            facts: Some(facts),
            error: None,
            reason: None,
            observed,
        };
        self.send(Msg::Ended(id, Box::new(outcome)));
    }

    fn top(&self) -> &Overlay {
        self.model.overlays.last().unwrap()
    }

    fn typed(&self) -> Option<String> {
        self.model
            .overlays
            .iter()
            .rev()
            .find_map(|overlay| match overlay {
                Overlay::Editor(editor) => Some(editor.text(Field::ObjectId)?.value().to_owned()),
                _ => None,
            })
    }
}

fn assignment(id: &str, target: &str) -> Assignment {
    let json = format!(
        r##"{{"id":"{id}","source":"direct","target":{{"@odata.type":"#microsoft.graph.{target}}}}}"##
    );
    Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
}

fn group(id: &str, group: &str) -> Assignment {
    assignment(
        id,
        &format!(r#"groupAssignmentTarget","groupId":"{group}""#),
    )
}

fn scope_tag() -> Assignment {
    assignment(
        "a1",
        &format!(r#"scopeTagGroupAssignmentTarget","targetType":"user","entraObjectId":"{SALES}""#),
    )
}

fn row(id: &str, priority: i64) -> Row {
    let json = format!(
        r##"{{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"{id}","displayName":"{id}","priority":{priority}}}"##
    );
    let (configuration, _) = Configuration::from_raw(serde_json::from_str(&json).unwrap()).unwrap();
    let assignments = if priority == 0 {
        vec![group("d1", KIOSK)]
    } else {
        vec![scope_tag(), group("a2", KIOSK)]
    };
    Row {
        configuration,
        assignments,
    }
}

#[test]
fn the_main_job_leads_to_exactly_one_write() {
    let mut bench = Bench::new(false);
    // Target type: from user to device; the id is pasted.
    bench
        .keys("enter e tab down")
        .paste(&format!(" {{{NEW}}}\n"))
        .key("enter");
    assert!(matches!(bench.top(), Overlay::Review(_)));
    assert!(bench.write().is_none(), "a review sends nothing");
    bench.key("y");
    let (_, change) = bench.write().unwrap();
    assert_eq!(change.after.kind(), TargetKind::ScopeTagGroup);
    assert_eq!(change.after.object_id(), Some(NEW));
    assert!(
        change
            .after
            .raw()
            .to_json()
            .contains(r#""targetType":"device""#)
    );
    assert!(matches!(bench.top(), Overlay::InFlight(_)));
    bench.keys("y y enter y");
    assert_eq!(
        bench
            .effects
            .iter()
            .filter(|effect| effect.writes())
            .count(),
        1
    );
}

#[test]
fn enter_in_the_review_goes_back_and_sends_nothing() {
    let mut bench = Bench::new(false);
    bench.keys("enter down e").paste(NEW).keys("enter enter");
    assert!(matches!(bench.top(), Overlay::Editor(_)));
    assert!(bench.write().is_none());
}

#[test]
fn a_yes_that_was_pasted_along_is_not_meant() {
    let mut bench = Bench::new(false);
    bench.keys("enter down e").paste(NEW);
    let burst = bench.now + Duration::from_secs(1);
    for key in ["enter", "y"] {
        let key: KeyCombination = key.parse().unwrap();
        let input = Input::Key {
            event: key.into(),
            repeat: false,
        };
        bench
            .effects
            .extend(update(&mut bench.model, Msg::Input(input), burst));
    }
    assert!(bench.write().is_none());
    assert!(matches!(bench.top(), Overlay::Review(_)));
}

#[test]
fn a_verified_change_closes_the_form_and_selects_the_new_row() {
    let (mut bench, id) = Bench::submitted();
    let observed = vec![group("a9", NEW), scope_tag()];
    bench.end(id, Verdict::Verified, Some(observed));
    assert!(bench.model.overlays.is_empty());
    let selected = bench.model.selected_assignment().unwrap();
    assert_eq!(selected.target.object_id(), Some(NEW));
    assert_eq!(selected.id.as_str(), "a9");
}

#[test]
fn any_other_verdict_keeps_the_form_as_typed() {
    for verdict in [
        Verdict::Rejected,
        Verdict::NoRoute,
        Verdict::Unknown,
        Verdict::NotSent,
    ] {
        let (mut bench, id) = Bench::submitted();
        bench.end(id, verdict, None);
        assert!(
            matches!(bench.top(), Overlay::Text { reading: Reading::Outcome(of), .. } if *of == id)
        );
        bench.key("esc");
        assert!(
            matches!(bench.top(), Overlay::Text { .. }),
            "it opened by itself and is deaf"
        );
        bench.now += DEAF;
        bench.key("esc");
        assert!(matches!(bench.top(), Overlay::Editor(_)), "{verdict:?}");
        assert_eq!(bench.typed().as_deref(), Some(NEW));
    }
}

#[test]
fn a_change_put_aside_goes_on_and_a_refusal_brings_the_form_back() {
    let (mut bench, id) = Bench::submitted();
    bench.key("esc");
    assert!(bench.model.overlays.is_empty());
    bench.keys("up e");
    assert!(bench.model.overlays.is_empty(), "one change at a time");
    assert!(
        bench
            .model
            .notice
            .as_deref()
            .unwrap()
            .contains("one change at a time")
    );
    bench.end(id, Verdict::Rejected, None);
    assert_eq!(bench.typed().as_deref(), Some(NEW));
    assert!(matches!(bench.top(), Overlay::Text { .. }));
}

#[test]
fn a_dirty_form_is_not_closed_without_asking() {
    let mut bench = Bench::new(false);
    bench.keys("enter down e esc");
    assert!(bench.model.overlays.is_empty(), "nothing was typed");
    bench.key("e").paste(NEW).key("esc");
    assert!(matches!(bench.top(), Overlay::Confirm(Question::Discard)));
    bench.key("enter");
    assert_eq!(bench.typed().as_deref(), Some(NEW));
    bench.keys("esc y");
    assert!(bench.model.overlays.is_empty());
}

#[test]
fn leaving_asks_while_a_change_is_under_way() {
    let (mut bench, id) = Bench::submitted();
    bench.key("ctrl-c");
    assert!(matches!(
        bench.top(),
        Overlay::Confirm(Question::QuitInFlight)
    ));
    assert!(!bench.effects.contains(&Effect::Quit));
    bench.end(
        id,
        Verdict::Verified,
        Some(vec![group("a9", NEW), scope_tag()]),
    );
    assert!(
        bench.model.overlays.is_empty(),
        "the question has lost its ground"
    );
    bench.key("ctrl-c");
    assert!(bench.effects.contains(&Effect::Quit));
}

#[test]
fn going_to_the_background_is_refused_while_a_change_is_under_way() {
    let (mut bench, _) = Bench::submitted();
    bench.key("ctrl-z");
    assert!(!bench.effects.contains(&Effect::Suspend));
    assert!(bench.model.notice.as_deref().unwrap().contains("under way"));
}

#[test]
fn defaults_cannot_be_edited_and_say_why() {
    let mut bench = Bench::new(false);
    bench.keys("down enter e");
    assert!(bench.model.overlays.is_empty());
    assert!(
        bench
            .model
            .notice
            .as_deref()
            .unwrap()
            .contains("default configuration")
    );
}

#[test]
fn a_list_asked_for_before_a_change_cannot_show_the_old_state_after_it() {
    let (mut bench, id) = Bench::submitted();
    bench.keys("esc r");
    let early = bench.list_request();
    bench.end(
        id,
        Verdict::Verified,
        Some(vec![group("a9", NEW), scope_tag()]),
    );
    assert!(bench.effects.contains(&Effect::Cancel(early)));
    assert_ne!(bench.list_request(), early);
    bench.send(Msg::Page(early, vec![row("corp", 1)]));
    let ids: Vec<_> = bench.model.rows()[0]
        .assignments
        .iter()
        .map(|row| row.id.as_str())
        .collect();
    assert_eq!(ids, ["a9", "a1"]);
}

#[test]
fn members_are_counted_once_the_selection_rests() {
    let mut bench = Bench::new(false);
    bench.keys("enter down");
    let timers: Vec<_> = bench
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::After(timer, _) => Some(*timer),
            _ => None,
        })
        .collect();
    for timer in timers {
        bench.send(Msg::Due(timer));
    }
    let counted: Vec<_> = bench
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::CountMembers(id) => Some(id.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(counted, [KIOSK], "only what the selection came to rest on");
}

#[test]
fn a_failed_reload_keeps_the_rows_and_says_so() {
    let mut bench = Bench::new(false);
    bench.key("r");
    let request = bench.list_request();
    let error = GraphError::NotSent {
        reason: "no route to host".to_owned(),
        no_token: false,
    };
    bench.send(Msg::Listed(request, Err(error)));
    assert_eq!(bench.model.rows().len(), 2);
    assert!(
        bench
            .model
            .notice
            .as_deref()
            .unwrap()
            .contains("not complete")
    );
    bench.key("o");
    assert!(matches!(
        bench.top(),
        Overlay::Text {
            reading: Reading::ListError,
            ..
        }
    ));
}

#[test]
fn a_screen_too_small_to_read_takes_no_answer() {
    let mut bench = Bench::new(false);
    bench.keys("enter down e").paste(NEW).key("enter");
    bench.send(Msg::Input(Input::Resize(20, 5)));
    bench.key("y");
    assert!(bench.write().is_none());
    bench.send(Msg::Input(Input::Resize(80, 24)));
    bench.key("y");
    assert!(bench.write().is_some());
}

#[test]
fn the_palette_runs_what_it_found() {
    let mut bench = Bench::new(false);
    bench.keys(": h e l p enter");
    assert!(matches!(
        bench.top(),
        Overlay::Text {
            reading: Reading::Help,
            ..
        }
    ));
    bench.key("esc");
    assert_eq!(bench.model.pane, Pane::Configurations);
}

const ANY_KEY: &[&str] = &[
    "e", "enter", "y", "n", "esc", "tab", "down", "up", "left", "right", "j", "k", "o", "r", "?",
    ":", "g", "l", "h", "space", "backtab", "a", "1",
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
        prop_assert_eq!(bench.model.changes.len(), writes);
    }
}
