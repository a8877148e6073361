//! Writing to stdout and stderr, with nothing in it that a terminal would obey.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::text;
use crate::words::Line;

/// Writes text to stdout.
pub(super) fn text(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Lines as text.
pub(super) fn lines(lines: &[Line]) -> String {
    lines.iter().fold(String::new(), |mut said, line| {
        let _ = writeln!(said, "{}", line.text);
        said
    })
}

/// Writes text to stderr.
pub(super) fn error(text: &str) -> io::Result<()> {
    io::stderr().lock().write_all(text.as_bytes())
}

/// Writes one JSON document to stdout.
pub(super) fn json(document: &impl Serialize) -> io::Result<()> {
    let mut json = escape(&serde_json::to_string_pretty(document)?);
    json.push('\n');
    text(&json)
}

/// The same JSON with every hostile character as an escape: equal for a program, harmless for a
/// terminal. Such characters stand inside strings only, except for the line ends of the layout.
fn escape(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !text::is_hostile(c) {
            safe.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_escaped_and_stay_the_same_value() {
        let value = serde_json::json!({"name": "a\u{202e}b\u{9b}c\u{e0041}\u{1b}", "ok": "営業"});
        let safe = escape(&serde_json::to_string_pretty(&value).unwrap());
        assert!(
            safe.chars().all(|c| c == '\n' || !text::is_hostile(c)),
            "{safe}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
    }
}
