//! Creates the plan that undoes changes of the journal.
//!
//! Belongs here: the reverse of each change, on the current state. Does not belong here: which changes to undo
//! (`domain`, `tui`).

use super::make::Lists;
use super::rank::Orders;
use super::{Draft, Limits, Skipped};
use crate::domain::{Assignment, Change, ChangeKind, Entry, Refusal, Row};

/// Returns the changes that undo these, in their order, and those that others have changed since. Each change
/// is checked against the list that the ones before it lead to.
#[must_use]
pub fn reversed(rows: &[Row], entries: &[Entry], limits: Limits) -> Draft {
    let mut lists = Lists::of(rows);
    let mut orders = Orders::default();
    let mut draft = Draft::default();
    for entry in entries {
        let change = &entry.change;
        let target = change.new_target().or(change.old_target()).cloned();
        let Some(row) = lists.row(&change.configuration) else {
            draft.skipped.push(Skipped {
                configuration: change.configuration.clone(),
                configuration_name: change.configuration_name.clone(),
                target,
                reason: Refusal::Gone,
                note: String::new(),
            });
            continue;
        };
        let reverse = match change.kind {
            ChangeKind::SetPriority { from, to, .. } if row.configuration.priority == Some(to) => {
                let change = orders.wished(rows, row, from, limits);
                let reverses = Some(entry.reversal());
                change.map(|change| Change { reverses, ..change })
            }
            _ => reverse(entry, row, lists.list(row), limits),
        };
        match reverse {
            Ok(reverse) => draft.push(lists.add(row, reverse), String::new()),
            // The result of the change no longer exists.
            Err(Refusal::SameTarget | Refusal::SamePriority | Refusal::Duplicate) => {
                draft.skip(row, target, Refusal::Gone, "");
            }
            Err(reason) => draft.skip(row, target, reason, ""),
        }
    }
    draft
}

fn reverse(
    entry: &Entry,
    row: &Row,
    list: &[Assignment],
    limits: Limits,
) -> Result<Change, Refusal> {
    let change = entry.taken_back(&row.configuration, list)?;
    let via = change.first_via(limits.mode, false)?;
    change.request(limits.api, via, list, limits.read_from)?;
    Ok(change)
}
