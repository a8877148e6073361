//! What an admin does, step by step.

use super::*;

#[test]
fn the_main_job_leads_to_exactly_one_write() {
    let mut bench = Harness::new(false);
    // Target type: from user to device; the id is pasted.
    bench
        .keys("enter e tab down")
        .paste(&format!(" {{{NEW}}}\n"))
        .key("enter");
    assert!(bench.on_review());
    assert!(bench.write().is_none(), "a review sends nothing");
    bench.key("y");
    let (_, change) = bench.write().unwrap();
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
    assert!(bench.is_on(Scope::InFlight));
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
    let mut bench = Harness::new(false);
    bench.keys("enter down e").paste(NEW).keys("enter enter");
    assert!(bench.on_editor());
    assert!(bench.write().is_none());
}

#[test]
fn a_yes_that_was_pasted_along_is_not_meant() {
    let mut bench = Harness::new(false);
    bench.keys("enter down e").paste(NEW);
    bench.burst("enter y");
    assert!(bench.write().is_none());
    assert!(bench.on_review());
    // Nor does it answer a question that came up with it.
    let mut bench = Harness::new(false);
    let mut corp = row("corp", 1);
    corp.assignments.remove(0);
    bench.reread(vec![corp]);
    bench.keys("enter x").burst("y y y");
    assert!(bench.write().is_none());
    assert_eq!(bench.question(), Some(Question::EmptyList));
    bench.key("y");
    assert!(bench.write().is_some());
}

#[test]
fn a_verified_change_closes_the_form_and_selects_the_new_row() {
    let (mut bench, id) = Harness::submitted();
    let observed = vec![group("a9", NEW), scope_tag()];
    bench.end(id, Verdict::Verified, Some(observed));
    assert!(bench.model.overlays.is_empty());
    let selected = bench.model.store.selected_assignment().unwrap();
    assert_eq!(selected.target.object_id(), Some(NEW));
    assert_eq!(selected.id.as_str(), "a9");
}

#[test]
fn what_was_already_so_closes_the_form_and_is_not_taken_back() {
    let (mut bench, id) = Harness::submitted();
    let observed = vec![group("a9", NEW), scope_tag()];
    bench.end(id, Verdict::Already, Some(observed));
    assert!(bench.model.overlays.is_empty());
    let selected = bench.model.store.selected_assignment().unwrap();
    assert_eq!(selected.id.as_str(), "a9");
    assert_eq!(bench.model.store.last_verified(), None);
}

#[test]
fn any_other_verdict_keeps_the_form_as_typed() {
    for verdict in [
        Verdict::Rejected,
        Verdict::NoRoute,
        Verdict::Unknown,
        Verdict::NotSent,
    ] {
        let (mut bench, id) = Harness::submitted();
        bench.end(id, verdict, None);
        assert!(bench.top().is_outcome(id));
        bench.key("esc");
        assert!(bench.on_text(), "it opened by itself and is deaf");
        bench.now += DEAF;
        bench.key("esc");
        assert!(bench.on_editor(), "{verdict:?}");
        assert_eq!(bench.typed().as_deref(), Some(NEW));
    }
}

#[test]
fn a_change_put_aside_goes_on_and_a_refusal_brings_the_form_back() {
    let (mut bench, id) = Harness::submitted();
    bench.key("esc");
    assert!(bench.model.overlays.is_empty());
    bench.keys("up e");
    assert!(bench.model.overlays.is_empty(), "one change at a time");
    insta::assert_snapshot!(bench.notice(), @"one change at a time: wait for the one under way");
    bench.end(id, Verdict::Rejected, None);
    assert_eq!(bench.typed().as_deref(), Some(NEW));
    assert!(bench.on_text());
}

#[test]
fn a_dirty_form_is_not_closed_without_asking() {
    let mut bench = Harness::new(false);
    bench.keys("enter down e esc");
    assert!(bench.model.overlays.is_empty(), "nothing was typed");
    bench.key("e").paste(NEW).key("esc");
    assert_eq!(bench.question(), Some(Question::Discard));
    bench.key("enter");
    assert_eq!(bench.typed().as_deref(), Some(NEW));
    bench.keys("esc y");
    assert!(bench.model.overlays.is_empty());
}

#[test]
fn leaving_asks_while_a_change_is_under_way() {
    let (mut bench, id) = Harness::submitted();
    bench.key("ctrl-c");
    assert_eq!(bench.question(), Some(Question::QuitInFlight));
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
    let (mut bench, _) = Harness::submitted();
    bench.key("ctrl-z");
    assert!(!bench.effects.contains(&Effect::Suspend));
    insta::assert_snapshot!(bench.notice(), @"a change is under way: wait for its outcome");
}

#[test]
fn defaults_cannot_be_edited_and_say_why() {
    let mut bench = Harness::new(false);
    bench.keys("down enter e");
    assert!(bench.model.overlays.is_empty());
    insta::assert_snapshot!(bench.notice(), @"a default configuration applies to everyone last and cannot be assigned");
}

#[test]
fn a_list_asked_for_before_a_change_cannot_show_the_old_state_after_it() {
    let (mut bench, id) = Harness::submitted();
    bench.keys("esc ctrl-r");
    let early = bench.list_request();
    bench.end(
        id,
        Verdict::Verified,
        Some(vec![group("a9", NEW), scope_tag()]),
    );
    assert!(bench.effects.contains(&Effect::Cancel(early)));
    assert_ne!(bench.list_request(), early);
    bench.send(Msg::Page(early, vec![row("corp", 1)]));
    let ids: Vec<_> = bench.model.store.rows()[0]
        .assignments
        .iter()
        .map(|row| row.id.as_str())
        .collect();
    assert_eq!(ids, ["a9", "a1"]);
}

#[test]
fn members_are_counted_once_the_selection_rests() {
    let mut bench = Harness::new(false);
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
    let mut bench = Harness::new(false);
    bench.key("r");
    let request = bench.list_request();
    let error = RequestError::NotSent {
        reason: "no route to host".to_owned(),
        no_token: false,
        hint: None,
        number: None,
    };
    bench.send(Msg::Listed(request, Err(error)));
    assert_eq!(bench.model.store.rows().len(), 2);
    assert!(
        bench.model.notice.as_ref().unwrap().leads_on,
        "it names the key that shows why"
    );
    bench.key("i");
    assert_eq!(bench.text_id(), Some(TextId::ListError));
}

#[test]
fn a_screen_too_small_to_read_takes_no_answer() {
    let mut bench = Harness::new(false);
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
    let mut bench = Harness::new(false);
    bench.keys(": h e l p enter");
    assert!(bench.top().is_help());
    bench.key("esc");
    assert_eq!(bench.model.store.pane, Pane::Configurations);
}

#[test]
fn a_change_that_was_put_aside_can_be_stopped_from_the_list_while_it_waits() {
    let (mut bench, id) = Harness::submitted();
    bench.key("esc");
    assert!(bench.model.overlays.is_empty(), "put aside");
    let (wait, facts) = (Duration::from_secs(30), None);
    bench.send(Msg::Step(id, Step::Waiting { wait, facts }));
    bench.key("esc");
    assert!(bench.effects.contains(&Effect::StopWaiting(id)));
    assert_eq!(
        bench.model.store.pane,
        Pane::Assignments,
        "one thing at a time"
    );
    // What is on its way cannot be stopped: the key goes back a pane.
    bench.effects.clear();
    bench.send(Msg::Step(id, Step::Sending));
    bench.key("esc");
    assert!(!bench.effects.contains(&Effect::StopWaiting(id)));
    assert_eq!(bench.model.store.pane, Pane::Configurations);
}

#[test]
fn a_change_that_was_put_aside_comes_back_with_its_form() {
    let (mut bench, id) = Harness::submitted();
    bench.keys("esc i");
    assert!(bench.top().is_in_flight(id));
    assert_eq!(bench.typed().as_deref(), Some(NEW));
    bench.keys("esc i");
    bench.end(id, Verdict::Verified, None);
    assert!(bench.model.overlays.is_empty(), "the form is done with");
}

#[test]
fn a_yes_to_a_review_that_was_not_seen_whole_shows_more_of_it() {
    let mut bench = Harness::new(false);
    bench.send(Msg::Input(Input::Resize(60, 15)));
    bench.keys("enter down e").paste(NEW).key("enter");
    let more = |bench: &Harness| {
        let keys = crate::tui::app::footer::keys(&bench.model);
        keys.iter().any(|(_, title, _)| *title == "more below")
    };
    let mut pages = 0;
    while more(&bench) {
        assert!(bench.write().is_none());
        bench.key("y");
        pages += 1;
        assert!(pages < 10, "it has an end");
    }
    assert!(pages > 0, "it does not fit");
    // The yes that came in one burst with the last of those is not meant.
    let input = Input::Key {
        event: "y".parse::<KeyCombination>().unwrap().into(),
        repeat: false,
    };
    let effects = update(&mut bench.model, Msg::Input(input), bench.now);
    assert!(effects.iter().all(|effect| !effect.writes()));
    bench.key("y");
    assert!(bench.write().is_some());
}

#[test]
fn a_yes_in_one_burst_with_the_end_of_the_review_sends_nothing() {
    let mut bench = Harness::new(false);
    bench.send(Msg::Input(Input::Resize(60, 15)));
    bench.keys("enter down e").paste(NEW).key("enter");
    bench.burst("pagedown pagedown pagedown pagedown y");
    let seen = bench.on_review() && bench.top().cursor().seen();
    assert!(seen && bench.write().is_none(), "its end was not drawn yet");
    bench.key("y");
    assert!(bench.write().is_some());
}

#[test]
fn help_can_be_read_over_a_review_and_the_review_stays() {
    let mut bench = Harness::new(false);
    bench.keys("enter down e").paste(NEW).keys("enter ?");
    assert!(bench.top().is_help());
    let first = &bench.lines()[0];
    assert_eq!(first.text, "Review");
    bench.keys("? y");
    assert!(bench.write().is_none(), "help has no help, and no yes");
    bench.keys("esc y");
    assert!(bench.write().is_some());
}
