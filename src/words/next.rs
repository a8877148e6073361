//! What an admin does about the end of a change: one sentence for each.
//!
//! Belongs here: the sentence that follows a verdict. Does not belong here: what the verdict means
//! (`verdict`), which of it a key offers (`tui`).

use super::error::{by_status, named, specific};
use super::{Names, target_line};
use crate::domain::{Change, ChangeKind, Evidence, Outcome, Refusal, Unsent, Verdict};
use crate::text;
use crate::write::{NextStep, NextStepOptions, next_step};

/// The one thing to do next. What the service's own words call for comes before all else.
pub(super) fn next(outcome: &Outcome, names: &Names) -> String {
    let error = outcome.error();
    let options = NextStepOptions {
        replaces: true,
        names_deleted: false,
    };
    match next_step(outcome, options) {
        Some(NextStep::Wait(wait)) => {
            let seconds = wait.as_secs_f64().ceil();
            return format!("the service wants {seconds:.0} s: wait that long, then send the same");
        }
        Some(NextStep::Rebase) => {
            return "look at what they did, then make the change again on what is there now, or drop it"
                .to_owned();
        }
        Some(NextStep::Resume(code)) => {
            return format!(
                "keep the code {code}: once it is approved, send the same change again with it (--approval-code, or the journal on the screen)"
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

/// What a verdict calls for by itself.
fn by_verdict(outcome: &Outcome) -> &'static str {
    match outcome.verdict() {
        Verdict::Already => "nothing is left to do",
        Verdict::Verified => "undo takes it back, as long as nobody else changes it",
        Verdict::Rejected if outcome.read_back().is_some() => {
            "send it again later; if it is refused each time, make the change in the Intune portal"
        }
        Verdict::Rejected => {
            "the service minds what is in the request: change that, then try again"
        }
        Verdict::NoRoute => "the same change can be made by replacing the whole list",
        Verdict::NotSent => not_sent(&outcome.evidence),
        Verdict::Conflict if outcome.is_gone() => {
            "the configuration was deleted: nothing is left to change"
        }
        Verdict::Conflict => {
            "there is nothing left to take back: make a new change if the list needs one"
        }
        Verdict::PendingApproval => "once it is approved, send the same change again",
        Verdict::Unchanged => "the service ignored it: look in the Intune portal",
        Verdict::NotYetVisible => "wait a minute and read it again before you retry",
        Verdict::Differs => "read it again and compare it with what was meant before you retry",
        Verdict::Unknown => "read it again to see whether the change went through before you retry",
    }
}

/// How a change that met somebody else's is made again from the command line: which verb, and which
/// assignment it is about now.
#[must_use]
pub fn again(earlier: &Change, change: &Change, names: &Names) -> String {
    let now = || {
        let target = change.old_target();
        target.map_or_else(String::new, |target| target_line(target, names).to_string())
    };
    match (&earlier.kind, &change.kind) {
        (ChangeKind::Retarget { .. }, ChangeKind::Retarget { assignment, .. }) => format!(
            "the assignment is now {}: give the same command for it to change it from there (its ID is {})",
            now(),
            text::clean(&assignment.to_string())
        ),
        (ChangeKind::Retarget { .. }, _) => {
            "the assignment was removed: `enlist add` adds the new target as another one".to_owned()
        }
        (ChangeKind::Add { .. }, ChangeKind::Retarget { assignment, .. }) => format!(
            "it is there now as {}: `enlist set` changes its filter (its ID is {})",
            now(),
            text::clean(&assignment.to_string())
        ),
        _ => "give the same command again: it starts from what is there now".to_owned(),
    }
}

/// Why a change that met somebody else's is not made again.
#[must_use]
pub fn nothing_left(refusal: &Refusal) -> String {
    match refusal {
        Refusal::SameTarget | Refusal::SamePriority => {
            "somebody else has made the same change: nothing is left to do".to_owned()
        }
        Refusal::Gone => {
            "what it was about is not there any more: nothing is left to do".to_owned()
        }
        other => format!("it cannot be made again on what is there now: {other}"),
    }
}

fn not_sent(evidence: &Evidence) -> &'static str {
    match evidence {
        Evidence::NotSent(Unsent::NoToken(_), _) => super::error::NO_TOKEN,
        Evidence::NotSent(Unsent::Network(_), _) => super::error::NO_CONNECTION,
        Evidence::NotSent(Unsent::Journal(_), _) => {
            "make room on the disk, or the folder writable (XDG_STATE_HOME names another one), then send it again"
        }
        Evidence::NotSent(Unsent::Stopped(_), Some(_)) => {
            "send it again later, when the service has less to do"
        }
        Evidence::NotSent(Unsent::Rule(refusal), _) => against(refusal),
        _ => "nothing has to be put right: send it again at any time",
    }
}

/// What helps against a rule of this program.
const fn against(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::ReadOnly => "leave out --read-only, or take a profile that may write",
        Refusal::PatchOnly => {
            "--via auto, or write = \"auto\" in the profile, may replace the whole list"
        }
        Refusal::NeedsBeta(_) | Refusal::ReadFromV1 => {
            "api = \"auto\" in the profile, or --api auto, may use beta"
        }
        Refusal::Unsettled => {
            "try again: the earlier change is settled as soon as its configuration can be read, and the journal shows it"
        }
        Refusal::PolicySets | Refusal::PolicySetInList => {
            "change the policy set in the Intune portal"
        }
        Refusal::Exclusion | Refusal::ExclusionInList => {
            "look at the excluded group in the Intune portal first"
        }
        Refusal::UnreadableRow
        | Refusal::UnreadableInList
        | Refusal::UnreadableConfiguration
        | Refusal::UnreadableOrder => {
            "`enlist list --json` shows what the service sent; make the change in the Intune portal"
        }
        Refusal::UnreadList(_) => "put right why that request fails, then try again",
        Refusal::ListLoading => "try again once the list is read",
        Refusal::RankedOtherwise => "set each priority with `enlist priority`",
        Refusal::Gone => "make the change on what is there now",
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
