//! Joins what a terminal sends in pieces: over SSH, an escape sequence may arrive in two.
//!
//! Belongs here: which bytes belong together, judged only by the bytes and the pauses between them. Does not
//! belong here: what a sequence means (`sequence`), waiting for it (`listen`).

use memchr::memmem;

use super::Input;
use super::sequence::{ESC, First, first};

const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";
const CTRL_C: &[u8] = &[3];

/// Turns bytes into input, however they are split.
///
/// An Esc at the end of a read is held: bytes that arrive before the next pause belong to it. A longer
/// unfinished sequence waits for its end, because no key begins like that.
#[derive(Debug, Default)]
pub(in crate::tui) struct Joiner {
    /// The beginning of a sequence.
    held: Vec<u8>,
    paste: Option<Paste>,
    /// Whether nothing has arrived since the last pause.
    paused: bool,
    /// Whether the last input was an Esc with nothing following in time.
    esc_went: bool,
}

/// What arrived after the start of a paste. The text may contain paste marks itself, because not every
/// terminal removes them. The paste therefore continues up to the last end mark that arrives without a
/// pause, and nothing before that is ever taken for keys.
#[derive(Debug, Default)]
struct Paste {
    bytes: Vec<u8>,
    /// Where its last end mark begins, if one has arrived.
    end: Option<usize>,
}

impl Paste {
    fn add(&mut self, bytes: &[u8]) {
        // The end mark may have begun in the earlier bytes.
        let from = self.bytes.len().saturating_sub(PASTE_END.len() - 1);
        self.bytes.extend_from_slice(bytes);
        if let Some(at) = memmem::rfind(&self.bytes[from..], PASTE_END) {
            self.end = Some(from + at);
        }
    }

    /// Returns the text and the bytes after it if the paste is over. It is not over if another paste has
    /// begun.
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
    /// Takes the bytes of one read.
    pub(in crate::tui) fn take(&mut self, bytes: &[u8]) -> Vec<Input> {
        let was_paused = std::mem::take(&mut self.paused);
        let esc_went = std::mem::take(&mut self.esc_went);
        if let Some(paste) = &mut self.paste {
            // If the end mark got lost, a key must end the paste.
            let is_stuck = was_paused && paste.end.is_none() && bytes == CTRL_C;
            if !is_stuck {
                paste.add(bytes);
                return Vec::new();
            }
            self.paste = None;
        }
        // The rest of a sequence whose Esc was not held long enough. Nobody types this fast.
        if esc_went && bytes.len() > 1 && bytes[0] == b'[' {
            self.held.push(ESC);
        }
        self.held.extend_from_slice(bytes);
        self.decode()
    }

    /// Handles a pause: nothing arrived for as long as an Esc is held.
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
