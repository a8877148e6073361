//! Undo and redo: the next change of the journal to undo.

use super::state::{Panes, PanesContext, UndoRead};
use crate::domain::{UndoOf, UndoSearch};
use crate::journal::{Contents, Position};
use crate::tui::store::action::Action;
use crate::tui::store::msg::Effect;

impl Panes {
    /// Looks for the change in the journal, which covers all sessions.
    pub fn undo(&mut self, what: UndoOf, cx: &mut PanesContext<'_>) -> Action {
        self.read_journal(UndoSearch::new(what), None, cx);
        Action::Stay
    }

    fn read_journal(
        &mut self,
        search: UndoSearch,
        before: Option<Position>,
        cx: &mut PanesContext<'_>,
    ) {
        let id = cx.request();
        self.undo = Some(UndoRead { id, search });
        cx.effect(Effect::ReadJournal(id, before));
    }

    /// A part of the journal arrived. If something else is open by now, nothing is offered.
    pub(super) fn on_journal(
        &mut self,
        contents: Result<Contents, String>,
        is_covered: bool,
        cx: &mut PanesContext<'_>,
    ) -> Action {
        let Some(UndoRead { mut search, .. }) = self.undo.take() else {
            return Action::Stay;
        };
        let contents = match contents {
            Ok(contents) => contents,
            Err(reason) => {
                cx.notice(format!("The journal cannot be read: {reason}"));
                return Action::Stay;
            }
        };
        if is_covered || self.filtered.typing.is_some() {
            return Action::Stay;
        }
        let here = cx.store.place();
        let mut newest = contents.entries.into_iter().rev();
        match (newest.find(|it| search.is_meant(it, &here)), contents.older) {
            (Some(entry), _) => return Action::TakeBack(Box::new(entry)),
            // It may be further back.
            (None, Some(mark)) => self.read_journal(search, Some(mark), cx),
            (None, None) => cx.notice(nothing_found(search.what())),
        }
        Action::Stay
    }
}

const fn nothing_found(what: &UndoOf) -> &'static str {
    match what {
        UndoOf::Newest | UndoOf::Plan(_) => "Nothing to undo in the journal of this tenant.",
        UndoOf::Before(_) => "Nothing to undo before that change.",
        UndoOf::This(_) => "This change is not in the journal of this tenant.",
        UndoOf::Undo => "Nothing to redo in the journal of this tenant.",
    }
}
