//! The changes of a plan: checks, confirmation, run.
//!
//! Belongs here: what is asked before the rows run, and how they end. Does not belong here: checks and
//! order (`crate::plan`), their report (`plan_report`), sending (`crate::write`).

use std::collections::BTreeSet;

use tokio::sync::{mpsc, watch};

use super::confirmation::{DECLINED, is_agreed, needs_a_yes, says_yes};
use super::progress_bar::ProgressBar;
use super::under_signals::{Ended, under_signals};
use crate::cli::args::{Consent, Global};
use crate::cli::lookup::named;
use crate::cli::lookup::workspace::{Workspace, refuse_elsewhere};
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::signals::Signals;
use crate::cli::session::{prompts, with_session};
use crate::domain::{
    Change, MemberCount, Refusal, ServiceError, Target, Verdict, Via, WriteMode, WriteRequest,
};
use crate::plan::{self, Check, CheckedRows, Control, End, Known, Options, Plan, Summary};
use crate::session::Session;
use crate::words::{self, Names, PlanReview};

/// The most groups whose members are counted before a plan runs.
const MOST_COUNTS: usize = 20;

const KEEP_GOING: &str =
    "nothing was sent: remove these rows from the plan, or use --keep-going to run the others";
const MAKE_ANEW: &str = "create the plan again with `enlist plan` or `enlist restore`; \
    --keep-going runs the rows of other configurations";
const AGAIN: &str = "run the same command again to continue with the remaining rows";

/// What the flags say about a plan.
#[derive(Clone, Copy)]
pub(in crate::cli) struct PlanOptions<'a> {
    pub(in crate::cli) consent: &'a Consent,
    /// The request that the flags select.
    pub(in crate::cli) via: WriteMode,
    /// The most configurations that are changed at the same time.
    pub(in crate::cli) parallel: u8,
    /// Whether to continue with other rows if some cannot be run or fail.
    pub(in crate::cli) keep_going: bool,
    /// Whether a screen reader reads the output, so that no line may be overwritten.
    pub(in crate::cli) is_linear: bool,
}

/// A plan on its way from the first question to its end.
pub(super) struct PlanRun<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) options: PlanOptions<'a>,
    pub(super) plan: &'a Plan,
    mode: WriteMode,
    pub(super) checks: Vec<Check>,
    pub(super) requests: Vec<Option<(Change, WriteRequest)>>,
    pub(super) names: Names,
}

/// Runs the remaining rows of a plan.
pub(in crate::cli) fn run_plan(
    global: &Global,
    options: PlanOptions<'_>,
    plan: &Plan,
) -> Result<Exit, Failure> {
    needs_a_yes(options.consent)?;
    with_session(global, async |session| {
        let mut workspace = Workspace::open(session, global.printing()).await?;
        refuse_elsewhere("the plan is for", &plan.place, &workspace)?;
        refuse_unread(&workspace, plan)?;
        if !options.consent.dry_run {
            workspace.settle().await?;
        }
        let run = PlanRun::checked(session, &workspace, options, plan).await?;
        workspace.note_not_read();
        run.carry_out().await
    })
}

async fn names(workspace: &Workspace, plan: &Plan) -> Names {
    let changes = plan.rows.iter().map(|row| &row.change);
    let planned =
        changes.flat_map(|change| [change.before.clone(), change.after(&change.before)].concat());
    let is_meant: BTreeSet<_> = plan
        .rows
        .iter()
        .map(|row| &row.change.configuration)
        .collect();
    let rows = workspace.rows.iter();
    let there = rows
        .filter(|row| is_meant.contains(&row.configuration.id))
        .flat_map(|row| row.assignments.iter().map(|row| row.target.clone()));
    let targets: Vec<Target> = planned.chain(there).collect();
    let mut names = workspace.names.names(&named::ids(&targets)).await;
    workspace.add_filters(&targets, &mut names).await;
    names
}

/// Refuses a plan if one of its rows may concern something that could not be read: such a configuration may
/// no longer exist, and the members of such an order are not known.
fn refuse_unread(workspace: &Workspace, plan: &Plan) -> Result<(), Failure> {
    let Some(error) = &workspace.missing else {
        return Ok(());
    };
    let is_read = |change: &Change| {
        let mut rows = workspace.rows.iter();
        rows.any(|row| row.configuration.id == change.configuration)
            && change.order_after().is_none()
    };
    if plan.rows.iter().all(|row| is_read(&row.change)) {
        return Ok(());
    }
    Err(Failure::incomplete(error))
}

impl<'a> PlanRun<'a> {
    async fn checked(
        session: &Session,
        workspace: &'a Workspace,
        options: PlanOptions<'a>,
        plan: &'a Plan,
    ) -> Result<Self, Failure> {
        let mode = options.via.or(session.settings.write);
        if plan.rows.iter().any(|row| row.change.brings_filter()) {
            // If they cannot be read, the service decides which of them are allowed.
            drop(workspace.filters().await);
        }
        let known = Known {
            limits: workspace.limits(mode),
            verified: plan::verified(plan, &workspace.entries_since(&plan.created).await?),
            unsettled: workspace.unsettled.clone(),
        };
        let mut checks = plan::check(plan, &workspace.rows, &known);
        if !options.consent.dry_run && session.settings.read_only {
            for check in checks.iter_mut().filter(|check| **check == Check::Ready) {
                *check = Check::Refused(Refusal::ReadOnly);
            }
        }
        let requests = plan::requests(plan, &workspace.rows, &checks, known.limits);
        Ok(Self {
            names: names(workspace, plan).await,
            workspace,
            options,
            plan,
            mode,
            checks,
            requests,
        })
    }

    async fn carry_out(mut self) -> Result<Exit, Failure> {
        let consent = self.options.consent;
        if consent.dry_run {
            return Ok(self.dry_run().await);
        }
        let is_bad = |check: &Check| matches!(check, Check::Drifted { .. } | Check::Refused(_));
        let stops = !self.options.keep_going && self.checks.iter().any(is_bad);
        if stops || !self.checks.contains(&Check::Ready) {
            let is_drifted = |check: &Check| matches!(check, Check::Drifted { .. });
            let hint = if self.checks.iter().any(is_drifted) {
                Some(MAKE_ANEW)
            } else {
                stops.then_some(KEEP_GOING)
            };
            return Ok(self.report(&self.not_run(), hint, Exit::Done));
        }
        let mut signals = Signals::listen();
        let Some(options) = self.is_agreed(&mut signals).await? else {
            return Ok(self.report(&self.not_run(), Some(DECLINED), Exit::Failed));
        };
        let Ended {
            result: summary,
            interrupted,
        } = self.send(options, &mut signals).await?;
        for ended in &summary.ended {
            let workspace = self.workspace;
            workspace
                .name_refused(&ended.outcome, &mut self.names)
                .await;
        }
        let wants_reason = |ended: &plan::Ended| {
            let error = ended.outcome.error();
            error.is_some_and(ServiceError::wants_justification)
        };
        let met_another = |ended: &plan::Ended| ended.outcome.verdict() == Verdict::Conflict;
        let hint = if summary.ended.iter().any(wants_reason) && consent.justification.is_none() {
            Some("add the reason with --justification")
        } else if summary.ended.iter().any(met_another) {
            Some(MAKE_ANEW)
        } else {
            (!summary.left.is_empty()).then_some(AGAIN)
        };
        let exit = self.report(&summary, hint, Exit::Done);
        Ok(match (interrupted, exit) {
            (Some(number), Exit::Done | Exit::Failed) => Exit::Signal(number),
            _ => exit,
        })
    }

    /// Shows the plan if someone is asked, and asks everything that the flags do not answer.
    async fn is_agreed(&self, signals: &mut Signals) -> Result<Option<Options>, Failure> {
        let consent = self.options.consent;
        let ready = || self.requests.iter().flatten();
        let question = match ready().count() {
            1 => "Send this change?".to_owned(),
            count => format!("Send these {count} changes?"),
        };
        let changes = ready().map(|(change, _)| change);
        let review = async { words::plan(&self.plan_review(&self.groups().await)) };
        if !is_agreed(self.workspace, consent, changes, &question, review, signals).await? {
            return Ok(None);
        }
        let patches = ready().any(|(_, request)| request.via == Via::Patch);
        let mut replaces = self.mode == WriteMode::Auto;
        if replaces && patches {
            let question = "Replace the whole list where the service has no route for PATCH?";
            replaces = says_yes(consent, question, signals).await?;
        }
        Ok(Some(Options {
            limits: self.workspace.limits(self.mode).after_checks(),
            replaces,
            parallel: self.options.parallel,
            keep_going: self.options.keep_going,
            justification: consent.justification.clone(),
            asks: prompts::somebody(),
        }))
    }

    pub(super) fn plan_review<'b>(
        &'b self,
        groups: &'b [(String, Option<MemberCount>)],
    ) -> PlanReview<'b> {
        PlanReview {
            plan: self.plan,
            checks: &self.checks,
            requests: &self.requests,
            tenant: self.workspace.tenant_name(),
            names: &self.names,
            parallel: self.options.parallel,
            groups,
        }
    }

    /// The members of the old and new groups of the rows, if there are few groups.
    pub(super) async fn groups(&self) -> Vec<(String, Option<MemberCount>)> {
        let changes = self.requests.iter().flatten().map(|(change, _)| change);
        let targets = changes.flat_map(|change| {
            [change.old_target(), change.new_target()]
                .into_iter()
                .flatten()
        });
        let mut ids = named::ids(targets);
        ids.truncate(MOST_COUNTS);
        let client = &self.workspace.context.client;
        let counts = ids.iter().map(|id| async move {
            let count = client.member_count(id).await.ok();
            (id.as_str().to_owned(), count)
        });
        futures_util::future::join_all(counts).await
    }

    /// Runs the rows. After a signal, the rows in flight finish and no other one starts.
    async fn send(
        &self,
        options: Options,
        signals: &mut Signals,
    ) -> Result<Ended<Summary>, Failure> {
        let (teller, events) = mpsc::unbounded_channel();
        let (control, controlled) = watch::channel(Control::Go);
        let checked = CheckedRows {
            rows: self.workspace.rows.clone(),
            checks: self.checks.clone(),
        };
        let is_shown = !self.options.consent.json && prompts::somebody_reads();
        let (is_linear, yes) = (self.options.is_linear, self.options.consent.yes);
        let mut bar = ProgressBar::new(self.plan, is_shown, is_linear, control, yes);
        let context = self.workspace.context_knowing(&self.names);
        let work = plan::run(&context, self.plan, checked, &options, &teller, controlled);
        let work = Box::pin(work);
        under_signals(work, events, &mut bar, signals).await
    }

    /// What is known about a plan of which no row was run.
    pub(super) fn not_run(&self) -> Summary {
        let numbers = |is_meant: fn(&Check) -> bool| {
            let rows = self.plan.rows.iter().zip(&self.checks);
            let found = rows.filter(|(_, check)| is_meant(check));
            found.map(|(row, _)| row.number).collect()
        };
        Summary {
            ended: Vec::new(),
            done: numbers(|check| matches!(check, Check::Done { .. })),
            drifted: numbers(|check| matches!(check, Check::Drifted { .. })),
            refused: numbers(|check| matches!(check, Check::Refused(_))),
            left: numbers(|check| *check == Check::Ready),
            end: End::Stopped,
        }
    }
}
