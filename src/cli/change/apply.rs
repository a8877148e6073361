//! `enlist apply`: a plan of many changes, row by row.
//!
//! Belongs here: what is shown and asked before the rows run, signals meanwhile, what is said after
//! them. Does not belong here: checks and order (`crate::plan`), sending (`crate::write`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tokio::sync::mpsc;
use tokio::sync::watch;

use crate::cli::args::Global;
use crate::cli::args::plan::ApplyArgs;
use crate::cli::change::confirmation::Stakes;
use crate::cli::change::progress::Progress;
use crate::cli::change::single::{DECLINED, agrees_to_wait};
use crate::cli::change::watched::{LAST_WAIT, leave, until};
use crate::cli::change::workspace::{MOST_LONG_WAITS, Workspace, needs_a_yes};
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::signals::{INTERRUPT, Signals};
use crate::cli::session::{files, prompts};
use crate::cli::verbs::list;
use crate::cli::verbs::plan::elsewhere;
use crate::domain::Change;
use crate::domain::MemberCount;
use crate::domain::Refusal;
use crate::domain::ServiceError;
use crate::domain::Step;
use crate::domain::Via;
use crate::domain::WriteMode;
use crate::domain::WriteRequest;
use crate::plan;
use crate::plan::Check;
use crate::plan::Control;
use crate::plan::End;
use crate::plan::Event;
use crate::plan::Known;
use crate::plan::Options;
use crate::plan::Plan;
use crate::plan::Stage;
use crate::plan::Summary;
use crate::plan::file;
use crate::session::Session;
use crate::words;
use crate::words::Names;
use crate::words::Sheet;
use crate::write::Access;

/// The most groups whose members are counted before a plan is run.
const MOST_COUNTS: usize = 20;

pub(in crate::cli) fn run(global: &Global, args: &ApplyArgs) -> Result<Exit, Failure> {
    needs_a_yes(&args.consent)?;
    if args.consent.approval_code.is_some() {
        return Err(Failure::usage(
            "--approval-code is for one change, and a plan has many".to_owned(),
        )
        .with_hint("give it with the verb that makes the change of the row that was approved"));
    }
    let plan = read(&args.file)?;
    let runtime = crate::cli::plain_runtime()?;
    let opened = crate::cli::session::open::open_signed_in(global, &runtime)?;
    let linear = global.looks().linear;
    let ended = runtime.block_on(apply(&opened.session, args, &plan, linear));
    drop(opened);
    crate::cli::end(runtime);
    ended
}

fn read(path: &Path) -> Result<Plan, Failure> {
    file::read(&files::read(path)?).map_err(|error| {
        let what = format!("{}:{error}", files::name(path));
        Failure::naming("plan-file", what, None)
    })
}

/// A plan on its way from the first question to the end.
pub(in crate::cli) struct PlanDeal<'a> {
    pub(in crate::cli) workspace: &'a Workspace,
    pub(in crate::cli) args: &'a ApplyArgs,
    pub(in crate::cli) plan: &'a Plan,
    mode: WriteMode,
    pub(in crate::cli) checks: Vec<Check>,
    pub(in crate::cli) requests: Vec<Option<(Change, WriteRequest)>>,
    pub(in crate::cli) names: Names,
}

async fn apply(
    session: &Session,
    args: &ApplyArgs,
    plan: &Plan,
    linear: bool,
) -> Result<Exit, Failure> {
    let consent = &args.consent;
    let mut workspace = Workspace::open(session).await?;
    elsewhere("the plan was made for", &plan.place, &workspace)?;
    if !consent.dry_run {
        workspace.settle().await?;
    }
    let mode = args.via.or(session.write_mode);
    if plan.rows.iter().any(|row| row.change.brings_filter()) {
        // Where they cannot be read it is left to the service which of them go where.
        drop(workspace.filters().await);
    }
    let known = Known {
        limits: workspace.limits(mode),
        verified: plan::verified(plan, &workspace.entries_since(&plan.created).await?),
        unsettled: workspace.unsettled.clone(),
    };
    let mut checks = plan::check(plan, &workspace.rows, &known);
    if !consent.dry_run && session.access == Access::ReadOnly {
        for check in checks.iter_mut().filter(|check| **check == Check::Ready) {
            *check = Check::Refused(Refusal::ReadOnly);
        }
    }
    let requests = plan::requests(plan, &workspace.rows, &checks, known.limits);
    let deal = PlanDeal {
        names: names(&workspace, plan).await,
        workspace: &workspace,
        args,
        plan,
        mode,
        checks,
        requests,
    };
    if consent.dry_run {
        return Ok(deal.dry_run().await);
    }
    let is_bad = |check: &Check| matches!(check, Check::Drifted { .. } | Check::Refused(_));
    let stops = !args.keep_going && deal.checks.iter().any(is_bad);
    if stops || !deal.checks.contains(&Check::Ready) {
        let hint = stops.then_some(KEEP_GOING);
        return Ok(deal.report(&deal.not_run(), hint, Exit::Done));
    }
    let mut signals = Signals::listen();
    let Some(options) = deal.is_agreed(&mut signals).await? else {
        return Ok(deal.report(&deal.not_run(), Some(DECLINED), Exit::Failed));
    };
    let (summary, interrupted) = deal.run(options, linear, &mut signals).await?;
    let wants_reason = |ended: &plan::Ended| {
        let error = ended.outcome.error();
        error.is_some_and(ServiceError::wants_justification)
    };
    let hint = if summary.ended.iter().any(wants_reason) && consent.justification.is_none() {
        Some("--justification gives the reason")
    } else {
        (!summary.left.is_empty()).then_some(AGAIN)
    };
    let exit = deal.report(&summary, hint, Exit::Done);
    Ok(match (interrupted, exit) {
        (Some(number), Exit::Done | Exit::Failed) => Exit::Signal(number),
        _ => exit,
    })
}

const KEEP_GOING: &str =
    "nothing was sent: --keep-going makes the rows that can be made, or take the others out";
const AGAIN: &str = "call it again with the same file to go on with what is left";

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
    let ids = list::ids(&planned.chain(there).collect::<Vec<_>>());
    // The ids stand in.
    workspace
        .context
        .client
        .names(&ids)
        .await
        .unwrap_or_default()
}

impl PlanDeal<'_> {
    /// Shows the plan where somebody is asked, and asks all that the flags do not answer.
    async fn is_agreed(&self, signals: &mut Signals) -> Result<Option<Options>, Failure> {
        let consent = &self.args.consent;
        let ready = || self.requests.iter().flatten();
        let stakes = ready()
            .map(|(change, _)| Stakes::of(change))
            .fold(Stakes::default(), Stakes::and);
        let asked = stakes.to_ask(self.workspace, consent)?;
        if asked.is_something() || !consent.yes {
            let groups = self.groups().await;
            let lines = words::plan(&self.sheet(&groups));
            let _ = print::error(&print::lines(&lines));
        }
        if !asked.is_agreed(self.workspace, signals).await? {
            return Ok(None);
        }
        let count = ready().count();
        let question = if count == 1 {
            "Send this change?".to_owned()
        } else {
            format!("Send these {count} changes?")
        };
        if !consent.yes && !prompts::yes(&question, signals).await? {
            return Ok(None);
        }
        let patches = ready().any(|(_, request)| request.via == Via::Patch);
        let mut replaces = self.mode == WriteMode::Auto;
        if replaces && patches && !consent.yes {
            replaces = prompts::yes(
                "Where the service has no route for the PATCH, replace the whole list?",
                signals,
            )
            .await?;
        }
        Ok(Some(Options {
            limits: self.workspace.limits(self.mode).after_checks(),
            replaces,
            keep_going: self.args.keep_going,
            justification: consent.justification.clone(),
            asks: prompts::somebody(),
        }))
    }

    pub(in crate::cli) fn sheet<'a>(
        &'a self,
        groups: &'a [(String, Option<MemberCount>)],
    ) -> Sheet<'a> {
        Sheet {
            plan: self.plan,
            checks: &self.checks,
            requests: &self.requests,
            tenant: self.workspace.tenant_name(),
            names: &self.names,
            groups,
        }
    }

    /// The members of the groups that the rows lead from and to, as far as they are few.
    pub(in crate::cli) async fn groups(&self) -> Vec<(String, Option<MemberCount>)> {
        let changes = self.requests.iter().flatten().map(|(change, _)| change);
        let targets = changes.flat_map(|change| {
            [change.old_target(), change.new_target()]
                .into_iter()
                .flatten()
        });
        let mut ids = list::ids(targets);
        ids.truncate(MOST_COUNTS);
        let client = &self.workspace.context.client;
        let counts = ids.iter().map(|id| async move {
            let count = client.member_count(id).await.ok();
            (id.as_str().to_owned(), count)
        });
        futures_util::future::join_all(counts).await
    }

    /// Runs the rows. A signal lets the row under way come to its end, and no other begins.
    async fn run(
        &self,
        options: Options,
        linear: bool,
        signals: &mut Signals,
    ) -> Result<(Summary, Option<u8>), Failure> {
        let (teller, mut events) = mpsc::unbounded_channel();
        let (control, controlled) = watch::channel(Control::Go);
        let stage = Stage {
            rows: self.workspace.rows.clone(),
            checks: self.checks.clone(),
        };
        let shown = !self.args.consent.json && prompts::somebody_reads();
        let mut progress = Progress::new(self.plan.rows.len(), shown, linear);
        let context = self.workspace.context_knowing(&self.names);
        let work = plan::run(&context, self.plan, stage, &options, &teller, controlled);
        tokio::pin!(work);
        let mut sent = false;
        let mut interrupted = None;
        let mut last_wait = None;
        let mut waits: BTreeMap<u32, u32> = BTreeMap::new();
        loop {
            tokio::select! {
                biased;
                summary = &mut work => {
                    progress.clear();
                    return Ok((summary, interrupted));
                }
                Some(event) = events.recv() => {
                    sent |= matches!(event, Event::Stepped(_, Step::Sending));
                    progress.happened(&event, self.name_of(&event));
                    if let Event::Asks { number, wait, outcome } = &event {
                        let asked = waits.entry(*number).or_default();
                        *asked += 1;
                        let yes = self.args.consent.yes;
                        let may_wait = *asked <= MOST_LONG_WAITS
                            && match agrees_to_wait(*wait, outcome, yes, signals).await {
                                Ok(may_wait) => may_wait,
                                // The rows that ended have a report all the same.
                                Err(failure) => {
                                    interrupted = failure.signal();
                                    false
                                }
                            };
                        let answer = if may_wait { Control::Wait(*number) } else { Control::Stop };
                        // The runner is there to hear it.
                        let _ = control.send(answer);
                    }
                }
                number = signals.next() => {
                    if interrupted.is_some() && number == INTERRUPT {
                        return Err(leave(number, sent));
                    }
                    interrupted = Some(number);
                    // The runner is there to hear it.
                    let _ = control.send(Control::Stop);
                    if number == INTERRUPT {
                        progress.say(UNDER_WAY);
                    } else if last_wait.is_none() {
                        last_wait = Some(tokio::time::Instant::now() + LAST_WAIT);
                    }
                }
                () = until(last_wait) => return Err(leave(interrupted.unwrap_or(INTERRUPT), sent)),
            }
        }
    }

    /// The configuration that something happened to.
    fn name_of(&self, event: &Event) -> &str {
        let number = match event {
            Event::Began(number)
            | Event::Stepped(number, _)
            | Event::Replaces(number, _)
            | Event::Skipped(number, _) => *number,
            Event::Asks { number, .. } => *number,
            Event::Ended(ended) => ended.number,
            Event::Paused | Event::Resumed => 0,
        };
        let row = self.plan.rows.iter().find(|row| row.number == number);
        row.map_or("", |row| &row.change.configuration_name)
    }

    /// What is known of a plan of which no row was run.
    pub(in crate::cli) fn not_run(&self) -> Summary {
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

const UNDER_WAY: &str = "no other row begins; the one under way goes on to its verdict; Ctrl-C again leaves it open, to be settled at the next start";
