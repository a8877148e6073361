//! A plan in its place: its lines broken to the width that there is, and which of them are in sight.
//!
//! Belongs here: places; update, view and pointer all ask. Does not belong here: the sentences
//! (`plan_lines`), styles (`theme`).

use ratatui::layout::Rect;

use super::command::{Command, Scope};
use super::model::Model;
use super::plan_lines::{Item, head, items, progress};
use super::planned::{At, PlanView, RowState, Stand};
use crate::text;
use crate::words::{Line, Role};

/// How many cells a bar takes.
const BAR_CELLS: usize = 20;
/// The least that a state takes, so that a row stays where it is when it gets on.
const STATE: usize = "under way".len();
/// From this width on, what is said of a row stands below its name, else it begins further left.
const ROOMY: usize = 56;

/// A plan in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPage {
    /// What stands in the border.
    pub title: String,
    /// The place, border included.
    pub area: Rect,
    /// The lines that stay in sight.
    pub top: Vec<Line>,
    /// All that scrolls below them.
    pub lines: Vec<Line>,
    /// What can be selected, with its first line and the one behind its last.
    pub stops: Vec<(At, usize, usize)>,
}

impl PlanPage {
    /// The plan of a model, broken to the width that it has.
    #[must_use]
    pub fn new(model: &Model, view: &PlanView) -> Self {
        let area = area(model);
        let width = usize::from(area.width.saturating_sub(6)).max(1);
        let bar = BAR_CELLS.min(width / 2);
        let top = broken(&progress(model, view, Some(bar)), width + 2);
        let mut page = Self {
            title: title(model, view),
            area,
            top,
            lines: Vec::new(),
            stops: Vec::new(),
        };
        let head = head(model, view);
        page.lines = head.iter().flat_map(|line| broken(line, width)).collect();
        page.stop_at(At::Head, 0);
        page.add(&items(model, view), width);
        page
    }

    /// Adds the items: in one line each where all of them fit, else the change below the name.
    fn add(&mut self, items: &[Item], width: usize) {
        let number = |item: &Item| item.number.map_or("–".to_owned(), |it| it.to_string());
        let widest = |of: &dyn Fn(&Item) -> usize| items.iter().map(of).max().unwrap_or(0);
        let numbers = widest(&|item| text::width(&number(item)));
        let states = widest(&|item| text::width(&item.state)).max(STATE);
        let names = widest(&|item| text::width(&item.name));
        let changes = widest(&|item| text::width(&item.change));
        let in_one = numbers + states + names + changes + 4 <= width;
        let indent = if width >= ROOMY {
            numbers + states + 2
        } else {
            2
        };
        let indent = " ".repeat(indent);
        for (at, item) in items.iter().enumerate() {
            let from = self.lines.len();
            let start = format!(
                "{:>numbers$} {}",
                number(item),
                text::fit(&item.state, states)
            );
            let (said, change) = if in_one {
                let name = text::fit(&item.name, names);
                (format!("{start} {name}  {}", item.change), None)
            } else {
                let change = Line::new(Role::Text, item.change.clone());
                (format!("{start} {}", item.name), Some(change))
            };
            let mut below: Vec<Line> = change.into_iter().collect();
            below.extend(item.more.iter().cloned());
            let first = text::wrap(&said, width);
            self.lines
                .extend(first.into_iter().map(|part| Line::new(item.role, part)));
            let room = width.saturating_sub(indent.len());
            for line in below.iter().filter(|line| !line.text.is_empty()) {
                for part in text::wrap(&line.text, room) {
                    self.lines
                        .push(Line::new(line.role, format!("{indent}{part}")));
                }
            }
            self.stop_at(|part| At::Item(at, part), from);
        }
    }

    /// What was added last can be selected: part by part, where the window has no room for the whole.
    fn stop_at(&mut self, at: impl Fn(usize) -> At, from: usize) {
        let (to, height) = (self.lines.len(), self.height());
        for (part, from) in (from..to).step_by(height).enumerate() {
            self.stops.push((at(part), from, to.min(from + height)));
        }
    }

    /// How many lines that scroll show at once.
    #[must_use]
    pub fn height(&self) -> usize {
        usize::from(self.area.height)
            .saturating_sub(2 + self.top.len())
            .max(1)
    }

    /// Which stop is selected.
    #[must_use]
    pub fn stop_of(&self, at: At) -> usize {
        let exact = self.stops.iter().position(|(stop, ..)| *stop == at);
        // The head has become shorter, or is gone; the row takes less room.
        let about = |stop: &At| matches!((stop, at), (At::Item(one, _), At::Item(other, _)) if *one == other);
        exact
            .or_else(|| self.stops.iter().position(|(stop, ..)| about(stop)))
            .unwrap_or(0)
    }

    /// The first line in sight where this is selected: what is selected is shown whole, or from its
    /// beginning where there is no room for that.
    #[must_use]
    pub fn scroll(&self, at: At) -> usize {
        match self.stops.get(self.stop_of(at)) {
            Some((At::Head(_), from, _)) => *from,
            Some((At::Item(..), from, to)) => to.saturating_sub(self.height()).min(*from),
            None => 0,
        }
    }

    /// What stands in a line below the border, counted from the first that is shown.
    #[must_use]
    pub fn at_line(&self, selected: At, line: usize) -> Option<At> {
        let line = self.scroll(selected) + line.checked_sub(self.top.len())?;
        let found = self
            .stops
            .iter()
            .find(|(_, from, to)| (*from..*to).contains(&line));
        found.map(|(at, ..)| *at)
    }
}

/// Where a plan stands on the screen.
#[must_use]
pub fn area(model: &Model) -> Rect {
    model.layout().overlay(100, 40)
}

fn title(model: &Model, view: &PlanView) -> String {
    let yes = || model.key(Scope::Plan, Command::Submit);
    let made = view.states.values().all(RowState::is_made);
    let said = match (view.stand, view.left()) {
        (Stand::Unsent, 0) => "Plan: nothing can be sent".to_owned(),
        (Stand::Unsent, _) => "Plan: nothing is sent yet".to_owned(),
        (Stand::Running, _) => "Plan: running".to_owned(),
        (Stand::Pausing, _) => "Plan: paused".to_owned(),
        (Stand::Stopping, _) => "Plan: stopping".to_owned(),
        (Stand::Ran, 0) if made => "Plan: done".to_owned(),
        (Stand::Ran, 0) => "Plan: nothing is left to run".to_owned(),
        (Stand::Ran, _) => format!("Plan: {} runs what is left", yes()),
    };
    match (view.at, view.items()) {
        (At::Item(at, _), count) => format!("{said} · {}/{count}", at + 1),
        (At::Head(_), 1) => format!("{said} · 1 row"),
        (At::Head(_), count) => format!("{said} · {count} rows"),
    }
}

fn broken(line: &Line, width: usize) -> Vec<Line> {
    let parts = text::wrap(&text::clean(&line.text), width);
    parts
        .into_iter()
        .map(|part| Line::new(line.role, part))
        .collect()
}
