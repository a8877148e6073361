//! Locks that are never held while waiting.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The data behind a poisoned lock is complete: no code in between can stop halfway.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
