//! Many assignments at once: the group that they go to, the plan that follows, and how far it is.
//!
//! Belongs here: state and lines of the two overlays. Does not belong here: which changes a plan holds
//! (`plan`), keys (`update`), running it (`runtime`).

use std::collections::BTreeMap;

use tui_input::Input as TextInput;

use super::model::Model;
use super::picker::{Offer, Picker};
use super::remote::RequestId;
use crate::domain::{AssignmentId, ConfigurationId, ObjectId, Step, Verdict};
use crate::plan::{Plan, Skipped, Summary};
use crate::words;

/// Which assignments are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// Those that were marked.
    Marked(Vec<(ConfigurationId, AssignmentId)>),
    /// Every use of a group.
    UsesOf(ObjectId),
}

/// The question which group they go to.
#[derive(Debug, Clone)]
pub struct BulkForm {
    /// Which assignments are meant.
    pub meant: Meant,
    /// What was typed: an id, or part of a group's name.
    pub input: TextInput,
    /// What is offered for it.
    pub picker: Picker,
}

impl BulkForm {
    /// The groups that match what was typed.
    #[must_use]
    pub fn offered(&self, model: &Model) -> Vec<Offer> {
        if ObjectId::parse(self.input.value().trim()).is_ok() {
            return Vec::new();
        }
        self.picker.groups(model, self.input.value())
    }

    /// The group that is meant: a whole id as typed, else the selected one of those that match.
    #[must_use]
    pub fn group(&self, model: &Model) -> Option<ObjectId> {
        ObjectId::parse(self.input.value().trim())
            .ok()
            .or_else(|| Some(self.offered(model).get(self.picker.selected)?.id.clone()))
    }

    /// What it is about.
    #[must_use]
    pub fn title(&self, model: &Model) -> String {
        match &self.meant {
            Meant::Marked(marked) => format!("Re-target {} marked assignments", marked.len()),
            Meant::UsesOf(id) => format!(
                "Re-target every use of {}",
                words::name_of(id.as_str(), &model.names)
            ),
        }
    }
}

/// How far a row of a plan is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    /// It waits.
    Waiting,
    /// It is under way.
    UnderWay(Step),
    /// It came to this; what was said of it comes along.
    Ended(Verdict, String),
    /// It is not run, for this reason.
    NotRun(String),
}

/// A plan on the screen.
#[derive(Debug, Clone)]
pub struct PlanView {
    /// Whose events count.
    pub id: RequestId,
    /// The plan.
    pub plan: Plan,
    /// What the rules leave out.
    pub skipped: Vec<Skipped>,
    /// How far each row is.
    pub states: BTreeMap<u32, RowState>,
    /// Whether it runs.
    pub running: bool,
    /// Whether no other row begins for now.
    pub paused: bool,
    /// What became of it, once it ran.
    pub summary: Option<Summary>,
    /// Whether the name was typed, where that is asked for.
    pub named: bool,
    /// The first row shown.
    pub scroll: usize,
}

impl PlanView {
    /// A plan that waits for its yes.
    #[must_use]
    pub fn new(id: RequestId, plan: Plan, skipped: Vec<Skipped>) -> Self {
        let states = plan
            .rows
            .iter()
            .map(|row| (row.number, RowState::Waiting))
            .collect();
        Self {
            id,
            plan,
            skipped,
            states,
            running: false,
            paused: false,
            summary: None,
            named: false,
            scroll: 0,
        }
    }

    /// How many rows are through, verified or not.
    #[must_use]
    pub fn through(&self) -> usize {
        let is_through =
            |state: &&RowState| matches!(state, RowState::Ended(..) | RowState::NotRun(_));
        self.states.values().filter(is_through).count()
    }

    /// Whether something is left to be run.
    #[must_use]
    pub fn is_left(&self) -> bool {
        let is_done = |state: &RowState| matches!(state, RowState::Ended(Verdict::Verified, _));
        !self.states.values().all(is_done)
    }

    /// A bar of this many cells.
    #[must_use]
    pub fn bar(&self, cells: usize) -> String {
        let (through, all) = (self.through(), self.states.len().max(1));
        let full = through * cells / all;
        format!("{}{}", "█".repeat(full), "░".repeat(cells - full))
    }

    /// The plan line by line: state, configuration, old and new.
    #[must_use]
    pub fn lines(&self, model: &Model) -> Vec<words::Line> {
        use words::{Line, Role};
        let mut lines = Vec::new();
        let tenant = model.tenant_title();
        let head = match (&self.summary, self.running) {
            (_, true) => format!(
                "{} {} of {}{}",
                self.bar(20),
                self.through(),
                self.states.len(),
                if self.paused { ", pausing" } else { "" }
            ),
            (Some(summary), false) => words::plan_counts(summary),
            (None, false) => format!(
                "{} changes in tenant {tenant}, {} left out; nothing is sent yet",
                self.plan.rows.len(),
                self.skipped.len()
            ),
        };
        lines.push(Line::new(Role::Title, head));
        for row in &self.plan.rows {
            let (mark, role) = match self.states.get(&row.number) {
                Some(RowState::UnderWay(step)) => {
                    (words::step(step, std::time::Duration::ZERO), Role::Hint)
                }
                Some(RowState::Ended(Verdict::Verified, _)) => ("verified".to_owned(), Role::Good),
                Some(RowState::Ended(verdict, _)) => (verdict.word().to_owned(), Role::Bad),
                Some(RowState::NotRun(reason)) => (reason.clone(), Role::Warn),
                Some(RowState::Waiting) | None => ("–".to_owned(), Role::Text),
            };
            let change = &row.change;
            let said = format!(
                "{:>3} {} {}  {}",
                row.number,
                crate::text::fit(&mark, 12),
                crate::text::fit(&change.configuration_name, 22),
                words::change(change, &model.names)
            );
            lines.push(Line::new(role, said));
            if let Some(RowState::Ended(verdict, why)) = self.states.get(&row.number)
                && *verdict != Verdict::Verified
                && !why.is_empty()
            {
                lines.push(Line::new(Role::Text, format!("      {why}")));
            }
        }
        for skipped in &self.skipped {
            let said = format!("  – left out: {}", words::skipped(skipped, &model.names));
            lines.push(Line::new(Role::Warn, said));
        }
        lines
    }
}
