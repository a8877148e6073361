//! What a yes alone does not cover: changes to everybody, and lists that are emptied.

use crate::cli::args::Consent;
use crate::cli::change::workspace::Workspace;
use crate::cli::print::exit::Failure;
use crate::cli::session::prompts;
use crate::cli::session::signals::Signals;
use crate::domain::Change;
use crate::domain::ChangeKind;

/// What is at stake.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::cli) struct Stakes {
    /// All users or all devices are reached that were not before.
    everybody: bool,
    /// Nothing is left of a list.
    empties: bool,
}

/// What has to be asked beside the yes.
pub(in crate::cli) struct Asked {
    name: bool,
    empty: bool,
}

impl Stakes {
    pub(in crate::cli) fn of(change: &Change) -> Self {
        Self {
            everybody: change.reaches_everyone(),
            empties: !matches!(change.kind, ChangeKind::SetPriority { .. })
                && !change.before.is_empty()
                && change.after(&change.before).is_empty(),
        }
    }

    /// What is at stake with both.
    pub(in crate::cli) const fn and(self, other: Self) -> Self {
        Self {
            everybody: self.everybody || other.everybody,
            empties: self.empties || other.empties,
        }
    }

    /// What the flags leave to be asked. Where nobody is there to ask, that is a mistake.
    pub(in crate::cli) fn to_ask(
        self,
        workspace: &Workspace,
        consent: &Consent,
    ) -> Result<Asked, Failure> {
        let names = self.everybody || workspace.confirm;
        let asked = Asked {
            name: names && consent.confirm.is_none(),
            empty: self.empties && !consent.allow_empty,
        };
        let name = workspace.name_to_type();
        let typed = consent.confirm.as_deref();
        if names && typed.is_some_and(|typed| typed != name) {
            let what = if workspace.profile.is_some() {
                "--confirm does not give the name of the profile in use"
            } else {
                "--confirm does not give the default domain of this tenant"
            };
            return Err(Failure::usage(what.to_owned()).with_hint(&format!("it is {name}")));
        }
        if prompts::somebody() {
            return Ok(asked);
        }
        if asked.name {
            return Err(
                Failure::usage("this change has to be confirmed by name".to_owned())
                    .with_hint(&format!("--confirm {name}")),
            );
        }
        if asked.empty {
            return Err(
                Failure::usage("nothing would be left of the list".to_owned())
                    .with_hint("--allow-empty allows that"),
            );
        }
        Ok(asked)
    }
}

impl Asked {
    pub(in crate::cli) const fn is_something(&self) -> bool {
        self.name || self.empty
    }

    /// Asks it, and says whether all of it was agreed to.
    pub(in crate::cli) async fn is_agreed(
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
        Ok(!self.empty || prompts::yes("Leave no assignment at all?", signals).await?)
    }
}
