//! Entra object IDs: their form, and those that look like a group but are not.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text;

/// The ID that the portal and exports use for the built-in target "All users". It is not a group.
// Where they were seen: `docs/design/reading.md#what-is-known-of-the-rows`.
const ALL_USERS: &str = "acacacac-9df4-4c7d-9d50-4ef0226f57a9";
/// The ID that the portal and exports use for the built-in target "All devices". It is not a group.
const ALL_DEVICES: &str = "adadadad-808e-44e2-905a-0b7873a8a531";
const ZERO: &str = "00000000-0000-0000-0000-000000000000";
const LENGTH: usize = 36;

/// The ID of an Entra object, a GUID in lower case with hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ObjectId(String);

impl ObjectId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the ID of an object that a target may name.
    ///
    /// # Errors
    /// Returns what is wrong: empty, not a GUID, or an ID that stands for no object.
    pub fn parse(typed: &str) -> Result<Self, IdProblem> {
        if typed.is_empty() {
            return Err(IdProblem::Empty);
        }
        let hyphen = |at: usize| matches!(at, 8 | 13 | 18 | 23);
        for (at, c) in typed.chars().enumerate().take(LENGTH) {
            if hyphen(at) {
                if c != '-' {
                    return Err(IdProblem::NoHyphen { position: at + 1 });
                }
            } else if !c.is_ascii_hexdigit() {
                return Err(IdProblem::NotHex {
                    character: c,
                    position: at + 1,
                });
            }
        }
        let length = typed.chars().count();
        if length != LENGTH {
            return Err(IdProblem::Length { found: length });
        }
        let id = typed.to_ascii_lowercase();
        match id.as_str() {
            ALL_USERS => Err(IdProblem::AllUsers),
            ALL_DEVICES => Err(IdProblem::AllDevices),
            ZERO => Err(IdProblem::Zero),
            _ => Ok(Self(id)),
        }
    }
}

impl TryFrom<String> for ObjectId {
    type Error = IdProblem;

    fn try_from(id: String) -> Result<Self, IdProblem> {
        Self::parse(&id)
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a typed text is not an object ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum IdProblem {
    /// Nothing was typed.
    #[error("Type a group name or paste its object ID.")]
    Empty,
    /// A character is not a hexadecimal digit. Positions count from 1.
    #[error("Not an object ID: `{character}` at position {position} is not a hexadecimal digit.")]
    NotHex { character: char, position: usize },
    /// A hyphen is missing. Positions count from 1.
    #[error("Not an object ID: position {position} must be a hyphen.")]
    NoHyphen {
        /// Where it should be.
        position: usize,
    },
    /// Too short or too long.
    #[error("Not an object ID: {found} of 36 characters.")]
    Length {
        /// How many characters were typed.
        found: usize,
    },
    /// The pseudo ID of "All users".
    #[error("This ID stands for all users and is not a group. Assign to all users instead.")]
    AllUsers,
    /// The pseudo ID of "All devices".
    #[error("This ID stands for all devices and is not a group. Assign to all devices instead.")]
    AllDevices,
    #[error("The zero GUID is not a group.")]
    Zero,
}

/// Returns a pasted ID without what is often copied with it: white space, line breaks, quotes, braces and
/// nonprintable characters.
#[must_use]
pub fn clean_pasted(pasted: &str) -> String {
    pasted
        .chars()
        .filter(|c| !c.is_whitespace() && !text::is_hostile(*c))
        .filter(|c| !matches!(c, '{' | '}' | '"' | '\'' | '(' | ')' | ',' | ';'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "6F1D0C52-0a4e-4d0b-9a55-7d2b1c3e4f50";

    #[test]
    fn a_guid_is_taken_in_either_case() {
        assert_eq!(
            ObjectId::parse(GOOD).unwrap().as_str(),
            GOOD.to_ascii_lowercase()
        );
    }

    #[test]
    fn each_mistake_is_named() {
        for (typed, problem) in [
            ("", IdProblem::Empty),
            ("6f1d0c5", IdProblem::Length { found: 7 }),
            (
                "Sales EMEA",
                IdProblem::NotHex {
                    character: 'S',
                    position: 1,
                },
            ),
            ("6f1d0c520a4e", IdProblem::NoHyphen { position: 9 }),
            ("ACACACAC-9df4-4c7d-9d50-4ef0226f57a9", IdProblem::AllUsers),
            (
                "adadadad-808e-44e2-905a-0b7873a8a531",
                IdProblem::AllDevices,
            ),
            ("00000000-0000-0000-0000-000000000000", IdProblem::Zero),
        ] {
            assert_eq!(ObjectId::parse(typed), Err(problem), "{typed}");
        }
        let long = format!("{GOOD}0");
        assert_eq!(ObjectId::parse(&long), Err(IdProblem::Length { found: 37 }));
    }

    #[test]
    fn what_comes_along_with_a_paste_is_dropped() {
        let id = GOOD.to_ascii_lowercase();
        for pasted in [
            format!("  {id}\r\n"),
            format!("{{{id}}}"),
            format!("\"{id}\",\n"),
        ] {
            assert_eq!(clean_pasted(&pasted), id);
        }
    }
}
