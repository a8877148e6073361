//! The outcome of a change, and the next step that it offers.

use std::time::Duration;

use super::Component;
use crate::domain::{
    Change, ChangeId, ChangeKind, Conflict, Evidence, Outcome, Refusal, Target, UndoOf, Verdict,
    Via, same_targets,
};
use crate::plan;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::content::{Content, Text};
use crate::tui::kit::cursor::Cursor;
use crate::tui::parts::texts::{ended, step_offered};
use crate::tui::store::Store;
use crate::tui::store::action::{Action, Availability, Context, Open, PromptFor, Reply};
use crate::tui::store::change_state::ChangeState;
use crate::tui::store::msg::Submission;
use crate::tui::store::next_step::{adds_again, after_outcome};
use crate::tui::store::reviews::Proposal;
use crate::words::{self, Line, Role};
use crate::write::{Approval, NextStep};

#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeText {
    pub(super) cursor: Cursor,
    id: ChangeId,
    /// Whether the list was read again from this screen.
    reread: bool,
}

impl OutcomeText {
    pub(super) fn new(id: ChangeId) -> Self {
        Self {
            cursor: Cursor::default(),
            id,
            reread: false,
        }
    }

    #[must_use]
    pub const fn id(&self) -> ChangeId {
        self.id
    }

    fn outcome<'a>(&self, store: &'a Store) -> Option<&'a Outcome> {
        store.changes.get(&self.id)?.outcome.as_ref()
    }

    fn lines(&self, store: &Store) -> Vec<Line> {
        let Some(state) = store.changes.get(&self.id) else {
            return Vec::new();
        };
        let mut lines = vec![
            Line::new(Role::Title, state.change.configuration_name.clone()),
            Line::new(
                Role::Title,
                words::change(&state.change, store.shown_names()),
            ),
        ];
        let Some(outcome) = &state.outcome else {
            let since = store.now.saturating_sub(state.step_since);
            lines.push(Line::new(Role::Text, words::step(&state.step, since)));
            return lines;
        };
        let step = after_outcome(store, self.id);
        let keys = self.keys(store, outcome, step.as_ref());
        let mut shown = ended(store, &state.change, Some(state.via), outcome);
        // The keys below show the same steps and where they lead.
        if !keys.is_empty() && !matches!(step, Some(NextStep::SignIn | NextStep::Resume(_))) {
            shown.retain(|line| line.role != Role::Hint);
        }
        // Do not suggest making a change again if that is impossible.
        if matches!(outcome.evidence, Evidence::Conflict(Conflict::Changed(_)))
            && let Err(refusal) = store.rebased(&state.change, outcome)
        {
            shown.retain(|line| line.role != Role::Hint);
            shown.push(Line::new(Role::Hint, words::nothing_left(&refusal)));
        }
        lines.extend(shown);
        if adds_again(store, self.id) {
            let shown = "The assignment is gone: its new target will be added as a new one.";
            lines.push(Line::new(Role::Text, shown));
        }
        if self.reread {
            lines.extend(read_again(store, state));
        }
        lines.extend(keys);
        lines
    }

    /// Returns the available keys, with what each one does.
    fn keys(&self, store: &Store, outcome: &Outcome, step: Option<&NextStep>) -> Vec<Line> {
        let key = |command| store.key(Scope::Text, command);
        let mut lines: Vec<Line> = step_offered(store, step).into_iter().collect();
        let mut say = |command, what: &str| {
            let shown = format!("{}: {what}", key(command));
            lines.push(Line::new(Role::Hint, shown));
        };
        match self.undo(store) {
            Some(UndoOf::Before(_)) => say(Command::Undo, "undo the change before it"),
            Some(_) => say(
                Command::Undo,
                "undo (possible until someone else changes it)",
            ),
            None => {}
        }
        // A certain result need not be read again.
        let is_unclear = matches!(
            outcome.verdict(),
            Verdict::NotYetVisible | Verdict::Unchanged | Verdict::Differs | Verdict::Unknown
        );
        if is_unclear {
            say(
                Command::Refresh,
                "read again to see whether it went through, before retrying",
            );
        }
        if step == Some(&NextStep::Rebase) {
            say(Command::Back, "leave it as it is now");
        }
        lines
    }

    /// Returns what undo reverts here: this change once it is verified; or the change before it, if this
    /// change was an undo that came too late.
    fn undo(&self, store: &Store) -> Option<UndoOf> {
        let state = store.changes.get(&self.id)?;
        let outcome = state.outcome.as_ref()?;
        if outcome.is_moved_on() {
            return Some(UndoOf::Before(state.name.clone()));
        }
        let is_made = outcome.verdict() == Verdict::Verified;
        is_made.then(|| UndoOf::This(state.name.clone()))
    }

    /// Sends the change again under the same id, in answer to its outcome.
    fn again(&self, store: &Store, approval: Approval, wait: Duration) -> Action {
        store.changes.get(&self.id).map_or(Action::Stay, |state| {
            let submission = Submission {
                change: state.change.clone(),
                via: state.via,
                approval,
                name: Some(state.name.clone()),
                wait,
            };
            Action::Write(Some(self.id), Box::new(submission))
        })
    }

    fn go_on(&self, step: NextStep, cx: &mut Context<'_>) -> Action {
        let Some(state) = cx.store.changes.get(&self.id) else {
            return Action::Stay;
        };
        let change = &state.change;
        // Do not continue until the current state is known.
        if cx.store.unsettled.contains(&change.configuration) {
            cx.notice(Refusal::Unsettled.to_string());
            return Action::Stay;
        }
        let again = |via| {
            let outcome = state.outcome.as_ref().ok_or(Refusal::Gone)?;
            cx.store.made_again(change, outcome, via)
        };
        let proposal = match step {
            NextStep::ReplaceList => again(Via::Assign),
            NextStep::Rebase => again(state.via),
            NextStep::LeaveOutDeleted => cx.store.without_deleted(change),
            NextStep::Justify => {
                return Action::Open(Open::Prompt(PromptFor::Justification(self.id)));
            }
            NextStep::Resume(code) => {
                return self.again(cx.store, Approval::Code(code), Duration::ZERO);
            }
            NextStep::SignIn => return Action::SignIn(Some(self.id)),
            NextStep::Wait(wait) => return self.again(cx.store, Approval::None, wait),
        };
        review(proposal, cx)
    }
}

/// Returns what the list shows about a change after another read.
fn read_again(store: &Store, state: &ChangeState) -> Vec<Line> {
    let shown = |role, shown: &str| vec![Line::new(role, shown)];
    let change = &state.change;
    if store.list.is_loading() {
        return shown(Role::Text, "Reading again …");
    }
    let failed = "It could not be read again; the lines above are what is known.";
    let Some(row) = store.row_of(&change.configuration) else {
        let is_whole = !store.list.is_incomplete();
        let gone = "Read again: the configuration no longer exists.";
        return shown(Role::Warn, if is_whole { gone } else { failed });
    };
    if store.list.is_incomplete() {
        return shown(Role::Warn, failed);
    }
    let now: Vec<Target> = row
        .assignments
        .iter()
        .map(|row| row.target.clone())
        .collect();
    let order = change.order_after().map(|after| {
        let now = store.priorities_around(row).unwrap_or_default();
        let (is_made, is_before) = (
            now == after,
            is_at_start(change, row.configuration.priority),
        );
        (now, is_made, is_before)
    });
    let (is_made, is_before) = match &order {
        Some((_, is_made, is_before)) => (*is_made, *is_before),
        None => (
            same_targets(&now, &change.after(&change.before)) || plan::shows(change, &now),
            same_targets(&now, &change.before),
        ),
    };
    if is_made {
        return shown(Role::Good, "Read again: the change is there.");
    }
    if is_before {
        return shown(Role::Warn, "Read again: still as before.");
    }
    let mut lines = shown(
        Role::Warn,
        "Read again: neither as before nor as you wanted it.",
    );
    lines.extend(match &order {
        Some((now, ..)) => words::conflict_order(change, now, |id| store.configuration_name(id)),
        None => words::conflict(change, &now, store.shown_names()),
    });
    lines
}

fn is_at_start(change: &Change, priority: Option<i64>) -> bool {
    matches!(change.kind, ChangeKind::SetPriority { from, .. } if priority == Some(from))
}

fn review(proposal: Result<Proposal, Refusal>, cx: &mut Context<'_>) -> Action {
    match proposal {
        Ok(proposal) => Action::Become(Open::Review(Box::new(proposal))),
        Err(refusal) => {
            cx.notice(refusal.to_string());
            Action::Stay
        }
    }
}

impl Component for OutcomeText {
    fn scope(&self) -> Scope {
        Scope::Text
    }

    fn title(&self, store: &Store) -> String {
        let outcome = self.outcome(store);
        outcome
            .map_or("Change in progress", words::verdict_title)
            .to_owned()
    }

    fn step(&self) -> &'static str {
        "outcome"
    }

    fn about(&self, store: &Store) -> Option<String> {
        store.configuration_of(self.id)
    }

    fn content<'a>(&'a self, store: &'a Store) -> Content<'a> {
        Content::Text(Text::page(self.lines(store)))
    }

    /// Whether a request was sent and is not known to have made the change.
    fn rereads(&self, store: &Store) -> bool {
        let outcome = self.outcome(store);
        outcome.is_some_and(|outcome| {
            let verdict = outcome.verdict();
            verdict == Verdict::Unknown || outcome.facts().is_some() && !verdict.is_done()
        })
    }

    fn label(&self, command: Command, store: &Store) -> Option<&'static str> {
        match command {
            Command::Refresh => Some("read again"),
            Command::GoOn => Some(match after_outcome(store, self.id)? {
                NextStep::ReplaceList | NextStep::LeaveOutDeleted => "replace list",
                NextStep::Rebase => "redo",
                NextStep::Justify => "give reason",
                NextStep::Resume(_) => "send with code",
                NextStep::SignIn => "sign in",
                NextStep::Wait(_) => "wait and retry",
            }),
            _ => None,
        }
    }

    fn availability(&self, command: Command, store: &Store) -> Availability {
        match command {
            Command::GoOn => after_outcome(store, self.id)
                .map_or(Availability::Hidden, |step| Availability::from(&step)),
            Command::Undo if self.undo(store).is_none() => Availability::Hidden,
            _ => Availability::Available,
        }
    }

    fn on_command(&mut self, command: Command, cx: &mut Context<'_>) -> Action {
        match command {
            Command::GoOn => match after_outcome(cx.store, self.id) {
                Some(step) => self.go_on(step, cx),
                None => Action::Stay,
            },
            Command::Undo => self.undo(cx.store).map_or(Action::Stay, Action::Undo),
            Command::Refresh => {
                self.reread = true;
                Action::ReadAgain
            }
            Command::Back => Action::Close,
            _ => Action::Stay,
        }
    }

    fn on_reply(&mut self, reply: Reply, cx: &mut Context<'_>) -> Action {
        match reply {
            Reply::Typed(reason) => {
                self.again(cx.store, Approval::Justification(reason), Duration::ZERO)
            }
            Reply::Yes => Action::Stay,
        }
    }
}
