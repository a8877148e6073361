//! What the panes are drawn from, and what they have in common: the border, the signs of a row, how many
//! rows there are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget};

use super::changed::RowChange;
use super::state::Panes;
use crate::domain::ChangeId;
use crate::text;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::put::put_at;
use crate::tui::kit::symbols::{BESIDE, MARKED, RANGE, SELECTED, SELECTED_AND_MARKED};
use crate::tui::kit::theme::Theme;
use crate::tui::store::Store;
use crate::tui::store::notice::Notice;

#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub store: &'a Store,
    pub panes: &'a Panes,
    pub theme: Theme,
    pub notice: Option<&'a Notice>,
    /// How many requests are awaited.
    pub awaited: usize,
    /// What lies over them.
    pub above: Above,
}

/// What lies over the panes, as far as they say something of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Above {
    /// Whether anything does, or a filter is typed.
    pub is_covered: bool,
    pub is_sign_in: bool,
    pub shows_plan: bool,
    /// The last change, where its outcome is open.
    pub outcome: Option<ChangeId>,
}

/// How many cells a title may have.
pub(super) fn title_room(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(4))
}

/// Draws a border with a title; gives the room inside.
pub(super) fn frame(
    theme: Theme,
    area: Rect,
    title: &str,
    focused: bool,
    buffer: &mut Buffer,
) -> Rect {
    let title = text::truncate(title, title_room(area));
    let block = Block::bordered()
        .title(format!(" {title} "))
        // The border stays as it is when the keyboard goes to another pane: it would be drawn anew,
        // character by character.
        .border_style(theme.border(false))
        .title_style(theme.title(focused));
    let inside = block.inner(area);
    block.render(area, buffer);
    inside
}

/// The order of the rows, and which of how many is selected, in the border below them, with how far a
/// load is.
pub(super) fn position(
    view: View<'_>,
    pane: Pane,
    area: Rect,
    progress: Option<String>,
    buffer: &mut Buffer,
) {
    let (at, count) = match pane {
        Pane::Configurations => (
            view.store.configuration.index(),
            view.panes.filtered.configurations.len(),
        ),
        Pane::Assignments => (
            view.store.assignment.index(),
            view.panes.filtered.assignments.len(),
        ),
    };
    let place = (count > 0).then(|| format!("{}/{count}", at + 1));
    let parts: Vec<String> = progress.into_iter().chain(place).collect();
    let said = format!(" {} ", parts.join(" · "));
    let wide = u16::try_from(text::width(&said)).unwrap_or(u16::MAX);
    let style = view.theme.border(false);
    // Below the list, where no filter that is typed can push it out of sight.
    if let Some(order) = view.panes.filtered.sort_title(pane) {
        put_at(
            buffer,
            area,
            2,
            area.height.saturating_sub(1),
            &format!(" {order} "),
            style,
        );
    }
    if parts.is_empty() || wide.saturating_add(4) > area.width {
        return;
    }
    let (column, row) = (area.width - wide - 2, area.height.saturating_sub(1));
    put_at(buffer, area, column, row, &said, style);
}

/// What a row is besides its text.
pub(super) struct RowMarks {
    pub(super) selected: bool,
    /// Whether it is marked for many at once.
    pub(super) marked: bool,
    pub(super) begins: bool,
}

impl RowMarks {
    /// The sign for it, which also says whether the pane has the keyboard.
    pub(super) const fn sign(&self, focused: bool) -> &'static str {
        match (self.selected, focused, self.marked) {
            (true, true, false) => SELECTED,
            (true, true, true) => SELECTED_AND_MARKED,
            _ if self.begins => RANGE,
            (true, false, false) => BESIDE,
            (_, _, true) => MARKED,
            _ => " ",
        }
    }
}

/// The sign of a row that is not as it was, at the end of the row; gives the room left of it.
pub(super) fn put_news(
    theme: Theme,
    buffer: &mut Buffer,
    area: Rect,
    row: u16,
    news: Option<RowChange>,
) -> Rect {
    let Some(mark) = news else { return area };
    let column = area.width.saturating_sub(1);
    put_at(buffer, area, column, row, mark.sign(), theme.news());
    Rect {
        width: area.width.saturating_sub(2),
        ..area
    }
}

/// How many rows there are, and what was typed to find them.
pub(super) struct Counted {
    /// How many, and of how many where a filter is typed.
    pub(super) numbers: String,
    pub(super) typed: Option<String>,
}

impl Counted {
    /// The filter as it stands behind the numbers.
    pub(super) fn typed(&self) -> String {
        let typed = self.typed.as_ref();
        typed.map_or_else(String::new, |typed| format!(" /{typed}"))
    }
}

/// How many rows there are, and of how many, and what was typed to find them.
pub(super) fn counted(view: View<'_>, pane: Pane, count: usize) -> Counted {
    let typed = view.panes.filtered.filter(pane).value();
    if typed.is_empty() && !view.panes.filtered.is_typing(pane) {
        return Counted {
            numbers: count.to_string(),
            typed: None,
        };
    }
    let (shown, _) = view.panes.counts(view.store, pane);
    Counted {
        numbers: format!("{shown}/{count}"),
        typed: Some(text::clean(typed).into_owned()),
    }
}
