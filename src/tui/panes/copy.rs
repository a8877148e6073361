//! Text for the clipboard: IDs, links, the last event.

use super::state::PanesContext;
use crate::domain::paths;
use crate::text;
use crate::tui::keys::command::Command;
use crate::tui::kit::layout::Pane;
use crate::tui::parts::plan_lines::report;
use crate::tui::parts::{link, texts};
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Open, TextId};
use crate::tui::store::last_event::{LastEvent, last_event};
use crate::tui::store::msg::Effect;

pub(super) fn run(command: Command, cx: &mut PanesContext<'_>) -> Action {
    let (text, action) = match command {
        Command::CopyId => (id(cx.store), Action::Stay),
        Command::CopyUrl => (url(cx.store), Action::Stay),
        Command::CopyError => match last_event(cx.store).map(LastEvent::text) {
            None => (None, Action::Stay),
            Some(Some(text)) => (None, Action::Copy(text)),
            Some(None) => {
                let view = cx.store.plan.as_deref();
                let report = view.map(|view| texts::joined(&report(cx.store, view)));
                (report, Action::Stay)
            }
        },
        _ => (
            link::portal(cx.store),
            Action::Open(Open::Text(TextId::Portal)),
        ),
    };
    if let Some(text) = text {
        cx.effect(Effect::Copy(text));
    }
    action
}

/// The ID of the target, or of the row itself if it has no object.
fn id(store: &Store) -> Option<String> {
    if let (Pane::Assignments, Some(assignment)) = (store.pane, store.selected_assignment()) {
        let named = assignment.target.object_id();
        let id = named.unwrap_or(assignment.id.as_str());
        // It may be pasted where a line end would execute it.
        return Some(text::clean(id).into_owned());
    }
    Some(store.selected_row()?.configuration.id.to_string())
}

fn url(store: &Store) -> Option<String> {
    let configuration = &store.selected_row()?.configuration.id;
    let path = match (store.pane, store.selected_assignment()) {
        (Pane::Assignments, Some(assignment)) => paths::assignment(configuration, &assignment.id),
        _ => paths::configuration(configuration),
    };
    let base = store.settings().graph_url.as_str();
    Some(format!("{base}/{}{path}", store.read_from))
}
