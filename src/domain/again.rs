//! A change on another ground: taken back, or made once more on what is there now.
//!
//! Belongs here: changes that come of another change. Does not belong here: what a change may be
//! (`change`), or when one is wanted.

use super::change::moved;
use super::{
    Assignment, Change, ChangeKind, Configuration, ConfigurationId, Refusal, Target, same_targets,
};

impl Change {
    /// The change that takes this one back, for a configuration as it is now.
    ///
    /// # Errors
    /// The rule that forbids it, [`Refusal::SameTarget`] where nothing is left to take back.
    pub fn reverse(
        &self,
        configuration: &Configuration,
        rows: &[Assignment],
    ) -> Result<Self, Refusal> {
        let row_of = |target: &Target| {
            rows.iter()
                .find(|row| row.target.same_as(target))
                .ok_or(Refusal::SameTarget)
        };
        match &self.kind {
            ChangeKind::Retarget { from, to, .. } => {
                Self::retargeted(configuration, rows, row_of(to)?, from.clone())
            }
            ChangeKind::Add { target } => Self::remove(configuration, rows, row_of(target)?),
            ChangeKind::Remove { target } => Self::added(configuration, rows, target.clone()),
            ChangeKind::Replace { targets } => {
                // What somebody else added since would be lost.
                if !same_targets(rows.iter().map(|row| &row.target), targets) {
                    return Err(Refusal::SameTarget);
                }
                Self::replaced(configuration, rows, self.before.clone())
            }
            ChangeKind::SetPriority { from, to, order } => {
                if configuration.priority != Some(*to) {
                    return Err(Refusal::SamePriority);
                }
                let order = moved(order, &self.configuration, configuration.priority);
                Self::set_priority(configuration, rows, order, *from)
            }
        }
    }

    /// The same change, made anew on a list as it is now. `order` is the order of priorities now.
    ///
    /// # Errors
    /// The rule that forbids it, [`Refusal::Gone`] where what it was about is not there any more.
    pub fn rebased(
        &self,
        configuration: &Configuration,
        rows: &[Assignment],
        order: Vec<ConfigurationId>,
    ) -> Result<Self, Refusal> {
        let row_of = |target: &Target| {
            rows.iter()
                .find(|row| row.target.same_as(target))
                .ok_or(Refusal::Gone)
        };
        match &self.kind {
            ChangeKind::Retarget { from, to, .. } => {
                Self::retarget(configuration, rows, row_of(from)?, to.clone())
            }
            ChangeKind::Add { target } => Self::add(configuration, rows, target.clone()),
            ChangeKind::Remove { target } => Self::remove(configuration, rows, row_of(target)?),
            ChangeKind::Replace { targets } => Self::replace(configuration, rows, targets.clone()),
            ChangeKind::SetPriority { to, .. } => {
                Self::set_priority(configuration, rows, order, *to)
            }
        }
    }

    /// The opposite of this change, as it would have been right after it: to be shown, not to be made.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let kind = match self.kind.clone() {
            ChangeKind::Retarget {
                assignment,
                from,
                to,
            } => ChangeKind::Retarget {
                assignment,
                from: to,
                to: from,
            },
            ChangeKind::Add { target } => ChangeKind::Remove { target },
            ChangeKind::Remove { target } => ChangeKind::Add { target },
            ChangeKind::Replace { .. } => ChangeKind::Replace {
                targets: self.before.clone(),
            },
            ChangeKind::SetPriority { from, to, .. } => ChangeKind::SetPriority {
                from: to,
                to: from,
                order: self.order_after().unwrap_or_default(),
            },
        };
        Self {
            kind,
            before: self.after(&self.before),
            ..self.clone()
        }
    }
}
