//! Step-by-step flows of an admin.

use super::*;

#[test]
fn the_main_job_leads_to_exactly_one_write() {
    let mut ui = Harness::new(false);
    // Changes the target type from user to device; the id is pasted.
    ui.keys("enter e backtab right")
        .paste(&format!(" {{{NEW}}}\n"))
        .key("enter");
    assert!(ui.on_review());
    assert!(ui.write().is_none(), "a review sends nothing");
    ui.key("y");
    let (_, change) = ui.write().unwrap();
    assert_eq!(
        change.new_target().unwrap().kind(),
        TargetKind::ScopeTagGroup
    );
    assert_eq!(change.new_target().unwrap().object_id(), Some(NEW));
    assert!(
        change
            .new_target()
            .unwrap()
            .raw()
            .to_json()
            .contains(r#""targetType":"device""#)
    );
    assert!(ui.is_on(Scope::InFlight));
    ui.keys("y y enter y");
    assert_eq!(
        ui.effects.iter().filter(|effect| effect.writes()).count(),
        1
    );
}

#[test]
fn enter_in_the_review_goes_back_and_sends_nothing() {
    let mut ui = Harness::new(false);
    ui.keys("enter down e").paste(NEW).keys("enter enter");
    assert!(ui.on_editor());
    assert!(ui.write().is_none());
}

#[test]
fn a_yes_that_was_pasted_along_is_not_meant() {
    let mut ui = Harness::new(false);
    ui.keys("enter down e").paste(NEW);
    ui.burst("enter y");
    assert!(ui.write().is_none());
    assert!(ui.on_review());
    // It does not answer a question that opened at the same time either.
    let mut ui = Harness::new(false);
    let mut corp = row("corp", 1);
    corp.assignments.remove(0);
    ui.reread(vec![corp]);
    ui.keys("enter x").burst("y y y");
    assert!(ui.write().is_none());
    assert_eq!(ui.question(), Some(Question::EmptyList));
    ui.key("y");
    assert!(ui.write().is_some());
}

#[test]
fn a_verified_change_closes_the_form_and_selects_the_new_row() {
    let (mut ui, id) = Harness::submitted();
    let observed = vec![group("a9", NEW), scope_tag()];
    ui.end(id, Verdict::Verified, Some(observed));
    assert!(ui.model.overlays.is_empty());
    let selected = ui.model.store.selected_assignment().unwrap();
    assert_eq!(selected.target.object_id(), Some(NEW));
    assert_eq!(selected.id.as_str(), "a9");
}

#[test]
fn what_was_already_so_closes_the_form() {
    let (mut ui, id) = Harness::submitted();
    let observed = vec![group("a9", NEW), scope_tag()];
    ui.end(id, Verdict::Already, Some(observed));
    assert!(ui.model.overlays.is_empty());
    let selected = ui.model.store.selected_assignment().unwrap();
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
        let (mut ui, id) = Harness::submitted();
        ui.end(id, verdict, None);
        assert!(ui.top().is_outcome(id));
        ui.key("esc");
        assert!(ui.on_text(), "it opened by itself and is deaf");
        ui.now += DEAF;
        ui.key("esc");
        assert!(ui.on_editor(), "{verdict:?}");
        assert_eq!(ui.typed().as_deref(), Some(NEW));
    }
}

#[test]
fn a_change_put_aside_goes_on_and_a_refusal_brings_the_form_back() {
    let (mut ui, id) = Harness::submitted();
    ui.key("esc");
    assert!(ui.model.overlays.is_empty());
    ui.keys("up e");
    assert!(ui.model.overlays.is_empty(), "one change at a time");
    insta::assert_snapshot!(ui.notice(), @"One change at a time. Wait for the one in flight.");
    ui.end(id, Verdict::Rejected, None);
    assert_eq!(ui.typed().as_deref(), Some(NEW));
    assert!(ui.on_text());
}

#[test]
fn a_dirty_form_is_not_closed_without_asking() {
    let mut ui = Harness::new(false);
    ui.keys("enter down e esc");
    assert!(ui.model.overlays.is_empty(), "nothing was typed");
    ui.key("e").paste(NEW).key("esc");
    assert_eq!(ui.question(), Some(Question::Discard));
    ui.key("enter");
    assert_eq!(ui.typed().as_deref(), Some(NEW));
    ui.keys("esc y");
    assert!(ui.model.overlays.is_empty());
}

#[test]
fn leaving_asks_while_a_change_is_under_way() {
    let (mut ui, id) = Harness::submitted();
    ui.key("ctrl-c");
    assert_eq!(ui.question(), Some(Question::QuitInFlight));
    assert!(!ui.effects.contains(&Effect::Quit));
    ui.end(
        id,
        Verdict::Verified,
        Some(vec![group("a9", NEW), scope_tag()]),
    );
    assert!(
        ui.model.overlays.is_empty(),
        "the question has lost its ground"
    );
    ui.key("ctrl-c");
    assert!(ui.effects.contains(&Effect::Quit));
}

#[test]
fn going_to_the_background_is_refused_while_a_change_is_under_way() {
    let (mut ui, _) = Harness::submitted();
    ui.key("ctrl-z");
    assert!(!ui.effects.contains(&Effect::Suspend));
    insta::assert_snapshot!(ui.notice(), @"A change is in flight. Wait for its outcome.");
}

#[test]
fn defaults_cannot_be_edited_and_say_why() {
    let mut ui = Harness::new(false);
    ui.keys("down enter e");
    assert!(ui.model.overlays.is_empty());
    insta::assert_snapshot!(ui.notice(), @"The default applies to everyone and can't be reassigned.");
}

#[test]
fn a_list_asked_for_before_a_change_cannot_show_the_old_state_after_it() {
    let (mut ui, id) = Harness::submitted();
    ui.keys("esc ctrl-r");
    let early = ui.list_request();
    ui.end(
        id,
        Verdict::Verified,
        Some(vec![group("a9", NEW), scope_tag()]),
    );
    assert!(ui.effects.contains(&Effect::Cancel(early)));
    assert_ne!(ui.list_request(), early);
    ui.send(Msg::Page(early, vec![row("corp", 1)]));
    let ids: Vec<_> = ui.model.store.rows()[0]
        .assignments
        .iter()
        .map(|row| row.id.as_str())
        .collect();
    assert_eq!(ids, ["a9", "a1"]);
}

#[test]
fn members_are_counted_once_the_selection_rests() {
    let mut ui = Harness::new(false);
    ui.keys("enter down");
    let timers: Vec<_> = ui
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::After(timer, _) => Some(*timer),
            _ => None,
        })
        .collect();
    for timer in timers {
        ui.send(Msg::Due(timer));
    }
    let counted: Vec<_> = ui
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
    let mut ui = Harness::new(false);
    ui.key("r");
    let request = ui.list_request();
    let error = RequestError::NotSent {
        reason: "no route to host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    ui.send(Msg::Listed(request, Err(error)));
    assert_eq!(ui.model.store.rows().len(), 2);
    assert!(
        ui.model.notice.as_ref().unwrap().leads_on,
        "it names the key that shows why"
    );
    ui.key("i");
    assert_eq!(ui.text_id(), Some(TextId::ListError));
}

#[test]
fn a_screen_too_small_to_read_takes_no_answer() {
    let mut ui = Harness::new(false);
    ui.keys("enter down e").paste(NEW).key("enter");
    ui.send(Msg::Input(Input::Resize(20, 5)));
    ui.key("y");
    assert!(ui.write().is_none());
    ui.send(Msg::Input(Input::Resize(80, 24)));
    ui.key("y");
    assert!(ui.write().is_some());
}

#[test]
fn the_palette_runs_what_it_found() {
    let mut ui = Harness::new(false);
    ui.keys(": h e l p enter");
    assert!(ui.top().is_help());
    ui.key("esc");
    assert_eq!(ui.model.store.pane, Pane::Configurations);
}

#[test]
fn a_change_that_was_put_aside_can_be_stopped_from_the_list_while_it_waits() {
    let (mut ui, id) = Harness::submitted();
    ui.key("esc");
    assert!(ui.model.overlays.is_empty(), "put aside");
    let (wait, facts) = (Duration::from_secs(30), None);
    ui.send(Msg::Step(id, Step::Waiting { wait, facts }));
    ui.key("esc");
    assert!(ui.effects.contains(&Effect::StopWaiting(id)));
    assert_eq!(
        ui.model.store.pane,
        Pane::Assignments,
        "one thing at a time"
    );
    // A request that was sent cannot be stopped: the key goes back a pane.
    ui.effects.clear();
    ui.send(Msg::Step(id, Step::Sending));
    ui.key("esc");
    assert!(!ui.effects.contains(&Effect::StopWaiting(id)));
    assert_eq!(ui.model.store.pane, Pane::Configurations);
}

#[test]
fn a_change_that_was_put_aside_comes_back_with_its_form() {
    let (mut ui, id) = Harness::submitted();
    ui.keys("esc i");
    assert!(ui.top().is_in_flight(id));
    assert_eq!(ui.typed().as_deref(), Some(NEW));
    ui.keys("esc i");
    ui.end(id, Verdict::Verified, None);
    assert!(ui.model.overlays.is_empty(), "the form is done with");
}

#[test]
fn a_yes_to_a_review_that_was_not_seen_whole_shows_more_of_it() {
    let mut ui = Harness::new(false);
    ui.send(Msg::Input(Input::Resize(40, 12)));
    ui.keys("enter down e").paste(NEW).key("enter");
    let more = |ui: &Harness| {
        let keys = crate::tui::app::footer::keys(&ui.model);
        keys.iter().any(|(_, title, _)| *title == "more below")
    };
    let mut pages = 0;
    while more(&ui) {
        assert!(ui.write().is_none());
        ui.key("y");
        pages += 1;
        assert!(pages < 10, "it has an end");
    }
    assert!(pages > 0, "it does not fit");
    // A yes that arrives in one burst with the last of those does not count.
    let input = Input::Key {
        event: "y".parse::<KeyCombination>().unwrap().into(),
        repeat: false,
    };
    let effects = update(&mut ui.model, Msg::Input(input), ui.now);
    assert!(effects.iter().all(|effect| !effect.writes()));
    ui.key("y");
    assert!(ui.write().is_some());
}

#[test]
fn a_yes_in_one_burst_with_the_end_of_the_review_sends_nothing() {
    let mut ui = Harness::new(false);
    ui.send(Msg::Input(Input::Resize(40, 12)));
    ui.keys("enter down e").paste(NEW).key("enter");
    ui.burst("pagedown pagedown pagedown pagedown y");
    let seen = ui.on_review() && ui.top().cursor().seen();
    assert!(seen && ui.write().is_none(), "its end was not drawn yet");
    ui.key("y");
    assert!(ui.write().is_some());
}

#[test]
fn help_can_be_read_over_a_review_and_the_review_stays() {
    let mut ui = Harness::new(false);
    ui.keys("enter down e").paste(NEW).keys("enter ?");
    assert!(ui.top().is_help());
    let first = &ui.lines()[0];
    assert_eq!(first.text, "Review");
    ui.keys("? y");
    assert!(ui.write().is_none(), "help has no help, and no yes");
    ui.keys("esc y");
    assert!(ui.write().is_some());
}
