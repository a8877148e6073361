//! A line for a secret, shown as dots.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use tui_input::InputRequest;

use crate::text;
use crate::words::Phrase;

/// A secret that is typed or pasted. It is shown as dots, in debug output too.
#[derive(Clone, Default)]
pub struct Masked(SecretString);

impl Masked {
    /// Adds text, without the extra characters that a paste may contain.
    pub fn push(&mut self, text: &str) {
        let mut secret = self.0.expose_secret().to_owned();
        secret.extend(
            text.chars()
                .filter(|c| !text::is_hostile(*c) && !c.is_whitespace()),
        );
        self.0 = SecretString::from(secret);
    }

    /// Removes the last character.
    fn pop(&mut self) {
        let mut secret = self.0.expose_secret().to_owned();
        secret.pop();
        self.0 = SecretString::from(secret);
    }

    /// Edits the line, whose cursor is always at its end. Returns whether it took the key.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        match request {
            InputRequest::InsertChar(c) => self.push(c.encode_utf8(&mut [0; 4])),
            InputRequest::DeletePrevChar => self.pop(),
            InputRequest::DeleteLine | InputRequest::DeletePrevWord => *self = Self::default(),
            _ => return false,
        }
        true
    }

    /// Returns the number of characters.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.expose_secret().chars().count()
    }

    #[must_use]
    pub const fn secret(&self) -> &SecretString {
        &self.0
    }

    /// Returns the secret as dots.
    #[must_use]
    pub fn shown(&self) -> Phrase {
        match self.count() {
            0 => "›".into(),
            1 => "› • (1 character)".into(),
            count => format!("› {} ({count} characters)", "•".repeat(count.min(24))).into(),
        }
    }
}

impl PartialEq for Masked {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} characters", self.count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let mut typed = Masked::default();
        typed.push(" eyJ0.abc\n\u{202e}");
        assert_eq!(typed.count(), 8);
        let message = format!("{typed:?} {}", typed.shown().as_str());
        assert!(!message.contains("eyJ0"), "{message}");
        assert!(typed.edit(InputRequest::DeletePrevChar));
        assert_eq!(typed.secret().expose_secret(), "eyJ0.ab");
        assert!(!typed.edit(InputRequest::GoToStart));
        assert!(typed.edit(InputRequest::DeleteLine));
        assert_eq!(typed, Masked::default());
    }
}
