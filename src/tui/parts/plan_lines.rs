//! A plan in words: a summary, and each row with its state, old and new target, and the reason if it is not
//! made.
//!
//! Belongs here: the sentences, not wrapped. Does not belong here: the state (`session_plan`), where they
//! are shown (`components`).

use std::collections::BTreeSet;

use crate::domain::{ChangeKind, ReversalKind, Verdict, WriteMode};
use crate::plan::{Check, PlanRow, Skipped, USUAL_PARALLEL};
use crate::text;
use crate::tui::keys::command::{Command, Scope};
use crate::tui::kit::symbols::BAR;
use crate::tui::store::Store;
use crate::tui::store::session_plan::{PlanState, RowState, SessionPlan};
use crate::words::{self, Line, Phrase, Role};

/// Shown for a row whose list is not the one that the plan was made from.
const DRIFTED: &str = "someone changed the list after the plan was made";

/// Shown for a row that was rebuilt after a conflict.
const REBUILT: &str = "rebuilt on the current list";

const BY_THE_LIST: &str =
    "The whole list of each configuration is replaced (POST assign); other rows are kept.";

/// A row of a plan, or a skipped one, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its number in the plan; none for what is left out.
    pub number: Option<u32>,
    /// Its progress, in a word or two.
    pub state: String,
    pub role: Role,
    pub name: String,
    pub change: Phrase,
    /// Notes: its progress, why it was not made, what to know.
    pub more: Vec<Line>,
}

/// A summary of the plan in one line. If there is a bar, it takes this many cells.
#[must_use]
pub fn progress(store: &Store, view: &SessionPlan, bar: Option<usize>) -> Line {
    let all = view.plan.rows.len();
    let shown = match view.state {
        PlanState::Unsent => {
            let changes = if all == 1 { "change" } else { "changes" };
            let not_now = all - view.left();
            let parts = [
                Some(format!("{all} {changes} in {}", store.tenant_title())),
                (!view.skipped.is_empty()).then(|| format!("{} skipped", view.skipped.len())),
                (not_now > 0).then(|| format!("{not_now} cannot be sent")),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            // The title says it beside a bar.
            let end = if bar.is_some() {
                ""
            } else {
                "; nothing sent yet"
            };
            format!("{}{end}", parts.join(", "))
        }
        PlanState::Ran => counts(view),
        state => {
            let through = view.through();
            let bar = bar.map(|cells| {
                let full = through * cells / all.max(1);
                format!("{}{} ", BAR.0.repeat(full), BAR.1.repeat(cells - full))
            });
            let running = view.running();
            let doing = match state {
                PlanState::Running | PlanState::Pausing if view.asks().is_some() => {
                    ", a row asks to wait".to_owned()
                }
                PlanState::Pausing if running > 0 => {
                    format!(", pausing after the {}", in_progress(running))
                }
                PlanState::Pausing => ", paused".to_owned(),
                PlanState::Stopping if running > 0 => {
                    format!(", stopping after the {}", in_progress(running))
                }
                PlanState::Stopping => ", stopping".to_owned(),
                _ if running > 1 => format!(", {running} in progress"),
                _ => String::new(),
            };
            format!("{}{through} of {all}{doing}", bar.unwrap_or_default())
        }
    };
    Line::new(Role::Title, shown)
}

/// The rows that run now, as what comes after them is named.
fn in_progress(running: usize) -> String {
    match running {
        1 => "current row".to_owned(),
        _ => format!("{running} rows in progress"),
    }
}

/// The results of the rows, counted.
#[must_use]
pub fn counts(view: &SessionPlan) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    let states = view.plan.rows.iter().filter_map(|row| view.state_of(row));
    for state in states {
        let word = match state {
            RowState::Ended(ended) => ended.outcome.verdict().word(),
            RowState::Waiting(Check::Ready) | RowState::UnderWay(..) | RowState::Asks(..) => {
                "not started"
            }
            RowState::Waiting(Check::Done { .. }) => Verdict::Already.word(),
            RowState::Waiting(Check::Drifted { .. }) => "changed by someone else",
            RowState::Waiting(Check::Refused(_)) => "refused by a rule",
        };
        match counted.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counted.push((word, 1)),
        }
    }
    counted.sort_by_key(|(word, _)| *word != Verdict::Verified.word());
    let parts: Vec<String> = counted
        .iter()
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    parts.join(", ")
}

/// Whether pressing a key is not enough for this plan: a remaining row reaches everyone, or the profile
/// requires more.
#[must_use]
pub fn wants_name(store: &Store, view: &SessionPlan) -> bool {
    let is_left = |row: &&PlanRow| view.state_of(row).is_some_and(RowState::is_left);
    let mut left = view.plan.rows.iter().filter(is_left);
    store.settings().confirm || left.any(|row| row.change.reaches_everyone())
}

/// What to know before a yes: whom it reaches, with which requests, what follows; and the keys to use
/// afterwards.
#[must_use]
pub fn head(store: &Store, view: &SessionPlan) -> Vec<Line> {
    if view.is_running() {
        return question(store, view).into_iter().collect();
    }
    let mut lines = vec![Line::new(Role::Title, what(store, view))];
    if view.left() > 0 && view.state == PlanState::Unsent {
        lines.push(Line::new(Role::Text, request(store, view)));
        let left = view.plan.rows.iter();
        let left = left.filter(|row| view.state_of(row).is_some_and(RowState::is_left));
        let left = left.map(|row| &row.change);
        if let Some(text) = words::at_once(left, USUAL_PARALLEL) {
            lines.push(Line::new(Role::Text, text));
        }
        lines.push(Line::new(Role::Text, words::NEW_ENROLLMENTS_ONLY));
    }
    if wants_name(store, view) && !view.named && view.left() > 0 {
        let shown = format!("You will be asked to type {}.", store.name_to_type());
        lines.push(Line::new(Role::Text, shown));
    }
    let made = view.made_by_run();
    if made > 0 {
        let rows = if made == 1 { "row" } else { "rows" };
        let does = if view.reverses() == Some(ReversalKind::Undo) {
            "redo"
        } else {
            "undo"
        };
        let shown = format!(
            "{}: {does} the {made} verified {rows}, as a new plan",
            store.key(Scope::Plan, Command::Undo)
        );
        lines.push(Line::new(Role::Hint, shown));
    }
    let pending = |state: &RowState| {
        let outcome = state.outcome();
        outcome.is_some_and(|outcome| outcome.verdict() == Verdict::PendingApproval)
    };
    let pending = view.states.values().filter(|state| pending(state)).count();
    if pending > 0 {
        let shown = format!(
            "{pending} wait for another admin: once approved, the journal ({}) sends each with its code",
            store.key(Scope::List, Command::Journal)
        );
        lines.push(Line::new(Role::Hint, shown));
    }
    if view.conflict(None).is_some() {
        let shown = format!(
            "{}: rebuild the rows in conflict on the current list (you review them first)",
            store.key(Scope::Plan, Command::GoOn)
        );
        lines.push(Line::new(Role::Hint, shown));
    }
    if view.wants_justification() {
        let shown = format!(
            "{}: enter the reason for the admin who approves, once for all rows",
            store.key(Scope::Plan, Command::Submit)
        );
        lines.push(Line::new(Role::Hint, shown));
    }
    lines
}

/// What a row asks, and the keys that answer it.
fn question(store: &Store, view: &SessionPlan) -> Option<Line> {
    let (number, wait) = view.asks()?;
    let key = |command| store.key(Scope::Plan, command);
    let shown = match view.state {
        PlanState::Stopping => return None,
        _ => format!(
            "Row {number}: the service asks to wait {:.0} s. {}: wait, then send the row again and go on. {}: stop here.",
            wait.as_secs_f64().ceil(),
            key(Command::GoOn),
            key(Command::Stop)
        ),
    };
    Some(Line::new(Role::Warn, shown))
}

/// What happens to the rows.
fn what(store: &Store, view: &SessionPlan) -> Phrase {
    if let Some(to) = &view.to {
        let members = words::members(store.count_of(Some(to.as_str())));
        let name = words::name_of(to.as_str(), store.shown_names());
        return Phrase::from(format!("New group: {name}")).dot(members);
    }
    let rows = &view.plan.rows;
    if rows.is_empty() {
        return "None of this can be changed now.".into();
    }
    let configurations: BTreeSet<_> = rows.iter().map(|row| &row.change.configuration).collect();
    let counted = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    };
    let configurations = counted(configurations.len(), "configuration");
    match view.reverses() {
        Some(ReversalKind::Undo) => format!(
            "Undoes {} of a plan, the newest first, in {configurations}.",
            counted(rows.len(), "change")
        ),
        Some(ReversalKind::Redo) => format!(
            "Redoes {} of a plan that was undone, in {configurations}.",
            counted(rows.len(), "change")
        ),
        None => format!(
            "Removes {} from {configurations}.",
            counted(rows.len(), "assignment")
        ),
    }
    .into()
}

/// The requests for the rows.
fn request(store: &Store, view: &SessionPlan) -> &'static str {
    let is_retarget = |row: &PlanRow| matches!(row.change.kind, ChangeKind::Retarget { .. });
    match store.settings().write {
        _ if !view.plan.rows.iter().any(is_retarget) => BY_THE_LIST,
        WriteMode::Patch => "One PATCH per assignment, and no other request.",
        WriteMode::Auto if !store.no_patch => {
            "One PATCH per assignment. Where the service rejects PATCH, the whole list is replaced and other rows are kept."
        }
        _ => BY_THE_LIST,
    }
}

/// The rows and what is left out, in words.
#[must_use]
pub fn items(store: &Store, view: &SessionPlan) -> Vec<Item> {
    let rows = view.plan.rows.iter().map(|row| row_item(store, view, row));
    rows.chain(view.skipped.iter().map(|one| skipped_item(store, one)))
        .collect()
}

fn row_item(store: &Store, view: &SessionPlan, row: &PlanRow) -> Item {
    let unsent = view.state == PlanState::Unsent || view.is_running();
    let (state, role, why) = match view.state_of(row) {
        None | Some(RowState::Waiting(Check::Ready)) => {
            let word = if unsent { "ready" } else { "not started" };
            (word, Role::Text, None)
        }
        Some(RowState::Waiting(Check::Done { .. })) => (Verdict::Already.word(), Role::Good, None),
        Some(RowState::Waiting(Check::Drifted { .. })) => {
            ("changed", Role::Warn, Some(Phrase::from(DRIFTED)))
        }
        Some(RowState::Waiting(Check::Refused(refusal))) => {
            ("refused", Role::Warn, Some(refusal.to_string().into()))
        }
        Some(RowState::UnderWay(step, since)) => {
            let elapsed = store.now.saturating_sub(*since);
            ("running", Role::Hint, Some(words::step(step, elapsed)))
        }
        Some(RowState::Asks(outcome, _)) => {
            let message = outcome.error().map(|error| error.message.clone());
            ("asks", Role::Warn, message.map(Phrase::from))
        }
        Some(RowState::Ended(ended)) => {
            let outcome = &ended.outcome;
            let message = outcome.error().map(|error| error.message.clone());
            let why = message
                .filter(|message| !message.is_empty())
                .or_else(|| outcome.reason())
                .filter(|_| !outcome.verdict().is_done());
            let role = words::headline(outcome).role;
            (outcome.verdict().word(), role, why.map(Phrase::from))
        }
    };
    // What is made needs no warning any more.
    let is_made = view.state_of(row).is_some_and(RowState::is_made);
    let note = Some(row.note.clone()).filter(|note| !is_made && !note.is_empty());
    let shown = why.into_iter().map(|why| Line::new(role, why));
    let is_new = !is_made && view.earlier.contains_key(&row.number);
    let again = is_new.then(|| Line::new(Role::Warn, REBUILT));
    let noted = note.into_iter().map(|note| Line::new(Role::Text, note));
    Item {
        number: Some(row.number),
        state: state.to_owned(),
        role,
        name: text::clean(&row.change.configuration_name).into_owned(),
        change: words::change(&row.change, store.shown_names()).cleaned(),
        more: shown.chain(again).chain(noted).collect(),
    }
}

fn skipped_item(store: &Store, skipped: &Skipped) -> Item {
    let target = skipped.target.as_ref();
    let name = match skipped.configuration_name.as_str() {
        "" => skipped.configuration.as_str(),
        name => name,
    };
    Item {
        number: None,
        state: "skipped".to_owned(),
        role: Role::Warn,
        name: text::clean(name).into_owned(),
        change: target.map_or_else(Phrase::default, |target| {
            words::target(target, store.shown_names()).line().cleaned()
        }),
        more: vec![Line::new(Role::Warn, skipped.reason.to_string())],
    }
}

/// A row as it is read out. The progress of the row in flight would be read out for minutes.
#[must_use]
pub fn spoken(item: &Item) -> String {
    let number = item.number.map(|number| number.to_string());
    let more = item.more.iter().filter(|_| item.role != Role::Hint);
    let more = more.map(|line| line.text.spoken().trim().to_owned());
    let change = item.change.spoken().to_owned();
    let parts: Vec<String> = number
        .into_iter()
        .chain([item.state.clone(), text::spoken_name(&item.name), change])
        .chain(more)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

/// All results of a plan, as they go into a ticket: each row with its request IDs.
#[must_use]
pub fn report(store: &Store, view: &SessionPlan) -> Vec<Line> {
    let mut lines = vec![
        Line::new(
            Role::Title,
            format!("Plan in tenant {}", store.tenant_title()),
        ),
        progress(store, view, None),
    ];
    if !view.is_running() {
        lines.push(Line::new(Role::Title, what(store, view)));
    }
    for (at, item) in items(store, view).into_iter().enumerate() {
        let number = item
            .number
            .map_or_else(|| "–".to_owned(), |it| it.to_string());
        let shown = Phrase::from(format!("{number} {}", item.state)).gap(item.name.as_str());
        let shown = shown.gap(item.change);
        lines.push(Line::new(item.role, shown));
        let state = view.plan.rows.get(at).and_then(|row| view.state_of(row));
        match state.and_then(RowState::outcome) {
            Some(outcome) => {
                let shown = words::verdict(outcome, store.shown_names()).into_iter();
                let ids_and_words = shown.filter(|line| line.role != Role::Hint);
                lines.extend(ids_and_words.map(|line| indented(&line)));
            }
            None => lines.extend(item.more.iter().map(indented)),
        }
    }
    lines
}

fn indented(line: &Line) -> Line {
    Line::new(line.role, line.text.clone().indented(2))
}
