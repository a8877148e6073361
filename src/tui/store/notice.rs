//! A short message about the last event, shown until the next key.

use std::fmt;
use std::ops::Deref;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    /// Whether it names the key that shows the last event.
    pub leads_on: bool,
}

impl Notice {
    /// A notice that names the key that shows the last event.
    #[must_use]
    pub const fn leading_on(text: String) -> Self {
        Self {
            text,
            leads_on: true,
        }
    }
}

impl Deref for Notice {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for Notice {
    fn from(text: String) -> Self {
        Self {
            text,
            leads_on: false,
        }
    }
}

impl From<&str> for Notice {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}
