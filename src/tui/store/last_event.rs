//! The last event, to be read in full: a change, a plan, a failed request, or a notice that was too long.
//!
//! Belongs here: which of them it is, and wrapping a notice to the available rows. Does not belong here:
//! the other sentences (`reading`, `plan_lines`, `words`), keys (`update`), drawing (`view`).

use std::time::Duration;

use super::action::{Open, TextId};
use super::notice::Notice;
use super::session_plan::PlanState;
use crate::domain::{ApiVersion, ChangeId, RequestError};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::remote::Remote;
use crate::tui::store::Store;
use crate::words::{self, Line, Role};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastEvent {
    List,
    Change(ChangeId),
    Plan,
    /// A read that failed; the list may have been read again since.
    Error,
    /// A notice that was too long to show.
    Notice,
    /// Only what the token seems not to allow.
    Rights,
}

impl LastEvent {
    /// The text that shows it; none for the plan, which is more than a text.
    #[must_use]
    pub const fn text(self) -> Option<Open> {
        Some(match self {
            Self::List => Open::Text(TextId::ListError),
            Self::Change(id) => Open::Outcome(id),
            Self::Plan => return None,
            Self::Error => Open::Text(TextId::LastError),
            Self::Notice => Open::Text(TextId::Notice),
            Self::Rights => Open::Text(TextId::Rights),
        })
    }
}

/// A read that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub error: RequestError,
    /// When, since the start of the program.
    pub at: Duration,
    pub of_list: bool,
}

/// A notice that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastNotice {
    pub notice: Notice,
    /// When, since the start of the program.
    pub at: Duration,
    /// How many keys were heard by then; distinguishes it from the same notice shown again.
    pub keys_heard: u64,
}

impl LastNotice {
    /// Remembers the notice on the screen, if it is new.
    pub(in crate::tui) fn note(notice: Option<&Notice>, store: &mut Store) {
        let Some(notice) = notice else { return };
        let known = store
            .last_notice
            .as_ref()
            .is_some_and(|shown| shown.notice == *notice && shown.keys_heard == store.keys_heard);
        if !known {
            store.last_notice = Some(Self {
                notice: notice.clone(),
                at: store.now,
                keys_heard: store.keys_heard,
            });
        }
    }
}

/// The last event; none if nothing was changed and nothing failed. A running plan comes before everything,
/// an unsent one after it.
#[must_use]
pub fn last_event(store: &Store) -> Option<LastEvent> {
    if store.plan_running() {
        return Some(LastEvent::Plan);
    }
    let plan = store.plan.as_ref().map(|view| match view.state {
        PlanState::Unsent => (None, LastEvent::Plan),
        _ => (view.ended, LastEvent::Plan),
    });
    let change = store
        .last_change()
        .map(|(id, state)| (Some(state.step_since), LastEvent::Change(id)));
    let cut = |shown: &&LastNotice| {
        let rows = rows(store, &shown.notice).len();
        rows > usize::from(store.layout().activity.height) && !shown.notice.leads_on
    };
    let shown = store.last_notice.as_ref().filter(cut);
    let shown = shown.map(|shown| (Some(shown.at), LastEvent::Notice));
    let list_failed = list_failed(store);
    let failure = store.failure.as_ref().map(|failure| {
        let of_list = failure.of_list && list_failed;
        let what = if of_list {
            LastEvent::List
        } else {
            LastEvent::Error
        };
        (Some(failure.at), what)
    });
    // If two came together, the later one in this order says more.
    let all = [plan, change, shown, failure].into_iter().flatten();
    let last = all.max_by_key(|(at, _)| *at).map(|(_, what)| what);
    // What v1.0 hides is worth mentioning only if there is nothing else.
    let worth_a_word = list_failed || stopped(store) || store.read_from == ApiVersion::V1;
    last.or(worth_a_word.then_some(LastEvent::List))
        .or((!store.missing_rights().is_empty()).then_some(LastEvent::Rights))
}

/// How to get back to the plan, for a hint.
#[must_use]
pub fn way_to_plan(store: &Store) -> String {
    match last_event(store) {
        Some(LastEvent::Plan) => store.key(Scope::List, Command::Outcome),
        _ => format!("`{}` in the palette", Command::Plan.record().name),
    }
}

/// Whether the list is incomplete and the reason is known.
fn list_failed(store: &Store) -> bool {
    matches!(
        &store.list,
        Remote::Failed { error: Some(_), .. }
            | Remote::Ready {
                incomplete: Some(_),
                ..
            }
    )
}

/// Whether there is no list because loading it was stopped.
const fn stopped(store: &Store) -> bool {
    matches!(&store.list, Remote::Failed { error: None, .. })
}

/// The last notice and the failed request: each with the other if they came together.
#[must_use]
pub(in crate::tui) fn lines(store: &Store, id: TextId) -> Vec<Line> {
    let (shown, failure) = (store.last_notice.as_ref(), store.failure.as_ref());
    let together = shown.map(|shown| shown.at) == failure.map(|failure| failure.at);
    let wanted = shown.filter(|shown| match id {
        TextId::Notice => true,
        _ => together && !shown.notice.leads_on,
    });
    let failure = failure.filter(|_| together || id == TextId::LastError);
    let mut lines = Vec::new();
    lines.extend(wanted.map(|shown| Line::new(Role::Title, text::clean(&shown.notice))));
    lines.extend(failure.map_or_else(Vec::new, |failure| words::error(&failure.error)));
    lines
}

/// The rows of the activity area while a notice is shown: the notice as far as there is room, with the key
/// that shows the rest, or else the IDs of its request.
#[must_use]
pub(in crate::tui) fn notice_rows(store: &Store, notice: &Notice, is_covered: bool) -> Vec<Line> {
    let height = usize::from(store.layout().activity.height);
    let mut rows = rows(store, notice);
    if rows.len() > height {
        rows.truncate(height);
        let hint = if !is_covered && !notice.leads_on {
            format!("… {} shows all", store.key(Scope::List, Command::Outcome))
        } else {
            "…".to_owned()
        };
        let room = width(store).saturating_sub(text::width(&hint));
        if let Some(last) = rows.last_mut() {
            let cut = text::truncate(last, room);
            *last = format!("{}{hint}", cut.trim_end_matches('…').trim_end());
        }
    }
    let mut lines: Vec<Line> = rows
        .into_iter()
        .map(|row| Line::new(Role::Warn, row))
        .collect();
    let said_at = store.last_notice.as_ref().map(|shown| shown.at);
    let failure = store.failure.as_ref();
    if let Some(failure) = failure.filter(|failure| Some(failure.at) == said_at) {
        lines.extend(failure.error.facts().map(words::request_id));
    }
    lines
}

fn rows(store: &Store, notice: &str) -> Vec<String> {
    text::wrap(&text::clean(notice), width(store))
}

/// The columns of a row, beside the one that stays free.
fn width(store: &Store) -> usize {
    usize::from(store.layout().activity.width.saturating_sub(1))
}

impl Store {
    /// Keeps a failed request, so that it can be shown and copied after the next read.
    pub(in crate::tui) fn fail(&mut self, error: RequestError, of_list: bool) {
        let at = self.now;
        self.failure = Some(Failure { error, at, of_list });
    }
}
