//! JSON text, read token by token: its depth, and one spelling for equal values.
//!
//! Belongs here: what one pass over any JSON text can tell. Does not belong here: what a member
//! means. A JSON parser has already accepted the text, so its tokens are not checked again.

use std::borrow::Cow;
use std::fmt;

/// The most levels of nesting that are read.
pub const MOST_LEVELS: usize = 64;

/// The most levels that [`canonical`] follows: an object of [`MOST_LEVELS`] within the lists of a
/// request or a file.
const MOST_CANONICAL_LEVELS: usize = 2 * MOST_LEVELS;

/// JSON that is nested too deep for recursive code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooDeep;

impl fmt::Display for TooDeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nested deeper than {MOST_LEVELS} levels")
    }
}

/// Counts the levels of a JSON text that arrives in pieces.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    open: usize,
    in_string: bool,
    escaped: bool,
}

impl Levels {
    /// Reads one more byte.
    ///
    /// # Errors
    /// The byte opens one level too many.
    pub const fn read(&mut self, byte: u8) -> Result<(), TooDeep> {
        if self.in_string {
            if self.escaped {
                self.escaped = false;
            } else if byte == b'\\' {
                self.escaped = true;
            } else if byte == b'"' {
                self.in_string = false;
            }
            return Ok(());
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => {
                self.open += 1;
                if self.open > MOST_LEVELS {
                    return Err(TooDeep);
                }
            }
            b'}' | b']' => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    /// Whether the next byte belongs to a string.
    #[must_use]
    pub const fn is_in_string(&self) -> bool {
        self.in_string
    }

    /// Checks that a member is not nested deeper than its object may be.
    pub(super) fn check_member(json: &str) -> Result<(), TooDeep> {
        // Each level takes two characters, so most members do not have to be read.
        if json.len() < 2 * MOST_LEVELS || !json.starts_with(['{', '[']) {
            return Ok(());
        }
        let mut levels = Self {
            open: 1,
            ..Self::default()
        };
        json.bytes().try_for_each(|byte| levels.read(byte))
    }
}

/// A token of JSON text. Commas and colons are left out, because the order implies them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    OpenObject,
    /// `[`
    OpenList,
    /// `}` or `]`
    Close,
    /// A name, or a value without members, unchanged.
    Text(&'a str),
}

/// The tokens of a JSON text. Reads each byte once.
pub(super) struct Tokens<'a> {
    json: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) const fn of(json: &'a str) -> Self {
        Self { json, at: 0 }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.json.as_bytes();
        while matches!(
            bytes.get(self.at)?,
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':'
        ) {
            self.at += 1;
        }
        let start = self.at;
        self.at += 1;
        match bytes.get(start)? {
            b'{' => return Some(Token::OpenObject),
            b'[' => return Some(Token::OpenList),
            b'}' | b']' => return Some(Token::Close),
            b'"' => {
                while let Some(byte) = bytes.get(self.at) {
                    self.at += if *byte == b'\\' { 2 } else { 1 };
                    if *byte == b'"' {
                        break;
                    }
                }
            }
            _ => {
                while let Some(byte) = bytes.get(self.at) {
                    if matches!(
                        byte,
                        b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b'}' | b']'
                    ) {
                        break;
                    }
                    self.at += 1;
                }
            }
        }
        self.at = self.at.min(bytes.len());
        self.json.get(start..self.at).map(Token::Text)
    }
}

/// Returns JSON text in the one spelling that all equal values share: members sorted by name, no white space
/// between tokens, as few escapes in strings as possible. Numbers keep all their digits.
#[must_use]
pub fn canonical(json: &str) -> String {
    // Text that is nested too deep equals only itself.
    canonical_of(&mut Tokens::of(json), json.len()).unwrap_or_else(|| json.trim().to_owned())
}

fn canonical_of<'a>(tokens: &mut impl Iterator<Item = Token<'a>>, length: usize) -> Option<String> {
    let first = tokens.next()?;
    let value = Value::read(first, tokens, 0)?;
    let mut out = String::with_capacity(length);
    value.write(&mut out);
    Some(out)
}

enum Value<'a> {
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Value<'a> {
    fn read(
        first: Token<'a>,
        tokens: &mut impl Iterator<Item = Token<'a>>,
        depth: usize,
    ) -> Option<Self> {
        if depth > MOST_CANONICAL_LEVELS {
            return None;
        }
        match first {
            Token::Text(text) => Some(Self::Text(fewest_escapes(text))),
            Token::Close => None,
            Token::OpenList => {
                let mut items = Vec::new();
                loop {
                    match tokens.next()? {
                        Token::Close => return Some(Self::List(items)),
                        first => items.push(Self::read(first, tokens, depth + 1)?),
                    }
                }
            }
            Token::OpenObject => {
                let mut members = Vec::new();
                loop {
                    match tokens.next()? {
                        Token::Close => break,
                        Token::Text(name) => {
                            let first = tokens.next()?;
                            let value = Self::read(first, tokens, depth + 1)?;
                            members.push((fewest_escapes(name), value));
                        }
                        Token::OpenObject | Token::OpenList => return None,
                    }
                }
                members.sort_by(|(one, _), (other, _)| one.cmp(other));
                Some(Self::Object(members))
            }
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    out.push_str(name);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// Returns a string in its shortest spelling, and anything else unchanged. A string without an escape has
/// only one spelling, and half of a surrogate pair has no other.
fn fewest_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    serde_json::from_str::<String>(text)
        .and_then(|message| serde_json::to_string(&message))
        .map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_one_spelling() {
        let one =
            r#" { "b": [1.10, "\u00e9\/" ], "a": {"d": null, "c": 12345678901234567890123} } "#;
        let other = r#"{"a":{"c":12345678901234567890123,"d":null},"b":[1.10,"é/"]}"#;
        assert_eq!(canonical(one), other);
        assert_eq!(canonical(r#""\ud800""#), r#""\ud800""#);
        assert_ne!(canonical("1.10"), canonical("1.1"));
        assert_eq!(
            canonical(r#"{"\u0062":1,"a":[],"c":{}}"#),
            r#"{"a":[],"b":1,"c":{}}"#
        );
        assert_eq!(canonical(r#"["\"]}, {[:",true]"#), r#"["\"]}, {[:",true]"#);
        for broken in ["", "{", "[1", r#"{"a""#, "]", r#""\"#] {
            assert_eq!(canonical(broken), broken);
        }
    }

    /// Lists nested in each other to this depth.
    fn nested(depth: usize) -> String {
        format!("{}{}", "[".repeat(depth), "]".repeat(depth))
    }

    #[test]
    fn levels_are_counted_outside_of_strings_only() {
        let read = |json: &str| {
            let mut levels = Levels::default();
            json.bytes().try_for_each(|byte| levels.read(byte))
        };
        assert_eq!(read(&nested(MOST_LEVELS)), Ok(()));
        assert_eq!(read(&nested(MOST_LEVELS + 1)), Err(TooDeep));
        assert_eq!(read(&format!(r#"["\"{}"]"#, "[".repeat(100))), Ok(()));
        assert_eq!(read(&"[],".repeat(100)), Ok(()), "they stand side by side");
        let member = |depth| Levels::check_member(&nested(depth));
        assert_eq!(member(MOST_LEVELS - 1), Ok(()));
        assert_eq!(member(MOST_LEVELS), Err(TooDeep));
        assert_eq!(TooDeep.to_string(), "nested deeper than 64 levels");
    }

    #[test]
    fn each_token_is_read_once_however_deep_it_lies() {
        for depth in [1, 8, MOST_LEVELS] {
            let json = format!(
                "{}[1,\"x\"]{}",
                r#"{"b":0,"a":"#.repeat(depth),
                "}".repeat(depth)
            );
            let all = Tokens::of(&json).count();
            assert_eq!(all, depth * 5 + 4);
            let mut count = 0;
            let mut tokens = Tokens::of(&json).inspect(|_| count += 1);
            assert!(canonical_of(&mut tokens, 0).is_some());
            assert_eq!(count, all);
        }
    }

    #[test]
    fn no_depth_overflows_the_stack() {
        let deep = nested(1_000_000);
        assert_eq!(canonical(&deep), deep);
    }
}
