//! Which keys of the panes are shown in the last line, and what each does now.
//!
//! Belongs here: rank and title, by the state of the panes. Does not belong here: whether a command is
//! available (`availability`), which keys fit (`app::footer`).

use super::state::Panes;
use crate::tui::keys::command::Command;
use crate::tui::kit::layout::Pane;
use crate::tui::kit::remote::Remote;
use crate::tui::store::Store;
use crate::tui::store::last_event::last_event;

/// Shown before the keys: what they are about.
#[must_use]
pub fn note(store: &Store, panes: &Panes) -> Option<String> {
    match (store.marked.len(), panes.mark_from.is_some()) {
        (_, true) => Some("range started:".to_owned()),
        (0, false) => None,
        (count, false) => Some(format!("{count} marked:")),
    }
}

/// The rank of a command, the lowest first, and what it does in one or two words; none if it is not shown
/// in the last line.
#[must_use]
pub fn hint(store: &Store, panes: &Panes, command: Command) -> Option<(u8, &'static str)> {
    let title = command.record().title;
    pressing(store, panes, command)
        .or_else(|| usual(store, command).map(|rank| (rank + 20, title)))
        .map(|(rank, title)| (rank, title_now(store, command).unwrap_or(title)))
}

/// Whether a key that is named would do anything to the selected row. It keeps its place where it would not:
/// keys that move with each selection cost bytes, and are hard to find.
#[must_use]
pub fn has_effect(store: &Store, command: Command) -> bool {
    let row = store.selected_row();
    command != Command::Mark || row.is_some_and(|row| !row.assignments.is_empty())
}

/// What comes before everything else, because something has started or failed.
fn pressing(store: &Store, panes: &Panes, command: Command) -> Option<(u8, &'static str)> {
    let all: &[(Command, &'static str)] = if panes.mark_from.is_some() {
        &[
            (Command::MarkRange, "end range"),
            (Command::Back, "cancel range"),
        ]
    } else if !store.marked.is_empty() {
        &[
            (Command::Bulk, "retarget"),
            (Command::Remove, "remove"),
            (Command::Unmark, "unmark"),
            (Command::Mark, "mark"),
            (Command::MarkRange, "range"),
        ]
    } else if store.plan_running() {
        &[(Command::Outcome, "show plan")]
    } else if let Some((_, state)) = store.in_flight() {
        if state.step.can_be_stopped() {
            &[(Command::Outcome, "show"), (Command::Back, "stop waiting")]
        } else {
            &[(Command::Outcome, "show")]
        }
    } else if store.is_unloaded() {
        &[
            (Command::RefreshAll, "retry"),
            (Command::Outcome, "why"),
            (Command::Profile, "profile"),
        ]
    } else if store.list.is_loading() || store.refreshing.pane.is_some() {
        &[(Command::Back, "stop loading")]
    } else if !panes.filtered.filter(store.pane).value().is_empty() {
        &[(Command::Back, "show all")]
    } else {
        &[]
    };
    let at = all.iter().position(|(one, _)| *one == command)?;
    Some((u8::try_from(at).unwrap_or(u8::MAX), all[at].1))
}

/// The rank while nothing presses.
fn usual(store: &Store, command: Command) -> Option<u8> {
    let row = store.selected_row();
    let is_default = row.is_some_and(|row| row.configuration.is_default());
    let on_configurations = store.is_on(Pane::Configurations);
    let by_rank: &[Command] = match on_configurations {
        // Nothing of it is changed here: what can be looked at.
        _ if is_default || store.on_details => &[
            Command::Details,
            Command::Explain,
            Command::Raw,
            Command::Portal,
            Command::CopyId,
            Command::NextPane,
            Command::Filter,
            Command::Search,
        ],
        true => &[
            Command::Open,
            Command::Edit,
            Command::Add,
            Command::Remove,
            Command::Mark,
            Command::Filter,
            Command::Search,
        ],
        // Enter edits here.
        false => &[
            Command::Open,
            Command::Add,
            Command::Remove,
            Command::Mark,
            Command::NextPane,
            Command::Bulk,
            Command::Filter,
            Command::Search,
        ],
    };
    let rest = [
        Command::Quit,
        Command::Palette,
        Command::Undo,
        Command::NextPane,
        Command::Details,
        Command::Outcome,
        Command::Sort,
        Command::Refresh,
        Command::Back,
        Command::Help,
    ];
    let is_idle = match command {
        // There is nothing to take back a step from.
        Command::Back => on_configurations,
        Command::Outcome => last_event(store).is_none(),
        Command::Mark => row.is_none(),
        _ => false,
    };
    let mut all = by_rank.iter().chain(&rest);
    let at = all.position(|one| *one == command).filter(|_| !is_idle)?;
    u8::try_from(at).ok()
}

/// What a command does now, if that differs from its name.
fn title_now(store: &Store, command: Command) -> Option<&'static str> {
    match command {
        Command::Open if !store.is_on(Pane::Configurations) => Some("edit"),
        Command::Outcome if matches!(store.list, Remote::Failed { .. }) => Some("why"),
        _ => None,
    }
}
