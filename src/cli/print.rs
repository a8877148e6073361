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
    let mut json = text::escape_json(&serde_json::to_string_pretty(document)?);
    json.push('\n');
    text(&json)
}
