//! A value that is read from the service, and the progress of the read.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Identifies a read. Answers to all but the latest are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u64);

/// A value from the service. Old rows stay while new ones load, and after a failure.
#[derive(Debug, Clone, PartialEq)]
pub enum Remote<T, E> {
    /// Not requested yet.
    NotAsked,
    /// Requested, but the answer is not complete.
    Loading {
        /// The read whose answers count.
        id: RequestId,
        /// When it was requested, since the start of the program.
        since: Duration,
        so_far: T,
        previous: Option<T>,
    },
    Ready {
        value: T,
        incomplete: Option<E>,
    },
    /// The read failed or was stopped.
    Failed {
        /// The error; `None` if the admin stopped the read.
        error: Option<E>,
        /// The incomplete value that can still be shown.
        previous: T,
    },
}

impl<T: Default, E> Remote<T, E> {
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::NotAsked => None,
            Self::Loading {
                previous: Some(value),
                ..
            }
            | Self::Loading { so_far: value, .. }
            | Self::Ready { value, .. }
            | Self::Failed {
                previous: value, ..
            } => Some(value),
        }
    }

    /// Returns the value to show, to be changed in place.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::NotAsked => None,
            Self::Loading {
                previous: Some(value),
                ..
            }
            | Self::Loading { so_far: value, .. }
            | Self::Ready { value, .. }
            | Self::Failed {
                previous: value, ..
            } => Some(value),
        }
    }

    /// Whether an answer is awaited.
    pub const fn is_loading(&self) -> bool {
        matches!(self, Self::Loading { .. })
    }

    /// Whether rows may be missing from what is shown.
    pub const fn is_incomplete(&self) -> bool {
        !matches!(
            self,
            Self::Ready {
                incomplete: None,
                ..
            }
        )
    }

    /// Returns the error that explains missing rows, if a finished read failed.
    pub const fn error(&self) -> Option<&E> {
        match self {
            Self::Failed { error, .. }
            | Self::Ready {
                incomplete: error, ..
            } => error.as_ref(),
            Self::NotAsked | Self::Loading { .. } => None,
        }
    }

    /// Starts a read. The old value stays until the answer is complete.
    pub fn ask(&mut self, id: RequestId, since: Duration) {
        let previous = match std::mem::replace(self, Self::NotAsked) {
            Self::NotAsked => None,
            Self::Loading { previous, .. } => previous,
            Self::Ready { value, .. }
            | Self::Failed {
                previous: value, ..
            } => Some(value),
        };
        *self = Self::Loading {
            id,
            since,
            so_far: T::default(),
            previous,
        };
    }

    /// Returns the part that has arrived, if `id` is the current read.
    pub fn so_far_of(&mut self, id: RequestId) -> Option<&mut T> {
        match self {
            Self::Loading {
                id: latest, so_far, ..
            } if *latest == id => Some(so_far),
            _ => None,
        }
    }

    /// Takes the value from before the read `id`, which is about to succeed.
    pub fn take_previous(&mut self, id: RequestId) -> Option<T> {
        match self {
            Self::Loading {
                id: latest,
                previous,
                ..
            } if *latest == id => previous.take(),
            _ => None,
        }
    }

    /// Ends a read. Returns whether it was the current one.
    pub fn answer(&mut self, id: RequestId, outcome: Result<Option<E>, E>) -> bool {
        if self.so_far_of(id).is_none() {
            return false;
        }
        if let Self::Loading {
            so_far, previous, ..
        } = std::mem::replace(self, Self::NotAsked)
        {
            *self = match outcome {
                Ok(incomplete) => Self::Ready {
                    value: so_far,
                    incomplete,
                },
                Err(error) => Self::Failed {
                    error: Some(error),
                    previous: previous.unwrap_or(so_far),
                },
            };
        }
        true
    }

    /// Stops a read; its answers will be dropped. Returns its id.
    pub fn stop(&mut self) -> Option<RequestId> {
        match std::mem::replace(self, Self::NotAsked) {
            Self::Loading {
                id,
                so_far,
                previous,
                ..
            } => {
                *self = Self::Failed {
                    error: None,
                    previous: previous.unwrap_or(so_far),
                };
                Some(id)
            }
            other => {
                *self = other;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rows = Remote<Vec<u8>, &'static str>;

    #[test]
    fn a_late_answer_cannot_win() {
        let mut rows = Rows::NotAsked;
        rows.ask(RequestId(1), Duration::ZERO);
        rows.ask(RequestId(2), Duration::ZERO);
        assert!(rows.so_far_of(RequestId(1)).is_none());
        assert!(!rows.answer(RequestId(1), Ok(None)));
        rows.so_far_of(RequestId(2)).unwrap().push(7);
        assert!(rows.answer(RequestId(2), Ok(None)));
        assert_eq!(rows.value(), Some(&vec![7]));
    }

    #[test]
    fn old_rows_stay_while_new_ones_load_and_after_a_failure() {
        let mut rows = Rows::Ready {
            value: vec![1],
            incomplete: None,
        };
        rows.ask(RequestId(3), Duration::ZERO);
        rows.so_far_of(RequestId(3)).unwrap().push(2);
        assert_eq!(rows.value(), Some(&vec![1]));
        rows.answer(RequestId(3), Err("gone"));
        assert_eq!(rows.value(), Some(&vec![1]));
        assert!(rows.is_incomplete());
    }

    #[test]
    fn a_stopped_read_keeps_what_came_and_says_so() {
        let mut rows = Rows::NotAsked;
        rows.ask(RequestId(1), Duration::ZERO);
        rows.so_far_of(RequestId(1)).unwrap().push(5);
        assert_eq!(rows.stop(), Some(RequestId(1)));
        assert_eq!(rows.value(), Some(&vec![5]));
        assert!(rows.is_incomplete());
        assert!(!rows.answer(RequestId(1), Ok(None)));
    }
}
