//! Draws the model. Never changes it.
//!
//! Belongs here: the arrangement inside a rectangle. Does not belong here: the rectangles (`layout`), the
//! styles (`theme`), sentences shared with the command line (`words`).

mod overlay;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::model::Model;
use super::{footer, pointer};
use crate::domain::ChangeId;
use crate::text;
use crate::tui::app::breadcrumbs;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::layout::SMALLEST;
use crate::tui::kit::put::{put, put_at};
use crate::tui::kit::symbols;
use crate::tui::kit::theme::Theme;
use crate::tui::panes;
use crate::tui::panes::{Above, View};

/// Draws the whole screen.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let theme = Theme::new(model.store.start.capabilities);
    draw(model, theme, frame);
    let buffer = frame.buffer_mut();
    symbols::mend(buffer);
    symbols::level(buffer);
    theme.symbols().apply(buffer);
}

fn draw(model: &Model, theme: Theme, frame: &mut Frame<'_>) {
    let layout = model.store.layout();
    if layout.too_small {
        let (width, height) = SMALLEST;
        let shown = format!(
            "enlist needs {width}×{height}; {} quits",
            model.store.key(Scope::Global, Command::Quit)
        );
        let lines = text::wrap(&shown, usize::from(layout.area.width));
        for (row, line) in (0..).zip(&lines) {
            put(frame.buffer_mut(), layout.area, row, line, Style::new());
        }
        return;
    }
    let buffer = frame.buffer_mut();
    let mut cursor = panes::view::draw(below(model, theme), buffer);
    keys(model, theme, layout.footer, buffer);
    for (depth, overlay) in model.overlays.iter().enumerate() {
        cursor = overlay::draw(model, theme, overlay, buffer);
        way_to(model, theme, depth, buffer);
    }
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
}

/// Returns the view of the panes, including what they need to know about the overlays.
fn below(model: &Model, theme: Theme) -> View<'_> {
    let is_open = |id: &ChangeId| model.overlays.iter().any(|overlay| overlay.is_outcome(*id));
    View {
        store: &model.store,
        panes: &model.panes,
        theme,
        notice: model.notice.as_ref(),
        awaited: model.requests_awaited(),
        above: Above {
            is_covered: !model.is_on_rows(),
            is_sign_in: model.scope() == Scope::SignIn,
            shows_plan: model.shows_plan(),
            outcome: model.store.last_change().map(|(id, _)| id).filter(is_open),
        },
    }
}

/// Draws the keys that matter now, by rank, as many as fit.
fn keys(model: &Model, theme: Theme, area: Rect, buffer: &mut Buffer) {
    if let Some(note) = footer::note(model) {
        put_at(buffer, area, 1, 0, &note, theme.header());
    }
    for entry in footer::entries(model) {
        let (key_style, style) = if entry.usable {
            (theme.key(), Style::new())
        } else {
            (theme.quiet(), theme.quiet())
        };
        put_at(buffer, area, entry.column, 0, &entry.key, key_style);
        let wide = u16::try_from(text::width(entry.title)).unwrap_or(0);
        let column = entry.column + entry.width.saturating_sub(wide);
        put_at(buffer, area, column, 0, entry.title, style);
    }
}

/// Draws the path to an overlay in its lower border, unless a search needs the room there.
fn way_to(model: &Model, theme: Theme, depth: usize, buffer: &mut Buffer) {
    let Some(overlay) = model.overlays.get(depth) else {
        return;
    };
    if overlay.cursor().search.is_some() {
        return;
    }
    let area = pointer::overlay_area(model, overlay);
    let width = usize::from(area.width.saturating_sub(6));
    let shown = format!(" {} ", breadcrumbs::trail(model, depth, width));
    let last = area.height.saturating_sub(1);
    put_at(buffer, area, 2, last, &shown, theme.border(true));
}
