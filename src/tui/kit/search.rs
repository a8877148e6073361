//! Searching in a text: where a word stands in its lines, and which of these places is looked at.

use unicode_segmentation::UnicodeSegmentation;

use super::typed::Typed;
use crate::words::Line;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Search {
    pub typed: Typed,
    /// Which of the places is looked at.
    pub at: usize,
    /// Where the text stood and what was searched for before; none once the search is no longer typed.
    pub before: Option<(usize, Option<Box<Self>>)>,
    /// Where to go as soon as the lines are known.
    pub(super) go: Option<Go>,
}

/// A way to go through the places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    /// To the first one at or below where the text stood.
    First,
    /// To the next one; from the last to the first.
    Next,
    Previous,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub line: usize,
    /// The first grapheme in it.
    pub from: usize,
    /// How many graphemes.
    pub length: usize,
}

/// Where a text is found in lines, from top to bottom; upper and lower case are the same.
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
