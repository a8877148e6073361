//! JSON on several lines, with every value unchanged.

use super::RawObject;
use super::json::{Token, Tokens};

impl RawObject {
    /// Returns the object as JSON text on several lines. Numbers of any length and all escapes stay as they
    /// were read.
    #[must_use]
    pub fn to_pretty_json(&self) -> String {
        let json = self.to_json();
        let mut out = String::with_capacity(json.len());
        write(Tokens::of(&json), &mut out);
        out
    }
}

/// An object or a list that is not closed yet.
struct Open {
    is_object: bool,
    /// How many names and values were written into it so far.
    written: usize,
}

fn write<'a>(tokens: impl Iterator<Item = Token<'a>>, out: &mut String) {
    let mut open: Vec<Open> = Vec::new();
    for token in tokens {
        if token == Token::Close {
            let closed = open.pop();
            let (is_object, written) = closed.map_or((true, 0), |it| (it.is_object, it.written));
            if written > 0 {
                line(open.len(), out);
            }
            out.push(if is_object { '}' } else { ']' });
            continue;
        }
        let depth = open.len();
        if let Some(inside) = open.last_mut() {
            if inside.is_object && inside.written % 2 == 1 {
                out.push_str(": ");
            } else {
                if inside.written > 0 {
                    out.push(',');
                }
                line(depth, out);
            }
            inside.written += 1;
        }
        if let Token::Text(text) = token {
            out.push_str(text);
        } else {
            let is_object = token == Token::OpenObject;
            out.push(if is_object { '{' } else { '[' });
            open.push(Open {
                is_object,
                written: 0,
            });
        }
    }
}

/// Begins a line with the indentation of this depth.
fn line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_to_the_letter() {
        let json = r#"{"a":1.10,"b":[],"c":{"d":[123456789012345678901,"x\u0041"],"e":{}},"f\"":["{",[1]]}"#;
        let object: RawObject = serde_json::from_str(json).unwrap();
        assert_eq!(
            object.to_pretty_json(),
            "{\n  \"a\": 1.10,\n  \"b\": [],\n  \"c\": {\n    \"d\": [\n      123456789012345678901,\n      \"x\\u0041\"\n    ],\n    \"e\": {}\n  },\n  \"f\\\"\": [\n    \"{\",\n    [\n      1\n    ]\n  ]\n}"
        );
        assert_eq!(RawObject::new().to_pretty_json(), "{}");
    }

    #[test]
    fn each_token_is_read_once_however_deep_it_lies() {
        for depth in [1, 8, 64] {
            let json = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
            let mut count = 0;
            let mut out = String::new();
            write(Tokens::of(&json).inspect(|_| count += 1), &mut out);
            assert_eq!(count, Tokens::of(&json).count());
            assert_eq!(out.lines().count(), 2 * depth + 1);
        }
    }
}
