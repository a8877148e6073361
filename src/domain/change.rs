//! A change of one configuration: what it is, and how it changes a list.
//!
//! Belongs here: changes as data, created only if the rules allow them. Does not belong here: the request
//! for a change (`request`), sending it (`write`).

use serde::{Deserialize, Serialize};

use super::new_target::refuse_new_target;
use super::refusal::{
    refuse_configuration, refuse_edit, refuse_kind, refuse_shared_id, refuse_targets,
};
use super::{
    Assignment, AssignmentId, Configuration, ConfigurationId, ConfigurationType, Refusal, Reversal,
    Target, TargetKind, Via, WriteMode, same_targets,
};

/// Identifies a change while it is shown. Steps and verdicts carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChangeId(pub u64);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    /// Retargets one assignment.
    Retarget {
        /// The assignment, by its ID when it was read.
        assignment: AssignmentId,
        from: Target,
        /// The new target.
        to: Target,
    },
    Add {
        target: Target,
    },
    Remove {
        target: Target,
    },
    /// Replaces the whole list.
    Replace {
        targets: Vec<Target>,
    },
    /// Moves the configuration among those of its type and platform.
    SetPriority {
        from: i64,
        /// The new priority.
        to: i64,
        /// Everything of its type and platform, first priority first, as the admin saw it.
        order: Vec<ConfigurationId>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    pub configuration: ConfigurationId,
    pub configuration_name: String,
    /// Its subtype, which determines the version of Graph.
    pub configuration_type: ConfigurationType,
    pub platform: Option<String>,
    pub kind: ChangeKind,
    /// The list as the admin saw it.
    pub before: Vec<Target>,
    /// The earlier change that it reverses, if it is an undo or a redo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<Reversal>,
}

impl Change {
    fn of(configuration: &Configuration, rows: &[Assignment], kind: ChangeKind) -> Self {
        Self {
            configuration: configuration.id.clone(),
            configuration_name: configuration.name.clone(),
            configuration_type: configuration.kind.clone(),
            platform: configuration.platform.clone(),
            kind,
            before: rows.iter().map(|row| row.target.clone()).collect(),
            reverses: None,
        }
    }

    /// Retargets `row` to `to`.
    pub fn retarget(
        configuration: &Configuration,
        rows: &[Assignment],
        row: &Assignment,
        to: Target,
    ) -> Result<Self, Refusal> {
        // The service accepts each target once, whatever its filter.
        let is_there = |other: &Assignment| other.id != row.id && other.target.points_where(&to);
        if rows.iter().any(is_there) && !row.target.same_as(&to) {
            refuse_edit(configuration, row)?;
            return Err(Refusal::Duplicate);
        }
        if row.target.kind() != to.kind() {
            refuse_edit(configuration, row)?;
            refuse_kind(&configuration.kind, to.kind())?;
        }
        refuse_edit(configuration, row)?;
        refuse_new_target(configuration, rows, &to)?;
        let keeps = |id: &str| {
            let named = row.target.object_id();
            named.is_some_and(|named| named.eq_ignore_ascii_case(id))
        };
        // Rows that shared its ID before may still share it: the change is not about that.
        if !to.object_id().is_some_and(keeps) {
            let others = rows.iter().filter(|other| other.id != row.id);
            refuse_shared_id(others.map(|other| &other.target), &to)?;
        }
        Self::retargeted(configuration, rows, row, to)
    }

    /// The same for a target that was there before, so the service is known to accept it.
    pub(super) fn retargeted(
        configuration: &Configuration,
        rows: &[Assignment],
        row: &Assignment,
        to: Target,
    ) -> Result<Self, Refusal> {
        refuse_edit(configuration, row)?;
        if row.target.same_as(&to) {
            return Err(Refusal::SameTarget);
        }
        if rows
            .iter()
            .any(|other| other.id != row.id && other.target.same_as(&to))
        {
            return Err(Refusal::Duplicate);
        }
        let (assignment, from) = (row.id.clone(), row.target.clone());
        Ok(Self::of(
            configuration,
            rows,
            ChangeKind::Retarget {
                assignment,
                from,
                to,
            },
        ))
    }

    /// Adds a target.
    pub fn add(
        configuration: &Configuration,
        rows: &[Assignment],
        target: Target,
    ) -> Result<Self, Refusal> {
        refuse_configuration(configuration)?;
        if rows.iter().any(|row| row.target.same_as(&target)) {
            return Err(Refusal::SameTarget);
        }
        if rows.iter().any(|row| row.target.points_where(&target)) {
            return Err(Refusal::Duplicate);
        }
        refuse_kind(&configuration.kind, target.kind())?;
        refuse_new_target(configuration, rows, &target)?;
        refuse_shared_id(rows.iter().map(|row| &row.target), &target)?;
        Self::added(configuration, rows, target)
    }

    /// The same for a target that was there before, so the service is known to accept it.
    pub(super) fn added(
        configuration: &Configuration,
        rows: &[Assignment],
        target: Target,
    ) -> Result<Self, Refusal> {
        refuse_configuration(configuration)?;
        if rows.iter().any(|row| row.target.same_as(&target)) {
            return Err(Refusal::Duplicate);
        }
        Ok(Self::of(configuration, rows, ChangeKind::Add { target }))
    }

    /// Removes an assignment.
    pub fn remove(
        configuration: &Configuration,
        rows: &[Assignment],
        row: &Assignment,
    ) -> Result<Self, Refusal> {
        refuse_edit(configuration, row)?;
        let target = row.target.clone();
        Ok(Self::of(configuration, rows, ChangeKind::Remove { target }))
    }

    /// Replaces the whole list with `targets`.
    pub fn replace(
        configuration: &Configuration,
        rows: &[Assignment],
        targets: Vec<Target>,
    ) -> Result<Self, Refusal> {
        let change = Self::replaced(configuration, rows, targets)?;
        for target in change.after(&[]) {
            refuse_new_target(configuration, rows, &target)?;
        }
        Ok(change)
    }

    /// The same for a list that was there before, so the service is known to accept it.
    pub(super) fn replaced(
        configuration: &Configuration,
        rows: &[Assignment],
        targets: Vec<Target>,
    ) -> Result<Self, Refusal> {
        refuse_configuration(configuration)?;
        refuse_targets(&targets)?;
        if same_targets(rows.iter().map(|row| &row.target), &targets) {
            return Err(Refusal::SameTarget);
        }
        Ok(Self::of(
            configuration,
            rows,
            ChangeKind::Replace { targets },
        ))
    }

    /// Moves the configuration to a priority.
    pub fn set_priority(
        configuration: &Configuration,
        rows: &[Assignment],
        order: Vec<ConfigurationId>,
        to: i64,
    ) -> Result<Self, Refusal> {
        refuse_configuration(configuration)?;
        let from = configuration.priority.unwrap_or_default();
        if to < 1 {
            return Err(Refusal::FirstPriority);
        }
        if usize::try_from(to).is_ok_and(|to| to > order.len()) {
            return Err(Refusal::LastPriority);
        }
        if from == to {
            return Err(Refusal::SamePriority);
        }
        Ok(Self::of(
            configuration,
            rows,
            ChangeKind::SetPriority { from, to, order },
        ))
    }

    /// The list after the change.
    #[must_use]
    pub fn after(&self, base: &[Target]) -> Vec<Target> {
        let mut list = base.to_vec();
        match &self.kind {
            ChangeKind::Retarget { from, to, .. } => {
                if let Some(target) = list.iter_mut().find(|target| target.same_as(from)) {
                    *target = to.clone();
                }
            }
            ChangeKind::Add { target } => list.push(target.clone()),
            ChangeKind::Remove { target } => {
                if let Some(at) = list.iter().position(|other| other.same_as(target)) {
                    list.remove(at);
                }
            }
            ChangeKind::Replace { targets } => list.clone_from(targets),
            ChangeKind::SetPriority { .. } => {}
        }
        list
    }

    /// The order of priorities after the change, if it is about them.
    #[must_use]
    pub fn order_after(&self) -> Option<Vec<ConfigurationId>> {
        match &self.kind {
            ChangeKind::SetPriority { to, order, .. } => {
                Some(moved(order, &self.configuration, Some(*to)))
            }
            _ => None,
        }
    }

    /// Whether it reaches all users or all devices, and did not before.
    #[must_use]
    pub fn reaches_everyone(&self) -> bool {
        self.after(&self.before).iter().any(|target| {
            matches!(target.kind(), TargetKind::AllUsers | TargetKind::AllDevices)
                && !self.before.iter().any(|seen| seen.same_as(target))
        })
    }

    /// The new target, if the change has one.
    #[must_use]
    pub const fn new_target(&self) -> Option<&Target> {
        match &self.kind {
            ChangeKind::Retarget { to: target, .. } | ChangeKind::Add { target } => Some(target),
            _ => None,
        }
    }

    /// The old target, if the change has one.
    #[must_use]
    pub const fn old_target(&self) -> Option<&Target> {
        match &self.kind {
            ChangeKind::Retarget { from: target, .. } | ChangeKind::Remove { target } => {
                Some(target)
            }
            _ => None,
        }
    }

    /// The first request to send. `no_patch` says that the service is known to have no route for PATCH.
    ///
    /// # Errors
    /// [`Refusal::PatchOnly`].
    pub const fn first_via(&self, mode: WriteMode, no_patch: bool) -> Result<Via, Refusal> {
        match (&self.kind, mode) {
            (ChangeKind::SetPriority { .. }, _) => Ok(Via::SetPriority),
            (ChangeKind::Retarget { .. }, WriteMode::Patch) => Ok(Via::Patch),
            (ChangeKind::Retarget { .. }, WriteMode::Auto) if !no_patch => Ok(Via::Patch),
            (_, WriteMode::Patch) => Err(Refusal::PatchOnly),
            _ => Ok(Via::Assign),
        }
    }
}

/// An order with one of its members at another priority; the first priority is 1.
pub(crate) fn moved(
    order: &[ConfigurationId],
    member: &ConfigurationId,
    to: Option<i64>,
) -> Vec<ConfigurationId> {
    let mut order: Vec<ConfigurationId> = order
        .iter()
        .filter(|other| *other != member)
        .cloned()
        .collect();
    let at = to
        .and_then(|to| usize::try_from(to - 1).ok())
        .unwrap_or(order.len());
    order.insert(at.min(order.len()), member.clone());
    order
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "change_properties.rs"]
mod properties;
