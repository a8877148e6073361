//! The plan that takes changes of the journal back.
//!
//! Belongs here: the opposite of each, on what is there now. Does not belong here: which changes are meant
//! (`domain`, `tui`).

use super::make::Lists;
use super::rank::Orders;
use super::{Draft, Limits, Skipped};
use crate::domain::{Assignment, Change, ChangeKind, Entry, Refusal, Row};

/// The changes that take these back, in their order, and which of them others have changed since. Each is
/// checked against what the ones before it make of the list.
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
            // What the change made is not there any more.
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
