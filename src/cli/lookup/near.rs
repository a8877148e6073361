//! Names that are similar to what was typed: to be shown, never used instead of it.

use unicode_width::UnicodeWidthChar;

use crate::cli::print::exit::Failure;
use crate::text;

const MOST_LISTED: usize = 3;
/// Anything shorter is a part of too many names.
const SHORTEST_PART: usize = 3;

/// Returns the objects whose names look like the typed text, each with the difference. If there are none,
/// returns those with a similar spelling or that contain the text, most similar first.
pub(in crate::cli) fn near<'a, T>(
    all: impl IntoIterator<Item = &'a T>,
    typed: &str,
    name: impl Fn(&T) -> String,
) -> Vec<(&'a T, Option<&'static str>)> {
    let wanted = folded(typed);
    if wanted.is_empty() {
        return Vec::new();
    }
    let (mut alike, mut close) = (Vec::new(), Vec::new());
    for one in all {
        let name = name(one);
        let folded = folded(&name);
        if folded == wanted {
            alike.push((one, Some(difference(typed, &name))));
        } else if let Some(distance) = distance(&folded, &wanted) {
            close.push((distance, one));
        }
    }
    if alike.is_empty() {
        close.sort_by_key(|(distance, _)| *distance);
        alike.extend(close.into_iter().map(|(_, one)| (one, None)));
    }
    alike
}

/// Says that nothing has the typed name, with the nearest names and where all of them are listed. Each of
/// `near` is a name and a line that describes its object.
pub(in crate::cli) fn not_found(
    what: &str,
    typed: &str,
    near: Vec<(String, String)>,
    all: &str,
) -> Failure {
    let (mut names, mut lines) = (Vec::new(), Vec::new());
    for (name, line) in near {
        if lines.contains(&line) || lines.len() == MOST_LISTED {
            continue;
        }
        let name = format!("\"{}\"", text::clean(&name));
        if !names.contains(&name) {
            names.push(name);
        }
        lines.push(line);
    }
    let mean = match names.split_last() {
        None => String::new(),
        Some((last, [])) => format!(" Did you mean {last}?"),
        Some((last, others)) => format!(" Did you mean {} or {last}?", others.join(", ")),
    };
    let message = format!("No {what} named \"{}\".{mean}", text::clean(typed));
    lines.extend((!all.is_empty()).then(|| all.to_owned()));
    let hint = (!lines.is_empty()).then(|| lines.join("\n"));
    Failure::naming("not-found", message, hint)
}

/// Whether a name contains each typed word, whatever its case and accents.
pub(in crate::cli) fn holds(name: &str, typed: &str) -> bool {
    holds_words(&folded(name), &folded(typed))
}

fn holds_words(name: &str, wanted: &str) -> bool {
    !wanted.is_empty() && wanted.split(' ').all(|word| name.contains(word))
}

/// Returns the distance between two names in hundredths of the longer one, if they differ by a few typos at
/// most or if one contains the other.
fn distance(name: &str, wanted: &str) -> Option<usize> {
    let (one, other) = (name.chars().count(), wanted.chars().count());
    let (short, long) = (one.min(other), one.max(other));
    let most = long / 3;
    if other >= SHORTEST_PART && holds_words(name, wanted) {
        return Some((long - short) * 100 / long / 2);
    }
    // The usual case, fast: names of different length.
    if long - short > most {
        return None;
    }
    let distance = strsim::damerau_levenshtein(name, wanted);
    (distance <= most).then(|| distance * 100 / long)
}

/// What differs between two names that look alike.
fn difference(typed: &str, name: &str) -> &'static str {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if typed == name {
        "the same name"
    } else if typed.trim() == name.trim() {
        "spaces at its ends differ"
    } else if words(typed) == words(name) {
        "spaces inside differ"
    } else if words(typed).to_lowercase() == words(name).to_lowercase() {
        "capitals differ"
    } else {
        "characters that look alike differ"
    }
}

/// Normalizes a name: removes accents, case, double spaces and invisible characters, and replaces letters that
/// look alike by one of them.
fn folded(name: &str) -> String {
    let shown = name
        .chars()
        .filter(|c| !text::is_hostile(*c) || c.is_whitespace())
        .filter(|c| c.is_whitespace() || c.width().is_some_and(|width| width > 0))
        .filter(|c| *c != '\u{ad}');
    let letters: String = shown.flat_map(|c| plain(c).to_lowercase()).collect();
    let letters = letters.replace(['1', 'l', '|'], "i").replace('0', "o");
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the Latin letter or the simple character that a character looks like.
fn plain(c: char) -> char {
    const ALIKE: [(&str, &str); 3] = [
        // Cyrillic
        (
            "аеорсхуіѕјкмтвнАЕОРСХУІЅЈКМТВН",
            "aeopcxyisjkmtbhAEOPCXYISJKMTBH",
        ),
        // Greek
        ("ονικρυαΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ovikpuaABEZHIKMNOPTYX"),
        ("‐‑‒–—―−‘’ʼ´`“”„", "-------'''''\"\"\""),
    ];
    if let Some(wide) = u32::from(c).checked_sub(0xff01).filter(|at| *at < 0x5e) {
        return char::from_u32(wide + 0x21).unwrap_or(c);
    }
    for (those, these) in ALIKE {
        if let Some(at) = those.chars().position(|one| one == c) {
            return these.chars().nth(at).unwrap_or(c);
        }
    }
    nucleo_matcher::chars::normalize(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str, names: &[&str]) -> Vec<(String, Option<&'static str>)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let near = near(&names, typed, Clone::clone).into_iter();
        near.map(|(name, differs)| (name.clone(), differs))
            .collect()
    }

    #[test]
    fn a_name_that_reads_alike_is_listed_with_what_differs() {
        for (typed, name, differs) in [
            ("Corp ESP ", "Corp ESP", "spaces at its ends differ"),
            ("Corp ESP", "\u{a0}Corp ESP", "spaces at its ends differ"),
            ("Corp ESP", "Corp\u{a0}ESP", "spaces inside differ"),
            ("Corp ESP", "Corp  ESP", "spaces inside differ"),
            ("Corp\nESP", "Corp ESP", "spaces inside differ"),
            ("corp esp", "Corp ESP", "capitals differ"),
            ("Corp ESP", "Соrр ESP", "characters that look alike differ"),
            (
                "Corp ESP",
                "Corp\u{200b} ESP",
                "characters that look alike differ",
            ),
            ("Cafe\u{301}", "Café", "characters that look alike differ"),
            ("A-B", "A–B", "characters that look alike differ"),
            ("Pilot 1", "Pilot l", "characters that look alike differ"),
            ("Corp", "Ｃｏｒｐ", "characters that look alike differ"),
        ] {
            let listed = [(name.to_owned(), Some(differs))];
            assert_eq!(found(typed, &[name, "Kiosk"]), listed, "{typed:?}");
        }
    }

    #[test]
    fn else_the_names_with_a_slip_in_them_are_listed() {
        let names = ["Corp EPS", "Corp ESP 2", "Kiosk"];
        let listed: Vec<String> = found("Corp ESP", &names)
            .into_iter()
            .map(|it| it.0)
            .collect();
        assert_eq!(listed, ["Corp ESP 2", "Corp EPS"]);
        assert_eq!(found("x", &names), []);
        assert_eq!(found(" \u{200b}", &names), []);
    }

    #[test]
    fn the_nearest_comes_first() {
        let names = [
            "Kiosk ESP",
            "Corp ESP for the whole of Europe",
            "Corp ESP",
            "Corporate",
            "Lab",
        ];
        let listed = |typed: &str| -> Vec<String> {
            let near = found(typed, &names).into_iter();
            near.map(|(name, _)| name).collect()
        };
        assert_eq!(listed("Corp ESPX"), ["Corp ESP"]);
        assert_eq!(listed("Crop ESP"), ["Corp ESP"]);
        assert_eq!(
            listed("corp"),
            ["Corp ESP", "Corporate", "Corp ESP for the whole of Europe"]
        );
        assert_eq!(
            listed("ESP Corp"),
            ["Corp ESP", "Corp ESP for the whole of Europe"]
        );
        assert_eq!(listed("La"), ["Lab"]);
        assert_eq!(listed("zzz"), [""; 0]);
    }

    #[test]
    fn what_is_not_found_is_said_with_at_most_three_near_names() {
        let near = |names: &[&str]| -> Vec<(String, String)> {
            let line = |name: &&str| ((*name).to_owned(), format!("id-{name}  {name}"));
            names.iter().map(line).collect()
        };
        let message = |names: &[&str]| {
            not_found("configuration", "Corp\u{1b}X", near(names), "see the list").lines()
        };
        assert_eq!(
            message(&[]),
            ["No configuration named \"CorpX\".", "  see the list"]
        );
        assert_eq!(
            message(&["A"]),
            [
                "No configuration named \"CorpX\". Did you mean \"A\"?",
                "  id-A  A",
                "  see the list"
            ]
        );
        assert_eq!(
            message(&["A", "B", "C", "D"])[0],
            "No configuration named \"CorpX\". Did you mean \"A\", \"B\" or \"C\"?"
        );
        assert_eq!(message(&["A", "B", "C", "D"]).len(), 5);
    }

    #[test]
    fn a_part_of_a_name_is_found_in_it() {
        for (name, part) in [
            ("Sales EMEA", "sales"),
            ("Sales EMEA", "emea sal"),
            ("Österreich Außendienst", "osterreich"),
            ("Sales EMEA", "Sales EMEA"),
        ] {
            assert!(holds(name, part), "{name} {part}");
        }
        for (name, part) in [
            ("Sales EMEA", "sales apac"),
            ("Sales", ""),
            ("Sales", "sls"),
        ] {
            assert!(!holds(name, part), "{name} {part}");
        }
    }
}
