//! How long things may take, all in one place, so that tests can use short waits.

use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::layered::{Shown, layered, shown};

layered! {
    prefix = "timing.";
    /// Deadlines and waits.
    #[derive(Copy)]
    struct Timing {}
    default {}
    /// The `[timing]` table; each value in seconds.
    #[derive(Copy, Eq)]
    struct TimingLayer {}

    /// Seconds until a connection stands, TLS included.
    connect: Seconds => Duration = Duration::from_secs(10);
    /// Seconds between two pieces of an answer.
    read: Seconds => Duration = Duration::from_secs(30);
    /// Seconds for one request, from its start to the end of its answer.
    total: Seconds => Duration = Duration::from_secs(100);
    /// Seconds to wait until a change shows when it is read back.
    settle: Seconds => Duration = Duration::from_secs(10);
    /// Seconds to wait before a read is sent again; the wait doubles each time.
    back_off: Seconds => Duration = Duration::from_secs(1);
    /// Seconds to hold an Esc, in case it begins a longer key whose rest is late; 1 at most.
    escape_wait: EscapeWait => Duration = Duration::from_millis(30);
}

impl Timing {
    pub(super) fn with(mut self, layer: &TimingLayer) -> Self {
        self.put(layer);
        self
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.listed()
    }
}

impl TimingLayer {
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.listed()
    }
}

shown! {
    Seconds: |seconds| format!("{} s", seconds.0.as_secs_f64());
    EscapeWait: |wait| format!("{} s", wait.0.as_secs_f64());
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Self {
        seconds.0
    }
}

impl From<EscapeWait> for Duration {
    fn from(wait: EscapeWait) -> Self {
        wait.0
    }
}

/// How long an Esc is held: a number of seconds from 0 to 1. With more, the key would seem dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "f64")]
pub struct EscapeWait(pub Duration);

impl TryFrom<f64> for EscapeWait {
    type Error = String;

    fn try_from(seconds: f64) -> Result<Self, Self::Error> {
        if (0.0..=1.0).contains(&seconds) {
            Ok(Self(Duration::from_secs_f64(seconds)))
        } else {
            Err(format!(
                "{seconds} is not a number of seconds from 0 to 1, such as 0.05"
            ))
        }
    }
}

/// A number of seconds, fractions allowed, above 0 and at most one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Seconds(pub Duration);

impl TryFrom<f64> for Seconds {
    type Error = String;

    fn try_from(seconds: f64) -> Result<Self, Self::Error> {
        if seconds > 0.0 && seconds <= 3600.0 {
            Ok(Self(Duration::from_secs_f64(seconds)))
        } else {
            Err(format!(
                "{seconds} is not a number of seconds above 0 and up to 3600"
            ))
        }
    }
}

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds: f64 = text
            .parse()
            .map_err(|_| format!("`{text}` is not a number of seconds"))?;
        Self::try_from(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sound_numbers_of_seconds_are_taken() {
        assert_eq!("0.5".parse(), Ok(Seconds(Duration::from_millis(500))));
        for bad in ["0", "-1", "NaN", "3601", "ten"] {
            assert!(bad.parse::<Seconds>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_esc_is_held_for_a_second_at_most() {
        assert_eq!(
            EscapeWait::try_from(0.05),
            Ok(EscapeWait(Duration::from_millis(50)))
        );
        assert_eq!(EscapeWait::try_from(0.0), Ok(EscapeWait(Duration::ZERO)));
        for bad in [-0.1, 1.5, 30.0, f64::NAN] {
            assert!(EscapeWait::try_from(bad).is_err(), "{bad}");
        }
    }
}
