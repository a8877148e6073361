//! What to do after a change has ended: one sentence for each case.
//!
//! Belongs here: the sentence after a verdict. Does not belong here: what the verdict means (`verdict`),
//! which key offers it (`tui`).

use super::error::{by_status, named, specific};
use super::{Names, target_line};
use crate::domain::{Change, ChangeKind, Evidence, Outcome, Refusal, Unsent, Verdict};
use crate::text;
use crate::write::{NextStep, NextStepOptions, next_step};

/// The one thing to do next. What the service's message calls for comes first.
pub(super) fn next(outcome: &Outcome, names: &Names) -> String {
    let error = outcome.error();
    let options = NextStepOptions {
        replaces: true,
        names_deleted: false,
    };
    match next_step(outcome, options) {
        Some(NextStep::Wait(wait)) => {
            let seconds = wait.as_secs_f64().ceil();
            return format!(
                "the service asks you to wait {seconds:.0} s: wait that long, then send it again"
            );
        }
        Some(NextStep::Rebase) => {
            return "see what they changed, then redo the change on the current list, or leave it"
                .to_owned();
        }
        Some(NextStep::Resume(code)) => {
            return format!(
                "keep the code {code}: once the change is approved, send it again with the code (--approval-code, or the journal on the screen)"
            );
        }
        _ => {}
    }
    let refused = matches!(
        outcome.verdict(),
        Verdict::Rejected | Verdict::NoRoute | Verdict::NotSent
    );
    if let Some(error) = error.filter(|_| refused) {
        // What was read after the answer says more than the status.
        let by_status = || by_status(error).filter(|_| outcome.read_back().is_none());
        let hint = specific(error).or_else(by_status);
        let hint = hint.unwrap_or_else(|| by_verdict(outcome));
        return match named(error, names) {
            Some(known) => format!("{known}: {hint}"),
            None => hint.to_owned(),
        };
    }
    by_verdict(outcome).to_owned()
}

/// What a verdict alone calls for.
fn by_verdict(outcome: &Outcome) -> &'static str {
    match outcome.verdict() {
        Verdict::Already => "nothing left to do",
        Verdict::Verified => "undo is possible until someone else changes it",
        Verdict::Rejected if outcome.read_back().is_some() => {
            "try again later; if it is refused each time, make the change in the Intune portal"
        }
        Verdict::Rejected => {
            "the service does not accept something in the request: change it, then try again"
        }
        Verdict::NoRoute => "the same change is possible by replacing the whole list",
        Verdict::NotSent => not_sent(&outcome.evidence),
        Verdict::Conflict if outcome.is_gone() => "nothing left to change",
        Verdict::Conflict => "make a new change if the list needs one",
        Verdict::PendingApproval => "once the change is approved, send it again",
        Verdict::Unchanged => "the service ignored it: check in the Intune portal",
        Verdict::NotYetVisible => "wait a minute and read again, before retrying",
        Verdict::Differs => "read again and compare with what you intended, before retrying",
        Verdict::Unknown => "read again to see whether it went through, before retrying",
    }
}

/// How to redo a change in conflict from the command line: which command, and which assignment it is about
/// now.
#[must_use]
pub fn again(earlier: &Change, change: &Change, names: &Names) -> String {
    let now = || {
        let target = change.old_target();
        target.map_or_else(String::new, |target| target_line(target, names).to_string())
    };
    match (&earlier.kind, &change.kind) {
        (ChangeKind::Retarget { .. }, ChangeKind::Retarget { assignment, .. }) => format!(
            "the assignment is now {}: to change it from there, run the same command for it (its \
             ID is {})",
            now(),
            text::clean(&assignment.to_string())
        ),
        (ChangeKind::Retarget { .. }, _) => {
            "the assignment is gone: add the new target with `enlist add`".to_owned()
        }
        (ChangeKind::Add { .. }, ChangeKind::Retarget { assignment, .. }) => format!(
            "it exists now as {}: change its filter with `enlist set` (its ID is {})",
            now(),
            text::clean(&assignment.to_string())
        ),
        _ => "run the same command again: it starts from the current list".to_owned(),
    }
}

/// Why a change in conflict is not redone.
#[must_use]
pub fn nothing_left(refusal: &Refusal) -> String {
    match refusal {
        Refusal::SameTarget | Refusal::SamePriority => {
            "someone else already made the same change: nothing left to do".to_owned()
        }
        Refusal::Gone => "what you were changing is gone: nothing left to do".to_owned(),
        other => format!("it cannot be redone on the current list: {other}"),
    }
}

fn not_sent(evidence: &Evidence) -> &'static str {
    match evidence {
        Evidence::NotSent(Unsent::NoToken(_), _) => super::error::NO_TOKEN,
        Evidence::NotSent(Unsent::Network(_), _) => super::error::NO_CONNECTION,
        Evidence::NotSent(Unsent::Journal(_), _) => {
            "free disk space or make the folder writable (or set another one with XDG_STATE_HOME), \
             then send it again"
        }
        Evidence::NotSent(Unsent::Stopped(_), Some(_)) => {
            "send it again later, when the service is less busy"
        }
        Evidence::NotSent(Unsent::Rule(refusal), _) => against(refusal),
        _ => "nothing is wrong: send it again at any time",
    }
}

/// What helps against a rule of this program.
const fn against(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::ReadOnly => "leave out --read-only, or use a profile that allows changes",
        Refusal::PatchOnly => {
            "to allow replacing the whole list, use --via auto, or set write = \"auto\" in the \
             profile"
        }
        Refusal::NeedsBeta(_) | Refusal::ReadFromV1 => {
            "to allow beta, use --api auto, or set api = \"auto\" in the profile"
        }
        Refusal::Unsettled => {
            "try again: the earlier change is checked as soon as its configuration can be read; \
             the journal shows it"
        }
        Refusal::PolicySets | Refusal::PolicySetInList => {
            "change the policy set in the Intune portal"
        }
        Refusal::Exclusion | Refusal::ExclusionInList => {
            "check the excluded group in the Intune portal first"
        }
        Refusal::UnreadableRow
        | Refusal::UnreadableInList
        | Refusal::UnreadableConfiguration
        | Refusal::UnreadableOrder => {
            "`enlist list --json` shows what the service sent; make the change in the Intune portal"
        }
        Refusal::UnreadList(_) => "fix the cause of the failed request, then try again",
        Refusal::ListLoading => "try again once the list is read",
        Refusal::RankedOtherwise => "set each priority with `enlist priority`",
        Refusal::Gone => "make the change on the current list",
        Refusal::DefaultConfiguration
        | Refusal::UnknownKind
        | Refusal::SameTarget
        | Refusal::Duplicate
        | Refusal::SharedId
        | Refusal::KindOfSubtype(..)
        | Refusal::FilterOfSubtype(_)
        | Refusal::FilterOfPlatform(..)
        | Refusal::NoGroup(_)
        | Refusal::NoCollectionId
        | Refusal::ObjectIdOfCollection
        | Refusal::SamePriority
        | Refusal::LastPriority
        | Refusal::FirstPriority => "choose something else, or leave it as it is",
    }
}
