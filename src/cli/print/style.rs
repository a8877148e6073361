//! How text is printed on a terminal and in a pipe: its width, colours and characters.
//!
//! Belongs here: colours, wrapping lines. Does not belong here: columns (`table`), what is printed (`verbs`,
//! `words`).

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::IsTerminal;

use crate::text;
use crate::tui::terminal::capabilities::{Capabilities, takes_sequences};
use crate::words::{Line, Role};

/// The width of a terminal that does not report one.
const USUAL_WIDTH: usize = 80;

/// The additional indent of a wrapped line.
const FURTHER: usize = 4;

/// How text is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct OutputStyle {
    /// The columns of the terminal; `None` in a pipe, where nothing is cut.
    pub(in crate::cli) width: Option<usize>,
    pub(in crate::cli) has_colour: bool,
    pub(in crate::cli) in_ascii: bool,
}

impl OutputStyle {
    /// The style for programs: nothing cut, no colours.
    pub(in crate::cli) const PLAIN: Self = Self {
        width: None,
        has_colour: false,
        in_ascii: false,
    };

    /// Returns the style for a stream. `asks_ascii` is whether a flag requests ASCII, also in a pipe.
    pub(in crate::cli) fn of(
        stream: &impl IsTerminal,
        capabilities: Capabilities,
        asks_ascii: bool,
    ) -> Self {
        if !stream.is_terminal() {
            return Self {
                in_ascii: asks_ascii,
                ..Self::PLAIN
            };
        }
        let size = crossterm::terminal::size().ok();
        let columns = size.map(|(columns, _)| usize::from(columns));
        Self {
            width: columns.filter(|columns| *columns > 0).or(Some(USUAL_WIDTH)),
            has_colour: !capabilities.no_colour && takes_sequences(),
            in_ascii: capabilities.ascii,
        }
    }

    /// Returns the style for a terminal of this width, without colours.
    #[cfg(test)]
    pub(super) const fn on_terminal(width: usize) -> Self {
        Self {
            width: Some(width),
            ..Self::PLAIN
        }
    }

    pub(in crate::cli) const fn is_terminal(self) -> bool {
        self.width.is_some()
    }

    /// Returns the text with only the characters that can be shown.
    pub(in crate::cli) fn characters(self, text: &str) -> Cow<'_, str> {
        if self.in_ascii {
            text::ascii(text)
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Returns the text in the colour of its role. Colour is never the only sign of a meaning.
    pub(in crate::cli) fn paint(self, role: Role, text: &str) -> String {
        let code = match role {
            _ if !self.has_colour || text.trim().is_empty() => "",
            Role::Text | Role::Code | Role::Hint => "",
            Role::Title | Role::Warn | Role::Spelled => "1",
            Role::Old => "31",
            Role::Bad => "1;31",
            Role::New | Role::Good => "32",
        };
        if code.is_empty() {
            return text.to_owned();
        }
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// Returns the lines as text. On a terminal, they wrap between words, with an indent. Text to be copied is
    /// not wrapped.
    pub(in crate::cli) fn lines(self, lines: &[Line]) -> String {
        let mut printed = String::new();
        for line in lines {
            let shown = self.characters(&line.text);
            let (Some(width), false) = (self.width, line.role == Role::Code) else {
                let _ = writeln!(printed, "{}", self.paint(line.role, &shown));
                continue;
            };
            let text = shown.trim_start();
            let first = shown.len() - text.len();
            let mut indent = first;
            for piece in text::wrap(text, width.saturating_sub(first + FURTHER)) {
                let blanks = " ".repeat(if piece.is_empty() { 0 } else { indent });
                let _ = writeln!(printed, "{blanks}{}", self.paint(line.role, &piece));
                indent = first + FURTHER;
            }
        }
        printed
    }
}

/// How a command prints on both streams.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Printing {
    pub(in crate::cli) out: OutputStyle,
    pub(in crate::cli) err: OutputStyle,
    /// Whether stdout gets one JSON document. Then nothing goes to stderr, except questions to the admin.
    pub(in crate::cli) in_json: bool,
}

impl Printing {
    /// Prints a note on stderr, unless a JSON document is printed: it leaves the note out or contains it.
    pub(in crate::cli) fn note(self, text: &str) {
        if !self.in_json {
            // A closed stderr is not an error.
            let _ = super::error(&self.err.characters(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_broken_goes_on_further_in() {
        let line = |text: &str| Line::new(Role::Text, text);
        let lines = [line("  one two three four"), line(""), line("five")];
        let broken = "  one two\n      three four\n\nfive\n";
        assert_eq!(OutputStyle::on_terminal(17).lines(&lines), broken);
        let whole = "  one two three four\n\nfive\n";
        assert_eq!(OutputStyle::PLAIN.lines(&lines), whole);
        let code = [Line::new(Role::Code, "PATCH /v1.0/a/long/path?with=more")];
        assert_eq!(OutputStyle::on_terminal(10).lines(&code).lines().count(), 1);
    }

    #[test]
    fn colours_go_round_the_text_and_only_where_they_are_wanted() {
        let coloured = OutputStyle {
            has_colour: true,
            ..OutputStyle::PLAIN
        };
        assert_eq!(coloured.paint(Role::Good, "ok"), "\u{1b}[32mok\u{1b}[0m");
        for (role, text) in [(Role::Text, "ok"), (Role::Good, "  "), (Role::Bad, "")] {
            assert_eq!(coloured.paint(role, text), text);
        }
        assert_eq!(OutputStyle::PLAIN.paint(Role::Bad, "no"), "no");
    }

    #[test]
    fn ascii_is_asked_for_or_all_that_the_terminal_shows() {
        let lines = [Line::new(Role::Text, "Österreich → …")];
        let plain = OutputStyle {
            in_ascii: true,
            ..OutputStyle::PLAIN
        };
        assert_eq!(plain.lines(&lines), "Osterreich > ~\n");
        let capabilities = Capabilities {
            ascii: true,
            ..Capabilities::default()
        };
        let file = tempfile::tempfile().unwrap();
        assert!(!OutputStyle::of(&file, capabilities, false).in_ascii);
        assert!(OutputStyle::of(&file, capabilities, true).in_ascii);
        assert!(!OutputStyle::of(&file, capabilities, true).has_colour);
    }
}
