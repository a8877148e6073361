//! Text that came from a tenant, made safe and measured.
//!
//! Belongs here: removing what a terminal or a spreadsheet would execute, width in cells, cutting to a
//! width, ASCII (`ascii`). Does not belong here: the wording (`words`), or the look (`tui::theme`).

mod ascii;

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use self::ascii::{ascii, ascii_cells, short_ids, stand_in, told_apart};

/// Marks the place where text was cut.
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

/// Whether a character takes one cell, joins with nothing beside it that is such a character too, and harms
/// nobody. Nearly everything on a screen consists of these, and need not be measured grapheme by grapheme.
const fn is_simple(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}'
        | '\u{2010}'..='\u{2027}' | '‹' | '›' | '←'..='↓' | '−'
        | '\u{2500}'..='\u{259f}' | '▸' | '✓')
}

/// How many cells a text of simple characters takes, one each; none where there is any other.
#[must_use]
pub fn simple_width(text: &str) -> Option<usize> {
    text.chars()
        .try_fold(0, |count, c| is_simple(c).then_some(count + 1))
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

/// The most characters that are shown of a message from elsewhere.
const LONGEST_SENTENCE: usize = 500;

/// A message of a service or a program, cleaned, and cut if it is too long to read.
#[must_use]
pub fn sentence(message: &str) -> Cow<'_, str> {
    let clean = clean(message);
    let Some((cut, _)) = clean.char_indices().nth(LONGEST_SENTENCE - 1) else {
        return clean;
    };
    if clean.chars().nth(LONGEST_SENTENCE).is_none() {
        return clean;
    }
    Cow::Owned(format!("{}{ELLIPSIS}", clean[..cut].trim_end()))
}

/// The same JSON with every hostile character escaped: equal for a program, harmless for a terminal. Except
/// for the line ends of the layout, such characters occur only inside strings.
#[must_use]
pub fn escape_json(json: &str) -> Cow<'_, str> {
    let hostile = |c: char| c != '\n' && is_hostile(c);
    if !json.contains(hostile) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if !hostile(c) {
            safe.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing into a string cannot fail.
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    Cow::Owned(safe)
}

/// The text as a cell of a CSV file: cleaned, and with an apostrophe before anything that a spreadsheet
/// would read as a formula (<https://owasp.org/www-community/attacks/CSV_Injection>). Quoting is done
/// elsewhere.
#[must_use]
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    let clean = clean(text);
    // The wide forms are read like the others in East Asian locales.
    let starts_formula = |c: char| "=+-@＝＋－＠".contains(c);
    if clean.trim_start().starts_with(starts_formula) {
        return Cow::Owned(format!("'{clean}"));
    }
    clean
}

/// Width in terminal cells, measured as the screen library does: grapheme by grapheme. Measured as a whole,
/// some Arabic pairs would count as one.
#[must_use]
pub fn width(text: &str) -> usize {
    simple_width(text).unwrap_or_else(|| text.graphemes(true).map(UnicodeWidthStr::width).sum())
}

/// The most marks that are drawn over one character. Some scripts stack a few; thousands are not part of a
/// name.
const MOST_MARKS: usize = 8;

/// A grapheme as something that every terminal gives the same width to, where it is not that already.
///
/// Terminals agree on the width of single characters, not on emoji that are put together: some draw a
/// family of four as one, some as four, and whatever stands to the right of it moves. Of these the first
/// character is kept, flags become the letters that they are made of. Only for drawing: what is copied or
/// sent is the text.
#[must_use]
pub fn leveled(grapheme: &str) -> Option<String> {
    let mut chars = grapheme.chars();
    let first = chars.next()?;
    chars.next()?;
    if let Some(flag) = letters_of_flag(grapheme) {
        return Some(flag);
    }
    let mut kept = String::from(first);
    let mut marks = 0;
    let mut joined = false;
    for c in grapheme.chars().skip(1) {
        match c {
            '\u{200d}' => joined = true,
            // Variation selectors, keycaps, skin tones: each changes the width in some terminals only.
            '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' => {}
            // A joiner is a matter of letters in some scripts; between pictures the rest is dropped.
            c if joined && !c.is_alphabetic() => break,
            c if c.width() == Some(0) => {
                marks += 1;
                if marks <= MOST_MARKS {
                    kept.push(c);
                }
            }
            c => kept.push(c),
        }
    }
    if width(&kept) > width(grapheme) {
        // Drawn narrow by some terminals and wide by others.
        return Some("?".to_owned());
    }
    (kept != grapheme).then_some(kept)
}

/// A flag is a pair of letters from an alphabet of its own.
fn letters_of_flag(grapheme: &str) -> Option<String> {
    const FIRST: u32 = 0x1f1e6;
    grapheme
        .chars()
        .map(|c| {
            let place = u32::from(c)
                .checked_sub(FIRST)
                .filter(|place| *place < 26)?;
            char::from_u32(u32::from('A') + place)
        })
        .collect()
}

/// Longer names are cut when they are read out: nobody listens to ten thousand characters.
const LONGEST_NAME: usize = 120;

/// A name as it is read out: never empty, and of limited length.
#[must_use]
pub fn spoken_name(name: &str) -> String {
    match clean(name).trim() {
        "" => "no name".to_owned(),
        name => truncate(name, LONGEST_NAME).into_owned(),
    }
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

/// The text cut to at most `cells` cells in its middle: names that begin alike often differ at the end.
#[must_use]
pub fn cut_middle(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let room = cells.saturating_sub(width(ELLIPSIS));
    let keep = |graphemes: &mut dyn Iterator<Item = &str>, room: usize| {
        let mut left = room;
        let mut kept = Vec::new();
        for grapheme in graphemes {
            let wide = width(grapheme);
            if wide > left {
                break;
            }
            left -= wide;
            kept.push(grapheme.to_owned());
        }
        kept
    };
    let head = keep(&mut text.graphemes(true), room - room / 2);
    let mut tail = keep(&mut text.graphemes(true).rev(), room / 2);
    tail.reverse();
    if cells == 0 {
        return String::new();
    }
    format!("{}{ELLIPSIS}{}", head.concat(), tail.concat())
}

/// The text cut to `cells` cells and filled up with spaces to exactly that width.
#[must_use]
pub fn fit(text: &str, cells: usize) -> String {
    let mut cut = truncate(text, cells).into_owned();
    let missing = cells.saturating_sub(width(&cut));
    cut.extend(std::iter::repeat_n(' ', missing));
    cut
}

/// The text broken into lines of at most `cells` cells: at spaces if there are any, otherwise between
/// graphemes, so that a long URL is shown whole.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        // The space after a word may go beyond the edge: it is not visible there.
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

/// A suggestion for an unknown name: the nearest known one, or else all of them.
#[must_use]
pub fn suggestion(typed: &str, known: &[&str]) -> String {
    match nearest(&typed.to_ascii_lowercase(), known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the names are {}", known.join(", ")),
    }
}

/// The known name that is nearest to a mistyped one, if any is near.
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
    fn simple_characters_take_one_cell_each_and_join_with_none() {
        let simple: Vec<char> = ('\0'..=char::MAX).filter(|c| is_simple(*c)).collect();
        assert!(simple.len() > 700);
        for c in &simple {
            let alone = c.to_string();
            assert_eq!(alone.width(), 1, "{c:?}");
            assert!(!is_hostile(*c), "{c:?}");
            assert_eq!(leveled(&alone), None, "{c:?}");
        }
        let whole: String = simple.iter().collect();
        assert_eq!(whole.graphemes(true).count(), simple.len());
        let backwards: String = simple.iter().rev().collect();
        assert_eq!(backwards.graphemes(true).count(), simple.len());
        assert_eq!(simple_width(&whole), Some(simple.len()));
        for other in ["営", "e\u{301}", "\r\n", "\u{ad}", "❤\u{fe0f}", "a\u{1b}"] {
            assert_eq!(simple_width(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_sentence_is_cut_at_500_characters() {
        let long = |count: usize| "é".repeat(count);
        assert_eq!(sentence(&long(500)), long(500));
        assert_eq!(sentence(&long(501)), format!("{}…", long(499)));
        assert_eq!(sentence(&long(3_000_000)).chars().count(), 500);
        assert_eq!(sentence("a\u{1b}[2J\nb"), "a[2J b");
    }

    #[test]
    fn escape_sequences_and_overrides_lose_their_power() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}"), "a[31mb");
        assert_eq!(clean("inv\u{202e}oice\u{202c}"), "invoice");
        assert_eq!(clean("one\r\ntwo\tthree"), "one  two three");
        assert_eq!(clean("\u{9b}31m"), "31m");
    }

    #[test]
    fn escaped_json_is_harmless_and_the_same_value() {
        let value = serde_json::json!({"name": "a\u{202e}b\u{9b}c\u{e0041}\u{1b}", "ok": "営業"});
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        let safe = escape_json(&pretty);
        assert!(safe.chars().all(|c| c == '\n' || !is_hostile(c)), "{safe}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("\t@SUM(A1)", "' @SUM(A1)"),
            ("\u{202e}+1", "'+1"),
            ("－1", "'－1"),
            ("a=b", "a=b"),
            ("営業 - 部", "営業 - 部"),
            ("", ""),
        ] {
            assert_eq!(csv_cell(text), cell);
        }
    }

    #[test]
    fn names_people_have_stay_as_they_are() {
        for name in ["営業部", "שלום", "👩‍👩‍👧 family", "Zoë", "🇩🇪 Berlin"]
        {
            assert_eq!(clean(name), name);
        }
    }

    #[test]
    fn what_terminals_measure_differently_is_drawn_as_its_first_character() {
        for (grapheme, drawn) in [
            ("🧑🏽\u{200d}🚀", "🧑"),
            ("👩\u{200d}👩\u{200d}👧", "👩"),
            ("👍🏿", "👍"),
            ("🤦\u{200d}♂\u{fe0f}", "🤦"),
            ("❤\u{fe0f}", "❤"),
            ("1\u{fe0f}\u{20e3}", "1"),
            ("🇩🇪", "DE"),
            ("⌚\u{fe0e}", "?"),
        ] {
            assert_eq!(leveled(grapheme).as_deref(), Some(drawn), "{grapheme:?}");
            assert!(width(drawn) <= width(grapheme));
        }
        for same in ["🚀", "a", "e\u{301}", "営", "क्ष", "नि"] {
            assert_eq!(leveled(same), None, "{same:?}");
        }
        let stacked = format!("a{}", "\u{301}".repeat(5_000));
        let drawn = leveled(&stacked).unwrap();
        assert_eq!((drawn.chars().count(), width(&drawn)), (1 + MOST_MARKS, 1));
    }

    #[test]
    fn a_width_is_that_of_the_cells_it_is_drawn_in() {
        // Lam and alef are one character for the eye and two cells of the screen.
        assert_eq!(width("لا"), 2);
        assert_eq!(width("🧑🏽\u{200d}🚀 x"), 4);
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
