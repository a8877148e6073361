//! Waits until no other change of the same configuration or order is in flight in this state folder.
//!
//! Belongs here: the wait, what ends it, and open changes found in the meantime. Does not belong here: the
//! lock (`journal`), what is read and sent after it (`mod`).

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::settle::{is_elsewhere, open_changes, settle_one};
use super::{Run, stopped};
use crate::domain::{Holder, Outcome, Refusal, Sameness, Step, Unsent, Verdict};
use crate::journal::{ChangeLock, LockKey, SILENT};

/// The interval between two attempts.
const PAUSE: Duration = Duration::from_millis(50);

impl Run<'_> {
    /// Waits for the lock of this change, at most for the timeout of a request; otherwise returns its end,
    /// which names who holds it.
    pub(super) async fn wait_for_lock(&mut self) -> Result<ChangeLock, Outcome> {
        let patience = self.context.client.timing().total;
        let started = Instant::now();
        let mut told: Option<Holder> = None;
        loop {
            let holder = match self.try_lock().await? {
                Ok(lock) => return Ok(lock),
                Err(holder) => holder,
            };
            let waited = started.elapsed();
            if waited >= patience {
                return Err(Outcome::not_sent(format!(
                    "{} was still changing this when the time to wait was over",
                    *holder
                )));
            }
            if waited >= SILENT && told.as_ref() != Some(&*holder) {
                self.tell(Step::Queued(holder.clone()));
                told = Some((*holder).clone());
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE.min(patience.saturating_sub(waited))) => {}
                // A dropped sender can no longer stop anything.
                Ok(_) = self.cancel.wait_for(|cancelled| *cancelled) => {
                    let reason = format!("stopped while waiting for {}, which was changing this too", *holder);
                    return Err(stopped(&reason));
                }
            }
        }
    }

    /// Tries once to take the lock; otherwise returns who holds it.
    async fn try_lock(&self) -> Result<Result<ChangeLock, Box<Holder>>, Outcome> {
        let journal = Arc::clone(&self.context.journal);
        let (id, change) = (self.job.id.clone(), self.job.change.clone());
        let key = LockKey::of(&change);
        let taken = tokio::task::spawn_blocking(move || journal.lock_change(&key, &id, &change));
        let lock = match taken.await {
            Ok(Ok(Ok(lock))) => lock,
            Ok(Ok(Err(holder))) => return Ok(Err(Box::new(holder))),
            Ok(Err(error)) => return Err(self.no_lock(&error.to_string())),
            Err(error) => return Err(self.no_lock(&error.to_string())),
        };
        match self.at_work().await? {
            Some(holder) => Ok(Err(Box::new(holder))),
            None => Ok(Ok(lock)),
        }
    }

    /// Checks the open changes of the same configuration or order. One in flight elsewhere, for example in
    /// a program without this lock, is waited for. One whose program is gone is settled first; if its
    /// request can still arrive, nothing is sent.
    async fn at_work(&self) -> Result<Option<Holder>, Outcome> {
        let key = LockKey::of(&self.job.change);
        let open_changes = open_changes(self.context)
            .await
            .map_err(|reason| self.no_lock(&reason))?;
        let configuration = &self.job.change.configuration;
        let is_kept = open_changes.kept.iter().any(|kept| {
            !is_elsewhere(self.context, kept)
                && kept
                    .configuration
                    .as_ref()
                    .is_none_or(|it| it == configuration)
        });
        if is_kept {
            return Err(Outcome::refused(Refusal::Unsettled));
        }
        let place = &self.context.place;
        for intent in &open_changes.under_way {
            let is_same = LockKey::of(&intent.change) == key;
            if is_same && intent.place.sameness(place) != Sameness::Other {
                return Ok(Some(Holder {
                    since: Some(intent.time.clone()),
                    change_id: Some(intent.change_id.clone()),
                    configuration_name: Some(intent.change.configuration_name.clone()),
                    ..Holder::default()
                }));
            }
        }
        for (open, intent) in open_changes.open {
            if LockKey::of(&intent.change) != key {
                continue;
            }
            let id = intent.change_id.clone();
            match settle_one(self.context, open, intent)
                .await
                .map(|one| one.verdict)
            {
                None | Some(Some(Verdict::Verified | Verdict::Unchanged | Verdict::Differs)) => {}
                Some(Some(_)) => {
                    return Err(Outcome::not_sent(format!(
                        "the program that sent change {id} ended before it got an answer, and the \
                         request may still arrive: check the current state, then try again"
                    )));
                }
                Some(None) => return Err(Outcome::refused(Refusal::Unsettled)),
            }
        }
        Ok(None)
    }

    fn no_lock(&self, error: &str) -> Outcome {
        Unsent::Journal(format!(
            "could not use the journal {} ({error}); nothing is sent without it",
            self.context.journal.path().display()
        ))
        .into()
    }
}
