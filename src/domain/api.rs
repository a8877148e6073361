//! Versions of Graph and the ways to make a change.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which version of Graph a call goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ApiVersion {
    /// v1.0, as documented for updating an assignment.
    V1,
    /// beta, which has every subtype, the filters and the source of an assignment.
    Beta,
}

impl ApiVersion {
    /// The first segment of the path.
    #[must_use]
    pub const fn segment(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.segment())
    }
}

/// Which version the admin wants used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
pub enum ApiMode {
    /// Reads from beta, falling back to v1.0; writes to the version that has the complete request.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// v1.0 only.
    #[serde(rename = "v1.0")]
    V1,
    #[serde(rename = "beta")]
    Beta,
}

impl ApiMode {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

impl FromStr for ApiMode {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "auto" => Ok(Self::Auto),
            "v1.0" => Ok(Self::V1),
            "beta" => Ok(Self::Beta),
            other => Err(format!("`{other}` is not one of auto, v1.0, beta")),
        }
    }
}

/// Which requests the admin allows for a change of assignments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteMode {
    /// The documented PATCH first; if it has no route, the whole list, after another confirmation.
    #[default]
    Auto,
    /// The documented PATCH only, which cannot add or remove anything.
    Patch,
    /// The whole list at once.
    Assign,
}

impl WriteMode {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Patch => "patch",
            Self::Assign => "assign",
        }
    }
}

impl WriteMode {
    /// What a flag asks for; `auto` leaves it to the settings.
    #[must_use]
    pub const fn or(self, settings: Self) -> Self {
        match self {
            Self::Auto => settings,
            Self::Patch | Self::Assign => self,
        }
    }
}

impl FromStr for WriteMode {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "auto" => Ok(Self::Auto),
            "patch" => Ok(Self::Patch),
            "assign" => Ok(Self::Assign),
            other => Err(format!("`{other}` is not one of auto, patch, assign")),
        }
    }
}

/// The request that makes a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "via"))]
pub enum Via {
    Patch,
    /// POST of the complete list.
    Assign,
    SetPriority,
}

impl Via {
    /// The word of the command line and of JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Assign => "assign",
            Self::SetPriority => "setPriority",
        }
    }
}
