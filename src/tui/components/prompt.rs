//! A text that is asked for. Whoever asked hears it as a reply.

use super::Component;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text, TextStyle};
use crate::tui::kit::cursor::Cursor;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Context, PromptFor, Reply};
use crate::words::{Line, Role};
use crate::write::LONGEST_JUSTIFICATION;

/// The most columns that it takes.
const WIDTH: u16 = 72;

/// A line to type a text that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    pub(super) cursor: Cursor,
    wanted: PromptFor,
}

impl Prompt {
    pub(super) fn new(wanted: PromptFor) -> Self {
        Self {
            cursor: Cursor::default(),
            wanted,
        }
    }

    /// Which text it asks for.
    #[must_use]
    pub const fn wanted(&self) -> PromptFor {
        self.wanted
    }

    fn is_justification(&self) -> bool {
        matches!(
            self.wanted,
            PromptFor::Justification(_) | PromptFor::PlanJustification
        )
    }

    fn purpose(&self, store: &Store) -> String {
        match self.wanted {
            PromptFor::Justification(_) => {
                "Another admin has to approve this change, and will read why it is made:".to_owned()
            }
            PromptFor::PlanJustification => {
                "Another admin has to approve the rows of this plan, and will read why they are made. What is left of it goes on with this reason:".to_owned()
            }
            PromptFor::User => {
                "For which user's enrollments? Enter the user principal name or the object ID:".to_owned()
            }
            PromptFor::PlanName => {
                format!("Type {} to confirm:", store.name_to_type())
            }
        }
    }

    /// Takes what was typed, or says what is wrong with it.
    fn accept(&self, cx: &mut Context<'_>) -> Action {
        let typed = self.cursor.typed.value().trim().to_owned();
        match self.wanted {
            PromptFor::PlanName => {
                let name = cx.store.name_to_type();
                if typed != name {
                    cx.notice(format!("That does not match. Type {name}."));
                    return Action::Stay;
                }
            }
            PromptFor::User => {
                if typed.is_empty() {
                    cx.notice("a user principal name or an object id is needed");
                    return Action::Stay;
                }
            }
            PromptFor::Justification(_) | PromptFor::PlanJustification => {
                let length = typed.chars().count();
                if length == 0 || length > LONGEST_JUSTIFICATION {
                    cx.notice(format!(
                        "a justification has 1 to {LONGEST_JUSTIFICATION} characters, this one {length}"
                    ));
                    return Action::Stay;
                }
            }
        }
        Action::Reply(Reply::Typed(typed))
    }
}

impl Component for Prompt {
    fn scope(&self) -> Scope {
        Scope::Prompt
    }

    fn title(&self, _: &Store) -> String {
        match self.wanted {
            PromptFor::Justification(_) | PromptFor::PlanJustification => "Justification",
            PromptFor::User => "What wins",
            PromptFor::PlanName => "Typed confirmation",
        }
        .to_owned()
    }

    fn step(&self) -> &'static str {
        match self.wanted {
            PromptFor::Justification(_) | PromptFor::PlanJustification => "justification",
            PromptFor::User => "user",
            PromptFor::PlanName => "name",
        }
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::Text(Text {
            lines: vec![Line::new(Role::Text, self.purpose(store))],
            style: TextStyle::Box(WIDTH),
            typed: Some(Line::new(Role::Text, "")),
            ..Text::default()
        })
    }

    fn is_dirty(&self) -> bool {
        self.is_justification() && !self.cursor.typed.value().is_empty()
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match command {
            Command::Accept => self.accept(cx),
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }
}
