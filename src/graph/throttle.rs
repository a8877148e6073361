//! How fast requests may leave: below the documented limits of the service, and not at all for as long as
//! it asks for patience.
//!
//! Belongs here: when the next request may be sent. Does not belong here: waiting for that (`send`, `write`),
//! which answers ask for patience (`send`, `batch`, `write`).

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The limits of Intune's enrollment service for one app in one tenant, within 20 seconds: 1,000 requests,
/// 100 of them writes (<https://learn.microsoft.com/graph/throttling-limits>).
const WINDOW: Duration = Duration::from_secs(20);
/// What leaves at once is counted twice, as a burst and in the pace after it, so the two share a limit.
const REQUESTS: Rate = Rate {
    burst: 500,
    within_window: 500,
};
const WRITES: Rate = Rate {
    burst: 40,
    within_window: 60,
};

/// So many at once, and so many more in each window.
#[derive(Debug, Clone, Copy)]
struct Rate {
    burst: u32,
    within_window: u32,
}

/// A token bucket: what was taken is given back at a steady pace.
#[derive(Debug, Default)]
struct Bucket {
    /// When all that was taken is given back.
    full_at: Option<Instant>,
}

impl Bucket {
    /// Takes tokens, and says how long to wait before they may be used.
    fn take(&mut self, tokens: u32, rate: Rate, now: Instant) -> Duration {
        let pace = WINDOW / rate.within_window;
        let full_at = self.full_at.map_or(now, |at| at.max(now)) + pace * tokens;
        self.full_at = Some(full_at);
        full_at.saturating_duration_since(now + pace * rate.burst)
    }
}

#[derive(Debug, Default)]
struct Inner {
    requests: Bucket,
    writes: Bucket,
    /// Until when the service wants to be left alone.
    until: Option<Instant>,
}

impl Inner {
    fn reads(&mut self, count: u32, now: Instant) -> Duration {
        let paced = self.requests.take(count, REQUESTS, now);
        paced.max(self.left(now))
    }

    fn write(&mut self, now: Instant) -> Duration {
        let paced = self.requests.take(1, REQUESTS, now);
        let paced = paced.max(self.writes.take(1, WRITES, now));
        paced.max(self.left(now))
    }

    fn slow_down(&mut self, until: Instant) {
        self.until = Some(self.until.map_or(until, |known| known.max(until)));
    }

    fn left(&self, now: Instant) -> Duration {
        self.until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }
}

/// The pace of all requests of a client and its clones.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<Inner>);

impl Throttle {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Times are whole at each moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts so many reads, and says how long they have to wait.
    pub(super) fn reads(&self, count: u32) -> Duration {
        self.inner().reads(count, Instant::now())
    }

    /// Counts a write, and says how long it has to wait.
    pub(super) fn write(&self) -> Duration {
        self.inner().write(Instant::now())
    }

    /// The service asks for patience: nothing leaves for this time.
    pub(super) fn slow_down(&self, wait: Duration) {
        self.inner().slow_down(Instant::now() + wait);
    }

    /// How long the service still wants to be left alone.
    pub(super) fn left(&self) -> Duration {
        self.inner().left(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When each of so many requests may leave, since the first one.
    fn times(count: usize, mut wait: impl FnMut(Instant) -> Duration) -> Vec<Duration> {
        let start = Instant::now();
        let mut now = start;
        let mut times = Vec::new();
        for _ in 0..count {
            now += wait(now);
            times.push(now - start);
        }
        times
    }

    fn most_within_window(times: &[Duration]) -> usize {
        let within = |from: &Duration| {
            let until = *from + WINDOW;
            times
                .iter()
                .filter(|at| from <= *at && **at < until)
                .count()
        };
        times.iter().map(within).max().unwrap_or_default()
    }

    #[test]
    fn no_window_holds_more_than_the_service_documents() {
        let mut bucket = Bucket::default();
        let reads = times(3_000, |now| bucket.take(1, REQUESTS, now));
        assert!(most_within_window(&reads) <= 1_000);
        assert_eq!(reads[499], Duration::ZERO, "a list is not held up");
        let mut bucket = Bucket::default();
        let writes = times(500, |now| bucket.take(1, WRITES, now));
        assert!(most_within_window(&writes) <= 100);
        assert_eq!(writes[39], Duration::ZERO, "nor is a plan of usual size");
    }

    #[test]
    fn what_was_not_used_is_given_back() {
        let mut bucket = Bucket::default();
        let start = Instant::now();
        for _ in 0..40 {
            assert_eq!(bucket.take(1, WRITES, start), Duration::ZERO);
        }
        assert!(bucket.take(1, WRITES, start) > Duration::ZERO);
        let later = start + WINDOW;
        assert_eq!(bucket.take(40, WRITES, later), Duration::ZERO);
        assert!(bucket.take(1, WRITES, later) > Duration::ZERO);
    }

    #[test]
    fn one_answer_holds_up_everything() {
        let seconds = Duration::from_secs;
        let mut throttle = Inner::default();
        let start = Instant::now();
        assert_eq!(throttle.reads(1, start), Duration::ZERO);
        throttle.slow_down(start + seconds(7));
        throttle.slow_down(start + seconds(3));
        assert_eq!(throttle.write(start), seconds(7));
        assert_eq!(throttle.reads(20, start + seconds(5)), seconds(2));
        assert_eq!(throttle.left(start + seconds(7)), Duration::ZERO);
        assert_eq!(throttle.write(start + seconds(7)), Duration::ZERO);
    }
}
