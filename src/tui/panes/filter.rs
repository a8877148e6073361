//! Filtering a pane, which takes the keys while its filter is typed.

use tui_input::InputRequest;

use super::filtered::Typing;
use super::state::{Panes, PanesContext};
use crate::tui::keys::command::Command;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::typed::Typed;
use crate::tui::store::Store;

impl Panes {
    fn typed(&mut self) -> Option<&mut Typed> {
        let pane = self.filtered.typing.as_ref()?.pane;
        Some(self.filtered.filter_mut(pane))
    }

    /// Types into the filter that is open. Says whether the key was taken.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        self.typed().is_some_and(|typed| typed.edit(request))
    }

    pub fn paste(&mut self, pasted: &str) {
        if let Some(typed) = self.typed() {
            typed.paste(pasted);
        }
    }

    pub(super) fn open_filter(&mut self, pane: Pane) {
        let before = self.filtered.filter(pane).clone();
        self.filtered.typing = Some(Typing { pane, before });
    }

    /// A command while a filter is typed.
    pub(super) fn on_filter_command(&mut self, command: Command, cx: &mut PanesContext<'_>) {
        match command {
            Command::Keep => self.filtered.typing = None,
            Command::Back => {
                if let Some(Typing { pane, before }) = self.filtered.typing.take() {
                    *self.filtered.filter_mut(pane) = before;
                }
            }
            _ => self.on_motion(command, cx.store),
        }
    }

    /// Takes the filter of the focused pane away; says whether there was one.
    pub(super) fn clear_filter(&mut self, store: &Store) -> bool {
        let filter = self.filtered.filter_mut(store.pane);
        let had_one = !filter.value().is_empty();
        *filter = Typed::default();
        had_one
    }
}
