//! The profiles to switch to: another tenant, another cloud, another sign-in.

use super::Component;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, List, Row};
use crate::tui::kit::cursor::Cursor;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Context};
use crate::tui::store::msg::Effect;
use crate::words::Phrase;

#[derive(Debug, Clone, PartialEq)]
pub struct Profiles {
    pub(super) cursor: Cursor,
}

impl Profiles {
    pub(super) fn new(selected: usize) -> Self {
        Self {
            cursor: Cursor::at(selected),
        }
    }
}

impl Component for Profiles {
    fn scope(&self) -> Scope {
        Scope::Profiles
    }

    fn title(&self, _: &Store) -> String {
        "Profiles".to_owned()
    }

    fn step(&self) -> &'static str {
        "profiles"
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        let profiles = &store.settings().profiles;
        let height = u16::try_from(profiles.len()).unwrap_or(u16::MAX);
        Content::List(List {
            sign: None,
            typing: false,
            count: profiles.len(),
            counted: String::new(),
            row: Box::new(|at, _| {
                let profile = profiles.get(at);
                Row::new(profile.map_or_else(Phrase::default, |name| line(store, name)))
            }),
            empty: Phrase::default(),
            note: None,
            marks: false,
            size: (50, height.saturating_add(2)),
        })
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match command {
            Command::Go => {
                if let Some(name) = cx.store.settings().profiles.get(self.cursor.selected) {
                    let name = name.clone();
                    cx.effect(Effect::Switch(name));
                }
                Action::Close
            }
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }
}

/// A profile; the one in use says so.
fn line(store: &Store, name: &str) -> Phrase {
    let (shown, spoken) = if store.settings().profile.as_deref() == Some(name) {
        ("  (in use)", ", in use")
    } else {
        ("", "")
    };
    Phrase::new(
        format!("{}{shown}", text::clean(name)),
        format!("{}{spoken}", text::spoken_name(name)),
    )
}
