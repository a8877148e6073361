//! Reads a line that is typed or pasted without being shown, while the program waits for something else.
//!
//! Belongs here: turning off the echo of the terminal, and restoring it. Does not belong here: what the line
//! is for (`open`).

use std::future::pending;
use std::io::{self, stdin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use self::keyboard::Keyboard;

/// Input from the keyboard.
pub(in crate::cli) enum Typed {
    /// A line, without its end.
    Line(SecretString),
    /// Ctrl-C.
    Interrupt,
}

const CTRL_C: u8 = 3;
const BACKSPACE: [u8; 2] = [8, 127];
/// The longest line, in bytes. An address with a code is much shorter.
const LONGEST: usize = 64 * 1024;

/// Waits for the next input; without a keyboard, waits forever.
pub(in crate::cli) async fn next(typing: &mut Option<Typing>) -> Typed {
    match typing {
        Some(typing) => typing.next().await,
        None => pending().await,
    }
}

/// Reads typed lines. Dropping it restores the terminal.
pub(in crate::cli) struct Typing {
    lines: UnboundedReceiver<Typed>,
    over: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
}

impl Typing {
    /// Starts to read the keyboard. Returns `None` if stdin is not a terminal.
    pub(in crate::cli) fn begin() -> Option<Self> {
        let keyboard = Keyboard::take()?;
        let (tell, lines) = unbounded_channel();
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        Some(Self {
            lines,
            over,
            reader: Some(std::thread::spawn(move || listen(&keyboard, &tell, &seen))),
        })
    }

    async fn next(&mut self) -> Typed {
        match self.lines.recv().await {
            Some(typed) => typed,
            // The terminal is gone, but the browser can still finish the sign-in.
            None => pending().await,
        }
    }
}

impl Drop for Typing {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(reader) = self.reader.take() {
            // Stop reading: later input is not meant for this line.
            let _ = reader.join();
        }
    }
}

fn listen(keyboard: &Keyboard, tell: &UnboundedSender<Typed>, over: &AtomicBool) {
    let mut line = SecretString::default();
    let mut bytes = [0; 4096];
    while !over.load(Ordering::Relaxed) {
        let Ok(count) = keyboard.read(&mut bytes) else {
            return;
        };
        if let Some(typed) = take(&mut line, bytes.get(..count).unwrap_or_default()) {
            // A closed channel means that the line is not needed any more.
            let _ = tell.send(typed);
        }
    }
}

/// Adds keys to a line. Returns the input once it is complete.
fn take(line: &mut SecretString, keys: &[u8]) -> Option<Typed> {
    let mut text = line.expose_secret().to_owned();
    for &key in keys {
        match key {
            CTRL_C => return Some(Typed::Interrupt),
            b'\r' | b'\n' if text.is_empty() => {}
            b'\r' | b'\n' => {
                *line = SecretString::default();
                return Some(Typed::Line(SecretString::from(text)));
            }
            key if BACKSPACE.contains(&key) => drop(text.pop()),
            // An address consists of ASCII characters (RFC 3986).
            key if key.is_ascii_graphic() && text.len() < LONGEST => text.push(char::from(key)),
            _ => {}
        }
    }
    *line = SecretString::from(text);
    None
}

/// The terminal without echo. Line mode is off because it limits a line to 4,095 bytes. Ctrl-C arrives as a
/// byte, because a signal would end the program and leave the terminal without echo. A read times out after a
/// tenth of a second, which allows the reader to stop.
#[cfg(unix)]
mod keyboard {
    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };

    use super::{io, stdin};

    pub(super) struct Keyboard {
        before: Termios,
    }

    impl Keyboard {
        pub(super) fn take() -> Option<Self> {
            let before = tcgetattr(stdin()).ok()?;
            let mut modes = before.clone();
            let off = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
            modes.local_modes.remove(off);
            modes.special_codes[SpecialCodeIndex::VMIN] = 0;
            modes.special_codes[SpecialCodeIndex::VTIME] = 1;
            tcsetattr(stdin(), OptionalActions::Now, &modes).ok()?;
            Some(Self { before })
        }

        #[expect(clippy::unused_self, reason = "only who has the keyboard may read it")]
        pub(super) fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
            Ok(rustix::io::read(stdin(), bytes)?)
        }
    }

    impl Drop for Keyboard {
        fn drop(&mut self) {
            // If this fails, the terminal is gone. Unread input was meant for the sign-in, and is discarded.
            let _ = tcsetattr(stdin(), OptionalActions::Flush, &self.before);
        }
    }
}

/// The terminal without echo, on systems where the keyboard sends events.
#[cfg(not(unix))]
mod keyboard {
    use std::io::IsTerminal as _;
    use std::time::Duration;

    use crossterm::event::{self, Event, KeyEventKind};
    use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

    use super::{io, stdin};
    use crate::tui::terminal::input::console_keys::byte;

    const WAIT: Duration = Duration::from_millis(100);

    pub(super) struct Keyboard(());

    impl Keyboard {
        pub(super) fn take() -> Option<Self> {
            if !stdin().is_terminal() {
                return None;
            }
            enable_raw_mode().ok()?;
            Some(Self(()))
        }

        #[expect(clippy::unused_self, reason = "only who has the keyboard may read it")]
        pub(super) fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
            if !event::poll(WAIT)? {
                return Ok(0);
            }
            match (event::read()?, bytes.first_mut()) {
                (Event::Key(key), Some(first)) if key.kind != KeyEventKind::Release => {
                    let byte = byte(key);
                    *first = byte.unwrap_or_default();
                    Ok(usize::from(byte.is_some()))
                }
                _ => Ok(0),
            }
        }
    }

    impl Drop for Keyboard {
        fn drop(&mut self) {
            // Unread input was meant for the sign-in, and is discarded.
            while event::poll(Duration::ZERO).unwrap_or_default() && event::read().is_ok() {}
            let _ = disable_raw_mode();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_to_a_line_or_to_an_interrupt() {
        let mut line = SecretString::default();
        assert!(take(&mut line, b"\nhttp://x").is_none());
        assert!(take(&mut line, b"yz\x7f").is_none());
        let Some(Typed::Line(whole)) = take(&mut line, b"\x1b\r") else {
            unreachable!()
        };
        assert_eq!(whole.expose_secret(), "http://xy");
        assert!(line.expose_secret().is_empty());
        assert!(matches!(take(&mut line, b"a\x03"), Some(Typed::Interrupt)));
    }
}
