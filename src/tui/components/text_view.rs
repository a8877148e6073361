//! Every text that only shows data of the store: help, errors, permissions, details and the like.

use super::Component;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text, TextStyle};
use crate::tui::kit::cursor::Cursor;
use crate::tui::parts::{help, texts};
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Availability, Context, TextId};
use crate::tui::store::next_step::after_refused_read;
use crate::words::Phrase;

/// A text that only shows data of the store.
#[derive(Debug, Clone, PartialEq)]
pub struct TextView {
    pub(super) cursor: Cursor,
    id: TextId,
}

impl TextView {
    pub(super) fn new(id: TextId) -> Self {
        Self {
            cursor: Cursor::default(),
            id,
        }
    }

    #[must_use]
    pub const fn id(&self) -> TextId {
        self.id
    }

    fn searched(&self) -> &str {
        let search = self.cursor.search.as_ref();
        search.map_or("", |search| search.typed.value())
    }

    /// While searching, help shows only the matching keys and keeps its size.
    fn help(&self, store: &Store, from: Scope) -> Text {
        let typed = self.searched();
        let matched = (!typed.is_empty()).then(|| {
            let count = help::count(store, from, typed);
            Phrase::new(format!("{count} match"), format!("{count} keys match"))
        });
        Text {
            least: help::all(store, from),
            matched,
            ..Text::page(help::lines(store, from, typed))
        }
    }
}

impl Component for TextView {
    fn scope(&self) -> Scope {
        Scope::Text
    }

    fn title(&self, _: &Store) -> String {
        match self.id {
            TextId::Help(_) => "Keys",
            TextId::ListError => "What is missing from the list",
            TextId::Notice => "Last message",
            TextId::Rights => "Permissions",
            TextId::Portal => "In the Intune admin center",
            TextId::Copied => "Copied text: select it with the mouse",
            TextId::Details(_) => "All properties",
            TextId::PlanItem(_) => "Plan row",
            TextId::LastError => "Last error",
        }
        .to_owned()
    }

    fn spoken_title(&self, store: &Store) -> String {
        let searched = text::clean(self.searched()).into_owned();
        match self.id {
            // The search ends when its line is closed: then the remaining help is read out.
            TextId::Help(_) if !searched.is_empty() && !self.cursor.is_searching() => {
                format!("Keys with {searched}")
            }
            _ => self.title(store),
        }
    }

    fn step(&self) -> &'static str {
        match self.id {
            TextId::Help(_) => "help",
            TextId::ListError => "list",
            TextId::Notice => "message",
            TextId::Rights => "rights",
            TextId::Portal => "portal",
            TextId::Copied => "copied",
            TextId::Details(_) => "details",
            TextId::PlanItem(_) => "row",
            TextId::LastError => "last error",
        }
    }

    fn about(&self, store: &Store) -> Option<String> {
        let is_of_row = matches!(self.id, TextId::Details(_) | TextId::Portal);
        let row = store.selected_row().filter(|_| is_of_row)?;
        Some(text::clean(&row.configuration.name).into_owned())
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::Text(match self.id {
            TextId::Help(from) => self.help(store, from),
            TextId::Copied | TextId::Portal => Text {
                style: TextStyle::Selected,
                ..Text::page(texts::lines(store, self.id))
            },
            _ => Text::page(texts::lines(store, self.id)),
        })
    }

    fn availability(&self, command: Command, store: &Store) -> Availability {
        match (command, self.id) {
            (Command::GoOn, TextId::ListError) => after_refused_read(store)
                .map_or(Availability::Hidden, |step| Availability::from(&step)),
            (Command::GoOn | Command::Undo, _) => Availability::Hidden,
            _ => Availability::Available,
        }
    }

    fn on_command(&mut self, command: Command, _: &mut Context<'_>) -> Action {
        match command {
            // Offered only if a list was refused.
            Command::GoOn => Action::SignIn(None),
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }
}
