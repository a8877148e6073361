//! Text for the clipboard: ids, links, errors.

use super::components;
use crate::domain::paths;
use crate::text;
use crate::tui::action::{Open, TextId};
use crate::tui::command::Command;
use crate::tui::components::open;
use crate::tui::latest::latest;
use crate::tui::model::{Model, Overlay, Pane};
use crate::tui::msg::Effect;
use crate::tui::plan_lines::report;
use crate::tui::{link, reading};

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let text = match command {
        Command::CopyId => id(model),
        Command::CopyUrl => url(model),
        Command::CopyError => error(model),
        _ => {
            components::open(model, Open::Text(TextId::Portal), effects);
            link::portal(model)
        }
    };
    effects.extend(text.map(Effect::Copy));
}

/// What the selected row points at, or the row itself where it names nothing.
fn id(model: &Model) -> Option<String> {
    if let (Pane::Assignments, Some(assignment)) = (model.pane, model.selected_assignment()) {
        let named = assignment.target.object_id();
        let id = named.unwrap_or(assignment.id.as_str());
        // It may be pasted where a line end would run it.
        return Some(text::clean(id).into_owned());
    }
    Some(model.selected_row()?.configuration.id.to_string())
}

fn url(model: &Model) -> Option<String> {
    let configuration = &model.selected_row()?.configuration.id;
    let path = match (model.pane, model.selected_assignment()) {
        (Pane::Assignments, Some(assignment)) => paths::assignment(configuration, &assignment.id),
        _ => paths::configuration(configuration),
    };
    let base = model.start.graph_url.trim_end_matches('/');
    Some(format!("{base}/{}{path}", model.read_from))
}

/// The last outcome or error at length; none where there is none.
fn error(model: &Model) -> Option<String> {
    if let Some(text) = latest(model)?.text() {
        return open(text)?.content(model).copied();
    }
    Some(reading::joined(&report(model, model.plan.as_deref()?)))
}

/// Opens what was copied last as a text that is drawn selected.
pub(super) fn show(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.mouse && model.notice.is_none() {
        model.notice = Some("the mouse is switched on: select with shift held down".into());
    }
    let is_open = |overlay: &Overlay| overlay.is_text(|id| id == TextId::Copied);
    if model.copied.is_some() && !model.overlays.iter().any(is_open) {
        components::open(model, Open::Text(TextId::Copied), effects);
    }
}
