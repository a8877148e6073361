//! The text of overlays that scroll, broken to the width that they have.
//!
//! Belongs here: which lines an overlay shows and how far it can scroll; update and view both ask.
//! Does not belong here: what the sentences say (`words`), or styles (`theme`).

use ratatui::layout::Rect;

use super::availability::next_step;
use super::command::{Command, Scope};
use super::keymap::Keymap;
use super::model::{Model, Overlay, Pane, Question, Reading, Reviewed, Wanted};
use super::remote::Remote;
use super::{journal, last, link};
use crate::domain::{ChangeId, RawObject, Target, Verdict, Via, paths};
use crate::text;
use crate::words::{self, Line, Role};

/// The widest an overlay gets; longer lines are hard to read.
const WIDEST: u16 = 78;
/// The title of a review.
pub const REVIEW: &str = "Review: nothing is sent yet";

/// A text in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What stands in the border.
    pub title: String,
    /// The place, border included.
    pub area: Rect,
    /// All lines, broken to the width.
    pub lines: Vec<Line>,
}

impl Page {
    fn new(model: &Model, title: &str, lines: &[Line]) -> Self {
        let layout = model.layout();
        let width = layout.overlay(WIDEST, 1).width;
        let inside = usize::from(width.saturating_sub(4));
        let lines: Vec<Line> = lines.iter().flat_map(|line| broken(line, inside)).collect();
        let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        Self {
            title: title.to_owned(),
            area: layout.overlay(WIDEST, height),
            lines,
        }
    }

    /// How many lines show at once.
    #[must_use]
    pub fn height(&self) -> usize {
        usize::from(self.area.height.saturating_sub(2))
    }

    /// The furthest that the text can be scrolled.
    #[must_use]
    pub fn furthest(&self) -> usize {
        self.lines.len().saturating_sub(self.height())
    }
}

fn broken(line: &Line, width: usize) -> Vec<Line> {
    // A body keeps its indentation, so that its shape can still be read after a break.
    if line.role == Role::Hint {
        let parts = text::wrap(&line.text, width.saturating_sub(2));
        let marks = std::iter::once("→ ").chain(std::iter::repeat("  "));
        return parts
            .into_iter()
            .zip(marks)
            .map(|(part, mark)| Line::new(line.role, format!("{mark}{part}")))
            .collect();
    }
    let bare = match line.role {
        // What opens an object stands in front of its first key.
        Role::Code => line.text.trim_start_matches([' ', '{']),
        _ => line.text.trim_start_matches(' '),
    };
    let indent = (line.text.len() - bare.len()).min(width / 2);
    let (front, rest) = line.text.split_at(indent);
    let blank = " ".repeat(indent);
    let fronts = std::iter::once(front).chain(std::iter::repeat(&*blank));
    text::wrap(rest, width - indent)
        .into_iter()
        .zip(fronts)
        .map(|(part, front)| Line::new(line.role, format!("{front}{part}")))
        .collect()
}

/// The review of a change.
#[must_use]
pub fn review(model: &Model, reviewed: &Reviewed) -> Page {
    Page::new(model, REVIEW, &review_lines(model, reviewed))
}

/// The lines of a review as they are, not broken.
#[must_use]
pub fn review_lines(model: &Model, reviewed: &Reviewed) -> Vec<Line> {
    let count = |target: Option<&Target>| model.count_of(target?.object_id());
    let mut lines = words::review(&words::Review {
        change: &reviewed.change,
        request: &reviewed.request,
        tenant: model.tenant_title(),
        names: &model.names,
        count_before: count(reviewed.change.old_target()),
        count_after: count(reviewed.change.new_target()),
    });
    if needs_name(model, reviewed) && !reviewed.named {
        let said = format!(
            "not by a letter alone: {} has to be typed first",
            model.name_to_type()
        );
        lines.insert(1, Line::new(Role::Warn, said));
    }
    lines
}

/// A question: its title, and what hangs on it.
#[must_use]
pub const fn question(question: Question) -> (&'static str, &'static str) {
    match question {
        Question::Discard => ("Discard?", "What was typed is not sent and will be lost."),
        Question::QuitDirty => ("Leave?", "What was typed is not sent and will be lost."),
        Question::QuitInFlight => (
            "Leave?",
            "A change is under way and cannot be called back. The journal keeps it, and its outcome is looked up at the next start.",
        ),
        Question::EmptyList => (
            "Leave it without assignments?",
            "Nothing is left of the list: the configuration will apply to nobody.",
        ),
    }
}

/// A text that is asked for: the title, and what it is for.
#[must_use]
pub fn wanted(model: &Model, wanted: Wanted) -> (&'static str, String) {
    match wanted {
        Wanted::Justification(_) => (
            "Justification",
            "Another admin has to approve this change, and will read why it is made:".to_owned(),
        ),
        Wanted::TenantName | Wanted::PlanName => (
            "Typed confirmation",
            format!("Type {} to go on:", model.name_to_type()),
        ),
    }
}

/// Whether a letter is not enough: the change reaches everyone, or the profile wants more.
#[must_use]
pub fn needs_name(model: &Model, reviewed: &Reviewed) -> bool {
    model.start.confirm || reviewed.change.reaches_everyone()
}

/// A text to read.
#[must_use]
pub fn text(model: &Model, reading: Reading) -> Page {
    Page::new(model, title(reading), &lines(model, reading))
}

/// The title of a text.
#[must_use]
pub const fn title(reading: Reading) -> &'static str {
    match reading {
        Reading::Help => "Keys",
        Reading::Outcome(_) => "Outcome of the change",
        Reading::ListError => "The list",
        Reading::Said => "What was said last",
        Reading::Journal(_) => "Journal",
        Reading::Raw(_) => "As the service gave it",
        Reading::Details(_) => "All properties",
        Reading::Portal => "In the Intune admin center",
    }
}

/// The lines of a text as they are, not broken.
#[must_use]
pub fn lines(model: &Model, reading: Reading) -> Vec<Line> {
    match reading {
        Reading::Help => help(model),
        Reading::Outcome(id) => outcome(model, id),
        Reading::ListError => list_error(model),
        Reading::Said => last::lines(model),
        Reading::Journal(at) => entry(model, at),
        Reading::Raw(pane) => raw(model, pane),
        Reading::Details(pane) => details(model, pane),
        Reading::Portal => link::portal(model)
            .map(|link| Line::new(Role::Code, link))
            .into_iter()
            .collect(),
    }
}

fn outcome(model: &Model, id: ChangeId) -> Vec<Line> {
    let Some(state) = model.changes.get(&id) else {
        return Vec::new();
    };
    let mut lines = vec![
        Line::new(Role::Title, state.change.configuration_name.clone()),
        Line::new(Role::New, words::change(&state.change, &model.names)),
    ];
    let Some(outcome) = &state.outcome else {
        lines.push(Line::new(
            Role::Text,
            words::step(&state.step, model.now.saturating_sub(state.step_since)),
        ));
        return lines;
    };
    lines.extend(words::verdict(outcome));
    if outcome.verdict == Verdict::Conflict
        && let Some(rows) = &outcome.observed
    {
        let theirs: Vec<Target> = rows.iter().map(|row| row.target.clone()).collect();
        lines.extend(words::conflict(&state.change, &theirs, &model.names));
    }
    if outcome.verdict == Verdict::Rejected && state.via == Via::Assign {
        lines.extend(words::replaced(&state.change, &model.names));
    }
    lines.extend(step_offered(model));
    lines
}

/// What can be done now, with its key.
fn step_offered(model: &Model) -> Option<Line> {
    let step = next_step(model)?;
    let key = model
        .keymap
        .first_key(Scope::Text, Command::GoOn)
        .unwrap_or_default();
    Some(Line::new(Role::Hint, format!("{key}: {}", step.title())))
}

fn list_error(model: &Model) -> Vec<Line> {
    let error = match &model.list {
        Remote::Failed { error, .. }
        | Remote::Ready {
            incomplete: error, ..
        } => error.as_ref(),
        _ => None,
    };
    let mut lines = vec![Line::new(Role::Title, "The list is not complete")];
    match error {
        Some(error) => lines.extend(words::error(error)),
        None => lines.push(Line::new(Role::Text, "Reading it was stopped.")),
    }
    lines
}

fn entry(model: &Model, at: usize) -> Vec<Line> {
    let entry = journal::entry(model, at);
    let mut lines = entry.map_or_else(Vec::new, |entry| words::entry(entry, &model.names));
    lines.extend(step_offered(model));
    lines
}

/// What is selected: its path and its properties.
fn selected(model: &Model, pane: Pane) -> Option<(String, &RawObject)> {
    let row = model.selected_row()?;
    let configuration = &row.configuration;
    if let (Pane::Assignments, Some(assignment)) = (pane, model.selected_assignment()) {
        let path = paths::assignment(&configuration.id, &assignment.id);
        return Some((path, &assignment.raw));
    }
    Some((paths::configuration(&configuration.id), &configuration.raw))
}

fn details(model: &Model, pane: Pane) -> Vec<Line> {
    let Some((_, raw)) = selected(model, pane) else {
        return vec![Line::new(Role::Text, "Nothing is selected.")];
    };
    let mut lines = Vec::new();
    if let (Pane::Assignments, Some(assignment)) = (pane, model.selected_assignment()) {
        let said = words::target(&assignment.target, &model.names);
        lines.push(Line::new(Role::Title, said));
    }
    lines.extend(words::properties(raw, &model.start.time_zone));
    lines
}

fn raw(model: &Model, pane: Pane) -> Vec<Line> {
    let Some((path, raw)) = selected(model, pane) else {
        return vec![Line::new(Role::Text, "Nothing is selected.")];
    };
    let mut lines = vec![Line::new(
        Role::Title,
        format!("/{}{path}", model.read_from),
    )];
    lines.extend(
        raw.to_pretty_json()
            .lines()
            .map(|line| Line::new(Role::Code, text::clean(line).into_owned())),
    );
    lines
}

/// Where the admin was when help was opened.
fn place_of_help(model: &Model) -> Scope {
    let below = model
        .overlays
        .iter()
        .take_while(|overlay| !overlay.is_help());
    below.last().map_or(Scope::List, Overlay::scope)
}

fn help(model: &Model) -> Vec<Line> {
    let mut lines = Vec::new();
    let here = place_of_help(model);
    let others = Scope::ALL.into_iter().filter(|scope| *scope != here);
    for scope in std::iter::once(here).chain(others) {
        if !lines.is_empty() {
            lines.push(Line::new(Role::Text, ""));
        }
        lines.push(Line::new(Role::Title, scope.title()));
        lines.extend(key_rows(&model.keymap, scope).map(|(keys, help)| {
            Line::new(Role::Text, format!("{}  {help}", text::fit(&keys, 16)))
        }));
    }
    lines
}

/// The keys of a scope with what they do, in the order of the keymap.
pub fn key_rows(keymap: &Keymap, scope: Scope) -> impl Iterator<Item = (String, &'static str)> {
    keymap.scope(scope).map(move |(command, keys)| {
        let keys: Vec<String> = keys.iter().map(|key| keymap.show(*key)).collect();
        let keys = if keys.is_empty() {
            "–".to_owned()
        } else {
            keys.join(" ")
        };
        (keys, command.help_in(scope))
    })
}
