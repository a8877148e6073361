//! The signs that the screen is drawn with, and their replacements if only ASCII can be shown.
//!
//! Belongs here: which characters are used. Does not belong here: what they mean (`view`), colours
//! (`theme`).

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use unicode_segmentation::UnicodeSegmentation;

use crate::text;

/// The mark of the selected row in the pane with the keyboard.
pub const SELECTED: &str = "▸";
/// The mark of a marked row, beside that of the selected row.
pub const MARKED: &str = "*";
/// The mark of the row where a range of marks begins.
pub const RANGE: &str = "[";
/// The finished part of a bar and the remaining part.
pub const BAR: (&str, &str) = ("█", "░");
/// The signs before and after the current choice.
pub const TAKEN: (&str, &str) = ("‹", "›");

/// The set of signs in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbols {
    Unicode,
    Ascii,
}

impl Symbols {
    /// Returns the mark of the selected row in a pane without the keyboard. In ASCII it would look like
    /// [`SELECTED`].
    #[must_use]
    pub const fn beside(self) -> &'static str {
        match self {
            Self::Unicode => "›",
            Self::Ascii => ":",
        }
    }

    /// Returns a text with these signs.
    #[must_use]
    pub fn text(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Unicode => Cow::Borrowed(text),
            Self::Ascii => text::ascii(text),
        }
    }

    /// Draws the whole buffer with these signs, cell by cell, so every column stays in place.
    pub fn apply(self, buffer: &mut Buffer) {
        if self == Self::Unicode {
            return;
        }
        for at in 0..buffer.content.len() {
            let symbol = buffer.content[at].symbol();
            if symbol.is_ascii() {
                continue;
            }
            let width = text::width(symbol).max(1);
            let plain = text::ascii_cells(symbol, width);
            for (cell, c) in buffer.content.iter_mut().skip(at).zip(plain.chars()) {
                cell.set_char(c);
            }
        }
    }
}

/// Draws sequences that terminals measure differently as one character, see [`text::leveled`]. The columns
/// stay in place: a freed cell becomes a blank.
pub(in crate::tui) fn level(buffer: &mut Buffer) {
    for at in 0..buffer.content.len() {
        let symbol = buffer.content[at].symbol();
        if symbol.len() == 1 || text::simple_width(symbol) == Some(1) {
            continue;
        }
        let Some(drawn) = text::leveled(symbol) else {
            continue;
        };
        let mut left = text::width(symbol);
        let style = buffer.content[at].style();
        // A flag becomes two letters, each in its own cell.
        let parts: Vec<&str> = drawn.graphemes(true).collect();
        let mut cell = at;
        for part in parts {
            let wide = text::width(part).max(1);
            if wide > left {
                break;
            }
            buffer.content[cell].set_symbol(part).set_style(style);
            cell += wide;
            left -= wide;
        }
        for free in buffer.content.iter_mut().skip(cell).take(left) {
            free.set_char(' ').set_style(style);
        }
    }
}

/// Removes wide characters whose second half is overdrawn: a terminal would draw them whole, and what covers
/// them would lose a column.
pub(in crate::tui) fn mend(buffer: &mut Buffer) {
    let columns = usize::from(buffer.area.width);
    for at in 0..buffer.content.len() {
        let symbol = buffer.content[at].symbol();
        // Most cells hold ASCII.
        if symbol.len() == 1 {
            continue;
        }
        let width = text::width(symbol);
        if width < 2 {
            continue;
        }
        let beyond = at % columns + width > columns;
        let halves = buffer.content.iter().skip(at + 1).take(width - 1);
        if beyond || halves.into_iter().any(|half| half.symbol() != " ") {
            buffer.content[at].set_char(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn drawn(text: &str) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        buffer.set_string(0, 0, text, Style::new());
        buffer
    }

    fn shown(buffer: &Buffer) -> String {
        buffer
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect()
    }

    #[test]
    fn each_cell_has_its_stand_in() {
        let mut buffer = drawn("│▸営業 é👩‍💻…│");
        Symbols::Ascii.apply(&mut buffer);
        assert_eq!(shown(&buffer), "|>YiYe e??~|");
    }

    /// Collects the text between quotes in the code of the screen and in the sentences that it shows.
    fn signs_in(path: &std::path::Path, found: &mut Vec<(char, String)>) {
        for entry in std::fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            let name = path.display().to_string();
            if path.is_dir() {
                signs_in(&path, found);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let is_test = ["tests", "examples", "properties"]
                .iter()
                .any(|part| name.contains(part));
            let lines = code.lines().filter(|_| !is_test);
            for line in lines.filter(|line| !line.trim_start().starts_with("//")) {
                let line = line.split(" // ").next().unwrap();
                found.extend(line.chars().map(|sign| (sign, name.clone())));
            }
        }
    }

    #[test]
    fn every_sign_of_ours_has_a_stand_in() {
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        for room in ["tui", "words", "domain", "plan", "doctor"] {
            signs_in(&source.join(room), &mut found);
        }
        found.retain(|(sign, _)| !sign.is_ascii());
        assert!(
            found.iter().any(|(sign, _)| *sign == '█'),
            "signs are found"
        );
        for (sign, place) in found {
            assert!(text::stand_in(sign).is_some(), "{sign} of {place}");
        }
    }

    #[test]
    fn text_in_lines_is_spelled_in_ascii() {
        assert_eq!(Symbols::Ascii.text("a · 営e\u{301}…"), "a - Yinge~");
        assert_eq!(Symbols::Unicode.text("a · 営"), "a · 営");
    }

    #[test]
    fn emoji_that_are_put_together_are_drawn_as_one_and_columns_stay() {
        let mut buffer = drawn("🧑🏽\u{200d}🚀|❤\u{fe0f}|🇩🇪|e\u{301}|");
        level(&mut buffer);
        mend(&mut buffer);
        let cells: Vec<&str> = buffer
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        assert_eq!(
            cells,
            [
                "🧑", " ", "|", "❤", " ", "|", "D", "E", "|", "e\u{301}", "|", " "
            ]
        );
    }

    #[test]
    fn a_wide_character_that_was_drawn_over_is_taken_away() {
        let mut buffer = drawn("営営");
        buffer.set_string(1, 0, "│", Style::new());
        mend(&mut buffer);
        assert_eq!(shown(&buffer).trim_end(), " │営");
    }
}
