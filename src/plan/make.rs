//! Turns wishes into changes, and reports the wishes that the rules forbid.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::PlanRow;
use super::rank::Orders;
use crate::domain::{
    ApiMode, ApiVersion, Assignment, AssignmentFilter, AssignmentId, Change, ChangeKind,
    Configuration, ConfigurationId, ObjectId, Refusal, Row, Target, Via, WriteMode, refuse_edit,
};

/// A change that someone wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub configuration: ConfigurationId,
    /// The change that is wanted.
    pub wished: Wished,
    /// A note for the reader of the plan.
    pub note: String,
}

/// What should change in a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wished {
    /// Retarget this assignment.
    Retarget(AssignmentId, Target),
    /// Replace the object of this assignment by a group.
    PointAt(AssignmentId, ObjectId),
    Add(Target),
    Remove(AssignmentId),
    Replace(Vec<Target>),
    /// Give it this priority; the first is 1.
    MoveTo(i64),
}

/// What may be used, and what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits<'a> {
    /// The versions of Graph that may be used.
    pub api: ApiMode,
    /// The requests that may be used.
    pub mode: WriteMode,
    pub read_from: ApiVersion,
    /// The assignment filters of the tenant, as far as known.
    pub filters: &'a [AssignmentFilter],
}

impl Limits<'_> {
    /// Returns the same limits for changes whose filters were already checked.
    #[must_use]
    pub const fn after_checks(self) -> Limits<'static> {
        Limits {
            api: self.api,
            mode: self.mode,
            read_from: self.read_from,
            filters: &[],
        }
    }
}

/// A wish that a rule forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub configuration: ConfigurationId,
    pub configuration_name: String,
    /// The target that stays as it is, or is not added.
    pub target: Option<Target>,
    pub reason: Refusal,
    /// A note for the reader: where the wish comes from.
    pub note: String,
}

/// The rows of a draft plan, and what was skipped.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    pub rows: Vec<PlanRow>,
    pub skipped: Vec<Skipped>,
}

impl Draft {
    pub(super) fn push(&mut self, change: Change, note: String) {
        self.rows.push(PlanRow {
            number: u32::try_from(self.rows.len() + 1).unwrap_or(u32::MAX),
            change,
            note,
        });
    }

    pub(super) fn skip(&mut self, row: &Row, target: Option<Target>, reason: Refusal, note: &str) {
        self.skipped.push(Skipped {
            configuration: row.configuration.id.clone(),
            configuration_name: row.configuration.name.clone(),
            target,
            reason,
            note: note.to_owned(),
        });
    }
}

/// The wish to use group `to` wherever `from` is used. Exclusions are included, so that the reader of the
/// draft sees that they stay.
#[must_use]
pub fn uses(
    rows: &[Row],
    from: &ObjectId,
    to: &ObjectId,
    is_meant: impl Fn(&Configuration) -> bool,
) -> Vec<Wish> {
    let is_from = |row: &&Assignment| {
        let id = row.target.object_id();
        id.is_some_and(|id| id.eq_ignore_ascii_case(from.as_str()))
    };
    let meant = rows.iter().filter(|row| is_meant(&row.configuration));
    meant
        .flat_map(|row| {
            let found = row.assignments.iter().filter(is_from);
            found.map(|found| {
                let wished = Wished::PointAt(found.id.clone(), to.clone());
                wish(&row.configuration.id, wished)
            })
        })
        .collect()
}

/// Returns the same wish for each of these assignments.
#[must_use]
pub fn marked(
    rows: &[Row],
    marked: &BTreeSet<(ConfigurationId, AssignmentId)>,
    wished: impl Fn(AssignmentId) -> Wished,
) -> Vec<Wish> {
    let marked: HashSet<_> = marked.iter().map(|(row, id)| (row, id)).collect();
    // In the order of the list, not in the order in which they were marked.
    rows.iter()
        .flat_map(|row| {
            row.assignments
                .iter()
                .map(|found| (&row.configuration.id, &found.id))
        })
        .filter(|key| marked.contains(key))
        .map(|(configuration, assignment)| wish(configuration, wished(assignment.clone())))
        .collect()
}

fn wish(configuration: &ConfigurationId, wished: Wished) -> Wish {
    Wish {
        configuration: configuration.clone(),
        wished,
        note: String::new(),
    }
}

/// The rows as they were read, and their lists after each change of the draft.
pub(super) struct Lists<'a> {
    rows: HashMap<&'a ConfigurationId, &'a Row>,
    /// The rows that have a change in the draft.
    lists: HashMap<&'a ConfigurationId, Vec<Assignment>>,
}

impl<'a> Lists<'a> {
    pub(super) fn of(rows: &'a [Row]) -> Self {
        let rows = rows.iter().map(|row| (&row.configuration.id, row));
        Self {
            rows: rows.collect(),
            lists: HashMap::new(),
        }
    }

    pub(super) fn row(&self, id: &ConfigurationId) -> Option<&'a Row> {
        self.rows.get(id).copied()
    }

    /// The list of a row after the changes so far.
    pub(super) fn list(&self, row: &'a Row) -> &[Assignment] {
        let list = self.lists.get(&row.configuration.id);
        list.map_or(&row.assignments, Vec::as_slice)
    }

    /// Applies a change to the list, and returns it as it appears in the plan: based on the list that was
    /// read.
    pub(super) fn add(&mut self, row: &'a Row, change: Change) -> Change {
        let list = evolved(self.list(row), &change, &[]);
        self.lists.insert(&row.configuration.id, list);
        let before = row.assignments.iter().map(|row| row.target.clone());
        Change {
            before: before.collect(),
            ..change
        }
    }
}

/// Returns the changes that fulfil the wishes, and the wishes that the rules forbid. Each change of a
/// configuration is checked against the list that the changes before it lead to.
#[must_use]
pub fn draft(rows: &[Row], wishes: &[Wish], limits: Limits) -> Draft {
    let mut lists = Lists::of(rows);
    let mut orders = Orders::default();
    let mut draft = Draft::default();
    for wish in wishes {
        let Some(row) = lists.row(&wish.configuration) else {
            draft.skipped.push(Skipped {
                configuration: wish.configuration.clone(),
                configuration_name: String::new(),
                target: None,
                reason: Refusal::Gone,
                note: wish.note.clone(),
            });
            continue;
        };
        if let Wished::MoveTo(to) = wish.wished {
            match orders.wished(rows, row, to, limits) {
                Ok(change) => draft.push(change, wish.note.clone()),
                Err(reason) => draft.skip(row, None, reason, &wish.note),
            }
            continue;
        }
        let list = lists.list(row);
        match change(&row.configuration, list, &wish.wished, limits) {
            Ok(change) => {
                let note = note(wish, &change, list, limits);
                draft.push(lists.add(row, change), note);
            }
            Err(reason) => draft.skip(row, wish.wished.target(list), reason, &wish.note),
        }
    }
    draft
}

/// Returns the change that fulfils a wish.
pub(super) fn change(
    configuration: &Configuration,
    list: &[Assignment],
    wished: &Wished,
    limits: Limits,
) -> Result<Change, Refusal> {
    let row = |id: &AssignmentId| {
        let found = list.iter().find(|row| row.id == *id);
        found.ok_or(Refusal::Gone)
    };
    let change = match wished {
        Wished::PointAt(id, to) => {
            let row = row(id)?;
            refuse_edit(configuration, row)?;
            let pointed = row.target.with_object(to);
            let to = pointed.unwrap_or_else(|| {
                let group = crate::domain::NewTarget::Group(to.clone());
                row.target.retarget(&group)
            });
            Change::retarget(configuration, list, row, to)?
        }
        Wished::Retarget(id, to) => Change::retarget(configuration, list, row(id)?, to.clone())?,
        Wished::Add(target) => Change::add(configuration, list, target.clone())?,
        Wished::Remove(id) => Change::remove(configuration, list, row(id)?)?,
        Wished::Replace(targets) => Change::replace(configuration, list, targets.clone())?,
        // A move starts from an order, not from a list: see `rank`.
        Wished::MoveTo(_) => return Err(Refusal::Gone),
    };
    change.check_filters(limits.filters)?;
    let via = change.first_via(limits.mode, false)?;
    change.request(limits.api, via, list, limits.read_from)?;
    Ok(change)
}

/// Adds a note if only PATCH can make a change, because the service may have no route for it.
fn note(wish: &Wish, change: &Change, list: &[Assignment], limits: Limits) -> String {
    let by_list = change.request(limits.api, Via::Assign, list, limits.read_from);
    let (Err(refusal), ChangeKind::Retarget { .. }) = (by_list, &change.kind) else {
        return wish.note.clone();
    };
    let gap = if wish.note.is_empty() { "" } else { "; " };
    format!(
        "{}{gap}only PATCH can make this change: {refusal}",
        wish.note
    )
}

/// Returns the list after a change. Rows that were read back replace the known ones.
pub(super) fn evolved(
    list: &[Assignment],
    change: &Change,
    read_back: &[Assignment],
) -> Vec<Assignment> {
    let targets: Vec<Target> = list.iter().map(|row| row.target.clone()).collect();
    let after = change.after(&targets);
    let mut next = Vec::with_capacity(after.len());
    for target in after {
        let known = read_back.iter().chain(list);
        let known = known.clone().find(|row| row.target.same_as(&target));
        next.push(known.cloned().unwrap_or_else(|| Assignment {
            // The service derives the ID from the target; until it is read, this row has none.
            id: AssignmentId::new(format!("new-{}", next.len())),
            source: crate::domain::Source::Direct,
            raw: crate::domain::RawObject::new(),
            target,
        }));
    }
    next
}

impl Wished {
    fn target(&self, list: &[Assignment]) -> Option<Target> {
        match self {
            Self::Retarget(id, _) | Self::PointAt(id, _) | Self::Remove(id) => {
                let found = list.iter().find(|row| row.id == *id);
                found.map(|row| row.target.clone())
            }
            Self::Add(target) => Some(target.clone()),
            Self::Replace(_) | Self::MoveTo(_) => None,
        }
    }
}
