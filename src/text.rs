//! Text that came from a tenant, made safe and measured.
//!
//! Belongs here: stripping what a terminal would obey, width in cells, cutting to a width. Does not
//! belong here: what a sentence says (`words`), or how it looks (`tui::theme`).

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands where text was cut.
pub const ELLIPSIS: &str = "…";

/// Whether a terminal, a log or a clipboard must never receive this character from a tenant.
///
/// C0, DEL and C1 control a terminal; the bidi marks, embeddings, overrides and isolates of Unicode
/// Annex 9 reorder what stands around them; line and paragraph separators and the byte-order mark
/// break columns. The joiner U+200D stays: emoji are made with it.
#[must_use]
pub const fn is_hostile(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text without anything hostile, see [`is_hostile`]; tabs and line ends become one space.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .filter_map(|c| match c {
                '\t' | '\n' | '\r' => Some(' '),
                c if is_hostile(c) => None,
                c => Some(c),
            })
            .collect(),
    )
}

/// Width in terminal cells, measured the way the screen library measures it.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to at most `cells` cells, whole graphemes only, with an ellipsis where it was cut.
#[must_use]
pub fn truncate(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide > cells - 1 {
            break;
        }
        used += wide;
        kept.push_str(grapheme);
    }
    kept.push_str(ELLIPSIS);
    Cow::Owned(kept)
}

/// The text cut to `cells` cells and filled up with spaces to exactly that width.
#[must_use]
pub fn fit(text: &str, cells: usize) -> String {
    let mut cut = truncate(text, cells).into_owned();
    let missing = cells.saturating_sub(width(&cut));
    cut.extend(std::iter::repeat_n(' ', missing));
    cut
}

/// The text broken into lines of at most `cells` cells: at spaces where there are any, else between
/// graphemes, so that a long URL is shown whole.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        // The space after a word may hang over the edge: it is never seen there.
        let seen = width(word.trim_end());
        if used + seen <= cells {
            line.push_str(word);
            used += width(word);
            continue;
        }
        if used > 0 && seen <= cells {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            line.push_str(word);
            used = width(word);
            continue;
        }
        for grapheme in word.graphemes(true) {
            let wide = width(grapheme);
            if used + wide > cells && used > 0 {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            line.push_str(grapheme);
            used += wide;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// What may have been meant by a name that is not known: the nearest one, else all of them.
#[must_use]
pub fn suggestion(typed: &str, known: &[&str]) -> String {
    match nearest(&typed.to_ascii_lowercase(), known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the names are {}", known.join(", ")),
    }
}

/// The name that comes closest to a mistyped one, if any comes close.
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(typed, name), name))
        .filter(|(distance, name)| *distance <= name.len().max(typed.len()) / 3)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_lose_their_power() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}"), "a[31mb");
        assert_eq!(clean("inv\u{202e}oice\u{202c}"), "invoice");
        assert_eq!(clean("one\r\ntwo\tthree"), "one  two three");
        assert_eq!(clean("\u{9b}31m"), "31m");
    }

    #[test]
    fn names_people_have_stay_as_they_are() {
        for name in ["営業部", "שלום", "👩‍👩‍👧 family", "Zoë", "🇩🇪 Berlin"]
        {
            assert_eq!(clean(name), name);
        }
    }

    #[test]
    fn cutting_counts_cells_and_never_splits_a_character() {
        assert_eq!(truncate("営業部", 5), "営業…");
        assert_eq!(truncate("営業部", 4), "営…");
        assert_eq!(truncate("営業部", 6), "営業部");
        assert_eq!(truncate("abc", 0), "");
        assert_eq!(width(&fit("営業部", 5)), 5);
        assert_eq!(width(&fit("営業部", 4)), 4);
    }

    #[test]
    fn wrapping_breaks_at_spaces_and_shows_long_words_whole() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(wrap("to /abcdefgh", 5), ["to /a", "bcdef", "gh"]);
    }
}
