//! Text in parts, which the screen and a screen reader join in different ways.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use crate::text;

/// Text in parts. The screen separates them with dots, arrows and columns, a screen reader with commas and
/// words. As a string, it is what the screen shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase {
    shown: String,
    /// None if it is the same as on the screen.
    spoken: Option<String>,
}

impl Phrase {
    /// Text that is read out differently from how it is shown.
    pub fn new(shown: impl Into<String>, spoken: impl Into<String>) -> Self {
        let (shown, spoken) = (shown.into(), spoken.into());
        Self {
            spoken: (spoken != shown).then_some(spoken),
            shown,
        }
    }

    /// A cell of a table, as wide as its column.
    #[must_use]
    pub fn cell(message: impl Into<Self>, width: usize) -> Self {
        let message = message.into();
        Self::new(text::fit(&message.shown, width), message.spoken())
    }

    /// The next part, with a dot before it.
    #[must_use]
    pub fn dot(self, part: impl Into<Self>) -> Self {
        self.joined((" · ", ", "), &part.into())
    }

    /// The next part, in the next column.
    #[must_use]
    pub fn gap(self, part: impl Into<Self>) -> Self {
        self.joined(("  ", ", "), &part.into())
    }

    /// What the first part changes to.
    #[must_use]
    pub fn arrow(self, part: impl Into<Self>) -> Self {
        self.joined((" → ", " to "), &part.into())
    }

    /// The next part, without a separator.
    #[must_use]
    pub fn then(self, part: impl Into<Self>) -> Self {
        self.joined(("", ""), &part.into())
    }

    /// The same for something that is not finished.
    #[must_use]
    pub fn going_on(self) -> Self {
        Self::new(format!("{} …", self.shown), self.spoken())
    }

    /// The same, this many columns further right.
    #[must_use]
    pub fn indented(self, columns: usize) -> Self {
        Self::new(
            format!("{}{}", " ".repeat(columns), self.shown),
            self.spoken(),
        )
    }

    /// The same without anything hostile.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        Self::new(text::clean(&self.shown), text::clean(self.spoken()))
    }

    fn joined(self, (shown, spoken): (&str, &str), part: &Self) -> Self {
        let join = |one: &str, sign: &str, other: &str| match (one, other) {
            ("", only) | (only, "") => only.to_owned(),
            _ => [one, sign, other].concat(),
        };
        Self::new(
            join(&self.shown, shown, &part.shown),
            join(self.spoken(), spoken, part.spoken()),
        )
    }

    /// What the screen shows.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// What a screen reader reads out.
    #[must_use]
    pub fn spoken(&self) -> &str {
        self.spoken.as_deref().unwrap_or(&self.shown)
    }
}

impl Deref for Phrase {
    type Target = str;

    fn deref(&self) -> &str {
        &self.shown
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        let (shown, spoken) = (text, None);
        Self { shown, spoken }
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<Cow<'_, str>> for Phrase {
    fn from(text: Cow<'_, str>) -> Self {
        Self::from(text.into_owned())
    }
}

impl From<Phrase> for String {
    fn from(phrase: Phrase) -> Self {
        phrase.shown
    }
}

impl PartialEq<str> for Phrase {
    fn eq(&self, other: &str) -> bool {
        self.shown == other
    }
}

impl PartialEq<&str> for Phrase {
    fn eq(&self, other: &&str) -> bool {
        self.shown == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_surface_joins_the_parts_in_its_own_way() {
        let message = Phrase::from("group").dot("Sales").arrow("all users");
        assert_eq!(message, "group · Sales → all users");
        assert_eq!(message.spoken(), "group, Sales to all users");
        let row = Phrase::cell(Phrase::new("✓", "yes"), 3)
            .gap("Corp")
            .indented(2);
        assert_eq!(row, "  ✓    Corp");
        assert_eq!(row.spoken(), "yes, Corp");
        let reading = Phrase::from("reading").going_on();
        assert_eq!((&*reading, reading.spoken()), ("reading …", "reading"));
    }

    #[test]
    fn what_a_name_has_inside_is_no_sign() {
        let message = Phrase::from("group").dot("A · B  → C");
        assert_eq!(message.spoken(), "group, A · B  → C");
    }

    #[test]
    fn a_part_that_is_empty_takes_no_sign() {
        let message = Phrase::from("all users").dot("").gap("Corp");
        assert_eq!(
            (&*message, message.spoken()),
            ("all users  Corp", "all users, Corp")
        );
    }
}
