//! One change: from what a command proposes to its result, including repeated runs.
//!
//! Belongs here: when the same change runs again. Does not belong here: which change it is (`verbs`), what
//! is asked before it (`confirmation`), its report (`report`), sending it (`crate::write`).

use std::pin::pin;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::{mpsc, watch};

use super::change_steps::Steps;
use super::confirmation::{DECLINED, MOST_LONG_WAITS, is_agreed, long_wait, needs_a_yes, says_yes};
use super::proposal::Proposal;
use super::report::{End, Report, stopped};
use super::under_signals::{beside, under_signals};
use crate::cli::args::{Consent, Global};
use crate::cli::lookup::workspace::Workspace;
use crate::cli::print;
use crate::cli::print::exit::{Exit, Failure};
use crate::cli::session::signals::Signals;
use crate::cli::session::{prompts, with_session};
use crate::domain::{
    Change, ObjectId, Outcome, Refusal, Row, Unsent, Verdict, Via, WriteMode, WriteRequest,
};
use crate::session::Session;
use crate::words::{self, Line, Names};
use crate::write::{self, Approval, Job, NextStep, NextStepOptions, next_step};

/// How long a review waits for the number of members.
const LONGEST_COUNT: Duration = Duration::from_secs(1);

/// How much of a change's ID identifies it: it starts with random digits.
const SHORT_ID: usize = 8;

const QUESTION: &str = "Send this change?";

/// Makes the change that a command proposes, with the request that the flags select.
pub(in crate::cli) fn run(
    global: &Global,
    consent: &Consent,
    via: WriteMode,
    propose: impl AsyncFnOnce(&Workspace) -> Result<Proposal, Failure>,
) -> Result<Exit, Failure> {
    run_by_ids(global, consent, via, None, propose)
}

/// Like `run`, for a command line that names everything by ID: reads only that configuration. `ids` are the
/// IDs whose names are needed.
pub(in crate::cli) fn run_by_ids(
    global: &Global,
    consent: &Consent,
    via: WriteMode,
    by_ids: Option<(&str, Vec<ObjectId>)>,
    propose: impl AsyncFnOnce(&Workspace) -> Result<Proposal, Failure>,
) -> Result<Exit, Failure> {
    needs_a_yes(consent)?;
    with_session(global, async |session| {
        let printing = global.printing();
        let is_one = by_ids.is_some();
        let mut workspace = match by_ids {
            Some((id, named)) => Workspace::open_one(session, printing, id, &named).await?,
            None => Workspace::open(session, printing).await?,
        };
        let no_journal = if consent.dry_run {
            None
        } else {
            workspace.settle().await.err()
        };
        let Proposal { row, names, change } = propose(&workspace).await?;
        let id = session.change_name(1);
        let change = match change {
            Ok(change) => change,
            Err(stop) => return Ok(stopped(&workspace, consent, id, &row, names, stop).await),
        };
        if let (Some(_), Some(error)) = (change.order_after(), &workspace.missing) {
            // An unread configuration may belong to the same order.
            return Err(Failure::incomplete(error));
        }
        // Nobody reads the names before the change is sent, so nothing waits for them.
        let are_read_later = is_one && consent.yes && !consent.dry_run;
        let names = if are_read_later {
            workspace.names_known_for(&change, names)
        } else {
            workspace.names_for(&change, &[], names).await
        };
        workspace.note_not_read();
        let change = ChangeRun {
            workspace: &workspace,
            consent,
            id,
            row,
            change,
            names,
            earlier: None,
            asked_for: via,
            mode: via.or(session.settings.write),
            is_linear: global.capabilities().linear,
            undo: undo_command(global),
            long_waits: MOST_LONG_WAITS,
        };
        Box::pin(change.carry_out(session, no_journal)).await
    })
}

/// The command that undoes changes, for the same profile. The journal of a demo is deleted with the demo.
fn undo_command(global: &Global) -> Option<String> {
    let profile = global.profile.as_deref().map(quoted);
    let profile = profile.map(|name| format!(" --profile {name}"));
    let profile = profile.unwrap_or_default();
    global
        .demo
        .is_none()
        .then(|| format!("enlist{profile} undo"))
}

/// Quotes a word for a shell if necessary.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A change on its way from the first question to its end.
struct ChangeRun<'a> {
    workspace: &'a Workspace,
    consent: &'a Consent,
    /// Its ID in the journal.
    id: String,
    /// The configuration with the list that the change is based on.
    row: Row,
    change: Change,
    names: Names,
    /// The original change, if this one was rebuilt on the current list.
    earlier: Option<Change>,
    /// The request that the flags select.
    asked_for: WriteMode,
    /// The requests that may be used.
    mode: WriteMode,
    /// Whether a screen reader reads the output, so that no line may be overwritten.
    is_linear: bool,
    /// How many more long waits are accepted.
    long_waits: u32,
    /// The command that undoes changes, if this run leaves a journal.
    undo: Option<String>,
}

impl ChangeRun<'_> {
    async fn carry_out(
        mut self,
        session: &Session,
        no_journal: Option<Failure>,
    ) -> Result<Exit, Failure> {
        let request = match self.first_request(session) {
            Ok(request) => request,
            Err(refusal) => return Ok(self.not_sent(Outcome::refused(refusal))),
        };
        if let Some(failure) = no_journal {
            let reason = format!("{failure}; nothing is sent without it");
            return Ok(self.not_sent(Unsent::Journal(reason).into()));
        }
        if self.consent.dry_run {
            let review = self.review(&request).await;
            return Ok(self.report().dry_run(&self.change, &request, &review));
        }
        let (workspace, consent) = (self.workspace, self.consent);
        let (changes, review) = ([&self.change], Box::pin(self.review(&request)));
        let mut signals = Signals::listen();
        if !is_agreed(workspace, consent, changes, QUESTION, review, &mut signals).await? {
            return Ok(self.not_sent(Outcome::not_sent(DECLINED)));
        }
        let (end, interrupted) = self.send(request.via, &mut signals).await?;
        let exit = self.report().end(&end);
        Ok(match interrupted {
            Some(number) if end.outcome.verdict() == Verdict::NotSent => Exit::Signal(number),
            _ => exit,
        })
    }

    /// The request that makes the change, or the rule that currently forbids it.
    fn first_request(&self, session: &Session) -> Result<WriteRequest, Refusal> {
        let via = self.change.first_via(self.mode, false)?;
        let request = self.workspace.request(&self.change, &self.row, via)?;
        let unsettled = &self.workspace.unsettled;
        match () {
            () if self.consent.dry_run => Ok(request),
            () if session.settings.read_only => Err(Refusal::ReadOnly),
            () if unsettled.contains(&self.change.configuration) => Err(Refusal::Unsettled),
            () => Ok(request),
        }
    }

    const fn report(&self) -> Report<'_> {
        Report {
            as_json: self.consent.json,
            names: &self.names,
            workspace: self.workspace,
        }
    }

    fn not_sent(&self, outcome: Outcome) -> Exit {
        let (id, change) = (self.id.clone(), self.change.clone());
        self.report().end(&End::of_change(id, change, outcome))
    }

    async fn review(&self, request: &WriteRequest) -> Vec<Line> {
        let counts = async {
            tokio::join!(
                self.workspace.count(self.change.old_target()),
                self.workspace.count(self.change.new_target())
            )
        };
        // A review without member counts is better than a long wait.
        let (count_before, count_after) = tokio::time::timeout(LONGEST_COUNT, counts)
            .await
            .unwrap_or_default();
        words::review(&words::Review {
            change: &self.change,
            earlier: self.earlier.as_ref(),
            priority: self.row.configuration.priority,
            request,
            tenant: self.workspace.tenant_name(),
            names: &self.names,
            count_before,
            count_after,
            zone: &TimeZone::system(),
            now: Some(Timestamp::now()),
        })
    }

    /// Runs the change, and runs it again if the outcome allows it and the answer is known or can be asked for.
    /// Returns the signal that stopped a wait.
    async fn send(
        &mut self,
        via: Via,
        signals: &mut Signals,
    ) -> Result<(End, Option<u8>), Failure> {
        let mut job = Job {
            id: self.id.clone(),
            change: self.change.clone(),
            via,
            approval: match &self.consent.approval_code {
                Some(code) => Approval::Code(code.clone()),
                None => Approval::None,
            },
            first_wait: Duration::ZERO,
        };
        loop {
            let context = self.workspace.context_knowing(&self.names);
            let (teller, steps) = mpsc::unbounded_channel();
            let (cancel, cancelled) = watch::channel(false);
            let work = Box::pin(write::run(&context, &job, &teller, cancelled));
            let mut shown = Steps::new(self.consent.json, self.is_linear, cancel);
            let (ended, read) = {
                let known = self.names.clone();
                let mut names = pin!(self.workspace.names_for(&self.change, &[], known));
                let sent = under_signals(work, steps, &mut shown, signals);
                beside(sent, &mut names).await
            };
            self.names.extend(read.into_iter().flatten());
            let ended = ended?;
            let outcome = ended.result;
            let options = NextStepOptions {
                replaces: self.mode == WriteMode::Auto && job.via == Via::Patch,
                names_deleted: false,
            };
            let step = next_step(&outcome, options).filter(|_| ended.interrupted.is_none());
            let note = match step {
                Some(NextStep::ReplaceList) => match self.replacement(&outcome, signals).await? {
                    None => {
                        job.via = Via::Assign;
                        job.change.clone_from(&self.change);
                        continue;
                    }
                    note => note,
                },
                Some(NextStep::Justify) if job.approval == Approval::None => {
                    match self.justification(&outcome, signals).await? {
                        Some(reason) => {
                            job.approval = Approval::Justification(reason);
                            continue;
                        }
                        None => Some("add the reason with --justification".to_owned()),
                    }
                }
                Some(NextStep::Wait(wait)) if self.waits_for(wait, &outcome, signals).await? => {
                    job.first_wait = wait;
                    continue;
                }
                Some(NextStep::Rebase) => Some(self.on_what_is_there(&outcome).await),
                None if outcome.verdict() == Verdict::NoRoute && job.via == Via::Patch => {
                    Some(self.way_round().to_owned())
                }
                _ => self.way_back(&outcome, &job.id),
            };
            self.workspace.name_refused(&outcome, &mut self.names).await;
            let end = End {
                via: Some(job.via),
                note,
                ..End::of_change(job.id, self.change.clone(), outcome)
            };
            return Ok((end, ended.interrupted));
        }
    }

    /// Rebuilds the change on the list that was just read, as a replacement of the whole list, and asks.
    /// Returns the reason if it is not done.
    async fn replacement(
        &mut self,
        outcome: &Outcome,
        signals: &mut Signals,
    ) -> Result<Option<String>, Failure> {
        if let Some(rows) = outcome.observed_list() {
            self.row.assignments = rows.to_vec();
        }
        let (configuration, rows) = (&self.row.configuration, &self.row.assignments);
        // Replacing a list moves no priority.
        let request = self
            .change
            .rebased(configuration, rows, Vec::new())
            .and_then(|change| {
                // Nobody has confirmed another kind of change.
                let kind = std::mem::discriminant(&change.kind);
                if kind != std::mem::discriminant(&self.change.kind) {
                    return Err(Refusal::Gone);
                }
                let request = self.workspace.request(&change, &self.row, Via::Assign)?;
                Ok((change, request))
            });
        let (change, request) = match request {
            Ok(made) => made,
            Err(refusal) => return Ok(Some(refusal.to_string())),
        };
        let names = std::mem::take(&mut self.names);
        self.names = self.workspace.names_for(&change, rows, names).await;
        self.earlier = Some(std::mem::replace(&mut self.change, change));
        if !self.consent.yes {
            say(outcome);
            let review = self.review(&request).await;
            let _ = print::error(&self.workspace.printing.err.lines(&review));
        }
        let agreed = says_yes(self.consent, QUESTION, signals).await?;
        Ok((!agreed).then(|| DECLINED.to_owned()))
    }

    /// The command that undoes a verified change.
    fn way_back(&self, outcome: &Outcome, id: &str) -> Option<String> {
        let undo = self.undo.as_ref()?;
        let short = id.get(..SHORT_ID).unwrap_or(id);
        (outcome.verdict() == Verdict::Verified).then(|| format!("Undo: {undo} {short}"))
    }

    /// Returns a hint for the case that replacing the whole list would work but is not allowed.
    const fn way_round(&self) -> &'static str {
        match self.asked_for {
            // The profile forbids it, and a flag takes precedence.
            WriteMode::Auto => "use --via assign to make the change by replacing the whole list",
            WriteMode::Patch | WriteMode::Assign => {
                "use --via auto to make the change by replacing the whole list"
            }
        }
    }

    /// What to do after a conflict: how to make the same change on the current list.
    async fn on_what_is_there(&mut self, outcome: &Outcome) -> String {
        let configuration = &self.row.configuration;
        let rows = outcome.observed_list().unwrap_or(&self.row.assignments);
        let order = match outcome.observed_order() {
            Some(order) => Ok(order.to_vec()),
            None if self.change.order_after().is_some() => self.workspace.order(&self.row),
            None => Ok(Vec::new()),
        };
        let rebased = order.and_then(|order| self.change.rebased(configuration, rows, order));
        match rebased {
            Err(refusal) => words::nothing_left(&refusal),
            Ok(change) => {
                let names = std::mem::take(&mut self.names);
                self.names = self.workspace.names_for(&change, rows, names).await;
                words::again(&self.change, &change, &self.names)
            }
        }
    }

    /// Whether to wait before the same request is sent again. Asks if the service wants a long wait and someone
    /// is there to confirm it.
    async fn waits_for(
        &mut self,
        wait: Duration,
        outcome: &Outcome,
        signals: &mut Signals,
    ) -> Result<bool, Failure> {
        if !prompts::somebody() || self.long_waits == 0 {
            return Ok(false);
        }
        self.long_waits -= 1;
        say(outcome);
        says_yes(self.consent, &long_wait(wait), signals).await
    }

    /// The reason for the admin who approves.
    async fn justification(
        &mut self,
        outcome: &Outcome,
        signals: &mut Signals,
    ) -> Result<Option<String>, Failure> {
        if self.consent.justification.is_some() {
            return Ok(self.consent.justification.clone());
        }
        if !prompts::somebody() {
            return Ok(None);
        }
        say(outcome);
        let reason = prompts::line("Justification: ", signals).await?;
        Ok(Some(reason).filter(|reason| !reason.is_empty()))
    }
}

fn say(outcome: &Outcome) {
    // If it cannot be printed, the question is still asked.
    let _ = print::error(&print::lines(&words::verdict(outcome, &Names::new())));
}
