//! A change in flight, and its progress.

use super::Component;
use crate::domain::{ChangeId, Half, Step};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text, TextStyle};
use crate::tui::kit::cursor::Cursor;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Context};
use crate::tui::store::change_state::ChangeState;
use crate::tui::store::msg::Effect;
use crate::words::{self, Line, Phrase, Role};

/// The most columns that it takes.
const WIDTH: u16 = 60;

/// A change in flight.
#[derive(Debug, Clone, PartialEq)]
pub struct InFlight {
    pub(super) cursor: Cursor,
    id: ChangeId,
}

impl InFlight {
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

    fn lines(store: &Store, state: &ChangeState) -> Vec<Line> {
        let elapsed = store.now.saturating_sub(state.step_since);
        let total = store.elapsed(state.since);
        let step = words::step_within(&state.step, elapsed, Some(&total));
        let back = store.key(Scope::InFlight, Command::Back);
        // The step is read out for every change; a time would be read out at each tick.
        let unspoken = |shown: String| Phrase::new(shown, "");
        let name = unspoken(text::clean(&state.change.configuration_name).into_owned());
        vec![
            Line::new(Role::Title, name),
            Line::new(
                Role::Title,
                words::change(&state.change, store.shown_names()),
            ),
            Line::new(Role::Text, unspoken(step.to_string())),
            Line::new(
                Role::Hint,
                unspoken(format!("{back}: {}", on_back(&state.step))),
            ),
        ]
    }
}

/// What the back key does while a change is at this step.
fn on_back(step: &Step) -> &'static str {
    match step {
        Step::Queued(_) | Step::Rereading | Step::Recording(Half::Intent) => {
            "cancel; nothing has been sent"
        }
        Step::Waiting {
            facts: Some(facts), ..
        } if facts.method == "GET" => "stop waiting; the result is what is known so far",
        Step::Waiting { .. } => "stop waiting; it will not be sent again",
        _ => "hide this; the change continues",
    }
}

impl Component for InFlight {
    fn scope(&self) -> Scope {
        Scope::InFlight
    }

    fn title(&self, _: &Store) -> String {
        "Change in progress".to_owned()
    }

    fn step(&self) -> &'static str {
        "under way"
    }

    fn about(&self, store: &Store) -> Option<String> {
        store.configuration_of(self.id)
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        let state = store.changes.get(&self.id);
        Content::Text(Text {
            lines: state.map_or_else(Vec::new, |state| Self::lines(store, state)),
            style: TextStyle::Box(WIDTH),
            ..Text::default()
        })
    }

    fn label(&self, command: Command, store: &Store) -> Option<&'static str> {
        let state = store.changes.get(&self.id)?;
        match command {
            Command::Back if state.step.can_be_stopped() => Some(match state.step {
                Step::Waiting { .. } => "stop waiting",
                _ => "cancel",
            }),
            Command::Back => Some("hide"),
            _ => None,
        }
    }

    fn is_over(&self, store: &Store) -> bool {
        let state = store.changes.get(&self.id);
        state.is_none_or(|state| state.outcome.is_some())
    }

    /// Stops the change if nothing is in flight, otherwise hides it.
    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        if command != Command::Back {
            return Action::Stay;
        }
        let state = cx.store.changes.get(&self.id);
        if state.is_some_and(|state| state.step.can_be_stopped()) {
            cx.effect(Effect::StopWaiting(self.id));
            return Action::Stay;
        }
        Action::PutAside(self.id)
    }
}
