//! Joins what a terminal sends in pieces: over SSH an escape sequence may arrive in two.
//!
//! Belongs here: which bytes belong together, from the bytes and the pauses between them alone. Does not
//! belong here: what a sequence means (`sequence`), waiting for it (`listen`).

use memchr::memmem;

use super::Input;
use super::sequence::{ESC, First, first};

const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";
const CTRL_C: &[u8] = &[3];

/// The input that bytes stand for, however they are cut.
///
/// An Esc at the end of a read is held: what comes before the next pause belongs to it. A sequence that
/// has gone further waits for its end, as no key begins like that.
#[derive(Debug, Default)]
pub(in crate::tui) struct Joiner {
    /// The beginning of a sequence.
    held: Vec<u8>,
    paste: Option<Paste>,
    /// Whether nothing has come since the last pause.
    paused: bool,
    /// Whether the last thing that came was an Esc with nothing behind it in time.
    esc_went: bool,
}

/// What came behind the start of a paste. Its text may hold the marks of a paste itself, since not
/// every terminal takes them out. So it goes on up to the last end that comes without a pause: nothing
/// before that is ever taken for keys.
#[derive(Debug, Default)]
struct Paste {
    bytes: Vec<u8>,
    /// Where its last end begins, as far as is known.
    end: Option<usize>,
}

impl Paste {
    fn add(&mut self, bytes: &[u8]) {
        // An end may have begun in what was there before.
        let from = self.bytes.len().saturating_sub(PASTE_END.len() - 1);
        self.bytes.extend_from_slice(bytes);
        if let Some(at) = memmem::rfind(&self.bytes[from..], PASTE_END) {
            self.end = Some(from + at);
        }
    }

    /// The text and what came behind it, once it is over. It is not where another one has begun.
    fn over(&self) -> Option<(String, &[u8])> {
        let end = self.end?;
        let behind = &self.bytes[end + PASTE_END.len()..];
        if memmem::find(behind, PASTE_START).is_some() {
            return None;
        }
        let text = String::from_utf8_lossy(&self.bytes[..end]);
        Some((without_marks(&text), behind))
    }
}

fn without_marks(text: &str) -> String {
    let mut text = text.to_owned();
    for mark in ["\x1b[200~", "\x1b[201~"] {
        text = text.replace(mark, "");
    }
    text
}

impl Joiner {
    /// Takes bytes that were read at once.
    pub(in crate::tui) fn take(&mut self, bytes: &[u8]) -> Vec<Input> {
        let was_paused = std::mem::take(&mut self.paused);
        let esc_went = std::mem::take(&mut self.esc_went);
        if let Some(paste) = &mut self.paste {
            // Where its end got lost, a key must lead out of it.
            let is_stuck = was_paused && paste.end.is_none() && bytes == CTRL_C;
            if !is_stuck {
                paste.add(bytes);
                return Vec::new();
            }
            self.paste = None;
        }
        // The rest of a sequence whose Esc was not held long enough. Nobody types it that fast.
        if esc_went && bytes.len() > 1 && bytes[0] == b'[' {
            self.held.push(ESC);
        }
        self.held.extend_from_slice(bytes);
        self.decode()
    }

    /// Nothing came for as long as an Esc is held.
    pub(in crate::tui) fn pause(&mut self) -> Vec<Input> {
        self.paused = true;
        let mut inputs = Vec::new();
        if let Some((text, behind)) = self.paste.as_ref().and_then(Paste::over) {
            self.held = behind.to_vec();
            self.paste = None;
            inputs.push(Input::Paste(text));
            inputs.extend(self.decode());
        }
        if self.held == [ESC] {
            self.held.clear();
            self.esc_went = true;
            inputs.push(Input::escape());
        }
        inputs
    }

    /// Whether a pause would make a difference.
    pub(in crate::tui) fn awaits_pause(&self) -> bool {
        !self.paused && (self.paste.is_some() || self.held == [ESC])
    }

    fn decode(&mut self) -> Vec<Input> {
        let held = std::mem::take(&mut self.held);
        let mut rest = held.as_slice();
        let mut inputs = Vec::new();
        loop {
            if let Some(pasted) = rest.strip_prefix(PASTE_START) {
                let mut paste = Paste::default();
                paste.add(pasted);
                self.paste = Some(paste);
                return inputs;
            }
            let First::Whole(length, event) = first(rest) else {
                break;
            };
            inputs.extend(event.and_then(Input::from_event));
            rest = &rest[length..];
        }
        self.held = rest.to_vec();
        inputs
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
