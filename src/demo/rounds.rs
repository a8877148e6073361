//! Answers in rounds: each waits until all requests of its round have arrived.
//!
//! Belongs here: holding requests back. Does not belong here: which requests there are (`shared`).
//!
//! This counts how often a client waits for an answer before it continues, regardless of the load on the
//! machine, because requests that are sent at the same time share a round.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

#[derive(Debug, Default)]
struct Inner {
    /// How many requests each of the next rounds has.
    sizes: VecDeque<usize>,
    /// The requests of the first round that have arrived.
    waiting: Vec<oneshot::Sender<()>>,
}

#[derive(Debug, Default)]
pub(super) struct Rounds(Mutex<Inner>);

impl Rounds {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on, answers requests in rounds of these sizes, and later ones immediately.
    pub(super) fn set(&self, sizes: Vec<usize>) {
        let mut inner = self.inner();
        inner.sizes = sizes.into_iter().filter(|size| *size > 0).collect();
        inner.waiting.clear();
    }

    /// How many requests are missing in the remaining rounds.
    pub(super) fn missing(&self) -> usize {
        let inner = self.inner();
        let all: usize = inner.sizes.iter().sum();
        all - inner.waiting.len()
    }

    /// Waits until the round of a request that has arrived is complete.
    pub(super) async fn arrive(&self) {
        let (sender, whole) = oneshot::channel();
        {
            let mut inner = self.inner();
            let Some(size) = inner.sizes.front().copied() else {
                return;
            };
            inner.waiting.push(sender);
            if inner.waiting.len() >= size {
                inner.sizes.pop_front();
                for sender in std::mem::take(&mut inner.waiting) {
                    // The client may have disconnected.
                    let _ = sender.send(());
                }
            }
        }
        // A canceled round counts as complete.
        let _ = whole.await;
    }
}
