//! The text of an outcome: each key in it does what the text says, for every verdict and each possible next
//! step.

use super::writes::refusal;
use super::*;
use crate::domain::{Conflict, Evidence, Observed, Unsent};
use crate::words::Role;

const THEIRS: &str = "44444444-0a4e-4d0b-9a55-7d2b1c3e4f50";

const VERDICTS: [Verdict; 11] = [
    Verdict::Verified,
    Verdict::Already,
    Verdict::Rejected,
    Verdict::NoRoute,
    Verdict::NotSent,
    Verdict::Conflict,
    Verdict::PendingApproval,
    Verdict::NotYetVisible,
    Verdict::Unchanged,
    Verdict::Differs,
    Verdict::Unknown,
];

/// Returns every verdict after each kind of answer, and the ends without an answer.
fn outcomes() -> Vec<Outcome> {
    let facts = |status| refusal(status, "").facts;
    let later = crate::domain::ServiceError {
        retry_after: Some(Duration::from_secs(90)),
        ..refusal(429, "Too many requests.")
    };
    let pending = crate::domain::ServiceError {
        approval_code: Some("code-7".to_owned()),
        ..refusal(412, "An approval is needed.")
    };
    let unjustified = refusal(400, "The header x-msft-approval-justification is missing.");
    let replies = || {
        [
            Ok(facts(200)),
            Err(refusal(400, "No.")),
            Err(refusal(403, "No.")),
            Err(unjustified.clone()),
            Err(later.clone()),
            Err(pending.clone()),
        ]
    };
    let samples = VERDICTS.into_iter().flat_map(|verdict| {
        let sample = move |reply| Evidence::sample(verdict, reply).into();
        replies().into_iter().map(sample)
    });
    let now = Observed::List(vec![scope_tag(), group("a7", THEIRS)]);
    let conflict = Outcome::from(Evidence::Conflict(Conflict::Changed(None)));
    let made = Observed::List(vec![scope_tag(), group("a7", NEW)]);
    samples
        .chain([
            conflict.clone().seeing(now),
            conflict.seeing(made),
            Outcome::moved_on(None),
            Outcome::gone(None),
            Unsent::NoToken("no token".to_owned()).into(),
            Unsent::Network("no route to host".to_owned()).into(),
            Unsent::Stopped("stopped".to_owned()).into(),
            Outcome::refused(crate::domain::Refusal::PatchOnly),
            Evidence::ProgramFailed.into(),
        ])
        .collect()
}

/// Shows the text of this outcome on top.
fn shown(outcome: &Outcome) -> Harness {
    let (mut ui, id) = Harness::submitted();
    ui.send(Msg::Ended(id, Box::new(outcome.clone())));
    ui.now += DEAF;
    if ui.model.overlays.is_empty() {
        ui.key("i");
    }
    assert!(ui.top().is_outcome(id), "{outcome:?}");
    ui.effects.clear();
    ui
}

/// Returns the keys in the hints of a text: `c: try again …`.
fn named(ui: &Harness) -> Vec<String> {
    let hints = ui
        .lines()
        .into_iter()
        .filter(|line| line.role == Role::Hint);
    hints
        .filter_map(|line| {
            let (key, _) = line.text.split_once(": ")?;
            let is_key = key == "Esc" || key.chars().count() == 1;
            is_key.then(|| key.to_lowercase())
        })
        .collect()
}

#[test]
fn each_key_that_an_outcome_names_does_what_it_says() {
    for outcome in outcomes() {
        let keys = named(&shown(&outcome));
        for key in &keys {
            let mut ui = shown(&outcome);
            let before = ui.model.overlays.len();
            ui.key(key);
            let did = |asked: fn(&Effect) -> bool| ui.effects.iter().any(asked);
            let acts = match key.as_str() {
                // The offered step: a review, a prompt, a sign-in, or the change itself.
                "c" => {
                    let leads_on =
                        ui.on_review() || ui.is_on(Scope::Prompt) || ui.is_on(Scope::SignIn);
                    leads_on || did(Effect::writes)
                }
                "u" => did(|it| matches!(it, Effect::ReadJournal(..))),
                "r" => did(|it| matches!(it, Effect::List(_))) && ui.on_text(),
                "esc" => ui.model.overlays.len() < before,
                _ => false,
            };
            assert!(acts, "{key}: {outcome:#?}");
        }
        // An available key is named once; a key that is not named does nothing.
        for key in ["c", "u", "r"] {
            let count = keys.iter().filter(|named| *named == key).count();
            assert!(count < 2, "{key}: {outcome:#?}");
            let mut ui = shown(&outcome);
            let message = ui.shown();
            ui.key(key);
            let acts = !ui.effects.is_empty() || ui.shown() != message;
            assert!(key == "r" || acts == (count == 1), "{key}: {outcome:#?}");
        }
    }
}

#[test]
fn an_outcome_says_once_that_nothing_was_sent() {
    for outcome in outcomes() {
        let ui = shown(&outcome);
        let message = ui.shown().to_lowercase();
        assert!(message.matches("not sent").count() < 2, "{message}");
        assert!(!message.contains("not-sent  not"), "{message}");
        let title = ui.top().title(&ui.model.store);
        assert!(!title.is_empty() && !title.contains("not-sent"), "{title}");
    }
}

#[test]
fn reading_again_says_what_became_of_an_unclear_change() {
    let unknown = || shown(&Evidence::sample(Verdict::Unknown, Ok(refusal(500, "").facts)).into());
    for (now, wanted) in [
        (
            vec![scope_tag(), group("a9", NEW)],
            "Read again: the change is there.",
        ),
        (
            vec![scope_tag(), group("a2", KIOSK)],
            "Read again: still as before.",
        ),
        (
            vec![scope_tag(), group("a9", THEIRS)],
            "Read again: neither as before nor as you wanted it.",
        ),
    ] {
        let mut ui = unknown();
        ui.key("r");
        assert!(ui.shown().contains("Reading again"), "{}", ui.shown());
        let mut rows = ui.model.store.rows().to_vec();
        rows[0].assignments = now;
        ui.listed(rows);
        assert!(ui.shown().contains(wanted), "{}", ui.shown());
        assert!(ui.on_text());
    }
    let mut ui = unknown();
    ui.key("r");
    ui.listed(Vec::new());
    assert!(ui.shown().contains("the configuration no longer exists"));
}

#[test]
fn outcomes_in_words() {
    let message = |evidence: Evidence, now: Option<Observed>| {
        let outcome = Outcome::from(evidence);
        let outcome = match now {
            Some(now) => outcome.seeing(now),
            None => outcome,
        };
        let ui = shown(&outcome);
        format!("{}\n{}", ui.top().title(&ui.model.store), ui.shown())
    };
    let facts = refusal(200, "").facts;
    let verified = Evidence::sample(Verdict::Verified, Ok(facts.clone()));
    insta::assert_snapshot!(message(verified, None), @r"
    Done
    corp
    group · 1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50 → group · 99999999-0a4e-4d0b-9a55-7d2b1c3e4f50
    Done. Read back and confirmed.
    POST  200 OK  5 ms  verified
    client-request-id c-1
    u: undo (possible until someone else changes it)
    ");
    let unknown = Evidence::sample(Verdict::Unknown, Ok(facts.clone()));
    insta::assert_snapshot!(message(unknown, None), @r"
    Outcome unknown
    corp
    group · 1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50 → group · 99999999-0a4e-4d0b-9a55-7d2b1c3e4f50
    Outcome unknown: the change may or may not have gone through.
    POST  200 OK  5 ms  unknown
    client-request-id c-1
    r: read again to see whether it went through, before retrying
    ");
    let unseen = Evidence::sample(Verdict::NotYetVisible, Ok(facts));
    insta::assert_snapshot!(message(unseen, None), @r"
    Accepted, not visible yet
    corp
    group · 1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50 → group · 99999999-0a4e-4d0b-9a55-7d2b1c3e4f50
    Accepted, but the old list is still returned.
    POST  200 OK  5 ms  not-yet-visible
    client-request-id c-1
    r: read again to see whether it went through, before retrying
    ");
    let no_route = Evidence::sample(Verdict::NoRoute, Err(refusal(400, "No.")));
    insta::assert_snapshot!(message(no_route, None), @r"
    Not offered by the service
    corp
    group · 1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50 → group · 99999999-0a4e-4d0b-9a55-7d2b1c3e4f50
    The service does not offer this request. Nothing was changed.
    POST  400 Bad Request  5 ms  no-route
    No.
    client-request-id c-1
    c: try again by replacing the whole list (you review it first)
    ");
    let unsent = Unsent::Network("no route to host".to_owned());
    insta::assert_snapshot!(message(Evidence::NotSent(unsent, None), None), @r"
    Not sent
    corp
    group · 1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50 → group · 99999999-0a4e-4d0b-9a55-7d2b1c3e4f50
    Not sent. Nothing was changed.
    No route to host.
    check the network, the proxy (HTTPS_PROXY, NO_PROXY) and --graph-url
    ");
    let now = Observed::List(vec![scope_tag(), group("a7", THEIRS)]);
    let conflict = Evidence::Conflict(Conflict::Changed(None));
    insta::assert_snapshot!(message(conflict, Some(now)), @r"
    Not sent: conflict
    corp
    group · 1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50 → group · 99999999-0a4e-4d0b-9a55-7d2b1c3e4f50
    Not sent: conflict. Someone else changed this in the meantime.
    before  now  yours
    yes     –    –      group · 1b2c3d4e-0a4e-4d0b-9a55-7d2b1c3e4f50
    –       yes  –      group · 44444444-0a4e-4d0b-9a55-7d2b1c3e4f50
    –       –    yes    group · 99999999-0a4e-4d0b-9a55-7d2b1c3e4f50
    1 row unchanged
    c: redo the change on the current list (you review it first)
    Esc: leave it as it is now
    ");
}
