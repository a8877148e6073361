//! The clipboard of the terminal: the sequence that writes to it, and how much it accepts.
//!
//! Belongs here: OSC 52 as text, also through tmux and GNU screen. Does not belong here: what is copied
//! (`update`), writing to the terminal (`terminal`).
//!
//! A terminal that does not know OSC 52 (`PuTTY`, conhost) ignores it, as ECMA-48 requires for any unknown
//! control string. Terminals never answer it, so nothing waits. The screen says "sent", never "copied".
//! More: `docs/design/screen.md#rules-and-why`.

use serde::{Deserialize, Serialize};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The most bytes, encoded, that widespread terminals accept. Beyond this, some drop everything and some cut
/// the text without notice.
pub const LONGEST: usize = 74_994;

/// GNU screen passes on strings of up to 256 bytes.
const SCREEN_PIECE: usize = 240;

/// The multiplexer between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Multiplexer {
    #[default]
    None,
    Tmux,
    Screen,
}

impl Multiplexer {
    /// Returns the multiplexer that the environment indicates: each sets its own variable. In tmux within
    /// screen both are set, and the inner one controls the terminal.
    pub fn of(environment: impl Fn(&str) -> Option<String>) -> Self {
        let has = |name| environment(name).is_some_and(|value| !value.is_empty());
        if has("TMUX") {
            Self::Tmux
        } else if has("STY") {
            Self::Screen
        } else {
            Self::None
        }
    }
}

/// Returns the length of a text in bytes as it is sent.
pub(in crate::tui) const fn encoded(text: &str) -> usize {
    text.len().div_ceil(3) * 4
}

/// Returns the bytes that copy text to the terminal's clipboard.
#[must_use]
pub fn sequence(text: &str, multiplexer: Multiplexer) -> String {
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    match multiplexer {
        Multiplexer::None => plain,
        // With `set-clipboard on`, tmux takes the plain sequence itself; with `allow-passthrough on`, it
        // passes on the other. It ignores the one it is not configured for, and both contain the same text.
        Multiplexer::Tmux => {
            let passed = plain.replace('\x1b', "\x1b\x1b");
            format!("{plain}\x1bPtmux;{passed}\x1b\\")
        }
        Multiplexer::Screen => {
            let mut pieces = String::new();
            for piece in plain.as_bytes().chunks(SCREEN_PIECE) {
                // The sequence is ASCII, so no piece ends within a character.
                pieces += "\x1bP";
                pieces += &String::from_utf8_lossy(piece);
                pieces += "\x1b\\";
            }
            pieces
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_the_multiplexer() {
        let of = |set: &'static [(&str, &str)]| {
            Multiplexer::of(|name| {
                let found = set.iter().find(|(of, _)| *of == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[]), Multiplexer::None);
        assert_eq!(of(&[("TMUX", "")]), Multiplexer::None);
        assert_eq!(of(&[("STY", "1.pts")]), Multiplexer::Screen);
        assert_eq!(
            of(&[("STY", "1.pts"), ("TMUX", "/s,1,0")]),
            Multiplexer::Tmux
        );
    }

    #[test]
    fn the_sequence_is_wrapped_for_what_stands_between() {
        let plain = "\x1b]52;c;aGk=\x07";
        assert_eq!(sequence("hi", Multiplexer::None), plain);
        assert_eq!(
            sequence("hi", Multiplexer::Tmux),
            format!("{plain}\x1bPtmux;\x1b{plain}\x1b\\")
        );
        assert_eq!(
            sequence("hi", Multiplexer::Screen),
            format!("\x1bP{plain}\x1b\\")
        );
    }

    #[test]
    fn screen_gets_pieces_that_add_up() {
        let text = "x".repeat(5_000);
        let whole = sequence(&text, Multiplexer::None);
        let wrapped = sequence(&text, Multiplexer::Screen);
        let pieces: Vec<&str> = wrapped
            .split("\x1b\\")
            .filter_map(|piece| piece.strip_prefix("\x1bP"))
            .collect();
        assert!(pieces.len() > 20);
        assert!(pieces.iter().all(|piece| piece.len() <= SCREEN_PIECE));
        assert_eq!(pieces.concat(), whole);
    }
}
