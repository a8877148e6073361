//! `$search`: words of a property (<https://learn.microsoft.com/graph/search-query-parameter>).

use crate::demo::raw::Object;

#[derive(Debug)]
pub(super) struct Search {
    pub(super) property: String,
    /// In lower case. Each is the beginning of a word of the property.
    words: Vec<String>,
}

impl Search {
    /// Parses `"property:words"`, with quotes and backslashes inside escaped.
    pub(super) fn parse(clause: &str) -> Option<Self> {
        let inside = clause.trim().strip_prefix('"')?.strip_suffix('"')?;
        let (property, escaped) = inside.split_once(':')?;
        let mut text = String::new();
        let mut chars = escaped.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => text.push(chars.next()?),
                // An unescaped quote would end the text.
                '"' => return None,
                c => text.push(c),
            }
        }
        Some(Self {
            property: property.to_owned(),
            words: words(&text),
        })
    }

    pub(super) fn passes(&self, entity: &Object) -> bool {
        let own = words(&entity.text(&self.property).unwrap_or_default());
        let begins = |word: &String| own.iter().any(|own| own.starts_with(word));
        !self.words.is_empty() && self.words.iter().all(begins)
    }
}

/// Splits a text into words as the service does.
fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        reason = "a test may stop at what it did not expect"
    )]

    use super::*;

    #[test]
    fn words_are_found_by_their_beginning() {
        let sales = Object::parse(r#"{"displayName":"Sales EMEA"}"#).unwrap();
        let finds = |clause: &str| Search::parse(clause).map(|search| search.passes(&sales));
        assert_eq!(finds(r#""displayName:eme sal""#), Some(true));
        assert_eq!(finds(r#""displayName:mea""#), Some(false));
        assert_eq!(finds(r#""displayName:\"""#), Some(false));
        assert_eq!(finds(r#""displayName:a" OR "displayName:b""#), None);
        assert_eq!(finds("displayName:sales"), None);
    }
}
