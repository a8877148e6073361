//! All of a journal line, from where its change can be undone or continued.

use std::time::Duration;

use super::Component;
use crate::domain::{Entry, Refusal, Sameness, Verdict};
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text};
use crate::tui::kit::cursor::Cursor;
use crate::tui::parts::texts::step_offered;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Availability, Context};
use crate::tui::store::msg::Submission;
use crate::words;
use crate::write::{Approval, NextStep};

/// All of a journal line.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalEntry {
    pub(super) cursor: Cursor,
    entry: Box<Entry>,
}

impl JournalEntry {
    pub(super) fn new(entry: Box<Entry>) -> Self {
        Self {
            cursor: Cursor::default(),
            entry,
        }
    }

    /// A change that waits for approval here continues with its code.
    fn next_step(&self, store: &Store) -> Option<NextStep> {
        let entry = &self.entry;
        let here = entry.place.sameness(&store.place()) != Sameness::Other;
        let pending = entry.verdict == Some(Verdict::PendingApproval);
        let code = entry.approval_code.clone().filter(|_| here && pending)?;
        Some(NextStep::Resume(code))
    }

    /// Sends the change again, with its approval code and under its ID.
    fn resume(&self, code: String) -> Action {
        let submission = Submission {
            change: self.entry.change.clone(),
            via: self.entry.via,
            approval: Approval::Code(code),
            name: Some(self.entry.change_id.clone()),
            wait: Duration::ZERO,
        };
        Action::Write(None, Box::new(submission))
    }
}

impl Component for JournalEntry {
    fn scope(&self) -> Scope {
        Scope::Text
    }

    fn title(&self, _: &Store) -> String {
        "Journal".to_owned()
    }

    fn step(&self) -> &'static str {
        "entry"
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        let mut lines = words::entry(&self.entry, store.shown_names(), |id| {
            store.configuration_name(id)
        });
        lines.extend(step_offered(store, self.next_step(store).as_ref()));
        Content::Text(Text::page(lines))
    }

    fn availability(&self, command: Command, store: &Store) -> Availability {
        match command {
            Command::GoOn if self.next_step(store).is_none() => Availability::Hidden,
            Command::Undo if self.entry.verdict != Some(Verdict::Verified) => {
                Availability::disabled("Only a verified change can be undone.")
            }
            Command::Undo if store.row_of(&self.entry.change.configuration).is_none() => {
                Availability::disabled("This configuration is no longer in the list.")
            }
            _ => Availability::Available,
        }
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match (command, self.next_step(cx.store)) {
            (Command::Undo, _) => Action::TakeBack(self.entry.clone()),
            // Nothing continues until the current state is known.
            (Command::GoOn, Some(_))
                if cx
                    .store
                    .unsettled
                    .contains(&self.entry.change.configuration) =>
            {
                cx.notice(Refusal::Unsettled.to_string());
                Action::Stay
            }
            (Command::GoOn, Some(NextStep::Resume(code))) => self.resume(code),
            (Command::Back, _) => Action::Close,
            _ => Action::Stay,
        }
    }
}
