//! The list of groups: which of them a question means.
//!
//! Belongs here: `$filter`, `$search` and `$top` of the groups, as far as this service knows them. Does
//! not belong here: a single group and its members (`directory`).

use super::errors::Failure;
use super::raw::Object;
use super::request::Call;
use super::tenant::Content;

/// The groups that the options ask for; capitals do not count.
pub(super) fn matching<'a>(content: &'a Content, call: &Call) -> Result<Vec<&'a Object>, Failure> {
    let mut all: Vec<&Object> = content.groups.values().map(|group| &group.entity).collect();
    all.sort_by_key(|group| (name(group), group.text("id")));
    if let Some(filter) = call.option("$filter") {
        let wanted = NameFilter::filter(&filter)
            .ok_or_else(|| Failure::directory("Invalid filter clause."))?;
        all.retain(|group| wanted.is_met(&name(group)));
    }
    if let Some(search) = call.option("$search") {
        let level = call.header("consistencylevel").unwrap_or_default();
        if !level.eq_ignore_ascii_case("eventual") {
            return Err(Failure::directory(
                "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
            ));
        }
        let wanted = NameFilter::search(&search)
            .ok_or_else(|| Failure::directory("Syntax error in the $search clause."))?;
        all.retain(|group| wanted.is_met(&name(group)));
    }
    if let Some(top) = call.option("$top") {
        let top = top.parse().ok().filter(|top| (1..=999).contains(top));
        all.truncate(top.ok_or_else(|| Failure::directory("Invalid page size specified."))?);
    }
    Ok(all)
}

fn name(group: &Object) -> String {
    let name = group.text("displayName").unwrap_or_default();
    name.to_lowercase()
}

/// What a name has to be like, in small letters.
enum NameFilter {
    Equal(String),
    Beginning(String),
    /// Each of these begins a word of the name.
    Words(Vec<String>),
}

impl NameFilter {
    fn filter(clause: &str) -> Option<Self> {
        if let Some(rest) = clause.strip_prefix("displayName eq ") {
            return Some(Self::Equal(quoted(rest)?));
        }
        let inside = clause.strip_prefix("startswith(displayName,")?;
        Some(Self::Beginning(quoted(inside.strip_suffix(')')?.trim())?))
    }

    /// `"displayName:…"`, where quotes and backslashes inside are escaped.
    fn search(clause: &str) -> Option<Self> {
        let inside = clause.strip_prefix('"')?.strip_suffix('"')?;
        let mut text = String::new();
        let mut chars = inside.strip_prefix("displayName:")?.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => text.push(chars.next()?),
                // It would end the text.
                '"' => return None,
                c => text.push(c),
            }
        }
        Some(Self::Words(words(&text.to_lowercase())))
    }

    fn is_met(&self, name: &str) -> bool {
        match self {
            Self::Equal(text) => name == text,
            Self::Beginning(text) => name.starts_with(text),
            Self::Words(wanted) => {
                let own = words(name);
                let begins = |word: &String| own.iter().any(|own| own.starts_with(word));
                !wanted.is_empty() && wanted.iter().all(begins)
            }
        }
    }
}

/// A text in single quotes, where one inside is doubled.
fn quoted(text: &str) -> Option<String> {
    let inside = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let is_sound = !inside.replace("''", "").contains('\'');
    is_sound.then(|| inside.replace("''", "'").to_lowercase())
}

/// The words of a text, as the service takes them apart.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric());
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_read_or_refused() {
        let meets = |wanted: Option<NameFilter>, name: &str| wanted.unwrap().is_met(name);
        assert!(meets(
            NameFilter::filter("displayName eq 'O''Brien'"),
            "o'brien"
        ));
        assert!(meets(
            NameFilter::filter("startswith(displayName,'Sal')"),
            "sales emea"
        ));
        assert!(NameFilter::filter("displayName eq 'a' or 1 eq 1").is_none());
        assert!(meets(
            NameFilter::search(r#""displayName:eme sal""#),
            "sales emea"
        ));
        assert!(!meets(
            NameFilter::search(r#""displayName:mea""#),
            "sales emea"
        ));
        assert!(NameFilter::search(r#""displayName:a" OR "displayName:b""#).is_none());
    }
}
