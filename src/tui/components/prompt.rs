//! A text prompt. The component that opened it receives the text as a reply.

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

/// A line to type a text.
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

    fn purpose(&self) -> &'static str {
        match self.wanted {
            PromptFor::Justification(_) => {
                "Another admin must approve this change. Enter the reason that they will read:"
            }
            PromptFor::PlanJustification => {
                "Another admin must approve the rows of this plan. Enter the reason that they will read; the remaining rows are sent with it:"
            }
            PromptFor::User => {
                "For which user's enrollments? Enter the user principal name or the object ID:"
            }
        }
    }

    /// Takes the text, or says what is wrong with it.
    fn accept(&self, cx: &mut Context<'_>) -> Action {
        let typed = self.cursor.typed.value().trim().to_owned();
        match self.wanted {
            PromptFor::User => {
                if typed.is_empty() {
                    cx.notice("Enter a user principal name or object ID.");
                    return Action::Stay;
                }
            }
            PromptFor::Justification(_) | PromptFor::PlanJustification => {
                let length = typed.chars().count();
                if length == 0 {
                    cx.notice("Enter a reason.");
                    return Action::Stay;
                }
                if length > LONGEST_JUSTIFICATION {
                    cx.notice(format!(
                        "A reason can have {LONGEST_JUSTIFICATION} characters. This one has {length}."
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
        }
        .to_owned()
    }

    fn step(&self) -> &'static str {
        match self.wanted {
            PromptFor::Justification(_) | PromptFor::PlanJustification => "justification",
            PromptFor::User => "user",
        }
    }

    fn content<'a>(&'a self, _: &'a Store) -> Content<'a> {
        Content::Text(Text {
            lines: vec![Line::new(Role::Text, self.purpose())],
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
