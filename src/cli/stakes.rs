//! What a yes alone does not cover: changes to everybody, and lists that are emptied.

use super::args::Consent;
use super::ask;
use super::exit::Failure;
use super::signals::Signals;
use super::write::Office;
use crate::domain::{Change, ChangeKind};

/// What is at stake.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stakes {
    /// All users or all devices are reached that were not before.
    everybody: bool,
    /// Nothing is left of a list.
    empties: bool,
}

/// What has to be asked beside the yes.
pub(super) struct Asked {
    name: bool,
    empty: bool,
}

impl Stakes {
    pub(super) fn of(change: &Change) -> Self {
        Self {
            everybody: change.reaches_everyone(),
            empties: !matches!(change.kind, ChangeKind::SetPriority { .. })
                && !change.before.is_empty()
                && change.after(&change.before).is_empty(),
        }
    }

    /// What is at stake with both.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            everybody: self.everybody || other.everybody,
            empties: self.empties || other.empties,
        }
    }

    /// What the flags leave to be asked. Where nobody is there to ask, that is a mistake.
    pub(super) fn to_ask(self, office: &Office, consent: &Consent) -> Result<Asked, Failure> {
        let names = self.everybody || office.confirm;
        let asked = Asked {
            name: names && consent.confirm.is_none(),
            empty: self.empties && !consent.allow_empty,
        };
        let name = office.name_to_type();
        let typed = consent.confirm.as_deref();
        if names && typed.is_some_and(|typed| typed != name) {
            return Err(Failure::usage("--confirm names another tenant".to_owned())
                .with_hint(&format!("this one is {name}")));
        }
        if ask::somebody() {
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
    pub(super) const fn is_something(&self) -> bool {
        self.name || self.empty
    }

    /// Asks it, and says whether all of it was agreed to.
    pub(super) async fn is_agreed(
        &self,
        office: &Office,
        signals: &mut Signals,
    ) -> Result<bool, Failure> {
        if self.name {
            let name = office.name_to_type();
            let question = format!("Type {name} to confirm: ");
            if ask::line(&question, signals).await? != name {
                return Ok(false);
            }
        }
        Ok(!self.empty || ask::yes("Leave no assignment at all?", signals).await?)
    }
}
