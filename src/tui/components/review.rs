//! The review of a change: what would be sent, until its yes.

use std::time::Duration;

use super::Component;
use crate::domain::{ObjectId, Refusal, Target};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text};
use crate::tui::kit::cursor::Cursor;
use crate::tui::kit::list::Motion;
use crate::tui::parts::texts::{needs_name, review_lines};
use crate::tui::store::Store;
use crate::tui::store::action::{
    Action, Availability, Context, Open, PromptFor, Question, Reply, Watch,
};
use crate::tui::store::msg::Submission;
use crate::tui::store::reviews::Proposal;
use crate::write::Approval;

/// A change that waits for its yes.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    pub(super) cursor: Cursor,
    proposal: Box<Proposal>,
    /// Whether the name of the tenant was typed, where that is asked for.
    named: bool,
}

impl Review {
    pub(super) fn new(proposal: Box<Proposal>) -> Self {
        Self {
            cursor: Cursor::default(),
            proposal,
            named: false,
        }
    }

    /// The change, with the request that would make it.
    #[must_use]
    pub const fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    fn send(&self) -> Action {
        let submission = Submission {
            change: self.proposal.change.clone(),
            via: self.proposal.request.via,
            approval: Approval::None,
            name: None,
            wait: Duration::ZERO,
        };
        Action::Write(None, Box::new(submission))
    }

    fn submit(&mut self, store: &Store) -> Action {
        // What was not on the screen cannot be agreed to. Lines are read out all at once.
        if !self.cursor.seen() && !store.start.capabilities.linear {
            self.cursor.step(Motion::PageDown);
            return Action::Stay;
        }
        if needs_name(store, &self.proposal.change) && !self.named {
            return Action::Open(Open::Prompt(PromptFor::TenantName));
        }
        if self.proposal.empties_list() {
            return Action::Open(Open::Confirm(Question::EmptyList));
        }
        self.send()
    }
}

impl Component for Review {
    fn scope(&self) -> Scope {
        Scope::Review
    }

    fn title(&self, _: &Store) -> String {
        "Review: nothing is sent yet".to_owned()
    }

    fn step(&self) -> &'static str {
        "review"
    }

    fn about(&self, _: &Store) -> Option<String> {
        let name = &self.proposal.change.configuration_name;
        Some(text::clean(name).into_owned())
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::Text(Text::page(review_lines(store, &self.proposal, self.named)))
    }

    fn label(&self, command: Command, store: &Store) -> Option<&'static str> {
        let more = !self.cursor.seen() && !store.start.capabilities.linear;
        (command == Command::Submit && more).then_some("more below")
    }

    fn availability(&self, command: Command, store: &Store) -> Availability {
        let configuration = &self.proposal.change.configuration;
        match command {
            Command::Submit if store.unsettled.contains(configuration) => {
                Availability::disabled(Refusal::Unsettled.to_string())
            }
            Command::GoOn | Command::Undo => Availability::Hidden,
            _ => Availability::Available,
        }
    }

    fn watches(&self, _: &Store) -> Option<Watch> {
        let object = |target: Option<&Target>| ObjectId::parse(target?.object_id()?).ok();
        let change = &self.proposal.change;
        let both = [object(change.old_target()), object(change.new_target())];
        Some(Watch::Objects(both.into_iter().flatten().collect()))
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match command {
            Command::Submit => self.submit(cx.store),
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }

    fn on_reply(&mut self, reply: Reply, cx: &mut Context<'_>) -> Action {
        match reply {
            Reply::Typed(_) => {
                self.named = true;
                cx.notice("the name is right: one more yes sends it");
                Action::Stay
            }
            Reply::Yes => self.send(),
        }
    }
}
