//! What was said last, to be read at length: an outcome, an error, or a notice that found no room.
//!
//! Belongs here: which of them is the latest, and how a notice is broken to the rows that it has. Does
//! not belong here: the sentences (`words`), keys (`update`), drawing (`view`).

use std::time::Duration;

use super::command::{Command, Scope};
use super::model::{Model, Reading};
use super::remote::Remote;
use crate::domain::RequestError;
use crate::text;
use crate::words::{self, Line, Role};

/// A read that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub error: RequestError,
    /// When, since the start of the program.
    pub at: Duration,
    /// Whether it was the list that was read.
    pub of_list: bool,
}

/// A notice that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it said.
    pub text: String,
    /// When, since the start of the program.
    pub at: Duration,
    /// How many keys were heard by then; tells it from the same one said again.
    pub keys_heard: u64,
}

impl Said {
    /// Takes note of the notice on the screen, if it is a new one.
    pub(super) fn note(model: &mut Model) {
        let Some(text) = &model.notice else { return };
        let known = model
            .said
            .as_ref()
            .is_some_and(|said| said.text == *text && said.keys_heard == model.keys_heard);
        if !known {
            model.said = Some(Self {
                text: text.clone(),
                at: model.now,
                keys_heard: model.keys_heard,
            });
        }
    }
}

/// The text that shows the latest of them; none where nothing was changed and nothing failed.
#[must_use]
pub fn reading(model: &Model) -> Option<Reading> {
    let change = model
        .last_change()
        .map(|(id, state)| (state.step_since, Reading::Outcome(id)));
    let cut = |text: &str| rows(model, text).len() > usize::from(model.layout().activity.height);
    let said = model.said.as_ref().filter(|said| cut(&said.text));
    let said = said.map(|said| (said.at, Reading::Said));
    let failure = model.failure.as_ref().map(|failure| {
        let reading = if failure.of_list {
            Reading::ListError
        } else {
            Reading::Said
        };
        (failure.at, reading)
    });
    // Of two that came together the later one in this order says more.
    let latest = change.into_iter().chain(said).chain(failure);
    let latest = latest.max_by_key(|(at, _)| *at).map(|(_, reading)| reading);
    let stopped = || matches!(model.list, Remote::Failed { error: None, .. });
    latest.or_else(|| stopped().then_some(Reading::ListError))
}

/// The last notice, and the error that it was about.
#[must_use]
pub(super) fn lines(model: &Model) -> Vec<Line> {
    let failed_at = model.failure.as_ref().map(|failure| failure.at);
    let said = model
        .said
        .as_ref()
        .filter(|said| Some(said.at) >= failed_at);
    let mut lines = Vec::new();
    lines.extend(said.map(|said| Line::new(Role::Title, text::clean(&said.text))));
    let said_at = said.map(|said| said.at);
    let failure = model.failure.as_ref();
    if let Some(failure) = failure.filter(|failure| said_at.is_none_or(|at| at == failure.at)) {
        lines.extend(words::error(&failure.error));
    }
    lines
}

/// The rows of the activity while a notice is shown: the notice as far as there is room, with the key
/// that shows the rest, or else the ids of the request that it is about.
#[must_use]
pub(super) fn notice_rows(model: &Model, notice: &str) -> Vec<Line> {
    let height = usize::from(model.layout().activity.height);
    let mut rows = rows(model, notice);
    if rows.len() > height {
        rows.truncate(height);
        let hint = if model.overlays.is_empty() {
            format!("… {} shows all", model.key(Scope::List, Command::Outcome))
        } else {
            "…".to_owned()
        };
        let room = width(model).saturating_sub(text::width(&hint));
        if let Some(last) = rows.last_mut() {
            let cut = text::truncate(last, room);
            *last = format!("{}{hint}", cut.trim_end_matches('…').trim_end());
        }
    }
    let mut lines: Vec<Line> = rows
        .into_iter()
        .map(|row| Line::new(Role::Warn, row))
        .collect();
    let said_at = model.said.as_ref().map(|said| said.at);
    let failure = model.failure.as_ref();
    if let Some(failure) = failure.filter(|failure| Some(failure.at) == said_at) {
        lines.extend(failure.error.facts().map(words::request_id));
    }
    lines
}

fn rows(model: &Model, notice: &str) -> Vec<String> {
    text::wrap(&text::clean(notice), width(model))
}

/// The columns of a row, beside the one that stays free.
fn width(model: &Model) -> usize {
    usize::from(model.layout().activity.width.saturating_sub(1))
}
