//! Finds rows by typed words: every word must match somewhere in a row.
//!
//! Belongs here: what a row is found by, and where the match is. Does not belong here: what is done with it
//! (`update`, `view`).

use memchr::memmem;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use unicode_segmentation::UnicodeSegmentation;

/// How much more a match in a name counts than one in an explanation. Its beginning counts even more.
const IN_NAME: u32 = 1_000;
const BEGINS_NAME: u32 = 2_000;

/// Texts and ids that are searched together: each of the three strings has one line for each item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// The text that a person reads.
    pub texts: String,
    /// The same text in lower case.
    pub lower: String,
    /// Ids in lower case.
    pub ids: String,
}

/// The searchable parts of a configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Haystack {
    /// The configuration's own properties.
    pub whole: Lines,
    /// Its assignments, in order.
    pub assignments: Lines,
    /// The ids in its other properties.
    pub properties: Lines,
}

impl Lines {
    /// Adds an item with its text and its ids.
    pub fn push(&mut self, text: &str, ids: &[&str]) {
        // Text over several lines is searched as one line.
        let line = |text: &str| text.replace(['\n', '\r'], " ");
        let text = line(text);
        self.lower += &text.to_lowercase();
        self.lower.push('\n');
        self.texts += &text;
        self.texts.push('\n');
        self.ids += &line(&ids.join(" ")).to_lowercase();
        self.ids.push('\n');
    }

    /// Returns each line: the text, the same in lower case, the ids.
    pub fn each(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let lines = self.texts.lines().zip(self.lower.lines());
        lines
            .zip(self.ids.lines())
            .map(|((text, lower), ids)| (text, lower, ids))
    }
}

/// The typed text, prepared for matching.
#[derive(Debug)]
pub struct Finder {
    words: Vec<Word>,
    matcher: Matcher,
    buffer: Vec<char>,
}

#[derive(Debug)]
struct Word {
    fuzzy: Atom,
    /// Ids are compared exactly, because a fuzzy match finds something in any long id.
    plain: String,
    /// The same, for searching in long texts.
    needle: memmem::Finder<'static>,
    /// The number of characters.
    length: usize,
}

impl Finder {
    /// Creates a finder for the typed text, or returns `None` if the text is empty.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let words: Vec<Word> = typed
            .split_whitespace()
            .map(|word| (word, word.to_lowercase()))
            .map(|(word, plain)| Word {
                fuzzy: Atom::new(
                    word,
                    CaseMatching::Ignore,
                    Normalization::Smart,
                    AtomKind::Fuzzy,
                    false,
                ),
                needle: memmem::Finder::new(&plain).into_owned(),
                length: plain.graphemes(true).count(),
                plain,
            })
            .collect();
        (!words.is_empty()).then(|| Self {
            words,
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        })
    }

    /// Whether every word is found in one of the texts or ids.
    pub fn finds(&mut self, texts: &[&str], ids: &[&str]) -> bool {
        let Self {
            words,
            matcher,
            buffer,
        } = self;
        words.iter().all(|word| {
            let in_id = |id: &&str| word.is_part_of_id() && id.to_lowercase().contains(&word.plain);
            ids.iter().any(in_id)
                || texts.iter().any(|text| {
                    let score = word.fuzzy.score(Utf32Str::new(text, buffer), matcher);
                    score.is_some_and(|score| word.is_meant(text, score))
                })
        })
    }

    /// Whether a configuration is found by its own properties or its assignments.
    pub fn finds_row(&mut self, row: &Haystack) -> bool {
        let Self {
            words,
            matcher,
            buffer,
        } = self;
        words.iter().all(|word| {
            let parts = [&row.whole, &row.assignments, &row.properties];
            parts.iter().any(|part| word.is_in(part, matcher, buffer))
        })
    }

    /// Returns the indexes of the matching assignments of a configuration: all of them if the name of the
    /// configuration matches. `None` stands for the configuration alone, if it has no assignments or only
    /// its other properties match.
    pub fn finds_in(&mut self, row: &Haystack) -> Vec<Option<usize>> {
        let Self {
            words,
            matcher,
            buffer,
        } = self;
        let name = row.whole.each().next();
        let called = |word: &Word, matcher: &mut _, buffer: &mut _| {
            name.is_some_and(|name| word.is_in_line(name, matcher, buffer))
        };
        if words.iter().all(|word| called(word, matcher, buffer)) {
            return match row.assignments.each().count() {
                0 => vec![None],
                count => (0..count).map(Some).collect(),
            };
        }
        let (all, properties) = (&row.assignments, &row.properties);
        if !words.iter().all(|word| word.is_in(all, matcher, buffer)) {
            let is_there = words.iter().all(|word| word.is_in_ids(&properties.ids));
            return if is_there { vec![None] } else { Vec::new() };
        }
        let mut found = Vec::new();
        for (at, line) in all.each().enumerate() {
            if words
                .iter()
                .all(|word| word.is_in_line(line, matcher, buffer))
            {
                found.push(Some(at));
            }
        }
        found
    }

    /// Returns the part of a row that contains a word missing from the `seen` texts: the text, or the id if
    /// no text contains it. Returns `None` if the visible texts explain the match.
    pub fn reason<'a>(&mut self, row: &'a Haystack, seen: &[&str]) -> Option<&'a str> {
        let Self {
            words,
            matcher,
            buffer,
        } = self;
        let word = words.iter().find(|word| {
            let is_seen = |text: &&str| {
                let score = word.fuzzy.score(Utf32Str::new(text, buffer), matcher);
                score.is_some_and(|score| word.is_meant(text, score))
            };
            !seen.iter().any(is_seen)
        })?;
        let parts = [&row.whole, &row.assignments, &row.properties];
        // A text that contains the word in one piece explains it better than one that only has its letters.
        let plain = parts.iter().flat_map(|part| part.each());
        let plain = plain
            .filter(|(_, lower, _)| word.needle.find(lower.as_bytes()).is_some())
            .map(|(text, ..)| text);
        let mut strewn = parts.iter().flat_map(|part| part.texts.lines());
        let ids = parts.iter().flat_map(|part| part.ids.split_whitespace());
        let mut ids = ids.filter(|id| word.is_in_ids(id));
        plain
            .chain(strewn.find(|text| word.is_strewn_in(text, matcher, buffer)))
            .next()
            .or_else(|| ids.next())
    }

    /// Returns the first of some ids that contains a word missing from the `seen` text.
    pub fn id_found<'a>(&mut self, ids: &[&'a str], seen: &str) -> Option<&'a str> {
        let is_seen = |finder: &mut Self, at: usize| {
            let word = &finder.words[at];
            let text = Utf32Str::new(seen, &mut finder.buffer);
            let score = word.fuzzy.score(text, &mut finder.matcher);
            score.is_some_and(|score| word.is_meant(seen, score))
        };
        let unseen = (0..self.words.len()).find(|at| !is_seen(self, *at))?;
        let word = &self.words[unseen];
        let holds = |id: &&&str| word.is_in_ids(&id.to_lowercase());
        ids.iter().find(holds).copied()
    }

    /// Whether a word is long enough to be part of an id.
    #[must_use]
    pub fn looks_for_ids(&self) -> bool {
        self.words.iter().any(Word::is_part_of_id)
    }

    /// Returns how well the typed text matches a name or its explanation, or `None` if a word is in neither.
    pub fn score(&mut self, name: &str, explanation: &str) -> Option<u32> {
        let Self {
            words,
            matcher,
            buffer,
        } = self;
        let explanation = explanation.to_lowercase();
        let mut total = 0;
        for word in words.iter() {
            let score = word.fuzzy.score(Utf32Str::new(name, buffer), matcher);
            total += match score.filter(|score| word.is_meant(name, *score)) {
                Some(score) if name.starts_with(&word.plain) => BEGINS_NAME + u32::from(score),
                Some(score) => IN_NAME + u32::from(score),
                // Scattered letters match in any sentence.
                None if explanation.contains(&word.plain) => 1,
                None => return None,
            };
        }
        Some(total)
    }

    /// Returns the matching graphemes of `text`, in order.
    pub fn marks(&mut self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        for word in &self.words {
            let mut indices = Vec::new();
            let score = word.fuzzy.indices(
                Utf32Str::new(text, &mut self.buffer),
                &mut self.matcher,
                &mut indices,
            );
            if score.is_some_and(|score| word.is_meant(text, score)) {
                found.extend(
                    indices
                        .into_iter()
                        .filter_map(|at| usize::try_from(at).ok()),
                );
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The fewest letters of a word to be matched as part of an id; a shorter one would be found in most ids.
pub const SHORTEST_ID: usize = 4;

impl Word {
    /// Whether the word is in any of the lines. A word in one piece is searched for in all lines at once.
    fn is_in(&self, lines: &Lines, matcher: &mut Matcher, buffer: &mut Vec<char>) -> bool {
        self.needle.find(lines.lower.as_bytes()).is_some()
            || self.is_in_ids(&lines.ids)
            || lines
                .texts
                .lines()
                .any(|text| self.is_strewn_in(text, matcher, buffer))
    }

    fn is_in_line(
        &self,
        (text, lower, ids): (&str, &str, &str),
        matcher: &mut Matcher,
        buffer: &mut Vec<char>,
    ) -> bool {
        self.needle.find(lower.as_bytes()).is_some()
            || self.is_in_ids(ids)
            || self.is_strewn_in(text, matcher, buffer)
    }

    fn is_in_ids(&self, ids: &str) -> bool {
        self.is_part_of_id() && self.needle.find(ids.as_bytes()).is_some()
    }

    /// Whether a text contains the word, not in one piece but not by chance either.
    fn is_strewn_in(&self, text: &str, matcher: &mut Matcher, buffer: &mut Vec<char>) -> bool {
        let score = self.fuzzy.score(Utf32Str::new(text, buffer), matcher);
        score.is_some_and(|score| self.is_dense(score))
    }

    fn is_dense(&self, score: u16) -> bool {
        usize::from(score) > self.length * 20
    }

    fn is_part_of_id(&self) -> bool {
        self.plain.len() >= SHORTEST_ID
    }

    /// Whether a match is more than chance: in one piece, or with few and short gaps. Letters in a run score
    /// 28 each, letters at the beginning of words about 22, scattered letters up to 20.
    fn is_meant(&self, text: &str, score: u16) -> bool {
        self.is_dense(score) || text.to_lowercase().contains(&self.plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, texts: &[&str]) -> bool {
        Finder::new(typed).unwrap().finds(texts, &["0a1b-77"])
    }

    #[test]
    fn words_are_found_in_any_order_and_with_gaps() {
        let texts = ["Corp ESP", "Enrollment Status Page", "group Sales EMEA"];
        assert!(finds("corp", &texts));
        assert!(finds("emea corp", &texts));
        assert!(finds("slsemea", &texts));
        assert!(finds("1B-7", &texts), "part of an id");
        assert!(!finds("corp apac", &texts));
    }

    #[test]
    fn a_row_is_found_as_its_parts_are() {
        let line = |text: &str, id: &str| Lines {
            texts: format!("{text}\n"),
            lower: format!("{}\n", text.to_lowercase()),
            ids: format!("{id}\n"),
        };
        let row = Haystack {
            whole: line("Corp ESP", "0a1b-77"),
            assignments: line("group Sales EMEA", "6f1d"),
            properties: line("", "99aa-app"),
        };
        let finder = |typed| Finder::new(typed).unwrap();
        for typed in [
            "corp",
            "emea corp",
            "slsemea",
            "1B-7",
            "6F1d sales",
            "99AA-",
        ] {
            assert!(finder(typed).finds_row(&row), "{typed}");
        }
        for typed in ["corp apac", "xx", "6f1d 9", "1b-"] {
            assert!(!finder(typed).finds_row(&row), "{typed}");
        }
        assert_eq!(finder("emea").finds_in(&row), [Some(0)]);
        assert_eq!(
            finder("corp").finds_in(&row),
            [Some(0)],
            "all of what is called so"
        );
        assert_eq!(finder("99aa-app").finds_in(&row), [None]);
        assert!(finder("corp emea").finds_in(&row).is_empty());
        let alone = Haystack {
            assignments: Lines::default(),
            ..row
        };
        assert_eq!(finder("corp").finds_in(&alone), [None]);
        assert!(finder("emea").finds_in(&alone).is_empty());
    }

    #[test]
    fn strewn_letters_are_no_match() {
        assert!(!finds(
            "kiosk",
            &["kind of interesting operating systems kit"]
        ));
    }

    #[test]
    fn marks_stand_on_graphemes() {
        let mut finder = Finder::new("京").unwrap();
        assert_eq!(finder.marks("営業部 東京"), [5]);
        assert!(finder.marks("Sales").is_empty());
    }

    #[test]
    fn nothing_typed_finds_nothing_in_particular() {
        assert!(Finder::new("  ").is_none());
    }
}
