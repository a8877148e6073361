//! What a reading shows of a change.

use crate::domain::{
    ApiVersion, Assignment, Change, ChangeKind, ConfigurationId, RequestError, Target, Via,
    same_targets,
};
use crate::graph::Client;

/// What is there at one moment, as far as a change is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// The assignments of the configuration.
    List(Vec<Assignment>, ApiVersion),
    /// The order of its type and platform.
    Order(Vec<ConfigurationId>),
}

/// How a state relates to a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// As it is meant to become.
    After,
    /// As it was.
    Before,
    /// Something else.
    Neither,
}

impl State {
    /// Reads what a change is about.
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

    /// The targets of a list.
    pub(super) fn targets(&self) -> Vec<Target> {
        match self {
            Self::List(rows, _) => rows.iter().map(|row| row.target.clone()).collect(),
            Self::Order(_) => Vec::new(),
        }
    }

    /// Whether it is as the admin saw it when the change was made up. PATCH concerns its own
    /// assignment only, everything else the whole.
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

    /// What this state shows of a change whose request was made from `base`.
    pub(super) fn seen(&self, change: &Change, via: Via, base: &[Target]) -> Seen {
        let of = |before: bool, after: bool| match (before, after) {
            (false, true) => Seen::After,
            (true, false) => Seen::Before,
            _ => Seen::Neither,
        };
        match (self, &change.kind) {
            (Self::Order(now), ChangeKind::SetPriority { order, .. }) => {
                of(now == order, Some(now) == change.order_after().as_ref())
            }
            (Self::List(rows, _), ChangeKind::Retarget { from, to, .. }) if via == Via::Patch => {
                let holds = |target: &Target| rows.iter().any(|row| row.target.same_as(target));
                of(holds(from), holds(to))
            }
            (Self::List(..), _) => {
                let now = self.targets();
                of(
                    same_targets(&now, base),
                    same_targets(&now, &change.after(base)),
                )
            }
            (Self::Order(_), _) => Seen::Neither,
        }
    }
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
                State::List(rows.to_vec(), ApiVersion::Beta).seen(&change, via, &base)
            };
            assert_eq!(seen(&after), Seen::After);
            assert_eq!(seen(&before), Seen::Before);
            assert_eq!(seen(&both), Seen::Neither);
            assert_eq!(seen(&[]), Seen::Neither);
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
