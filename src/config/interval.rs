//! How often something is done by itself, in whole seconds.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A shorter interval would burden the service; a longer one is practically never.
const SOUND: std::ops::RangeInclusive<u64> = 10..=86_400;

/// An interval; 0 means never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Interval(pub Option<Duration>);

impl From<Interval> for u64 {
    fn from(interval: Interval) -> Self {
        interval.0.map_or(0, |wait| wait.as_secs())
    }
}

impl TryFrom<u64> for Interval {
    type Error = String;

    fn try_from(seconds: u64) -> Result<Self, Self::Error> {
        match seconds {
            0 => Ok(Self(None)),
            seconds if SOUND.contains(&seconds) => Ok(Self(Some(Duration::from_secs(seconds)))),
            seconds => Err(format!(
                "{seconds} is not valid: use {} to {} seconds, or 0 for never",
                SOUND.start(),
                SOUND.end()
            )),
        }
    }
}
