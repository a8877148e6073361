//! Reads files that the user names: an endless device or pipe must not use up the memory.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The longest file of settings or keys, or of a token, in bytes.
pub const LONGEST_SETTINGS: usize = 1 << 20;
/// The longest file of certificates, in bytes.
pub const LONGEST_BUNDLE: usize = 16 << 20;
/// The longest plan or snapshot, in bytes.
pub const LONGEST_FILE: usize = 256 << 20;
/// How much is read at once.
const PIECE: u64 = 1 << 16;

/// Reads a file of text in UTF-8 of at most `limit` bytes.
///
/// # Errors
/// It cannot be read, it is longer ([`ErrorKind::FileTooLarge`]), or it is no text
/// ([`ErrorKind::InvalidData`]).
pub fn read_text(path: &Path, limit: usize) -> io::Result<String> {
    text_of(open(path)?, limit)
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// It cannot be read, or it is longer ([`ErrorKind::FileTooLarge`]).
pub fn read_bytes(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    bytes_of(open(path)?, limit)
}

fn open(path: &Path) -> io::Result<File> {
    File::open(path).map_err(|error| match error.kind() {
        // Windows opens no folder at all.
        ErrorKind::PermissionDenied if path.is_dir() => in_words(ErrorKind::IsADirectory.into()),
        _ => in_words(error),
    })
}

/// The same error in plain words, if the system only has a number for it.
fn in_words(error: io::Error) -> io::Error {
    let text = match error.kind() {
        ErrorKind::NotFound => "no such file",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::IsADirectory => "this is a folder, not a file",
        ErrorKind::NotADirectory => "part of its path is a file, not a folder",
        _ => return error,
    };
    io::Error::new(error.kind(), text)
}

/// The same for an input that is open.
///
/// # Errors
/// As [`read_text`].
pub fn text_of(input: impl Read, limit: usize) -> io::Result<String> {
    let mut bytes = pieces(input, limit, true)?;
    // Editors on Windows start the text with a byte-order mark.
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let (bytes, at) = (error.as_bytes(), error.utf8_error().valid_up_to());
        not_text(bytes, at)
    })
}

/// The same for an input that is open.
///
/// # Errors
/// As [`read_bytes`].
pub fn bytes_of(input: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    pieces(input, limit, false)
}

fn pieces(mut input: impl Read, limit: usize, is_text: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let start = bytes.len();
        let piece = input.by_ref().take(PIECE).read_to_end(&mut bytes);
        if piece.map_err(in_words)? == 0 {
            return Ok(bytes);
        }
        if bytes.len() > limit {
            return Err(io::Error::new(
                ErrorKind::FileTooLarge,
                format!("it is larger than {} MiB", limit >> 20),
            ));
        }
        // Text never contains it, and a device such as /dev/zero returns nothing else.
        if is_text && let Some(at) = bytes[start..].iter().position(|byte| *byte == 0) {
            return Err(not_text(&bytes, start + at));
        }
    }
}

/// What the bytes are instead of UTF-8 text, as far as they show, and how to fix it.
fn not_text(bytes: &[u8], at: usize) -> io::Error {
    let has_mark = [&b"\xff\xfe"[..], b"\xfe\xff"];
    let text = if has_mark.iter().any(|mark| bytes.starts_with(mark)) || is_utf16(bytes) {
        "it is UTF-16: save it as UTF-8 and try again".to_owned()
    } else if bytes.get(at) == Some(&0) {
        "it is not UTF-8 text".to_owned()
    } else {
        let before = bytes.get(..at).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        format!("line {line} is not UTF-8: save the file as UTF-8 and try again")
    };
    io::Error::new(ErrorKind::InvalidData, text)
}

/// Whether every second byte at the start is zero, as in UTF-16 text in Latin script without a byte-order
/// mark.
fn is_utf16(bytes: &[u8]) -> bool {
    let (pairs, _) = bytes
        .get(..bytes.len().min(32))
        .unwrap_or_default()
        .as_chunks::<2>();
    pairs.len() > 1
        && (pairs.iter().all(|[a, b]| *a == 0 && *b != 0)
            || pairs.iter().all(|[a, b]| *a != 0 && *b == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_read_up_to_its_limit() {
        let input = vec![b'x'; 200_000];
        assert_eq!(bytes_of(&input[..], 200_000).unwrap(), input);
        let error = bytes_of(&input[..], 199_999).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FileTooLarge);
        assert_eq!(text_of(&b"\xc3\xa9"[..], 2).unwrap(), "é");
        assert_eq!(text_of(&b"\xef\xbb\xbfa"[..], 4).unwrap(), "a");
    }

    #[test]
    fn a_wrong_encoding_is_named_with_the_way_out() {
        let utf16 = "it is UTF-16: save it as UTF-8 and try again";
        let latin = "line 3 is not UTF-8: save the file as UTF-8 and try again";
        for (input, text) in [
            (&b"a\0b"[..], "it is not UTF-8 text"),
            (b"\0\0\0\0", "it is not UTF-8 text"),
            (b"\xff\xfea\0b\0", utf16),
            (b"\xfe\xff\0a\0b", utf16),
            (b"\xff\xfe\x2d\x4e", utf16),
            (b"a\0b\0", utf16),
            (b"\0a\0b", utf16),
            (b"a\nb\nc\xe9d\n", latin),
        ] {
            let error = text_of(input, 100).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidData);
            assert_eq!(error.to_string(), text, "{input:?}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        for (path, text) in [
            (folder.path().join("no"), "no such file"),
            (folder.path().to_owned(), "this is a folder, not a file"),
            (
                file.join("x"),
                // Windows does not tell the two apart.
                if cfg!(windows) {
                    "no such file"
                } else {
                    "part of its path is a file, not a folder"
                },
            ),
        ] {
            for error in [
                read_text(&path, 10).unwrap_err(),
                read_bytes(&path, 10).unwrap_err(),
            ] {
                assert_eq!(error.to_string(), text);
            }
        }
    }

    #[test]
    fn an_input_without_an_end_is_given_up() {
        let error = bytes_of(io::repeat(b'x'), LONGEST_SETTINGS).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 1 MiB");
        assert!(text_of(io::repeat(0), usize::MAX).is_err());
    }
}
