//! After somebody else's change: the way on to what is there now.

use super::*;
use crate::domain::{Change, ChangeKind, Conflict, Evidence, Observed, Target};

const THEIRS: &str = "44444444-0a4e-4d0b-9a55-7d2b1c3e4f50";
const FILTER: &str = "55555555-0a4e-4d0b-9a55-7d2b1c3e4f50";

/// The group Kiosk of Corp was pointed at another one, and this is there now.
fn met(now: Vec<Assignment>) -> Harness {
    let (mut bench, id) = Harness::submitted();
    bench.send(Msg::Ended(id, Box::new(conflict(now))));
    bench.now += DEAF;
    bench
}

fn conflict(now: Vec<Assignment>) -> Outcome {
    Outcome::from(Evidence::Conflict(Conflict::Changed(None))).seeing(Observed::List(now))
}

fn with_filter(id: &str, on: &str) -> Assignment {
    assignment(
        id,
        &format!(
            r#"groupAssignmentTarget","groupId":"{on}","deviceAndAppManagementAssignmentFilterId":"{FILTER}","deviceAndAppManagementAssignmentFilterType":"include""#
        ),
    )
}

fn sides(change: &Change) -> (&Target, &Target) {
    (change.old_target().unwrap(), change.new_target().unwrap())
}

/// The form on top.
fn form(bench: &Harness) -> &EditorForm {
    assert!(bench.on_editor());
    bench.editor().form()
}

fn said(bench: &Harness) -> String {
    let lines = crate::tui::parts::texts::review_lines(&bench.model.store, bench.review(), false);
    let texts: Vec<String> = lines
        .into_iter()
        .map(|line| line.text.to_string())
        .collect();
    texts.join("\n")
}

#[test]
fn a_row_that_somebody_pointed_elsewhere_is_changed_from_there() {
    let mut bench = met(vec![scope_tag(), group("a7", THEIRS)]);
    bench.key("c");
    let change = &bench.review().change;
    let (from, to) = sides(change);
    assert_eq!(from.object_id(), Some(THEIRS));
    assert_eq!(to.object_id(), Some(NEW), "what the admin chose");
    let said = said(&bench);
    for id in [KIOSK, THEIRS, NEW] {
        assert!(said.contains(&id[..8]), "before, now and yours: {said}");
    }

    // The form below shows what is there now, with the choice kept, and leads to the same review.
    bench.key("esc");
    let row = form(&bench).row.as_ref().unwrap();
    assert_eq!(row.target.object_id(), Some(THEIRS));
    assert_eq!(bench.typed().as_deref(), Some(NEW));
    bench.key("enter");
    let (from, to) = sides(&bench.review().change);
    assert_eq!(
        (from.object_id(), to.object_id()),
        (Some(THEIRS), Some(NEW))
    );
    bench.key("y");
    assert_eq!(bench.effects.iter().filter(|it| it.writes()).count(), 2);
}

#[test]
fn a_filter_that_somebody_else_put_on_the_row_stays() {
    let mut bench = met(vec![scope_tag(), with_filter("a2", KIOSK)]);
    bench.key("c");
    let (from, to) = sides(&bench.review().change);
    assert_eq!(from.filter().unwrap().id, FILTER);
    assert_eq!(to.object_id(), Some(NEW));
    assert_eq!(to.filter(), from.filter(), "no filter was chosen");
    bench.key("esc").key("enter");
    let (_, again) = sides(&bench.review().change);
    assert_eq!(again.filter().unwrap().id, FILTER, "the form says the same");
}

#[test]
fn a_row_that_was_removed_is_added_again_after_a_review() {
    let mut bench = met(vec![scope_tag()]);
    bench.key("c");
    let change = &bench.review().change;
    assert!(matches!(change.kind, ChangeKind::Add { .. }), "{change:?}");
    assert_eq!(change.new_target().unwrap().object_id(), Some(NEW));
    assert_eq!(bench.review().request.method, "POST");
    bench.key("esc");
    assert!(
        form(&bench).row.is_none(),
        "a form for a target to be added"
    );
}

#[test]
fn what_leads_nowhere_is_not_offered() {
    // Somebody else has made the very change.
    let mut bench = met(vec![scope_tag(), group("a9", NEW)]);
    bench.key("c");
    assert!(bench.on_text());
    assert!(bench.effects.iter().filter(|it| it.writes()).count() == 1);

    // The configuration is gone.
    let (mut bench, id) = Harness::submitted();
    bench.send(Msg::Ended(id, Box::new(Outcome::gone(None))));
    bench.now += DEAF;
    bench.key("c");
    assert!(bench.on_text());
    assert!(
        bench.effects.iter().any(|it| matches!(it, Effect::List(_))),
        "the list is read again"
    );
}

#[test]
fn a_removal_follows_its_row_and_ends_with_it() {
    for (now, is_left) in [
        (vec![scope_tag(), with_filter("a2", KIOSK)], true),
        (vec![scope_tag()], false),
    ] {
        let mut bench = Harness::new(false);
        bench.keys("enter down x pagedown y");
        let (id, submission) = bench.submission();
        assert!(matches!(submission.change.kind, ChangeKind::Remove { .. }));
        bench.send(Msg::Ended(id, Box::new(conflict(now))));
        bench.now += DEAF;
        bench.key("c");
        assert_eq!(bench.on_review(), is_left);
    }
}
