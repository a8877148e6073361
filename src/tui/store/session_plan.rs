//! The plan of the session: its rows, their progress, and what is left. It outlives the overlay that shows
//! it.
//!
//! Belongs here: the state of the latest plan, and questions about it. Does not belong here: which changes
//! a plan contains (`plan`), its lines (`plan_lines`), showing it (`components`), running it (`runtime`).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::domain::{Change, ObjectId, Outcome, ReversalKind, Row, ServiceError, Step, Verdict};
use crate::plan::{self, Check, Ended, Known, Limits, Plan, PlanRow, Progress, Skipped};
use crate::tui::kit::remote::RequestId;
use crate::tui::store::Store;
use crate::write::{NextStep, NextStepOptions, next_step};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    /// It waits, or is not made, for the reason given by its check.
    Waiting(Check),
    /// It is in flight, at this step since then.
    UnderWay(Step, Duration),
    /// The service wants this wait before it is sent again; the admin is asked.
    Asks(Box<Outcome>, Duration),
    /// It came to this.
    Ended(Box<Ended>),
}

impl RowState {
    /// Whether the change is made, by this plan or before it.
    #[must_use]
    pub fn is_made(&self) -> bool {
        match self {
            Self::Waiting(check) => matches!(check, Check::Done { .. }),
            Self::UnderWay(..) | Self::Asks(..) => false,
            Self::Ended(ended) => ended.outcome.verdict().is_done(),
        }
    }

    /// Whether it can be run, again or for the first time. A change that waits for approval is not
    /// requested twice: it continues with its code, from the journal.
    #[must_use]
    pub fn is_left(&self) -> bool {
        match self {
            Self::Waiting(check) => *check == Check::Ready,
            Self::UnderWay(..) | Self::Asks(..) => false,
            Self::Ended(ended) => {
                let verdict = ended.outcome.verdict();
                !verdict.is_done() && verdict != Verdict::PendingApproval
            }
        }
    }

    /// Whether it is neither made nor in flight, and does not wait for approval.
    fn is_open(&self) -> bool {
        match self {
            Self::Waiting(check) => !matches!(check, Check::Done { .. }),
            Self::UnderWay(..) | Self::Asks(..) | Self::Ended(_) => self.is_left(),
        }
    }

    /// Its result, if it was run.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match self {
            Self::Asks(outcome, _) => Some(outcome),
            Self::Ended(ended) => Some(&ended.outcome),
            _ => None,
        }
    }

    /// Whether someone else changed what it starts from, so that it can be rebuilt on the current list.
    #[must_use]
    pub fn is_in_conflict(&self) -> bool {
        let options = NextStepOptions {
            replaces: false,
            names_deleted: false,
        };
        match self {
            Self::Waiting(check) => matches!(check, Check::Drifted { .. }),
            Self::UnderWay(..) | Self::Asks(..) => false,
            Self::Ended(ended) => next_step(&ended.outcome, options) == Some(NextStep::Rebase),
        }
    }

    /// Whether the service asks for a justification.
    #[must_use]
    pub fn wants_justification(&self) -> bool {
        let error = self.outcome().and_then(|outcome| outcome.error());
        error.is_some_and(ServiceError::wants_justification)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanState {
    /// Nothing was sent yet.
    Unsent,
    /// Rows are being run.
    Running,
    /// No further row starts until it is resumed.
    Pausing,
    /// No further row starts, and it ends soon.
    Stopping,
    /// It ran, and something may be left.
    Ran,
}

/// The latest plan.
#[derive(Debug, Clone)]
pub struct SessionPlan {
    /// The run whose events count.
    pub id: RequestId,
    pub plan: Plan,
    /// What the rules skip.
    pub skipped: Vec<Skipped>,
    /// The new group of the rows, if there is one.
    pub to: Option<ObjectId>,
    pub states: BTreeMap<u32, RowState>,
    pub state: PlanState,
    /// When it began to run last, since the start of the program.
    pub began: Duration,
    /// When it ended last, since the start of the program.
    pub ended: Option<Duration>,
    /// Whether the name was typed, if that is required.
    pub named: bool,
    /// The reason for the admin who approves, once typed.
    pub justification: Option<String>,
    /// The original rows of those that were rebuilt on the current list.
    pub earlier: BTreeMap<u32, Change>,
    /// The rows that had ended when those beside them were rebuilt: the lists that these start from include
    /// their effect.
    pub apart: BTreeSet<u32>,
    /// The row that is rebuilt once the list has been read again, with those beside it.
    pub rereads: Option<u32>,
    /// The row that was selected when it was closed, counted from the first.
    pub selected: Option<usize>,
}

impl SessionPlan {
    /// A plan that waits for a yes.
    #[must_use]
    pub fn new(id: RequestId, plan: Plan, skipped: Vec<Skipped>, to: Option<ObjectId>) -> Self {
        let waiting = |row: &PlanRow| (row.number, RowState::Waiting(Check::Ready));
        let states = plan.rows.iter().map(waiting).collect();
        Self {
            id,
            plan,
            skipped,
            to,
            states,
            state: PlanState::Unsent,
            began: Duration::ZERO,
            ended: None,
            named: false,
            justification: None,
            earlier: BTreeMap::new(),
            apart: BTreeSet::new(),
            rereads: None,
            selected: None,
        }
    }

    /// The row that can be rebuilt on the current list: the one at this position, or else the first.
    #[must_use]
    pub fn conflict(&self, selected: Option<usize>) -> Option<u32> {
        if self.is_running() {
            return None;
        }
        let rows = || self.plan.rows.iter();
        let selected = selected.and_then(|at| self.plan.rows.get(at));
        let mut found = selected.into_iter().chain(rows());
        let found = found.find(|row| self.state_of(row).is_some_and(RowState::is_in_conflict));
        found.map(|row| row.number)
    }

    /// Rebuilds the remaining rows beside a row on these rows of the list. An earlier confirmation was for
    /// other changes.
    pub(in crate::tui) fn rebase(&mut self, number: u32, rows: &[Row], limits: Limits<'_>) {
        let mut beside = self.plan.rows_beside(number);
        beside.retain(|row| !self.apart.contains(&row.number));
        let numbers = |is_meant: fn(&RowState) -> bool| -> BTreeSet<u32> {
            let is_meant = |row: &&&PlanRow| self.state_of(row).is_some_and(is_meant);
            beside
                .iter()
                .filter(is_meant)
                .map(|row| row.number)
                .collect()
        };
        let (made, left) = (numbers(RowState::is_made), numbers(RowState::is_open));
        let over = numbers(|state| !state.is_open());
        let progress = Progress {
            made: &made,
            left: &left,
        };
        let rebased = plan::rebase(&beside, progress, rows, limits);
        for one in rebased {
            let known = self.plan.rows.iter_mut();
            if let Some(row) = known.into_iter().find(|row| row.number == one.number) {
                row.change = one.change;
            }
            self.earlier.insert(one.number, one.earlier);
            let state = RowState::Waiting(Check::Ready);
            self.states.insert(one.number, state);
        }
        self.apart.extend(over);
        self.named = false;
    }

    /// How many rows and skipped ones there are to look at.
    #[must_use]
    pub fn items(&self) -> usize {
        self.plan.rows.len() + self.skipped.len()
    }

    #[must_use]
    pub fn state_of(&self, row: &PlanRow) -> Option<&RowState> {
        self.states.get(&row.number)
    }

    /// Whether rows are being run.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(
            self.state,
            PlanState::Running | PlanState::Pausing | PlanState::Stopping
        )
    }

    /// How many rows have ended, verified or not.
    #[must_use]
    pub fn through(&self) -> usize {
        let is_through = |state: &&RowState| match state {
            RowState::Waiting(check) => *check != Check::Ready,
            RowState::UnderWay(..) | RowState::Asks(..) => false,
            RowState::Ended(_) => true,
        };
        self.states.values().filter(is_through).count()
    }

    /// How many rows run now.
    #[must_use]
    pub fn running(&self) -> usize {
        let is_running = |state: &&RowState| matches!(state, RowState::UnderWay(..));
        self.states.values().filter(is_running).count()
    }

    /// How many rows can be run, again or for the first time.
    #[must_use]
    pub fn left(&self) -> usize {
        self.states.values().filter(|state| state.is_left()).count()
    }

    /// The rows that this plan made, or found made.
    #[must_use]
    pub fn verified(&self) -> BTreeSet<u32> {
        let made = |state: &RowState| {
            let outcome = state.outcome();
            outcome.is_some_and(|outcome| outcome.verdict().is_done())
        };
        let made = self.states.iter().filter(|(_, state)| made(state));
        made.map(|(number, _)| *number).collect()
    }

    /// How many rows were verified in its run, which undo reverses; none while it runs.
    #[must_use]
    pub fn made_by_run(&self) -> usize {
        let is_made = |state: &&RowState| match state {
            RowState::Ended(ended) => ended.outcome.verdict() == Verdict::Verified,
            _ => false,
        };
        match self.state {
            PlanState::Ran => self.states.values().filter(is_made).count(),
            _ => 0,
        }
    }

    /// Whether its rows reverse another plan.
    #[must_use]
    pub fn reverses(&self) -> Option<ReversalKind> {
        let first = self.plan.rows.first()?;
        first.change.reverses.as_ref().map(|reversal| reversal.kind)
    }

    /// Whether some rows left need a reason for the admin who approves.
    #[must_use]
    pub fn wants_justification(&self) -> bool {
        self.justification.is_none() && self.states.values().any(RowState::wants_justification)
    }

    /// The row that asks whether to wait, and how long.
    #[must_use]
    pub fn asks(&self) -> Option<(u32, Duration)> {
        self.states.iter().find_map(|(number, state)| match state {
            RowState::Asks(_, wait) => Some((*number, *wait)),
            _ => None,
        })
    }

    /// The position of the first row in flight.
    #[must_use]
    pub fn under_way(&self) -> Option<usize> {
        let is_under_way = |row: &PlanRow| {
            matches!(
                self.state_of(row),
                Some(RowState::UnderWay(..) | RowState::Asks(..))
            )
        };
        self.plan.rows.iter().position(is_under_way)
    }

    #[must_use]
    pub fn place_of(&self, number: u32) -> Option<usize> {
        self.plan.rows.iter().position(|row| row.number == number)
    }
}

impl Store {
    #[must_use]
    pub fn plan_running(&self) -> bool {
        self.plan.as_ref().is_some_and(|view| view.is_running())
    }

    /// What may be used for a plan, and what was read.
    #[must_use]
    pub fn limits(&self) -> Limits<'_> {
        Limits {
            api: self.settings().api,
            mode: self.settings().write,
            read_from: self.read_from,
            filters: &self.filters.known,
        }
    }

    pub(in crate::tui) fn left_of(&self, view: &SessionPlan) -> (Plan, Vec<Check>) {
        let rows = view.plan.rows.iter().zip(self.checks_of(view));
        let left = rows.filter(|(row, _)| view.state_of(row).is_some_and(RowState::is_left));
        let (rows, checks) = left.map(|(row, check)| (row.clone(), check)).unzip();
        let plan = Plan {
            rows,
            ..view.plan.clone()
        };
        (plan, checks)
    }

    /// The configurations that the remaining rows leave without any assignment.
    #[must_use]
    pub fn emptied_by_plan(&self) -> Vec<String> {
        let Some(view) = self.plan.as_deref() else {
            return Vec::new();
        };
        let (plan, checks) = self.left_of(view);
        let changes = plan::requests(&plan, self.rows(), &checks, self.limits());
        let changes = changes.into_iter().flatten().map(|(change, _)| change);
        changes
            .filter(|change| !change.before.is_empty() && change.after(&change.before).is_empty())
            .map(|change| change.configuration_name)
            .collect()
    }

    /// The result of the check of each row of a plan, against the list as it is known now.
    #[must_use]
    pub fn checks_of(&self, view: &SessionPlan) -> Vec<Check> {
        let known = Known {
            limits: self.limits(),
            verified: view.verified(),
            unsettled: self.unsettled.iter().cloned().collect(),
        };
        if view.apart.is_empty() {
            return plan::check(&view.plan, self.rows(), &known);
        }
        let mut counted = view.plan.clone();
        counted.rows.retain(|row| !view.apart.contains(&row.number));
        let mut checks = plan::check(&counted, self.rows(), &known).into_iter();
        let rows = view.plan.rows.iter();
        let checks = rows.map(|row| {
            if view.apart.contains(&row.number) {
                Some(Check::Done { by_plan: true })
            } else {
                checks.next()
            }
        });
        checks.flatten().collect()
    }
}
