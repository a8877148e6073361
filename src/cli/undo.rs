//! Finding the change that `enlist undo` takes back.

use super::change::{Made, Stop};
use super::exit::Failure;
use super::find;
use super::write::Office;
use crate::domain::{Entry, Half, Place, Refusal, Verdict};
use crate::text;
use crate::words::Names;

/// The reverse of a verified change in the journal, for what is there now.
pub(super) async fn make<'a>(office: &'a Office, typed: &str) -> Result<Made<'a>, Failure> {
    let entries = office.entries().await?;
    let entry = verified(&entries, &office.desk.place, typed)?;
    let change = &entry.change;
    let row = office
        .rows
        .iter()
        .find(|row| row.configuration.id == change.configuration)
        .ok_or_else(|| Failure::naming("not-found", Refusal::Gone.to_string(), None))?;
    let reverse = change.reverse(&row.configuration, &row.assignments);
    Ok(Made {
        row,
        names: Names::new(),
        change: reverse.map_err(|refusal| match refusal {
            Refusal::SameTarget | Refusal::SamePriority | Refusal::Duplicate => {
                Stop::MovedOn(Box::new(change.mirrored()))
            }
            refusal => Stop::Rule(refusal),
        }),
    })
}

/// The last verified line of the change that was typed, among those of this place.
fn verified<'a>(entries: &'a [Entry], place: &Place, typed: &str) -> Result<&'a Entry, Failure> {
    let here: Vec<&Entry> = entries
        .iter()
        .filter(|entry| entry.row == Half::Verdict && is_here(&entry.place, place))
        .collect();
    let verified = |entry: &&&Entry| entry.verdict == Some(Verdict::Verified);
    if typed == "last" {
        return here.iter().rev().find(verified).copied().ok_or_else(|| {
            Failure::naming(
                "not-found",
                "the journal has no verified change of this tenant".to_owned(),
                None,
            )
        });
    }
    let mut ids: Vec<&str> = here.iter().map(|entry| entry.change_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let exact: Vec<&str> = ids.iter().copied().filter(|id| *id == typed).collect();
    let found = if exact.is_empty() {
        ids.retain(|id| !typed.is_empty() && id.starts_with(typed));
        ids
    } else {
        exact
    };
    let id = find::only("change", typed, found, |id| text::clean(id).into_owned())?;
    let of_change = here.iter().rev().filter(|entry| entry.change_id == id);
    of_change.clone().find(verified).copied().ok_or_else(|| {
        let known = of_change.clone().find_map(|entry| entry.verdict);
        let known = known.map_or("intent", Verdict::word);
        Failure::local(format!(
            "only a verified change can be taken back, and this one is: {known}"
        ))
    })
}

/// Whether a line is about this Graph and tenant, as far as that is known.
fn is_here(of: &Place, here: &Place) -> bool {
    of.graph_url == here.graph_url
        && (of.tenant.is_none() || here.tenant.is_none() || of.tenant == here.tenant)
}
