//! Cuts names that are longer than their column, so that different names still look different.
//!
//! Belongs here: where a name is cut. Does not belong here: cutting at the end, which is nearly always right
//! for a sentence (`text::truncate`).

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{self, ELLIPSIS};

/// Cuts a name to at most `cells` cells, keeping the part between two of its graphemes visible, or at least
/// the second of them: text before it is left out if it does not fit.
#[must_use]
pub fn around(name: &str, (first, last): (usize, usize), cells: usize) -> String {
    let graphemes: Vec<&str> = name.graphemes(true).collect();
    let wide = |from: usize, to: usize| -> usize {
        let some = graphemes.iter().skip(from).take(to.saturating_sub(from));
        some.map(|one| text::width(one)).sum()
    };
    if wide(0, last + 1) < cells || text::width(name) <= cells {
        return text::truncate(name, cells).into_owned();
    }
    // An ellipsis can be on both sides.
    let room = cells.saturating_sub(2);
    let mut from = if wide(first, last + 1) <= room {
        first
    } else {
        last
    };
    // The text right before it shows where in the name it is; the end is shown if possible.
    let context = from.saturating_sub(cells / 4);
    while from > context && wide(from - 1, last + 1) <= room {
        from -= 1;
    }
    while from > 1 && wide(from - 1, graphemes.len()) < cells {
        from -= 1;
    }
    let kept: String = graphemes.iter().skip(from).copied().collect();
    let kept = text::truncate(&kept, cells.saturating_sub(1));
    text::truncate(&format!("{ELLIPSIS}{kept}"), cells).into_owned()
}

/// Cuts each name to at most `cells` cells. Long names keep their beginning and their end; if two of them
/// would look the same, the part they have in common is left out.
#[must_use]
pub fn distinct(names: &[&str], cells: usize) -> Vec<String> {
    let whole = |name: &&str| text::cut_middle(name, cells);
    let mut shown: Vec<String> = names.iter().map(whole).collect();
    let mut open = alike((0..names.len()).collect(), &shown);
    while let Some(places) = open.pop() {
        let same: Vec<&str> = places.iter().map(|at| names[*at]).collect();
        let Some(differ) = first_difference(&same) else {
            continue;
        };
        for at in &places {
            shown[*at] = around(names[*at], (differ, differ), cells);
        }
        // Names that still look the same differ further on.
        let still = alike(places.clone(), &shown);
        open.extend(still.into_iter().filter(|part| part.len() < places.len()));
    }
    number_the_alike(names, &mut shown, cells);
    shown
}

/// Numbers the names that look the same however they are cut, because they differ only in how often
/// something is repeated, or too far apart for the column. The numbers depend on the names, not on their
/// positions.
fn number_the_alike(names: &[&str], shown: &mut [String], cells: usize) {
    for places in alike((0..names.len()).collect(), shown) {
        let mut different: Vec<&str> = places.iter().map(|at| names[*at]).collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < 2 {
            continue;
        }
        for at in places {
            let number = different.iter().position(|name| *name == names[at]);
            let number = format!("#{}", number.unwrap_or_default() + 1);
            let room = cells.saturating_sub(text::width(&number));
            shown[at] = format!("{}{number}", text::truncate(&shown[at], room));
        }
    }
}

/// Returns the groups of names that look the same, each with more than one name.
fn alike(places: Vec<usize>, shown: &[String]) -> Vec<Vec<usize>> {
    let mut alike: HashMap<&str, Vec<usize>> = HashMap::new();
    for at in places {
        alike.entry(&shown[at]).or_default().push(at);
    }
    let parts = alike.into_values();
    parts.filter(|places| places.len() > 1).collect()
}

/// Returns the first grapheme in which the names differ, or `None` if they are all equal.
fn first_difference(names: &[&str]) -> Option<usize> {
    let (first, others) = names.split_first()?;
    let differs = |other: &&str| {
        let mut pairs = first.graphemes(true).zip(other.graphemes(true));
        let shorter = || {
            first
                .graphemes(true)
                .count()
                .min(other.graphemes(true).count())
        };
        (first != other).then(|| pairs.position(|(a, b)| a != b).unwrap_or_else(shorter))
    };
    others.iter().filter_map(differs).min()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_differ_in_the_middle_only_are_shown_where_they_differ() {
        let name =
            |middle: &str| format!("Contoso Europe restrictions {middle} for all personal devices");
        let names = ["Windows", "Windows pilot", "macOS", "Android"].map(name);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let shown = distinct(&names, 26);
        let different: HashSet<&String> = shown.iter().collect();
        assert_eq!(different.len(), 4, "{shown:?}");
        assert!(shown.iter().any(|one| one.contains("macOS")), "{shown:?}");
    }

    #[test]
    fn what_is_looked_for_is_kept() {
        let name = "Enrollment restrictions of the Berlin office for kiosks";
        for place in [0, 5, 31, 54] {
            let grapheme = &name[place..=place];
            assert!(
                around(name, (place, place), 20).contains(grapheme),
                "{place}"
            );
        }
        assert!(around(name, (31, 31), 20).contains("Berlin"));
        assert!(around(name, (50, 50), 20).ends_with("for kiosks"));
        let both = around(name, (27, 36), 20);
        assert!(both.contains("the Berlin"), "{both}");
    }

    proptest! {
        #[test]
        fn names_that_differ_look_different(
            prefix in "[a-z]{0,40}",
            suffix in "[a-z]{0,40}",
            parts in prop::collection::hash_set("[a-c営]{0,6}", 2..12),
            cells in 16_usize..40,
        ) {
            let names: Vec<String> = parts.iter().map(|part| format!("{prefix}{part}{suffix}")).collect();
            let names: HashSet<&str> = names.iter().map(String::as_str).collect();
            let names: Vec<&str> = names.into_iter().collect();
            let shown = distinct(&names, cells);
            let different: HashSet<&String> = shown.iter().collect();
            prop_assert_eq!(different.len(), names.len(), "{:?}", shown);
            prop_assert!(shown.iter().all(|one| text::width(one) <= cells));
        }
    }
}
