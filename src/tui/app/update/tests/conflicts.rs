//! After another admin's change: continuing from the current state.

use super::*;
use crate::domain::{Change, ChangeKind, Conflict, Evidence, Observed, Target};

const THEIRS: &str = "44444444-0a4e-4d0b-9a55-7d2b1c3e4f50";
const FILTER: &str = "55555555-0a4e-4d0b-9a55-7d2b1c3e4f50";

/// Changes Corp's group Kiosk to another one while `now` is the current state.
fn met(now: Vec<Assignment>) -> Harness {
    let (mut ui, id) = Harness::submitted();
    ui.send(Msg::Ended(id, Box::new(conflict(now))));
    ui.now += DEAF;
    ui
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

/// Returns the form on top.
fn form(ui: &Harness) -> &EditorForm {
    assert!(ui.on_editor());
    ui.editor().form()
}

fn shown(ui: &Harness) -> String {
    let lines = words::review(&crate::tui::parts::texts::review_of(
        &ui.model.store,
        ui.review(),
    ));
    let texts: Vec<String> = lines
        .into_iter()
        .map(|line| line.text.to_string())
        .collect();
    texts.join("\n")
}

#[test]
fn a_row_that_somebody_pointed_elsewhere_is_changed_from_there() {
    let mut ui = met(vec![scope_tag(), group("a7", THEIRS)]);
    ui.key("c");
    let change = &ui.review().change;
    let (from, to) = sides(change);
    assert_eq!(from.object_id(), Some(THEIRS));
    assert_eq!(to.object_id(), Some(NEW), "what the admin chose");
    let shown = shown(&ui);
    for id in [KIOSK, THEIRS, NEW] {
        assert!(shown.contains(&id[..8]), "before, now and yours: {shown}");
    }

    // The form below shows the current state, with the choice kept, and leads to the same review.
    ui.key("esc");
    let row = form(&ui).row.as_ref().unwrap();
    assert_eq!(row.target.object_id(), Some(THEIRS));
    assert_eq!(ui.typed().as_deref(), Some(NEW));
    ui.key("enter");
    let (from, to) = sides(&ui.review().change);
    assert_eq!(
        (from.object_id(), to.object_id()),
        (Some(THEIRS), Some(NEW))
    );
    ui.key("y");
    assert_eq!(ui.effects.iter().filter(|it| it.writes()).count(), 2);
}

#[test]
fn a_filter_that_somebody_else_put_on_the_row_stays() {
    let mut ui = met(vec![scope_tag(), with_filter("a2", KIOSK)]);
    ui.key("c");
    let (from, to) = sides(&ui.review().change);
    assert_eq!(from.filter().unwrap().id, FILTER);
    assert_eq!(to.object_id(), Some(NEW));
    assert_eq!(to.filter(), from.filter(), "no filter was chosen");
    ui.key("esc").key("enter");
    let (_, again) = sides(&ui.review().change);
    assert_eq!(again.filter().unwrap().id, FILTER, "the form says the same");
}

#[test]
fn a_row_that_was_removed_is_added_again_after_a_review() {
    let mut ui = met(vec![scope_tag()]);
    ui.key("c");
    let change = &ui.review().change;
    assert!(matches!(change.kind, ChangeKind::Add { .. }), "{change:?}");
    assert_eq!(change.new_target().unwrap().object_id(), Some(NEW));
    assert_eq!(ui.review().request.method, "POST");
    ui.key("esc");
    assert!(form(&ui).row.is_none(), "a form for a target to be added");
}

#[test]
fn what_leads_nowhere_is_not_offered() {
    // Another admin has made the same change.
    let mut ui = met(vec![scope_tag(), group("a9", NEW)]);
    ui.key("c");
    assert!(ui.on_text());
    assert!(ui.effects.iter().filter(|it| it.writes()).count() == 1);

    // The configuration is gone.
    let (mut ui, id) = Harness::submitted();
    ui.send(Msg::Ended(id, Box::new(Outcome::gone(None))));
    ui.now += DEAF;
    ui.key("c");
    assert!(ui.on_text());
    assert!(
        ui.effects.iter().any(|it| matches!(it, Effect::List(_))),
        "the list is read again"
    );
}

#[test]
fn a_removal_follows_its_row_and_ends_with_it() {
    for (now, is_left) in [
        (vec![scope_tag(), with_filter("a2", KIOSK)], true),
        (vec![scope_tag()], false),
    ] {
        let mut ui = Harness::new(false);
        ui.keys("enter down x pagedown y");
        let (id, submission) = ui.submission();
        assert!(matches!(submission.change.kind, ChangeKind::Remove { .. }));
        ui.send(Msg::Ended(id, Box::new(conflict(now))));
        ui.now += DEAF;
        ui.key("c");
        assert_eq!(ui.on_review(), is_left);
    }
}
