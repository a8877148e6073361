//! The line below the panes: the last event, in one sentence, and the keys that come next.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::availability::availability;
use super::frame::View;
use crate::domain::ChangeId;
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::put::put_at;
use crate::tui::parts::plan_lines::progress;
use crate::tui::store::Store;
use crate::tui::store::action::Availability;
use crate::tui::store::change_state::ChangeState;
use crate::tui::store::last_event::{notice_rows, way_to_plan};
use crate::tui::store::session_plan::{PlanState, RowState, SessionPlan};
use crate::words::{self, Role};

/// The event, in pieces that are left out one after another if there is no room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub role: Role,
    pub sign: &'static str,
    /// What it is about; cut in its middle where it is too long.
    pub what: String,
    /// The result.
    pub end: String,
    /// Why.
    pub cause: String,
    /// The keys that come next, each with what it does.
    pub keys: Vec<(String, &'static str)>,
}

/// Blanks between the pieces.
const GAP: &str = "   ";

/// Writes the notice, else what happened last, else what the token lacks as long as nothing happened.
pub(super) fn status(view: View<'_>, area: Rect, buffer: &mut Buffer) {
    let View { store, theme, .. } = view;
    if let Some(notice) = view.notice {
        for (row, line) in (0..).zip(notice_rows(store, notice, view.above.is_covered)) {
            put_at(buffer, area, 1, row, &line.text, theme.role(line.role));
        }
        return;
    }
    let Some((status, is_about_top)) = happened(view) else {
        return;
    };
    let width = usize::from(area.width.saturating_sub(2));
    if view.above.is_covered && !is_about_top {
        // While a form or a review is open, it must not be mistaken for the result of that.
        let shown = format!("last: {}", status.text(width.saturating_sub(6)));
        put_at(buffer, area, 1, 0, &shown, theme.quiet());
        return;
    }
    let mut keys = String::new();
    for (key, does) in &status.keys {
        let _ = write!(keys, "  {key} {does}");
    }
    let shown = status.text(width.saturating_sub(text::width(&keys)));
    put_at(buffer, area, 1, 0, &shown, theme.role(status.role));
    let mut column = area.width.saturating_sub(1).saturating_sub(wide(&keys));
    for (key, does) in &status.keys {
        put_at(buffer, area, column + 2, 0, key, theme.key());
        let at = column + 3 + wide(key);
        put_at(buffer, area, at, 0, does, Style::new());
        column = at + wide(does);
    }
}

fn wide(shown: &str) -> u16 {
    u16::try_from(text::width(shown)).unwrap_or(u16::MAX)
}

impl Status {
    /// The sentence in so many cells. The cause is cut first, then the subject; the result stays.
    fn text(&self, width: usize) -> String {
        let sign = match self.sign {
            "" => String::new(),
            sign => format!("{sign} "),
        };
        let end = match self.end.as_str() {
            "" => String::new(),
            end => format!("{GAP}{end}"),
        };
        let fixed = text::width(&sign) + text::width(&end);
        let room = width.saturating_sub(fixed);
        let what = text::cut_middle(&self.what, room);
        let left = room.saturating_sub(text::width(&what));
        // A few letters of a cause are useless.
        let cause = if self.cause.is_empty() || left < 12 {
            String::new()
        } else {
            format!(": {}", text::truncate(&self.cause, left - 2))
        };
        text::truncate(&format!("{sign}{what}{end}{cause}"), width).into_owned()
    }
}

/// The last event, and whether the top overlay is about the same.
fn happened(view: View<'_>) -> Option<(Status, bool)> {
    let store = view.store;
    let of_change = store.last_change().map_or(0, |(id, _)| id.0);
    let sent = |plan: &&SessionPlan| plan.state != PlanState::Unsent && plan.id.0 > of_change;
    if let Some(plan) = store.plan.as_deref().filter(sent) {
        let runs = plan.state != PlanState::Ran;
        return Some((of_plan(store, plan), runs || view.above.shows_plan));
    }
    if let Some((id, state)) = store.last_change() {
        let is_open = view.above.outcome == Some(id) || state.outcome.is_none();
        return Some((of_change_state(store, id, state), is_open));
    }
    rights(store).map(|status| (status, true))
}

/// The key of a command, if it is available in the panes.
fn key(store: &Store, command: Command, does: &'static str) -> Option<(String, &'static str)> {
    let usable = matches!(
        availability(store, command),
        Availability::Available | Availability::Always
    );
    let key = store.keymap.first_key(Scope::List, command);
    key.filter(|_| usable).map(|key| (key, does))
}

fn of_change_state(store: &Store, id: ChangeId, state: &ChangeState) -> Status {
    let what = words::change_summary(&state.change, store.shown_names()).to_string();
    let Some(outcome) = &state.outcome else {
        let elapsed = store.elapsed(state.since);
        let step = words::step(&state.step, store.now.saturating_sub(state.step_since));
        let stop = state.step.can_be_stopped();
        let keys = [
            key(store, Command::Outcome, "show"),
            key(store, Command::Back, "stop waiting").filter(|_| stop),
        ];
        return Status {
            role: Role::Text,
            sign: "…",
            what,
            end: format!("{step}, {elapsed}"),
            cause: String::new(),
            keys: keys.into_iter().flatten().collect(),
        };
    };
    // Undo does not undo an undo.
    let is_undone_next = state.change.reverses.is_none()
        && outcome.verdict() == crate::domain::Verdict::Verified
        && store.last_change().is_some_and(|(last, _)| last == id);
    let keys = [
        key(store, Command::Undo, "undo").filter(|_| is_undone_next),
        key(store, Command::Outcome, "details"),
    ];
    let head = words::headline(outcome);
    Status {
        role: head.role,
        sign: words::outcome_sign(outcome.verdict()),
        what,
        end: words::outcome_summary(outcome).to_string(),
        cause: words::cause(outcome).unwrap_or_default(),
        keys: keys.into_iter().flatten().collect(),
    }
}

/// The progress of the plan, or its result, and how to get back to it.
fn of_plan(store: &Store, view: &SessionPlan) -> Status {
    let under_way = view
        .plan
        .rows
        .iter()
        .find_map(|row| match view.state_of(row) {
            Some(RowState::UnderWay(step, since)) => Some((row, step, since)),
            _ => None,
        });
    let end = if let Some((row, step, since)) = under_way {
        let step = words::step(step, store.now.saturating_sub(*since));
        format!("{}: {step}", text::clean(&row.change.configuration_name))
    } else {
        String::new()
    };
    let does = if view.asks().is_some() {
        "show the question"
    } else if view.state == PlanState::Ran && view.left() > 0 {
        "continue"
    } else {
        "details"
    };
    let (role, sign) = match view.state {
        PlanState::Ran if view.states.values().all(RowState::is_made) => (Role::Good, "✓"),
        PlanState::Ran => (Role::Warn, "!"),
        _ => (Role::Text, "…"),
    };
    Status {
        role,
        sign,
        what: format!("Plan: {}", progress(store, view, None).text),
        end,
        cause: String::new(),
        keys: vec![(way_to_plan(store), does)],
    }
}

/// What the token lacks, with the key that says more.
fn rights(store: &Store) -> Option<Status> {
    let missing = store.missing_rights();
    let first = missing.first()?;
    Some(Status {
        role: Role::Warn,
        sign: "!",
        what: first.clone(),
        end: String::new(),
        cause: String::new(),
        keys: key(store, Command::Outcome, "details")
            .into_iter()
            .collect(),
    })
}
