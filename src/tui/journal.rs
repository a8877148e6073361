//! The journal as the screen shows it: which lines, in which order, each in one line.

use std::collections::HashSet;

use ratatui::layout::Rect;

use super::model::{JournalView, Model};
use crate::domain::{Entry, Half, Verdict};
use crate::journal::Contents;
use crate::words;

/// What is said of a journal without a line.
pub const NOTHING_YET: &str = "nothing was changed yet";

/// What the journal holds, once read.
#[must_use]
pub fn contents(model: &Model) -> Option<&Contents> {
    model.journal.as_ref()?.as_ref().ok()
}

/// Where the journal stands on the screen.
#[must_use]
pub fn area(model: &Model) -> Rect {
    model.layout().overlay(100, 40)
}

/// A line, by its place.
#[must_use]
pub fn entry(model: &Model, at: usize) -> Option<&Entry> {
    contents(model)?.entries.get(at)
}

/// The change of this Graph and tenant that was verified last.
#[must_use]
pub fn last_verified(model: &Model) -> Option<&Entry> {
    contents(model)?.entries.iter().rev().find(|entry| {
        let place = &entry.place;
        let same = model.tenant.is_none() || place.tenant.is_none() || place.tenant == model.tenant;
        entry.verdict == Some(Verdict::Verified) && place.graph_url == model.start.graph_url && same
    })
}

/// The changes that match what was typed, newest first, by their place in the journal.
#[must_use]
pub fn matches(model: &Model, view: &JournalView) -> Vec<usize> {
    let wanted = view.filter.value().to_lowercase();
    let entries = contents(model).map_or(&[][..], |contents| &contents.entries);
    let settled: HashSet<&str> = entries
        .iter()
        .filter(|entry| entry.row == Half::Verdict)
        .map(|entry| entry.client_request_id.as_str())
        .collect();
    entries
        .iter()
        .enumerate()
        .rev()
        // An intent says nothing that its verdict does not say.
        .filter(|(_, entry)| {
            entry.row == Half::Verdict || !settled.contains(entry.client_request_id.as_str())
        })
        .filter(|(_, entry)| {
            let said = line(model, entry).to_lowercase();
            wanted.split_whitespace().all(|word| said.contains(word))
        })
        .map(|(at, _)| at)
        .collect()
}

/// An entry in one line.
#[must_use]
pub fn line(model: &Model, entry: &Entry) -> String {
    let verdict = entry.verdict.map_or("intent", Verdict::word);
    let time = entry
        .time
        .get(..16)
        .unwrap_or(&entry.time)
        .replace('T', " ");
    format!(
        "{time}  {verdict:<15} {}  {}",
        entry.change.configuration_name,
        words::change(&entry.change, &model.names)
    )
}
