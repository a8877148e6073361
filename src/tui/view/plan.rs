//! The plan: what it is on the whole, and a row for each change.

use ratatui::buffer::Buffer;

use crate::tui::kit::put::{frame, put, put_at};
use crate::tui::model::Model;
use crate::tui::plan_page::PlanPage;
use crate::tui::planned::At;
use crate::tui::symbols::SELECTED;
use crate::tui::theme::Theme;

/// Where the rows begin: the mark of the selected one stands in front of them.
const ROWS: u16 = 2;

pub(super) fn draw_plan(model: &Model, theme: Theme, buffer: &mut Buffer) {
    let Some(view) = model.plan.as_deref() else {
        return;
    };
    let page = PlanPage::new(model, view);
    let inside = frame(theme, page.area, &page.title, buffer);
    for (row, line) in (0..).zip(&page.top) {
        put(buffer, inside, row, &line.text, theme.role(line.role));
    }
    let top = u16::try_from(page.top.len()).unwrap_or(u16::MAX);
    let scroll = page.scroll(view.at);
    let in_sight = page.lines.iter().enumerate().skip(scroll);
    let selected = page.stops.get(page.stop_of(view.at));
    for (row, (at, line)) in (top..).zip(in_sight.take(page.height())) {
        put_at(buffer, inside, ROWS, row, &line.text, theme.role(line.role));
        if matches!(selected, Some((At::Item(..), from, _)) if *from == at) {
            put(buffer, inside, row, SELECTED, theme.marker());
        }
    }
}
