//! Taking back the change that was verified last.

use super::state::{Panes, PanesContext};
use crate::domain::{Entry, Sameness, Verdict};
use crate::journal::{Contents, Position};
use crate::tui::store::Store;
use crate::tui::store::action::Action;
use crate::tui::store::msg::Effect;

impl Panes {
    /// Offers to take back the last change of this run, else the last one in the journal.
    pub(super) fn undo(&mut self, cx: &mut PanesContext<'_>) -> Action {
        if let Some(change) = cx.store.last_verified() {
            return Action::TakeBack(Box::new(change.clone()));
        }
        self.read_journal(None, cx);
        Action::Stay
    }

    fn read_journal(&mut self, before: Option<Position>, cx: &mut PanesContext<'_>) {
        let id = cx.request();
        self.undo_awaits = Some(id);
        cx.effect(Effect::ReadJournal(id, before));
    }

    /// The journal was read for the sake of its last verified change. Once something else is open, that is
    /// not offered any more.
    pub(super) fn on_journal(
        &mut self,
        contents: Result<Contents, String>,
        is_covered: bool,
        cx: &mut PanesContext<'_>,
    ) -> Action {
        self.undo_awaits = None;
        let contents = match contents {
            Ok(contents) => contents,
            Err(reason) => {
                cx.notice(format!("the journal cannot be read: {reason}"));
                return Action::Stay;
            }
        };
        if is_covered || self.filtered.typing.is_some() {
            return Action::Stay;
        }
        match (last_verified(cx.store, &contents), contents.older) {
            (Some(entry), _) => return Action::TakeBack(Box::new(entry.change.clone())),
            // It may stand further back.
            (None, Some(mark)) => self.read_journal(Some(mark), cx),
            (None, None) => cx.notice("the journal has no verified change of this tenant"),
        }
        Action::Stay
    }
}

/// The change of this Graph and tenant that was verified last.
fn last_verified<'a>(store: &Store, contents: &'a Contents) -> Option<&'a Entry> {
    let here = store.place();
    contents.entries.iter().rev().find(|entry| {
        entry.verdict == Some(Verdict::Verified) && entry.place.sameness(&here) != Sameness::Other
    })
}
