//! Commands of the panes, and answers to what they asked for.

use super::availability::move_by;
use super::copy;
use super::filtered::Sort;
use super::state::{Panes, PanesContext};
use crate::domain::{Change, ConfigurationId, Row, UndoOf};
use crate::plan::{self, Wished};
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::layout::Pane;
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Answer, BulkSelection, Open, PromptFor, Reply, TextId};
use crate::tui::store::entity::Entity;
use crate::tui::store::explained::Subject;
use crate::tui::store::last_event::{LastEvent, last_event};

impl Panes {
    /// Where their keys are looked up.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        if self.filtered.typing.is_some() {
            Scope::Filter
        } else {
            Scope::List
        }
    }

    /// A command while nothing lies over the panes.
    pub fn on_command(&mut self, command: Command, cx: &mut PanesContext<'_>) -> Action {
        self.is_touched = true;
        if self.filtered.typing.is_some() {
            self.on_filter_command(command, cx);
            return Action::Stay;
        }
        match command {
            Command::Mark => self.mark(cx),
            Command::MarkRange => self.mark_range(cx),
            Command::Unmark => {
                cx.store.marked.clear();
                self.mark_from = None;
            }
            Command::Filter => self.open_filter(cx.store.pane),
            Command::Sort => self.filtered.sort_next(cx.store.pane),
            Command::NextPane => step_pane(cx.store, true),
            Command::PreviousPane => step_pane(cx.store, false),
            Command::FocusAssignments | Command::Right => cx.store.focus(Pane::Assignments),
            Command::FocusConfigurations | Command::Left => {
                cx.store.focus(Pane::Configurations);
            }
            Command::FocusDetails => cx.store.on_details = true,
            Command::NextGroup => self.next_group(true, cx),
            Command::PreviousGroup => self.next_group(false, cx),
            Command::Open if cx.store.is_on(Pane::Configurations) => {
                cx.store.focus(Pane::Assignments);
            }
            Command::WriteAnyway => {
                cx.store.lifted = true;
                cx.notice("Changes will be tried. The service decides.");
            }
            Command::Undo => return self.undo(UndoOf::Newest, cx),
            Command::Redo => return self.undo(UndoOf::Undo, cx),
            Command::Back => self.back(cx),
            Command::CopyId | Command::CopyUrl | Command::CopyError | Command::Portal => {
                return copy::run(command, cx);
            }
            _ => {
                let action = opened(command, cx);
                if action == Action::Stay {
                    self.on_motion(command, cx.store);
                }
                return action;
            }
        }
        Action::Stay
    }

    /// The first that applies: give a range up, go back from the details, drop the filter, go back a pane.
    fn back(&mut self, cx: &mut PanesContext<'_>) {
        if self.drop_range(cx) {
            return;
        }
        if cx.store.on_details {
            cx.store.on_details = false;
        } else if !self.clear_filter(cx.store) {
            cx.store.focus(Pane::Configurations);
        }
    }

    fn next_group(&mut self, forward: bool, cx: &mut PanesContext<'_>) {
        let key = |command| cx.store.key(Scope::List, command);
        if !cx.store.is_on(Pane::Configurations) {
            let key = key(Command::FocusConfigurations);
            cx.notice(format!(
                "Only the configurations have groups. {key}: go there"
            ));
        } else if self.filtered.sort != Sort::Applied {
            let key = key(Command::Sort);
            cx.notice(format!("This order has no groups. {key}: change the order"));
        } else {
            self.jump(forward, cx.store);
        }
    }

    /// What they asked for came. Something may have been opened over them meanwhile.
    pub fn on_answer(
        &mut self,
        answer: Answer,
        is_covered: bool,
        cx: &mut PanesContext<'_>,
    ) -> Action {
        match answer {
            Answer::Journal(contents) => self.on_journal(contents, is_covered, cx),
            _ => Action::Stay,
        }
    }

    /// A prompt was answered: the user whose enrollments are meant.
    pub fn on_reply(&mut self, reply: Reply) -> Action {
        match reply {
            Reply::Typed(user) => Action::Open(Open::Explain(Subject::User(user))),
            Reply::Yes => Action::Stay,
        }
    }
}

/// Gives the keyboard to the next pane, or to the one before, round and round.
const fn step_pane(store: &mut Store, forward: bool) {
    match (store.on_details, store.pane, forward) {
        (true, _, true) | (false, Pane::Assignments, false) => {
            store.focus(Pane::Configurations);
        }
        (false, Pane::Configurations, true) | (true, _, false) => store.focus(Pane::Assignments),
        (false, Pane::Assignments, true) | (false, Pane::Configurations, false) => {
            store.on_details = true;
        }
    }
}

/// What a command opens. `availability` has just said that it can.
fn opened(command: Command, cx: &mut PanesContext<'_>) -> Action {
    let store = &*cx.store;
    let opened = match command {
        Command::Search => Open::FindAssignments,
        Command::Palette => Open::Palette,
        Command::Journal => Open::Journal,
        Command::Rights => Open::Text(TextId::Rights),
        Command::Details => Open::Text(TextId::Details(store.pane)),
        Command::ExplainUser => Open::Prompt(PromptFor::User),
        Command::Explain => explain(store),
        Command::Profile => {
            let in_use = |name: &String| Some(name) == store.settings().profile.as_ref();
            Open::Profiles(
                store
                    .settings()
                    .profiles
                    .iter()
                    .position(in_use)
                    .unwrap_or(0),
            )
        }
        Command::Raw => {
            let Some(row) = store.selected_row() else {
                cx.notice("Nothing is selected.");
                return Action::Stay;
            };
            Open::Raw(entity(store, row))
        }
        Command::Outcome => match last_event(store).map(LastEvent::text) {
            Some(Some(text)) => text,
            Some(None) => return Action::Run(Command::Plan),
            None => return Action::Stay,
        },
        Command::Renew => return Action::SignIn(None),
        Command::Open => return Action::Run(Command::Edit),
        Command::Edit | Command::Add => match edited(store, command) {
            Some(editor) => editor,
            None => return Action::Stay,
        },
        Command::Bulk => match bulk_selection(store) {
            Some(selection) => Open::Bulk(selection),
            None => return Action::Stay,
        },
        Command::Remove if !store.marked.is_empty() => return remove_marked(store),
        Command::Remove => return review(removal(store), cx),
        Command::RaisePriority => return review(moved(store, -1), cx),
        Command::LowerPriority => return review(moved(store, 1), cx),
        _ => return Action::Stay,
    };
    Action::Open(opened)
}

/// The editor of the selected assignment, or of one to be added.
fn edited(store: &Store, command: Command) -> Option<Open> {
    let row = store.selected_row()?;
    let assignment = match command {
        Command::Edit => Some(store.selected_assignment()?.id.clone()),
        _ => None,
    };
    Some(Open::Editor(row.configuration.id.clone(), assignment))
}

/// What goes to another group: what is marked, or every use of the selected group.
fn bulk_selection(store: &Store) -> Option<BulkSelection> {
    if store.marked.is_empty() {
        store.selected_object().map(BulkSelection::UsesOf)
    } else {
        Some(BulkSelection::Marked(store.marked.clone()))
    }
}

fn remove_marked(store: &Store) -> Action {
    let wishes = plan::marked(store.rows(), &store.marked, Wished::Remove);
    Action::Plan {
        draft: Box::new(plan::draft(store.rows(), &wishes, store.limits())),
        to: None,
        chosen: None,
    }
}

fn removal(store: &Store) -> Option<Change> {
    let (row, assignment) = (store.selected_row()?, store.selected_assignment()?);
    Change::remove(&row.configuration, &row.assignments, assignment).ok()
}

fn moved(store: &Store, step: i64) -> Option<Change> {
    move_by(store, store.selected_row()?, step).ok()
}

/// Opens the review of a change, or says why there is none.
fn review(change: Option<Change>, cx: &mut PanesContext<'_>) -> Action {
    match change.map(|change| cx.store.proposal(change)) {
        Some(Ok(proposal)) => return Action::Open(Open::Review(Box::new(proposal))),
        Some(Err(refusal)) => cx.notice(refusal.to_string()),
        None => {}
    }
    Action::Stay
}

/// The selected row, to be shown as the service returns it.
fn entity(store: &Store, row: &Row) -> Entity {
    let configuration: ConfigurationId = row.configuration.id.clone();
    let assignment = store.selected_assignment();
    Entity {
        configuration,
        assignment: assignment
            .filter(|row| store.pane == Pane::Assignments && row.given_id().is_some())
            .map(|assignment| assignment.id.clone()),
    }
}

/// What wins for the members of the selected group, or for a user where no group is selected.
fn explain(store: &Store) -> Open {
    let on_group = store.pane == Pane::Assignments;
    match store.selected_object().filter(|_| on_group) {
        Some(group) => Open::Explain(Subject::Group(group)),
        None => Open::Prompt(PromptFor::User),
    }
}
