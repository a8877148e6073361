//! Writes to stdout and stderr, without control characters that a terminal would execute.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::text;
use crate::tui::terminal::capabilities::takes_sequences;
use crate::words::Line;

/// How many bytes are written at once.
const PIECE: usize = 1 << 14;

/// Returns buffered stdout, for output that is created piece by piece. It must be flushed.
pub(in crate::cli) fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(PIECE, io::stdout().lock())
}

/// Writes text to stdout.
pub(in crate::cli) fn text(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Returns the lines as text.
pub(in crate::cli) fn lines(lines: &[Line]) -> String {
    lines.iter().fold(String::new(), |mut message, line| {
        let _ = writeln!(message, "{}", line.text);
        message
    })
}

/// Whether stderr shows ASCII only.
static ERRORS_IN_ASCII: AtomicBool = AtomicBool::new(false);

/// Writes all further text on stderr in ASCII.
pub(in crate::cli) fn spell_errors() {
    ERRORS_IN_ASCII.store(true, Ordering::Relaxed);
}

/// Writes text to stderr.
pub(in crate::cli) fn error(text: &str) -> io::Result<()> {
    let shown = if ERRORS_IN_ASCII.load(Ordering::Relaxed) {
        text::ascii(text)
    } else {
        Cow::Borrowed(text)
    };
    io::stderr().lock().write_all(shown.as_bytes())
}

/// Overwrites the current line on stderr. The new line must be shorter than the width of the terminal.
pub(in crate::cli) fn rewrite_line(line: &str) -> io::Result<()> {
    if takes_sequences() {
        return error(&format!("\r{line}\x1b[K"));
    }
    let width = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
    let left = width.saturating_sub(text::width(line) + 1);
    error(&format!("\r{line}{}\r{line}", " ".repeat(left)))
}

/// Writes one JSON document to stdout piece by piece, because it may be larger than its data in memory.
pub(in crate::cli) fn json(document: &impl Serialize) -> io::Result<()> {
    let mut out = stdout();
    write_json(&mut out, document, has_code_page())?;
    out.write_all(b"\n")?;
    out.flush()
}

fn write_json(out: impl Write, document: &impl Serialize, is_ascii: bool) -> io::Result<()> {
    let safe = Safe {
        pretty: PrettyFormatter::new(),
        is_ascii,
    };
    let mut serializer = Serializer::with_formatter(out, safe);
    Ok(document.serialize(&mut serializer)?)
}

/// A JSON formatter that escapes every control character: the same value for a program, harmless for a
/// terminal.
struct Safe<'a> {
    pretty: PrettyFormatter<'a>,
    /// Whether all characters outside ASCII are escaped too.
    is_ascii: bool,
}

impl Safe<'_> {
    fn write(&self, out: &mut (impl Write + ?Sized), fragment: &str) -> io::Result<()> {
        let safe = text::escape_json(fragment);
        if !self.is_ascii || safe.is_ascii() {
            return out.write_all(safe.as_bytes());
        }
        safe.chars().try_for_each(|character| {
            if character.is_ascii() {
                return write!(out, "{character}");
            }
            let mut units = [0; 2];
            let mut units = character.encode_utf16(&mut units).iter();
            units.try_for_each(|unit| write!(out, "\\u{unit:04x}"))
        })
    }
}

/// Whether the reader of stdout may decode it with a code page, as PowerShell does for every pipe.
fn has_code_page() -> bool {
    cfg!(windows) && !io::stdout().is_terminal()
}

impl Formatter for Safe<'_> {
    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_array(out)
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array(out)
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_array_value(out, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(out)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object(out)
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object(out)
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_object_key(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(out)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(out)
    }

    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        self.write(out, fragment)
    }

    // JSON as the service sent it: the whitespace between its tokens may differ from ours.
    fn write_raw_fragment<W: Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for piece in fragment.split_inclusive(['\t', '\n', '\r']) {
            let inside = piece.trim_end_matches(['\t', '\n', '\r']);
            self.write(out, inside)?;
            if inside.len() < piece.len() {
                out.write_all(b" ")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    fn written(document: &impl Serialize) -> String {
        let mut out = Vec::new();
        write_json(&mut out, document, false).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn hostile_characters_are_escaped_and_stay_the_same_value() {
        let value = serde_json::json!({
            "name": "a\u{202e}b\u{9b}c\u{e0041}\u{1b}", "ke\u{202e}y": [1, "営業"], "none": [], "no": {}
        });
        let safe = written(&value);
        assert!(
            safe.chars().all(|c| c == '\n' || !text::is_hostile(c)),
            "{safe}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
        let plain = serde_json::json!({"a": [1, {"b": "営業"}], "c": [], "d": {}});
        assert_eq!(
            written(&plain),
            serde_json::to_string_pretty(&plain).unwrap()
        );
    }

    #[test]
    fn where_a_code_page_is_in_between_json_is_ascii_of_the_same_value() {
        let value = serde_json::json!({"営業 😀": ["é", 1], "plain": "a"});
        let mut out = Vec::new();
        write_json(&mut out, &value, true).unwrap();
        assert!(out.is_ascii());
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&out).unwrap(),
            value
        );
    }

    #[test]
    fn raw_json_keeps_its_digits_and_loses_its_tabs() {
        let raw = "{\t\"a\u{202e}\": 1.10,\r\n\t\"b\": \"x\\ty\"}";
        let raw = RawValue::from_string(raw.to_owned()).unwrap();
        let safe = written(&raw);
        assert_eq!(safe, r#"{ "a\u202e": 1.10,   "b": "x\ty"}"#);
    }
}
