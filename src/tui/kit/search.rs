//! Searching in a text: where the matches are, and which of them is current.

use unicode_segmentation::UnicodeSegmentation;

use super::typed::Typed;
use crate::words::Line;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Search {
    pub typed: Typed,
    /// The current match.
    pub at: usize,
    /// The scroll position and the search before this one; `None` once the search is no longer typed.
    pub before: Option<(usize, Option<Box<Self>>)>,
    /// The move to make as soon as the lines are known.
    pub(super) go: Option<Go>,
}

/// A way to move through the matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    /// To the first match at or below the position of the text.
    First,
    /// To the next match; from the last one to the first.
    Next,
    Previous,
}

/// A match in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub line: usize,
    /// The first grapheme of the match in its line.
    pub from: usize,
    /// The number of graphemes.
    pub length: usize,
}

/// Finds a text in lines, from top to bottom, ignoring case.
#[must_use]
pub fn places(lines: &[Line], typed: &str) -> Vec<Found> {
    let wanted: Vec<String> = folded(typed);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (line, text) in lines.iter().enumerate() {
        let text = folded(&text.text);
        let mut from = 0;
        while from + wanted.len() <= text.len() {
            if text[from..from + wanted.len()] == wanted[..] {
                let length = wanted.len();
                found.push(Found { line, from, length });
                from += length;
            } else {
                from += 1;
            }
        }
    }
    found
}

fn folded(text: &str) -> Vec<String> {
    text.graphemes(true).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Role;

    #[test]
    fn places_are_counted_in_graphemes_and_do_not_overlap() {
        let lines = ["Tokyo 東京 tokyo", "", "aaaa"].map(|line| Line::new(Role::Text, line));
        let at = |typed: &str| {
            let found = places(&lines, typed);
            found
                .iter()
                .map(|one| (one.line, one.from))
                .collect::<Vec<_>>()
        };
        assert_eq!(at("TOKYO"), [(0, 0), (0, 9)]);
        assert_eq!(at("京 t"), [(0, 7)]);
        assert_eq!(at("aa"), [(2, 0), (2, 2)]);
        assert!(at("").is_empty() && at("osaka").is_empty());
    }
}
