//! What can follow the end of a change. Decided here, once, for the screen, the commands, the plan and the
//! messages.
//!
//! Belongs here: from an [`Outcome`] to the one next step. Does not belong here: offering or taking it
//! (`tui`, `cli`, `plan`), its text (`words`).

use std::time::Duration;

use crate::domain::{Conflict, Evidence, Outcome, ServiceError, Verdict};

/// What can be done about an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// Make the same change by replacing the whole list.
    ReplaceList,
    /// Make the same change on the current list.
    Rebase,
    /// Add a justification for the admin who approves.
    Justify,
    /// Send the same change with its approval code.
    Resume(String),
    /// Send the list without the deleted groups.
    LeaveOutDeleted,
    /// Send the same change after the time that the service asks for.
    Wait(Duration),
    /// Get another token, then send the same change.
    SignIn,
}

/// What is known besides the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextStepOptions {
    /// Whether it was a PATCH, and replacing the whole list is allowed.
    pub replaces: bool,
    /// Whether a whole list was sent that contains a deleted group.
    pub names_deleted: bool,
}

#[must_use]
pub fn next_step(outcome: &Outcome, options: NextStepOptions) -> Option<NextStep> {
    let error = outcome.error();
    let wait = error
        .and_then(|error| error.retry_after)
        .filter(|wait| !wait.is_zero());
    match outcome.verdict() {
        Verdict::NoRoute if options.replaces => Some(NextStep::ReplaceList),
        Verdict::NotSent if outcome.needs_token() => Some(NextStep::SignIn),
        // Some services ask for it with a 403.
        Verdict::Rejected if error.is_some_and(ServiceError::wants_justification) => {
            Some(NextStep::Justify)
        }
        Verdict::Rejected if matches!(error?.facts.status, Some(401 | 403)) => {
            Some(NextStep::SignIn)
        }
        // What was to be undone, or its configuration, no longer exists.
        Verdict::Conflict => {
            let is_theirs = matches!(outcome.evidence, Evidence::Conflict(Conflict::Changed(_)));
            is_theirs.then_some(NextStep::Rebase)
        }
        Verdict::PendingApproval => error?.approval_code.clone().map(NextStep::Resume),
        Verdict::Rejected | Verdict::Unknown | Verdict::NotSent if wait.is_some() => {
            wait.map(NextStep::Wait)
        }
        Verdict::Rejected if options.names_deleted => Some(NextStep::LeaveOutDeleted),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Facts, Unsent};

    const OPTIONS: NextStepOptions = NextStepOptions {
        replaces: true,
        names_deleted: true,
    };

    fn refusal(status: u16, message: &str) -> ServiceError {
        let facts = Facts {
            method: "PATCH",
            path: "/beta/x".to_owned(),
            status: Some(status),
            elapsed: Duration::ZERO,
            request_id: None,
            client_request_id: "c".to_owned(),
        };
        ServiceError {
            facts,
            code: String::new(),
            message: message.to_owned(),
            activity_id: None,
            approval_code: None,
            retry_after: None,
        }
    }

    fn ended(verdict: Verdict, status: u16, message: &str) -> Outcome {
        Evidence::sample(verdict, Err(refusal(status, message))).into()
    }

    fn patient(verdict: Verdict, status: u16, seconds: u64) -> Outcome {
        let error = ServiceError {
            retry_after: Some(Duration::from_secs(seconds)),
            ..refusal(status, "")
        };
        Evidence::sample(verdict, Err(error)).into()
    }

    #[test]
    fn each_end_leaves_one_step_open_or_none() {
        let asks = "Request must have header x-msft-approval-justification";
        let pending = ServiceError {
            approval_code: Some("code-7".to_owned()),
            ..refusal(412, "")
        };
        let pending = Evidence::sample(Verdict::PendingApproval, Err(pending)).into();
        let no_token = Unsent::NoToken(String::new()).into();
        let gone = Outcome::gone(Some(refusal(404, "").into()));
        let ninety = Some(NextStep::Wait(Duration::from_secs(90)));
        for (outcome, step) in [
            (ended(Verdict::Verified, 200, ""), None),
            (
                ended(Verdict::NoRoute, 400, ""),
                Some(NextStep::ReplaceList),
            ),
            (ended(Verdict::Rejected, 403, asks), Some(NextStep::Justify)),
            (ended(Verdict::Rejected, 403, ""), Some(NextStep::SignIn)),
            (no_token, Some(NextStep::SignIn)),
            (ended(Verdict::Conflict, 404, ""), Some(NextStep::Rebase)),
            (gone, None),
            (Outcome::moved_on(None), None),
            (pending, Some(NextStep::Resume("code-7".to_owned()))),
            (patient(Verdict::Rejected, 429, 90), ninety.clone()),
            (patient(Verdict::Unknown, 503, 90), ninety.clone()),
            (patient(Verdict::NotSent, 429, 90), ninety),
            (patient(Verdict::Verified, 503, 90), None),
            (
                ended(Verdict::Rejected, 400, ""),
                Some(NextStep::LeaveOutDeleted),
            ),
            (ended(Verdict::Unknown, 500, ""), None),
        ] {
            assert_eq!(next_step(&outcome, OPTIONS), step, "{outcome:#?}");
        }
        let options = NextStepOptions {
            replaces: false,
            names_deleted: false,
        };
        for outcome in [
            patient(Verdict::Rejected, 429, 0),
            ended(Verdict::NoRoute, 400, ""),
            ended(Verdict::Rejected, 400, ""),
        ] {
            assert_eq!(next_step(&outcome, options), None);
        }
    }
}
