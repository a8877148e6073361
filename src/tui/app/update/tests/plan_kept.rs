//! The plan after its yes: put aside, brought back, gone on with; and what else stays to be looked at.

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
    let (mut bench, id) = Harness::running();
    bench.send(Msg::Plan(id, Event::Began(1)));
    bench.key("esc");
    assert!(bench.model.overlays.is_empty());
    assert!(bench.controls().is_empty(), "it goes on");
    assert!(bench.model.store.plan_running());
    bench.key("e");
    insta::assert_snapshot!(bench.notice(), @"a plan runs: wait for its end");
    bench.row_ended(id, 1, verified());
    bench.row_ended(id, 2, outcome(Verdict::Rejected, "Not today."));
    bench.over(id);
    assert_eq!(bench.model.notice, None, "what became of it is not hidden");
    bench.key("i");
    assert!(bench.on_plan());
    bench.keys("down down enter");
    assert_eq!(bench.text_id(), Some(TextId::PlanItem(1)));
    let lines = bench.lines();
    let said: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(said.contains(&"Not today."), "{said:?}");
    assert!(said.contains(&"request-id r-77"), "{said:?}");
    assert!(bench.on_text());
    bench.keys("esc esc shift-e");
    let copied = bench.effects.iter().rev().find_map(|effect| match effect {
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
    // By its name as well, and what is left still runs.
    bench.keys(": p l a n enter y");
    assert!(bench.on_plan());
    assert_eq!(bench.runs(), 2);
}

#[test]
fn a_change_after_the_plan_is_what_happened_last() {
    let (mut bench, id) = Harness::running();
    bench.over(id);
    bench
        .keys("esc left home enter down e")
        .paste(NEW)
        .keys("enter y");
    let (change, _) = bench.write().unwrap();
    bench.end(change, Verdict::Verified, None);
    bench.keys("i");
    assert!(bench.top().is_outcome(change));
}

#[test]
fn the_reason_for_another_admin_is_asked_for_once() {
    let (mut bench, id) = Harness::running();
    bench.send(Msg::Plan(id, Event::Began(1)));
    bench.row_ended(id, 1, unjustified());
    assert_eq!(
        bench.controls(),
        [Control::Stop],
        "the others would be refused too"
    );
    bench.over(id);
    assert_eq!(bench.wanted(), Some(PromptFor::PlanJustification));
    bench.key("enter");
    assert!(
        bench
            .model
            .notice
            .as_ref()
            .unwrap()
            .starts_with("a justification has")
    );
    // It can be put off, and is asked for again before anything is sent.
    bench.keys("esc y");
    assert!(bench.is_on(Scope::Prompt));
    bench.keys("m o v e enter");
    let (again, run) = bench.run();
    assert_eq!(run.options.justification.as_deref(), Some("move"));
    assert_eq!(run.plan.rows.len(), 2);
    let refused = outcome(Verdict::PendingApproval, "An approval is needed.");
    let pending = ServiceError {
        approval_code: Some("code-1".to_owned()),
        ..refused.error().unwrap().clone()
    };
    let pending = Evidence::sample(Verdict::PendingApproval, Err(pending));
    bench.row_ended(again, 1, pending.into());
    bench.row_ended(again, 2, unjustified());
    assert_eq!(bench.plan().state, PlanState::Running, "once is enough");
    bench.over(again);
    assert!(bench.on_plan());
    // What waits for its approval is not asked for a second time.
    bench.key("y");
    let numbers: Vec<u32> = bench
        .run()
        .1
        .plan
        .rows
        .iter()
        .map(|row| row.number)
        .collect();
    assert_eq!(numbers, [2]);
}

#[test]
fn without_a_token_a_sign_in_opens_and_the_plan_waits() {
    let (mut bench, id) = Harness::running();
    let outcome = Unsent::NoToken("no token".to_owned()).into();
    bench.row_ended(id, 1, outcome);
    bench.over(id);
    assert!(bench.is_on(Scope::SignIn));
    bench.key("esc");
    assert!(bench.on_plan());
    assert_eq!(bench.plan().left(), 2);
}

#[test]
fn what_failed_is_kept_for_after_the_next_reading_and_nothing_is_not_copied() {
    let mut bench = Harness::new(false);
    bench.key("shift-e");
    assert!(bench.effects.is_empty(), "{:?}", bench.effects);
    let nothing = "nothing was changed in this session, and nothing failed";
    assert_eq!(bench.model.notice.as_deref(), Some(nothing));
    bench.key("r");
    let request = bench.list_request();
    let error = outcome(Verdict::Rejected, "Not now.")
        .error()
        .unwrap()
        .clone();
    let error = RequestError::Service(Box::new(error));
    bench.send(Msg::Listed(request, Err(error)));
    bench.reread(vec![row("corp", 1)]);
    bench.keys("shift-e");
    let copied = bench.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.unwrap();
    assert!(
        copied.contains("Not now.") && copied.contains("r-77"),
        "{copied}"
    );
    bench.key("i");
    assert_eq!(bench.text_id(), Some(TextId::LastError));
}
