//! The body of an answer, limited while it streams: the other side may be hostile or broken and must not
//! use up the memory of this machine.

use std::fmt;

use reqwest::{Response, StatusCode};

use super::explain;
use crate::domain::{Levels, TooDeep};

/// The largest page of a list in bytes, after decompression.
const LONGEST_PAGE: usize = 64 << 20;
/// The largest error in bytes, and the largest answer that contains no list.
pub const LONGEST_SHORT: usize = 1 << 20;

#[derive(Debug)]
pub enum BodyError {
    /// It was cut off.
    Broken(reqwest::Error),
    /// It is longer than this many bytes.
    TooLong(usize),
    TooDeep(TooDeep),
    /// It contains bytes that are not text.
    NotText,
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(error) => write!(f, "the answer was cut off: {}", explain(error)),
            Self::TooLong(limit) => {
                write!(f, "the answer is longer than {} MiB", limit >> 20)
            }
            Self::TooDeep(error) => write!(f, "the answer is {error}"),
            Self::NotText => f.write_str("the answer is not UTF-8 text"),
        }
    }
}

/// The most bytes of an answer with this status.
#[must_use]
pub fn longest(status: StatusCode) -> usize {
    if status.is_success() {
        LONGEST_PAGE
    } else {
        LONGEST_SHORT
    }
}

/// Reads the body of an answer as text of at most `limit` bytes, counted after decompression. An error ends
/// the reading at once.
///
/// # Errors
/// Why there is no whole body.
pub async fn body(mut response: Response, limit: usize) -> Result<String, BodyError> {
    let announced = response.content_length().unwrap_or_default();
    if usize::try_from(announced).map_or(true, |length| length > limit) {
        return Err(BodyError::TooLong(limit));
    }
    let mut body = Body::new(limit);
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Broken)? {
        body.read(&chunk)?;
    }
    Ok(body.into_text())
}

/// What has arrived so far.
struct Body {
    kept: Vec<u8>,
    limit: usize,
    left: usize,
    levels: Levels,
    after_blank: bool,
}

impl Body {
    fn new(limit: usize) -> Self {
        Self {
            kept: Vec::new(),
            limit,
            left: limit,
            levels: Levels::default(),
            after_blank: false,
        }
    }

    fn read(&mut self, chunk: &[u8]) -> Result<(), BodyError> {
        self.left = self
            .left
            .checked_sub(chunk.len())
            .ok_or(BodyError::TooLong(self.limit))?;
        for byte in chunk {
            let is_blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
            if byte.is_ascii_control() && !is_blank && *byte != 0x7f {
                return Err(BodyError::NotText);
            }
            let is_layout = is_blank && !self.levels.is_in_string();
            // Blanks between tokens have no meaning, and an endless run of them need not be stored.
            if !(is_layout && self.after_blank) {
                self.kept.push(*byte);
            }
            self.after_blank = is_layout;
            self.levels.read(*byte).map_err(BodyError::TooDeep)?;
        }
        Ok(())
    }

    fn into_text(self) -> String {
        String::from_utf8(self.kept)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a text in pieces of this many bytes, at most a thousand in all.
    fn read(text: &[u8], piece: usize) -> Result<String, String> {
        let mut body = Body::new(1_000);
        for chunk in text.chunks(piece) {
            body.read(chunk).map_err(|error| error.to_string())?;
        }
        Ok(body.into_text())
    }

    #[test]
    fn a_body_is_the_same_however_it_is_cut() {
        let text = "{ \"a\":\r\n\t \"x  y\\\" é\",  \"b\" : [1] }";
        for piece in 1..=text.len() {
            assert_eq!(
                read(text.as_bytes(), piece).unwrap(),
                "{ \"a\":\r\"x  y\\\" é\", \"b\" : [1] }"
            );
        }
        assert_eq!(read(b"a\xff", 1).unwrap(), "a\u{fffd}");
    }

    #[test]
    fn each_limit_ends_the_reading() {
        for piece in [1, 7, 5_000] {
            let long = vec![b'x'; 1_001];
            assert_eq!(
                read(&long, piece).unwrap_err(),
                "the answer is longer than 0 MiB"
            );
            assert_eq!(read(&long[1..], piece).unwrap().len(), 1_000);
            // Blanks that are not stored count as well.
            assert!(read(&vec![b' '; 1_001], piece).is_err());
            assert_eq!(
                read("[".repeat(65).as_bytes(), piece).unwrap_err(),
                "the answer is nested deeper than 64 levels"
            );
            assert!(read("[".repeat(64).as_bytes(), piece).is_ok());
            assert_eq!(
                read(b"{\0", piece).unwrap_err(),
                "the answer is not UTF-8 text"
            );
        }
    }

    #[test]
    fn a_run_of_blanks_takes_no_memory() {
        let mut body = Body::new(LONGEST_PAGE);
        body.read(b"{\"value\":[").unwrap();
        for _ in 0..100 {
            body.read(&[b' '; 1_000]).unwrap();
        }
        assert_eq!(body.kept.len(), 11);
        assert_eq!(body.left, LONGEST_PAGE - 100_010);
    }
}
