//! The color of a profile: one of the terminal's own sixteen.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text;

/// The colors by their names, in the order of their numbers (ECMA-48, and the bright ones of aixterm).
const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// One of the sixteen colors that every terminal has, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AnsiColor(u8);

impl AnsiColor {
    /// Every color.
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..16).map(Self)
    }

    /// Its number, below 16.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// A name that is not one of the colors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no color named `{0}`; {near}", near = text::suggestion(.0, &NAMES))]
pub struct NoColor(String);

impl FromStr for AnsiColor {
    type Err = NoColor;

    fn from_str(name: &str) -> Result<Self, NoColor> {
        let at = NAMES.iter().position(|known| *known == name);
        at.and_then(|at| u8::try_from(at).ok())
            .map(Self)
            .ok_or_else(|| NoColor(name.to_owned()))
    }
}

impl TryFrom<String> for AnsiColor {
    type Error = NoColor;

    fn try_from(name: String) -> Result<Self, NoColor> {
        name.parse()
    }
}

impl From<AnsiColor> for String {
    fn from(color: AnsiColor) -> Self {
        color.to_string()
    }
}

impl fmt::Display for AnsiColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAMES.get(usize::from(self.0)).unwrap_or(&""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_color_is_read_by_the_name_that_it_shows() {
        for color in AnsiColor::all() {
            assert_eq!(color.to_string().parse(), Ok(color));
        }
        assert_eq!(AnsiColor::all().count(), NAMES.len());
        for wrong in ["", "Red", "orange", "#ff0000", "16"] {
            assert!(wrong.parse::<AnsiColor>().is_err(), "{wrong}");
        }
    }
}
