//! The records of a CSV file (RFC 4180), each with the line on which it starts. Lines are counted as editors
//! and spreadsheets do.
//!
//! Belongs here: encoding, separator, quotes, line ends. Does not belong here: what the cells mean
//! (`plan_csv`).

/// The advice for a file in another encoding.
const SAVE_AS: &str = "save it as \"CSV UTF-8\" and try again";

/// A record that is not empty.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) struct Record {
    /// The line on which it starts, counted from 1.
    pub(in crate::cli) line: u64,
    pub(in crate::cli) cells: Vec<String>,
}

/// An error in a file, and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Problem {
    /// The line, counted from 1.
    pub(in crate::cli) line: u64,
    pub(in crate::cli) what: String,
}

/// Decodes a file: UTF-8, or UTF-16 with a byte-order mark. Does not guess other encodings.
pub(in crate::cli) fn decode(bytes: &[u8]) -> Result<String, Problem> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let text = String::from_utf16(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>());
        text.ok().filter(|_| rest.is_empty()).ok_or(Problem {
            line: 1,
            what: format!("the file begins as UTF-16 and is not: {SAVE_AS}"),
        })
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => match std::str::from_utf8(rest) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                let (sound, _) = rest.split_at(error.valid_up_to());
                let line = 1 + line_ends(&String::from_utf8_lossy(sound));
                let what = format!("this is not UTF-8: {SAVE_AS}");
                return Err(Problem { line, what });
            }
        },
    };
    match text.find('\0') {
        Some(at) => Err(Problem {
            line: 1 + line_ends(&text[..at]),
            what: format!("this is not text in UTF-8: {SAVE_AS}"),
        }),
        None => Ok(text),
    }
}

/// Counts the line ends in a text: CR LF, LF and CR each count as one.
fn line_ends(text: &str) -> u64 {
    let mut lines = 0;
    let mut before = ' ';
    for c in text.chars() {
        if c == '\r' || (c == '\n' && before != '\r') {
            lines += 1;
        }
        before = c;
    }
    lines
}

/// Reads all records. Skips empty lines and records, and returns an error for each record that cannot be
/// read.
pub(in crate::cli) fn records(file: &str) -> (Vec<Record>, Vec<Problem>) {
    let (separator, skipped) = separator(file);
    let mut reader = Reader {
        rest: file.get(skipped..).unwrap_or_default(),
        line: 1 + line_ends(file.get(..skipped).unwrap_or_default()),
        separator,
    };
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    while !reader.rest.is_empty() {
        let line = reader.line;
        match reader.record() {
            Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(cells) => records.push(Record { line, cells }),
            Err(problem) => problems.push(problem),
        }
    }
    (records, problems)
}

/// Returns the separator of the cells, and the length of the line that declares it. Without such a line, which
/// some spreadsheets put first, the separator is the one that occurs most often in the first line.
fn separator(file: &str) -> (char, usize) {
    let first = file.trim_start_matches(['\r', '\n']);
    let before = file.len() - first.len();
    let first = first.split(['\r', '\n']).next().unwrap_or_default();
    if let Some((name, message)) = first.split_once('=')
        && name.eq_ignore_ascii_case("sep")
    {
        let mut chars = message.chars();
        if let (Some(separator), None) = (chars.next(), chars.next()) {
            return (separator, before + first.len());
        }
    }
    let mut quoted = false;
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    for c in first.chars() {
        quoted ^= c == '"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && c == *separator);
        }
    }
    // Reversed, because `max_by_key` returns the last of equal counts, and the comma is the usual separator.
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    (most.map_or(',', |(separator, _)| separator), 0)
}

struct Reader<'a> {
    rest: &'a str,
    line: u64,
    separator: char,
}

impl Reader<'_> {
    /// Takes a character; CR LF counts as one.
    fn take(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        if c == '\r' {
            self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
        }
        if matches!(c, '\r' | '\n') {
            self.line += 1;
            return Some('\n');
        }
        Some(c)
    }

    /// Reads the cells up to the end of the record.
    fn record(&mut self) -> Result<Vec<String>, Problem> {
        let mut cells = Vec::new();
        loop {
            let mut cell = String::new();
            let quoted = self.rest.starts_with('"');
            if quoted {
                self.quoted(&mut cell)?;
            }
            loop {
                let line = self.line;
                match self.take() {
                    Some(c) if c == self.separator => break,
                    None | Some('\n') => {
                        cells.push(cell);
                        return Ok(cells);
                    }
                    Some(_) if quoted => {
                        self.skip_line();
                        let what = "there is text after a closing quote".to_owned();
                        return Err(Problem { line, what });
                    }
                    Some(c) => cell.push(c),
                }
            }
            cells.push(cell);
        }
    }

    /// Reads the text between two quotes; a quote inside is written twice.
    fn quoted(&mut self, cell: &mut String) -> Result<(), Problem> {
        let line = self.line;
        self.take();
        loop {
            match self.rest.chars().next() {
                None => {
                    let what = "a quote is opened here and never closed".to_owned();
                    return Err(Problem { line, what });
                }
                Some('"') => {
                    self.take();
                    if !self.rest.starts_with('"') {
                        return Ok(());
                    }
                    self.take();
                    cell.push('"');
                }
                // Unchanged: a line end in a name is part of the name.
                Some(_) => {
                    let before = self.rest;
                    self.take();
                    let taken = before.len() - self.rest.len();
                    cell.push_str(before.get(..taken).unwrap_or_default());
                }
            }
        }
    }

    fn skip_line(&mut self) {
        while self.take().is_some_and(|c| c != '\n') {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns each record as its line number and its cells, separated by a bar.
    fn read(file: &str) -> Vec<(u64, String)> {
        let (records, problems) = records(file);
        assert_eq!(problems, []);
        let shown = |record: Record| (record.line, record.cells.join("|"));
        records.into_iter().map(shown).collect()
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            for (lines, wanted) in [
                (&["a,b", "1,2", "3,4"][..], &[1, 2, 3][..]),
                (&["", "a,b", "", "", "1,2", "", "3,4", ""], &[2, 5, 7]),
                (&["a,b", "\"1", "\",2", "\"3\",4"], &[1, 2, 4]),
                (&["a,b", " ,", ",", "1,2", "  ", "3,4"], &[1, 4, 6]),
                (&["sep=,", "a,b", "1,2", "", "3,4"], &[2, 3, 5]),
                (&["", "SEP=,", "a,b", "1,2"], &[3, 4]),
            ] {
                for last in ["", end] {
                    let file = lines.join(end) + last;
                    let found: Vec<u64> = read(&file).iter().map(|(line, _)| *line).collect();
                    assert_eq!(found, wanted, "{file:?}");
                }
            }
        }
    }

    #[test]
    fn cells_are_taken_to_the_letter() {
        for (file, wanted) in [
            ("a,b", "a|b"),
            ("a;b,c;d", "a|b,c|d"),
            ("a\tb\tc", "a|b|c"),
            ("\"a;b;c\",d", "a;b;c|d"),
            (" a , b ", " a | b "),
            ("\"a \"\"b\"\"\",\"\"", "a \"b\"|"),
            ("a 5\" b,c", "a 5\" b|c"),
            (" \"a\",b", " \"a\"|b"),
            ("\"a\r\nb\",\"c\rd\"", "a\r\nb|c\rd"),
            ("sep=|\r\na|b,c", "a|b,c"),
            ("sep=\t\na\tb,c", "a|b,c"),
            ("sep=;;\n", "sep=||"),
            ("é\u{a0},\u{feff}", "é\u{a0}|\u{feff}"),
        ] {
            assert_eq!(read(file)[0].1, wanted, "{file:?}");
        }
        assert_eq!(read("\r\n\n \n,,\n"), []);
    }

    #[test]
    fn a_quote_that_is_wrong_is_named_by_its_line() {
        let (found, problems) = records("a,b\r\n1,\"2\r\n\r\n3,4\r\n");
        assert_eq!(found.len(), 1);
        assert_eq!(problems[0].line, 2);
        let (found, problems) = records("a,b\n\"1\n\"x,2\n3,4\n");
        assert_eq!(found.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(problems[0].line, 3);
    }

    #[test]
    fn an_encoding_is_known_or_refused() {
        let text = "a,é\r\n😀";
        let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
            units.flat_map(unit).collect()
        };
        let with_mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [
            text.as_bytes().to_owned(),
            with_mark,
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes).unwrap(), text);
        }
        let odd = &utf16(u16::to_le_bytes)[..9];
        for (bytes, line) in [
            (&b"a\r\nb\rc\n\xe9,d"[..], 4),
            (b"a\n\0b", 2),
            (b"a\0,\0b\0", 1),
            (odd, 1),
            (b"\xff\xfe\x00\xd8", 1),
        ] {
            let problem = decode(bytes).unwrap_err();
            assert_eq!(problem.line, line, "{bytes:?}");
            assert!(problem.what.contains("CSV UTF-8"));
        }
    }
}
