//! `$filter`: parsing an expression, and which entities match it.
//!
//! Belongs here: comparisons of one property with a literal, joined by `and`, `or` and `not`. Everything else
//! in `OData` is refused. Does not belong here: the other options (`mod`).

use std::cmp::Ordering;

use serde_json::Value;

use crate::demo::raw::Object;

/// How deep brackets and `not` may be nested.
const MOST_LEVELS: usize = 16;

#[derive(Debug, PartialEq)]
pub(super) enum Filter {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    /// A property, an operator and a literal.
    Compare(String, Operator, Value),
    StartsWith(String, String),
    EndsWith(String, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Operator {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "eq" => Self::Eq,
            "ne" => Self::Ne,
            "gt" => Self::Gt,
            "ge" => Self::Ge,
            "lt" => Self::Lt,
            "le" => Self::Le,
            _ => return None,
        })
    }

    const fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Eq => ordering.is_eq(),
            Self::Ne => ordering.is_ne(),
            Self::Gt => ordering.is_gt(),
            Self::Ge => ordering.is_ge(),
            Self::Lt => ordering.is_lt(),
            Self::Le => ordering.is_le(),
        }
    }
}

impl Filter {
    /// Parses an expression; none if this service does not support it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens: &tokens };
        let filter = parser.either(MOST_LEVELS)?;
        parser.tokens.is_empty().then_some(filter)
    }

    /// The properties that it uses.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::names).collect(),
            Self::Not(part) => part.names(),
            Self::Compare(name, ..) | Self::StartsWith(name, _) | Self::EndsWith(name, _) => {
                vec![name]
            }
        }
    }

    pub(super) fn has_function(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::has_function),
            Self::Not(part) => part.has_function(),
            Self::Compare(..) => false,
            Self::StartsWith(..) | Self::EndsWith(..) => true,
        }
    }

    /// Whether an entity matches; none if a property and its literal cannot be compared.
    pub(super) fn passes(&self, entity: &Object) -> Option<bool> {
        let text = |name: &str| entity.text(name).unwrap_or_default().to_lowercase();
        match self {
            Self::And(parts) => {
                let all = parts.iter().map(|part| part.passes(entity));
                Some(all.collect::<Option<Vec<_>>>()?.into_iter().all(|one| one))
            }
            Self::Or(parts) => {
                let all = parts.iter().map(|part| part.passes(entity));
                Some(all.collect::<Option<Vec<_>>>()?.into_iter().any(|one| one))
            }
            Self::Not(part) => part.passes(entity).map(|passes| !passes),
            Self::Compare(name, operator, literal) => {
                let own: Value = entity.read(name).unwrap_or_default();
                compares(&own, *operator, literal)
            }
            Self::StartsWith(name, wanted) => Some(text(name).starts_with(wanted)),
            Self::EndsWith(name, wanted) => Some(text(name).ends_with(wanted)),
        }
    }
}

fn compares(own: &Value, operator: Operator, literal: &Value) -> Option<bool> {
    let ordering = match (own, literal) {
        (Value::Null, Value::Null) => Ordering::Equal,
        // Only null equals null, and nothing is greater or less than it.
        (Value::Null, _) | (_, Value::Null) => return Some(operator == Operator::Ne),
        _ => order(own, literal)?,
    };
    Some(operator.holds(ordering))
}

/// Compares two values of the same kind, ignoring case.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::String(a), Value::String(b)) => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

#[derive(Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Comma,
    Word(String),
    Text(String),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            ' ' | '\t' => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '\'' => {
                let mut inside = String::new();
                loop {
                    match chars.next()? {
                        // A quote inside is doubled.
                        '\'' if chars.next_if_eq(&'\'').is_some() => inside.push('\''),
                        '\'' => break,
                        c => inside.push(c),
                    }
                }
                Token::Text(inside)
            }
            c => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| !" \t(),'".contains(*c)) {
                    word.push(c);
                }
                Token::Word(word)
            }
        });
    }
    Some(tokens)
}

struct Parser<'a> {
    tokens: &'a [Token],
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn takes(&mut self, wanted: &Token) -> bool {
        let found = self.tokens.first() == Some(wanted);
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }

    fn takes_word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.tokens.first(), Some(Token::Word(word)) if word == wanted);
        if found {
            self.tokens = &self.tokens[1..];
        }
        found
    }

    fn either(&mut self, levels: usize) -> Option<Filter> {
        let mut parts = vec![self.both(levels)?];
        while self.takes_word("or") {
            parts.push(self.both(levels)?);
        }
        one_or(parts, Filter::Or)
    }

    fn both(&mut self, levels: usize) -> Option<Filter> {
        let mut parts = vec![self.single(levels)?];
        while self.takes_word("and") {
            parts.push(self.single(levels)?);
        }
        one_or(parts, Filter::And)
    }

    fn single(&mut self, levels: usize) -> Option<Filter> {
        let levels = levels.checked_sub(1)?;
        if self.takes(&Token::Open) {
            let inside = self.either(levels)?;
            return self.takes(&Token::Close).then_some(inside);
        }
        let Token::Word(name) = self.next()? else {
            return None;
        };
        match name.as_str() {
            "not" => Some(Filter::Not(Box::new(self.single(levels)?))),
            "startswith" | "startsWith" => {
                let (name, wanted) = self.arguments()?;
                Some(Filter::StartsWith(name, wanted))
            }
            "endswith" | "endsWith" => {
                let (name, wanted) = self.arguments()?;
                Some(Filter::EndsWith(name, wanted))
            }
            name => {
                let Token::Word(operator) = self.next()? else {
                    return None;
                };
                let operator = Operator::parse(operator)?;
                let literal = match self.next()? {
                    Token::Text(text) => Value::String(text.clone()),
                    Token::Word(word) => bare(word)?,
                    _ => return None,
                };
                Some(Filter::Compare(name.to_owned(), operator, literal))
            }
        }
    }

    /// `(property,'text')`, with the text in lower case.
    fn arguments(&mut self) -> Option<(String, String)> {
        match (
            self.next()?,
            self.next()?,
            self.next()?,
            self.next()?,
            self.next()?,
        ) {
            (Token::Open, Token::Word(name), Token::Comma, Token::Text(text), Token::Close) => {
                Some((name.clone(), text.to_lowercase()))
            }
            _ => None,
        }
    }
}

fn one_or(mut parts: Vec<Filter>, many: impl FnOnce(Vec<Filter>) -> Filter) -> Option<Filter> {
    if parts.len() > 1 {
        return Some(many(parts));
    }
    parts.pop()
}

/// A literal without quotes: a number, true, false, null, a date or a GUID.
fn bare(word: &str) -> Option<Value> {
    if let Ok(value @ (Value::Number(_) | Value::Bool(_) | Value::Null)) =
        serde_json::from_str(word)
    {
        return Some(value);
    }
    let is_literal = word.contains(|c: char| c.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-:.+".contains(c));
    is_literal.then(|| Value::String(word.to_owned()))
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        reason = "a test may stop at what it did not expect"
    )]

    use super::*;

    fn passes(filter: &str, entity: &str) -> Option<bool> {
        let entity = Object::parse(entity).unwrap();
        Filter::parse(filter).unwrap().passes(&entity)
    }

    #[test]
    fn comparisons_are_joined_as_in_odata() {
        let entity = r#"{"name":"O'Brien","n":3,"on":true,"none":null,"at":"2026-01-02T00:00:00Z","list":[]}"#;
        for (filter, expected) in [
            ("name eq 'o''brien'", Some(true)),
            ("name ne 'o''brien'", Some(false)),
            ("n gt 2 and n lt 4", Some(true)),
            ("n ge 4 or on eq true", Some(true)),
            ("n eq 1 or n eq 2 and n eq 3", Some(false)),
            ("(n eq 3 or n eq 2) and not (on eq false)", Some(true)),
            ("none eq null", Some(true)),
            ("missing ne 'x'", Some(true)),
            ("none gt 1", Some(false)),
            ("at ge 2026-01-01T00:00:00Z", Some(true)),
            ("startswith(name,'O''B')", Some(true)),
            ("not endsWith( name , 'x' )", Some(true)),
            ("list eq 'x'", None),
            ("n eq '3'", None),
        ] {
            assert_eq!(passes(filter, entity), expected, "{filter}");
        }
    }

    #[test]
    fn what_is_not_read_is_refused() {
        let deep = format!("{}n eq 1{}", "(".repeat(5_000), ")".repeat(5_000));
        for filter in [
            "",
            "name",
            "name eq",
            "name eq 'open",
            "name eq Sales",
            "name eq 'a' or 1 eq 1 or",
            "isof('microsoft.graph.x')",
            "roleScopeTagIds/any(s:s eq '0')",
            "name eq 'a' name eq 'b'",
            "(name eq 'a'",
            deep.as_str(),
        ] {
            assert_eq!(Filter::parse(filter), None, "{filter:.40}");
        }
    }
}
