//! A yes-or-no question.

use super::Component;
use crate::domain::Step;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text, TextStyle};
use crate::tui::kit::cursor::Cursor;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Context, Question, Reply};
use crate::words::{Line, Phrase, Role};

/// The most columns that it uses.
const WIDTH: u16 = 60;
/// How many of the configurations that a plan leaves empty are named.
const NAMED: usize = 5;

#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    pub(super) cursor: Cursor,
    question: Question,
}

impl Confirm {
    pub(super) fn new(question: Question) -> Self {
        Self {
            cursor: Cursor::default(),
            question,
        }
    }

    #[must_use]
    pub const fn question(&self) -> Question {
        self.question
    }

    /// What happens after a yes.
    fn consequence(&self, store: &Store) -> String {
        match self.question {
            Question::Discard | Question::QuitDirty => {
                "Discard your changes? Nothing has been sent.".to_owned()
            }
            Question::QuitInFlight => under_way(store).to_owned(),
            Question::EmptyList => {
                "No target is left: this configuration will apply to nobody.".to_owned()
            }
            Question::EmptyLists => emptied(store),
        }
    }
}

/// The configurations that the plan leaves empty; the first of them by name.
fn emptied(store: &Store) -> String {
    let emptied = store.emptied_by_plan();
    let more = match emptied.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named: Vec<_> = emptied
        .iter()
        .take(NAMED)
        .map(|name| text::clean(name))
        .collect();
    format!(
        "No target is left for {}{more}. A configuration without targets applies to nobody.",
        named.join(", ")
    )
}

/// What leaving means for the change in flight.
fn under_way(store: &Store) -> &'static str {
    match store.in_flight().map(|(_, state)| &state.step) {
        Some(Step::Waiting {
            facts: Some(facts), ..
        }) if facts.method != "GET" => {
            "The service asked to retry later. Leaving stops that: it will not be sent again. If its result is open, it will be checked at the next start."
        }
        Some(step) if step.can_be_stopped() => {
            "A change is being prepared and has not been sent. Leaving cancels it."
        }
        _ => {
            "A change is in flight and can't be recalled. Its result will be checked at the next start."
        }
    }
}

impl Component for Confirm {
    fn scope(&self) -> Scope {
        Scope::Confirm
    }

    fn title(&self, _: &Store) -> String {
        match self.question {
            Question::Discard => "Discard?",
            Question::QuitDirty | Question::QuitInFlight => "Leave?",
            Question::EmptyList => "Remove the last target?",
            Question::EmptyLists => "Remove the last targets?",
        }
        .to_owned()
    }

    fn step(&self) -> &'static str {
        match self.question {
            Question::Discard => "discard?",
            Question::QuitDirty | Question::QuitInFlight => "leave?",
            Question::EmptyList | Question::EmptyLists => "last target?",
        }
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        let yes = store.key(Scope::Confirm, Command::Confirm);
        let no = store.keys(Scope::Confirm, Command::Back);
        // The keys are read out like those of every place.
        let keys = Phrase::new(format!("{yes} yes   {no} no"), "");
        Content::Text(Text {
            lines: vec![
                Line::new(Role::Warn, self.consequence(store)),
                Line::new(Role::Hint, keys),
            ],
            style: TextStyle::Box(WIDTH),
            ..Text::default()
        })
    }

    fn label(&self, command: Command, _: &Store) -> Option<&'static str> {
        match (command, self.question) {
            (Command::Confirm, Question::Discard) => Some("discard"),
            (Command::Confirm, Question::QuitDirty | Question::QuitInFlight) => Some("quit"),
            (Command::Back, _) => Some("no"),
            _ => None,
        }
    }

    fn is_over(&self, store: &Store) -> bool {
        let under_way = store.in_flight().is_some() || store.plan_running();
        self.question == Question::QuitInFlight && !under_way
    }

    fn on_command(&mut self, command: Command, _: &mut Context<'_>) -> Action {
        match (command, self.question) {
            (Command::Confirm, Question::Discard) => Action::Discard,
            (Command::Confirm, Question::QuitDirty | Question::QuitInFlight) => Action::Quit,
            (Command::Confirm, Question::EmptyList | Question::EmptyLists) => {
                Action::Reply(Reply::Yes)
            }
            (Command::Back, _) => Action::Close,
            _ => Action::Stay,
        }
    }
}
