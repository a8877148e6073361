//! Changes derived from another change: its reverse, or the same change on the current list.
//!
//! Belongs here: changes that follow from another change. Does not belong here: which changes are allowed
//! (`change`), or when one is wanted.

use super::change::moved;
use super::{
    Assignment, Change, ChangeKind, Configuration, ConfigurationId, Refusal, Target, same_targets,
};

impl Change {
    /// Returns the change that reverses this one, for the current state of a configuration.
    ///
    /// # Errors
    /// The rule that forbids it, or [`Refusal::SameTarget`] if nothing is left to take back.
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
                // Otherwise, what another admin has added since would be lost.
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

    /// The same change on the current list, with the admin's choices kept. `order` is the current order of
    /// priorities. An assignment that was removed in the meantime is added again with its new target.
    ///
    /// # Errors
    /// The rule that forbids it: [`Refusal::SameTarget`] or [`Refusal::SamePriority`] if it is already
    /// made, [`Refusal::Gone`] if there is nothing left to remove or to move.
    pub fn rebased(
        &self,
        configuration: &Configuration,
        rows: &[Assignment],
        order: Vec<ConfigurationId>,
    ) -> Result<Self, Refusal> {
        let now = self.row_now(rows);
        let made = match &self.kind {
            ChangeKind::Retarget { from, to, .. } => {
                if rows.iter().any(|row| row.target.same_as(to)) {
                    return Err(Refusal::SameTarget);
                }
                match now {
                    Some(row) => {
                        let to = chosen(&row.target, from, to);
                        Self::retarget(configuration, rows, row, to)
                    }
                    None => Self::add(configuration, rows, to.clone()),
                }
            }
            ChangeKind::Add { target } => match now {
                Some(row) if row.target.same_as(target) => Err(Refusal::SameTarget),
                Some(row) => Self::retarget(configuration, rows, row, target.clone()),
                None => Self::add(configuration, rows, target.clone()),
            },
            ChangeKind::Remove { .. } => {
                Self::remove(configuration, rows, now.ok_or(Refusal::Gone)?)
            }
            ChangeKind::Replace { targets } => Self::replace(configuration, rows, targets.clone()),
            ChangeKind::SetPriority { to, .. } => {
                let place = order.iter().position(|id| *id == self.configuration);
                let from = place.ok_or(Refusal::Gone)? + 1;
                let mut configuration = configuration.clone();
                configuration.priority = i64::try_from(from).ok();
                Self::set_priority(&configuration, rows, order, *to)
            }
        }?;
        Ok(Self {
            reverses: self.reverses.clone(),
            ..made
        })
    }

    /// The assignment that the change is about, as it is now: found by its ID, by its old target, or by its
    /// position. For an added assignment, the one with its target.
    #[must_use]
    pub fn row_now<'a>(&self, rows: &'a [Assignment]) -> Option<&'a Assignment> {
        let find = |is_it: &dyn Fn(&Assignment) -> bool| rows.iter().find(|row| is_it(row));
        let holding = |target: &Target| {
            find(&|row| row.target.same_as(target))
                .or_else(|| find(&|row| row.target.points_where(target)))
        };
        match &self.kind {
            ChangeKind::Retarget {
                assignment, from, ..
            } => find(&|row| row.id == *assignment)
                .or_else(|| holding(from))
                .or_else(|| self.successor(from, rows)),
            ChangeKind::Add { target } | ChangeKind::Remove { target } => holding(target),
            ChangeKind::Replace { .. } | ChangeKind::SetPriority { .. } => None,
        }
    }

    /// The row that replaced another one. The service gives an assignment a new ID with a new target, so
    /// only the rest of the list tells: it is the new row if there is only one, or the new row at the same
    /// position in a list of the same length.
    fn successor<'a>(&self, from: &Target, rows: &'a [Assignment]) -> Option<&'a Assignment> {
        let is_new = |row: &Assignment| {
            let seen = |target: &Target| target.points_where(&row.target);
            !self.before.iter().any(seen)
        };
        let gone = self.before.iter().filter(|target| {
            let points_there = |row: &Assignment| row.target.points_where(target);
            !rows.iter().any(points_there)
        });
        let mut new = rows.iter().filter(|row| is_new(row));
        match (gone.count(), new.next(), new.next()) {
            (1, Some(only), None) => Some(only),
            (_, Some(_), _) if rows.len() == self.before.len() => {
                let place = self.before.iter().position(|seen| seen.same_as(from))?;
                rows.get(place).filter(|row| is_new(row))
            }
            _ => None,
        }
    }

    /// The reverse of this change, as it would have been right after it: to be shown, not made.
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

/// The current target with the choices of the change from `from` to `to` applied: the group, the filter, or
/// both. What was not chosen stays as it is now.
fn chosen(now: &Target, from: &Target, to: &Target) -> Target {
    let one_kind = now.kind() == to.kind() && from.kind() == to.kind();
    let target = if from.points_where(to) {
        now.clone()
    } else if one_kind {
        let mut raw = now.raw().clone();
        for key in ["groupId", "entraObjectId", "targetType", "collectionId"] {
            let new = to.raw().text(key);
            if let Some(new) = new.filter(|new| from.raw().text(key).as_ref() != Some(new)) {
                raw.set_text(key, &new);
            }
        }
        Target::from_raw(raw)
    } else {
        to.clone()
    };
    let filter = if from.filter() == to.filter() {
        now.filter()
    } else {
        to.filter()
    };
    target.with_filter(filter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Filter, FilterMode, NewTarget, ObjectId};

    const CORP: &str = "6f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f50";
    const KIOSK: &str = "7f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f51";
    const THEIRS: &str = "8f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f52";
    const OURS: &str = "9f1d0c52-0a4e-4d0b-9a55-7d2b1c3e4f53";

    fn configuration() -> Configuration {
        let json = r##"{"@odata.type":"#microsoft.graph.windows10EnrollmentCompletionPageConfiguration","id":"c","priority":1}"##;
        Configuration::from_raw(serde_json::from_str(json).unwrap())
            .unwrap()
            .0
    }

    fn group(id: &str) -> Target {
        NewTarget::Group(ObjectId::parse(id).unwrap()).into_target()
    }

    fn filtered(target: &Target, id: &str) -> Target {
        target.with_filter(Some(&Filter {
            id: id.to_owned(),
            mode: FilterMode::Include,
        }))
    }

    /// Rows whose IDs the service derives from their targets.
    fn rows(targets: &[Target]) -> Vec<Assignment> {
        let row = |target: &Target| {
            let id = target.object_id().unwrap_or("all");
            let json = format!(r#"{{"id":"c_{id}","target":{}}}"#, target.raw().to_json());
            Assignment::from_raw(&serde_json::from_str(&json).unwrap()).unwrap()
        };
        targets.iter().map(row).collect()
    }

    fn again(change: &Change, now: &[Target]) -> Result<Change, Refusal> {
        change.rebased(&configuration(), &rows(now), Vec::new())
    }

    /// The first row pointed at `to`.
    fn retarget(to: Target) -> Change {
        let before = rows(&[group(CORP), group(KIOSK)]);
        Change::retarget(&configuration(), &before, &before[0], to).unwrap()
    }

    fn moved_to(change: &Change) -> (&Target, &Target) {
        (change.old_target().unwrap(), change.new_target().unwrap())
    }

    #[test]
    fn a_row_that_was_pointed_elsewhere_is_found_by_the_rest_of_the_list() {
        let change = retarget(group(OURS));
        for now in [
            vec![group(THEIRS), group(KIOSK)],
            vec![group(KIOSK), group(THEIRS)],
            // Two were changed, so the position decides.
            vec![group(THEIRS), NewTarget::AllUsers.into_target()],
        ] {
            let made = again(&change, &now).unwrap();
            let (from, to) = moved_to(&made);
            assert!(from.same_as(&group(THEIRS)), "{made:?}");
            assert!(to.same_as(&group(OURS)), "{made:?}");
            assert_eq!(made.before.len(), 2);
        }
    }

    #[test]
    fn what_was_not_chosen_is_as_it_is_now() {
        let theirs = filtered(&group(CORP), "f-theirs");
        let made = again(&retarget(group(OURS)), &[theirs.clone(), group(KIOSK)]).unwrap();
        let (from, to) = moved_to(&made);
        assert!(from.same_as(&theirs));
        assert!(to.same_as(&filtered(&group(OURS), "f-theirs")), "{to:?}");

        // Only a filter was chosen, and the other admin's group stays.
        let filter = retarget(filtered(&group(CORP), "f-ours"));
        let made = again(&filter, &[group(THEIRS), group(KIOSK)]).unwrap();
        assert!(
            moved_to(&made)
                .1
                .same_as(&filtered(&group(THEIRS), "f-ours"))
        );
        // Both chose a filter, and this admin's choice stays.
        let made = again(&filter, &[theirs, group(KIOSK)]).unwrap();
        assert!(moved_to(&made).1.same_as(&filtered(&group(CORP), "f-ours")));
    }

    #[test]
    fn a_row_that_is_gone_is_added_again() {
        let made = again(&retarget(group(OURS)), &[group(KIOSK)]).unwrap();
        assert_eq!(
            made.kind,
            ChangeKind::Add {
                target: group(OURS)
            }
        );
    }

    #[test]
    fn what_somebody_else_made_already_is_not_made_again() {
        let change = retarget(group(OURS));
        let there = [group(OURS), group(KIOSK)];
        assert_eq!(again(&change, &there), Err(Refusal::SameTarget));
        let before = rows(&[group(CORP)]);
        let add = Change::add(&configuration(), &before, group(OURS)).unwrap();
        assert_eq!(again(&add, &there), Err(Refusal::SameTarget));
        let remove = Change::remove(&configuration(), &before, &before[0]).unwrap();
        assert_eq!(again(&remove, &there), Err(Refusal::Gone));
    }

    #[test]
    fn a_target_that_somebody_else_added_with_another_filter_is_changed() {
        let before = rows(&[group(KIOSK)]);
        let ours = filtered(&group(OURS), "f-ours");
        let add = Change::add(&configuration(), &before, ours.clone()).unwrap();
        let made = again(&add, &[group(KIOSK), group(OURS)]).unwrap();
        assert!(moved_to(&made).0.same_as(&group(OURS)));
        assert!(moved_to(&made).1.same_as(&ours));
        // A row whose filter was changed is still the one to be removed.
        let remove = Change::remove(&configuration(), &before, &before[0]).unwrap();
        let theirs = filtered(&group(KIOSK), "f-theirs");
        let made = again(&remove, std::slice::from_ref(&theirs)).unwrap();
        assert_eq!(made.kind, ChangeKind::Remove { target: theirs });
    }

    #[test]
    fn a_move_starts_from_the_order_that_is_there_now() {
        let id = |id: &str| ConfigurationId::new(id.to_owned());
        let order = vec![id("c"), id("d"), id("e")];
        let change = Change::set_priority(&configuration(), &[], order, 3).unwrap();
        let now = vec![id("e"), id("c"), id("d")];
        let made = change.rebased(&configuration(), &[], now.clone()).unwrap();
        assert_eq!(
            made.kind,
            ChangeKind::SetPriority {
                from: 2,
                to: 3,
                order: now
            }
        );
        let there = vec![id("d"), id("e"), id("c")];
        let made = change.rebased(&configuration(), &[], there);
        assert_eq!(made, Err(Refusal::SamePriority));
    }
}
