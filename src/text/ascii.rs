//! Text in ASCII, for terminals that cannot show anything else, and names that still differ there.

use std::borrow::Cow;
use std::collections::HashMap;

use any_ascii::any_ascii_char;

use super::width;

/// The symbols that this program uses, each with an ASCII character of the same width.
const STAND_INS: &[(char, char)] = &[
    ('▸', '>'),
    ('•', '*'),
    ('»', '#'),
    ('›', '>'),
    ('‹', '<'),
    ('█', '#'),
    ('░', '.'),
    ('“', '"'),
    ('”', '"'),
    ('│', '|'),
    ('─', '-'),
    ('┌', '+'),
    ('┐', '+'),
    ('└', '+'),
    ('┘', '+'),
    ('├', '+'),
    ('┤', '+'),
    ('·', '-'),
    ('–', '-'),
    ('−', '-'),
    ('→', '>'),
    ('↑', '^'),
    ('↓', 'v'),
    ('←', '<'),
    ('▴', '^'),
    ('▾', 'v'),
    ('…', '~'),
    ('×', 'x'),
    ('✓', '+'),
    ('✗', 'x'),
];

/// Replaces a symbol or letter without an ASCII form.
const UNKNOWN: &str = "?";

/// The fewest characters of a shortened ID.
const SHORTEST_ID: usize = 8;

/// The ASCII character for one of this program's own symbols.
#[must_use]
pub fn stand_in(sign: char) -> Option<char> {
    let found = STAND_INS.iter().find(|(other, _)| *other == sign);
    found.map(|(_, stand_in)| *stand_in)
}

/// The text in ASCII: `Österreich` is `Osterreich`, `営業` is `YingYe`. It can become wider.
#[must_use]
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match stand_in(c) {
            _ if c.is_ascii() => plain.push(c),
            Some(sign) => plain.push(sign),
            None => plain.push_str(spelled(c)),
        }
    }
    Cow::Owned(plain)
}

/// A character in ASCII; nothing for one that only modifies the one before it.
fn spelled(c: char) -> &'static str {
    if width(c.encode_utf8(&mut [0; 4])) == 0 {
        return "";
    }
    match any_ascii_char(c) {
        // Pictures are spelled as `:rocket:`, which reads like text that somebody typed.
        // Silent letters have no spelling; signs without one are told from nothing.
        "" if c.is_alphabetic() => "",
        "" => UNKNOWN,
        spelled if spelled.len() > 1 && spelled.starts_with(':') => UNKNOWN,
        spelled => spelled,
    }
}

/// A character of text that is already laid out, in exactly as many cells.
#[must_use]
pub fn ascii_cells(grapheme: &str, cells: usize) -> String {
    let plain = ascii(grapheme);
    let filler = if plain == UNKNOWN { '?' } else { ' ' };
    let endless = plain.chars().chain(std::iter::repeat(filler));
    endless.take(cells).collect()
}

/// The shortest beginnings that distinguish IDs from each other, of at least eight characters.
#[must_use]
pub fn short_ids<'a>(ids: impl IntoIterator<Item = &'a str>) -> HashMap<&'a str, &'a str> {
    let mut sorted: Vec<&str> = ids.into_iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let shared = |at: usize, other: Option<usize>| {
        let (id, other) = (sorted[at], other.and_then(|other| sorted.get(other)));
        let same = |other: &&str| {
            let pairs = id.char_indices().zip(other.chars());
            let differs = pairs
                .skip_while(|((_, c), d)| c == d)
                .map(|((at, _), _)| at);
            differs.take(1).next().unwrap_or(id.len().min(other.len()))
        };
        other.map_or(0, same)
    };
    let short = |at: usize| {
        let id = sorted[at];
        let common = shared(at, at.checked_sub(1)).max(shared(at, Some(at + 1)));
        let end = id[common..]
            .chars()
            .next()
            .map_or(id.len(), |c| common + c.len_utf8());
        (SHORTEST_ID.max(end)..id.len())
            .find_map(|end| id.get(..end))
            .unwrap_or(id)
    };
    (0..sorted.len())
        .map(|at| (sorted[at], short(at)))
        .collect()
}

/// Names that would look the same, each with the beginning of its ID added. `in_ascii` says that names are
/// shown in ASCII; only names that need a change are returned.
#[must_use]
pub fn told_apart<'a>(
    named: impl IntoIterator<Item = (&'a str, &'a str)> + Clone,
    in_ascii: bool,
) -> HashMap<&'a str, String> {
    let seen = |name: &'a str| if in_ascii { ascii(name) } else { name.into() };
    let mut ids: HashMap<Cow<'_, str>, Vec<&str>> = HashMap::new();
    for (id, name) in named.clone() {
        let same = ids.entry(seen(name)).or_default();
        if !same.contains(&id) {
            same.push(id);
        }
    }
    let mut apart = HashMap::new();
    for (id, name) in named {
        let Some(same) = ids.get(&seen(name)).filter(|same| same.len() > 1) else {
            continue;
        };
        let short = short_ids(same.iter().copied());
        let short = short.get(id).copied().unwrap_or(id);
        apart.insert(id, format!("{name} ({short})"));
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_spelled_and_signs_have_stand_ins() {
        for (text, plain) in [
            ("Österreich Außendienst", "Osterreich Aussendienst"),
            ("Gyo\u{30b}r e\u{301}", "Gyor e"),
            ("group · Sales → all …", "group - Sales > all ~"),
            ("🚀 Launch", "? Launch"),
            ("Corp ESP", "Corp ESP"),
        ] {
            assert_eq!(ascii(text), plain);
        }
        for name in ["営業部 東京", "مبيعات", "צוות תמיכה", "개발팀"] {
            let plain = ascii(name);
            assert!(plain.is_ascii() && !plain.contains('?'), "{name}: {plain}");
        }
    }

    #[test]
    fn a_character_keeps_its_cells() {
        for (grapheme, cells, plain) in [
            ("ö", 1, "o"),
            ("ß", 1, "s"),
            ("営", 2, "Yi"),
            ("Ａ", 2, "A "),
            ("👩\u{200d}💻", 2, "??"),
            ("…", 1, "~"),
        ] {
            assert_eq!(ascii_cells(grapheme, cells), plain, "{grapheme}");
        }
    }

    #[test]
    fn short_ids_differ_and_stay_readable() {
        let ids = [
            "7c77833f-338f",
            "7c77833f-33",
            "8a119b9e-16bc",
            "ü",
            "üb",
            "abcdefghijklm",
        ];
        let short = short_ids(ids);
        assert_eq!(short["8a119b9e-16bc"], "8a119b9e");
        assert_eq!(short["7c77833f-338f"], "7c77833f-338");
        assert_eq!(short["7c77833f-33"], "7c77833f-33");
        assert_eq!((short["ü"], short["üb"]), ("ü", "üb"));
        assert_eq!(short["abcdefghijklm"], "abcdefgh");
    }

    #[test]
    fn names_that_look_alike_get_their_ids() {
        let named = [
            ("11111111-1", "Österreich"),
            ("22222222-2", "Osterreich"),
            ("33333333-3", "Guests"),
            ("44444444-4", "Guests"),
            ("55555555-5", "Board"),
        ];
        let apart = told_apart(named, false);
        assert_eq!(apart.len(), 2);
        assert_eq!(apart["33333333-3"], "Guests (33333333)");
        let apart = told_apart(named, true);
        assert_eq!(apart.len(), 4);
        assert_eq!(apart["11111111-1"], "Österreich (11111111)");
        assert_eq!(told_apart([named[4], named[4]], true).len(), 0);
    }
}
