//! The ways a change can go besides the straight one.

use super::*;
use crate::domain::{
    Change, ChangeKind, Conflict, Entry, EntryNames, Evidence, Half, JOURNAL_VERSION, Name,
    ObjectId, Observed, Place, ServiceError, Via,
};
use crate::write::Approval;

const OTHER: &str = "33333333-0a4e-4d0b-9a55-7d2b1c3e4f50";

fn bench_with(configure: impl FnOnce(&mut Start)) -> Harness {
    let mut ui = Harness::new(false);
    configure(&mut ui.model.store.start);
    ui
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

    pub(super) fn type_text(&mut self, text: &str) -> &mut Self {
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
    let (mut ui, id) = Harness::submitted();
    ui.end(id, Verdict::NoRoute, None);
    ui.now += DEAF;
    ui.key("c");
    assert_eq!(ui.review().request.via, Via::Assign);
    assert_eq!(ui.effects.iter().filter(|it| it.writes()).count(), 1);
    ui.key("y");
    let (id, submission) = ui.submission();
    assert_eq!(submission.via, Via::Assign);
    ui.end(
        id,
        Verdict::Verified,
        Some(vec![scope_tag(), group("a9", NEW)]),
    );
    assert!(ui.model.overlays.is_empty(), "the form is done with");
    ui.key("e").paste(KIOSK).key("enter");
    assert_eq!(ui.review().request.via, Via::Assign, "no second PATCH");
}

#[test]
fn the_list_to_replace_is_the_one_that_was_read_a_moment_before() {
    let (mut ui, id) = Harness::submitted();
    let grown = vec![scope_tag(), group("a2", KIOSK), group("a7", OTHER)];
    ui.end(id, Verdict::NoRoute, Some(grown));
    ui.now += DEAF;
    ui.key("c");
    let after = ui.review().change.after(&ui.review().change.before);
    let ids: Vec<_> = after.iter().filter_map(|it| it.object_id()).collect();
    assert_eq!(ids, [SALES, NEW, OTHER]);
    let lines = ui.lines();
    let shown: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(shown[1].starts_with("Others changed"), "{shown:#?}");
    assert!(shown[2].contains(OTHER), "{shown:#?}");
}

#[test]
fn a_reason_that_is_asked_for_with_a_403_is_no_matter_of_signing_in() {
    let (mut ui, id) = Harness::submitted();
    let asks = "Request must have header x-msft-approval-justification";
    ui.refuse(id, Verdict::Rejected, refusal(403, asks));
    ui.key("c");
    assert!(ui.is_on(Scope::Prompt));
}

#[test]
fn with_patch_only_nothing_is_replaced_added_or_removed() {
    let mut ui = bench_with(|start| start.settings.write = WriteMode::Patch);
    ui.key("enter");
    for key in ["a", "x"] {
        ui.key(key);
        assert!(ui.model.overlays.is_empty());
        assert!(!ui.notice().is_empty());
    }
    ui.keys("down e").paste(NEW).keys("enter y");
    let (id, _) = ui.submission();
    ui.end(id, Verdict::NoRoute, None);
    ui.now += DEAF;
    ui.key("c");
    assert!(ui.on_text(), "nothing offered");
}

#[test]
fn a_conflict_shows_three_sides_and_the_change_is_made_anew() {
    let (mut ui, id) = Harness::submitted();
    let theirs = Observed::List(vec![group("a2", KIOSK)]);
    let outcome = Outcome::from(Evidence::Conflict(Conflict::Changed(None))).seeing(theirs);
    ui.send(Msg::Ended(id, Box::new(outcome)));
    ui.now += DEAF;
    let lines = ui.lines();
    let shown: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(shown.contains(&"before  now  yours"), "{shown:#?}");
    ui.key("c");
    assert_eq!(
        ui.review().change.before.len(),
        1,
        "made anew on what is there now"
    );
    ui.key("y");
    assert_eq!(ui.effects.iter().filter(|it| it.writes()).count(), 2);
}

#[test]
fn a_target_is_added_once() {
    let mut ui = Harness::new(false);
    ui.key("a").paste(KIOSK).key("enter");
    assert!(ui.on_editor());
    assert_eq!(ui.notice(), "", "the form says it");
    insta::assert_snapshot!(ui.form_note(), @"! This configuration already has this target.");
    ui.paste(NEW).keys("enter pagedown y");
    let (_, submission) = ui.submission();
    assert!(matches!(submission.change.kind, ChangeKind::Add { .. }));
    assert_eq!(submission.via, Via::Assign);
}

#[test]
fn the_last_assignment_is_removed_only_after_a_question_of_its_own() {
    let mut ui = Harness::new(false);
    let request = {
        ui.key("r");
        ui.list_request()
    };
    let mut only = row("corp", 1);
    only.assignments.truncate(1);
    ui.send(Msg::Page(request, vec![only]));
    let listed = Listed {
        version: ApiVersion::Beta,
        incomplete: None,
    };
    ui.send(Msg::Listed(request, Ok(listed)));
    ui.keys("enter x y");
    assert_eq!(ui.question(), Some(Question::EmptyList));
    ui.key("n");
    assert!(ui.write().is_none());
    ui.keys("y y");
    assert!(ui.write().is_some());
}

#[test]
fn a_justification_is_asked_for_and_goes_along() {
    let (mut ui, id) = Harness::submitted();
    let asks = "Request must have header x-msft-approval-justification";
    ui.refuse(id, Verdict::Rejected, refusal(400, asks));
    ui.keys("c").key("enter");
    insta::assert_snapshot!(ui.notice(), @"Enter a reason.");
    ui.paste("Umzug nach Köln").key("enter");
    let (again, submission) = ui.submission();
    let justification = Approval::Justification("Umzug nach Köln".to_owned());
    assert_eq!((again, &submission.approval), (id, &justification));

    let mut pending = refusal(412, "approval pending");
    pending.approval_code = Some("code-7".to_owned());
    ui.refuse(id, Verdict::PendingApproval, pending);
    ui.key("c");
    let (_, submission) = ui.submission();
    assert_eq!(submission.approval, Approval::Code("code-7".to_owned()));
}

#[test]
fn esc_ends_a_wait_and_a_long_one_is_asked_for() {
    let (mut ui, id) = Harness::submitted();
    let wait = Duration::from_secs(30);
    let facts = Some(facts(429));
    ui.send(Msg::Step(id, Step::Waiting { wait, facts }));
    ui.key("esc");
    assert!(ui.effects.contains(&Effect::StopWaiting(id)));
    assert!(ui.is_on(Scope::InFlight));

    let mut later = refusal(429, "too many");
    later.retry_after = Some(Duration::from_secs(90));
    ui.refuse(id, Verdict::Rejected, later);
    ui.key("c");
    assert_eq!(ui.submission().1.wait, Duration::from_secs(90));
}

#[test]
fn a_rejected_replacement_can_leave_out_what_was_deleted() {
    let mut ui = Harness::new(false);
    let gone = (ObjectId::parse(KIOSK).unwrap(), Name::Deleted);
    ui.send(Msg::Named(Vec::new(), Ok([gone].into())));
    ui.key("a").paste(NEW).keys("enter pagedown y");
    let (id, _) = ui.submission();
    ui.refuse(id, Verdict::Rejected, refusal(400, "invalid target"));
    ui.key("c");
    let after = ui.review().change.after(&ui.review().change.before);
    let ids: Vec<_> = after.iter().filter_map(|it| it.object_id()).collect();
    assert_eq!(ids, [SALES, NEW], "without the deleted group");
}

#[test]
fn leaving_says_what_becomes_of_the_change_at_this_step() {
    let (mut ui, id) = Harness::submitted();
    ui.key("ctrl-c");
    assert_eq!(ui.question(), Some(Question::QuitInFlight));
    let shown = |ui: &mut Harness, step: Step| {
        ui.send(Msg::Step(id, step));
        ui.shown()
    };
    insta::assert_snapshot!(shown(&mut ui, Step::Rereading), @"A change is being prepared and has not been sent. Leaving cancels it.
y yes   Enter Esc n no");
    insta::assert_snapshot!(shown(&mut ui, Step::Recording(Half::Intent)), @"A change is being prepared and has not been sent. Leaving cancels it.
y yes   Enter Esc n no");
    let wait = Duration::from_secs(30);
    let facts = Some(facts(429));
    insta::assert_snapshot!(shown(&mut ui, Step::Waiting { wait, facts }), @"The service asked to retry later. Leaving stops that: it will not be sent again. If its result is open, it will be checked at the next start.
y yes   Enter Esc n no");
    insta::assert_snapshot!(shown(&mut ui, Step::Sending), @"A change is in flight and can't be recalled. Its result will be checked at the next start.
y yes   Enter Esc n no");
    ui.send(Msg::Step(id, Step::Rereading));
    ui.keys("ctrl-c y");
    let last = ui.effects.len() - 2;
    assert_eq!(ui.effects[last..], [Effect::StopWaiting(id), Effect::Quit]);
}

#[test]
fn a_priority_moves_by_one_and_not_past_its_ends() {
    let mut ui = Harness::new(false);
    ui.key("shift-k");
    insta::assert_snapshot!(ui.notice(), @"The first priority is 1.");
    ui.key("shift-j");
    insta::assert_snapshot!(ui.notice(), @"That is beyond the last priority of this type and platform.");
}

#[test]
fn a_text_is_copied_whole() {
    let (mut ui, id) = Harness::submitted();
    ui.refuse(id, Verdict::Rejected, refusal(400, "a long sentence"));
    ui.key("w");
    let copied = ui.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    assert!(copied.unwrap().contains("a long sentence"));
}

#[test]
fn esc_before_anything_is_sent_stops_the_change() {
    let (mut ui, id) = Harness::submitted();
    ui.send(Msg::Step(id, Step::Rereading));
    ui.key("esc");
    assert!(ui.effects.contains(&Effect::StopWaiting(id)));
    assert!(ui.is_on(Scope::InFlight));
}
