//! The journal as the screen shows it: which lines, in which order, each in one line.

use std::collections::HashSet;

use ratatui::layout::Rect;

use super::model::{JournalView, Model};
use crate::domain::{Entry, Half, Sameness, Verdict};
use crate::journal::Contents;
use crate::words::{self, Phrase};

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
    let here = model.place();
    contents(model)?.entries.iter().rev().find(|entry| {
        entry.verdict == Some(Verdict::Verified) && entry.place.sameness(&here) != Sameness::Other
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
        .filter(|(at, entry)| {
            let said = line(model, entry).to_lowercase();
            let whole = model.journal_texts.get(*at).map_or("", String::as_str);
            let mut words = wanted.split_whitespace();
            words.all(|word| said.contains(word) || whole.contains(word))
        })
        .map(|(at, _)| at)
        .collect()
}

/// Everything that each line of the journal says at length, to be searched in: ids, account and targets
/// are in no line of the list.
#[must_use]
pub fn texts(model: &Model, contents: &Contents) -> Vec<String> {
    let entries = contents.entries.iter();
    entries
        .map(|entry| {
            let lines = words::entry(entry, &model.names, |id| model.configuration_name(id));
            let said: Vec<String> = lines.into_iter().map(|line| line.text.into()).collect();
            said.join("\n").to_lowercase()
        })
        .collect()
}

/// An entry in one line.
#[must_use]
pub fn line(model: &Model, entry: &Entry) -> Phrase {
    let verdict = entry.verdict.map_or("intent", Verdict::word);
    let time = entry
        .time
        .get(..16)
        .unwrap_or(&entry.time)
        .replace('T', " ");
    let name = &entry.change.configuration_name;
    let head = Phrase::new(
        format!("{time}  {verdict:<15} {name}"),
        format!("{time}, {verdict}, {name}"),
    );
    head.gap(words::change(&entry.change, &model.names))
}
