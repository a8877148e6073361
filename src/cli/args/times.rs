//! Times and spans as they are typed.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::{SpanRelativeTo, Timestamp, civil};

/// A moment in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Since(pub(in crate::cli) Timestamp);

impl FromStr for Since {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        if let Ok(time) = typed.parse::<Timestamp>() {
            return Ok(Self(time));
        }
        let wrong = |_| format!("`{typed}` is not a time, a date or a span such as 2h or 7d");
        if typed.parse::<civil::Date>().is_ok() {
            return format!("{typed}T00:00Z").parse().map(Self).map_err(wrong);
        }
        let span: jiff::Span = typed.parse().map_err(wrong)?;
        let age = span
            .abs()
            .to_duration(SpanRelativeTo::days_are_24_hours())
            .map_err(wrong)?;
        let then = Timestamp::now().checked_sub(age).map_err(wrong)?;
        Ok(Self(then))
    }
}

/// A span such as `8h` or `90m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Span(pub(in crate::cli) Duration);

impl fmt::Display for Span {
    /// In the largest unit that expresses it exactly.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (number, unit) = match seconds {
            _ if seconds.is_multiple_of(3_600) => (seconds / 3_600, "hour"),
            _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
            _ => (seconds, "second"),
        };
        write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not a span such as 8h or 90m");
        let (number, unit) = text
            .find(|c: char| !c.is_ascii_digit())
            .map(|at| text.split_at(at))
            .ok_or_else(wrong)?;
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let seconds = match unit {
            "s" => number,
            "m" => number * 60,
            "h" => number * 3_600,
            _ => return Err(wrong()),
        };
        // A working day and its night; longer is for the tenant's own policies to decide.
        match seconds {
            1..=86_400 => Ok(Self(Duration::from_secs(seconds))),
            _ => Err(format!("`{text}` is not between one second and 24h")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_bounded() {
        assert_eq!("8h".parse(), Ok(Span(Duration::from_secs(28_800))));
        assert_eq!("90m".parse(), Ok(Span(Duration::from_secs(5_400))));
        for (text, message) in [
            ("8h", "8 hours"),
            ("60m", "1 hour"),
            ("90m", "90 minutes"),
            ("1s", "1 second"),
        ] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), message);
        }
        for bad in ["8", "h", "0s", "25h", "1d", "-1h"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }
}
