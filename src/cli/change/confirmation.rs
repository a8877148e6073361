//! What is shown and asked before anything is sent. Flags answer what they can.
//!
//! A yes alone does not cover a change that reaches everyone or a list that is emptied: those are asked
//! separately.

use std::time::Duration;

use crate::cli::args::Consent;
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::prompts;
use crate::cli::session::signals::Signals;
use crate::domain::{Change, ChangeKind};
use crate::words::Line;

/// How many long waits requested by the service are confirmed.
pub(super) const MOST_LONG_WAITS: u32 = 5;
/// Why nothing was sent where you answered no.
pub(super) const DECLINED: &str = "you answered no";

/// Fails if a confirmation is needed and nobody can give it, before anything is read.
pub(super) fn needs_a_yes(consent: &Consent) -> Result<(), Failure> {
    if consent.dry_run || consent.yes || prompts::somebody() {
        return Ok(());
    }
    Err(
        Failure::usage("confirmation needed, but there is no terminal to ask on".to_owned())
            .with_hint("add --yes to send the change, or --dry-run to preview it"),
    )
}

/// Shows the review if someone is asked, and asks everything that the flags do not answer.
pub(super) async fn is_agreed<'a>(
    workspace: &Workspace,
    consent: &Consent,
    changes: impl IntoIterator<Item = &'a Change>,
    question: &str,
    review: impl Future<Output = Vec<Line>>,
    signals: &mut Signals,
) -> Result<bool, Failure> {
    let extra = ExtraQuestions::of(changes, workspace, consent)?;
    if extra.is_some() || !consent.yes {
        let _ = print::error(&workspace.printing.err.lines(&review.await));
    }
    Ok(extra.are_agreed(workspace, signals).await? && says_yes(consent, question, signals).await?)
}

/// Asks a question, unless --yes answers it.
pub(super) async fn says_yes(
    consent: &Consent,
    question: &str,
    signals: &mut Signals,
) -> Result<bool, Failure> {
    Ok(consent.yes || prompts::yes(question, signals).await?)
}

/// The question before a wait that is too long to start without asking.
pub(super) fn long_wait(wait: Duration) -> String {
    let seconds = wait.as_secs_f64().ceil();
    format!("Wait {seconds:.0} s, then send the request again?")
}

/// What must be asked besides the yes.
struct ExtraQuestions {
    /// The change newly reaches all users or all devices, or the profile requires its name to be typed.
    name: bool,
    /// The list would be empty.
    empty: bool,
}

impl ExtraQuestions {
    /// What the flags leave to ask. If nobody is there to ask, that is an error.
    fn of<'a>(
        changes: impl IntoIterator<Item = &'a Change>,
        workspace: &Workspace,
        consent: &Consent,
    ) -> Result<Self, Failure> {
        let (mut needs_name, mut empties) = (workspace.settings.confirm, false);
        for change in changes {
            needs_name |= change.reaches_everyone();
            empties |= !matches!(change.kind, ChangeKind::SetPriority { .. })
                && !change.before.is_empty()
                && change.after(&change.before).is_empty();
        }
        let left = Self {
            name: needs_name && consent.confirm.is_none(),
            empty: empties && !consent.allow_empty,
        };
        let name = workspace.name_to_type();
        let typed = consent.confirm.as_deref();
        if needs_name && typed.is_some_and(|typed| typed != name) {
            let what = if workspace.settings.profile.is_some() {
                "--confirm does not match the profile in use"
            } else {
                "--confirm does not match the default domain of this tenant"
            };
            return Err(Failure::usage(what.to_owned()).with_hint(&format!("expected {name}")));
        }
        if prompts::somebody() {
            return Ok(left);
        }
        if left.name {
            return Err(
                Failure::usage("this change must be confirmed by name".to_owned())
                    .with_hint(&format!("add --confirm {name}")),
            );
        }
        if left.empty {
            return Err(
                Failure::usage("this would remove the last assignment".to_owned())
                    .with_hint("add --allow-empty to allow it"),
            );
        }
        Ok(left)
    }

    const fn is_some(&self) -> bool {
        self.name || self.empty
    }

    async fn are_agreed(
        &self,
        workspace: &Workspace,
        signals: &mut Signals,
    ) -> Result<bool, Failure> {
        if self.name {
            let name = workspace.name_to_type();
            let question = format!("Type {name} to confirm: ");
            if prompts::line(&question, signals).await? != name {
                return Ok(false);
            }
        }
        Ok(!self.empty || prompts::yes("Remove the last assignment?", signals).await?)
    }
}
