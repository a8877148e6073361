//! What a read shows about a change.

use crate::domain::{
    ApiVersion, Assignment, Change, ChangeKind, ConfigurationId, Observed, ReadBack, RequestError,
    Target, Via, same_targets,
};
use crate::graph::Client;

/// The state at one moment, as far as it matters for a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    List(Vec<Assignment>, ApiVersion),
    /// The order of its type and platform.
    Order(Vec<ConfigurationId>),
}

impl From<State> for Observed {
    fn from(state: State) -> Self {
        match state {
            State::List(rows, _) => Self::List(rows),
            State::Order(order) => Self::Order(order),
        }
    }
}

impl State {
    pub(super) async fn read(client: &Client, change: &Change) -> Result<Self, RequestError> {
        if let ChangeKind::SetPriority { .. } = change.kind {
            let platform = change.platform.as_deref();
            let order = client
                .priorities(&change.configuration_type, platform)
                .await?;
            return Ok(Self::Order(order));
        }
        let (rows, version) = client.assignments(&change.configuration).await?;
        Ok(Self::List(rows, version))
    }

    pub(super) fn targets(&self) -> Vec<Target> {
        match self {
            Self::List(rows, _) => rows.iter().map(|row| row.target.clone()).collect(),
            Self::Order(_) => Vec::new(),
        }
    }

    /// Whether the state is what the admin saw when the change was created. PATCH concerns only its own
    /// assignment, everything else the whole list.
    pub(super) fn is_as_seen(&self, change: &Change, via: Via) -> bool {
        match (self, &change.kind) {
            (Self::Order(now), ChangeKind::SetPriority { order, .. }) => now == order,
            (
                Self::List(rows, _),
                ChangeKind::Retarget {
                    assignment, from, ..
                },
            ) if via == Via::Patch => rows
                .iter()
                .any(|row| row.id == *assignment && row.target.same_as(from)),
            (Self::List(rows, _), _) => {
                same_targets(rows.iter().map(|row| &row.target), &change.before)
            }
            (Self::Order(_), _) => false,
        }
    }

    /// Whether the result of the change is already there although nothing was sent. An unreadable row may
    /// be the one that the change replaces.
    pub(super) fn is_already(&self, change: &Change, via: Via) -> bool {
        self.read_back(change, via, &change.before) == ReadBack::After && !self.hides()
    }

    /// Whether a row could not be read: it may contain what does not show.
    fn hides(&self) -> bool {
        matches!(self, Self::List(rows, _) if rows.iter().any(Assignment::is_unreadable))
    }

    /// What this state shows about a change whose request was built from `base`.
    pub(super) fn read_back(&self, change: &Change, via: Via, base: &[Target]) -> ReadBack {
        let hides = self.hides();
        let of = |before: bool, after: bool, ours_shows: bool| match (before, after) {
            (false, true) => ReadBack::After,
            (true, false) => ReadBack::Before,
            (false, false) if !ours_shows && !hides => ReadBack::Theirs,
            _ => ReadBack::Neither,
        };
        match (self, &change.kind) {
            (Self::Order(now), ChangeKind::SetPriority { order, .. }) => {
                let after = change.order_after().unwrap_or_default();
                let own = &change.configuration;
                of(
                    now == order,
                    *now == after,
                    order_shows(own, order, now, &after),
                )
            }
            (Self::List(rows, _), ChangeKind::Retarget { from, to, .. }) if via == Via::Patch => {
                let holds = |target: &Target| rows.iter().any(|row| row.target.same_as(target));
                let now = self.targets();
                of(holds(from), holds(to), target_shows(to, &now, base))
            }
            (Self::List(..), _) => {
                let now = self.targets();
                let after = change.after(base);
                of(
                    same_targets(&now, base),
                    same_targets(&now, &after),
                    list_shows(base, &now, &after),
                )
            }
            (Self::Order(_), _) => ReadBack::Neither,
        }
    }
}

/// Whether a part of a list change shows: a target that it adds, or, if it only removes, that one of them
/// is gone. If the change replaces a row, the missing row alone proves nothing: someone else may have
/// removed it.
fn list_shows(base: &[Target], now: &[Target], after: &[Target]) -> bool {
    let missing_in = |list: &[Target], target: &&Target| {
        let is_it = |other: &&Target| other.same_as(target);
        list.iter().filter(is_it).count() == 0
    };
    let mut added = after
        .iter()
        .filter(|target| missing_in(base, target))
        .peekable();
    if added.peek().is_some() {
        return added.any(|target| target_shows(target, now, base));
    }
    let mut removed = base.iter().filter(|target| missing_in(after, target));
    removed.any(|target| missing_in(now, &target))
}

/// Whether a target that the change adds shows, as intended or with another filter.
fn target_shows(target: &Target, now: &[Target], base: &[Target]) -> bool {
    let points_there = |list: &[Target]| list.iter().any(|other| other.points_where(target));
    now.iter().any(|other| other.same_as(target)) || (points_there(now) && !points_there(base))
}

/// Whether a part of a move shows: the configuration is in its new place, or only it was moved.
fn order_shows(
    own: &ConfigurationId,
    before: &[ConfigurationId],
    now: &[ConfigurationId],
    after: &[ConfigurationId],
) -> bool {
    let place = |order: &[ConfigurationId]| order.iter().position(|other| other == own);
    let others = |order: &[ConfigurationId]| -> Vec<ConfigurationId> {
        order
            .iter()
            .filter(|other| *other != own)
            .cloned()
            .collect()
    };
    place(now) == place(after) || (place(now).is_some() && others(now) == others(before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Configuration, NewTarget};

    fn rows() -> (Configuration, Vec<Assignment>) {
        let configuration = r##"{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"c","priority":1}"##;
        let row = r##"{"id":"a","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}"##;
        let (configuration, _) =
            Configuration::from_raw(serde_json::from_str(configuration).unwrap()).unwrap();
        (
            configuration,
            vec![Assignment::from_raw(&serde_json::from_str(row).unwrap()).unwrap()],
        )
    }

    #[test]
    fn what_is_read_back_decides() {
        let (configuration, before) = rows();
        let to = before[0].target.retarget(&NewTarget::AllUsers);
        let change = Change::retarget(&configuration, &before, &before[0], to.clone()).unwrap();
        let mut after = before.clone();
        after[0].target = to;
        let both = [before.clone(), after.clone()].concat();
        let base: Vec<Target> = change.before.clone();
        for via in [Via::Patch, Via::Assign] {
            let seen = |rows: &[Assignment]| {
                State::List(rows.to_vec(), ApiVersion::Beta).read_back(&change, via, &base)
            };
            assert_eq!(seen(&after), ReadBack::After);
            assert_eq!(seen(&before), ReadBack::Before);
            assert_eq!(seen(&both), ReadBack::Neither);
            assert_eq!(seen(&[]), ReadBack::Theirs);
        }
    }

    #[test]
    fn an_unreadable_row_may_be_the_one_that_was_sent() {
        let (configuration, before) = rows();
        let to = before[0].target.retarget(&NewTarget::AllUsers);
        let change = Change::retarget(&configuration, &before, &before[0], to).unwrap();
        let odd = serde_json::value::RawValue::from_string(r#"{"id":"a"}"#.to_owned()).unwrap();
        let base = change.before.clone();
        for via in [Via::Patch, Via::Assign] {
            let read = |rows: Vec<Assignment>| {
                State::List(rows, ApiVersion::Beta).read_back(&change, via, &base)
            };
            let other = before[0]
                .target
                .retarget(&NewTarget::CmCollection("SMS1".to_owned()));
            let theirs = Assignment {
                target: other,
                ..before[0].clone()
            };
            assert_eq!(read(vec![theirs]), ReadBack::Theirs);
            assert_eq!(
                read(Assignment::list(std::slice::from_ref(&odd))),
                ReadBack::Neither
            );
            // It may also be the one that the change replaces.
            let made = Assignment {
                target: change.new_target().unwrap().clone(),
                ..before[0].clone()
            };
            let is_already =
                |rows: Vec<_>| State::List(rows, ApiVersion::Beta).is_already(&change, via);
            assert!(is_already(vec![made.clone()]));
            let hidden = Assignment::list(std::slice::from_ref(&odd));
            assert!(!is_already([vec![made], hidden].concat()));
        }
    }

    #[test]
    fn a_patch_concerns_its_own_assignment_and_a_replacement_the_whole_list() {
        let (configuration, before) = rows();
        let to = before[0].target.retarget(&NewTarget::AllUsers);
        let change = Change::retarget(&configuration, &before, &before[0], to.clone()).unwrap();
        let mut grown = before.clone();
        grown.push(Assignment {
            id: crate::domain::AssignmentId::new("b".to_owned()),
            ..before[0].clone()
        });
        let now = State::List(grown, ApiVersion::Beta);
        assert!(now.is_as_seen(&change, Via::Patch));
        assert!(!now.is_as_seen(&change, Via::Assign));
        let mut moved = before.clone();
        moved[0].target = to;
        assert!(!State::List(moved, ApiVersion::Beta).is_as_seen(&change, Via::Patch));
    }
}
