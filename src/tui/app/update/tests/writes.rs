//! The ways that a change can take besides the straight one.

use super::*;
use crate::domain::{
    Change, ChangeKind, Conflict, Entry, EntryNames, Evidence, Half, JOURNAL_VERSION, Name,
    ObjectId, Observed, Place, ServiceError, Tenant, Via,
};
use crate::tui::app::model::PromptFor;
use crate::write::Approval;

const OTHER: &str = "33333333-0a4e-4d0b-9a55-7d2b1c3e4f50";

fn bench_with(configure: impl FnOnce(&mut Start)) -> Harness {
    let mut bench = Harness::new(false);
    configure(&mut bench.model.store.start);
    bench
}

fn facts(status: u16) -> Facts {
    Facts {
        method: "POST",
        path: "/beta/x".to_owned(),
        status: Some(status),
        elapsed: Duration::from_millis(5),
        request_id: None,
        client_request_id: "c-1".to_owned(),
    }
}

pub(in crate::tui) fn refusal(status: u16, message: &str) -> ServiceError {
    ServiceError {
        facts: facts(status),
        code: String::new(),
        message: message.to_owned(),
        activity_id: None,
        approval_code: None,
        retry_after: None,
    }
}

impl Harness {
    pub(in crate::tui) fn submission(&self) -> (ChangeId, &Submission) {
        let sent = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Write(id, submission) => Some((*id, &**submission)),
            _ => None,
        });
        sent.unwrap()
    }

    fn refuse(&mut self, id: ChangeId, verdict: Verdict, error: ServiceError) {
        let outcome = Evidence::sample(verdict, Err(error)).into();
        self.send(Msg::Ended(id, Box::new(outcome)));
        self.now += DEAF;
    }

    pub(in crate::tui) fn review(&self) -> &crate::tui::store::reviews::Proposal {
        let reviewed = match self.top() {
            AnyComponent::Review(review) => Some(review.proposal()),
            _ => None,
        };
        reviewed.unwrap()
    }

    fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.key(&c.to_string());
        }
        self
    }
}

pub(in crate::tui) fn entry(change: Change, verdict: Verdict, graph_url: &str) -> Entry {
    Entry {
        version: JOURNAL_VERSION,
        row: Half::Verdict,
        change_id: "run-1".to_owned(),
        time: "2026-03-01T10:00:00.000Z".to_owned(),
        place: Place {
            graph_url: graph_url.to_owned(),
            ..Place::default()
        },
        via: Via::Assign,
        method: "POST".to_owned(),
        path: "/beta/x".to_owned(),
        before: change.before.clone(),
        after: change.after(&change.before),
        change,
        deadline: None,
        names: EntryNames::default(),
        plan: None,
        client_request_id: "c-1".to_owned(),
        request_id: None,
        status: Some(200),
        verdict: Some(verdict),
        approval_code: None,
        message: None,
        observed: None,
        observed_order: None,
    }
}

#[test]
fn a_missing_route_leads_to_the_replacement_and_is_remembered() {
    let (mut bench, id) = Harness::submitted();
    bench.end(id, Verdict::NoRoute, None);
    bench.now += DEAF;
    bench.key("c");
    assert_eq!(bench.review().request.via, Via::Assign);
    assert_eq!(bench.effects.iter().filter(|it| it.writes()).count(), 1);
    bench.key("y");
    let (id, submission) = bench.submission();
    assert_eq!(submission.via, Via::Assign);
    bench.end(
        id,
        Verdict::Verified,
        Some(vec![scope_tag(), group("a9", NEW)]),
    );
    assert!(bench.model.overlays.is_empty(), "the form is done with");
    bench.keys("e tab").paste(KIOSK).key("enter");
    assert_eq!(bench.review().request.via, Via::Assign, "no second PATCH");
}

#[test]
fn the_list_to_replace_is_the_one_that_was_read_a_moment_before() {
    let (mut bench, id) = Harness::submitted();
    let grown = vec![scope_tag(), group("a2", KIOSK), group("a7", OTHER)];
    bench.end(id, Verdict::NoRoute, Some(grown));
    bench.now += DEAF;
    bench.key("c");
    let after = bench.review().change.after(&bench.review().change.before);
    let ids: Vec<_> = after.iter().filter_map(|it| it.object_id()).collect();
    assert_eq!(ids, [SALES, NEW, OTHER]);
    let said = crate::tui::parts::texts::review_lines(&bench.model.store, bench.review(), false);
    let said: Vec<&str> = said.iter().map(|line| line.text.as_str()).collect();
    assert!(said[1].starts_with("Others have changed"), "{said:#?}");
    assert!(said[2].contains(OTHER), "{said:#?}");
}

#[test]
fn a_reason_that_is_asked_for_with_a_403_is_no_matter_of_signing_in() {
    let (mut bench, id) = Harness::submitted();
    let asks = "Request must have header x-msft-approval-justification";
    bench.refuse(id, Verdict::Rejected, refusal(403, asks));
    bench.key("c");
    assert!(bench.is_on(Scope::Prompt));
}

#[test]
fn with_patch_only_nothing_is_replaced_added_or_removed() {
    let mut bench = bench_with(|start| start.settings.write = WriteMode::Patch);
    bench.key("enter");
    for key in ["a", "x"] {
        bench.key(key);
        assert!(bench.model.overlays.is_empty());
        assert!(!bench.notice().is_empty());
    }
    bench.keys("down e").paste(NEW).keys("enter y");
    let (id, _) = bench.submission();
    bench.end(id, Verdict::NoRoute, None);
    bench.now += DEAF;
    bench.key("c");
    assert!(bench.on_text(), "nothing offered");
}

#[test]
fn a_conflict_shows_three_sides_and_the_change_is_made_anew() {
    let (mut bench, id) = Harness::submitted();
    let theirs = Observed::List(vec![group("a2", KIOSK)]);
    let outcome = Outcome::from(Evidence::Conflict(Conflict::Changed(None))).seeing(theirs);
    bench.send(Msg::Ended(id, Box::new(outcome)));
    bench.now += DEAF;
    let lines = bench.lines();
    let said: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(said.contains(&"seen  theirs  yours"), "{said:#?}");
    bench.key("c");
    assert_eq!(
        bench.review().change.before.len(),
        1,
        "made anew on what is there now"
    );
    bench.key("y");
    assert_eq!(bench.effects.iter().filter(|it| it.writes()).count(), 2);
}

#[test]
fn a_target_is_added_once() {
    let mut bench = Harness::new(false);
    bench.key("a").paste(KIOSK).key("enter");
    assert!(bench.on_editor());
    insta::assert_snapshot!(bench.notice(), @"it already has this target");
    bench.paste(NEW).keys("enter pagedown y");
    let (_, submission) = bench.submission();
    assert!(matches!(submission.change.kind, ChangeKind::Add { .. }));
    assert_eq!(submission.via, Via::Assign);
}

#[test]
fn the_last_assignment_is_removed_only_after_a_question_of_its_own() {
    let mut bench = Harness::new(false);
    let request = {
        bench.key("r");
        bench.list_request()
    };
    let mut only = row("corp", 1);
    only.assignments.truncate(1);
    bench.send(Msg::Page(request, vec![only]));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    bench.send(Msg::Listed(request, Ok(listed)));
    bench.keys("enter x y");
    assert_eq!(bench.question(), Some(Question::EmptyList));
    bench.key("n");
    assert!(bench.write().is_none());
    bench.keys("y y");
    assert!(bench.write().is_some());
}

#[test]
fn everyone_is_reached_only_after_the_name_was_typed() {
    let mut bench = Harness::new(false);
    bench.send(Msg::Identified {
        tenant: Some(Tenant {
            id: None,
            name: "Contoso".to_owned(),
            domain: Some("contoso.com".to_owned()),
        }),
        account: None,
    });
    bench.keys("a down enter pagedown y");
    assert_eq!(bench.wanted(), Some(PromptFor::TenantName));
    bench.type_text("contoso").key("enter");
    insta::assert_snapshot!(bench.notice(), @"this is not contoso.com");
    bench.type_text(".com").key("enter");
    assert!(bench.write().is_none(), "enter never sends");
    bench.key("y");
    assert!(bench.write().is_some());
}

#[test]
fn a_justification_is_asked_for_and_goes_along() {
    let (mut bench, id) = Harness::submitted();
    let asks = "Request must have header x-msft-approval-justification";
    bench.refuse(id, Verdict::Rejected, refusal(400, asks));
    bench.keys("c").key("enter");
    insta::assert_snapshot!(bench.notice(), @"a justification has 1 to 1024 characters, this one 0");
    bench.paste("Umzug nach Köln").key("enter");
    let (again, submission) = bench.submission();
    let justification = Approval::Justification("Umzug nach Köln".to_owned());
    assert_eq!((again, &submission.approval), (id, &justification));

    let mut pending = refusal(412, "approval pending");
    pending.approval_code = Some("code-7".to_owned());
    bench.refuse(id, Verdict::PendingApproval, pending);
    bench.key("c");
    let (_, submission) = bench.submission();
    assert_eq!(submission.approval, Approval::Code("code-7".to_owned()));
}

#[test]
fn esc_ends_a_wait_and_a_long_one_is_asked_for() {
    let (mut bench, id) = Harness::submitted();
    let wait = Duration::from_secs(30);
    let facts = Some(facts(429));
    bench.send(Msg::Step(id, Step::Waiting { wait, facts }));
    bench.key("esc");
    assert!(bench.effects.contains(&Effect::StopWaiting(id)));
    assert!(bench.is_on(Scope::InFlight));

    let mut later = refusal(429, "too many");
    later.retry_after = Some(Duration::from_secs(90));
    bench.refuse(id, Verdict::Rejected, later);
    bench.key("c");
    assert_eq!(bench.submission().1.wait, Duration::from_secs(90));
}

#[test]
fn a_rejected_replacement_can_leave_out_what_was_deleted() {
    let mut bench = Harness::new(false);
    let gone = (ObjectId::parse(KIOSK).unwrap(), Name::Deleted);
    bench.send(Msg::Named(Vec::new(), Ok([gone].into())));
    bench.key("a").paste(NEW).keys("enter pagedown y");
    let (id, _) = bench.submission();
    bench.refuse(id, Verdict::Rejected, refusal(400, "invalid target"));
    bench.key("c");
    let after = bench.review().change.after(&bench.review().change.before);
    let ids: Vec<_> = after.iter().filter_map(|it| it.object_id()).collect();
    assert_eq!(ids, [SALES, NEW], "without the deleted group");
}

#[test]
fn undo_takes_back_the_last_verified_change() {
    let (mut bench, id) = Harness::submitted();
    bench.end(
        id,
        Verdict::Verified,
        Some(vec![scope_tag(), group("a9", NEW)]),
    );
    bench.key("u");
    let change = &bench.review().change;
    assert_eq!(change.old_target().unwrap().object_id(), Some(NEW));
    assert_eq!(change.new_target().unwrap().object_id(), Some(KIOSK));
}

#[test]
fn leaving_says_what_becomes_of_the_change_at_this_step() {
    let (mut bench, id) = Harness::submitted();
    bench.key("ctrl-c");
    assert_eq!(bench.question(), Some(Question::QuitInFlight));
    let said = |bench: &mut Harness, step: Step| {
        bench.send(Msg::Step(id, step));
        bench.said()
    };
    insta::assert_snapshot!(said(&mut bench, Step::Rereading), @"A change is made ready, and nothing of it was sent yet. Leaving drops it.
y yes   Enter Esc n no");
    insta::assert_snapshot!(said(&mut bench, Step::Recording(Half::Intent)), @"A change is made ready, and nothing of it was sent yet. Leaving drops it.
y yes   Enter Esc n no");
    let wait = Duration::from_secs(30);
    let facts = Some(facts(429));
    insta::assert_snapshot!(said(&mut bench, Step::Waiting { wait, facts }), @"The service put the change off. It is not sent again after this; where that leaves its outcome open, it is looked up at the next start.
y yes   Enter Esc n no");
    insta::assert_snapshot!(said(&mut bench, Step::Sending), @"A change is under way and cannot be called back. The journal keeps it, and its outcome is looked up at the next start.
y yes   Enter Esc n no");
    bench.send(Msg::Step(id, Step::Rereading));
    bench.keys("ctrl-c y");
    let last = bench.effects.len() - 2;
    assert_eq!(
        bench.effects[last..],
        [Effect::StopWaiting(id), Effect::Quit]
    );
}

#[test]
fn a_priority_moves_by_one_and_not_past_its_ends() {
    let mut bench = Harness::new(false);
    bench.key("shift-k");
    insta::assert_snapshot!(bench.notice(), @"the first priority is 1");
    bench.key("shift-j");
    insta::assert_snapshot!(bench.notice(), @"there are not so many configurations of this type and platform");
}

#[test]
fn a_text_is_copied_whole() {
    let (mut bench, id) = Harness::submitted();
    bench.refuse(id, Verdict::Rejected, refusal(400, "a long sentence"));
    bench.key("w");
    let copied = bench.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    assert!(copied.unwrap().contains("a long sentence"));
}

#[test]
fn esc_before_anything_is_sent_stops_the_change() {
    let (mut bench, id) = Harness::submitted();
    bench.send(Msg::Step(id, Step::Rereading));
    bench.key("esc");
    assert!(bench.effects.contains(&Effect::StopWaiting(id)));
    assert!(bench.is_on(Scope::InFlight));
}
