//! The plan after its yes: put aside, brought back, continued; and what else can still be looked at.

use super::plan::{outcome, verified};
use super::*;
use crate::domain::{Evidence, ServiceError, Unsent};
use crate::plan::{Control, Event};
use crate::tui::store::session_plan::PlanState;

fn unjustified() -> Outcome {
    let message = "The header x-msft-approval-justification is missing.";
    outcome(Verdict::Rejected, message)
}

#[test]
fn a_plan_is_put_aside_and_nothing_of_it_is_lost() {
    let (mut ui, id) = Harness::running();
    ui.send(Msg::Plan(id, Event::Began(1)));
    ui.key("esc");
    assert!(ui.model.overlays.is_empty());
    assert!(ui.controls().is_empty(), "it goes on");
    assert!(ui.model.store.plan_running());
    ui.key("e");
    insta::assert_snapshot!(ui.notice(), @"A plan is running. Wait for it to finish.");
    ui.row_ended(id, 1, verified());
    ui.row_ended(id, 2, outcome(Verdict::Rejected, "Not today."));
    ui.over(id);
    assert_eq!(ui.model.notice, None, "what became of it is not hidden");
    ui.key("i");
    assert!(ui.on_plan());
    ui.keys("down down enter");
    assert_eq!(ui.text_id(), Some(TextId::PlanItem(1)));
    let lines = ui.lines();
    let shown: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(shown.contains(&"Not today."), "{shown:?}");
    assert!(shown.contains(&"request-id r-77"), "{shown:?}");
    assert!(ui.on_text());
    ui.keys("esc esc shift-e");
    let copied = ui.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.unwrap();
    for wanted in [
        "1 verified, 1 rejected",
        "2 rejected  beech",
        "request-id r-77",
    ] {
        assert!(copied.contains(wanted), "{wanted}: {copied}");
    }
    // The plan also opens by its name, and the rest of it still runs.
    ui.keys(": p l a n enter y");
    assert!(ui.on_plan());
    assert_eq!(ui.runs(), 2);
}

#[test]
fn a_change_after_the_plan_is_what_happened_last() {
    let (mut ui, id) = Harness::running();
    ui.over(id);
    ui.keys("esc left home enter down e")
        .paste(NEW)
        .keys("enter y");
    let (change, _) = ui.write().unwrap();
    ui.end(change, Verdict::Verified, None);
    ui.keys("i");
    assert!(ui.top().is_outcome(change));
}

#[test]
fn the_reason_for_another_admin_is_asked_for_once() {
    let (mut ui, id) = Harness::running();
    ui.send(Msg::Plan(id, Event::Began(1)));
    ui.row_ended(id, 1, unjustified());
    assert_eq!(
        ui.controls(),
        [Control::Stop],
        "the others would be refused too"
    );
    ui.over(id);
    assert_eq!(ui.wanted(), Some(PromptFor::PlanJustification));
    ui.key("enter");
    assert!(
        ui.model
            .notice
            .as_ref()
            .unwrap()
            .starts_with("Enter a reason")
    );
    // It can be postponed, and is asked for again before anything is sent.
    ui.keys("esc y");
    assert!(ui.is_on(Scope::Prompt));
    ui.keys("m o v e enter");
    let (again, run) = ui.run();
    assert_eq!(run.options.justification.as_deref(), Some("move"));
    assert_eq!(run.plan.rows.len(), 2);
    let refused = outcome(Verdict::PendingApproval, "An approval is needed.");
    let pending = ServiceError {
        approval_code: Some("code-1".to_owned()),
        ..refused.error().unwrap().clone()
    };
    let pending = Evidence::sample(Verdict::PendingApproval, Err(pending));
    ui.row_ended(again, 1, pending.into());
    ui.row_ended(again, 2, unjustified());
    assert_eq!(ui.plan().state, PlanState::Running, "once is enough");
    ui.over(again);
    assert!(ui.on_plan());
    // A row that waits for its approval is not sent again.
    ui.key("y");
    let numbers: Vec<u32> = ui.run().1.plan.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2]);
}

#[test]
fn without_a_token_a_sign_in_opens_and_the_plan_waits() {
    let (mut ui, id) = Harness::running();
    let outcome = Unsent::NoToken("no token".to_owned()).into();
    ui.row_ended(id, 1, outcome);
    ui.over(id);
    assert!(ui.is_on(Scope::SignIn));
    ui.key("esc");
    assert!(ui.on_plan());
    assert_eq!(ui.plan().left(), 2);
}

#[test]
fn what_failed_is_kept_for_after_the_next_reading_and_nothing_is_not_copied() {
    let mut ui = Harness::new(false);
    ui.key("shift-e");
    assert!(ui.effects.is_empty(), "{:?}", ui.effects);
    let nothing = "Nothing has happened yet.";
    assert_eq!(ui.model.notice.as_deref(), Some(nothing));
    ui.key("r");
    let request = ui.list_request();
    let error = outcome(Verdict::Rejected, "Not now.")
        .error()
        .unwrap()
        .clone();
    let error = RequestError::Service(Box::new(error));
    ui.send(Msg::Listed(request, Err(error)));
    ui.reread(vec![row("corp", 1)]);
    ui.keys("shift-e");
    let copied = ui.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.unwrap();
    assert!(
        copied.contains("Not now.") && copied.contains("r-77"),
        "{copied}"
    );
    ui.key("i");
    assert_eq!(ui.text_id(), Some(TextId::LastError));
}
