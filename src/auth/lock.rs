//! Locks that nobody holds while waiting.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is behind a poisoned lock is whole: no code in between can stop half way.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
