//! Waiting until no other change of the same configuration, or order, is under way in this state folder.
//!
//! Belongs here: the wait, what ends it, and open changes that came to light meanwhile. Does not belong
//! here: the lock (`journal`), what is read and sent after it (`mod`).

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::settle::{is_elsewhere, open_changes, settle_one};
use super::{Run, stopped};
use crate::domain::{Holder, Outcome, Refusal, Sameness, Step, Unsent, Verdict};
use crate::journal::{ChangeLock, LockKey, SILENT};

/// How long it takes to look again.
const PAUSE: Duration = Duration::from_millis(50);

impl Run<'_> {
    /// Waits for the lock of this change, at most for the timeout of a request; else gives its end, which
    /// names who is at work.
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
                    "{} is changing the same, and was waited for long enough",
                    *holder
                )));
            }
            if waited >= SILENT && told.as_ref() != Some(&*holder) {
                self.tell(Step::Queued(holder.clone()));
                told = Some((*holder).clone());
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE.min(patience.saturating_sub(waited))) => {}
                // A sender that is gone cannot stop anything any more.
                Ok(_) = self.cancel.wait_for(|cancelled| *cancelled) => {
                    let reason = format!("stopped while {} was changing the same", *holder);
                    return Err(stopped(&reason));
                }
            }
        }
    }

    /// Tries once to take the lock; else says who holds it.
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

    /// Looks at the open changes of the same subject: one under way elsewhere, as in a program that knows
    /// no such lock, is waited for. One whose program is gone, as of the one that was waited for, is settled
    /// first; where its request can still arrive, nothing is sent.
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
                        "the program that made change {id} ended before its answer, and its request may still arrive: look at what is there, and try again"
                    )));
                }
                Some(None) => return Err(Outcome::refused(Refusal::Unsettled)),
            }
        }
        Ok(None)
    }

    fn no_lock(&self, error: &str) -> Outcome {
        Unsent::Journal(format!(
            "the journal {} cannot be used ({error}), and no change is made without it",
            self.context.journal.path().display()
        ))
        .into()
    }
}
