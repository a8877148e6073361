//! The lines of a plan, broken to the width that there is, and what of them can be selected.
//!
//! Belongs here: what stands in a line, what stands below. Does not belong here: the sentences
//! (`plan_lines`), where they stand and how one moves (`kit::sections`).

use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::layout::Layout;
use crate::tui::kit::sections::{Section, Sections};
use crate::tui::parts::plan_lines::{self, Item};
use crate::tui::store::Store;
use crate::tui::store::session_plan::{PlanState, SessionPlan};
use crate::words::{Line, Role};

/// How many cells a bar takes.
const BAR_CELLS: usize = 20;
/// The least that a state takes, so that a row stays where it is when it gets on.
const STATE: usize = "not started".len();
/// From this width on, what is said of a row stands below its name, else it begins further left.
const ROOMY: usize = 56;
/// The most columns and rows that a plan takes.
const SIZE: (u16, u16) = (100, 40);

/// The cells of the longest title.
const TITLE: usize = "Undo plan".len();

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A part of what stands above the rows; the first one at first.
    Head(usize),
    /// A row, or what is left out, counted from the first; and which part of it, where the window has no
    /// room for the whole.
    Item(usize, usize),
}

pub(super) struct Rows {
    pub(super) sections: Sections,
    pub(super) at: Vec<At>,
    layout: Layout,
}

impl Rows {
    /// The plan, broken to the width that it has, with what stands in front of a line that is typed below.
    pub(super) fn new(store: &Store, plan: &SessionPlan, typed: Option<Line>) -> Self {
        let layout = store.layout();
        let mut sections = Sections {
            size: SIZE,
            typed,
            ..Sections::default()
        };
        let area = sections.area(&layout);
        let width = usize::from(area.width.saturating_sub(6)).max(1);
        let bar = BAR_CELLS.min(width / 2);
        let progress = plan_lines::progress(store, plan, Some(bar));
        // What became of it stands in the title, where that has room for it.
        let is_in_title = plan.state == PlanState::Ran
            && text::width(&state(store, plan, At::Head(0))) + TITLE <= width;
        if !is_in_title {
            sections.top = broken(&progress, width + 2);
        }
        let head = plan_lines::head(store, plan);
        sections.lines = head.iter().flat_map(|line| broken(line, width)).collect();
        let items = plan_lines::items(store, plan);
        sections.spoken = vec![plan_lines::progress(store, plan, None)];
        sections.spoken.extend(head);
        let spoken = items.iter().map(plan_lines::spoken);
        let spoken = spoken.map(|row| Line::new(Role::Text, row));
        sections.spoken.extend(spoken);
        let mut rows = Self {
            sections,
            at: Vec::new(),
            layout,
        };
        rows.select_from(At::Head, 0);
        rows.add(&items, width);
        rows
    }

    pub(super) fn content(
        mut self,
        store: &Store,
        plan: &SessionPlan,
        at: At,
        is_said: bool,
    ) -> Sections {
        self.sections.state = state(store, plan, at);
        self.sections.spoken_row = match at {
            At::Item(at, _) if !is_said => {
                let item = plan_lines::items(store, plan).into_iter().nth(at);
                item.map(|item| (at, plan.items(), plan_lines::spoken(&item)))
            }
            _ => None,
        };
        self.sections
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
            let from = self.sections.lines.len();
            let start = format!(
                "{:>numbers$} {}",
                number(item),
                text::fit(&item.state, states)
            );
            let (shown, change) = if in_one {
                let name = text::fit(&item.name, names);
                (format!("{start} {name}  {}", item.change), None)
            } else {
                let change = Line::new(Role::Text, item.change.clone());
                (format!("{start} {}", item.name), Some(change))
            };
            let mut below: Vec<Line> = change.into_iter().collect();
            below.extend(item.more.iter().cloned());
            let first = text::wrap(&shown, width);
            let first = first.into_iter().map(|part| Line::new(item.role, part));
            self.sections.lines.extend(first);
            let room = width.saturating_sub(indent.len());
            for line in below.iter().filter(|line| !line.text.is_empty()) {
                for part in text::wrap(&line.text, room) {
                    let line = Line::new(line.role, format!("{indent}{part}"));
                    self.sections.lines.push(line);
                }
            }
            self.select_from(|part| At::Item(at, part), from);
        }
    }

    /// What was added last can be selected: part by part, where the window has no room for the whole.
    fn select_from(&mut self, at: impl Fn(usize) -> At, from: usize) {
        let to = self.sections.lines.len();
        let height = self.sections.height(&self.layout);
        for (part, from) in (from..to).step_by(height).enumerate() {
            let at = at(part);
            self.at.push(at);
            self.sections.sections.push(Section {
                lines: from..to.min(from + height),
                is_row: matches!(at, At::Item(..)),
            });
        }
    }

    pub(super) fn place_of(&self, at: At) -> usize {
        let exact = self.at.iter().position(|one| *one == at);
        // The head has become shorter, or is gone; the row takes less room.
        let about =
            |one: &At| matches!((one, at), (At::Item(one, _), At::Item(other, _)) if *one == other);
        exact
            .or_else(|| self.at.iter().position(about))
            .unwrap_or(0)
    }
}

/// How far it is and what the yes does, as it is added to the title; and where one stands.
fn state(store: &Store, plan: &SessionPlan, at: At) -> String {
    let key = |command| store.key(Scope::Plan, command);
    let (all, left) = (plan.plan.rows.len(), plan.left());
    let through = || format!("{} of {all}", plan.through());
    let shown = match plan.state {
        PlanState::Unsent if left == 0 => ": nothing can be sent".to_owned(),
        PlanState::Unsent => {
            let changes = if left == 1 { "change" } else { "changes" };
            let yes = key(Command::Submit);
            format!(": nothing sent yet · {yes} sends {left} {changes}")
        }
        PlanState::Running | PlanState::Pausing if plan.asks().is_some() => {
            let wait = key(Command::GoOn);
            format!(" waiting for an answer: {} · {wait} waits", through())
        }
        PlanState::Running => format!(" running: {}", through()),
        PlanState::Pausing => {
            format!(" paused: {} · {} resumes", through(), key(Command::Pause))
        }
        PlanState::Stopping => format!(" stopping: {}", through()),
        PlanState::Ran => {
            let counts = plan_lines::counts(plan);
            let began = plan.states.values().filter(|state| state.is_left());
            let is_retry = began.clone().all(|state| state.outcome().is_some());
            let yes = key(Command::Submit);
            match (left, is_retry) {
                (0, _) => format!(" finished: {counts}"),
                (_, true) => format!(" finished: {counts} · {yes} tries the {left} again"),
                (_, false) => format!(" stopped: {counts} · {yes} sends the {left} left"),
            }
        }
    };
    match at {
        At::Item(at, _) => format!("{shown} · row {} of {}", at + 1, plan.items()),
        At::Head(_) => shown,
    }
}

fn broken(line: &Line, width: usize) -> Vec<Line> {
    let parts = text::wrap(&text::clean(&line.text), width);
    parts
        .into_iter()
        .map(|part| Line::new(line.role, part))
        .collect()
}
