//! What the panes are drawn from, and what they have in common: the border, the line of the filter, the
//! number of rows.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Widget};

use super::state::Panes;
use crate::domain::ChangeId;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::layout::Pane;
use crate::tui::kit::put::{put_at, put_input};
use crate::tui::kit::symbols::SELECTED;
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

/// Draws a border with a title; returns the area inside.
pub(super) fn frame(
    theme: Theme,
    area: Rect,
    title: &str,
    focused: bool,
    buffer: &mut Buffer,
) -> Rect {
    let title = text::truncate(title, title_room(area));
    let sign = if focused { SELECTED } else { " " };
    let block = Block::bordered()
        .title(format!("{sign}{title} "))
        // The border stays the same when the keyboard goes to another pane: redrawing it would send every
        // character.
        .border_style(theme.border(false))
        .title_style(theme.title(focused));
    let inside = block.inner(area);
    block.render(area, buffer);
    inside
}

/// Which of how many rows is selected, in the border below them, with how far a load is. The order of the
/// rows stands there where the line of the filter hides the heads that tell it.
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
    let message = format!(" {} ", parts.join(" · "));
    let wide = u16::try_from(text::width(&message)).unwrap_or(u16::MAX);
    let style = view.theme.border(false);
    let row = area.height.saturating_sub(1);
    let filtered = &view.panes.filtered;
    if let Some(order) = filtered
        .sort_title(pane)
        .filter(|_| filtered.is_filtered(pane))
    {
        put_at(buffer, area, 2, row, &format!(" {order} "), style);
    }
    if parts.is_empty() || wide.saturating_add(4) > area.width {
        return;
    }
    put_at(buffer, area, area.width - wide - 2, row, &message, style);
}

/// How many rows there are, and of how many where a filter leaves only some.
pub(super) fn counted(view: View<'_>, pane: Pane, count: usize) -> String {
    if view.panes.filtered.is_filtered(pane) {
        let (shown, _) = view.panes.counts(view.store, pane);
        return format!("{shown} of {count}");
    }
    count.to_string()
}

impl View<'_> {
    /// The filter of a pane in the first line, in the place of the heads. Gives the place of the cursor while
    /// it is typed, and whether there is one.
    pub(super) fn filter_line(
        self,
        pane: Pane,
        inside: Rect,
        buffer: &mut Buffer,
    ) -> (Option<Position>, bool) {
        let Self { store, theme, .. } = self;
        let filtered = &self.panes.filtered;
        if !filtered.is_filtered(pane) {
            return (None, false);
        }
        let is_typing = filtered.is_typing(pane);
        let typed = filtered.filter(pane);
        put_at(buffer, inside, 0, 0, "/", theme.key());
        let key = |scope, command| store.key(scope, command);
        let hint = if is_typing {
            let (keep, back) = (Command::Keep, Command::Back);
            let (keep, back) = (key(Scope::Filter, keep), key(Scope::Filter, back));
            format!("{keep} keep  {back} cancel")
        } else if store.is_on(pane) {
            format!("{} clears", key(Scope::List, Command::Back))
        } else {
            String::new()
        };
        let room = usize::from(inside.width);
        let taken = 2 + text::width(&text::clean(typed.value())) + 1;
        let wide = text::width(&hint);
        if taken + 1 + wide <= room {
            let column = u16::try_from(room - wide).unwrap_or(u16::MAX);
            put_at(buffer, inside, column, 0, &hint, theme.quiet());
        }
        if is_typing {
            let style = Style::new();
            return (Some(put_input(typed, inside, (2, 0), style, buffer)), true);
        }
        let message = text::clean(typed.value());
        put_at(buffer, inside, 2, 0, &message, theme.header());
        (None, true)
    }
}
