//! Text for the clipboard: ids, links, errors.

use crate::domain::paths;
use crate::tui::command::Command;
use crate::tui::model::{Model, Overlay, Pane, Reading};
use crate::tui::msg::Effect;
use crate::tui::{last, link, reading};

pub(super) fn run(model: &mut Model, command: Command, effects: &mut Vec<Effect>) {
    let text = match command {
        Command::CopyId => id(model),
        Command::CopyUrl => url(model),
        Command::CopyError => error(model),
        _ => {
            let reading = Reading::Portal;
            model.overlays.push(Overlay::Text { reading, scroll: 0 });
            link::portal(model)
        }
    };
    if let Some(text) = text {
        model.notice = Some(match text.lines().count() {
            0 | 1 => format!("sent to the terminal's clipboard: {text}"),
            lines => format!("sent to the terminal's clipboard: {lines} lines"),
        });
        effects.push(Effect::Copy(text));
    }
}

/// What the selected row points at, or the row itself where it names nothing.
fn id(model: &Model) -> Option<String> {
    if let (Pane::Assignments, Some(assignment)) = (model.pane, model.selected_assignment()) {
        let named = assignment.target.object_id();
        return Some(named.unwrap_or(assignment.id.as_str()).to_owned());
    }
    Some(model.selected_row()?.configuration.id.as_str().to_owned())
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

fn error(model: &Model) -> Option<String> {
    let lines = reading::lines(model, last::reading(model)?);
    let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    Some(lines.join("\n"))
}
