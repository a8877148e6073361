//! Answers in rounds: each waits until all requests of its round have come.
//!
//! Belongs here: holding requests back. Does not belong here: which requests there are (`shared`).
//!
//! How often a client waits for an answer before it asks on is counted so, whatever a machine is busy with:
//! requests that are sent at the same time share a round.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

#[derive(Debug, Default)]
struct Inner {
    /// How many requests each of the next rounds holds.
    sizes: VecDeque<usize>,
    /// Those of the first one that have come.
    waiting: Vec<oneshot::Sender<()>>,
}

#[derive(Debug, Default)]
pub(super) struct Rounds(Mutex<Inner>);

impl Rounds {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on requests are answered in rounds of these sizes, and those after them at once.
    pub(super) fn set(&self, sizes: Vec<usize>) {
        let mut inner = self.inner();
        inner.sizes = sizes.into_iter().filter(|size| *size > 0).collect();
        inner.waiting.clear();
    }

    /// How many requests are missing in the rounds that are left.
    pub(super) fn missing(&self) -> usize {
        let inner = self.inner();
        let all: usize = inner.sizes.iter().sum();
        all - inner.waiting.len()
    }

    /// Waits until the round of a request that has come is whole.
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
                    // Whoever asked may have gone.
                    let _ = sender.send(());
                }
            }
        }
        // A round that is called off is over.
        let _ = whole.await;
    }
}
