//! A line of typed text.

use tui_input::{Input, InputRequest};

use crate::text;

/// A line of typed text. It never contains characters that a terminal could take for a command.
#[derive(Debug, Clone, Default)]
pub struct Typed(Input);

impl PartialEq for Typed {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value() && self.0.cursor() == other.0.cursor()
    }
}

impl Typed {
    /// Creates a line with this text, with the cursor at its end.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(Input::new(value.into()))
    }

    #[must_use]
    pub fn value(&self) -> &str {
        self.0.value()
    }

    /// Returns the column of the cursor.
    #[must_use]
    pub fn column(&self) -> u16 {
        u16::try_from(self.0.visual_cursor()).unwrap_or(u16::MAX)
    }

    /// Returns how many of its columns are hidden on the left at this width.
    #[must_use]
    pub fn scroll(&self, width: usize) -> usize {
        self.0.visual_scroll(width)
    }

    /// Edits the line. Returns whether the line took the key; if the key would have changed nothing, as End
    /// at the end, it may mean something else.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        if let InputRequest::InsertChar(c) = request {
            if !text::is_hostile(c) {
                let _ = self.0.handle(request);
            }
            return true;
        }
        let before = self.clone();
        let _ = self.0.handle(request);
        *self != before
    }

    /// Inserts pasted text at the cursor, without the surrounding blanks.
    pub fn paste(&mut self, pasted: &str) {
        for c in text::clean(pasted.trim()).chars() {
            let _ = self.edit(InputRequest::InsertChar(c));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_changes_nothing_is_not_taken() {
        let mut typed = Typed::default();
        assert!(!typed.edit(InputRequest::DeleteLine));
        assert!(!typed.edit(InputRequest::GoToEnd));
        typed.paste("  two words \n");
        assert_eq!(typed.value(), "two words");
        assert!(!typed.edit(InputRequest::GoToEnd));
        assert!(typed.edit(InputRequest::GoToStart));
        assert!(!typed.edit(InputRequest::GoToStart));
        assert!(typed.edit(InputRequest::DeleteTillEnd));
        assert_eq!(typed, Typed::default());
    }

    #[test]
    fn hostile_characters_stay_outside() {
        let mut typed = Typed::default();
        assert!(typed.edit(InputRequest::InsertChar('\u{202e}')));
        typed.paste("a\u{1b}[31mb\u{7}");
        assert!(!typed.value().chars().any(text::is_hostile));
        assert!(typed.value().starts_with('a'));
    }

    #[test]
    fn lines_are_equal_by_text_and_cursor() {
        let mut one = Typed::new("abc");
        let two = Typed::new("abc");
        assert_eq!(one, two);
        assert!(one.edit(InputRequest::GoToStart));
        assert_ne!(one, two);
    }
}
