//! The outcome of a change, and the step that it offers.

use std::time::Duration;

use super::Component;
use crate::domain::{ChangeId, Conflict, Evidence, Refusal, UndoOf, Via};
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text};
use crate::tui::kit::cursor::Cursor;
use crate::tui::parts::texts::{ended, step_offered};
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Availability, Context, Open, PromptFor, Reply};
use crate::tui::store::msg::Submission;
use crate::tui::store::next_step::{adds_again, after_outcome};
use crate::tui::store::reviews::Proposal;
use crate::words::{self, Line, Role};
use crate::write::{Approval, NextStep};

#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeText {
    pub(super) cursor: Cursor,
    id: ChangeId,
}

impl OutcomeText {
    pub(super) fn new(id: ChangeId) -> Self {
        Self {
            cursor: Cursor::default(),
            id,
        }
    }

    #[must_use]
    pub const fn id(&self) -> ChangeId {
        self.id
    }

    fn lines(&self, store: &Store) -> Vec<Line> {
        let Some(state) = store.changes.get(&self.id) else {
            return Vec::new();
        };
        let mut lines = vec![
            Line::new(Role::Title, state.change.configuration_name.clone()),
            Line::new(Role::Title, words::change(&state.change, &store.names)),
        ];
        let Some(outcome) = &state.outcome else {
            let since = store.now.saturating_sub(state.step_since);
            lines.push(Line::new(Role::Text, words::step(&state.step, since)));
            return lines;
        };
        let step = after_outcome(store, self.id);
        let mut said = ended(store, &state.change, Some(state.via), outcome);
        // The key below says the same, and what it leads to.
        if matches!(
            step,
            Some(NextStep::ReplaceList | NextStep::Rebase | NextStep::Justify | NextStep::Wait(_))
        ) {
            said.retain(|line| line.role != Role::Hint);
        }
        // What cannot be made again is not told to be.
        if matches!(outcome.evidence, Evidence::Conflict(Conflict::Changed(_)))
            && let Err(refusal) = store.rebased(&state.change, outcome)
        {
            said.retain(|line| line.role != Role::Hint);
            said.push(Line::new(Role::Hint, words::nothing_left(&refusal)));
        }
        lines.extend(said);
        if adds_again(store, self.id) {
            let said = "The assignment was removed: its new target is added as another one.";
            lines.push(Line::new(Role::Text, said));
        }
        lines.extend(step_offered(store, step.as_ref()));
        lines
    }

    /// Sends the change again, as the answer to its outcome, under the same id.
    fn again(&self, store: &Store, approval: Approval, wait: Duration) -> Action {
        store.changes.get(&self.id).map_or(Action::Stay, |state| {
            let submission = Submission {
                change: state.change.clone(),
                via: state.via,
                approval,
                name: Some(state.name.clone()),
                wait,
            };
            Action::Write(Some(self.id), Box::new(submission))
        })
    }

    /// What undo takes back here: this change once it is verified; where it was itself an undo that came too
    /// late, the change before.
    fn undo(&self, store: &Store) -> Option<UndoOf> {
        let state = store.changes.get(&self.id)?;
        match &state.outcome.as_ref()?.evidence {
            Evidence::Conflict(Conflict::MovedOn) => Some(UndoOf::Before(state.name.clone())),
            Evidence::Verified(..) => Some(UndoOf::This(state.name.clone())),
            _ => None,
        }
    }

    fn go_on(&self, step: NextStep, cx: &mut Context<'_>) -> Action {
        let Some(state) = cx.store.changes.get(&self.id) else {
            return Action::Stay;
        };
        let change = &state.change;
        // As long as it is not known what is there, nothing goes on.
        if cx.store.unsettled.contains(&change.configuration) {
            cx.notice(Refusal::Unsettled.to_string());
            return Action::Stay;
        }
        let again = |via| {
            let outcome = state.outcome.as_ref().ok_or(Refusal::Gone)?;
            cx.store.made_again(change, outcome, via)
        };
        let proposal = match step {
            NextStep::ReplaceList => again(Via::Assign),
            NextStep::Rebase => again(state.via),
            NextStep::LeaveOutDeleted => cx.store.without_deleted(change),
            NextStep::Justify => {
                return Action::Open(Open::Prompt(PromptFor::Justification(self.id)));
            }
            NextStep::Resume(code) => {
                return self.again(cx.store, Approval::Code(code), Duration::ZERO);
            }
            NextStep::SignIn => return Action::SignIn(Some(self.id)),
            NextStep::Wait(wait) => return self.again(cx.store, Approval::None, wait),
        };
        review(proposal, cx)
    }
}

fn review(proposal: Result<Proposal, Refusal>, cx: &mut Context<'_>) -> Action {
    match proposal {
        Ok(proposal) => Action::Become(Open::Review(Box::new(proposal))),
        Err(refusal) => {
            cx.notice(refusal.to_string());
            Action::Stay
        }
    }
}

impl Component for OutcomeText {
    fn scope(&self) -> Scope {
        Scope::Text
    }

    fn title(&self, _: &Store) -> String {
        "Outcome of the change".to_owned()
    }

    fn step(&self) -> &'static str {
        "outcome"
    }

    fn about(&self, store: &Store) -> Option<String> {
        store.configuration_of(self.id)
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::Text(Text::page(self.lines(store)))
    }

    fn availability(&self, command: Command, store: &Store) -> Availability {
        match command {
            Command::GoOn => after_outcome(store, self.id)
                .map_or(Availability::Hidden, |step| Availability::from(&step)),
            Command::Undo if self.undo(store).is_none() => Availability::Hidden,
            _ => Availability::Available,
        }
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match command {
            Command::GoOn => match after_outcome(cx.store, self.id) {
                Some(step) => self.go_on(step, cx),
                None => Action::Stay,
            },
            Command::Undo => self.undo(cx.store).map_or(Action::Stay, Action::Undo),
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }

    fn on_reply(&mut self, reply: Reply, cx: &mut Context<'_>) -> Action {
        match reply {
            Reply::Typed(reason) => {
                self.again(cx.store, Approval::Justification(reason), Duration::ZERO)
            }
            Reply::Yes => Action::Stay,
        }
    }
}
