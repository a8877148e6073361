//! How long things may take, all in one place, so that tests use short real waits.

use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Deadlines and waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// For a connection to stand, TLS included.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub read: Duration,
    /// For one request, from its start to the end of its answer.
    pub total: Duration,
    /// How long a change may take to show up when it is read back.
    pub settle: Duration,
    /// The first wait before a read is sent again; it doubles each time.
    pub back_off: Duration,
    /// How long an Esc from the terminal is held, in case that it begins a sequence whose rest is late.
    pub escape: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            total: Duration::from_secs(100),
            settle: Duration::from_secs(10),
            back_off: Duration::from_secs(1),
            escape: Duration::from_millis(30),
        }
    }
}

impl Timing {
    pub(super) fn with(self, layer: &TimingLayer) -> Self {
        let over = |new: Option<Seconds>, old| new.map_or(old, |seconds| seconds.0);
        Self {
            connect: over(layer.connect, self.connect),
            read: over(layer.read, self.read),
            total: over(layer.total, self.total),
            settle: over(layer.settle, self.settle),
            back_off: over(layer.back_off, self.back_off),
            escape: layer.escape_wait.map_or(self.escape, |wait| wait.0),
        }
    }
}

/// The `[timing]` table; each value in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimingLayer {
    /// See [`Timing::connect`].
    pub connect: Option<Seconds>,
    /// See [`Timing::read`].
    pub read: Option<Seconds>,
    /// See [`Timing::total`].
    pub total: Option<Seconds>,
    /// See [`Timing::settle`].
    pub settle: Option<Seconds>,
    /// See [`Timing::back_off`].
    pub back_off: Option<Seconds>,
    /// See [`Timing::escape`].
    pub escape_wait: Option<EscapeWait>,
}

/// How long an Esc is held: a number of seconds from 0 to 1. More would look like a key that does nothing.
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
                "{seconds} is no number of seconds from 0 to 1, such as 0.05"
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
                "{seconds} is no number of seconds above 0 and up to 3600"
            ))
        }
    }
}

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds: f64 = text
            .parse()
            .map_err(|_| format!("`{text}` is no number of seconds"))?;
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
