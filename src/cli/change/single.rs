//! A change on its way from the first question to its end: consent, and the runs that follow from it.
//!
//! Belongs here: what is asked, and when the same change runs again. Does not belong here: which change
//! it is (`change`), one run (`attend`), what is said of the end (`report`).

use std::time::Duration;

use crate::cli::args::{Consent, ViaWord};
use crate::cli::change::confirmation::Stakes;
use crate::cli::change::watched::{Shown, attend};
use crate::cli::change::workspace::Workspace;
use crate::cli::print;
use crate::cli::print::exit::Failure;
use crate::cli::session::prompts;
use crate::cli::session::signals::Signals;
use crate::domain::Change;
use crate::domain::Outcome;
use crate::domain::Refusal;
use crate::domain::Verdict;
use crate::domain::Via;
use crate::domain::WriteRequest;
use crate::graph::Row;
use crate::words;
use crate::words::Names;
use crate::write::Approval;
use crate::write::Job;
use crate::write::Means;
use crate::write::NextStep;
use crate::write::next_step;

/// Why nothing was sent where the answer was no.
pub(in crate::cli) const DECLINED: &str = "the answer was no";

/// A change on its way from the first question to the end.
pub(in crate::cli) struct Deal<'a> {
    pub(in crate::cli) workspace: &'a Workspace,
    pub(in crate::cli) consent: &'a Consent,
    /// The configuration with the list that the change is made of.
    pub(in crate::cli) row: Row,
    pub(in crate::cli) change: Change,
    pub(in crate::cli) names: Names,
    /// The change as it was first shown, where it was made again on what is there now.
    pub(in crate::cli) earlier: Option<Change>,
    /// Whether the whole list may be replaced where the PATCH has no route.
    pub(in crate::cli) replaces: bool,
    /// The request that the flags ask for.
    pub(in crate::cli) asked_for: ViaWord,
    /// Whether what is said is read out, so that nothing is written over.
    pub(in crate::cli) linear: bool,
    /// How many long waits are still borne.
    pub(in crate::cli) waits: u32,
    pub(in crate::cli) signals: Signals,
}

/// How a change ended.
pub(in crate::cli) struct Ended {
    /// The change in its last form.
    pub(in crate::cli) change: Change,
    pub(in crate::cli) names: Names,
    pub(in crate::cli) via: Via,
    pub(in crate::cli) outcome: Outcome,
    /// Why it did not go on.
    pub(in crate::cli) note: Option<String>,
    /// The signal that stopped a wait.
    pub(in crate::cli) interrupted: Option<u8>,
}

impl Deal<'_> {
    /// Shows the review where somebody is asked, and asks all that the flags do not answer.
    pub(in crate::cli) async fn is_agreed(
        &mut self,
        request: &WriteRequest,
    ) -> Result<bool, Failure> {
        let asked = Stakes::of(&self.change).to_ask(self.workspace, self.consent)?;
        if asked.is_something() || !self.consent.yes {
            self.show(request).await;
        }
        if !asked.is_agreed(self.workspace, &mut self.signals).await? {
            return Ok(false);
        }
        self.agrees().await
    }

    async fn show(&self, request: &WriteRequest) {
        let (change, earlier) = (&self.change, self.earlier.as_ref());
        let review = self.workspace.review(change, earlier, request, &self.names);
        let lines = review.await;
        let _ = print::error(&print::lines(&lines));
    }

    async fn agrees(&mut self) -> Result<bool, Failure> {
        Ok(self.consent.yes || prompts::yes("Send this change?", &mut self.signals).await?)
    }

    /// Runs the change, and again where the answer to its end is known or can be asked for.
    pub(in crate::cli) async fn make(&mut self, mut job: Job) -> Result<Ended, Failure> {
        loop {
            let shown = match () {
                () if self.consent.json || !prompts::somebody_reads() => Shown::Nothing,
                () if self.linear => Shown::Lines,
                () => Shown::Counted,
            };
            let context = self.workspace.context_knowing(&self.names);
            let ran = attend(&context, &job, shown, &mut self.signals).await?;
            let outcome = ran.outcome;
            let means = Means {
                replaces: self.replaces && job.via == Via::Patch,
                names_deleted: false,
            };
            let step = next_step(&outcome, means).filter(|_| ran.interrupted.is_none());
            let note = match step {
                Some(NextStep::ReplaceList) => match self.replacement(&outcome).await? {
                    None => {
                        job.via = Via::Assign;
                        job.change.clone_from(&self.change);
                        continue;
                    }
                    note => note,
                },
                Some(NextStep::Justify) if job.approval == Approval::None => {
                    match self.justification(&outcome).await? {
                        Some(reason) => {
                            job.approval = Approval::Justification(reason);
                            continue;
                        }
                        None => Some("--justification gives the reason".to_owned()),
                    }
                }
                Some(NextStep::Wait(wait)) if self.waits_for(wait, &outcome).await? => {
                    job.first_wait = wait;
                    continue;
                }
                Some(NextStep::Rebase) => Some(self.on_what_is_there(&outcome).await),
                None if outcome.verdict() == Verdict::NoRoute && job.via == Via::Patch => {
                    Some(self.way_round().to_owned())
                }
                _ => None,
            };
            return Ok(Ended {
                change: self.change.clone(),
                names: self.names.clone(),
                via: job.via,
                outcome,
                note,
                interrupted: ran.interrupted,
            });
        }
    }

    /// Makes the change anew on the list as it was read a moment before, to be replaced as a whole, and
    /// asks. Gives the reason why it is not done.
    async fn replacement(&mut self, outcome: &Outcome) -> Result<Option<String>, Failure> {
        if let Some(rows) = outcome.observed_list() {
            self.row.assignments = rows.to_vec();
        }
        let (configuration, rows) = (&self.row.configuration, &self.row.assignments);
        // What replaces a list moves no priority.
        let request = self
            .change
            .rebased(configuration, rows, Vec::new())
            .and_then(|change| {
                // Nobody has agreed to another kind of change.
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
        self.names = self.workspace.names(&change, rows, names).await;
        self.earlier = Some(std::mem::replace(&mut self.change, change));
        if !self.consent.yes {
            say(outcome);
            self.show(&request).await;
        }
        Ok((!self.agrees().await?).then(|| DECLINED.to_owned()))
    }

    /// Where the whole list could be replaced, had it been allowed.
    const fn way_round(&self) -> &'static str {
        match self.asked_for {
            // The profile forbids it, and a flag goes before it.
            ViaWord::Auto => "--via assign makes the same change by replacing the whole list",
            ViaWord::Patch | ViaWord::Assign => {
                "--via auto makes the same change by replacing the whole list"
            }
        }
    }

    /// What can be done after somebody else's change: how the same is made again on what is there now.
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
                self.names = self.workspace.names(&change, rows, names).await;
                words::again(&self.change, &change, &self.names)
            }
        }
    }

    /// Whether to wait before the same is sent again, where the service wants more than is waited for
    /// without asking and somebody is there to say yes.
    async fn waits_for(&mut self, wait: Duration, outcome: &Outcome) -> Result<bool, Failure> {
        if !prompts::somebody() || self.waits == 0 {
            return Ok(false);
        }
        self.waits -= 1;
        agrees_to_wait(wait, outcome, self.consent.yes, &mut self.signals).await
    }

    /// The reason for the admin who has to approve.
    async fn justification(&mut self, outcome: &Outcome) -> Result<Option<String>, Failure> {
        if self.consent.justification.is_some() {
            return Ok(self.consent.justification.clone());
        }
        if !prompts::somebody() {
            return Ok(None);
        }
        say(outcome);
        let reason = prompts::line("Justification: ", &mut self.signals).await?;
        Ok(Some(reason).filter(|reason| !reason.is_empty()))
    }
}

/// Says why the service wants a long wait, and asks whether to wait; with `--yes` it is only said.
pub(in crate::cli) async fn agrees_to_wait(
    wait: Duration,
    outcome: &Outcome,
    yes: bool,
    signals: &mut Signals,
) -> Result<bool, Failure> {
    say(outcome);
    if yes {
        return Ok(true);
    }
    let seconds = wait.as_secs_f64().ceil();
    let question = format!("Wait {seconds:.0} s, and send the same again?");
    prompts::yes(&question, signals).await
}

fn say(outcome: &Outcome) {
    // Without it there is still the answer.
    let _ = print::error(&print::lines(&words::verdict(outcome)));
}
