//! Reading files that the user names: a device or a pipe without an end must not eat the memory.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The most bytes of a file of settings or keys, or of a token.
pub const LONGEST_SETTINGS: usize = 1 << 20;
/// The most bytes of a file of certificates.
pub const LONGEST_BUNDLE: usize = 16 << 20;
/// The most bytes of a plan or a snapshot.
pub const LONGEST_FILE: usize = 256 << 20;
/// How much is read at once.
const PIECE: u64 = 1 << 16;

/// Reads a file of text in UTF-8 of at most `limit` bytes.
///
/// # Errors
/// It cannot be read, it is longer ([`ErrorKind::FileTooLarge`]), or it is no text
/// ([`ErrorKind::InvalidData`]).
pub fn read_text(path: &Path, limit: usize) -> io::Result<String> {
    text_of(File::open(path)?, limit)
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// It cannot be read, or it is longer ([`ErrorKind::FileTooLarge`]).
pub fn read_bytes(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    bytes_of(File::open(path)?, limit)
}

/// The same for an input that is open.
///
/// # Errors
/// As [`read_text`].
pub fn text_of(input: impl Read, limit: usize) -> io::Result<String> {
    let bytes = pieces(input, limit, true)?;
    String::from_utf8(bytes).map_err(|_| not_text())
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
        if input.by_ref().take(PIECE).read_to_end(&mut bytes)? == 0 {
            return Ok(bytes);
        }
        if bytes.len() > limit {
            return Err(io::Error::new(
                ErrorKind::FileTooLarge,
                format!("it is larger than {} MiB", limit >> 20),
            ));
        }
        // No text holds it, and a device such as /dev/zero gives nothing else.
        if is_text && bytes[start..].contains(&0) {
            return Err(not_text());
        }
    }
}

fn not_text() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "it is not text in UTF-8")
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
        for input in [&b"a\0b"[..], b"\xff"] {
            let error = text_of(input, 10).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidData);
        }
    }

    #[test]
    fn an_input_without_an_end_is_given_up() {
        let error = bytes_of(io::repeat(b'x'), LONGEST_SETTINGS).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 1 MiB");
        assert!(text_of(io::repeat(0), usize::MAX).is_err());
    }
}
