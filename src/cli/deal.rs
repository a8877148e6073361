//! A change on its way from the first question to its end: consent, and the runs that follow from it.
//!
//! Belongs here: what is asked, and when the same change runs again. Does not belong here: which change
//! it is (`change`), one run (`attend`), what is said of the end (`report`).

use super::args::Consent;
use super::attend::attend;
use super::exit::Failure;
use super::signals::Signals;
use super::stakes::Stakes;
use super::write::Office;
use super::{ask, print};
use crate::domain::{Change, Outcome, ServiceError, Verdict, Via, WriteRequest};
use crate::graph::Row;
use crate::words::{self, Names};
use crate::write::{Approval, Job};

/// Why nothing was sent where the answer was no.
pub(super) const DECLINED: &str = "the answer was no";

/// A change on its way from the first question to the end.
pub(super) struct Deal<'a> {
    pub(super) office: &'a Office,
    pub(super) consent: &'a Consent,
    pub(super) row: &'a Row,
    pub(super) change: &'a Change,
    pub(super) names: &'a Names,
    /// Whether the whole list may be replaced where the PATCH has no route.
    pub(super) replaces: bool,
    pub(super) signals: Signals,
}

/// How a change ended.
pub(super) struct Ended {
    pub(super) via: Via,
    pub(super) outcome: Outcome,
    /// Why it did not go on.
    pub(super) note: Option<String>,
    /// The signal that stopped a wait.
    pub(super) interrupted: Option<u8>,
}

impl Deal<'_> {
    /// Shows the review where somebody is asked, and asks all that the flags do not answer.
    pub(super) async fn is_agreed(&mut self, request: &WriteRequest) -> Result<bool, Failure> {
        let asked = Stakes::of(self.change).to_ask(self.office, self.consent)?;
        if asked.is_something() || !self.consent.yes {
            self.show(request).await;
        }
        if !asked.is_agreed(self.office, &mut self.signals).await? {
            return Ok(false);
        }
        self.agrees().await
    }

    async fn show(&self, request: &WriteRequest) {
        let lines = self.office.review(self.change, request, self.names).await;
        let _ = print::error(&print::lines(&lines));
    }

    async fn agrees(&mut self) -> Result<bool, Failure> {
        Ok(self.consent.yes || ask::yes("Send this change?", &mut self.signals).await?)
    }

    /// Runs the change, and again where the answer to its end is known or can be asked for.
    pub(super) async fn make(&mut self, mut job: Job) -> Result<Ended, Failure> {
        loop {
            let steps = !self.consent.json && ask::somebody_reads();
            let ran = attend(&self.office.desk, &job, steps, &mut self.signals).await?;
            let mut ended = Ended {
                via: job.via,
                outcome: ran.outcome,
                note: None,
                interrupted: ran.interrupted,
            };
            if ended.interrupted.is_some() {
                return Ok(ended);
            }
            let outcome = &ended.outcome;
            let wants_reason = outcome.verdict == Verdict::Rejected
                && outcome
                    .error
                    .as_ref()
                    .is_some_and(ServiceError::wants_justification);
            if outcome.verdict == Verdict::NoRoute && job.via == Via::Patch && self.replaces {
                match self.office.request(self.change, self.row, Via::Assign) {
                    Err(refusal) => {
                        ended.note = Some(refusal.to_string());
                        return Ok(ended);
                    }
                    Ok(request) => {
                        if !self.consent.yes {
                            say(outcome);
                            self.show(&request).await;
                        }
                        if !self.agrees().await? {
                            ended.note = Some(DECLINED.to_owned());
                            return Ok(ended);
                        }
                        job.via = Via::Assign;
                    }
                }
            } else if wants_reason && job.approval == Approval::None {
                let Some(reason) = self.justification(outcome).await? else {
                    ended.note = Some("--justification gives the reason".to_owned());
                    return Ok(ended);
                };
                job.approval = Approval::Justification(reason);
            } else {
                return Ok(ended);
            }
        }
    }

    /// The reason for the admin who has to approve.
    async fn justification(&mut self, outcome: &Outcome) -> Result<Option<String>, Failure> {
        if self.consent.justification.is_some() {
            return Ok(self.consent.justification.clone());
        }
        if !ask::somebody() {
            return Ok(None);
        }
        say(outcome);
        let reason = ask::line("Justification: ", &mut self.signals).await?;
        Ok(Some(reason).filter(|reason| !reason.is_empty()))
    }
}

fn say(outcome: &Outcome) {
    // Without it there is still the answer.
    let _ = print::error(&print::lines(&words::verdict(outcome)));
}
