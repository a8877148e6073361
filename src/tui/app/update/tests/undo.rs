//! Undo change by change, redo, and what cannot be undone.

use super::earlier::{asked_before, mark, part};
use super::writes::entry;
use super::*;
use crate::domain::{Change, Entry, ReversalKind};
use crate::journal::Contents;

/// Returns the verified change of Corp's group Kiosk to another group, under this name.
fn made(name: &str) -> Entry {
    let (ui, _) = Harness::submitted();
    let change = ui.submission().1.change.clone();
    let mut entry = entry(change, Verdict::Verified, "https://test");
    name.clone_into(&mut entry.change_id);
    entry
}

fn contents(entries: Vec<Entry>) -> Contents {
    Contents {
        entries,
        ..Contents::default()
    }
}

/// Creates a screen with the list after the change.
fn after() -> Harness {
    let mut ui = Harness::new(false);
    let mut rows = ui.model.store.rows().to_vec();
    rows[0].assignments = vec![scope_tag(), group("a9", NEW)];
    ui.reread(rows);
    ui
}

fn objects(change: &Change) -> (&str, &str) {
    let object =
        |target: Option<&crate::domain::Target>| target.unwrap().object_id().unwrap().to_owned();
    let both = (object(change.old_target()), object(change.new_target()));
    (both.0.leak(), both.1.leak())
}

#[test]
fn undo_names_in_the_journal_what_it_takes_back() {
    let mut ui = after();
    ui.key("u");
    ui.journal(Ok(contents(vec![made("run-7")])));
    let change = ui.review().change.clone();
    assert_eq!(objects(&change), (NEW, KIOSK));
    let reverses = change.reverses.unwrap();
    assert_eq!(
        (reverses.kind, reverses.change_id.as_str()),
        (ReversalKind::Undo, "run-7")
    );
    ui.key("y");
    let sent = ui.submission().1.change.reverses.clone();
    assert_eq!(sent.unwrap().change_id, "run-7");
}

#[test]
fn undo_asks_for_the_one_before_once_the_newest_is_undone() {
    let mut undo = made("run-9");
    undo.change = undo.change.mirrored();
    undo.change.reverses = Some(made("run-8").reversal());
    // The earlier change was about the other row.
    let mut older = made("run-7");
    older.change = Change::retarget(
        &row("corp", 1).configuration,
        &[group("a1", KIOSK)],
        &group("a1", KIOSK),
        group("a1", SALES).target,
    )
    .unwrap();
    let lines = vec![older, made("run-8"), undo];
    let mut ui = Harness::new(false);
    let mut rows = ui.model.store.rows().to_vec();
    rows[0].assignments = vec![group("a1", SALES)];
    ui.reread(rows);
    ui.key("u");
    ui.journal(Ok(contents(lines.clone())));
    assert_eq!(objects(&ui.review().change), (SALES, KIOSK));

    // Redo reverts the undo, not the earlier change.
    let mut ui = Harness::new(false);
    ui.keys(": r e d o enter");
    ui.journal(Ok(contents(lines)));
    let change = ui.review().change.clone();
    assert_eq!(objects(&change), (KIOSK, NEW));
    assert_eq!(change.reverses.unwrap().kind, ReversalKind::Redo);
}

#[test]
fn a_replacement_after_a_missing_route_is_still_an_undo() {
    let mut ui = after();
    ui.key("u");
    ui.journal(Ok(contents(vec![made("run-7")])));
    ui.key("y");
    let (id, _) = ui.write().unwrap();
    ui.end(id, Verdict::NoRoute, None);
    ui.now += DEAF;
    ui.key("c");
    let change = &ui.review().change;
    assert_eq!(change.reverses.as_ref().unwrap().change_id, "run-7");
}

#[test]
fn what_others_overtook_is_shown_and_stepped_over() {
    let mut ui = Harness::new(false);
    ui.key("u");
    ui.journal(Ok(contents(vec![
        made("run-7"),
        entry(made("run-8").change, Verdict::Unchanged, "https://test"),
        entry(made("run-8").change, Verdict::Verified, "http://other"),
    ])));
    // The result of the change is no longer there: nothing is offered, and the three sides are shown.
    assert!(ui.on_text());
    ui.key("c");
    assert!(ui.on_text(), "nothing to go on with");
    ui.key("u");
    let mut rows = ui.model.store.rows().to_vec();
    rows[0].assignments = vec![scope_tag(), group("a9", NEW)];
    ui.reread(rows);
    ui.journal(Ok(contents(vec![made("run-6"), made("run-7")])));
    let reverses = ui.review().change.reverses.clone();
    assert_eq!(reverses.unwrap().change_id, "run-6");
}

#[test]
fn undo_looks_further_back_until_there_is_a_verified_change() {
    let mark = mark();
    let mut ui = Harness::new(false);
    ui.key("u");
    ui.journal(Ok(part(&["c"], Some(mark))));
    assert_eq!(asked_before(&ui, mark), 1);
    ui.journal(Ok(part(&["b"], None)));
    insta::assert_snapshot!(ui.notice(), @"Nothing to undo in the journal of this tenant.");
    ui.keys(": r e d o enter");
    ui.journal(Ok(contents(vec![made("run-1")])));
    insta::assert_snapshot!(ui.notice(), @"Nothing to redo in the journal of this tenant.");
}

#[test]
fn a_change_is_undone_from_its_own_outcome() {
    let (mut ui, id) = Harness::submitted();
    ui.end(
        id,
        Verdict::Verified,
        Some(vec![scope_tag(), group("a9", NEW)]),
    );
    ui.keys("i u");
    let name = ui.model.store.changes[&id].name.clone();
    ui.journal(Ok(contents(vec![made(&name), made("run-99")])));
    assert_eq!(
        ui.review().change.reverses.as_ref().unwrap().change_id,
        name
    );
}
