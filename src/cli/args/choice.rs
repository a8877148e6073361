//! Flags whose values are words of the domain.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::domain::{FilterMode, TargetKind, TargetType, WriteMode};
use crate::text;

/// Values that are typed as one of a few words.
pub(in crate::cli) trait Choice: Clone + Send + Sync + 'static {
    /// The possible values, in the order of the help.
    const ALL: &'static [Self];

    fn word(&self) -> &str;
}

impl Choice for TargetKind {
    const ALL: &'static [Self] = &Self::WRITABLE;

    fn word(&self) -> &str {
        (*self).word()
    }
}

impl Choice for TargetType {
    const ALL: &'static [Self] = &[Self::User, Self::Device];

    fn word(&self) -> &str {
        (*self).word()
    }
}

impl Choice for FilterMode {
    const ALL: &'static [Self] = &[Self::Include, Self::Exclude];

    fn word(&self) -> &str {
        self.word()
    }
}

impl Choice for WriteMode {
    const ALL: &'static [Self] = &[Self::Auto, Self::Patch, Self::Assign];

    fn word(&self) -> &str {
        (*self).word()
    }
}

/// The words for the values.
pub(in crate::cli) fn words<T: Choice>() -> impl Iterator<Item = &'static str> {
    T::ALL.iter().map(Choice::word)
}

/// The value for a word, in upper or lower case.
pub(in crate::cli) fn chosen<T: Choice>(typed: &str) -> Result<T, String> {
    let found = T::ALL
        .iter()
        .find(|one| one.word().eq_ignore_ascii_case(typed));
    found.cloned().ok_or_else(|| {
        let words: Vec<&str> = words::<T>().collect();
        format!(
            "`{}` is not one of {}",
            text::clean(typed),
            words.join(", ")
        )
    })
}

/// Reads a flag as one of the words, which the help lists.
pub(in crate::cli) fn choices<T: Choice>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(words::<T>()).try_map(|typed| chosen::<T>(&typed))
}
